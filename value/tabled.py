"""The initiatives of the dashboard, a row each."""

from collections import defaultdict
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.urls import reverse

from audit import clock
from initiatives.models import Initiative
from value.accounts import account_from
from value.cash import Money, money_by_initiative
from value.charts import paint, share, spark
from value.models import (
    EconomicReview,
    Investment,
    RealisedAmount,
    UseBalance,
    in_hours,
)
from value.rounding import ZERO, last_months, ratio
from value.wording import part

MONTHS = 8
"""How far back the line of an initiative goes."""


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


def page_of(scope, asked, size):
    """A page of the table, the keys of its initiatives, and how many there are in all.

    One query: each key comes with their number. A page that is not there is the last.
    """
    rows = listed(scope).annotate(every=Window(Count("pk")))
    number = int(asked) if str(asked).isdecimal() and len(asked) < 8 else 1
    start = max(number - 1, 0) * size
    found = list(rows.values_list("pk", "every")[start : start + size])
    if not found:
        return Paginator(listed(scope).values_list("pk", flat=True), size).get_page(
            asked
        )
    paginator = Paginator((), size)
    paginator.count = found[0][1]
    return Page([key for key, _every in found], max(number, 1), paginator)


def rows_of(keys, *, known=None) -> list[dict]:
    """The rows of the table for these initiatives, in their order; four queries.

    `known` holds the initiatives where they are read already, as `with_accounts` does.
    """
    keys = list(keys)
    known = known or with_accounts(keys)
    amounts, (uses, plans) = money_by_initiative(keys), _uses(keys)
    top = max([ZERO, *(m.confirmed for m in amounts.values()), *plans.values()])
    months = last_months(clock.today(), MONTHS)
    rows = []
    for key in keys:
        balance = getattr(known[key], "balance", None)
        account = balance and account_from(balance, uses[key])
        cash, plan = amounts.get(key, Money()), plans.get(key, ZERO)
        so_far = cash.so_far(months)
        rows.append(
            {
                "initiative": known[key],
                "account": account,
                "money": cash,
                "cost_of_year": cash.cost_of_year,
                "plan": plan,
                "against": cash.confirmed - plan,
                "allocated": part(ratio(account.given, account.verified))
                if account
                else "–",
                "width": share(cash.confirmed, top),
                "plan_x": share(plan, top) if plan else "",
                "paint": paint("good", "confirmed"),
                "months": so_far,
                "spark": spark(so_far),
                "is_reviewed": known[key].is_reviewed,
                "url": reverse("value:page", args=[known[key].ref]),
            }
        )
    return rows


def with_accounts(keys) -> dict:
    """Initiatives by key, each with its unit, its balance, whether it was reviewed."""
    reviewed = EconomicReview.objects.filter(initiative=OuterRef("pk"))
    rows = Initiative.objects.select_related("unit", "balance")
    return rows.annotate(is_reviewed=Exists(reviewed)).in_bulk(list(keys))


def _uses(keys) -> tuple[dict, dict]:
    """By initiative: hours by type of their destination, what they were to bring.

    The plan is to date, in whole units of the currency.
    """
    today = clock.today()
    hours: dict = defaultdict(lambda: defaultdict(lambda: ZERO))
    plans: dict = defaultdict(lambda: ZERO)
    rows = UseBalance.objects.filter(initiative__in=keys)
    for row in rows.select_related("allocation__reversal"):
        minutes = row.allocated + row.converted + row.contracted
        if not minutes:  # taken back
            continue
        hours[row.initiative_id][row.type] += in_hours(minutes)
        given = row.allocation
        if given.target_amount and given.starts_on and given.starts_on <= today:
            days = (min(given.expires_on or today, today) - given.starts_on).days + 1
            plans[row.initiative_id] += given.to_bring_a_year * max(days, 0) / 365
    return hours, {key: Decimal(round(value)) for key, value in plans.items()}
