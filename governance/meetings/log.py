"""The decision log: what was decided, whether it held, and what is still to be done."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from governance import rules
from governance.meetings import agenda, briefing, minutes
from governance.models import Condition, FollowUp, Meeting, Resolution
from initiatives.models import Initiative

PAGE = 50
MOST = 100


def visible(person):
    """The decisions that a person may read."""
    seen = Initiative.objects.seen_by(person).values("pk")
    return (
        Resolution.objects.filter(
            Q(initiative__isnull=True) | Q(initiative__in=seen),
            meeting__in=Meeting.objects.visible_to(person),
        )
        .select_related(
            "meeting",
            "item__stall",
            "initiative",
            "person",
            "decided_by",
            "briefing",
            "corrects",
        )
        .prefetch_related("votes__person", "votes__principal", "superseded_by")
    )


def duties(person):
    """The actions that a person may read: of decisions they read, and their own."""
    seen = Initiative.objects.seen_by(person).values("pk")
    return FollowUp.objects.filter(
        Q(resolution__in=visible(person).values("pk"))
        | Q(owner=person) & (Q(initiative__isnull=True) | Q(initiative__in=seen))
    ).select_related("owner", "resolution", "initiative", "done_by")


def replaceable(item) -> list:
    """Earlier decisions about the same whose place a decision on an item can take."""
    rows = Resolution.objects.filter(
        initiative=item.initiative_id, corrects__isnull=True, superseded_by__isnull=True
    )
    if item.initiative_id is None:
        # A matter is the same as long as it is called so.
        titled = Q(item__title=item.title) if item.title else Q(item__key=item.key)
        rows = rows.filter(titled | Q(item__is_added=True))
    return list(rows.order_by("-number")[:MOST])


def listed(person, chosen):
    """The decisions, newest first; with `review` those due for a new look.

    Raises Http404 for who reads no meetings.
    """
    if Meeting.objects.visible_to(person).query.is_empty():
        raise Http404
    rows = visible(person)
    if chosen.get("review"):
        return rows.filter(
            review_on__lte=clock.today(), superseded_by__isnull=True
        ).order_by("review_on")
    return rows.order_by("-number")


def page(person, chosen) -> dict:
    """The log, newest first, with what is open and what comes up for review."""
    shown = Paginator(listed(person, chosen), PAGE).get_page(chosen.get("page"))
    owed = open_duties(person)
    return {
        "title": _("Decisions"),
        "lead": _finding(owed),
        "shown": shown,
        "rows": [
            {
                "row": row,
                "title": agenda.title(row.item),
                "tally": minutes.tally(row),
                "effect": minutes.effect(row),
            }
            for row in shown
        ],
        "duties": owed,
        "review": bool(chosen.get("review")),
        "today": clock.today(),
    }


def open_duties(person, most=MOST) -> list:
    """What follows from decisions and is not done, the nearest date first.

    `most` of each kind; None: all.
    """
    actions = duties(person).filter(done_at__isnull=True)
    seen = Initiative.objects.seen_by(person).values("pk")
    conditions = Condition.objects.filter(
        met_at__isnull=True, signoff__isnull=True, initiative__in=seen
    ).select_related("owner", "initiative")
    found = [*actions[:most], *conditions[:most]]
    for row in found:
        row.is_late = row.due_on < clock.today()
        row.is_condition = isinstance(row, Condition)
    return sorted(found, key=lambda row: row.due_on)


def _finding(duties) -> str:
    if not duties:
        return _("Nothing that was decided is still to be done.")
    late = sum(row.is_late for row in duties)
    text = ngettext(
        "%(n)d promise of a decision is open.",
        "%(n)d promises of decisions are open.",
        len(duties),
    ) % {"n": len(duties)}
    if late:
        text += " " + ngettext(
            "%(n)d is past its date.", "%(n)d are past their date.", late
        ) % {"n": late}
    return text


def outcome(first) -> dict:
    """How a decision was voted, what it names, and what follows from it."""
    referral = first.item.referral
    return {
        "tally": minutes.tally(first),
        "effect": minutes.effect(first),
        "asked": minutes.asked(first),
        "duties": list(first.follow_ups.select_related("owner", "done_by")),
        "conditions": list(
            Condition.objects.filter(
                handoff=referral.handoff_id, signoff__isnull=True
            ).select_related("owner", "met_by", "initiative")
        )
        if referral
        else [],
    }


def one(person, row) -> dict:
    """One decision with what was on the table, and what became of it."""
    first = row.corrects or row
    seen = briefing.read(row.briefing.content)
    return {
        "title": f"{row.ref} {agenda.title(row.item)}",
        "lead": row.text,
        "row": row,
        "page": seen,
        "votes": list(first.votes.select_related("person", "principal")),
        "corrections": list(
            first.corrections.select_related("decided_by").order_by("number")
        ),
        "later": list(first.superseded_by.order_by("number")),
        "may_correct": rules.may_record(person, row.meeting) and not row.corrects_id,
        **outcome(first),
    }
