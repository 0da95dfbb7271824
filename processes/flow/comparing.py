"""Two analyses side by side: what a change does to one step, and to the whole.

Hours freed are those that each role works less at what the process really puts through;
a process that puts through fewer cases frees hours too, and has gained nothing.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from processes.flow.analysis import MARKET
from processes.wording import said

MEASURES = (
    ("lead", _("Lead time"), "hours"),
    ("touch", _("Hands-on time a case"), "hours"),
    ("wait", _("Wait for others a case"), "hours"),
    ("flow_efficiency", _("Flow efficiency"), "share"),
    ("first_pass_yield", _("Right first time"), "share"),
    ("rework_share", _("Work done again"), "share"),
    ("cost", _("Cost of a case"), "money"),
    ("handoffs", _("Changes of hands a case"), "count"),
    ("capacity", _("Capacity"), "cases_a_week"),
    ("throughput", _("Throughput"), "cases_a_week"),
    ("work_in_progress", _("Cases under way"), "cases"),
    ("queue_grows", _("Growth of the queue"), "cases_a_week"),
)
NO_CHANGE = 0.0005


@dataclass(frozen=True)
class Measure:
    """One measure before and after; None where the data do not allow it."""

    code: str
    label: object
    unit: str
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        """The relative change, None where there is nothing to compare."""
        if self.before is None or self.after is None or not self.before:
            return None
        return (self.after - self.before) / self.before


@dataclass(frozen=True)
class Comparison:
    """What changes from one analysis to another."""

    before: object
    after: object

    @property
    def measures(self) -> list[Measure]:
        """All measures, before and after."""
        return [
            Measure(
                code, label, unit, getattr(self.before, code), getattr(self.after, code)
            )
            for code, label, unit in MEASURES
        ]

    def change(self, code) -> float | None:
        """The relative change of one measure."""
        return next(m.change for m in self.measures if m.code == code)

    def freed_hours(self) -> dict[str, float]:
        """Hours a year that each role works less, at the throughput of each."""
        before, after = self._volume(self.before), self._volume(self.after)
        if before is None or after is None:
            return {}
        weeks = self.before.facts.weeks_a_year
        names = [*self.before.roles, *self.after.roles]
        return {
            name: weeks
            * (before * _load(self.before, name) - after * _load(self.after, name))
            for name in dict.fromkeys(names)
        }

    def _volume(self, analysis):
        if analysis.throughput is not None:
            return analysis.throughput
        return analysis.demand

    @property
    def freed(self) -> float | None:
        """All hours freed a year."""
        hours = self.freed_hours()
        return sum(hours.values()) if hours else None

    @property
    def gained_cases(self) -> float | None:
        """Cases a year that more get through."""
        if self.before.throughput is None or self.after.throughput is None:
            return None
        weeks = self.before.facts.weeks_a_year
        return (self.after.throughput - self.before.throughput) * weeks

    @property
    def gained_margin(self) -> float | None:
        """What those cases contribute a year, in the currency of the margin."""
        margin = self.before.facts.margin
        if margin is None or self.gained_cases is None:
            return None
        return self.gained_cases * margin.value

    @property
    def leverage(self) -> float | None:
        """How much of the local gain arrives: 0 is a gain on one desk only."""
        local, whole = self.change("touch"), self.change("throughput")
        if not local or whole is None:
            return None
        return whole / -local

    @property
    def bottleneck_moved(self) -> bool:
        """Whether another role holds the process up now."""
        return self.before.bottleneck != self.after.bottleneck

    @property
    def sentence(self):
        """The gain on the desks against the gain of the whole, in one sentence."""
        touch, capacity = self.change("touch"), self.change("capacity")
        if touch is None:
            return _(
                "The hands-on times are not known yet, so nothing can be compared."
            )
        if capacity is None:
            return said(
                _(
                    "Hands-on time {touch}. What that does to the whole is not known: "
                    "say how many people work on it."
                ),
                touch=signed(touch),
            )
        ending = _("Hands-on time {touch}, capacity {capacity}.")
        if touch < -NO_CHANGE and abs(capacity) < NO_CHANGE:
            ending = _(
                "Hands-on time {touch}, capacity {capacity}: hours are freed, and no "
                "more cases get through, because the process is still held up by "
                "{role}."
            )
        elif capacity < -NO_CHANGE:
            ending = _(
                "Hands-on time {touch}, capacity {capacity}: fewer cases get through "
                "than before."
            )
        elif self._market_is_in_the_way(capacity):
            ending = _(
                "Hands-on time {touch}, capacity {capacity}: demand is lower than the "
                "capacity, so no more cases come."
            )
        return said(
            ending,
            touch=signed(touch),
            capacity=signed(capacity),
            role=self.after.bottleneck,
        )

    def _market_is_in_the_way(self, capacity):
        both = (self.before.constraint, self.after.constraint)
        return capacity > NO_CHANGE and both == (MARKET, MARKET)


def _load(analysis, name):
    role = analysis.roles.get(name)
    return role.load if role else 0.0


def signed(change):
    """A relative change as people read it: "−34%", "+5%"."""
    percent = change * 100
    digits = 0 if abs(percent) >= 10 or abs(percent) < 0.05 else 1
    number = round(abs(percent), digits)
    sign = "" if not number else ("+" if percent > 0 else "−")
    return said(_("{sign}{number}%"), sign=sign, number=number)
