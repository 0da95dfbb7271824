"""The initiatives of the dashboard, a row each."""

from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from audit import clock
from initiatives.models import Initiative
from value import costs
from value.accounts import accounts
from value.cash import Money, money_by_initiative
from value.charts import paint, share
from value.models import Allocation, EconomicReview, Investment, RealisedAmount
from value.rounding import ZERO, ratio
from value.wording import part


def listed(scope):
    """Initiatives with hours or money, the most without a destination first."""
    mine = OuterRef("pk")
    return (
        scope.initiatives()
        .filter(
            Q(balance__isnull=False)
            | Exists(RealisedAmount.objects.filter(initiative=mine))
            | Exists(Investment.objects.filter(initiative=mine))
        )
        .order_by(F("balance__unallocated").desc(nulls_last=True), "number")
    )


def rows_of(keys) -> list[dict]:
    """The rows of the table for these initiatives, in their order; seven queries."""
    keys = list(keys)
    known = Initiative.objects.select_related("unit").in_bulk(keys)
    found, amounts = accounts(keys), money_by_initiative(keys)
    plans, carried = _plans(keys), costs.of_initiatives(keys)
    reviewed = set(
        EconomicReview.objects.filter(initiative__in=keys).values_list(
            "initiative", flat=True
        )
    )
    top = max([ZERO, *(m.confirmed for m in amounts.values()), *plans.values()])
    rows = []
    for key in keys:
        account = found.get(key)
        cash = amounts.get(key, Money())
        plan = plans.get(key, ZERO)
        rows.append(
            {
                "initiative": known[key],
                "account": account,
                "money": cash,
                "cost_of_year": carried.get(key, ZERO),
                "plan": plan,
                "against": cash.confirmed - plan,
                "allocated": part(ratio(account.given, account.verified))
                if account
                else "–",
                "width": share(cash.confirmed, top),
                "plan_x": share(plan, top) if plan else "",
                "paint": paint("good", "confirmed"),
                "is_reviewed": key in reviewed,
                "url": reverse("value:page", args=[known[key].ref]),
            }
        )
    return rows


def _plans(keys) -> dict:
    today, found = clock.today(), {}
    for row in Allocation.objects.standing().filter(
        initiative__in=keys, target_amount__gt=0, starts_on__lte=today
    ):
        days = (min(row.expires_on or today, today) - row.starts_on).days + 1
        due = row.target_amount * max(days, 0) / 365
        found[row.initiative_id] = found.get(row.initiative_id, ZERO) + due
    return {key: Decimal(round(value)) for key, value in found.items()}
