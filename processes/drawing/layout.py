"""Places for a map that has none: columns by what comes first, rows by lane.

A layered layout: a step stands right of all that leads to it, in the lane of its role;
arrows that go back run along the foot of the lane. A sub-process is laid out inside its
own box. A map that has places keeps them, and only what lacks one is put below.
"""

from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise

from processes.dominance import order_from
from processes.graph import EVENTS, GATEWAYS, Box, Kind

STEP = (120.0, 64.0)
EVENT = (36.0, 36.0)
GATEWAY = (46.0, 46.0)
GAP_X, GAP_Y = 56.0, 26.0
MARGIN = 18.0
HEAD = 34.0
"""The width of the band at the left with the name of a pool or a lane."""
TRACK = 12.0
PASSING = 16.0
ROOT = ""


def placed(graph):
    """The map with a place for all that is drawn; itself where none is missing."""
    shown = graph.shown()
    lacking = [node for node in shown if node.box is None]
    if not lacking:
        return graph
    if len(lacking) * 2 > len(shown):
        return laid_out(graph)
    return _put_below(graph.copy(), {node.id for node in lacking})


def _put_below(graph, lacking):
    """What has no place stands in a row under the rest."""
    boxes = [
        part.box
        for parts in (graph.nodes, graph.lanes, graph.pools)
        for part in parts.values()
        if part.box
    ]
    x = min(box.x for box in boxes)
    y = max(box.y + box.height for box in boxes) + GAP_Y * 2
    for key in graph.nodes:
        if key in lacking:
            width, height = _size(graph.nodes[key])
            graph.nodes[key].box = Box(x, y, width, height)
            x += width + GAP_X
    for flow in graph.flows.values():
        if flow.source in lacking or flow.target in lacking:
            flow.points = ()
    return graph


def laid_out(graph):
    """A copy of the map with new places for everything on it."""
    graph = graph.copy()
    for parts in (graph.nodes, graph.lanes, graph.pools):
        for part in parts.values():
            part.box = None
    for flow in (*graph.flows.values(), *graph.messages.values()):
        flow.points = ()
    graph.asides = []
    for node in graph.nodes.values():
        node.collapsed = False
    _Layout(graph).run()
    return graph


@dataclass
class _Item:
    """Something in a column: a node, or a place that a long arrow passes by."""

    key: object
    column: int
    band: int
    width: float
    height: float
    slot: int = 0
    x: float = 0.0
    y: float = 0.0


@dataclass
class _Scope:
    """What is laid out together: the top of the map, or the inside of a sub-process."""

    nodes: list
    bands: list = field(default_factory=list)
    items: dict = field(default_factory=dict)
    chains: dict = field(default_factory=dict)
    back: dict = field(default_factory=dict)
    tops: dict = field(default_factory=dict)
    foot: dict = field(default_factory=dict)
    width: float = 0.0
    height: float = 0.0


class _Layout:
    def __init__(self, graph):
        self.graph = graph
        self.scopes = {}
        for node in graph.nodes.values():
            holder = node.parent if node.parent in graph.nodes else ROOT
            self.scopes.setdefault(holder, []).append(node)
        self.rows = []
        self.inner = {}
        self.on_edge = {}
        for node in graph.nodes.values():
            if node.kind == Kind.BOUNDARY and node.host in graph.nodes:
                self.on_edge.setdefault(node.host, []).append(node)
        self.hung = {n.id for nodes in self.on_edge.values() for n in nodes}

    def run(self):
        """Inside out: a sub-process is as large as what it holds."""
        for holder in sorted(self.scopes, key=self._depth, reverse=True):
            self.inner[holder] = self._scope(self.scopes[holder], holder == ROOT)
        if ROOT in self.inner:
            self._place(ROOT, 0.0, 0.0)
        self._bands_of_pools()

    def _depth(self, holder):
        depth, seen = 0, set()
        while holder != ROOT and holder not in seen:
            seen.add(holder)
            depth += 1
            holder = self.graph.nodes[holder].parent
            holder = holder if holder in self.graph.nodes else ROOT
        return depth

    # One scope

    def _scope(self, nodes, is_top):
        scope = _Scope([n for n in nodes if n.id not in self.hung])
        keys = {n.id for n in scope.nodes}
        links = self._links(nodes, keys)
        columns, back = _columns(scope.nodes, links)
        bands = (
            self._bands(scope.nodes, links)
            if is_top
            else {n.id: 0 for n in scope.nodes}
        )
        scope.bands = sorted(set(bands.values())) or [0]
        for node in scope.nodes:
            width, height = self._size(node)
            scope.items[node.id] = _Item(
                node.id, columns[node.id], bands[node.id], width, height
            )
        chains = self._chains(scope, links, back)
        _slots(scope, chains)
        self._measure(scope, back, is_top)
        scope.chains, scope.back = chains, back
        return scope

    def _links(self, nodes, keys):
        """The arrows inside a scope; one from an exception starts at its step."""
        host = {n.id: n.host for n in nodes if n.id in self.hung}
        found = []
        for flow in self.graph.flows.values():
            source = host.get(flow.source, flow.source)
            if source in keys and flow.target in keys:
                found.append((source, flow.target, flow.id))
        return found

    def _size(self, node):
        if node.id in self.inner:
            scope = self.inner[node.id]
            return scope.width + 2 * MARGIN, scope.height + 2 * MARGIN + HEAD
        return _size(node)

    def _bands(self, nodes, links):
        """The row of each node: its lane, or what of its pool has no lane."""
        graph = self.graph
        order = {}
        lanes = _lanes(graph, nodes, links)
        pools = dict.fromkeys([*graph.pools, *[n.pool for n in nodes]])
        for pool in pools:
            for lane in graph.lanes.values():
                if lane.pool == pool:
                    order[pool, lane.id] = len(order)
            for node in nodes:
                if node.pool == pool and (pool, lanes[node.id]) not in order:
                    order[pool, lanes[node.id]] = len(order)
        used = {(n.pool, lanes[n.id]) for n in nodes}
        self.rows = [key for key in order if key in used]
        number = {key: place for place, key in enumerate(self.rows)}
        return {n.id: number[n.pool, lanes[n.id]] for n in nodes}

    def _chains(self, scope, links, back):
        """Places to pass by, for arrows that skip columns."""
        chains = {}
        for source, target, key in links:
            if key in back or source == target:
                continue
            one, two = scope.items[source], scope.items[target]
            chain = [one]
            for column in range(one.column + 1, two.column):
                item = _Item((key, column), column, two.band, 0.0, PASSING)
                scope.items[item.key] = item
                chain.append(item)
            chain.append(two)
            chains[key] = chain
        return chains

    def _measure(self, scope, back, is_top):
        """From columns and slots to places."""
        widths, heights = {}, {}
        for item in scope.items.values():
            widths[item.column] = max(widths.get(item.column, 0.0), item.width)
            slot = (item.band, item.slot)
            height = item.height + (18.0 if item.key in self.on_edge else 0.0)
            if item.height <= 46.0 and not isinstance(item.key, tuple):
                height += 24.0
            heights[slot] = max(heights.get(slot, 0.0), height)
        left = {}
        x = MARGIN + (2 * HEAD if is_top else 0.0)
        for column in sorted(widths):
            left[column] = x
            x += widths[column] + GAP_X
        scope.width = x - GAP_X + MARGIN if widths else 2 * MARGIN
        y, top = 0.0, {}
        for band in scope.bands:
            scope.tops[band] = y
            y += MARGIN
            for slot in sorted(s for b, s in heights if b == band):
                top[band, slot] = y
                y += heights[band, slot] + GAP_Y
            y += MARGIN - GAP_Y
            scope.foot[band] = y
            count = sum(1 for key, to in back.items() if scope.items[to].band == band)
            y += count * TRACK + (MARGIN if count else 0.0)
        scope.height = y
        for item in scope.items.values():
            # what only passes by turns in the gap before a column, not in the middle
            free = 0.0 if isinstance(item.key, tuple) else widths[item.column]
            item.x = left[item.column] + max(free - item.width, 0.0) / 2
            item.y = top[item.band, item.slot]
            tall = heights[item.band, item.slot]
            if tall >= STEP[1] and item.height < STEP[1]:
                item.y = top[item.band, item.slot] + (STEP[1] - item.height) / 2

    # Places on the sheet

    def _place(self, holder, x, y):
        scope = self.inner[holder]
        nodes = self.graph.nodes
        for item in scope.items.values():
            if item.key in nodes:
                box = Box(x + item.x, y + item.y, item.width, item.height)
                nodes[item.key].box = box
                self._hang(item.key, box)
                if item.key in self.inner:
                    self._place(item.key, box.x + MARGIN, box.y + MARGIN + HEAD / 2)
        tracks = {}
        for key, chain in scope.chains.items():
            self.graph.flows[key].points = self._forward(key, chain, x, y)
        for key, target in scope.back.items():
            band = scope.items[target].band
            tracks[band] = tracks.get(band, 0) + 1
            foot = y + scope.foot[band] + tracks[band] * TRACK
            self.graph.flows[key].points = self._backward(key, foot)

    def _hang(self, host, box):
        for number, node in enumerate(self.on_edge.get(host, ())):
            width, height = EVENT
            node.box = Box(
                box.x + 10 + number * (width + 6),
                box.y + box.height - height / 2,
                width,
                height,
            )

    def _forward(self, key, chain, x, y):
        """An arrow from left to right, with a corner in the gap before each column."""
        flow = self.graph.flows[key]
        source = self.graph.nodes[flow.source]
        if source.id in self.hung:
            start = (source.box.centre[0], source.box.y + source.box.height)
        else:
            box = source.box
            start = (box.x + box.width, box.centre[1])
        points = [start]
        for item in chain[1:]:
            middle = y + item.y + item.height / 2
            last_x, last_y = points[-1]
            hangs = source.id in self.hung and len(points) == 1
            if hangs and abs(last_y - middle) > 0.5:
                points.append((last_x, middle if middle > last_y else last_y + 10))
                last_x, last_y = points[-1]
            if abs(last_y - middle) > 0.5:
                corner = x + item.x - GAP_X / 2
                points += [(corner, last_y), (corner, middle)]
            points.append((x + item.x, middle))
        return tuple(_straight(points))

    def _backward(self, key, foot):
        """An arrow that goes back: down, along the foot of the lane, and up."""
        flow = self.graph.flows[key]
        one, two = self.graph.nodes[flow.source].box, self.graph.nodes[flow.target].box
        start = (one.centre[0], one.y + one.height)
        if foot <= start[1]:
            # the lane it goes back to lies above: leave by the top
            start = (one.centre[0], one.y)
        return (
            start,
            (start[0], foot),
            (two.centre[0], foot),
            (two.centre[0], two.y + two.height),
        )

    def _bands_of_pools(self):
        graph = self.graph
        if ROOT not in self.inner:
            return
        scope = self.inner[ROOT]
        rows = self.rows
        spans = {}
        for number, (pool, lane) in enumerate(rows):
            top = scope.tops[number]
            last = number + 1 >= len(rows)
            bottom = scope.height if last else scope.tops[number + 1]
            if lane in graph.lanes:
                graph.lanes[lane].box = Box(HEAD, top, scope.width - HEAD, bottom - top)
            low, high = spans.get(pool, (top, bottom))
            spans[pool] = (min(low, top), max(high, bottom))
        bottom = scope.height
        for pool in graph.pools.values():
            if pool.id in spans:
                low, high = spans[pool.id]
                pool.box = Box(0.0, low, scope.width, high - low)
            else:
                pool.box = Box(0.0, bottom + GAP_Y, max(scope.width, 200.0), 60.0)
                bottom += GAP_Y + 60.0


def _lanes(graph, nodes, links):
    """The lane that each node is drawn in.

    Nobody does a choice or an event: without a lane of its own it stands in the lane of
    what leads to it, else of what follows.
    """
    found = {node.id: node.lane for node in nodes}
    pools = {node.id: node.pool for node in nodes}
    free = {n.id for n in nodes if not n.lane and n.kind in GATEWAYS | EVENTS}
    for start, end in ((0, 1), (1, 0)):
        beside = {}
        for link in links:
            beside.setdefault(link[start], []).append(link[end])
        known = deque(key for key, lane in found.items() if lane)
        while known:
            key = known.popleft()
            for other in beside.get(key, ()):
                if other in free and pools[other] == pools[key]:
                    free.discard(other)
                    found[other] = found[key]
                    known.append(other)
    return found


def _columns(nodes, links):
    """The column of each node, and the arrows that go back with where they go to."""
    after, heads = {n.id: [] for n in nodes}, set()
    for source, target, _key in links:
        after[source].append(target)
        heads.add(target)
    starts = [n.id for n in nodes if n.kind == Kind.START or n.id not in heads]
    starts += [n.id for n in nodes]
    root = object()
    order = order_from(root, lambda k: starts if k is root else after[k])
    place = {key: number for number, key in enumerate(reversed(order))}
    back = {
        key: target for source, target, key in links if place[target] <= place[source]
    }
    column = dict.fromkeys(after, 0)
    into = {}
    for source, target, key in links:
        if key not in back:
            into.setdefault(target, []).append(source)
    for key in reversed(order):
        if key is not root and key in into:
            column[key] = max(column[source] for source in into[key]) + 1
    return column, back


def _slots(scope, chains):
    """The row inside its lane for each item: near what leads to it, none on another."""
    before = {}
    for chain in chains.values():
        for one, two in pairwise(chain):
            before.setdefault(two.key, []).append(one)
    columns = {}
    for item in scope.items.values():
        columns.setdefault(item.column, []).append(item)
    for number in sorted(columns):
        taken = set()
        wished = []
        for place, item in enumerate(columns[number]):
            same = [o.slot for o in before.get(item.key, ()) if o.band == item.band]
            wish = min(same) if same else 0
            wished.append((wish, isinstance(item.key, tuple), place, item))
        for wish, _passing, _place, item in sorted(wished, key=lambda w: w[:3]):
            slot = wish
            while (item.band, slot) in taken:
                slot += 1
            item.slot = slot
            taken.add((item.band, slot))


def _size(node):
    if node.kind in EVENTS:
        return EVENT
    return GATEWAY if node.kind in GATEWAYS else STEP


def _straight(points):
    """The corners of a line without those that lie on it."""
    kept = []
    for point in points:
        if len(kept) >= 2:
            (ax, ay), (bx, by) = kept[-2], kept[-1]
            level = abs(ay - by) < 0.5 and abs(by - point[1]) < 0.5
            upright = abs(ax - bx) < 0.5 and abs(bx - point[0]) < 0.5
            if level or upright:
                kept.pop()
        kept.append(point)
    return kept
