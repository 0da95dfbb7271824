"""Every figure of the dashboard, read once: page, table, CSV, API and PDF show these.

Hours come from the balances of the capacity ledger and stand as of now; money from its
lines, in the quarter in which their period ends. Nothing is added across currencies:
initiatives in another one than the installation's are counted and left out.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from django.db.models import Case, Count, F, Max, Q, Sum, When
from django.db.models.functions import Coalesce, ExtractQuarter, ExtractYear, TruncDate

from audit import clock
from initiatives.models import Conversion, Initiative
from organisation.models import Installation, Unit
from value.models import (
    CONTRACTION,
    GROWTH,
    MINUTES,
    WEIGHTS,
    Allocation,
    Balance,
    Confirmation,
    InternalRate,
    Investment,
    Movement,
    RealisedAmount,
    UseBalance,
    in_hours,
)

ZERO = Decimal(0)
CENT = Decimal("0.01")
AGES = ((30, "0.10"), (60, "0.25"), (90, "0.50"), (180, "0.75"), (None, "1.00"))
"""Days that hours wait, up to and with, and the part of their cost that is exposed."""
POOLS = (
    *("verified", "unallocated", "allocated", "converted"),
    *("evaporated", "contracted"),
)
RECENT = timedelta(days=90)


@dataclass(frozen=True)
class Scope:
    """What is asked for: whose eyes, which unit and function, which quarters."""

    person: object
    unit: Unit | None = None
    function: str = ""
    start: date | None = None
    end: date | None = None

    def initiatives(self):
        """Initiatives inside, in any currency, that this person may see."""
        rows = Initiative.objects.visible_to(self.person)
        if self.unit is not None:
            rows = rows.filter(unit__path__startswith=self.unit.path)
        if self.function:
            rows = rows.filter(process_family=self.function)
        return rows

    def in_period(self, name="period_to") -> Q:
        """The condition that a day lies inside the quarters."""
        asked = Q()
        if self.start:
            asked &= Q(**{f"{name}__gte": self.start})
        if self.end:
            asked &= Q(**{f"{name}__lte": self.end})
        return asked


@dataclass(frozen=True)
class Money:
    """Money of one initiative or of many, in one currency."""

    invested: Decimal = ZERO
    planned: Decimal = ZERO
    gross: Decimal = ZERO
    weighted: Decimal = ZERO
    confirmed: Decimal = ZERO
    waiting: int = 0


@dataclass
class UnitHours:
    """Minutes of the initiatives of one unit, by account and by type of use."""

    name: str = ""
    rate: Decimal | None = None
    estimated: int = 0
    pools: dict[str, int] = field(default_factory=lambda: dict.fromkeys(POOLS, 0))
    types: dict[str, dict[str, int]] = field(
        default_factory=lambda: defaultdict(
            lambda: {"allocated": 0, "converted": 0, "contracted": 0}
        )
    )
    ages: list[int] = field(default_factory=lambda: [0] * len(AGES))

    def given(self, *types) -> int:
        """Minutes that have a destination of these types."""
        return sum(sum(self.types[str(t)].values()) for t in types if t in self.types)


@dataclass
class Figures:
    """All figures of a scope."""

    scope: Scope
    currency: str
    fte_hours: int
    units: dict[int, UnitHours]
    quarters: list[dict]
    by_kind: dict[str, dict[str, Decimal]]
    realised: dict[str, Decimal]
    gross: Decimal
    weighted: Decimal
    one_off: Decimal
    confirmed_this_year: Decimal
    run_rate: Decimal
    plan: Decimal
    waiting: int
    recent: int
    median_age: int | None
    estimated_where_verified: int
    idle: int
    other_currencies: int
    as_of: object = None

    # hours

    def minutes(self, pool) -> int:
        """Minutes in an account."""
        return sum(unit.pools[pool] for unit in self.units.values())

    def hours(self, pool) -> Decimal:
        """Hours in an account."""
        return in_hours(self.minutes(pool))

    def given(self, *types) -> Decimal:
        """Hours with a destination of these types, or of any."""
        return in_hours(
            sum(u.given(*(types or Conversion.values)) for u in self.units.values())
        )

    @property
    def estimated(self) -> Decimal:
        """Hours that are estimated: a memo."""
        return in_hours(sum(unit.estimated for unit in self.units.values()))

    @property
    def freed(self) -> Decimal:
        """Verified hours that are still there."""
        return self.hours("verified") - self.hours("evaporated")

    @property
    def posts(self) -> Decimal:
        """Freed hours as full-time posts."""
        return (self.freed / self.fte_hours).quantize(Decimal("0.1"))

    # money

    @property
    def invested(self) -> Decimal:
        """Money spent in the period."""
        return sum((row["invested"] for row in self.quarters), ZERO)

    @property
    def planned(self) -> Decimal:
        """Money that was to be spent in the period, up to today."""
        return sum((row["planned"] for row in self.quarters), ZERO)

    @property
    def confirmed(self) -> Decimal:
        """Money that Finance found in the accounts in the period; no one-off cash."""
        return sum((row["confirmed"] for row in self.quarters), ZERO)

    @property
    def growth(self) -> Decimal:
        """Confirmed money of more sales, new offers and a better price."""
        return self.confirmed_of(*GROWTH)

    @property
    def contraction(self) -> Decimal:
        """Confirmed money of labour cost avoided and fewer people."""
        return self.confirmed_of(*CONTRACTION)

    @property
    def neutral(self) -> Decimal:
        """Confirmed money of costs and assets released."""
        return self.confirmed_of(Conversion.E)

    def confirmed_of(self, *types) -> Decimal:
        """Confirmed money of these types."""
        return sum((self.realised.get(str(t.value), ZERO) for t in types), ZERO)

    # hours in money

    @property
    def unrated(self) -> list[str]:
        """Units whose hours have no internal rate, so that they cannot be valued."""
        return sorted(
            unit.name
            for unit in self.units.values()
            if unit.rate is None and (unit.pools["verified"] or unit.estimated)
        )

    def worth(self, count) -> Decimal:
        """What minutes cost, unit by unit: `count` picks them from each unit."""
        total = sum(
            (
                Decimal(count(unit)) / MINUTES * (unit.rate or ZERO)
                for unit in self.units.values()
            ),
            ZERO,
        )
        return total.quantize(CENT, rounding=ROUND_HALF_EVEN)

    @property
    def mean_rate(self) -> Decimal | None:
        """The internal rate, weighted by freed hours."""
        if self.unrated or not self.minutes("verified"):
            return None
        worth = self.worth(lambda unit: unit.pools["verified"])
        return (worth / self.hours("verified")).quantize(CENT)

    @property
    def ages(self) -> list[dict]:
        """Unallocated hours by the days they wait, each with what is exposed."""
        rows, low = [], 0
        for place, (high, factor) in enumerate(AGES):
            rows.append(
                {
                    "low": low,
                    "high": high,
                    "factor": Decimal(factor),
                    "hours": in_hours(sum(u.ages[place] for u in self.units.values())),
                    "exposure": (
                        self.worth(lambda u, at=place: u.ages[at]) * Decimal(factor)
                    ).quantize(CENT, rounding=ROUND_HALF_EVEN),
                }
            )
            low = (high or 0) + 1
        return rows

    @property
    def exposure(self) -> Decimal:
        """Contraction exposure: unallocated hours at their cost, by age."""
        return sum((row["exposure"] for row in self.ages), ZERO)

    # ratios, None where nothing is there to divide by

    @property
    def verification_rate(self) -> Decimal | None:
        """Verified hours of what was estimated, where anything was verified."""
        return ratio(self.minutes("verified"), self.estimated_where_verified)

    @property
    def allocation_rate(self) -> Decimal | None:
        """Hours with a destination, of the verified ones."""
        return ratio(self.given(), self.hours("verified"))

    @property
    def conversion_rate(self) -> Decimal | None:
        """Hours with a return that Finance confirmed, of the verified ones."""
        return ratio(
            self.minutes("converted") + self.minutes("contracted"),
            self.minutes("verified"),
        )

    @property
    def growth_share(self) -> Decimal | None:
        """Growth of growth and contraction together, in confirmed money."""
        return ratio(self.growth, self.growth + self.contraction)

    @property
    def growth_share_hours(self) -> Decimal | None:
        """Growth of growth and contraction together, in hours."""
        growth = self.given(*GROWTH)
        return ratio(growth, growth + self.given(*CONTRACTION))

    @property
    def return_ratio(self) -> Decimal | None:
        """Confirmed money for each unit of money invested."""
        return ratio(self.confirmed, self.invested)

    @property
    def value_gap(self) -> Decimal:
        """Confirmed less invested: below zero until it is repaid."""
        return self.confirmed - self.invested


def ratio(part, whole) -> Decimal | None:
    """A part of a whole, to four places; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"))


def cents(value) -> Decimal:
    """A sum from the database in cents: SQLite adds what it stores as real numbers."""
    return Decimal(str(value or 0)).quantize(CENT, rounding=ROUND_HALF_EVEN)


def quarter_of(day) -> tuple[int, int]:
    """The year and quarter of a day."""
    return day.year, (day.month + 2) // 3


def bounds(year, quarter) -> tuple[date, date]:
    """The first and last day of a quarter."""
    first = date(year, 3 * quarter - 2, 1)
    following = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    return first, following - timedelta(days=1)


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
    memo = Case(
        When(balance__estimated__gt=0, then=F("balance__estimated")),
        default=Coalesce(F("hours_expected"), 0) * MINUTES,
    )
    rows = (
        Initiative.objects.filter(pk__in=seen)
        .filter(
            Q(balance__isnull=False)
            | Q(hours_expected__gt=0, withdrawn_at__isnull=True)
            & (Q(proposed_at__isnull=False) | Q(taken_over_at__isnull=False))
        )
        .order_by()
        .values("unit", "unit__name", "unit__path")
        .annotate(
            estimated=Sum(memo),
            certain=Sum(memo, filter=Q(balance__verified__gt=0)),
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


def current_rates() -> dict[str, Decimal]:
    """What an hour costs each unit that has a rate of its own, by the unit's path."""
    return {
        row["unit__path"]: row["amount"]
        for row in InternalRate.objects.filter(valid_from__lte=clock.today())
        .order_by("valid_from", "pk")
        .values("unit__path", "amount")
    }


def rate_for(path, rates) -> Decimal | None:
    """The rate of a unit: its own, or of the nearest one above."""
    while path and path != "/":
        if path in rates:
            return rates[path]
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return None


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


def money_by_initiative(keys) -> dict:
    """The money of each of these initiatives; two queries."""
    sums: dict = defaultdict(lambda: defaultdict(lambda: ZERO))
    for row in (
        Investment.objects.filter(initiative__in=keys)
        .order_by()
        .values("initiative", "basis")
        .annotate(n=Sum("amount"))
    ):
        name = "invested" if row["basis"] == Investment.Basis.ACTUAL else "planned"
        sums[row["initiative"]][name] = cents(row["n"])
    for row in (
        RealisedAmount.objects.filter(initiative__in=keys, is_one_off=False)
        .order_by()
        .values("initiative", "evidence", "confirmation__answer")
        .annotate(n=Sum("amount"), rows=Count("pk"))
    ):
        of, amount = sums[row["initiative"]], cents(row["n"])
        answer = row["confirmation__answer"]
        if answer == Confirmation.Answer.REFUSED:
            continue
        of["gross"] += amount
        if answer == Confirmation.Answer.CONFIRMED:
            of["confirmed"] += amount
            of["weighted"] += amount
        else:
            of["waiting"] += row["rows"]
            of["weighted"] += cents(amount * WEIGHTS[row["evidence"]])
    return {
        key: Money(**{**of, "waiting": int(of.get("waiting", 0))})
        for key, of in sums.items()
    }


def money_of(initiative) -> Money:
    """The money of one initiative, zero where nothing is booked."""
    return money_by_initiative([initiative.pk]).get(initiative.pk, Money())
