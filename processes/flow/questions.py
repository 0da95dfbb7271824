"""What is not known, as plain questions, those that change the answer most first.

Each missing fact is tried at its extremes; how far that moves the load of the busiest
role is the weight of its question. What moves nothing is not asked.
"""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy as _

from processes.errors import Unsolvable
from processes.facts import HOURS_A_WEEK
from processes.flow import flows, network
from processes.flow.analysis import Workload
from processes.graph import QUIET
from processes.wording import said

LEAST_WEIGHT = 0.005
MOST_TRIALS = 400
EXCEPTION_TRIED = 0.2
UNTIMED = {"choice_share": 0.3, "any_share": 0.3, "exception_share": 0.05}
ORDER = (
    *("meaning", "choice_share", "any_share", "start_share", "touch", "fte", "who"),
    *("demand", "hours", "times", "exception_share"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the owner of the process.

    `about` is the id of a node or the name of a role; `options` are arrows or starts
    with a name each; `assumed` is what is counted until somebody answers; `weight` how
    far the answer can move.
    """

    code: str
    sentence: object
    about: str
    options: tuple[tuple[str, str], ...] = ()
    assumed: object = None
    weight: float = 0.0

    def as_json(self) -> dict:
        """The question for a machine, its sentence in the language of the reader."""
        return {
            "code": self.code,
            "sentence": str(self.sentence),
            "about": self.about,
            "options": [{"id": key, "name": str(name)} for key, name in self.options],
            "assumed": self.assumed,
            "weight": round(self.weight, 4),
        }


def of(analysis) -> list[Question]:
    """The questions of an analysis, in the order of what changes the answer."""
    weights = _Weights(analysis)
    found = []
    for gap in analysis.gaps:
        weight = weights.of(gap)
        if weight >= LEAST_WEIGHT:
            found.append(_question(analysis, gap, weight))
    return sorted(found, key=lambda q: (-round(q.weight, 3), ORDER.index(q.code)))


class _Weights:
    """How far each missing fact can move the load of the busiest role."""

    def __init__(self, analysis):
        self.a = analysis
        self.built = analysis.network
        self.facts = analysis.facts
        self.work = Workload(self.built, analysis.facts)
        for step in self.work.steps:
            if step.touch is None:
                # nothing is known: each step counts alike
                step.touch = 0.0 if step.node.type in QUIET else 1.0
        visits = [analysis.visits.get(node, 0.0) for node in self.built.places]
        self.base = self._pressure(np.array(visits)[:, None])[0]
        self.shares = self._try_shares()

    def _hours(self, name):
        role = self.facts.roles.get(name)
        if role is not None and role.unlimited:
            return np.inf
        fte = role.fte.value if role and role.fte else 1.0
        week = role.hours.value if role and role.hours else HOURS_A_WEEK
        return max(fte * week, 1e-9)

    def _pressure(self, visits):
        """Of the busiest role, for each column of visits."""
        loads = {}
        for step in self.work.steps:
            load = visits[step.place] * step.runs * (step.touch + step.check)
            loads[step.who] = loads.get(step.who, 0.0) + load / self._hours(step.who)
        every = np.array(list(loads.values()) or [np.zeros(visits.shape[1])])
        # the busiest role decides; the rest still says that something moved
        return every.max(axis=0) + 0.1 * every.sum(axis=0)

    def of(self, gap) -> float:
        """The weight of one gap, between 0 and about 1."""
        if gap.code == "meaning":
            return 1.0
        if gap.code in ("choice_share", "any_share", "exception_share"):
            weight = self.shares.get((gap.code, gap.about), 0.5)
            # as long as no time is known, any way may turn out to be the long one
            least = 0.0 if self.work.is_timed else UNTIMED[gap.code]
            return max(weight, least)
        if gap.code == "start_share":
            return 0.5
        if gap.code == "demand":
            return 0.9 if self.a.bottleneck else 0.6
        if gap.code == "fte":
            known = any(r.fte for r in self.facts.roles.values())
            return self._of_role(gap.about) if known else 0.8
        if gap.code == "hours":
            return 0.3 * self._of_role(gap.about)
        return self._of_step(gap)

    def _of_role(self, name):
        load = sum(
            self.a.visits.get(s.node.id, 0.0) * s.runs * (s.touch + s.check)
            for s in self.work.steps
            if s.who == name
        )
        return min(1.0, load / self._hours(name) / self.base) if self.base else 0.0

    def _of_step(self, gap):
        step = next((s for s in self.work.steps if s.node.id == gap.about), None)
        if step is None or not self.base:
            return 0.0
        visits = self.a.visits.get(step.node.id, 0.0)
        load = visits * step.runs * (step.touch + step.check)
        weight = load / self._hours(step.who) / self.base
        return min(weight if self.work.is_timed else 0.5 + weight / 2, 1.0)

    def _try_shares(self):
        """All missing shares at their extremes, in one go."""
        trials = []
        gaps = [g for g in self.a.gaps if g.code.endswith("_share")]
        for gap in gaps:
            if gap.code == "choice_share":
                trials += [(gap, option) for option in gap.options]
            elif gap.code == "exception_share":
                trials.append((gap, EXCEPTION_TRIED))
            elif gap.code == "any_share":
                trials += [(gap, 0.1), (gap, 0.9)]
        trials = trials[:MOST_TRIALS]
        if not trials:
            return {}
        sampled = self._sampled(trials)
        try:
            built = network.build(self.a.graph, self.facts, sampled)
            visits = flows.visits(built, len(trials))
        except Unsolvable:
            return {}
        pressure = self._pressure(visits)
        found = {}
        for (gap, _option), value in zip(trials, pressure, strict=True):
            moved = 1.0 if not np.isfinite(value) else abs(value - self.base)
            moved = min(moved / self.base, 1.0) if self.base else 0.0
            key = (gap.code, gap.about)
            found[key] = max(found.get(key, 0.0), float(moved))
        return found

    def _sampled(self, trials):
        """The shares of each trial; all that is not tried stays as it is."""
        count = len(trials)
        sampled = {}
        for shares in self.built.choices.values():
            for key, share in shares.items():
                sampled[key] = np.full(count, share)
        for key, share in self.built.chances.items():
            sampled[key] = np.full(count, share)
        for number, (gap, tried) in enumerate(trials):
            if gap.code != "choice_share":
                for option in gap.options:
                    sampled[option][number] = tried
                continue
            rest = sum(sampled[option][number] for option in gap.options)
            for option in gap.options:
                other = len(gap.options) - 1
                part = 0.9 if option == tried else 0.1 / other
                sampled[option][number] = rest * part
        return sampled


def _question(a, gap, weight):
    graph = a.graph
    name = graph.label(gap.about)
    options = tuple((key, ahead(graph, key)) for key in gap.options)
    listed = _listed([text for _key, text in options])
    sentence = {
        "meaning": _(
            "Several arrows leave “{name}”. Does a case take all of them, or one?"
        ),
        "choice_share": _("After “{name}”: how many cases of 100 go to {options}?"),
        "any_share": _("After “{name}”: how many cases of 100 also go to {options}?"),
        "start_share": _("How many cases of 100 begin at {options}?"),
        "exception_share": _("How often does “{name}” happen, in 100 cases?"),
        "touch": _("How long does somebody work on “{name}”, each time?"),
        "who": _("Who does “{name}”?"),
        "fte": _("How many full-time people does “{name}” have for this process?"),
        "hours": _("How many hours a week does one person of “{name}” have for it?"),
        "demand": _("How many new cases come in a week?"),
        "times": _("How often is “{name}” repeated for one case?"),
    }[gap.code]
    if gap.code == "choice_share":
        back = [key for key in gap.options if _goes_back(a, key)]
        if back:
            listed = ahead(graph, back[0], by_arrow=False)
            sentence = _(
                "After “{name}”: how often does a case go back to “{options}”, of 100?"
            )
    if gap.code == "exception_share":
        host = graph.nodes[gap.about].host
        if not graph.nodes[gap.about].name and host in graph.nodes:
            name = graph.label(host)
            sentence = _("How often is “{name}” interrupted, in 100 cases?")
    text = said(sentence, name=name, options=listed)
    assumed = gap.assumed
    if isinstance(assumed, float):
        assumed = round(assumed, 4)
    return Question(gap.code, text, gap.about, options, assumed, weight)


def _goes_back(a, key):
    flow = a.graph.flows.get(key)
    if flow is None:
        return False
    built = a.network
    pair = (built.out_of(flow.source), built.place_of[flow.target])
    return pair in built.back


def ahead(graph, key, *, by_arrow=True) -> str:
    """How a way is named: by its arrow, or by the first thing with a name on it."""
    flow = graph.flows.get(key)
    if flow is None:
        return graph.label(key)
    if flow.name and by_arrow:
        return flow.name
    todo, seen = [flow.target], set()
    outgoing = {}
    for other in graph.flows.values():
        outgoing.setdefault(other.source, []).append(other)
    while todo:
        node = todo.pop(0)
        if graph.nodes[node].name:
            return graph.nodes[node].name
        seen.add(node)
        for other in outgoing.get(node, ()):
            if other.target not in seen:
                todo.append(other.target)
    return str(_("the end"))


def _listed(names):
    quoted = (str(said(_("“{name}”"), name=name)) for name in dict.fromkeys(names))
    return ", ".join(quoted)
