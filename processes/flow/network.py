"""A map as a network that cases flow through, with the meaning that BPMN gives it.

- A choice sends each case one way: its shares add up to 1.
- A parallel split sends each case all ways; a join with k arrows counts each as 1/k.
- An inclusive split sends a case along each arrow with that arrow's share. A join that
  every way out of a split comes to counts as often as the split; one that no parallel
  paths reach is a plain merge.
- A sub-process is left as often as it is entered, whatever its ends.
- An exception on the edge of a step takes its share of the cases; one that interrupts
  takes them away.
- A message into the start of another pool starts it; other messages move no case.
- A link is an arrow. Event sub-processes and compensation are outside, and listed.

What the map does not say is assumed and noted, so that it can be asked.
"""

from dataclasses import dataclass, field

import numpy as np
from django.utils.translation import gettext_lazy as _

from processes.dominance import dominators, order_from, reached
from processes.errors import Unsolvable
from processes.graph import GATEWAYS, Kind
from processes.wording import said

MOST_STEPS = 1_500
MOST_PARTS = 10_000
MOST_LOOKED_AT = 300_000
"""How many places are looked at in search of paths that do not wait."""
LAST = -1
SHARES_ARE_WHOLE = 0.005
SHARES_ARE_SCALED = 0.02
ANY_WAYS = frozenset({Kind.OR, Kind.COMPLEX})
PARALLEL_JOINS = frozenset({Kind.AND, Kind.OR, Kind.COMPLEX})


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was seen in the map while it was read as a network."""

    code: str
    sentence: object
    nodes: tuple[str, ...] = ()
    figure: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the map does not say, and what was assumed meanwhile.

    `about` is the node, `options` the arrows or starts that a share is missing for.
    """

    code: str
    about: str
    options: tuple[str, ...] = ()
    assumed: object = None


@dataclass(slots=True)
class Group:
    """Ways out of a place of which a case takes one; `chance` that it takes any."""

    ways: list
    chance: object = 1.0


@dataclass
class Network:
    """Places with weighted arrows between them.

    A place is a node of the map, or the exit of a sub-process. `edges` say how often a
    place is visited for each visit of the one before; `groups` say which way a case
    goes, for times. `choices` are the shares of each choice by arrow, `chances` the
    shares that stand alone: of inclusive arrows and of exceptions.
    """

    graph: object
    facts: object
    places: list[str] = field(default_factory=list)
    place_of: dict[str, int] = field(default_factory=dict)
    exit_of: dict[str, int] = field(default_factory=dict)
    edges: list = field(default_factory=list)
    groups: list = field(default_factory=list)
    entries: dict = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    meets: dict[int, int] = field(default_factory=dict)
    back: set = field(default_factory=set)
    outside: set = field(default_factory=set)
    flow_of: dict = field(default_factory=dict)
    live: set = field(default_factory=set)
    order: list = field(default_factory=list)
    following: dict = field(default_factory=dict)
    choices: dict = field(default_factory=dict)
    chances: dict = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many places there are."""
        return len(self.places)

    def after(self, place) -> list[int]:
        """The places that a case can go to next; LAST after the end."""
        found = self.following.get(place)
        if found is None:
            found = [
                to
                for group in self.groups[place]
                if some(group.chance)
                for to, share in group.ways
                if some(share)
            ] or [LAST]
            self.following[place] = found
        return found

    def out_of(self, node_id) -> int:
        """The place that a node is left from."""
        return self.exit_of.get(node_id, self.place_of[node_id])


def some(share) -> bool:
    """Whether any case goes this way, in any draw."""
    return bool(share.max() > 0 if isinstance(share, np.ndarray) else share > 0)


def build(graph, facts, sampled=None) -> Network:
    """The network of a map; Unsolvable names the step and the reason.

    `sampled` gives shares by arrow or exception as arrays, one value for each draw.
    """
    return _Builder(graph, facts, sampled or {}).network


class _Builder:
    def __init__(self, graph, facts, sampled):
        self.graph, self.facts, self.sampled = graph, facts, sampled
        self.network = Network(graph, facts)
        self.outgoing = {}
        self.incoming = {}
        parts = len(graph.nodes) + len(graph.flows)
        if parts > MOST_PARTS or len(graph.steps()) > MOST_STEPS:
            raise Unsolvable(
                said(
                    _("This map has more than {limit} steps. Analyse it in parts."),
                    limit=MOST_STEPS,
                ),
                code="too_many_steps",
            )
        self._outside()
        self._places()
        self._arrows()
        self._links()
        self._exceptions()
        self._entries()
        for node in self.nodes:
            self._ways(node)
        self._inside()
        self._messages()
        self._structure()
        self._joins()
        self._mixed_paths()

    # What is counted

    def _outside(self):
        """Event sub-processes and compensation are listed, not counted."""
        graph, outside = self.graph, self.network.outside
        for node in graph.nodes.values():
            holder, seen = node, set()
            while holder is not None and holder.id not in seen:
                seen.add(holder.id)
                if holder.by_event or holder.compensation:
                    outside.add(node.id)
                    break
                holder = graph.nodes.get(holder.parent)
        for node_id in sorted(outside):
            node = graph.nodes[node_id]
            if node.by_event or (node.compensation and node.kind != Kind.BOUNDARY):
                self._note(
                    "outside",
                    _(
                        "“{name}” only runs when something special happens. It is "
                        "listed, not counted."
                    ),
                    node_id,
                )

    def _places(self):
        network = self.network
        self.nodes = [
            n for n in self.graph.nodes.values() if n.id not in network.outside
        ]
        holders = {n.parent for n in self.nodes if n.parent}
        for node in self.nodes:
            network.place_of[node.id] = network.count
            network.places.append(node.id)
        for node in self.nodes:
            if node.id in holders:
                network.exit_of[node.id] = network.count
                network.places.append(node.id)
        network.groups = [[] for _ in network.places]

    def _arrows(self):
        known = self.network.place_of
        self.outgoing = {key: [] for key in known}
        self.incoming = {key: [] for key in known}
        for flow in self.graph.flows.values():
            if flow.source in known and flow.target in known:
                self.outgoing[flow.source].append(flow)
                self.incoming[flow.target].append(flow)

    def _links(self):
        """A link that leads off is an arrow to the link of the same name."""
        links = [n for n in self.nodes if n.kind == Kind.EVENT and n.type == "link"]
        self.link = {}
        for node in links:
            if self.outgoing[node.id]:
                continue
            for other in links:
                same = (other.link or other.name) == (node.link or node.name)
                near = other.parent == node.parent and other is not node
                begins = self.outgoing[other.id] and not self.incoming[other.id]
                if same and near and begins:
                    self.link[node.id] = other.id
                    break
        self.linked = set(self.link.values())

    def _exceptions(self):
        """Events on the edge of a step, with their shares."""
        self.on_edge = {}
        for node in self.nodes:
            if node.kind == Kind.BOUNDARY and node.host in self.network.place_of:
                share = self._value(node.id, node.id)
                if share is None:
                    self.network.gaps.append(
                        Gap("exception_share", node.id, (node.id,), 0.0)
                    )
                    share = 0.0
                self.network.chances[node.id] = share
                self.on_edge.setdefault(node.host, []).append((node, share))

    def _value(self, key, node_id, stated=None):
        """A share that is known: drawn, given, or stated on the map."""
        if key in self.sampled:
            return self.sampled[key]
        figure = self.facts.shares.get(key)
        value = stated if figure is None else figure.value
        if value is not None and not 0 <= value <= 1:
            raise Unsolvable(
                said(
                    _("A share after “{name}” is not between 0 and 100%."),
                    name=self.graph.label(node_id),
                ),
                code="share_range",
                nodes=[node_id],
            )
        return value

    # Where cases come in

    def _entries(self):
        pools = {}
        for node in self.nodes:
            if not node.parent:
                pools.setdefault(node.scope, []).append(node)
        fed = self._fed()
        order = [key for key in self.graph.pools if key in pools]
        order += [key for key in pools if key not in order]
        starts = {key: self._starts(pools[key]) for key in order}
        main = next((k for k in order if any(n.id not in fed for n in starts[k])), None)
        self.entered = set()
        if not order:
            self.main = None
            return
        if main is None:
            main = order[0]
            entries = starts[main]
        else:
            entries = [n for n in starts[main] if n.id not in fed]
        self.main = main
        self._share_entries(entries)
        self.starts = {n.id for key in order if key != main for n in starts[key]}
        for key in order:
            pool = self.graph.pools.get(key)
            name = (pool and pool.name) or self.graph.label(pools[key][0].id)
            if key != main and not any(n.id in fed for n in starts[key]):
                self._note(
                    "pool_not_started",
                    _(
                        "Nothing on this map starts “{name}”: its steps carry no load "
                        "here."
                    ),
                    *[n.id for n in pools[key]],
                    name=name,
                )

    def _fed(self):
        """The nodes that a message from another drawn pool comes to."""
        nodes = self.graph.nodes
        return {
            flow.target
            for flow in self.graph.messages.values()
            if flow.source in nodes
            and flow.target in nodes
            and nodes[flow.source].scope != nodes[flow.target].scope
        }

    def _starts(self, nodes):
        """The starts of a scope; where none is drawn, what nothing leads to."""
        found = [n for n in nodes if n.kind == Kind.START]
        if found:
            return found
        found = [
            n
            for n in nodes
            if not self.incoming[n.id]
            and n.kind != Kind.BOUNDARY
            and n.id not in self.linked
        ]
        return found or nodes[:1]

    def _share_entries(self, entries):
        network = self.network
        known = {}
        for node in entries:
            figure = self.facts.starts.get(node.id)
            if figure is not None:
                known[node.id] = figure.value
        given = sum(known.values())
        missing = [n for n in entries if n.id not in known]
        if len(missing) > 1:
            network.gaps.append(
                Gap(
                    "start_share",
                    entries[0].id,
                    tuple(n.id for n in entries),
                    max(0.0, 1 - given) / len(missing),
                )
            )
        if given > 1 + SHARES_ARE_WHOLE or (not missing and given <= 0):
            raise self._not_whole(entries[0].id, given)
        for node in entries:
            share = known.get(node.id)
            if share is None:
                share = max(0.0, 1 - given) / len(missing)
            elif not missing:
                share = share / given
            if share > 0:
                network.entries[network.place_of[node.id]] = share
            self.entered.add(node.id)

    # Which way cases go

    def _ways(self, node):
        """The ways out of a node, for visits and for times."""
        network = self.network
        place = network.out_of(node.id)
        flows = self.outgoing[node.id]
        stay, taken = self._leaving(node)
        groups = network.groups[place]
        main = Group(list(taken))
        if node.id in self.link:
            to = self._edge(place, self.link[node.id], 1.0, stay)
            main.ways.append((to, stay))
        meaning = self._meaning(node, flows)
        if not flows:
            self._stops(node)
        elif meaning == "one":
            shares = self._choice(node, flows)
            if len(shares) > 1:
                network.choices[node.id] = {f.id: share for f, share in shares}
            for flow, share in shares:
                to = self._edge(place, flow.target, share, stay, flow)
                main.ways.append((to, share * stay))
        elif meaning == "any":
            for flow, share in self._inclusive(node, flows):
                to = self._edge(place, flow.target, share, stay, flow)
                groups.append(Group([(to, 1.0)], stay * share))
        else:
            for flow in flows:
                to = self._edge(place, flow.target, 1.0, stay, flow)
                groups.append(Group([(to, 1.0)], stay))
        if main.ways:
            groups.insert(0, main)
        for event, share in self.on_edge.get(node.id, ()):
            if not event.interrupting:
                to = network.place_of[event.id]
                network.edges.append((place, to, 1.0, share))
                groups.append(Group([(to, 1.0)], share))

    def _leaving(self, node):
        """The share that no exception takes away, and the ways that take the rest."""
        network = self.network
        place = network.out_of(node.id)
        stay, taken = 1.0, []
        for event, share in self.on_edge.get(node.id, ()):
            if event.interrupting:
                stay = stay - share
                to = network.place_of[event.id]
                network.edges.append((place, to, 1.0, share))
                taken.append((to, share))
        if (stay.min() if isinstance(stay, np.ndarray) else stay) < -1e-9:
            raise Unsolvable(
                said(
                    _("More than all cases leave “{name}” by an exception."),
                    name=self.graph.label(node.id),
                ),
                code="exceptions_over_one",
                nodes=[node.id],
            )
        return stay, taken

    def _edge(self, place, target, share, stay, flow=None):
        """An arrow: a join that waits counts each of its arrows as a part of one."""
        network = self.network
        to = network.place_of[target]
        network.edges.append((place, to, share, stay / self._waits_for(target)))
        if flow is not None:
            network.flow_of[place, to] = flow.id
        return to

    def _waits_for(self, target) -> int:
        """How many arrows a parallel join waits for; one for anything else."""
        is_join = self.graph.nodes[target].kind == Kind.AND
        return max(1, len(self.incoming[target])) if is_join else 1

    def _meaning(self, node, flows):
        """Whether a case takes one, any or all of the arrows out of a node."""
        if len(flows) < 2:
            # a single share below 1 on the only arrow is an unfinished choice
            return "one"
        asked = self.facts.meaning.get(node.id)
        if asked in ("all", "one"):
            return asked
        if node.kind in (Kind.XOR, Kind.EVENT_BASED):
            if node.kind == Kind.XOR and not self.graph.arrows_mean_all:
                self._doubt(node, flows, "one")
            return "one"
        if node.kind in ANY_WAYS:
            return "any"
        if node.kind == Kind.AND:
            return "all"
        shares = [self._value(f.id, node.id, f.share) for f in flows]
        if any(f.conditional for f in flows) or any(s is not None for s in shares):
            return "one"
        meaning = "all" if self.graph.arrows_mean_all else "one"
        self.network.gaps.append(
            Gap("meaning", node.id, tuple(f.id for f in flows), meaning)
        )
        return meaning

    def _doubt(self, node, flows, meaning):
        """A diamond of Visio does not say whether it means one way or all."""
        if self.graph.source == "visio" and not any(
            self._value(f.id, node.id, f.share) is not None for f in flows
        ):
            self.network.gaps.append(
                Gap("meaning", node.id, tuple(f.id for f in flows), meaning)
            )

    def _choice(self, node, flows):
        """The arrows of a choice with their shares."""
        values = [self._value(f.id, node.id, f.share) for f in flows]
        missing = [f for f, v in zip(flows, values, strict=True) if v is None]
        if len(flows) == 1 and missing:
            return [(flows[0], 1.0)]
        given = sum(v for v in values if v is not None)
        if np.ndim(given):
            # drawn shares are whole by making
            return list(zip(flows, values, strict=True))
        over = given - 1
        if over > SHARES_ARE_SCALED or (not missing and -over > SHARES_ARE_SCALED):
            raise self._not_whole(node.id, given)
        if not missing and abs(over) > SHARES_ARE_WHOLE:
            self._note(
                "shares_scaled",
                _("The shares after “{name}” add up to {sum}%; they were scaled."),
                node.id,
                sum=round(given * 100, 1),
            )
        if not missing:
            return [(f, v / given) for f, v in zip(flows, values, strict=True)]
        each = max(0.0, 1 - given) / len(missing)
        if len(missing) > 1:
            self.network.gaps.append(
                Gap("choice_share", node.id, tuple(f.id for f in missing), each)
            )
        return [
            (f, each if v is None else v) for f, v in zip(flows, values, strict=True)
        ]

    def _inclusive(self, node, flows):
        """The arrows of an inclusive split; each has a share of its own."""
        found, missing = [], []
        for flow in flows:
            share = self._value(flow.id, node.id, flow.share)
            if share is None:
                missing.append(flow.id)
            found.append((flow, 0.5 if share is None else share))
            self.network.chances[flow.id] = found[-1][1]
        if missing:
            self.network.gaps.append(Gap("any_share", node.id, tuple(missing), 0.5))
        return found

    def _not_whole(self, node_id, given):
        return Unsolvable(
            said(
                _("The shares after “{name}” add up to {sum}%, not to 100%."),
                name=self.graph.label(node_id),
                sum=round(float(given) * 100, 1),
            ),
            code="shares_sum",
            nodes=[node_id],
        )

    def _stops(self, node):
        if node.id in self.link or node.kind in (Kind.END, Kind.BOUNDARY):
            return
        self._note(
            "stops",
            _("After “{name}” the map goes no further; it is counted as an end."),
            node.id,
        )

    # Sub-processes and messages

    def _inside(self):
        """A sub-process begins with its starts and is left once, whatever its ends."""
        network = self.network
        inner = {}
        for node in self.nodes:
            if node.parent in network.exit_of:
                inner.setdefault(node.parent, []).append(node)
        for holder, nodes in inner.items():
            entry, leaving = network.place_of[holder], network.exit_of[holder]
            times = self.facts.step(holder).times
            times = times.value if times else 1.0
            starts = self._starts(nodes)
            for node in starts:
                to = network.place_of[node.id]
                network.edges.append((entry, to, 1.0 / len(starts), times))
            ways = [(network.place_of[n.id], 1.0 / len(starts)) for n in starts]
            network.groups[entry].append(Group(ways))
            # the exit counts as often as the entry, not as often as ends are reached
            network.edges.append((entry, leaving, 1.0, 1.0))
            for node in nodes:
                place = network.out_of(node.id)
                if not network.groups[place]:
                    network.groups[place].append(Group([(leaving, 1.0)]))

    def _messages(self):
        """A message into the start of another pool starts it."""
        network, nodes = self.network, self.graph.nodes
        for flow in self.graph.messages.values():
            ends = (flow.source, flow.target)
            if not all(end in network.place_of for end in ends):
                continue
            if nodes[flow.source].scope == nodes[flow.target].scope:
                continue
            if flow.target not in self.starts or nodes[flow.target].scope == self.main:
                continue
            place = network.out_of(flow.source)
            to = network.place_of[flow.target]
            network.edges.append((place, to, 1.0, 1.0))
            network.groups[place].append(Group([(to, 1.0)]))

    # The shape of the whole

    def _structure(self):
        """What cases reach, where they must all pass, and what leads back."""
        network = self.network
        starts = list(network.entries)
        postorder = order_from(LAST - 1, lambda n: self._next(n, starts))
        number = {p: i for i, p in enumerate(reversed(postorder))}
        live = [p for p in postorder if p >= 0]
        network.live = set(live)
        network.order = live[::-1]
        before = {p: [] for p in [*live, LAST]}
        for place in live:
            for to in network.after(place):
                before[to].append(place)
                if to != LAST and number[to] <= number[place]:
                    network.back.add((place, to))
        ends = reached([LAST], lambda p: before[p])
        stuck = [p for p in reversed(live) if p not in ends]
        if stuck:
            circle = [
                p for p in stuck[:60] if p in reached(network.after(p), network.after)
            ]
            names = [network.places[p] for p in circle or stuck]
            step = next(
                (n for n in names if self.graph.nodes[n].kind not in GATEWAYS),
                names[0],
            )
            raise Unsolvable(
                said(
                    _(
                        "From “{name}” no way leads to an end: the cases go round "
                        "for ever. Say how many leave the loop."
                    ),
                    name=self.graph.label(step),
                ),
                code="no_way_out",
                nodes=list(dict.fromkeys(names)),
            )
        self.before = before
        if live:
            network.meets = dominators(LAST, lambda p: before[p])

    def _next(self, place, starts):
        if place == LAST - 1:
            return starts
        return () if place == LAST else self.network.after(place)

    def _joins(self):
        """A join that every way out of one split comes to counts as that split."""
        network, nodes = self.network, self.graph.nodes
        joins = [
            place
            for place in network.live
            if nodes[network.places[place]].kind in ANY_WAYS
            and len(self.incoming[network.places[place]]) > 1
        ]
        waits = [
            network.place_of[key]
            for key in self.facts.waits
            if key in network.place_of and network.place_of[key] in network.live
        ]
        if not joins and not waits:
            return
        starts = list(network.entries)
        first = dominators(
            LAST - 1,
            lambda p: [n for n in self._next(p, starts) if n != LAST],
        )
        for place in sorted({*joins, *waits}):
            split = first.get(place)
            passes = split is not None and split >= 0
            if passes and network.meets.get(split) == place:
                # cases that come back to the join from behind it count once more
                behind = reached(
                    [p for p in network.after(place) if p != LAST],
                    lambda p: [n for n in network.after(p) if n != LAST],
                    stop={split, place},
                )
                network.edges = [
                    e for e in network.edges if e[1] != place or e[0] in behind
                ]
                network.edges.append((split, place, 1.0, 1.0))

    def _mixed_paths(self):
        """Where parallel paths meet without waiting: what follows is done twice."""
        network, nodes = self.network, self.graph.nodes
        harmless = {network.place_of.get(key) for key in self.facts.waits}
        harmless |= set(network.exit_of.values())
        left = MOST_LOOKED_AT
        for split in network.order:
            groups = [g for g in network.groups[split] if some(g.chance)]
            if len(groups) < 2:
                continue
            meeting = network.meets.get(split, LAST)
            seen = {}
            for number, group in enumerate(groups):
                inside = reached(
                    [to for to, _share in group.ways],
                    # called within this turn of the loop only
                    lambda p: () if p == meeting else network.after(p),  # noqa: B023
                    stop={split, LAST},
                )
                left -= len(inside)
                for place in inside:
                    seen.setdefault(place, set()).add(number)
            if left < 0:
                return
            for place in self._meetings(split, seen):
                kind = nodes[network.places[place]].kind
                if place in harmless or kind in PARALLEL_JOINS or kind == Kind.END:
                    continue
                harmless.add(place)
                self._note(
                    "no_wait",
                    _(
                        "Parallel paths meet at “{name}” without waiting for each "
                        "other, so what follows is counted {figure} times. Should it "
                        "wait for both?"
                    ),
                    network.places[place],
                    figure=len(seen[place]),
                )

    def _meetings(self, split, seen):
        """The nearest places that several branches of a split come to."""
        shared = {p for p, branches in seen.items() if len(branches) > 1}
        for place in sorted(shared):
            origins = [b for b in self.before[place] if b in seen or b == split]
            if any(b not in shared for b in origins):
                yield place

    def _note(self, code, sentence, *nodes, name=None, figure=None, **facts):
        if name is None:
            name = self.graph.label(nodes[0]) if nodes else ""
        text = said(sentence, name=name, figure=figure, **facts)
        self.network.notes.append(Note(code, text, nodes, figure))
