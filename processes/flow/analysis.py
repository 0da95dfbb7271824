"""The whole analysis of a process: what holds it up, how fast it is, and how sure.

The bottleneck is the role with the least capacity, not a box on the map: a role that
does three steps is one resource. The constraint is the market where demand is lower.
Lead time includes the wait for people. What is not known is asked.
"""

import math
from dataclasses import dataclass, field
from statistics import median

from django.utils.translation import gettext_lazy as _

from processes.errors import Unsolvable
from processes.facts import HOURS_A_WEEK, Source
from processes.flow import findings, flows, network, queueing
from processes.flow.network import Gap
from processes.graph import QUIET, Kind
from processes.wording import said

MARKET = "market"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how often a case comes to it, and what that costs, in hours.

    `visits` counts each time it is done, again and repeated too. `worth` is what one
    minute less of hands-on time here is worth, in cases a week: of throughput, and of
    capacity where demand is what limits.
    """

    id: str
    name: str
    who: str
    visits: float
    touch: float | None
    wait: float
    queue: float | None
    load: float | None
    source: str
    worth_throughput: float = 0.0
    worth_capacity: float = 0.0
    worth_money: float | None = None
    freed_hours: float = 0.0


@dataclass(frozen=True, slots=True)
class Role:
    """One role: its load in hours a case, what it can do, and how busy it is.

    `capacity` is in cases a week; `utilisation` is at the throughput of the process,
    `pressure` at its demand. `queue` is the wait in hours before a visit.
    """

    name: str
    fte: float | None
    hours: float | None
    load: float
    capacity: float | None
    utilisation: float | None
    pressure: float | None
    queue: float | None
    source: str


@dataclass
class Analysis:
    """What the figures say. None stands where the data do not allow an answer.

    Times are in hours, rates in cases a week. `is_provisional` says that something that
    changes the answer was assumed; `gaps` say what. `loops` is how often a case goes
    from one node back to another, `checks` the share that each check lets pass. `cost`
    is that of one case, in the currency of the company.
    """

    graph: object
    facts: object
    network: object
    visits: dict[str, float]
    steps: dict[str, Step] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    bottleneck: str | None = None
    constraint: str | None = None
    capacity: float | None = None
    demand: float | None = None
    throughput: float | None = None
    queue_grows: float | None = None
    lead: float | None = None
    lead_is_lower_bound: bool = False
    touch: float | None = None
    wait: float | None = None
    cost: float | None = None
    flow_efficiency: float = 0.0
    waiting_share: float = 0.0
    first_pass_yield: float = 1.0
    rework_share: float | None = None
    handoffs: float = 0.0
    handoffs_between: dict = field(default_factory=dict)
    exception_share: float = 0.0
    work_in_progress: float | None = None
    measured_share: float | None = None
    loops: dict = field(default_factory=dict)
    checks: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def is_provisional(self) -> bool:
        """Whether something that changes the answer was assumed."""
        return bool(self.gaps)

    @property
    def has_answer(self) -> bool:
        """Whether there is a bottleneck to name."""
        return self.bottleneck is not None

    def sign_codes(self, node_id) -> list[str]:
        """The signs of a flawed process on one step."""
        return [
            f.code for f in self.findings if f.level == "sign" and node_id in f.nodes
        ]

    def codes_of_the_whole(self) -> list[str]:
        """The signs of a flawed process that are on no step of it."""
        return [
            f.code
            for f in self.findings
            if f.level == "sign" and self.steps.keys().isdisjoint(f.nodes)
        ]

    def ranked(self) -> list[Step]:
        """The steps by what a saved minute is worth, the most first."""
        return sorted(
            self.steps.values(),
            key=lambda s: (-s.worth_throughput, -s.worth_capacity, -s.freed_hours),
        )


def analyse(graph, facts) -> Analysis:
    """Analyse a map with its figures; Unsolvable names the step and the reason."""
    built = network.build(graph, facts)
    found = flows.visits(built)
    work = Workload(built, facts)
    analysis = Analysis(
        graph,
        facts,
        built,
        {
            node: float(found[place]) if place in built.live else 0.0
            for node, place in built.place_of.items()
        },
        gaps=[*built.gaps],
    )
    work.measure(analysis, found)
    analysis.findings = findings.of_map(built, found)
    analysis.findings += findings.signs(analysis)
    return analysis


def role_of(graph, facts, node) -> str:
    """Who does a step: as somebody said, otherwise as the map says."""
    return facts.step(node.id).who or graph.who(node)


@dataclass
class _Work:
    """One step with its figures in hours, as they are known or assumed."""

    node: object
    place: int
    who: str
    touch: float | None
    wait: float
    check: float
    times: float
    again: float
    cv: float
    right: float
    source: str

    @property
    def service(self) -> float:
        """Hands-on hours of one visit, the checking of AI output with it."""
        return (self.touch or 0.0) + self.check

    @property
    def runs(self) -> float:
        """How often the step is done in one visit."""
        return self.times / (1 - self.again)


class Workload:
    """The steps that are counted, with times in hours, and what is missing."""

    def __init__(self, built, facts):
        self.network, self.graph, self.facts = built, built.graph, facts
        self.gaps = []
        self.steps = [
            self._step(node) for node in self.graph.steps() if node.id in built.place_of
        ]
        self._assume_touch()

    def _step(self, node):
        facts, day = self.facts.step(node.id), self.facts.hours_a_day
        place = self.network.place_of[node.id]
        again = facts.rework.value if facts.rework else 0.0
        if again >= 1:
            raise Unsolvable(
                said(
                    _("“{name}” is done again each time: no case ever leaves."),
                    name=self.graph.label(node.id),
                ),
                code="rework_without_end",
                nodes=[node.id],
            )
        if node.repeats and facts.times is None and place in self.network.live:
            self.gaps.append(Gap("times", node.id, (), 1.0))
        touch = facts.touch.hours(day) if facts.touch else None
        if touch is None and node.type in QUIET:
            touch = 0.0
        return _Work(
            node,
            place,
            role_of(self.graph, self.facts, node),
            touch,
            facts.wait.hours(day) if facts.wait else 0.0,
            facts.checking.hours(day) if facts.checking else 0.0,
            facts.times.value if facts.times else 1.0,
            again,
            self.facts.cv if facts.cv is None else facts.cv,
            facts.right.value if facts.right else 1.0,
            facts.touch.source if facts.touch else Source.ASSUMED,
        )

    def _assume_touch(self):
        """A step without a time takes the middle of the known ones meanwhile."""
        known = [s.touch for s in self.steps if self.facts.step(s.node.id).touch]
        middle = float(median(known)) if known else None
        for step in self.steps:
            if step.touch is None and step.place in self.network.live:
                self.gaps.append(Gap("touch", step.node.id, (), middle))
                step.touch = middle

    @property
    def is_timed(self) -> bool:
        """Whether the hands-on times are known or can be assumed."""
        return any(self.facts.step(s.node.id).touch for s in self.steps)

    def loads(self, found) -> dict[str, float]:
        """Hours of each role for one case."""
        loads = {}
        for step in self.steps:
            if step.who and step.touch is not None:
                load = found[step.place] * step.runs * step.service
                loads[step.who] = loads.get(step.who, 0.0) + load
        return loads

    # The measures

    def measure(self, a: Analysis, found):
        """Fill in all that the figures allow."""
        self._of_flow(a, found)
        if not self.is_timed:
            self._steps(a, found, {}, {})
            a.gaps += self.gaps
            self._ask_roles(a)
            return
        hours = self._capacity(a, found)
        queues = self._queues(a, found, hours)
        self._roles(a, found, hours, queues)
        self._times(a, found, queues)
        self._steps(a, found, queues, hours)
        a.gaps += self.gaps
        self._ask_roles(a)

    def _of_flow(self, a, found):
        """What needs no times: first pass, handoffs, loops, checks, exceptions."""
        built = self.network
        roles = {s.place: s.who or None for s in self.steps}
        a.handoffs, a.handoffs_between = flows.handoffs(built, found, roles)
        course = flows.Course(built)
        a.lead_is_lower_bound = course.has_blocks
        factors = [1.0] * built.count
        for step in self.steps:
            factors[step.place] = step.right * (1 - step.again)
        a.first_pass_yield = course.chance(factors)
        self.course = course
        self.incoming = self.graph.incoming()
        for place, to in sorted(built.back):
            share = sum(
                s * g.chance for g in built.groups[place] for t, s in g.ways if t == to
            )
            pair = (built.places[place], built.places[to])
            a.loops[pair] = a.loops.get(pair, 0.0) + float(found[place] * share)
            self._check(a, place, share)
        for step in self.steps:
            if step.again:
                pair = (step.node.id, step.node.id)
                a.loops[pair] = float(found[step.place] * step.again / (1 - step.again))
        a.exception_share = float(
            sum(
                found[built.place_of[n.id]]
                for n in self.graph.nodes.values()
                if n.kind == Kind.BOUNDARY and n.id in built.place_of
            )
        )

    def _check(self, a, place, share):
        """The step before a choice with a way back is a check."""
        node = self.graph.nodes[self.network.places[place]]
        if node.kind in (Kind.XOR, Kind.EVENT_BASED):
            before = [flow.source for flow in self.incoming[node.id]]
            if len(before) != 1:
                return
            node = self.graph.nodes[before[0]]
        if node.kind == Kind.TASK:
            passed = a.checks.get(node.id, 1.0) - float(share)
            a.checks[node.id] = max(passed, 0.0)

    def _capacity(self, a, found) -> dict[str, tuple[float, float, str]]:
        """People and hours of each role; what is missing is assumed and asked."""
        loads = self.loads(found)
        known = {n: r for n, r in self.facts.roles.items() if r.fte is not None}
        hours = {}
        if not known:
            return hours
        usual = [r.hours.value for r in known.values() if r.hours]
        usual = float(median(usual)) if usual else HOURS_A_WEEK
        for name in loads:
            role = self.facts.roles.get(name)
            if role is not None and role.unlimited:
                continue
            fte = role.fte if role else None
            if fte is None:
                self.gaps.append(Gap("fte", name, (), 1.0))
            if role is None or role.hours is None:
                self.gaps.append(Gap("hours", name, (), usual))
            hours[name] = (
                fte.value if fte else 1.0,
                role.hours.value if role and role.hours else usual,
                fte.source if fte else Source.ASSUMED,
            )
        capacities = {
            name: fte * week / loads[name]
            for name, (fte, week, _known) in hours.items()
            if loads[name] > 0
        }
        if capacities:
            a.bottleneck = min(capacities, key=lambda n: (capacities[n], n))
            a.capacity = capacities[a.bottleneck]
        return hours

    def _queues(self, a, found, hours) -> dict[str, float]:
        """The wait for each role at the demand, in hours before a visit."""
        if self.facts.demand is None:
            self.gaps.append(Gap("demand", "", (), None))
        else:
            a.demand = self.facts.demand.value
        if a.capacity is not None and a.demand is not None:
            a.throughput = min(a.demand, a.capacity)
            over = a.demand - a.capacity
            a.constraint = a.bottleneck if over >= 0 else MARKET
            a.queue_grows = over if over > 0 else 0.0
        if a.demand is None:
            return {}
        queues = {}
        for name, (fte, week, _known) in hours.items():
            mine = [s for s in self.steps if s.who == name and s.service > 0]
            counts = [found[s.place] * s.runs for s in mine]
            every = sum(counts)
            if every <= 0 or week <= 0:
                queues[name] = 0.0
                continue
            mean = sum(c * s.service for c, s in zip(counts, mine, strict=True)) / every
            square = (
                sum(
                    c * s.service**2 * (1 + s.cv**2)
                    for c, s in zip(counts, mine, strict=True)
                )
                / every
            )
            variation = max(square / mean**2 - 1, 0.0)
            rate = a.demand * every / week
            queues[name] = (
                queueing.queue_wait(rate, mean, variation, fte) if fte > 0 else math.inf
            )
        return queues

    def _roles(self, a, found, hours, queues):
        for name, load in self.loads(found).items():
            fte, week, source = hours.get(name, (None, None, Source.ASSUMED))
            capacity = fte * week / load if fte is not None and load > 0 else None
            at = a.throughput if a.throughput is not None else a.demand
            busy = pressure = None
            if capacity is not None and at is not None:
                # above its capacity a process runs at its capacity: what stands after
                # the bottleneck sees no more than that
                busy = min(at / capacity, 1.0) if capacity else 1.0
                pressure = a.demand / capacity if capacity else math.inf
            queue = queues.get(name)
            a.roles[name] = Role(
                name,
                fte,
                week,
                float(load),
                capacity,
                busy,
                pressure,
                None if queue is None or math.isinf(queue) else queue,
                str(source),
            )

    def _times(self, a, found, queues):
        """Touch, wait, rework and lead time of a case."""
        a.touch = float(sum(found[s.place] * s.runs * s.service for s in self.steps))
        a.wait = float(sum(found[s.place] * s.runs * s.wait for s in self.steps))
        a.cost = self._cost(found)
        first = flows.visits_without_rework(self.network)
        once = sum(first[s.place] * s.times * s.service for s in self.steps)
        a.rework_share = float((a.touch - once) / a.touch) if a.touch > 0 else 0.0
        sure = (Source.MEASURED, Source.SAMPLED)
        measured = sum(
            found[s.place] * s.runs * s.service for s in self.steps if s.source in sure
        )
        a.measured_share = float(measured / a.touch) if a.touch > 0 else 0.0
        if a.throughput is None or any(math.isinf(q) for q in queues.values()):
            return
        costs = [0.0] * self.network.count
        for step in self.steps:
            speed = 1.0
            role = a.roles.get(step.who)
            if role is not None and role.fte:
                speed = queueing.servers_of(role.fte)[1]
            queue = queues.get(step.who, 0.0) if step.service > 0 else 0.0
            spent = step.service / speed + step.wait + queue
            costs[step.place] = spent * step.runs
        a.lead = self.course.time(costs)
        if a.lead > 0:
            a.flow_efficiency = min(a.touch / a.lead, 1.0)
            a.waiting_share = 1 - a.flow_efficiency
            a.work_in_progress = a.throughput * a.lead / self._week(a)

    def _cost(self, found) -> float | None:
        """Σ visits × (hands-on hours × cost of an hour + cost of the visit).

        None where no cost is known, or not of all who work on a case.
        """
        total, is_known = 0.0, False
        for step in self.steps:
            runs = float(found[step.place] * step.runs)
            beside = self.facts.step(step.node.id).cost
            role = self.facts.roles.get(step.who)
            hourly = role.cost if role else None
            if runs * step.service > 0 and hourly is None:
                return None
            is_known = is_known or bool(hourly or beside)
            total += runs * step.service * (hourly.value if hourly else 0.0)
            total += runs * (beside.value if beside else 0.0)
        return total if is_known else None

    def _week(self, a):
        """The hours of a week, as the lead time counts them."""
        weeks = [r.hours for r in a.roles.values() if r.hours]
        return float(median(weeks)) if weeks else HOURS_A_WEEK

    def _steps(self, a, found, queues, hours):
        role = a.roles.get(a.bottleneck) if a.bottleneck else None
        at = a.throughput if a.throughput is not None else 0.0
        margin = self.facts.margin.value if self.facts.margin else None
        for s in self.steps:
            count = float(found[s.place] * s.runs)
            throughput = capacity = 0.0
            if role is not None and s.who == a.bottleneck and role.load > 0:
                capacity = a.capacity * count / (60 * role.load)
                if a.constraint == a.bottleneck:
                    throughput = at * count / (60 * role.load)
            queue = queues.get(s.who)
            a.steps[s.node.id] = Step(
                s.node.id,
                s.node.name,
                s.who,
                count,
                None if s.touch is None else s.service,
                s.wait,
                None if queue is None or math.isinf(queue) else queue,
                None if s.touch is None else count * s.service,
                str(s.source),
                throughput,
                capacity,
                None if margin is None else throughput * margin,
                at * count / 60,
            )

    def _ask_roles(self, a):
        """A step that nobody does, and people whose number nobody said."""
        for s in self.steps:
            quiet = s.node.type in QUIET and not s.touch
            if not s.who and not quiet and s.place in self.network.live:
                a.gaps.append(Gap("who", s.node.id, (), None))
        if not any(r.fte for r in self.facts.roles.values()):
            names = dict.fromkeys(
                s.who for s in self.steps if s.who and s.place in self.network.live
            )
            a.gaps += [Gap("fte", name, (), None) for name in names]
        if not self.is_timed and self.facts.demand is None:
            a.gaps.append(Gap("demand", "", (), None))
