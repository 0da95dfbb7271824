"""The solved figures against a simulation that walks the map itself, token by token."""

import math
from collections import Counter

import numpy as np
import pytest
import simpy
from scipy import stats

from processes.flow.analysis import analyse
from processes.flow.queueing import servers_of
from processes.graph import Kind
from processes.reading import data
from tests.processes.flow_cases import CLAIMS, DESKS, changed, quotes

pytestmark = pytest.mark.slow
TWO_PER_CENT = 0.02
WARM_UP = 0.1
BLOCK = 1_000


class Dice:
    """Random values of a distribution, evenly spread over each thousand.

    Each value is as likely as it should be and comes at random, but a thousand of them
    hold no more large ones than they should: so a short run is as sure as a long one.
    """

    def __init__(self, rng, inverse):
        self.rng, self.inverse, self.left = rng, inverse, []

    def roll(self):
        if not self.left:
            even = (np.arange(BLOCK) + self.rng.random(BLOCK)) / BLOCK
            values = np.asarray(self.inverse(even))
            self.left = self.rng.permutation(values).tolist()
        return self.left.pop()


class Referee:
    """Cases as tokens: choices by chance, joins by counting, people as resources."""

    def __init__(self, graph, facts, cases, seed):
        self.graph, self.facts, self.cases = graph, facts, cases
        self.rng = np.random.default_rng(seed)
        self.dice = {}
        self.out, self.into = graph.outgoing(), graph.incoming()
        self.env = simpy.Environment()
        self.people, self.speed, self.busy = {}, {}, Counter()
        for name, role in facts.roles.items():
            servers, self.speed[name] = servers_of(role.fte.value)
            self.people[name] = simpy.Resource(self.env, servers)
        self.week = next(iter(facts.roles.values())).hours.value
        self.visits, self.times = Counter(), []

    def run(self):
        self.env.process(self.arrivals())
        self.env.run()
        return self

    def arrivals(self):
        rate = self.facts.demand.value / self.week
        start = next(n for n in self.graph.nodes.values() if n.kind == Kind.START)
        for number in range(self.cases):
            gap = self.rolled("arrival", lambda u: stats.expon.ppf(u) / rate)
            yield self.env.timeout(gap)
            self.env.process(self.case(number, start.id))

    def rolled(self, key, inverse):
        if key not in self.dice:
            self.dice[key] = Dice(self.rng, inverse)
        return self.dice[key].roll()

    def case(self, number, start):
        began = self.env.now
        case = {"arrived": Counter(), "counted": number >= self.cases * WARM_UP}
        yield self.env.process(self.token(case, start))
        if case["counted"]:
            self.times.append(self.env.now - began)

    def token(self, case, key):
        while True:
            node = self.graph.nodes[key]
            if node.kind == Kind.AND and len(self.into[key]) > 1:
                case["arrived"][key] += 1
                if case["arrived"][key] < len(self.into[key]):
                    return
                case["arrived"][key] = 0
            if node.kind == Kind.TASK:
                yield from self.work(case, node)
            ways = self.out[key]
            if not ways:
                return
            if node.kind == Kind.XOR and len(ways) > 1:
                edges = np.cumsum([flow.share for flow in ways])[:-1]
                way = self.rolled(key, lambda u, at=edges: np.searchsorted(at, u))
                key = ways[way].target
            elif len(ways) > 1:
                yield self.env.all_of(
                    [self.env.process(self.token(case, f.target)) for f in ways]
                )
                return
            else:
                key = ways[0].target

    def work(self, case, node):
        known = self.facts.step(node.id)
        name = known.who or self.graph.who(node)
        if known.wait:
            yield self.env.timeout(known.wait.hours())
        with self.people[name].request() as turn:
            yield turn
            variation = known.cv if known.cv is not None else self.facts.cv
            mean = known.touch.hours() / self.speed[name]
            shape = 1 / variation**2
            spent = self.rolled(
                node.id, lambda u: stats.gamma.ppf(u, shape, scale=mean / shape)
            )
            yield self.env.timeout(spent)
        if case["counted"]:
            self.visits[node.id] += 1
            self.busy[name] += spent

    @property
    def lead(self):
        return math.fsum(self.times) / len(self.times)

    def utilisation(self, name):
        """Busy people over people, at the rate at which cases came."""
        a_case = self.busy[name] / len(self.times)
        people = self.people[name].capacity
        return a_case * self.facts.demand.value / self.week / people


@pytest.mark.parametrize(
    ("table", "cases"),
    [
        (changed(DESKS, demand=10), 16_000),
        (changed(CLAIMS, demand=45), 10_000),
        (changed(quotes(52, 30, 10, 8), demand=150), 14_000),
    ],
    ids=["four desks", "motor claims", "quotes, redesigned with AI"],
)
def test_a_simulation_of_the_map_agrees_within_two_per_cent(table, cases):
    graph, facts = data.read_steps(table)
    solved = analyse(graph, facts)
    played = Referee(graph, facts, cases, seed=1).run()

    assert played.lead == pytest.approx(solved.lead, rel=TWO_PER_CENT)
    for key, step in solved.steps.items():
        found = played.visits[key] / len(played.times)
        # a step that few cases come to is counted less surely
        assert found == pytest.approx(step.visits, rel=TWO_PER_CENT, abs=0.01), (
            step.name
        )
    for name, role in solved.roles.items():
        assert played.utilisation(name) == pytest.approx(
            role.utilisation, rel=TWO_PER_CENT, abs=0.005
        ), name
