"""From a network to what its cases do: visits, times, first-pass yield, handoffs."""

import math

import numpy as np
from django.utils.translation import gettext_lazy as _

from processes.dominance import reached
from processes.errors import Unsolvable
from processes.flow.network import LAST, Network, some
from processes.flow.solve import solve
from processes.graph import GATEWAYS
from processes.wording import said

MANY_ROUNDS = 50


def visits(network: Network, draws=None):
    """How often a case visits each place, as a list; with draws, an array of rows.

    Raises Unsolvable where a loop makes more cases than it takes in.
    """
    edges = [(i, j, share * factor) for i, j, share, factor in network.edges]
    return _solved(network, edges, draws)


def visits_without_rework(network: Network) -> list[float]:
    """The visits if no case ever went back: the other ways take all of them."""
    kept = {}
    for place in network.live:
        for group in network.groups[place]:
            on = sum(s for to, s in group.ways if (place, to) not in network.back)
            every = sum(s for _to, s in group.ways)
            for to, _share in group.ways:
                kept[place, to] = every / on if on else 0.0
    edges = [
        (i, j, share * factor * kept.get((i, j), 1.0))
        for i, j, share, factor in network.edges
        if (i, j) not in network.back
    ]
    return _solved(network, edges, None)


def _solved(network, edges, draws):
    inside = network.live
    edges = [e for e in edges if e[0] in inside and e[1] in inside]
    try:
        found = solve(network.count, edges, network.entries, draws=draws)
    except np.linalg.LinAlgError as error:
        raise _explodes(network, list(network.live)) from error
    if draws is not None:
        # an improbable draw may explode where the given shares do not
        bad = ~np.isfinite(found) | (found < -1e-9)
        found[:, bad.any(axis=0)] = np.nan
        return found
    bad = [p for p, v in enumerate(found) if not math.isfinite(v) or v < -1e-9]
    if bad:
        raise _explodes(network, bad)
    return [0.0 if abs(value) < 1e-12 else value for value in found]


def _explodes(network, places):
    nodes = network.graph.nodes
    names = list(dict.fromkeys(network.places[p] for p in places))
    steps = [n for n in names if nodes[n].kind not in GATEWAYS] or names
    return Unsolvable(
        said(
            _(
                "Each case makes more than one new one in the loop around “{name}”: "
                "parallel paths go back together. Let one of them go back."
            ),
            name=network.graph.label(steps[0]),
        ),
        code="explodes",
        nodes=names,
    )


class Course:
    """The way of a case through the network, with parallel blocks in one piece.

    A block is all that lies between a split and the place where its branches meet. It
    costs what its slowest branch costs; as the mean of the slowest is never less than
    the slowest of the means, a time with blocks in it is a lower bound.
    """

    def __init__(self, network: Network):
        self.network = network
        self.blocks = []
        for place in network.live:
            groups = [g for g in network.groups[place] if some(g.chance)]
            if len(groups) > 1:
                meeting = network.meets.get(place, LAST)
                inside = reached(
                    [to for g in groups for to, _s in g.ways],
                    lambda p: network.after(p),
                    stop={place, meeting, LAST},
                )
                self.blocks.append((len(inside), place, meeting, inside))
        self.blocks.sort(key=lambda block: block[0])

    def time(self, costs) -> float:
        """The mean time from entry to end, with a cost for each place."""
        return self._run(costs, [1.0] * self.network.count, _slowest, 0.0, set())

    def chance(self, factors) -> float:
        """The share of cases that get through without going back.

        `factors` is for each place the share that it lets pass.
        """
        zeros = [0.0] * self.network.count
        return self._run(zeros, factors, _all_pass, 1.0, self.network.back)

    def _run(self, costs, factors, combine, at_end, without):
        network = self.network
        jumps = {}

        def ways(place):
            if place in jumps:
                meeting, cost, factor = jumps[place]
                return [(meeting, 1.0)], cost, factor
            groups = [g for g in network.groups[place] if some(g.chance)]
            found = groups[0].ways if groups else [(LAST, 1.0)]
            found = [w for w in found if (place, w[0]) not in without]
            return found, 0.0, 1.0

        def values(inside, at):
            """The value of each place of a region; `at` gives those at its edge."""
            edges, sources = [], {}
            for place in inside:
                found, cost, factor = ways(place)
                factor = factor * factors[place]
                constant = costs[place] + cost
                for to, share in found:
                    if to in at:
                        constant += factor * share * at[to]
                    elif to in inside:
                        edges.append((to, place, factor * share))
                sources[place] = constant
            return solve(network.count, edges, sources)

        for _size, split, meeting, inside in self.blocks:
            at = {meeting: at_end, LAST: at_end, split: at_end}
            found = values(inside, at)
            branches = []
            for group in network.groups[split]:
                if some(group.chance):
                    ahead = [
                        (at[to] if to in at else found[to]) * share
                        for to, share in group.ways
                        if (split, to) not in without
                    ]
                    branches.append((float(sum(ahead)), float(group.chance)))
            block = combine(branches)
            jumps[split] = (
                (meeting, block, 1.0) if combine is _slowest else (meeting, 0.0, block)
            )
        found = values(network.live, {LAST: at_end})
        return float(sum(share * found[p] for p, share in network.entries.items()))


def _slowest(branches) -> float:
    """The mean of the slowest branch, where each is taken with its own chance."""
    total, none_slower = 0.0, 1.0
    for time, chance in sorted(branches, reverse=True):
        total += none_slower * chance * time
        none_slower *= 1 - min(chance, 1.0)
    return total


def _all_pass(branches) -> float:
    """The share that passes all branches that it takes."""
    total = 1.0
    for share, chance in branches:
        total *= 1 - chance + chance * share
    return total


def handoffs(network: Network, found, role_of) -> tuple[float, dict]:
    """How often a case changes hands, and between which roles.

    `role_of` is by place, None where nobody's hands are on it: what passes through a
    gateway, an event or a system comes from the role before it.
    """
    roles = sorted({role for role in role_of.values() if role is not None})
    number = {role: i for i, role in enumerate(roles)}
    if len(roles) < 2:
        return 0.0, {}
    edges, sources, into_role = [], {}, []
    for place in network.live:
        hands = role_of.get(place)
        if hands is not None:
            unit = [0.0] * len(roles)
            unit[number[hands]] = found[place]
            sources[place] = unit
        for group in network.groups[place]:
            for to, share in group.ways:
                weight = share * group.chance
                if to == LAST or not some(weight):
                    continue
                if role_of.get(to) is None:
                    edges.append((place, to, weight))
                else:
                    into_role.append((place, to, weight))
    carried = solve(network.count, edges, sources, width=len(roles))
    between = {}
    for place, to, weight in into_role:
        for role in roles:
            count = weight * carried[place][number[role]]
            if role != role_of[to] and count > 1e-12:
                pair = (role, role_of[to])
                between[pair] = between.get(pair, 0.0) + float(count)
    return sum(between.values()), between
