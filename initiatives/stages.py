"""The stages of an initiative, and every move between them."""

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from organisation.functions import Function


class Stage(TextChoices):
    """Where an initiative stands between proposal and close."""

    PROPOSED = "proposed", _("Proposed")
    LITERACY = "literacy", _("Literacy")
    APPROPRIATION = "appropriation", _("Productive appropriation")
    LEARNING = "learning", _("Learning")
    VALUE = "value", _("Value conversion")
    CLOSED = "closed", _("Closed")

    @property
    def number(self) -> int:
        """0 for proposed, 1 to 4 for the four stages, 5 for closed."""
        return list(type(self)).index(self)

    @property
    def lead(self) -> Function | None:
        """The function that leads the stage."""
        return LEADS.get(self)


FOUR = (Stage.LITERACY, Stage.APPROPRIATION, Stage.LEARNING, Stage.VALUE)

LEADS = {
    Stage.PROPOSED: Function.LEADERSHIP,
    Stage.LITERACY: Function.HR,
    Stage.APPROPRIATION: Function.OPERATIONS,
    Stage.LEARNING: Function.KNOWLEDGE,
    Stage.VALUE: Function.MARKETING,
}


class Kind(TextChoices):
    """Why an initiative changes its stage."""

    PROPOSED = "proposed", _("Proposed")
    TAKEN_OVER = "taken_over", _("Taken over")
    FORWARD = "forward", _("Gate passed")
    BACK = "back", _("Sent back")
    STOP = "stop", _("Stopped")


class Move(NamedTuple):
    """One row of the table: from a stage to a stage, and why."""

    origin: Stage
    to: Stage
    kind: Kind


S = Stage
MOVES = (
    Move(S.PROPOSED, S.LITERACY, Kind.FORWARD),
    Move(S.LITERACY, S.APPROPRIATION, Kind.FORWARD),
    Move(S.APPROPRIATION, S.LEARNING, Kind.FORWARD),
    Move(S.LEARNING, S.VALUE, Kind.FORWARD),
    Move(S.VALUE, S.CLOSED, Kind.FORWARD),
    # a stopped initiative leaves Learning once its lessons are endorsed
    Move(S.LEARNING, S.CLOSED, Kind.FORWARD),
    Move(S.APPROPRIATION, S.LITERACY, Kind.BACK),
    Move(S.LEARNING, S.APPROPRIATION, Kind.BACK),
    Move(S.VALUE, S.APPROPRIATION, Kind.BACK),
    # stopping is a stage: it leads to Learning, never straight out
    Move(S.PROPOSED, S.LEARNING, Kind.STOP),
    Move(S.LITERACY, S.LEARNING, Kind.STOP),
    Move(S.APPROPRIATION, S.LEARNING, Kind.STOP),
    Move(S.LEARNING, S.LEARNING, Kind.STOP),
    Move(S.VALUE, S.LEARNING, Kind.STOP),
)


def move_for(origin: str, to: str, kind: str) -> Move | None:
    """The row of the table for this move, or nothing: then it is illegal."""
    return next((m for m in MOVES if m == (origin, to, kind)), None)
