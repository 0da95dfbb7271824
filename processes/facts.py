"""The figures of a process: each with its unit and how it is known.

Nothing is drawn here and nothing computed: a map says which way cases can go, these
figures say how often, how long and by how many people.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

HOURS_A_DAY = 8.0
DAYS_A_WEEK = 5.0
HOURS_A_WEEK = 30.0
"""Productive hours of a full-time person a week, where nobody said (assumed)."""
WEEKS_A_YEAR = 44.0


class Source(StrEnum):
    """How a figure is known, the surest first."""

    MEASURED = "measured"
    SAMPLED = "sampled"
    STATED = "stated"
    ESTIMATED = "estimated"
    ASSUMED = "assumed"


SOURCES = {
    Source.MEASURED: _("measured"),
    Source.SAMPLED: _("from a sample"),
    Source.STATED: _("stated on the map"),
    Source.ESTIMATED: _("estimated"),
    Source.ASSUMED: _("assumed"),
}
SPREAD = {
    Source.MEASURED: 0.05,
    Source.SAMPLED: 0.15,
    Source.STATED: 0.15,
    Source.ESTIMATED: 0.30,
    Source.ASSUMED: 0.50,
}
"""How far the true value may lie from a figure, up or down, by how it is known."""


class Unit(StrEnum):
    """The units of a time; working hours unless it says calendar."""

    MINUTES = "minutes"
    HOURS = "hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"


UNITS = {
    Unit.MINUTES: _("minutes"),
    Unit.HOURS: _("hours"),
    Unit.WORKING_DAYS: _("working days"),
    Unit.CALENDAR_DAYS: _("calendar days"),
    Unit.WEEKS: _("weeks"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit and source. A time is in hours unless `unit` says else."""

    value: float
    source: Source = Source.ESTIMATED
    unit: Unit = Unit.HOURS

    def hours(self, hours_a_day: float = HOURS_A_DAY) -> float:
        """The time in working hours.

        Seven calendar days hold five working days: a wait of a week is a week's work
        hours, however it was written.
        """
        factor = {
            Unit.MINUTES: 1 / 60,
            Unit.HOURS: 1.0,
            Unit.WORKING_DAYS: hours_a_day,
            Unit.CALENDAR_DAYS: hours_a_day * DAYS_A_WEEK / 7,
            Unit.WEEKS: hours_a_day * DAYS_A_WEEK,
        }[self.unit]
        return self.value * factor


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What is known of one step.

    `touch` is the hands-on time of one visit, `wait` the time before it that own
    people do not cause, `checking` the time to check what a system made, `rework` the
    share of visits that are done again at once, `times` how often a repeated step runs,
    `right` the share that goes on usable without correction, `cv` the coefficient of
    variation of the hands-on time, `cost` what a visit costs beside people's time.
    """

    touch: Figure | None = None
    wait: Figure | None = None
    checking: Figure | None = None
    rework: Figure | None = None
    times: Figure | None = None
    right: Figure | None = None
    who: str | None = None
    cv: float | None = None
    cost: Figure | None = None


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """People of one role: full-time equivalents, and productive hours of one a week.

    `cost` is that of one hour of one of them.
    """

    fte: Figure | None = None
    hours: Figure | None = None
    unlimited: bool = False
    cost: Figure | None = None


@dataclass(frozen=True)
class Facts:
    """All that is known of a process, by the ids of its map and the names of roles.

    `shares` is by sequence flow or boundary event, `starts` by start event, `demand` in
    cases a week, `margin` the contribution of one case in the currency of the company,
    `meaning` says for a node with several arrows whether "all" or "one" of them is
    taken, `waits` are the nodes where parallel paths wait for each other although the
    map does not say so. `variants` is the share of the rules of the process that differ
    from site to site. Costs are in the currency of the company.
    """

    steps: dict[str, StepFacts] = field(default_factory=dict)
    shares: dict[str, Figure] = field(default_factory=dict)
    starts: dict[str, Figure] = field(default_factory=dict)
    roles: dict[str, RoleFacts] = field(default_factory=dict)
    demand: Figure | None = None
    margin: Figure | None = None
    variants: Figure | None = None
    cv: float = 1.0
    meaning: dict[str, str] = field(default_factory=dict)
    waits: frozenset = frozenset()
    hours_a_day: float = HOURS_A_DAY
    weeks_a_year: float = WEEKS_A_YEAR

    def step(self, node_id) -> StepFacts:
        """What is known of a step."""
        return self.steps.get(node_id) or _NOTHING

    def changed(self, node_id, **values) -> "Facts":
        """The same with other figures for one step."""
        steps = dict(self.steps)
        steps[node_id] = replace(self.step(node_id), **values)
        return replace(self, steps=steps)

    def share(self, flow_id, value, source=Source.ESTIMATED) -> "Facts":
        """The same with another share of one arrow or boundary event."""
        return replace(self, shares={**self.shares, flow_id: Figure(value, source)})


_NOTHING = StepFacts()
