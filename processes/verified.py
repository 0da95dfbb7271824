"""Verified hours: what people of a role really no longer spend, measured, not claimed.

For one role: baseline minutes a case, less the minutes a case after, less the minutes
of checking AI output, times the cases a week after, over sixty. Both are measured, the
baseline before real use and the other during it. A year has the weeks of work that the
figures of the as-is map say, 44 where nobody said (`processes.facts.WEEKS_A_YEAR`), as
in the analysis; a quarter is the fourth of it.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from audit import clock
from processes.comparison import Pair, first_uses, pairs
from processes.facts import WEEKS_A_YEAR
from processes.flow.comparing import NO_CHANGE
from processes.models import (
    Bottleneck,
    Certainty,
    Effect,
    MapKind,
    Measurement,
    ProcessMap,
)

TENTH = Decimal("0.1")
NOT_AT_THE_BOTTLENECK = _("Not at the bottleneck")
UNKNOWN_BOTTLENECK = _("Not known whether at the bottleneck")


class Constraint(NamedTuple):
    """What holds a process up, and whether the analysis of its map says so.

    What somebody named may be a step; what the analysis finds is always a role. `sure`
    is the share of its draws that say the same, `effect` what the to-be process does to
    the load on it, `minutes` that load for a case before and after. `weeks` are those
    of work in a year.
    """

    name: str = ""
    is_analysed: bool = False
    sure: float | None = None
    effect: str = ""
    minutes: tuple[float, float] | None = None
    weeks: float = WEEKS_A_YEAR


@dataclass(frozen=True)
class RoleHours:
    """The verified hours of one role at one site, or at all, as last measured.

    `history` holds the hours a week of every measurement, the first one first. Hours
    below zero say that the role works more than before.
    """

    pair: Pair
    history: tuple[tuple[Measurement, Decimal], ...]
    at_bottleneck: bool | None = None
    weeks: Decimal = Decimal(str(WEEKS_A_YEAR))

    @property
    def role(self) -> str:
        """Whose hours they are."""
        return self.pair.baseline.role

    @property
    def site(self):
        """Where they were measured, or None for every site in scope."""
        return self.pair.baseline.site

    @property
    def measured(self) -> Measurement:
        """The measurement that they rest on."""
        return self.history[-1][0]

    @property
    def saved_minutes(self) -> Decimal:
        """Minutes a case that are saved, checking taken off."""
        return self.pair.baseline.minutes - self.measured.minutes

    @property
    def hours_a_week(self) -> Decimal:
        """Hours a week that are freed."""
        return self.history[-1][1]

    @property
    def hours_a_quarter(self) -> Decimal:
        """Hours a quarter that are freed."""
        return _tenths(self.hours_a_week * self.weeks / 4)

    @property
    def hours_a_year(self) -> Decimal:
        """Hours a year that are freed."""
        return _tenths(self.hours_a_week * self.weeks)

    @property
    def evaporated(self) -> Decimal:
        """Hours a week that the time before showed and the last one does not."""
        if len(self.history) == 1:
            return Decimal(0)
        before, now = (max(hours, Decimal(0)) for _row, hours in self.history[-2:])
        return max(before - now, Decimal(0))

    @property
    def evaporated_in_all(self) -> Decimal:
        """Hours a week lost since the most that was ever verified."""
        most = max(max(hours, Decimal(0)) for _row, hours in self.history)
        return most - max(self.hours_a_week, Decimal(0))

    @property
    def tag(self):
        """What value must know before it counts on them; empty at the bottleneck."""
        if self.at_bottleneck is None:
            return UNKNOWN_BOTTLENECK
        return "" if self.at_bottleneck else NOT_AT_THE_BOTTLENECK

    @property
    def due_on(self) -> date:
        """The day by which it is measured again."""
        return self.measured.due_on

    @property
    def is_due(self) -> bool:
        """Whether that day has come."""
        return self.due_on <= clock.today()


def verified_hours(initiative) -> list[RoleHours]:
    """The verified hours of each role of an initiative: what value may use.

    Hours a week, a quarter and a year, each role with its tag.
    """
    return verified_of([initiative])[initiative.pk]


def verified_of(initiatives) -> dict:
    """The verified hours of each of these initiatives; a constant number of queries.

    `initiatives` is a list of them, or a query of their keys.
    """
    ids = (
        [initiative.pk for initiative in initiatives]
        if isinstance(initiatives, list)
        else initiatives
    )
    rows: dict = defaultdict(list)
    for row in (
        Measurement.objects.standing()
        .filter(initiative__in=ids)
        .exclude(role="")
        .select_related("site")
    ):
        rows[row.initiative_id].append(row)
    uses, held_up = first_uses(ids), constraints(ids)
    found: dict = defaultdict(list)
    for key, measured in rows.items():
        found[key] = hours_in(pairs(measured, uses[key]), held_up[key])
    return found


def hours_in(compared, constraint) -> list[RoleHours]:
    """The same from what is side by side already."""
    found = []
    for pair in compared:
        before = pair.baseline
        is_sure = before.certainty == Certainty.MEASURED and pair.is_frozen_before
        if not before.role or not is_sure or not pair.measured_after:
            continue
        history = tuple((row, _freed(before, row)) for row in pair.measured_after)
        tagged = at_bottleneck(before.role, constraint)
        weeks = Decimal(str(constraint.weeks))
        found.append(RoleHours(pair, history, tagged, weeks))
    return found


def hours_of(initiative, thing) -> RoleHours | None:
    """The verified hours of one thing that is measured, or nothing yet."""
    for found in verified_hours(initiative):
        if found.pair.baseline.thing == thing:
            return found
    return None


def total(found) -> Decimal:
    """Hours a week over all roles; who works more is taken off."""
    return sum((row.hours_a_week for row in found), Decimal(0))


def at_bottleneck(role, constraint) -> bool | None:
    """Whether a role is the one that holds the process up; None where nobody knows."""
    if " ".join(constraint.name.split()).casefold() == role.casefold():
        return True
    return False if constraint.is_analysed else None


def constraints(ids) -> dict:
    """What holds each process up: as the analysis says, else as somebody named it."""
    found: dict = defaultdict(Constraint)
    named = (
        Bottleneck.objects.filter(initiative__in=ids)
        .order_by("pk")
        .values_list("initiative", "step", "to_be_effect")
    )
    found |= {key: Constraint(step, effect=effect) for key, step, effect in named}
    maps: dict = {}
    for row in ProcessMap.objects.saved().filter(initiative__in=ids):
        maps.setdefault(row.initiative_id, {})[row.kind] = row
    for key, mine in maps.items():
        found[key] = _weighed(analysed_constraint(mine), found[key])
    return found


def bottleneck_in(versions, situation) -> Constraint:
    """The same from what was read already: newest versions by kind, and the rest."""
    maps = {kind: version.map for kind, version in versions.items()}
    named = Constraint(situation.bottleneck, effect=situation.effect)
    return _weighed(analysed_constraint(maps), named)


def _weighed(analysed, named) -> Constraint:
    """The analysis counts; where it cannot tell the effect, what somebody said does."""
    if analysed is None:
        return named
    return analysed if analysed.effect else analysed._replace(effect=named.effect)


def analysed_constraint(maps) -> Constraint | None:
    """What the analysis of both maps says, or nothing where it has no answer."""
    as_is = maps.get(MapKind.AS_IS)
    if as_is is None or not as_is.bottleneck:
        return None
    name, findings = as_is.bottleneck, as_is.findings
    minutes = None
    to_be = maps.get(MapKind.TO_BE)
    if to_be and to_be.bottleneck:
        before = _load(findings, name)
        after = _load(to_be.findings, name)
        if before:
            minutes = before * 60, after * 60
    return Constraint(
        name,
        True,
        findings.get("sure"),
        _effect(minutes) if minutes else "",
        minutes,
        findings.get("weeks", WEEKS_A_YEAR),
    )


def _load(findings, role) -> float:
    wanted = role.casefold()
    return sum(
        load
        for name, load in findings.get("loads", {}).items()
        if name.casefold() == wanted
    )


def _effect(minutes) -> str:
    before, after = minutes
    if abs(after - before) < NO_CHANGE * before:
        return Effect.SAME
    return Effect.HIGHER if after > before else Effect.LOWER


def _freed(baseline, after) -> Decimal:
    return _tenths((baseline.minutes - after.minutes) * after.volume / 60)


def _tenths(hours) -> Decimal:
    return hours.quantize(TENTH, ROUND_HALF_EVEN)
