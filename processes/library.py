"""The home of Operations: what waits, what was gained, and the library of processes."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from initiatives.models import Initiative
from initiatives.stages import Stage
from organisation.templatetags.ui import written_number
from processes.models import (
    Bottleneck,
    MapKind,
    Measurement,
    Phase,
    ProcessMap,
    ProcessOwner,
)
from processes.verified import total, verified_of

WITH_A_PROCESS = (Stage.APPROPRIATION, Stage.LEARNING, Stage.VALUE, Stage.CLOSED)

WAITS = {
    "questions": gettext_lazy("Questions on a map are open"),
    "as_is": gettext_lazy("The as-is map is missing"),
    "to_be": gettext_lazy("The to-be map is missing"),
    "figures": gettext_lazy("The as-is map has no answer: a picture, or no figures"),
    "baseline": gettext_lazy("Nothing is measured before real use"),
    "remeasure": gettext_lazy("Freed hours are due to be measured again"),
}
"""What can wait for Operations, by the word that stands in the address."""

LIMITS = {
    "role": gettext_lazy("A role"),
    "demand": gettext_lazy("Demand"),
    "unknown": gettext_lazy("Not known"),
}
"""What can limit a process."""

MEASURED = {
    "never": gettext_lazy("Never"),
    "current": gettext_lazy("Not due yet"),
    "due": gettext_lazy("Due again"),
}
"""When a process was measured last."""


@dataclass(frozen=True)
class Gained:
    """What the measured processes gained together, in hours a week."""

    processes: int
    hours: Decimal
    aside: Decimal
    evaporated: Decimal


def processes(person):
    """Every initiative with a process that a person may see, with what lists show."""
    here = {"initiative": OuterRef("pk")}
    saved = ProcessMap.objects.saved().filter(**here)
    as_is = saved.filter(kind=MapKind.AS_IS)
    standing = Measurement.objects.standing().filter(**here)
    owner = ProcessOwner.objects.filter(**here).order_by("-pk")
    named = Bottleneck.objects.filter(**here).order_by("-pk")
    due = Measurement.objects.due_again()
    open_questions = (
        saved.filter(open_questions__gt=0)
        .order_by()
        .values("initiative")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = Initiative.objects.visible_to(person).filter(
        Q(stage__in=WITH_A_PROCESS) | Exists(saved) | Exists(standing),
        Q(proposed_at__isnull=False) | Q(taken_over_at__isnull=False),
        withdrawn_at__isnull=True,
    )
    return rows.annotate(
        owner_name=Subquery(owner.values("person__name")[:1]),
        analysed=NullIf(
            Subquery(as_is.values("bottleneck")[:1], output_field=CharField()),
            Value(""),
        ),
        named=Subquery(named.values("step")[:1], output_field=CharField()),
        held_up=Coalesce(F("analysed"), F("named"), Value("")),
        capacity=Subquery(as_is.values("capacity")[:1], output_field=FloatField()),
        throughput=Subquery(as_is.values("throughput")[:1], output_field=FloatField()),
        lead=Subquery(as_is.values("lead")[:1], output_field=FloatField()),
        questions=Coalesce(
            Subquery(open_questions, output_field=IntegerField()), Value(0)
        ),
        has_as_is=Exists(as_is),
        has_to_be=Exists(saved.filter(kind=MapKind.TO_BE)),
        has_baseline=Exists(standing.filter(phase=Phase.BASELINE)),
        measured_on=Subquery(
            standing.order_by("-ends_on").values("ends_on")[:1],
            output_field=DateField(),
        ),
        is_due=Exists(due.filter(**here)),
        by_demand=Q(throughput__lt=F("capacity")),
    )


def waiting(key) -> Q:
    """The condition under which something waits for Operations."""
    mapped = Q(stage=Stage.APPROPRIATION)
    return {
        "questions": Q(questions__gt=0) & mapped,
        "as_is": Q(has_as_is=False) & mapped,
        "to_be": Q(has_to_be=False) & mapped,
        "figures": Q(has_as_is=True, analysed__isnull=True) & mapped,
        "baseline": Q(has_baseline=False) & mapped,
        "remeasure": Q(is_due=True) & ~Q(stage=Stage.CLOSED),
    }[key]


def limited(key) -> Q:
    """The processes that are limited by a role, by demand, or by nobody knows what."""
    unknown = Q(held_up="")
    demand = Q(by_demand=True)
    return {
        "unknown": unknown,
        "demand": demand & ~unknown,
        "role": ~unknown & (Q(by_demand=False) | Q(by_demand__isnull=True)),
    }[key]


def measured(key) -> Q:
    """The processes that were measured never, or are due again, or not yet."""
    never = Q(measured_on__isnull=True)
    return {
        "never": never,
        "due": Q(is_due=True),
        "current": ~never & Q(is_due=False),
    }[key]


def waits(rows) -> list[dict]:
    """How many processes wait for each thing; one query."""
    counted = rows.aggregate(
        **{f"n_{key}": Count("pk", filter=waiting(key)) for key in WAITS}
    )
    return [
        {"key": key, "label": label, "n": counted[f"n_{key}"]}
        for key, label in WAITS.items()
        if counted[f"n_{key}"]
    ]


def gained(rows) -> Gained:
    """The verified hours of all these processes together."""
    found = verified_of(rows.order_by().values("pk"))
    every = [row for mine in found.values() for row in mine]
    return Gained(
        sum(bool(mine) for mine in found.values()),
        total(every),
        sum((r.hours_a_week for r in every if r.at_bottleneck is False), Decimal(0)),
        sum((r.evaporated_in_all for r in every), Decimal(0)),
    )


def figures(rows, gain) -> list[dict]:
    """The numbers across initiatives, each with what it means."""
    counted = rows.aggregate(n=Count("pk"), known=Count("pk", filter=~Q(held_up="")))
    return [
        {
            "label": _("Bottleneck known"),
            "value": _("%(n)d of %(all)d")
            % {"n": counted["known"], "all": counted["n"]},
            "note": _("processes, named or by analysis"),
        },
        {
            "label": _("Verified hours a week"),
            "value": written_number(gain.hours, 1),
            "note": ngettext(
                "measured in %(n)d process",
                "measured in %(n)d processes",
                gain.processes,
            )
            % {"n": gain.processes},
        },
        {
            "label": _("Not at the bottleneck"),
            "value": written_number(gain.aside, 1),
            "note": _("of these hours: no more cases get through by them"),
        },
        {
            "label": _("Evaporated"),
            "value": written_number(gain.evaporated, 1),
            "note": _("hours a week that a later measurement did not find"),
        },
    ]
