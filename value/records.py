"""The rows behind each figure of the dashboard; their sum is the figure."""

from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.models import Conversion
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import money, written_day
from value.models import (
    CONTRACTION,
    GROWTH,
    Allocation,
    Balance,
    Confirmation,
    FreedHours,
    Investment,
    Movement,
    Pool,
    RealisedAmount,
    UseBalance,
    in_hours,
)
from value.reading import HOPED, MEMO


def title_of(code) -> str:
    """What the rows are."""
    return {
        "invested": _("Lines of money put in"),
        "estimated": _("Estimated hours"),
        "freed": _("Verified hours"),
        "evaporated": _("Hours that were not found again"),
        "unallocated": _("Hours without a destination"),
        "given": _("Destinations of the freed hours"),
        "growth": _("Destinations for growth"),
        "contraction": _("Destinations for contraction"),
        "kept": _("Hours kept on purpose"),
        "released": _("Hours behind released costs"),
        "at-work": _("Hours at work without a confirmed return"),
        "claimed": _("Amounts that were reported"),
        "realised": _("Amounts that Finance confirmed"),
    }[code]


KPIS = {
    "invested": "return-ratio",
    "estimated": "verification-rate",
    "freed": "verification-rate",
    "evaporated": "verification-rate",
    "unallocated": "contraction-exposure",
    "given": "allocation-rate",
    "growth": "growth-share-hours",
    "contraction": "growth-share-hours",
    "kept": "allocation-rate",
    "released": "allocation-rate",
    "at-work": "conversion-rate",
    "claimed": "weighted",
    "realised": "return-ratio",
}
"""The definition in the dictionary that stands behind a figure."""
CODES = tuple(KPIS)
IN_MONEY = ("invested", "claimed", "realised")
TYPES = {
    "given": tuple(Conversion),
    "growth": GROWTH,
    "contraction": CONTRACTION,
    "kept": (Conversion.G,),
    "released": (Conversion.E,),
}
"""The destinations that a figure adds up."""


def total_of(code, found):
    """The figure, in money or in hours, that the rows add up to."""
    if code in TYPES:
        return found.given(*TYPES[code])
    return {
        "invested": lambda: found.invested,
        "estimated": lambda: found.estimated,
        "freed": lambda: found.hours("verified"),
        "evaporated": lambda: found.hours("evaporated"),
        "unallocated": lambda: found.hours("unallocated"),
        "at-work": lambda: found.at_work,
        "claimed": lambda: found.gross,
        "realised": lambda: found.confirmed,
    }[code]()


def rows_of(code, scope, currency):
    """The rows behind a figure, as a queryset that can be cut into pages."""
    every = scope.initiatives().filter(currency=currency)
    seen = every.order_by().values("pk")
    if code in TYPES:
        return (
            Allocation.objects.standing()
            .filter(initiative__in=seen, type__in=TYPES[code])
            .select_related("initiative", "balance")
            .order_by("-allocated_at", "-pk")
        )
    return {
        "invested": lambda: (
            Investment.objects.filter(
                scope.in_period(), initiative__in=seen, basis="actual"
            )
            .select_related("initiative")
            .order_by("-period_to", "-pk")
        ),
        "estimated": lambda: (
            every.filter(HOPED)
            .annotate(memo=MEMO)
            .filter(memo__gt=0)
            .order_by("-memo", "number")
        ),
        "freed": lambda: (
            FreedHours.objects.standing()
            .measured()
            .filter(initiative__in=seen)
            .select_related("initiative", "unit")
            .order_by("-recorded_at", "-pk")
        ),
        "evaporated": lambda: (
            Movement.objects.filter(initiative__in=seen, target=Pool.EVAPORATED)
            .select_related("initiative")
            .order_by("-moved_at", "-pk")
        ),
        "unallocated": lambda: (
            Balance.objects.filter(initiative__in=seen, unallocated__gt=0)
            .select_related("initiative")
            .order_by("unallocated_since", "pk")
        ),
        "at-work": lambda: (
            UseBalance.objects.filter(
                initiative__in=seen, type__in=GROWTH, allocated__gt=0
            )
            .select_related("initiative", "allocation")
            .order_by("-changed_at", "-pk")
        ),
        "claimed": lambda: _amounts(scope, seen).exclude(
            confirmation__answer=Confirmation.Answer.REFUSED
        ),
        "realised": lambda: _amounts(scope, seen).filter(
            confirmation__answer=Confirmation.Answer.CONFIRMED
        ),
    }[code]()


def _amounts(scope, seen):
    return (
        RealisedAmount.objects.filter(
            scope.in_period(), initiative__in=seen, is_one_off=False
        )
        .select_related("initiative", "confirmation")
        .order_by("-period_to", "-pk")
    )


def figure_of(code, row):
    """What a row adds to the figure: money, or hours a year."""
    if code in IN_MONEY:
        return row.amount
    minutes = {
        "estimated": "memo",
        "unallocated": "unallocated",
        "at-work": "allocated",
    }.get(code)
    if code in TYPES:
        return row.stands
    return in_hours(getattr(row, minutes)) if minutes else row.hours


def written(code, row) -> dict:
    """A row as the page of records shows it."""
    initiative = row if code == "estimated" else row.initiative
    part, says, day = _SAYS[code](row)
    figure = figure_of(code, row)
    return {
        "initiative": initiative,
        "url": f"{reverse('value:page', args=[initiative.ref])}#{part}",
        "says": says,
        "day": day,
        "amount": money(figure, row.currency)
        if code in IN_MONEY
        else written_hours(figure, "year"),
    }


def _investment(row):
    return "investment", row.get_kind_display(), row.period_to


def _estimated(row):
    return "hours", _("Estimated by the team"), row.proposed_at or row.taken_over_at


def _freed(row):
    return "hours", f"{row.unit} · {row.sample}", row.recorded_at


def _evaporated(row):
    return "hours", row.reason, row.moved_at


def _unallocated(row):
    since = _("waiting since %(day)s") % {"day": written_day(row.unallocated_since)}
    return "destinations", since, row.unallocated_since


def _given(row):
    says = f"{row.get_type_display()} · {row.team}"
    return "destinations", says, row.allocated_at


def _at_work(row):
    says = f"{row.get_type_display()} · {row.allocation.team}"
    return "destinations", says, row.allocation.allocated_at


def _amount(row):
    answer = getattr(row, "confirmation", None)
    where = answer.account if answer else _("Waits for Finance")
    return "amounts", f"{row.get_type_display()} · {where}", row.period_to


_SAYS = {
    "invested": _investment,
    "estimated": _estimated,
    "freed": _freed,
    "evaporated": _evaporated,
    "unallocated": _unallocated,
    **dict.fromkeys(TYPES, _given),
    "at-work": _at_work,
    "claimed": _amount,
    "realised": _amount,
}
