"""The figures of a scope, read from the ledgers in a constant number of queries."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, CharField, Count, F, Max, Q, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, ExtractQuarter, ExtractYear
from django.utils import timezone

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
    Pool,
    RealisedAmount,
    UseBalance,
)
from value.rates import current_rates, rate_for
from value.rounding import ZERO, cents, quarter_of
from value.scope import Scope

RECENT = timedelta(days=90)
LATE = "late"
IDLE_FIRST = 12
"""Initiatives whose hours wait that the page names, the longest wait first."""
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
    home, today = Installation.objects.current(), clock.today()
    every = scope.initiatives()
    seen = every.filter(currency=home.currency).order_by().values("pk")
    hours = _hours(every, home.currency)
    recent = _uses_and_recent(seen, hours["units"])
    everywhere = _waiting(every)
    waiting = [row for row in everywhere if row[3] == home.currency]
    return Figures(
        scope=scope,
        currency=home.currency,
        fte_hours=home.productive_hours_per_fte,
        recent=recent,
        idle=len(waiting),
        idle_first=everywhere[:IDLE_FIRST],
        idle_everywhere=len(everywhere),
        median_age=_median_age(waiting, today),
        **hours,
        **_money(scope, seen),
    )


def _hours(every, currency) -> dict:
    """Hours by unit, from the balances in one pass; other currencies are counted."""
    units: dict[int, UnitHours] = defaultdict(UnitHours)
    now, where_verified, elsewhere, moments = clock.now(), 0, 0, []
    edges = [now - timedelta(days=days + 1) for days, _factor in AGES if days]
    aged = {
        f"age_{place}": Sum("balance__unallocated", filter=_aged(place, edges))
        for place in range(len(AGES))
    }
    rows = (
        Initiative.objects.filter(pk__in=every.order_by().values("pk"))
        .filter(HOPED)
        .order_by()
        .values("unit", "unit__name", "unit__path", "currency")
        .annotate(
            accounts=Count("balance"),
            estimated=Sum(MEMO),
            certain=Sum(MEMO, filter=Q(balance__verified__gt=0)),
            changed=Max("balance__changed_at"),
            **{f"all_{pool}": Sum(f"balance__{pool}") for pool in POOLS},
            **aged,
        )
    )
    rates = current_rates()
    for row in rows:
        if row["currency"] != currency:
            elsewhere += row["accounts"]
            continue
        unit = units[row["unit"]]
        unit.name = row["unit__name"]
        unit.rate = rate_for(row["unit__path"], rates)
        unit.estimated = row["estimated"] or 0
        unit.pools = {pool: row[f"all_{pool}"] or 0 for pool in POOLS}
        unit.ages = [row[f"age_{place}"] or 0 for place in range(len(AGES))]
        where_verified += row["certain"] or 0
        moments += [row["changed"]] if row["changed"] else []
    return {
        "units": dict(units),
        "estimated_where_verified": where_verified,
        "other_currencies": elsewhere,
        "as_of": max(moments, default=None),
    }


def _uses_and_recent(seen, units) -> int:
    """Tell each unit the hours of its uses by type; gives the minutes of late.

    Those are verified in the last 90 days, less those taken back or evaporated; both go
    out of what has no destination, where the index by day finds them. One statement.
    """
    late = Movement.objects.filter(
        initiative__in=seen,
        moved_at__gte=clock.now() - RECENT,
        source__in=(Pool.VERIFIED, Pool.UNALLOCATED),
    )
    back = Q(source=Pool.UNALLOCATED, target__in=(Pool.VERIFIED, Pool.EVAPORATED))
    uses = UseBalance.objects.filter(initiative__in=seen)
    sums = (
        uses.order_by()
        .values_list("initiative__unit", "type")
        .annotate(Sum("allocated"), Sum("converted"), Sum("contracted"))
        .union(
            late.order_by()
            .annotate(unit=Value(0), of=Value(LATE))
            .values_list("unit", "of")
            .annotate(
                came=Sum("minutes", filter=Q(source=Pool.VERIFIED)),
                gone=Sum("minutes", filter=back),
                n=Count("pk"),
            ),
            all=True,
        )
    )
    recent = 0
    for unit, kind, allocated, converted, contracted in sums:
        if kind == LATE:
            recent = (allocated or 0) - (converted or 0)
            continue
        units[unit].types[kind] = {
            "allocated": allocated,
            "converted": converted,
            "contracted": contracted,
        }
    return recent


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


def _money(scope, seen) -> dict:
    """Money put in, reported and planned: three sums in one statement."""
    quarters: dict = defaultdict(_new_quarter)
    sums: dict = {"invested": [], "realised": [], "planned": []}
    lines = Investment.objects.filter(scope.in_period(), initiative__in=seen)
    amounts = RealisedAmount.objects.filter(scope.in_period(), initiative__in=seen)
    once = Case(When(is_one_off=True, then=Value("once")), default=Value(""))
    answer = Coalesce("confirmation__answer", Value(""))
    quarter = ExtractYear("period_to"), ExtractQuarter("period_to")
    no_quarter = Value(0), Value(0)
    to_bring = _to_bring(scope, seen)
    days = Cast("starts_on", CharField()), Cast("expires_on", CharField())
    spent = F("basis"), F("kind"), Value(""), Value("")
    claimed = F("type"), F("evidence"), answer, once
    targets = *days, Value(""), Value("")
    for what, *row in _sums("invested", lines, "amount", *spent, *quarter).union(
        _sums("realised", amounts, "amount", *claimed, *quarter),
        _sums("planned", to_bring, "to_bring", *targets, *no_quarter),
        all=True,
    ):
        sums[what].append(row)
    by_kind = _invested(sums["invested"], quarters)
    realised = _realised(sums["realised"], quarters)
    return {
        "quarters": _in_a_row(quarters),
        "by_kind": by_kind,
        "plan": _plan(sums["planned"], scope),
        **realised,
    }


def _sums(what, rows, amount, *columns):
    """A sum of an amount and a count by columns, the name of the sum before them."""
    names = "a", "b", "c", "d", "year", "quarter"
    kinds = dict(zip(names, columns, strict=True))
    return (
        rows.order_by()
        .annotate(what=Value(what), **kinds)
        .values_list("what", *names)
        .annotate(Sum(amount), Count("pk"))
    )


def _invested(rows, quarters) -> dict:
    by_kind: dict = defaultdict(lambda: {"planned": ZERO, "actual": ZERO})
    now = quarter_of(clock.today())
    for basis, kind, _c, _d, year, quarter, n, _count in rows:
        amount = cents(n)
        by_kind[kind][basis] += amount
        if basis == Investment.Basis.ACTUAL:
            quarters[year, quarter]["invested"] += amount
        elif (year, quarter) <= now:
            quarters[year, quarter]["planned"] += amount
    return dict(by_kind)


def _realised(rows, quarters) -> dict:
    by_type: dict = defaultdict(lambda: ZERO)
    gross = weighted = one_off = this_year = ZERO
    waiting, today = 0, clock.today()
    for kind, evidence, answer, once, year, quarter, n, count in rows:
        amount = cents(n)
        if answer == Confirmation.Answer.REFUSED:
            continue
        is_confirmed = answer == Confirmation.Answer.CONFIRMED
        if not is_confirmed:
            waiting += count
        if once:
            one_off += amount if is_confirmed else ZERO
            continue
        gross += amount
        weighted += amount * (Decimal(1) if is_confirmed else WEIGHTS[evidence])
        if is_confirmed:
            by_type[kind] += amount
            quarters[year, quarter]["confirmed"] += amount
            this_year += amount if year == today.year else ZERO
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


def _to_bring(scope, seen):
    """Destinations that were to bring money until today, or the end of the scope."""
    rows = Allocation.objects.standing().with_plan()
    return rows.filter(initiative__in=seen, starts_on__lte=_end(scope))


def _end(scope):
    return min(scope.end or clock.today(), clock.today())


def _plan(rows, scope) -> Decimal:
    """What destinations were to bring until today: targets by the days gone by."""
    end, total = _end(scope), ZERO
    for starts_on, expires_on, _c, _d, _year, _quarter, n, _count in rows:
        starts_on = date.fromisoformat(starts_on)
        first = max(starts_on, scope.start or starts_on)
        last = min(date.fromisoformat(expires_on), end) if expires_on else end
        days = (last - first).days + 1
        if days > 0:
            total += cents(n) * days / 365
    return cents(total)


def _waiting(every) -> list[tuple]:
    """What waits: since when, minutes, initiative, its currency; the oldest first."""
    rows = Balance.objects.filter(
        initiative__in=every.order_by().values("pk"), unallocated__gt=0
    )
    names = "unallocated_since", "unallocated", "initiative", "initiative__currency"
    return list(rows.order_by("unallocated_since", "pk").values_list(*names))


def _median_age(waiting, today) -> int | None:
    """Days that the middle one of all unallocated minutes waits."""
    half, run = sum(minutes for _since, minutes, *_rest in waiting) / 2, 0
    for since, minutes, *_rest in reversed(waiting):
        run += minutes
        if run > half:
            return (today - timezone.localdate(since)).days
    return None
