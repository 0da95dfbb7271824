"""Every figure of the dashboard: page, table, CSV, API and PDF show these.

Hours come from the balances of the capacity ledger and stand as of now; money from its
lines, in the quarter in which their period ends. Nothing is added across currencies:
initiatives in another one than the installation's are counted and left out.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property

from initiatives.models import Conversion
from value import costs
from value.models import CONTRACTION, GROWTH, MINUTES, in_hours
from value.rounding import CENT, ZERO, ratio
from value.scope import Scope

AGES = ((30, "0.10"), (60, "0.25"), (90, "0.50"), (180, "0.75"), (None, "1.00"))
"""Days that hours wait, up to and with, and the part of their cost that is exposed."""

POOLS = (
    *("verified", "unallocated", "allocated", "converted"),
    *("evaporated", "contracted"),
)


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
    idle_everywhere: int
    idle_first: list[tuple]
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

    def sure_of(self, *types) -> str:
        """How sure the hours of these types are: confirmed once Finance found all."""
        kinds = {str(t) for t in types}
        waits = any(
            pools["allocated"]
            for unit in self.units.values()
            for kind, pools in unit.types.items()
            if kind in kinds
        )
        return "measured" if waits else "confirmed"

    @property
    def estimated(self) -> Decimal:
        """Hours that are estimated: a memo."""
        return in_hours(sum(unit.estimated for unit in self.units.values()))

    @property
    def at_work(self) -> Decimal:
        """Hours that go to growth and have no return in the accounts yet."""
        return in_hours(
            sum(
                unit.types[str(kind.value)]["allocated"]
                for unit in self.units.values()
                for kind in GROWTH
                if str(kind.value) in unit.types
            )
        )

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

    @cached_property
    def cost_of_year(self) -> Decimal:
        """What this calendar year has to carry; read when somebody asks for it."""
        seen = self.scope.initiatives().filter(currency=self.currency).order_by()
        return costs.together(seen.values("pk"))

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
