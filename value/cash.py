"""The money of initiatives: put in, reported, confirmed."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from audit import clock
from value import costs
from value.models import WEIGHTS, Confirmation, Investment, RealisedAmount
from value.rounding import ZERO, cents


@dataclass(frozen=True)
class Money:
    """Money of one initiative or of many, in one currency."""

    invested: Decimal = ZERO
    planned: Decimal = ZERO
    gross: Decimal = ZERO
    weighted: Decimal = ZERO
    confirmed: Decimal = ZERO
    cost_of_year: Decimal = ZERO
    waiting: int = 0
    by_month: dict[date, Decimal] = field(default_factory=dict)

    def so_far(self, months) -> list[Decimal]:
        """What was confirmed up to and with each of these months, by their first day.

        Money counts in the month in which its period ends, as on the dashboard.
        """
        return [
            sum((n for month, n in self.by_month.items() if month <= until), ZERO)
            for until in months
        ]


def money_by_initiative(keys) -> dict:
    """The money of each of these initiatives; two queries.

    `cost_of_year` is what this calendar year has to carry of it; see `costs`.
    """
    sums: dict = defaultdict(lambda: defaultdict(lambda: ZERO))
    months: dict = defaultdict(lambda: defaultdict(lambda: ZERO))
    claimed: dict = defaultdict(lambda: ZERO)
    year = clock.today().year
    for row in (
        Investment.objects.filter(initiative__in=keys)
        .order_by()
        .values(
            *("initiative", "basis", "kind"),
            *("life_months", "period_from", "period_to"),
        )
        .annotate(n=Sum("amount"))
    ):
        of, amount = sums[row["initiative"]], cents(row["n"])
        if row["basis"] == Investment.Basis.ACTUAL:
            of["invested"] += amount
            of["cost_of_year"] += amount * costs.share_of(row, year)
        else:
            of["planned"] += amount
    for of in sums.values():
        of["cost_of_year"] = cents(of["cost_of_year"])
    for row in (
        RealisedAmount.objects.filter(initiative__in=keys, is_one_off=False)
        .order_by()
        .values("initiative", "evidence", "confirmation__answer")
        .annotate(month=TruncMonth("period_to"), n=Sum("amount"), rows=Count("pk"))
    ):
        of, amount = sums[row["initiative"]], cents(row["n"])
        answer = row["confirmation__answer"]
        if answer == Confirmation.Answer.REFUSED:
            continue
        of["gross"] += amount
        if answer == Confirmation.Answer.CONFIRMED:
            of["confirmed"] += amount
            of["weighted"] += amount
            months[row["initiative"]][row["month"]] += amount
        else:
            of["waiting"] += row["rows"]
            claimed[row["initiative"], row["evidence"]] += amount
    for (key, evidence), amount in claimed.items():
        sums[key]["weighted"] += cents(amount * WEIGHTS[evidence])
    return {
        key: Money(
            **{
                **of,
                "waiting": int(of.get("waiting", 0)),
                "by_month": dict(months[key]),
            }
        )
        for key, of in sums.items()
    }


def money_of(initiative) -> Money:
    """The money of one initiative, zero where nothing is booked."""
    return money_by_initiative([initiative.pk]).get(initiative.pk, Money())
