"""What a message says: the kind of thing, the reference, when it is due, and a link.

Nothing that people typed but the title, and not even that of a confidential initiative.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language, get_language_from_path, override
from django.utils.translation import gettext as _

from audit import clock
from governance.presenters import UPDATES
from organisation import notices
from organisation.models import Notification
from organisation.notices import Group
from organisation.templatetags.ui import written_day

LANGUAGES = {code for code, _name in settings.LANGUAGES}


@dataclass(frozen=True)
class Item:
    """One line of a message; `more` are lines below it."""

    ref: str
    title: str
    sentence: str
    due: str
    url: str
    is_owed: bool
    function: str = ""
    due_at: datetime | None = None
    more: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """All of it but the address, as one sentence."""
        head = f"{self.ref} {self.title}".strip()
        text = f"{head}: {self.sentence}" if head else self.sentence
        return f"{text}, {self.due}." if self.due else f"{text}."


def language_of(code: str) -> str:
    """A language that the product speaks: the one asked for, else the default."""
    return code if code in LANGUAGES else settings.LANGUAGE_CODE


def item(notice: Notification, initiative, due_at: datetime | None = None) -> Item:
    """A notice in words, in the language that is in force."""
    is_owed = notices.KINDS.get(notice.kind, notices.FOLLOWED).group == Group.OWED
    url = absolute(notice.url or (initiative.get_absolute_url() if initiative else "/"))
    if initiative is not None and initiative.is_confidential:
        return Item(
            ref=initiative.ref,
            title="",
            sentence=_("something needs you") if is_owed else _("something changed"),
            due="",
            # The page itself may tell what it is about; its address may not. Who sits
            # on the body that is consulted finds it among what waits for them.
            url=page("governance:waiting" if is_owed else "governance:updates")
            if getattr(initiative, "by_seat", False)
            else absolute(initiative.get_absolute_url()),
            is_owed=is_owed,
        )
    words = UPDATES.get(notice.kind)
    return Item(
        ref=initiative.ref if initiative else "",
        title=" ".join(initiative.title.split()) if initiative else "",
        sentence=str(words(notice.facts)) if words else _("changed"),
        due=_due(due_at),
        url=url,
        is_owed=is_owed,
        function=notices.function_of(notice.kind, notice.facts),
        due_at=due_at,
    )


def _due(at: datetime | None) -> str:
    if at is None:
        return ""
    day = written_day(timezone.localtime(at))
    sentence = _("was due by %(day)s") if at <= clock.now() else _("by %(day)s")
    return sentence % {"day": day}


def absolute(path: str) -> str:
    """The full address of a page, in the language that is in force.

    Only pages of this installation: what is no path leads to the first page.
    """
    if not path.startswith("/") or path.startswith("//") or urlsplit(path).netloc:
        path = "/"
    return settings.BASE_URL + _in_this_language(path)


def page(name: str) -> str:
    """The full address of a page without arguments, by its name."""
    return settings.BASE_URL + reverse(name)


def _in_this_language(path):
    here = get_language()
    with override(get_language_from_path(path) or here):
        return translate_url(path, here)
