"""The rows behind each figure of the dashboard; their sum is the figure."""

from django.urls import reverse
from django.utils.translation import gettext as _

from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import money, written_day
from value.models import (
    Allocation,
    Balance,
    Confirmation,
    FreedHours,
    Investment,
    RealisedAmount,
    in_hours,
)


def title_of(code) -> str:
    """What the rows are."""
    return {
        "invested": _("Lines of money put in"),
        "freed": _("Verified hours"),
        "unallocated": _("Hours without a destination"),
        "given": _("Destinations of the freed hours"),
        "realised": _("Amounts that Finance confirmed"),
    }[code]


CODES = ("invested", "freed", "unallocated", "given", "realised")
KPIS = {
    "invested": "return-ratio",
    "freed": "verification-rate",
    "unallocated": "contraction-exposure",
    "given": "allocation-rate",
    "realised": "return-ratio",
}
"""The definition in the dictionary that stands behind a figure."""


def rows_of(code, scope, currency):
    """The rows behind a figure, as a queryset that can be cut into pages."""
    seen = scope.initiatives().filter(currency=currency).order_by().values("pk")
    if code == "invested":
        return (
            Investment.objects.filter(
                scope.in_period(), initiative__in=seen, basis="actual"
            )
            .select_related("initiative")
            .order_by("-period_to", "-pk")
        )
    if code == "freed":
        return (
            FreedHours.objects.standing()
            .measured()
            .filter(initiative__in=seen)
            .select_related("initiative", "unit")
            .order_by("-recorded_at", "-pk")
        )
    if code == "unallocated":
        return (
            Balance.objects.filter(initiative__in=seen, unallocated__gt=0)
            .select_related("initiative")
            .order_by("unallocated_since", "pk")
        )
    if code == "given":
        return (
            Allocation.objects.standing()
            .filter(initiative__in=seen)
            .select_related("initiative")
            .order_by("-allocated_at", "-pk")
        )
    return (
        RealisedAmount.objects.filter(
            scope.in_period(),
            initiative__in=seen,
            is_one_off=False,
            confirmation__answer=Confirmation.Answer.CONFIRMED,
        )
        .select_related("initiative", "confirmation")
        .order_by("-period_to", "-pk")
    )


def written(code, row) -> dict:
    """A row as the page of records shows it."""
    initiative = row.initiative
    part, says, day, amount = {
        "invested": _investment,
        "freed": _freed,
        "unallocated": _unallocated,
        "given": _given,
        "realised": _realised,
    }[code](row)
    return {
        "initiative": initiative,
        "url": f"{reverse('value:page', args=[initiative.ref])}#{part}",
        "says": says,
        "day": day,
        "amount": amount,
    }


def _investment(row):
    return (
        "investment",
        row.get_kind_display(),
        row.period_to,
        money(row.amount, row.currency),
    )


def _freed(row):
    return "hours", f"{row.unit} · {row.sample}", row.recorded_at, _hours(row.hours)


def _unallocated(row):
    since = _("waiting since %(day)s") % {"day": written_day(row.unallocated_since)}
    return (
        "destinations",
        since,
        row.unallocated_since,
        _hours(in_hours(row.unallocated)),
    )


def _given(row):
    says = f"{row.get_type_display()} · {row.team}"
    return "destinations", says, row.allocated_at, _hours(row.hours)


def _realised(row):
    says = f"{row.get_type_display()} · {row.confirmation.account}"
    return "amounts", says, row.period_to, money(row.amount, row.currency)


def _hours(value):
    return written_hours(value, "year")
