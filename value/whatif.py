"""What-if of one initiative: its hours moved between destinations, side by side.

Nothing here is written to a ledger; what is proposed first is what the ledgers say.
Every destination that stands has a line, every idea still to be weighed, and every
type that has neither, so that hours can be moved to it. The hours of a line are a
year's; the types A, B and C bring the margin of the offers that they win, D and F the
cost of the hours. E and G bring no money here: cash that comes once is no income, and
slack is kept on purpose. Price, win rate and ramp are those of the line, or else the
common ones.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from initiatives.models import Conversion
from value.accounts import account_of
from value.appraisal import Case
from value.cash import money_of
from value.models import (
    CONTRACTION,
    GROWTH,
    Allocation,
    CostKind,
    Idea,
    Investment,
)
from value.rates import current_rates, rate_for
from value.rounding import cents

YEARS = (1, 2, 3)
HUNDRED = Decimal(100)
ZERO = Decimal(0)
RAMP = ("ramp_1", "ramp_2", "ramp_3")
OWN = ("deals", "win_rate", "price", *RAMP)
"""What a line may have of its own; where it says nothing the common one counts."""
FIELDS = ("initial", "run", "hour_cost", *OWN, "sure_1", "sure_2", "sure_3", "rate")
"""The assumptions that are common to all lines."""
LIMITS = dict.fromkeys(FIELDS, Decimal(10) ** 11) | {
    "hours": Decimal(10) ** 8,
    "deals": Decimal(1000),
    "win_rate": HUNDRED,
    **dict.fromkeys(RAMP, Decimal(200)),
    **dict.fromkeys(("sure_1", "sure_2", "sure_3"), HUNDRED),
    "rate": Decimal(50),
}
"""The largest number that each assumption may be."""
RUNNING = (CostKind.LICENCES, CostKind.USAGE, CostKind.RUN, CostKind.CHECKING)
MOST_USES, MOST_IDEAS = 12, 8
"""Destinations whose hours can be moved, the largest, the others stay; and ideas."""
KEY = re.compile(r"(use|idea|new)([0-9]{1,18}|[A-G])")


@dataclass(frozen=True)
class Line:
    """Where hours can go: a destination, an idea, or a type that has neither."""

    key: str
    type: str
    name: str
    before: Decimal = ZERO
    is_fixed: bool = False

    @property
    def of_its_own(self) -> tuple[str, ...]:
        """The assumptions that this line may have of its own."""
        if self.type in GROWTH:
            return OWN
        return RAMP if self.type in CONTRACTION else ()

    @property
    def label(self) -> str:
        """Its type in words."""
        return Conversion(self.type).label


def lines_of(initiative, keys=()) -> list[Line]:
    """The lines of an initiative, by type; `keys` name more that somebody kept.

    A kept line may be of a destination that was taken back since, or of an idea that
    was chosen: its hours are none now.
    """
    kept = {kind: _numbers(keys, kind) for kind in ("use", "idea")}
    rows = Allocation.objects.filter(initiative=initiative, reverses__isnull=True)
    uses = [
        row
        for row in rows.select_related("balance", "idea")
        if row.stands or row.pk in kept["use"]
    ]
    chosen = {row.idea_id for row in uses if row.stands}
    to_weigh = Q(set_aside_at__isnull=True) & ~Q(pk__in=chosen - {None})
    of_it = Idea.objects.filter(initiative=initiative).order_by("-pk")
    ideas = {row.pk: row for row in of_it.filter(to_weigh)[:MOST_IDEAS]}
    if kept["idea"]:
        ideas |= {row.pk: row for row in of_it.filter(pk__in=kept["idea"])}
    found = [_of_use(row) for row in uses]
    found.sort(key=lambda line: -line.before)
    found = [
        replace(line, is_fixed=place >= MOST_USES and line.key not in keys)
        for place, line in enumerate(found)
    ]
    found += [_of_idea(row, row.pk in chosen) for row in ideas.values()]
    known = {line.type for line in found}
    found += [
        Line(f"new{kind}", kind, _("Not planned yet"))
        for kind in Conversion.values
        if kind not in known or f"new{kind}" in keys
    ]
    return sorted(found, key=lambda line: line.type)


def _numbers(keys, kind) -> list[int]:
    parts = [KEY.fullmatch(key) for key in keys]
    return [int(p[2]) for p in parts if p and p[1] == kind and p[2].isdecimal()]


def _of_use(row) -> Line:
    name = f"{row.team}: {row.idea.title if row.idea else row.use}"
    if not row.stands:
        return Line(
            f"use{row.pk}", row.type, _short(_("Taken back: %(what)s") % {"what": name})
        )
    return Line(f"use{row.pk}", row.type, _short(name), row.stands)


def _of_idea(row, is_chosen) -> Line:
    words = _("Idea, chosen since: %(what)s") if is_chosen else _("Idea: %(what)s")
    return Line(f"idea{row.pk}", row.type, _short(words % {"what": row.title}))


def _short(text) -> str:
    return Truncator(text).chars(120)


def first_guess(initiative, lines) -> dict:
    """Assumptions to begin with: what the ledgers and the plans say today."""
    account, cash = account_of(initiative), money_of(initiative)
    rate = rate_for(initiative.unit.path, current_rates()) or ZERO
    run = cents(
        Investment.objects.standing()
        .filter(initiative=initiative, kind__in=RUNNING, basis="planned")
        .aggregate(n=Sum("amount"))["n"]
    )
    target = cents(
        Allocation.objects.standing()
        .with_plan()
        .filter(initiative=initiative, type__in=GROWTH)
        .aggregate(n=Sum("to_bring"))["n"]
    )
    hours = account.growth
    return {
        "initial": cash.invested or cash.planned,
        "run": run,
        "hour_cost": rate,
        "deals": Decimal(10),
        "win_rate": Decimal(20),
        "price": cents(target / (hours / HUNDRED * 2)) if hours and target else ZERO,
        "ramp_1": Decimal(50),
        "ramp_2": Decimal(90),
        "ramp_3": HUNDRED,
        "sure_1": Decimal(85),
        "sure_2": Decimal(75),
        "sure_3": Decimal(65),
        "rate": Decimal(9),
        "lines": as_they_stand(lines),
    }


def as_they_stand(lines, given=None) -> dict:
    """What is given for each line; where nothing is, its hours as they stand."""
    given = given or {}
    return {line.key: given.get(line.key) or {"hours": line.before} for line in lines}


def worth_of_hour(given, line) -> Decimal:
    """What an hour a year of a line brings in a full year, by its type."""
    if line.type in CONTRACTION:
        return given["hour_cost"]
    if line.type not in GROWTH:
        return ZERO
    deals, won, price = (_own(given, line, name) for name in OWN[:3])
    return deals / HUNDRED * won / HUNDRED * price


def _own(given, line, name) -> Decimal:
    found = given["lines"].get(line.key, {}).get(name)
    return given[name] if found is None else found


def _hours(given, line) -> Decimal:
    return given["lines"].get(line.key, {}).get("hours", ZERO)


def cases(given, lines) -> dict[str, Case]:
    """The same assumptions with the hours used in four ways; the last as entered.

    As the ledger stands, all that goes to growth or contraction used for growth, all of
    it for contraction, and as entered. Hours that change sides for a way bring what the
    common assumptions say; the others stay with their line.
    """
    common = {
        side: Line(side, str(types[0].value), "")
        for side, types in (("growth", GROWTH), ("contraction", CONTRACTION))
    }

    def year(way, n):
        total = ZERO
        for line in lines:
            if line.type not in (*GROWTH, *CONTRACTION):
                continue
            hours = line.before if way == "now" else _hours(given, line)
            side = "growth" if line.type in GROWTH else "contraction"
            used = common[way] if way in common and way != side else line
            ramp = _own(given, used, f"ramp_{n}")
            total += hours * worth_of_hour(given, used) * ramp / HUNDRED
        return total

    return {
        way: Case(
            initial=given["initial"],
            run=given["run"],
            benefits=tuple(year(way, n) for n in YEARS),
            haircuts=tuple(given[f"sure_{n}"] / HUNDRED for n in YEARS),
            rate=given["rate"] / HUNDRED,
        )
        for way in ("now", "growth", "contraction", "entered")
    }


def moves(initiative, given, lines) -> dict:
    """Each line with its hours now and then, what goes in and what goes out.

    `is_too_much` says that more hours are used than are freed.
    """
    account = account_of(initiative)
    free = account.measured if account.verified else account.estimated
    rows, now, then = [], ZERO, ZERO
    for line in lines:
        before, after = line.before, _hours(given, line)
        now, then = now + before, then + after
        if before or after:
            rows.append(
                {
                    "line": line,
                    "code": line.type,
                    "full": cents(after * worth_of_hour(given, line)),
                    **_moved(before, after),
                }
            )
    rest = _moved(free - now, free - then)
    return {"rows": rows, "rest": rest, "is_too_much": rest["after"] < 0}


def _moved(before, after) -> dict:
    gap = after - before
    return {
        "before": before,
        "after": after,
        "goes_in": max(gap, ZERO),
        "goes_out": max(-gap, ZERO),
    }


def as_text(given) -> dict:
    """Assumptions as they are kept: decimals as text."""
    return {name: str(given[name]) for name in FIELDS} | {
        "lines": {
            key: {name: str(n) for name, n in line.items() if n is not None}
            for key, line in given["lines"].items()
            if any(line.values())
        }
    }


def as_numbers(kept) -> dict | None:
    """Assumptions that were kept, as decimals; None where one is missing."""
    if not {*FIELDS, "lines"} <= set(kept):
        return None
    return {name: Decimal(kept[name]) for name in FIELDS} | {
        "lines": {
            key: {name: Decimal(n) for name, n in line.items()}
            for key, line in kept["lines"].items()
        }
    }


def as_fields(kept) -> dict:
    """Assumptions that were kept, each under the name of its field in the form."""
    return {name: kept[name] for name in FIELDS if name in kept} | {
        f"{key}_{name}": n
        for key, line in kept.get("lines", {}).items()
        for name, n in line.items()
    }


def keys_in(names) -> set:
    """The lines that the names of these fields are about."""
    return {
        name.removesuffix("_hours")
        for name in names
        if name.endswith("_hours") and KEY.fullmatch(name.removesuffix("_hours"))
    }
