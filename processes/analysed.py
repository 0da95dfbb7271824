"""A version of a map, read, with its figures and what they say."""

import math
from contextlib import suppress
from dataclasses import dataclass, field

from processes import storing
from processes.drawing import miniature
from processes.errors import Unsolvable
from processes.facts import Facts
from processes.flow import questions
from processes.flow.analysis import Analysis, analyse
from processes.flow.draws import Chances, chances
from processes.graph import ProcessGraph
from processes.known import facts_of
from processes.models import Fact, MapVersion


@dataclass
class Analysed:
    """A map with its figures; `refusal` says why it cannot be computed.

    `rows` are the standing figures, `homeless` those that are about nothing on this
    version.
    """

    version: MapVersion
    graph: ProcessGraph
    rows: list
    facts: Facts
    analysis: Analysis | None = None
    refusal: Unsolvable | None = None
    questions: list = field(default_factory=list)
    _chances: Chances | None = None

    @property
    def currency(self) -> str:
        """What the margin of a case is counted in."""
        return self.version.map.initiative.currency

    @property
    def homeless(self) -> list:
        """The figures that wait for a home."""
        return [row for row in self.rows if not row.has_home]

    @property
    def open_questions(self) -> int:
        """How many questions are open, with what cannot be computed as one."""
        return len(self.questions) + (self.refusal is not None)

    @property
    def chances(self) -> Chances:
        """How often each role is the bottleneck in a thousand draws."""
        if self._chances is None:
            self._chances = Chances()
            if self.analysis is not None and self.analysis.has_answer:
                with suppress(Unsolvable):
                    self._chances = chances(self.graph, self.facts)
        return self._chances

    def row(self, subject, key, what) -> Fact | None:
        """The standing figure of one thing."""
        if not hasattr(self, "_by_about"):
            self._by_about = {row.about: row for row in self.rows}
        return self._by_about.get((subject, key, what, True))


def analysed(version, rows=None) -> Analysed | None:
    """A version with its analysis; None for a picture, of which nothing is known."""
    if not version.is_drawn:
        return None
    graph = storing.from_data(version.graph)
    if rows is None:
        rows = Fact.objects.filter(version=version).select_related("stated_by")
        rows = rows.standing()
    found = Analysed(version, graph, rows, facts_of(rows, graph))
    try:
        found.analysis = analyse(graph, found.facts)
        found.questions = questions.of(found.analysis)
    except Unsolvable as refusal:
        found.refusal = refusal
    return found


def by_kind(initiative) -> dict:
    """The newest map of each kind, analysed; pictures as None. Two queries."""
    versions = MapVersion.objects.select_related("attachment", "saved_by").newest_of(
        initiative
    )
    for version in versions.values():
        version.map.initiative = initiative
    rows = Fact.objects.filter(version__in=[v.pk for v in versions.values()])
    by_version = {}
    for row in rows.select_related("stated_by").standing():
        by_version.setdefault(row.version_id, []).append(row)
    return {
        kind: (version, analysed(version, by_version.get(version.pk, [])))
        for kind, version in versions.items()
    }


def summary(found) -> dict:
    """What lists keep of a map that was read."""
    analysis = found.analysis
    if analysis is None:
        return {
            "bottleneck": "",
            "capacity": None,
            "throughput": None,
            "lead": None,
            "findings": {},
            "picture": miniature.outlined(found.graph),
        }
    held = {
        step.id
        for step in analysis.steps.values()
        if step.load and step.who == analysis.bottleneck
    }
    return {
        "picture": miniature.outlined(found.graph, held),
        "bottleneck": analysis.bottleneck or "",
        "capacity": _finite(analysis.capacity),
        "throughput": _finite(analysis.throughput),
        "lead": _finite(analysis.lead),
        "findings": findings(found),
    }


def findings(found) -> dict:
    """What the gate reads of a map: kept, since the gate is asked often.

    `sure` is the share of the draws in which the bottleneck was the bottleneck, `loads`
    the hours a case of each role, `signs` the signs of a flawed process by step (their
    codes and the name of the step), `whole` those that are on no step but on the whole,
    `checking` the steps on which AI output is checked, `weeks` those of work in a year.
    `processes.origins` adds `origins` to those of a to-be map: by step, the steps with
    a sign of the as-is map that became it.
    """
    analysis, named = found.analysis, {}
    for step in analysis.steps.values():
        codes = analysis.sign_codes(step.id)
        if codes:
            named[step.id] = {"name": step.name, "codes": codes}
    return {
        "sure": found.chances.roles.get(analysis.bottleneck),
        "loads": {r.name: round(r.load, 6) for r in analysis.roles.values()},
        "signs": named,
        "whole": analysis.codes_of_the_whole(),
        "weeks": found.facts.weeks_a_year,
        "checking": sorted(
            key
            for key, step in found.facts.steps.items()
            if step.checking and step.checking.value > 0
        ),
    }


def _finite(number):
    return None if number is None or not math.isfinite(number) else float(number)
