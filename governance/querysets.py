"""What can be asked about handoffs and the initiatives that wait in them."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from audit import clock
from governance.models import Handoff, Level, SavedFilter, SignOff, Stall, Wait
from initiatives.models import Initiative, Lead, Stay
from initiatives.querysets import LEAD
from initiatives.stages import Kind, Stage
from organisation import access

ORDERINGS = {
    "ref": "number",
    "title": "title",
    "stage": "stage_rank",
    "waiting_since": "waiting_since",
    "due_at": "due_at",
    "created": "created_at",
}


def readable_filters(person):
    """A person's own filters, those for everyone, and those of functions they hold."""
    if not access.is_present(person, clock.today()):
        return SavedFilter.objects.none()
    shared = Q(owner=person) | Q(for_everyone=True)
    held = {holding.function for holding in access.current_holdings(person)}
    for function in sorted(held):
        shared |= Q(functions__contains=f",{function},")
    return SavedFilter.objects.filter(shared).order_by("name", "pk")


def open_stalls():
    """What is past its limit now."""
    return Stall.objects.filter(closed_at__isnull=True, level__gte=Level.LIMIT)


def pipeline(person):
    """Initiatives that a person may see, each with who holds it, since and until.

    The holder is the function whose clock runs out first, else the lead of the stage.
    """
    running = Wait.objects.filter(
        initiative=OuterRef("pk"), ended_at__isnull=True
    ).order_by("due_at", "pk")
    stalls = open_stalls().filter(initiative=OuterRef("pk")).order_by("-level", "since")
    clock_less = Q(taken_over_at__isnull=False, accepted_at__isnull=True)
    lead = Case(When(clock_less, then=Value("")), default=LEAD)
    return (
        Initiative.objects.visible_to(person)
        .exclude(Q(proposed_at__isnull=True) & Q(taken_over_at__isnull=True))
        .annotate(
            holder_function=Coalesce(Subquery(running.values("function")[:1]), lead),
            duty=Coalesce(Subquery(running.values("duty")[:1]), Value("")),
            waiting_since=Coalesce(
                Subquery(running.values("since")[:1]),
                F("stage_since"),
                output_field=DateTimeField(),
            ),
            due_at=Subquery(running.values("due_at")[:1]),
            stall_rule=Coalesce(Subquery(stalls.values("rule")[:1]), Value("")),
            handoff_id=Subquery(running.values("handoff_id")[:1]),
            stage_rank=Case(
                *(When(stage=s, then=Value(s.number)) for s in Stage),
                default=Value(9),
            ),
        )
    )


def filtered(rows, *, stage="", status="", unit=None, holder="", search="", late=None):
    """The pipeline narrowed by what stands in the address."""
    if stage:
        rows = rows.filter(stage=stage)
    if status:
        rows = rows.with_status(status)
    if unit is not None:
        rows = rows.filter(unit__path__startswith=unit.path)
    if holder:
        rows = rows.filter(holder_function=holder)
    if search:
        rows = rows.matching(search)
    if late is not None:
        rows = rows.filter(
            Exists(
                Wait.objects.filter(
                    initiative=OuterRef("pk"), ended_at__isnull=True, due_at__lte=late
                )
            )
            | Exists(open_stalls().filter(initiative=OuterRef("pk")))
        )
    return rows


def leads_of(initiatives):
    """The leads of the functions that hold these: {(id, function): person}.

    Of a person only the name and the address are read.
    """
    rows = (
        Lead.objects.filter(
            initiative__in=[i.pk for i in initiatives],
            function__in={i.holder_function for i in initiatives},
            until__isnull=True,
        )
        .select_related("person")
        .only("initiative_id", "function", "person__name", "person__email")
    )
    return {(row.initiative_id, row.function): row.person for row in rows}


class Waiting(NamedTuple):
    """An open handoff, with what the pipeline says of it.

    `since` is the beginning of its oldest running clock, `due_at` the first end of one;
    where no clock runs, `since` is the offer.
    """

    pk: int
    ref: str
    state: str
    giver: str
    receiver: str
    country: str
    since: datetime
    due_at: datetime | None

    def is_late(self, now) -> bool:
        """Whether one of its clocks has run out."""
        return self.due_at is not None and self.due_at <= now


def waiting_handoffs(person):
    """The open handoffs that a person may see, the oldest first. One query."""
    return [
        Waiting(*row)
        for row in _open_handoffs(person)
        .annotate(
            running=FilteredRelation("waits", condition=Q(waits__ended_at__isnull=True))
        )
        .annotate(
            oldest=Coalesce(Min("running__since"), "offered_at"),
            first_due=Min("running__due_at"),
        )
        .order_by("offered_at", "pk")
        .values_list(
            "pk",
            "initiative__ref",
            "state",
            "giver",
            "receiver",
            "initiative__unit__country",
            "oldest",
            "first_due",
        )
    ]


def late_clocks(person, now) -> dict[str, int]:
    """How many clocks of those handoffs are past their limit, by function."""
    return dict(
        Wait.objects.filter(
            handoff__in=_open_handoffs(person).values("pk"),
            ended_at__isnull=True,
            due_at__lte=now,
        )
        .order_by()
        .values_list("function")
        .annotate(Count("pk"))
    )


def _open_handoffs(person):
    return Handoff.objects.filter(
        state__in=Handoff.OPEN, initiative__in=Initiative.objects.seen_by(person)
    )


def first_of_stages(rows, most):
    """The first initiatives of each stage, with how many stand there in all.

    Late ones come first, then those that stand there longest. The window ranks keys
    only; the rows that are shown are read by a second query.
    """
    ranked = (
        rows.filter(withdrawn_at__isnull=True)
        .exclude(stage=Stage.CLOSED)
        .annotate(
            place=Window(
                RowNumber(),
                partition_by="stage",
                order_by=[
                    F("due_at").asc(nulls_last=True),
                    F("stage_since").asc(),
                    F("number").asc(),
                ],
            ),
            there=Window(Count("pk"), partition_by="stage"),
        )
        .filter(place__lte=most)
        .order_by("stage", "place")
        .values_list("pk", "stage", "there")
    )
    keys, counts = [], {}
    for pk, stage, there in ranked:
        keys.append(pk)
        counts[stage] = there
    cards = _with_signatures(rows.filter(pk__in=keys).select_related("unit"))
    shown = {i.pk: i for i in cards}
    return [shown[pk] for pk in keys if pk in shown], counts


def _with_signatures(rows):
    """Adds `signed` and `requirement`: who signed the open revision, of whom asked."""
    given = (
        SignOff.objects.filter(
            handoff=OuterRef("handoff_id"),
            handoff__revision=F("revision"),
            is_standing=True,
        )
        .exclude(answer=SignOff.Answer.RETURNED)
        .order_by()
        .values("handoff")
        .annotate(n=Count("pk"))
        .values("n")
    )
    stay = Stay.objects.filter(initiative=OuterRef("pk"), left_at__isnull=True)
    return rows.annotate(
        signed=Coalesce(Subquery(given), 0),
        requirement=Subquery(stay.values("requirement")[:1]),
    )


STAYS = 1000
"""The newest completed stays that tell how long a stage usually takes."""


def completed_stays():
    """Stage, beginning and end of the newest stays that have ended; one query.

    What was taken over has no beginning that anybody knows.
    """
    return (
        Stay.objects.filter(left_at__isnull=False)
        .exclude(kind=Kind.TAKEN_OVER)
        .order_by("-left_at", "-pk")
        .values_list("stage", "entered_at", "left_at")[:STAYS]
    )
