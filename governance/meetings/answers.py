"""What can be answered to an item, and what an answer needs to take effect."""

from django.utils.translation import gettext_lazy as _

from governance.meetings import agenda
from governance.models import Answer
from initiatives.stages import MOVES, Kind, Stage
from organisation.options import Option

EFFECTS = {
    "gate": (
        Answer.APPROVE,
        Answer.CONDITIONS,
        Answer.SEND_BACK,
        Answer.STOP,
        Answer.NOTE,
    ),
    "stall": (
        Answer.REASSIGN,
        Answer.SPLIT,
        Answer.ACCEPT_RISK,
        Answer.STOP,
        Answer.NOTE,
    ),
    "initiative": (
        Answer.APPROVE,
        Answer.CONDITIONS,
        Answer.BACK,
        Answer.STOP,
        Answer.NOTE,
    ),
    "matter": (Answer.APPROVE, Answer.CONDITIONS, Answer.SEND_BACK, Answer.NOTE),
}
"""The answers that each kind of item offers, in the order of the page."""

FOLLOWS = {
    ("gate", Answer.APPROVE): _("The receiver takes it on today, by who is named."),
    ("gate", Answer.CONDITIONS): _(
        "It goes on today. The next gate stays shut until the condition is met."
    ),
    ("gate", Answer.SEND_BACK): _("It goes back to the giver, and the clock runs."),
    ("matter", Answer.SEND_BACK): _("It comes again, with an answer."),
    (None, Answer.APPROVE): _("As asked, or as recommended."),
    (None, Answer.CONDITIONS): _("What must be true becomes somebody's duty."),
    (None, Answer.BACK): _("It goes back today and passes that gate again."),
    (None, Answer.REASSIGN): _("The ladder starts anew, with the person named."),
    (None, Answer.SPLIT): _("The ladder starts anew; the rest is proposed anew."),
    (None, Answer.ACCEPT_RISK): _("The ladder starts anew after the day named."),
    (None, Answer.STOP): _("It goes to Learning today. Knowledge owes a lesson."),
    (None, Answer.NOTE): _("Nothing changes. It stands in the minutes."),
}


def offered(item) -> list:
    """The answers that an item offers."""
    kind = agenda.kind(item)
    found = list(EFFECTS[kind])
    if Answer.BACK in found and not backward(item.initiative):
        found.remove(Answer.BACK)
    if item.initiative_id and (
        item.initiative.stopped_at or not item.initiative.is_open
    ):
        found = [one for one in found if one not in (Answer.STOP, Answer.BACK)]
    return found


def choices(item) -> list:
    """The same for a form, each with what follows from it."""
    kind = agenda.kind(item)
    return [
        (
            one.value,
            Option(one.label, FOLLOWS.get((kind, one)) or FOLLOWS[None, one]),
        )
        for one in offered(item)
    ]


def backward(initiative) -> list:
    """The stages to which an initiative can be sent back."""
    if initiative is None:
        return []
    return [
        Stage(m.to)
        for m in MOVES
        if m.origin == initiative.stage and m.kind == Kind.BACK
    ]
