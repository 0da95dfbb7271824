"""AI on one step, tried before it is bought: what it does to the step and to the whole.

A cut in hands-on time is what a vendor promises. The time to check what comes out, who
checks it, and how often it has to be done again belong to the same trial.
"""

from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from processes.dominance import reached
from processes.errors import Unsolvable
from processes.facts import Figure, Source, StepFacts
from processes.flow.analysis import analyse
from processes.flow.comparing import NO_CHANGE, Comparison
from processes.flow.findings import Finding
from processes.graph import Flow, Kind, Node, fresh_id
from processes.wording import said

BUSY = 0.80


@dataclass(frozen=True)
class AiOnStep:
    """What is tried: all shares between 0 and 1, times in hours.

    `cut` of the hands-on time, `checking` hours a visit by `checked_by` (the same role
    where empty), `errors` the share that comes out wrong and is done again, `shares`
    new shares of arrows where the quality of what follows changes.
    """

    step: str
    cut: float = 0.0
    checking: float = 0.0
    checked_by: str = ""
    errors: float = 0.0
    shares: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """A trial with its outcome."""

    change: AiOnStep
    comparison: Comparison
    warnings: list[Finding]


def try_out(graph, facts, change: AiOnStep, before=None) -> Trial:
    """Analyse the process with and without the change."""
    before = before or analyse(graph, facts)
    after = analyse(*with_ai(graph, facts, change))
    comparison = Comparison(before, after)
    return Trial(change, comparison, list(_warnings(comparison, change)))


def with_ai(graph, facts, change: AiOnStep):
    """The map and the figures as they would be."""
    node = graph.nodes.get(change.step)
    if node is None or node.kind not in (Kind.TASK, Kind.CALL, Kind.SUBPROCESS):
        raise Unsolvable(
            _("Choose a step of this map."), code="no_such_step", nodes=[change.step]
        )
    if not 0 <= change.cut <= 1 or not 0 <= change.errors < 1 or change.checking < 0:
        raise Unsolvable(
            _(
                "A cut lies between 0 and 100%, an error rate below 100%, and "
                "checking takes no less than no time."
            ),
            code="change_range",
            nodes=[change.step],
        )
    known = facts.step(node.id)
    values = {}
    if known.touch is not None:
        touch = replace(known.touch, value=known.touch.value * (1 - change.cut))
        values["touch"] = replace(touch, source=Source.ESTIMATED)
    for key, share in change.shares.items():
        facts = facts.share(key, share)
    own = facts.step(node.id).who or graph.who(node)
    if change.checked_by and change.checked_by != own and change.checking:
        facts = facts.changed(node.id, **values) if values else facts
        return _with_checker(graph, facts, node, change)
    if change.checking:
        hours = known.checking.hours(facts.hours_a_day) if known.checking else 0.0
        values["checking"] = Figure(hours + change.checking)
    if change.errors:
        again = known.rework.value if known.rework else 0.0
        values["rework"] = Figure(1 - (1 - again) * (1 - change.errors))
    return graph, facts.changed(node.id, **values) if values else facts


def _with_checker(graph, facts, node, change):
    """Somebody else checks: a step of its own, from which errors go back."""
    graph = graph.copy()
    check = fresh_id(f"{node.id}-check", graph.nodes)
    name = said(_("Check: {name}"), name=node.name)
    graph.nodes[check] = Node(
        check, str(name), Kind.TASK, pool=node.pool, parent=node.parent
    )
    source = check
    if change.errors:
        source = fresh_id(f"{check}-choice", graph.nodes)
        graph.nodes[source] = Node(
            source, "", Kind.XOR, pool=node.pool, parent=node.parent
        )
        _tie(graph, check, source)
    out = [flow for flow in graph.flows.values() if flow.source == node.id]
    if change.errors and len(out) > 1:
        # the ways on keep the meaning that they have behind the step
        rest = fresh_id(f"{check}-on", graph.nodes)
        graph.nodes[rest] = Node(
            rest, "", Kind.EVENT, pool=node.pool, parent=node.parent
        )
        for flow in out:
            flow.source = rest
        _tie(graph, source, rest, 1 - change.errors)
    else:
        for flow in out:
            flow.source = source
            if change.errors:
                flow.share = 1 - change.errors
        if not out and change.errors:
            end = fresh_id(f"{check}-end", graph.nodes)
            graph.nodes[end] = Node(
                end, "", Kind.END, pool=node.pool, parent=node.parent
            )
            _tie(graph, source, end, 1 - change.errors)
    _tie(graph, node.id, check)
    if change.errors:
        _tie(graph, source, node.id, change.errors)
    if facts.meaning.get(node.id):
        behind = rest if change.errors and len(out) > 1 else check
        facts = replace(
            facts, meaning={**facts.meaning, behind: facts.meaning[node.id]}
        )
    shares = {k: v for k, v in facts.shares.items() if k not in {f.id for f in out}}
    if not change.errors or len(out) > 1:
        shares = facts.shares
    facts = replace(facts, shares=shares)
    step = StepFacts(touch=Figure(change.checking), who=change.checked_by)
    return graph, replace(facts, steps={**facts.steps, check: step})


def _tie(graph, source, target, share=None):
    key = fresh_id(f"{source}-{target}", graph.flows)
    graph.flows[key] = Flow(key, source, target, share=share)


def _warnings(comparison, change):
    before, after = comparison.before, comparison.after
    name = before.graph.label(change.step)
    role = before.bottleneck
    step = before.steps.get(change.step)
    if not before.sign_codes(change.step) and before.codes_of_the_whole():
        yield _warning(
            "flawed_process",
            _(
                "The whole process has signs of a flaw. AI on a step of it speeds up "
                "what is wrong."
            ),
            change.step,
        )
    if before.sign_codes(change.step):
        yield _warning(
            "flawed_step",
            _(
                "“{name}” has signs of a flawed process. AI here speeds up what is "
                "wrong."
            ),
            change.step,
            name=name,
        )
    if (change.cut or change.errors) and not change.checking:
        yield _warning(
            "no_checking",
            _("Nobody checks what comes out of “{name}”: model the checking time."),
            change.step,
            name=name,
        )
    if role is None or step is None:
        return
    loaded = False
    for name_of_role in dict.fromkeys(filter(None, (role, after.bottleneck))):
        more = _load(after, name_of_role) - _load(before, name_of_role)
        if more > NO_CHANGE * max(_load(before, name_of_role), NO_CHANGE):
            loaded = True
            yield _warning(
                "loads_bottleneck",
                _(
                    "This gives {role} {minutes} minutes more of work a case, and they "
                    "hold the process up."
                ),
                change.step,
                role=name_of_role,
                minutes=round(more * 60, 1),
            )
    gained = comparison.change("capacity") or 0.0
    if not loaded and step.who != role and abs(gained) < NO_CHANGE:
        yield _warning(
            "not_the_bottleneck",
            _("“{name}” is not done by {role}, the bottleneck: capacity stays."),
            change.step,
            name=name,
            role=role,
        )
    saves = (comparison.change("touch") or 0.0) < 0
    comes_first = step.who != role and _is_before(before, change.step, role)
    if comes_first and saves and _is_busy(before, role):
        yield _warning(
            "longer_queue",
            _("Cases reach {role} sooner and wait there longer."),
            change.step,
            role=role,
        )
    if comparison.bottleneck_moved and after.bottleneck:
        yield _warning(
            "bottleneck_moves",
            _("The bottleneck moves from {role} to {new}."),
            change.step,
            role=role,
            new=after.bottleneck,
        )


def _load(analysis, role):
    found = analysis.roles.get(role)
    return found.load if found else 0.0


def _is_before(analysis, step, role):
    """Whether cases come from a step to the role that holds them up."""
    built = analysis.network
    place = built.out_of(step)
    if place not in built.live:
        return False
    ahead = reached([place], lambda p: [n for n in built.after(p) if n >= 0])
    return any(
        built.place_of[s.id] in ahead - {place}
        for s in analysis.steps.values()
        if s.who == role
    )


def _is_busy(analysis, role):
    pressure = analysis.roles[role].pressure
    return pressure is not None and pressure > BUSY


def _warning(code, sentence, node, **facts):
    return Finding(code, said(sentence, **facts), "sign", (node,))
