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

ROUNDS = 10_000


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
        self.blocks, self.open_ends = [], []
        for place in network.order:
            if sum(some(g.chance) for g in network.groups[place]) < 2:
                continue
            meeting = network.meets.get(place, LAST)
            if meeting == LAST:
                self.open_ends.append(place)
                continue
            inside = self._inside(place, {place, meeting, LAST})
            self.blocks.append((len(inside), place, meeting, inside))
        # what lies inside another block is solved before it
        self.blocks.sort(key=lambda block: block[0])
        self.open_ends.reverse()

    @property
    def has_blocks(self) -> bool:
        """Whether anything goes on side by side."""
        return bool(self.blocks or self.open_ends)

    def time(self, costs) -> float:
        """The mean time from entry to end, with a cost for each place."""
        return self._run(costs, [1.0] * self.network.count, _slowest, 0.0, set())

    def chance(self, factors) -> float:
        """The share of cases that get through without going back.

        `factors` is for each place the share that it lets pass.
        """
        zeros = [0.0] * self.network.count
        return self._run(zeros, factors, _all_pass, 1.0, self.network.back)

    def _inside(self, split, stop):
        network = self.network
        starts = [
            to
            for group in network.groups[split]
            if some(group.chance)
            for to, _share in group.ways
        ]
        return reached(starts, network.after, stop=stop)

    def _run(self, costs, factors, combine, at_end, without):
        run = _Run(self.network, costs, factors, combine, at_end, without)
        for _size, split, meeting, inside in self.blocks:
            run.block(split, meeting, inside, {})
        known = {}
        for split in self.open_ends:
            # what follows a block that never meets again is the same for all of them
            inside = self._inside(split, {split, LAST, *known})
            known |= run.block(split, LAST, inside, known)
        rest = self.network.live - known.keys()
        found = run.values(rest, {LAST: at_end, **known})
        entries = self.network.entries.items()
        return float(
            sum(share * known.get(place, found[place]) for place, share in entries)
        )


class _Run:
    """One pass over the network: a time to spend, or a share to get through."""

    def __init__(self, network, costs, factors, combine, at_end, without):
        self.network, self.costs, self.factors = network, costs, factors
        self.combine, self.at_end, self.without = combine, at_end, without
        self.jumps = {}

    def _ways(self, place):
        if place in self.jumps:
            meeting, cost, factor = self.jumps[place]
            return [(meeting, 1.0)], cost, factor
        groups = [g for g in self.network.groups[place] if some(g.chance)]
        found = groups[0].ways if groups else [(LAST, 1.0)]
        return [w for w in found if (place, w[0]) not in self.without], 0.0, 1.0

    def values(self, inside, at):
        """The value of each place of a region; `at` gives those at its edge."""
        edges, sources = [], {}
        for place in inside:
            found, cost, factor = self._ways(place)
            factor = factor * self.factors[place]
            constant = self.costs[place] + cost
            for to, share in found:
                if to in at:
                    constant += factor * share * at[to]
                elif to in inside:
                    edges.append((to, place, factor * share))
            sources[place] = constant
        return solve(self.network.count, edges, sources)

    def block(self, split, meeting, inside, known):
        """Solve one block; returns what is then known of the places in it.

        A case that comes back to the split does all of it again: the time of the split
        stands in its own branches. It stands there linearly, so two solutions give it.
        """
        at = {meeting: self.at_end, LAST: self.at_end, **known}
        found = self.values(inside, {**at, split: 0.0})
        ahead = self._branches(split, found, {**at, split: 0.0})
        returns = self.combine is _slowest and any(
            split in self.network.after(p) for p in inside
        )
        again = 0.0
        if returns:
            once = self.values(inside, {**at, split: 1.0})
            slopes = self._branches(split, once, {**at, split: 1.0})
            slopes = [b - a for (a, _c), (b, _d) in zip(ahead, slopes, strict=True)]
            again = self._again(split, ahead, slopes)
            ahead = [
                (time + slope * again, chance)
                for (time, chance), slope in zip(ahead, slopes, strict=True)
            ]
            found = [a + (b - a) * again for a, b in zip(found, once, strict=True)]
        whole = self.combine(ahead)
        is_time = self.combine is _slowest
        self.jumps[split] = (meeting, whole, 1.0) if is_time else (meeting, 0.0, whole)
        known = {place: found[place] for place in inside}
        known[split] = self.costs[split] + self.factors[split] * whole
        return known

    def _branches(self, split, found, at):
        branches = []
        for group in self.network.groups[split]:
            if some(group.chance):
                ahead = [
                    (at[to] if to in at else found[to]) * share
                    for to, share in group.ways
                    if (split, to) not in self.without
                ]
                branches.append((float(sum(ahead)), float(group.chance)))
        return branches

    def _again(self, split, ahead, slopes):
        """The time of the split that its own branches agree with."""
        value = 0.0
        for _round in range(ROUNDS):
            branches = [
                (time + slope * value, chance)
                for (time, chance), slope in zip(ahead, slopes, strict=True)
            ]
            new = self.costs[split] + self.combine(branches)
            if abs(new - value) <= 1e-12 * max(new, 1.0):
                return new
            value = new
        return value


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
