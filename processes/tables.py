"""The table of steps of any map: equal to the drawing, and a map can be made of it.

A gateway without a name goes into the column of what follows, as long as the table then
still means the same; otherwise it is a row of its own. That the two are equal is not
hoped for: both are read as networks and compared.
"""

import math
from dataclasses import dataclass, replace

from audit.errors import DomainError
from processes.dominance import order_from
from processes.facts import Facts
from processes.flow import flows, network
from processes.graph import ACTIVITIES, GATEWAYS, Kind, fresh_id
from processes.reading.steps import STOPS, WORD_OF, Row, build

EQUAL = 1e-9
TYPED = "steps"
"""The source of a map that was made from a table."""
PLAIN = {Kind.TASK: ""}


def rows_of(graph, facts=None) -> list[Row]:
    """The rows of a map, numbered in the order of its flow."""
    facts = facts or Facts()
    compact = _Table(graph, facts, with_parallel=False).rows
    if mean_the_same(graph, facts, compact):
        return compact
    return _Table(graph, facts, with_parallel=True).rows


def rebuilt(rows, title=""):
    """The map of a table, from copies of its rows."""
    return build([replace(row) for row in rows], title)


def mean_the_same(graph, facts, rows) -> bool:
    """Whether a table stands for the map: the same visits, and the same waits.

    A map that breaks the rules of BPMN may have no table that is its equal.
    """
    try:
        other = rebuilt(rows)
        return _close(_behaviour(graph, facts), _behaviour(other, _kept(facts, other)))
    except DomainError:
        return False


def _kept(facts, graph):
    """The figures that are still about something on the other map."""
    return replace(
        facts,
        shares={k: v for k, v in facts.shares.items() if k in graph.nodes},
        starts={k: v for k, v in facts.starts.items() if k in graph.nodes},
        meaning={k: v for k, v in facts.meaning.items() if k in graph.nodes},
        waits=frozenset(),
    )


@dataclass(frozen=True)
class _Behaviour:
    """What two maps must share to mean the same."""

    visits: dict
    time: float
    crossings: frozenset


def _behaviour(graph, facts):
    built = network.build(graph, facts)
    found = flows.visits(built)
    steps = [n for n in graph.nodes.values() if n.kind in ACTIVITIES]
    visits = {
        n.id: found[built.place_of[n.id]] if n.id in built.place_of else 0.0
        for n in steps
    }
    costs = [0.0] * built.count
    for number, key in enumerate(sorted(visits)):
        if key in built.place_of:
            # a cost of its own for each step, so that a block in another place shows
            costs[built.place_of[key]] = 1.0 + math.sqrt(number + 2)
    crossings = frozenset(n.code for n in built.notes if n.code == "no_wait")
    return _Behaviour(visits, flows.Course(built).time(costs), crossings)


def _close(one, two):
    if one.visits.keys() != two.visits.keys() or one.crossings != two.crossings:
        return False
    same = all(
        math.isclose(one.visits[k], two.visits[k], rel_tol=EQUAL, abs_tol=EQUAL)
        for k in one.visits
    )
    return same and math.isclose(one.time, two.time, rel_tol=1e-6, abs_tol=1e-6)


class _Table:
    """Rows for the nodes of a map, in the order of its flow."""

    def __init__(self, graph, facts, *, with_parallel):
        self.graph, self.facts = graph, facts
        self.with_parallel = with_parallel
        self.outgoing, self.incoming = graph.outgoing(), graph.incoming()
        self.found_entries = None
        self.is_several = len({n.scope for n in self._tops()}) > 1
        self.gone = {n.id for n in graph.nodes.values() if self._goes_in(n)}
        self.order = []
        for key in self._in_order():
            if key not in self.gone:
                self.order += self._entry_of(key)
                self.order.append(key)
                self.order += self._split_of(key)
        self.no = {key: str(i) for i, key in enumerate(self.order, 1)}
        self.rows = [
            self._row(graph.nodes[key]) if isinstance(key, str) else self._added(*key)
            for key in self.order
        ]

    # Rows that the drawing has no node for

    def _entry_of(self, key):
        """A start, where a case can come in at several places that none is drawn at."""
        return [(key, "start")] if key in self._entries() else []

    def _entries(self):
        if self.found_entries is None:
            self.found_entries = set()
            scopes = {}
            for node in self._tops():
                scopes.setdefault(node.scope, []).append(node)
            for nodes in scopes.values():
                if any(n.kind == Kind.START for n in nodes):
                    continue
                open_ones = [
                    n.id
                    for n in nodes
                    if not self.incoming[n.id]
                    and n.kind != Kind.BOUNDARY
                    and not (n.compensation or n.by_event)
                    and not (n.type == "link" and self.outgoing[n.id])
                ]
                # what a message comes to is started by it
                alone = [key for key in open_ones if not self._is_written_to(key)]
                if len(alone) > 1 or (alone and len(scopes) > 1):
                    self.found_entries |= set(alone)
        return self.found_entries

    def _split_of(self, key):
        """A parallel gateway, where several arrows leave a step and nobody waits."""
        several = len(self.outgoing[key]) > 1
        gateway = self.graph.nodes[key].kind in GATEWAYS
        if not self.with_parallel or not several or gateway:
            return []
        return [(key, "split")] if self._means(key) == "all" else []

    def _added(self, key, what):
        """The row of a start or of a parallel gateway beside a node."""
        row = self._row(self.graph.nodes[key])
        row.no = self.no[key, what]
        row.name = row.type = row.sends = row.on = ""
        row.repeats = row.goes_on = row.outside = False
        row.key = fresh_id(f"{key}-{what}", self.graph.nodes)
        if what == "start":
            row.kind, row.next = WORD_OF[Kind.START], self.no[key]
        else:
            row.kind = WORD_OF[Kind.AND]
            row.next = ", ".join(self._to(f.target) for f in self.outgoing[key])
        return row

    # What needs no row

    def _goes_in(self, node):
        """Whether a node is said by the rows around it."""
        comes, goes = self.incoming[node.id], self.outgoing[node.id]
        if node.name or node.type or self._is_written_to(node.id):
            return False
        if node.kind == Kind.START:
            return len(goes) == 1 and not comes and self._is_only_start(node)
        if node.kind == Kind.END:
            return bool(comes)
        if node.kind not in (Kind.XOR, Kind.AND, Kind.OR):
            return False
        if node.kind != Kind.XOR and self.with_parallel:
            return False
        if len(goes) == 1 and len(comes) > 1:
            return not self._is_loop(node.id)
        if len(comes) != 1 or len(goes) < 2:
            return len(comes) == len(goes) == 1 and node.kind == Kind.XOR
        return self._follows_a_step(node, comes[0])

    def _is_written_to(self, key):
        return any(key in (f.source, f.target) for f in self.graph.messages.values())

    def _is_only_start(self, node):
        target = self.outgoing[node.id][0].target
        if self.graph.nodes[target].kind in GATEWAYS:
            return False
        starts = [
            n
            for n in self.graph.nodes.values()
            if n.kind == Kind.START and (n.parent, n.scope) == (node.parent, node.scope)
        ]
        if node.parent:
            return len(starts) == 1 and len(self.incoming[target]) == 1
        tops = [
            n
            for n in self.graph.nodes.values()
            if n.kind == Kind.START and not n.parent
        ]
        return len(tops) == 1 and len({n.scope for n in self._tops()}) == 1

    def _tops(self):
        return [n for n in self.graph.nodes.values() if not n.parent]

    def _is_loop(self, key):
        """Whether gateways without names only lead round to each other."""
        seen = set()
        while key not in seen:
            seen.add(key)
            goes = self.outgoing[key]
            if self.graph.nodes[key].kind not in GATEWAYS or len(goes) != 1:
                return False
            key = goes[0].target
        return True

    def _follows_a_step(self, node, arrow):
        before = self.graph.nodes[arrow.source]
        if len(self.outgoing[before.id]) != 1:
            # a branch of a choice may be a split: "3 + 4 80%, 2 20%"
            return (
                node.kind == Kind.AND
                and before.kind == Kind.XOR
                and self._goes_in(before)
            )
        return before.kind not in GATEWAYS and before.kind != Kind.START

    # The order

    def _in_order(self):
        nodes = self.graph.nodes
        if self.graph.source == TYPED:
            # whoever typed a table finds it again in the order in which it was typed
            return list(nodes)
        starts = [k for k, n in nodes.items() if n.kind == Kind.START and not n.parent]
        starts += [
            k
            for k, n in nodes.items()
            if not self.incoming[k] and not n.parent and n.kind != Kind.BOUNDARY
        ]
        place = {pool: number for number, pool in enumerate(self.graph.pools)}
        # a process without a pool is called from elsewhere: it comes last
        starts.sort(key=lambda k: place.get(nodes[k].pool, len(place)))
        starts += list(nodes)
        hung, inner = {}, {}
        for node in nodes.values():
            if node.kind == Kind.BOUNDARY:
                hung.setdefault(node.host, []).append(node.id)
            if node.parent:
                inner.setdefault(node.parent, []).append(node.id)
        for keys in inner.values():
            # the walk goes on with the last: the start of a sub-process comes first
            keys.sort(key=lambda k: nodes[k].kind != Kind.START)

        def following(key):
            ways = [flow.target for flow in self.outgoing[key]]
            ways = [
                *reversed(ways),
                *reversed(hung.get(key, ())),
                *reversed(inner.get(key, ())),
            ]
            return [other for other in ways if other not in seen]

        seen, found = set(), []
        for start in starts:
            if start not in seen:
                order = order_from(start, following)
                found += reversed(order)
                seen |= set(order)
        return found

    # The rows

    def _row(self, node):
        graph = self.graph
        lane, pool = graph.lanes.get(node.lane), graph.pools.get(node.pool)
        sends = [
            self.no[flow.target]
            for flow in graph.messages.values()
            if flow.source == node.id and flow.target in self.no
        ]
        return Row(
            self.no[node.id],
            node.name,
            lane.name if lane else "",
            self._next(node),
            PLAIN.get(node.kind, WORD_OF.get(node.kind, "")),
            node.type,
            node.id,
            pool.name if pool else "",
            on=self.no.get(node.host, ""),
            part_of=self.no.get(node.parent, ""),
            sends=", ".join(sends),
            goes_on=node.kind == Kind.BOUNDARY and not node.interrupting,
            repeats=node.repeats,
            outside=node.by_event or node.compensation,
            process=node.process if self.is_several and not node.pool else "",
        )

    def _next(self, node):
        goes = self.outgoing[node.id]
        if node.kind == Kind.END and not goes:
            return ""
        if not goes:
            return "" if node.kind in GATEWAYS else STOPS
        if node.kind in GATEWAYS:
            return ", ".join(self._way(flow, with_share=True) for flow in goes)
        if len(goes) > 1:
            return self._several(node, goes)
        inside = self.graph.nodes[goes[0].target]
        if inside.id in self.gone and len(self.outgoing[inside.id]) > 1:
            ways = self.outgoing[inside.id]
            if inside.kind == Kind.AND:
                return " + ".join(self._to(flow.target) for flow in ways)
            sign = " | " if inside.kind == Kind.OR else ", "
            return sign.join(self._way(flow, with_share=True) for flow in ways)
        return self._way(goes[0], with_share=False)

    def _several(self, node, goes):
        """Several arrows straight out of a step: all of them, or one."""
        if (node.id, "split") in self.no:
            return self.no[node.id, "split"]
        if self._means(node.id) == "all":
            return " + ".join(self._to(flow.target) for flow in goes)
        return ", ".join(self._way(flow, with_share=True) for flow in goes)

    def _means(self, key):
        """Whether a case takes all the arrows out of a step, or one."""
        goes = self.outgoing[key]
        meaning = self.facts.meaning.get(key)
        shares = any(self._share(f) is not None or f.conditional for f in goes)
        if meaning is None:
            meaning = "all" if self.graph.arrows_mean_all and not shares else "one"
        return meaning

    def _way(self, flow, *, with_share):
        """One way: where it goes, what it is called, and its share."""
        target = self.graph.nodes[flow.target]
        parts = [self._to(flow.target)]
        ways = self.outgoing[target.id]
        if target.id in self.gone and target.kind == Kind.AND and len(ways) > 1:
            parts = [" + ".join(self._to(other.target) for other in ways)]
        if flow.name:
            parts.append(f'"{flow.name.replace(chr(34), chr(39))}"')
        share = self._share(flow)
        if with_share and share is not None:
            parts.append(f"{_percent(share)}%")
        return " ".join(parts)

    def _share(self, flow):
        figure = self.facts.shares.get(flow.id)
        return flow.share if figure is None else figure.value

    def _to(self, key):
        """The number of the row that an arrow comes to."""
        seen = set()
        while key in self.gone and key not in seen:
            seen.add(key)
            if self.graph.nodes[key].kind == Kind.END:
                return "end"
            key = self.outgoing[key][0].target
        return self.no.get(key, "end")


def _percent(share):
    text = f"{share * 100:.6f}".rstrip("0").rstrip(".")
    return text or "0"
