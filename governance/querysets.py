"""What can be asked about handoffs and the initiatives that wait in them."""

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from governance.models import Handoff, Level, Stall, Wait
from initiatives.models import Initiative, Lead
from initiatives.stages import LEADS, Stage

ORDERINGS = {
    "ref": "number",
    "title": "title",
    "stage": "stage_rank",
    "waiting_since": "waiting_since",
    "due_at": "due_at",
    "created": "created_at",
}


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
    lead = Case(
        When(clock_less, then=Value("")),
        *(When(stage=stage, then=Value(f.value)) for stage, f in LEADS.items()),
        default=Value(""),
        output_field=CharField(),
    )
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
    """The current leads of many initiatives: {(id, function): person}."""
    rows = Lead.objects.filter(
        initiative__in=[i.pk for i in initiatives], until__isnull=True
    ).select_related("person")
    return {(row.initiative_id, row.function): row.person for row in rows}


def waiting_handoffs(person):
    """Open handoffs that a person may see, the oldest first, with their clocks."""
    return (
        Handoff.objects.filter(
            state__in=Handoff.OPEN,
            initiative__in=Initiative.objects.visible_to(person).values("pk"),
        )
        .select_related("initiative", "initiative__unit")
        .prefetch_related("waits")
        .order_by("offered_at")
    )
