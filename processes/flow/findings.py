"""Signs of a flawed process, with the thresholds of the house.

An AI system on a step with a sign speeds up what is wrong. Each sign is a sentence
with its figure.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from processes.flow import keying
from processes.graph import QUIET, Kind
from processes.wording import said

MOST_REWORK = 0.10
LEAST_FIRST_PASS = 0.60
LEAST_EFFICIENCY = 0.05
MOST_HANDOFFS_A_ROLE = 1.5
MOST_ROUNDS = 0.25
MOST_WAITING = 0.80
MOST_PRESSURE = 0.95
MOST_EXCEPTIONS = 0.15
ALWAYS_PASSED = 0.95
SELDOM_PASSED = 0.80
MOST_VARIANTS = 0.20
MANY_VISITS = 50
CLOSE = 1e-9
"""What a figure may differ from its threshold by mere rounding."""
ALIKE = 0.001
"""How far the inputs of a join may differ before it is said to hang."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at.

    `level` is "sign" for a sign of a flawed process, "doubt" where the map may not mean
    what it says, "note" for what is merely worth knowing.
    """

    code: str
    sentence: object
    level: str = "sign"
    nodes: tuple[str, ...] = ()
    figure: float | None = None

    def as_json(self) -> dict:
        """The finding for a machine, its sentence in the language of the reader."""
        return {
            "code": self.code,
            "level": self.level,
            "sentence": str(self.sentence),
            "nodes": list(self.nodes),
            "figure": None if self.figure is None else round(self.figure, 4),
        }


DOUBTS = {"no_wait", "shares_scaled", "pool_not_started"}


def of_map(network, visits) -> list[Finding]:
    """What the map itself shows, whatever the times."""
    found = [
        Finding(
            note.code,
            note.sentence,
            "doubt" if note.code in DOUBTS else "note",
            note.nodes,
            note.figure,
        )
        for note in network.notes
    ]
    found += _unbalanced(network, visits)
    found += _never_reached(network, visits)
    found += _many_visits(network, visits)
    found += _names(network.graph)
    if network.graph.loose:
        found.append(
            _finding(
                "loose",
                _("Arrows of this map that are tied at one end only: {count}."),
                level="doubt",
                figure=len(network.graph.loose),
                count=len(network.graph.loose),
            )
        )
    found += [Finding("reading", w, "note") for w in network.graph.warnings]
    return found


def _unbalanced(network, visits):
    """Parallel joins whose arrows do not all bring the same cases: they hang."""
    graph = network.graph
    into = graph.incoming()
    incoming = {}
    for i, j, share, factor in network.edges:
        incoming.setdefault(j, []).append((i, visits[i] * share * factor))
    for node in graph.nodes.values():
        place = network.place_of.get(node.id)
        if place is None or node.kind != Kind.AND or place not in network.live:
            continue
        arrows = into[node.id]
        if len(arrows) < 2:
            continue
        counts = [0.0] * len(arrows)
        found = incoming.get(place, [])
        counts[: len(found)] = [value * len(arrows) for _i, value in found]
        low, high = min(counts), max(counts)
        if high - low > ALIKE * max(high, 1e-9):
            yield _finding(
                "unbalanced",
                _(
                    "“{name}” waits for all its paths, but they do not all come: "
                    "{low} against {high} a case. Cases would hang there."
                ),
                node.id,
                level="doubt",
                figure=low / high,
                name=graph.label(node.id),
                low=round(low, 2),
                high=round(high, 2),
            )


def _never_reached(network, visits):
    graph = network.graph
    waiting = {
        n
        for note in network.notes
        if note.code == "pool_not_started"
        for n in note.nodes
    }
    waiting |= {
        node.id for node in graph.nodes.values() if _top(graph, node) in waiting
    }
    steps = [
        step
        for step in graph.steps()
        if step.id in network.place_of
        and visits[network.place_of[step.id]] <= 1e-12
        and step.id not in waiting
    ]
    for step in steps:
        yield _finding(
            "never_reached",
            _("No case reaches “{name}” as the shares stand."),
            step.id,
            level="note",
            name=graph.label(step.id),
        )


def _top(graph, node):
    seen = set()
    while node.parent in graph.nodes and node.id not in seen:
        seen.add(node.id)
        node = graph.nodes[node.parent]
    return node.id


def _many_visits(network, visits):
    graph = network.graph
    for step in graph.steps():
        place = network.place_of.get(step.id)
        if place is not None and visits[place] > MANY_VISITS:
            yield _finding(
                "many_rounds",
                _(
                    "A case comes to “{name}” {count} times on average. Is the share "
                    "that goes back right?"
                ),
                step.id,
                level="doubt",
                figure=float(visits[place]),
                name=graph.label(step.id),
                count=round(float(visits[place]), 1),
            )


def _names(graph):
    seen = {}
    for step in graph.steps():
        if step.name:
            seen.setdefault(step.name.casefold(), []).append(step.id)
        else:
            yield _finding(
                "nameless",
                _("A step has no name: it stands after “{name}”."),
                step.id,
                level="note",
                name=graph.label(step.id),
            )
    for ids in seen.values():
        if len(ids) > 1:
            yield _finding(
                "same_name",
                _("{count} steps are called “{name}”. Are they the same step?"),
                *ids,
                level="note",
                figure=len(ids),
                name=graph.label(ids[0]),
                count=len(ids),
            )


def signs(analysis) -> list[Finding]:
    """The signs of a flawed process, as far as the figures allow them.

    What rests on a share that was merely assumed is no sign of anything.
    """
    assumed = {
        gap.about for gap in analysis.gaps if gap.code in ("choice_share", "any_share")
    }
    return [
        *_of_flow(analysis, assumed),
        *_of_loops(analysis, assumed),
        *_of_times(analysis),
        *_of_checks(analysis, assumed),
        *_of_owners(analysis),
        *_of_sites(analysis),
        *(
            Finding("keyed_twice", sentence, "sign", nodes)
            for sentence, nodes in keying.twice(analysis)
        ),
    ]


def _is_guessed(a, assumed):
    """Whether the share of some way back was assumed."""
    return any(source in assumed for source, _target in a.loops)


def _of_flow(a, assumed):
    guessed = _is_guessed(a, assumed)
    rework = 0.0 if guessed or a.rework_share is None else a.rework_share
    if rework > MOST_REWORK + CLOSE:
        yield _finding(
            "rework",
            _("{share}% of the work is done again. Above {limit}% is too much."),
            figure=a.rework_share,
            share=_percent(a.rework_share),
            limit=_percent(MOST_REWORK),
        )
    if a.first_pass_yield < LEAST_FIRST_PASS - CLOSE and not guessed:
        yield _finding(
            "first_pass",
            _(
                "Only {share}% of the cases get through without going back. "
                "Below {limit}% is too few."
            ),
            figure=a.first_pass_yield,
            share=_percent(a.first_pass_yield),
            limit=_percent(LEAST_FIRST_PASS),
        )
    if a.roles and a.handoffs > MOST_HANDOFFS_A_ROLE * len(a.roles) + CLOSE:
        yield _finding(
            "handoffs",
            _("A case changes hands {count} times between {roles} roles."),
            figure=a.handoffs,
            count=round(a.handoffs, 1),
            roles=len(a.roles),
        )
    if a.exception_share > MOST_EXCEPTIONS + CLOSE:
        yield _finding(
            "exceptions",
            _("{share}% of the cases leave by an exception."),
            figure=a.exception_share,
            share=_percent(a.exception_share),
        )


def _of_loops(a, assumed):
    for (source, target), rounds in a.loops.items():
        if rounds > MOST_ROUNDS + CLOSE and source not in assumed:
            yield _finding(
                "loop",
                _("From “{source}” a case goes back to “{target}” {count} times."),
                target,
                figure=rounds,
                source=a.graph.label(source),
                target=a.graph.label(target),
                count=round(rounds, 2),
            )


def _of_times(a):
    if a.lead and a.flow_efficiency < LEAST_EFFICIENCY - CLOSE:
        yield _finding(
            "efficiency",
            _("Somebody works on a case in {share}% of its lead time only."),
            figure=a.flow_efficiency,
            share=_percent(a.flow_efficiency),
        )
    if a.lead and a.waiting_share > MOST_WAITING + CLOSE:
        yield _finding(
            "waiting",
            _("A case waits in {share}% of its lead time."),
            figure=a.waiting_share,
            share=_percent(a.waiting_share),
        )
    for name, role in a.roles.items():
        if role.pressure is not None and role.pressure > MOST_PRESSURE + CLOSE:
            steps = [s.id for s in a.steps.values() if s.who == name]
            yield _finding(
                "pressure",
                _("The demand is {share}% of what {role} can do."),
                *steps,
                figure=role.pressure,
                role=name,
                share=_percent(role.pressure),
            )


def _of_checks(a, assumed):
    """A step whose cases partly go back is a check; it may be idle or much needed."""
    following = {f.source: f.target for f in a.graph.flows.values()}
    for step, passed in a.checks.items():
        if step in assumed or following.get(step) in assumed:
            continue
        if passed > ALWAYS_PASSED + CLOSE:
            yield _finding(
                "check_idle",
                _("“{name}” lets {share}% pass. Is this check needed?"),
                step,
                figure=passed,
                name=a.graph.label(step),
                share=_percent(passed),
            )
        elif passed < SELDOM_PASSED - CLOSE:
            yield _finding(
                "check_fails",
                _("“{name}” lets only {share}% pass: look for the cause before it."),
                step,
                figure=passed,
                name=a.graph.label(step),
                share=_percent(passed),
            )


def _of_owners(a):
    """A step that nobody does, where the map says who does the others."""
    if not any(step.who for step in a.steps.values()):
        return
    for step in a.steps.values():
        by_system = a.graph.nodes[step.id].type in QUIET and not step.touch
        if step.visits and not step.who and not by_system:
            yield _finding(
                "no_owner",
                _("Nobody is named who does “{name}”."),
                step.id,
                name=a.graph.label(step.id),
            )


def _of_sites(a):
    share = a.facts.variants
    if share is not None and share.value > MOST_VARIANTS + CLOSE:
        yield _finding(
            "variants",
            _(
                "{share}% of the rules differ from site to site. Above {limit}% it is "
                "more than one process."
            ),
            figure=share.value,
            share=_percent(share.value),
            limit=_percent(MOST_VARIANTS),
        )


def _percent(share):
    return round(float(share) * 100, 1)


def _finding(code, sentence, *nodes, level="sign", figure=None, **facts):
    text = said(sentence, **facts) if facts else sentence
    return Finding(code, text, level, nodes, figure)
