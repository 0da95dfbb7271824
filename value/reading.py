"""The figures of a scope, read from the ledgers in a constant number of queries."""

from bisect import bisect_right
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from django.db.models import Case, Count, F, Max, Q, Sum, When
from django.db.models.functions import Coalesce, ExtractQuarter, ExtractYear, TruncDate

from audit import clock
from initiatives.models import Initiative
from organisation.models import Installation
from value.figures import AGES, POOLS, Figures, UnitHours
from value.models import (
    MINUTES,
    WEIGHTS,
    Allocation,
    Balance,
    Confirmation,
    Investment,
    Movement,
    RealisedAmount,
    UseBalance,
)
from value.rates import current_rates, rate_for
from value.rounding import ZERO, cents, quarter_of
from value.scope import Scope

RECENT = timedelta(days=90)
HOPED = Q(balance__isnull=False) | Q(
    Q(proposed_at__isnull=False) | Q(taken_over_at__isnull=False),
    hours_expected__gt=0,
    withdrawn_at__isnull=True,
)
"""Initiatives of which hours are hoped for or measured."""
MEMO = Case(
    When(balance__estimated__gt=0, then=F("balance__estimated")),
    default=Coalesce(F("hours_expected"), 0) * MINUTES,
)
"""Minutes that an initiative is estimated to free, recorded or in its charter."""


def read(scope: Scope) -> Figures:
    """The figures of a scope, in a constant number of queries."""
    home = Installation.objects.current()
    every = scope.initiatives()
    seen = every.filter(currency=home.currency).order_by().values("pk")
    units, known, where_verified, as_of = _hours(seen)
    quarters, by_kind = _invested(scope, seen)
    money = _realised(scope, seen, quarters)
    today = clock.today()
    return Figures(
        scope=scope,
        currency=home.currency,
        fte_hours=home.productive_hours_per_fte,
        units=units,
        quarters=_in_a_row(quarters),
        by_kind=by_kind,
        plan=_plan(scope, seen, today),
        recent=_recent(seen),
        median_age=_median_age(seen, today),
        estimated_where_verified=where_verified,
        idle=known,
        other_currencies=every.exclude(currency=home.currency)
        .filter(Q(balance__isnull=False))
        .count(),
        as_of=as_of,
        **money,
    )


def _hours(seen):
    units: dict[int, UnitHours] = defaultdict(UnitHours)
    now, idle, where_verified, moments = clock.now(), 0, 0, []
    edges = [now - timedelta(days=days + 1) for days, _factor in AGES if days]
    aged = {
        f"age_{place}": Sum("balance__unallocated", filter=_aged(place, edges))
        for place in range(len(AGES))
    }
    rows = (
        Initiative.objects.filter(pk__in=seen)
        .filter(HOPED)
        .order_by()
        .values("unit", "unit__name", "unit__path")
        .annotate(
            estimated=Sum(MEMO),
            certain=Sum(MEMO, filter=Q(balance__verified__gt=0)),
            waiting=Count("pk", filter=Q(balance__unallocated__gt=0)),
            changed=Max("balance__changed_at"),
            **{f"all_{pool}": Sum(f"balance__{pool}") for pool in POOLS},
            **aged,
        )
    )
    rates = current_rates()
    for row in rows:
        unit = units[row["unit"]]
        unit.name = row["unit__name"]
        unit.rate = rate_for(row["unit__path"], rates)
        unit.estimated = row["estimated"] or 0
        unit.pools = {pool: row[f"all_{pool}"] or 0 for pool in POOLS}
        unit.ages = [row[f"age_{place}"] or 0 for place in range(len(AGES))]
        idle += row["waiting"]
        where_verified += row["certain"] or 0
        moments += [row["changed"]] if row["changed"] else []
    for row in (
        UseBalance.objects.filter(initiative__in=seen)
        .order_by()
        .values("initiative__unit", "type")
        .annotate(a=Sum("allocated"), c=Sum("converted"), d=Sum("contracted"))
    ):
        units[row["initiative__unit"]].types[row["type"]] = {
            "allocated": row["a"],
            "converted": row["c"],
            "contracted": row["d"],
        }
    return dict(units), idle, where_verified, max(moments, default=None)


def _aged(place, edges) -> Q:
    """The condition that hours wait as long as a row of AGES says."""
    since = "balance__unallocated_since"
    asked = Q()
    if place < len(edges):
        asked &= Q(**{f"{since}__gt": edges[place]})
    if place:
        asked &= Q(**{f"{since}__lte": edges[place - 1]})
    return asked


def _new_quarter():
    return {"invested": ZERO, "planned": ZERO, "confirmed": ZERO}


def _invested(scope, seen):
    quarters: dict = defaultdict(_new_quarter)
    by_kind: dict = defaultdict(lambda: {"planned": ZERO, "actual": ZERO})
    now = quarter_of(clock.today())
    for row in (
        Investment.objects.filter(scope.in_period(), initiative__in=seen)
        .order_by()
        .values("basis", "kind")
        .annotate(
            year=ExtractYear("period_to"),
            quarter=ExtractQuarter("period_to"),
            n=Sum("amount"),
        )
    ):
        key, amount = (row["year"], row["quarter"]), cents(row["n"])
        by_kind[row["kind"]][row["basis"]] += amount
        if row["basis"] == Investment.Basis.ACTUAL:
            quarters[key]["invested"] += amount
        elif key <= now:
            quarters[key]["planned"] += amount
    return quarters, dict(by_kind)


def _realised(scope, seen, quarters) -> dict:
    by_type: dict = defaultdict(lambda: ZERO)
    gross = weighted = one_off = this_year = ZERO
    waiting, today = 0, clock.today()
    for row in (
        RealisedAmount.objects.filter(scope.in_period(), initiative__in=seen)
        .order_by()
        .values("type", "evidence", "is_one_off", "confirmation__answer")
        .annotate(
            year=ExtractYear("period_to"),
            quarter=ExtractQuarter("period_to"),
            n=Sum("amount"),
            rows=Count("pk"),
        )
    ):
        answer, amount = row["confirmation__answer"], cents(row["n"])
        if answer == Confirmation.Answer.REFUSED:
            continue
        is_confirmed = answer == Confirmation.Answer.CONFIRMED
        if not is_confirmed:
            waiting += row["rows"]
        if row["is_one_off"]:
            one_off += amount if is_confirmed else ZERO
            continue
        gross += amount
        weighted += amount * (Decimal(1) if is_confirmed else WEIGHTS[row["evidence"]])
        if is_confirmed:
            by_type[row["type"]] += amount
            quarters[row["year"], row["quarter"]]["confirmed"] += amount
            this_year += amount if row["year"] == today.year else ZERO
    return {
        "realised": dict(by_type),
        "gross": gross,
        "weighted": cents(weighted),
        "one_off": one_off,
        "confirmed_this_year": this_year,
        "run_rate": _run_rate(quarters, today),
        "waiting": waiting,
    }


def _run_rate(quarters, today) -> Decimal:
    """Four times what was confirmed for the last quarter that has ended."""
    year, quarter = quarter_of(today)
    before = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    return 4 * quarters[before]["confirmed"] if before in quarters else ZERO


def _in_a_row(quarters) -> list[dict]:
    """Every quarter from the first to the last that has money, added up."""
    used = sorted(key for key, row in quarters.items() if any(row.values()))
    rows: list[dict] = []
    invested = confirmed = ZERO
    if not used:
        return rows
    year, quarter = used[0]
    while (year, quarter) <= used[-1]:
        row = quarters.get((year, quarter), _new_quarter())
        invested += row["invested"]
        confirmed += row["confirmed"]
        rows.append(
            {
                "year": year,
                "quarter": quarter,
                **row,
                "invested_so_far": invested,
                "confirmed_so_far": confirmed,
                "gap": confirmed - invested,
            }
        )
        year, quarter = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
    return rows


def _plan(scope, seen, today) -> Decimal:
    """What destinations were to bring until today: targets by the days gone by."""
    end = min(scope.end or today, today)
    total = ZERO
    for row in (
        Allocation.objects.standing()
        .filter(initiative__in=seen, target_amount__gt=0, starts_on__lte=end)
        .order_by()
        .values("starts_on", "expires_on")
        .annotate(n=Sum("target_amount"))
    ):
        first = max(row["starts_on"], scope.start or row["starts_on"])
        last = min(row["expires_on"] or end, end)
        days = (last - first).days + 1
        if days > 0:
            total += cents(row["n"]) * days / 365
    return cents(total)


def _recent(seen) -> int:
    """Minutes verified in the last 90 days, less those taken back or evaporated."""
    since = clock.now() - RECENT
    moved = Movement.objects.filter(initiative__in=seen, moved_at__gte=since)
    came = moved.filter(source="verified").aggregate(n=Sum("minutes"))["n"] or 0
    # both go out of what has no destination: the index by day finds them
    gone = moved.filter(source="unallocated", target__in=["verified", "evaporated"])
    return came - (gone.aggregate(n=Sum("minutes"))["n"] or 0)


def _median_age(seen, today) -> int | None:
    """Days that the middle one of all unallocated minutes waits."""
    rows = list(
        Balance.objects.filter(initiative__in=seen, unallocated__gt=0)
        .annotate(day=TruncDate("unallocated_since"))
        .order_by("-day")
        .values_list("day")
        .annotate(n=Sum("unallocated"))
    )
    if not rows:
        return None
    sums, run = [], 0
    for _day, minutes in rows:
        run += minutes
        sums.append(run)
    place = min(bisect_right(sums, run / 2), len(rows) - 1)
    return (today - rows[place][0]).days
