"""A committee for tests: a handoff before it, and a meeting that is being held."""

from datetime import timedelta

from audit import clock
from governance import actions
from governance.actions.resolving import ALL_FOR
from governance.meetings import agenda, briefing
from governance.models import Cadence, Meeting
from tests.cast import fresh, sign_all

SEATS = {
    "leadership": "lena",
    "hr": "hana",
    "operations": "otto",
    "knowledge": "kim",
    "marketing": "mara",
    "finance": "fred",
}


def asked(company, handoff, text="Who pays for the pilot?"):
    """Everybody has signed, and HR asks the committee instead of accepting."""
    handoff = sign_all(company, handoff)
    return actions.ask_committee(
        handoff, by=company.hana, digest=handoff.digest, text=text
    )


def plan(company, **values):
    """A meeting tomorrow, led by Lena."""
    begins = clock.now() + timedelta(days=1)
    return actions.plan_meeting(
        by=company.lena,
        **{
            "starts_at": begins,
            "ends_at": begins + timedelta(hours=1),
            "place": "Room 2",
            "cadence": Cadence.MONTHLY,
            "chair": company.lena,
            "members": {f: getattr(company, name) for f, name in SEATS.items()},
            **values,
        },
    )


def room(company):
    """A meeting that is open, by its row: for what a decision does, and no more."""
    now = clock.now()
    return Meeting.objects.create(
        starts_at=now,
        ends_at=now + timedelta(hours=1),
        place="Room 2",
        cadence=Cadence.EXTRA,
        chair=company.lena,
        planned_by=company.lena,
        opened_at=now,
        opened_by=company.lena,
    )


def hold(company, meeting, *, but=()):
    """Open a meeting; every member comes, except some functions."""
    meeting = actions.open_meeting(meeting, by=company.lena)
    for member in meeting.members.select_related("person", "meeting"):
        if member.function not in but:
            actions.arrive(member, by=company.lena, person=member.person)
    return meeting


def item_of(company, meeting, start):
    """The item whose key begins so, as Lena sees it."""
    return next(
        row for row in agenda.items(meeting, company.lena) if row.key.startswith(start)
    )


def page_of(item):
    """The digest of the page about an item, as it is shown now."""
    return briefing.now(fresh(item))[1]


def resolve(company, meeting, item, answer, **extra):
    """Lena records a decision on an item that she sees as it is now."""
    return actions.resolve(
        meeting,
        **{
            "by": company.lena,
            "key": item.key,
            "seen": page_of(item),
            "answer": answer,
            "text": "So decided.",
            "votes": ALL_FOR,
            **extra,
        },
    )
