"""An obligation: what one person must do now. "Waiting for me" is made of these."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    """The six things that can be asked of somebody."""

    ACCEPT = "accept", _("Accept or return")
    SIGN = "sign", _("Sign")
    ANSWER = "answer", _("Answer")
    CONFIRM = "confirm", _("Confirm")
    DECIDE = "decide", _("Decide")
    PREPARE = "prepare", _("Prepare")


@dataclass(frozen=True)
class Obligation:
    """One act that somebody owes: a sentence, since when, until when, and where.

    `due_at` is None where no clock runs. `initiative` is the Initiative.
    """

    verb: Verb
    initiative: object
    sentence: object
    since: datetime
    due_at: datetime | None
    url: str
    function: str = ""
