"""How sure the bottleneck is: the closed form, drawn many times within what is unsure.

Each figure is drawn evenly from around its value, the wider the less is known of it
(facts.SPREAD). The seed is fixed: the same figures give the same answer on any day.
"""

from dataclasses import dataclass, field

import numpy as np

from processes.facts import HOURS_A_WEEK, SPREAD, Source
from processes.flow import flows, network
from processes.flow.analysis import Workload

DRAWS, FEWEST = 1_000, 100
SEED = 20_261_001
NUMBERS_AT_ONCE = 4_000_000
NUMBERS = 24_000_000
"""What all draws together may cost: a very large map is drawn less often."""
LOW, HIGH = 5, 95


@dataclass(frozen=True)
class Chances:
    """How often each role was the bottleneck in so many draws, and the capacity.

    `low` and `high` bound nine draws of ten, in cases a week. `failed` is the share of
    draws in which the loops had no answer.
    """

    roles: dict[str, float] = field(default_factory=dict)
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    failed: float = 0.0
    draws: int = 0


def chances(graph, facts, draws: int = DRAWS) -> Chances:
    """Draw the analysis; empty where people or times are not known."""
    built = network.build(graph, facts)
    work = Workload(built, facts)
    hours = _hours(work, facts)
    if not hours or not work.is_timed:
        return Chances()
    rng = np.random.default_rng(SEED)
    wide = built.count * (1 + len({to for _place, to in built.back}))
    draws = max(min(draws, NUMBERS // wide), min(draws, FEWEST))
    at_once = max(20, min(draws, NUMBERS_AT_ONCE // wide))
    capacities, left = [], draws
    while left:
        now = min(at_once, left)
        capacities.append(_draw(graph, facts, built, work, hours, rng, now))
        left -= now
    names = list(hours)
    every = np.concatenate(capacities, axis=1)
    sound = np.isfinite(every).any(axis=0) & ~np.isnan(every).any(axis=0)
    every = every[:, sound]
    if not every.size:
        return Chances(failed=1.0)
    first = np.argmin(every, axis=0)
    least = every.min(axis=0)
    counts = np.bincount(first, minlength=len(names)) / len(first)
    found = {n: float(c) for n, c in zip(names, counts, strict=True) if c > 0}
    low, middle, high = np.percentile(least, [LOW, 50, HIGH])
    return Chances(
        dict(sorted(found.items(), key=lambda pair: -pair[1])),
        float(low),
        float(middle),
        float(high),
        float(1 - sound.mean()),
        draws,
    )


def _hours(work, facts):
    """The productive hours a week of each role that can be the bottleneck."""
    if not any(r.fte for r in facts.roles.values()):
        return {}
    usual = [r.hours.value for r in facts.roles.values() if r.hours]
    usual = float(np.median(usual)) if usual else HOURS_A_WEEK
    found = {}
    for name in dict.fromkeys(s.who for s in work.steps if s.who):
        role = facts.roles.get(name)
        if role is not None and role.unlimited:
            continue
        fte = role.fte.value if role and role.fte else 1.0
        week = role.hours.value if role and role.hours else usual
        source = role.fte.source if role and role.fte else Source.ASSUMED
        # a head count that somebody gave is known; one that was assumed is not
        found[name] = (fte * week, source == Source.ASSUMED)
    return found


def _draw(graph, facts, built, work, hours, rng, count):
    """The capacity of each role in each draw."""
    shares = _shares(graph, facts, built, rng, count)
    drawn = network.build(graph, facts, shares)
    visits = flows.visits(drawn, count)
    loads = {name: np.zeros(count) for name in hours}
    for step in work.steps:
        if step.who not in loads or step.touch is None:
            continue
        known = facts.step(step.node.id)
        touch = step.touch * _around(rng, step.source, count)
        if step.check:
            touch = touch + step.check * _around(rng, known.checking.source, count)
        loads[step.who] += visits[step.place] * step.runs * touch
    rows = []
    for name, (capacity, is_assumed) in hours.items():
        people = _around(rng, Source.ASSUMED, count) if is_assumed else 1.0
        with np.errstate(divide="ignore", invalid="ignore"):
            rows.append(
                np.where(loads[name] > 0, capacity * people / loads[name], np.inf)
            )
            rows[-1] = np.where(np.isnan(loads[name]), np.nan, rows[-1])
    return np.array(rows)


def _shares(graph, facts, built, rng, count):
    """The shares of all choices and exceptions, drawn; those of a choice stay whole."""
    found = {}
    for shares in built.choices.values():
        rows = np.array(
            [
                share * _around(rng, _source(graph, facts, key), count)
                for key, share in shares.items()
            ]
        )
        whole = rows / rows.sum(axis=0)
        found |= dict(zip(shares, whole, strict=True))
    for key, share in built.chances.items():
        drawn = share * _around(rng, _source(graph, facts, key), count)
        found[key] = np.minimum(drawn, max(share, 0.999))
    return found


def _source(graph, facts, key):
    figure = facts.shares.get(key)
    if figure is not None:
        return figure.source
    flow = graph.flows.get(key)
    stated = flow is not None and flow.share is not None
    return Source.STATED if stated else Source.ASSUMED


def _around(rng, source, count):
    spread = SPREAD[Source(source)]
    return rng.uniform(1 - spread, 1 + spread, count)
