"""A process typed as a table of steps, and the map that it makes.

A row has a number, a name, who does it and what comes next: `3` for one step,
`3 80%, 2 20%` for a choice with shares, `3 + 4` for steps side by side, `3 60% | 4 50%`
for any of several, `end` for the end, nothing for the row below. What a way is called
stands in quotes: `3 "yes" 80%`. The map gets the gateways that the table means, and a
gateway that waits where parallel steps meet. A table with rows for parallel gateways
says itself where paths wait.
"""

import re
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from processes.dominance import dominators, reached
from processes.graph import (
    GATEWAYS,
    Flow,
    Kind,
    Lane,
    Node,
    Pool,
    ProcessGraph,
    fresh_id,
    tidy,
)
from processes.reading import limits
from processes.wording import said

MOST_ROWS = 5_000
LONGEST_NEXT = 2_000
END_WORDS = {"end", "fin", "ende", "stop", "-"}
STOPS = "stops"
"""What follows a step after which the map goes no further, without an end."""
KEYS = uuid.UUID("8a1f7b1e-6f0c-4d0a-9d57-0b7f3f1c2d5e")
SHARE = re.compile(r"^(.*?)[\s(]*(\d{1,3}(?:[.]\d+)?)\s*%\s*\)?$")
QUOTED = re.compile(r"[\"“]([^\"“”]*)[\"”]")
OUTSIDE_QUOTES = r"(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"
COMMA_SHARE = re.compile(r"(\s\d{1,3}),(\d+\s*%)")
KINDS = {
    "": Kind.TASK,
    "step": Kind.TASK,
    "start": Kind.START,
    "end": Kind.END,
    "event": Kind.EVENT,
    "exception": Kind.BOUNDARY,
    "sub-process": Kind.SUBPROCESS,
    "call": Kind.CALL,
    "choice": Kind.XOR,
    "side by side": Kind.AND,
    "any of": Kind.OR,
    "what comes first": Kind.EVENT_BASED,
    "complex": Kind.COMPLEX,
}
WAITING = frozenset({Kind.AND, Kind.OR})
WORD_OF = {kind: word for word, kind in KINDS.items() if word}


@dataclass
class Row:
    """One row of the table.

    `key` is the lasting id of the step: it never comes from the number, which is used
    again when rows move. `on` is the number of the step that an exception belongs to,
    `part_of` that of the sub-process around, `sends` where a message goes to.
    """

    no: str
    name: str = ""
    who: str = ""
    next: str = ""
    kind: str = ""
    type: str = ""
    key: str = ""
    pool: str = ""
    on: str = ""
    part_of: str = ""
    sends: str = ""
    goes_on: bool = False
    repeats: bool = False
    outside: bool = False
    process: str = ""


@dataclass(frozen=True)
class Way:
    """One way on: the numbers that follow together, and its share."""

    to: tuple[str, ...]
    share: float | None = None
    name: str = ""


def ways(text: str) -> tuple[str, list[Way]]:
    """What follows, as "one" of several ways or "any" of them."""
    text = str(text or "").strip().replace("“", '"').replace("”", '"')
    text = COMMA_SHARE.sub(r"\1.\2", text[:LONGEST_NEXT])
    sign = "any" if re.search(r"\|" + OUTSIDE_QUOTES, text) else "one"
    found = []
    between = r"[,;]" if sign == "one" else r"\|"
    for part in re.split(between + OUTSIDE_QUOTES, text):
        named = QUOTED.search(part)
        part = QUOTED.sub(" ", part).strip()
        if not part:
            continue
        match = SHARE.match(part)
        share = float(match[2]) / 100 if match else None
        refs = (match[1] if match else part).split("+")
        refs = tuple(tidy(ref).rstrip(".") for ref in refs if ref.strip())
        if refs:
            found.append(Way(refs, share, tidy(named[1]) if named else ""))
    return sign, found


def key_of(name, who, taken) -> str:
    """A lasting id for a new step: from its name and role, never from its number."""
    number = 1
    while True:
        text = f"{name.casefold()}\n{who.casefold()}\n{number}"
        key = f"s-{uuid.uuid5(KEYS, text).hex[:16]}"
        if key not in taken:
            return key
        number += 1


def build(rows: list[Row], title: str = "") -> ProcessGraph:
    """The map of a table; Unreadable names the row that is wrong."""
    return _Builder(rows, title).graph


class _Builder:
    """Rows become nodes, what follows becomes gateways and arrows."""

    def __init__(self, rows, title):
        self.rows = [row for row in rows if row.name or row.kind or row.no]
        if not self.rows:
            raise limits.unreadable(_("This table has no steps."))
        if len(self.rows) > MOST_ROWS:
            raise limits.unreadable(
                _("This table has more than {limit} steps. Split it."), limit=MOST_ROWS
            )
        self.graph = ProcessGraph(title=title, source="steps", arrows_mean_all=False)
        self.by_no = {}
        self.end = {}
        self.splits = []
        self._nodes()
        for number, row in enumerate(self.rows):
            below = self.rows[number + 1] if number + 1 < len(self.rows) else None
            self._row(row, below)
        self._start()
        if not any(KINDS[row.kind] in WAITING for row in self.rows):
            self._join()

    def _nodes(self):
        taken = {row.key for row in self.rows if row.key}
        if len(taken) < sum(bool(row.key) for row in self.rows):
            raise limits.unreadable(_("Two rows of this table are the same step."))
        for place, row in enumerate(self.rows, 1):
            row.no = tidy(row.no).rstrip(".") or str(place)
            row.name, row.who = tidy(row.name), tidy(row.who)
            row.kind = row.kind.casefold().strip()
            if row.kind not in KINDS:
                raise limits.unreadable(
                    _("Row {no}: “{kind}” is no kind of step. Leave it empty."),
                    no=row.no,
                    kind=tidy(row.kind)[:60],
                )
            if row.no in self.by_no:
                raise limits.unreadable(
                    _("The number {no} stands twice. Give each row its own."), no=row.no
                )
            if not row.key:
                row.key = key_of(row.name, row.who, taken)
                taken.add(row.key)
            self.by_no[row.no] = row
            pool = self._pool(row)
            kind = KINDS[row.kind]
            self.graph.nodes[row.key] = Node(
                row.key,
                row.name,
                kind,
                row.type,
                pool=pool,
                lane=self._lane(pool, row.who),
                process=row.process,
                interrupting=not row.goes_on,
                by_event=row.outside and kind == Kind.SUBPROCESS,
                compensation=row.outside and kind != Kind.SUBPROCESS,
                repeats=row.repeats,
                link=row.name if row.type == "link" else "",
            )
        for row in self.rows:
            node = self.graph.nodes[row.key]
            node.parent = self._key(row, row.part_of) if row.part_of else ""
            node.host = self._key(row, row.on) if row.on else ""
            if node.kind == Kind.BOUNDARY and not node.host:
                raise limits.unreadable(
                    _("Row {no}: say which step this exception belongs to."), no=row.no
                )

    def _pool(self, row):
        name = row.pool
        if not name and row.process:
            return ""
        key = f"pool-{tidy(name)}" if name else "pool"
        if key not in self.graph.pools:
            self.graph.pools[key] = Pool(key, tidy(name))
        return key

    def _lane(self, pool, who):
        if not who:
            return ""
        for lane in self.graph.lanes.values():
            if lane.pool == pool and lane.name == who:
                return lane.id
        key = f"lane-{len(self.graph.lanes) + 1}"
        self.graph.lanes[key] = Lane(key, who, pool)
        return key

    def _key(self, row, ref):
        found = self.by_no.get(tidy(ref).rstrip("."))
        if found is None:
            raise limits.unreadable(
                _("Row {no}, “{name}”: there is no row {ref} to go to."),
                no=row.no,
                name=row.name,
                ref=tidy(ref)[:60],
            )
        return found.key

    def _target(self, row, ref):
        if ref.casefold() in END_WORDS and ref not in self.by_no:
            return self._end(row)
        return self._key(row, ref)

    def _end(self, row):
        node = self.graph.nodes[row.key]
        place = (node.scope, node.parent)
        if place not in self.end:
            key = fresh_id("end", self.graph.nodes)
            self.graph.nodes[key] = Node(
                key,
                "",
                Kind.END,
                pool=node.pool,
                lane=node.lane,
                process=node.process,
                parent=node.parent,
            )
            self.end[place] = key
        return self.end[place]

    def _flow(self, source, target, share=None, name=""):
        key = fresh_id(f"{source}-{target}", self.graph.flows)
        self.graph.flows[key] = Flow(key, source, target, name, share=share)
        return key

    def _gateway(self, row, kind, stem):
        node = self.graph.nodes[row.key]
        key = fresh_id(f"{row.key}-{stem}", self.graph.nodes)
        self.graph.nodes[key] = Node(
            key,
            "",
            kind,
            pool=node.pool,
            lane=node.lane,
            process=node.process,
            parent=node.parent,
        )
        return key

    def _row(self, row, below):
        node = self.graph.nodes[row.key]
        for ref in re.split(r"[,;+]", row.sends):
            if ref.strip():
                target = self._key(row, ref)
                key = fresh_id(f"{row.key}-to-{target}", self.graph.messages)
                self.graph.messages[key] = Flow(key, row.key, target)
        if node.kind == Kind.END and not row.next.strip():
            return
        sign, found = ways(row.next)
        if row.next.casefold().strip() == STOPS and STOPS not in self.by_no:
            return
        if not found:
            follows = (
                below is not None
                and KINDS[below.kind] != Kind.BOUNDARY
                and (below.part_of, below.pool) == (row.part_of, row.pool)
                and below.process == row.process
            )
            if follows:
                self._flow(row.key, below.key)
            elif node.kind not in GATEWAYS:
                self._flow(row.key, self._end(row))
            return
        if node.kind in GATEWAYS:
            for way in found:
                for ref in way.to:
                    self._flow(row.key, self._target(row, ref), way.share, way.name)
            return
        start = row.key
        if len(found) > 1 or found[0].share is not None:
            kind = Kind.OR if sign == "any" else Kind.XOR
            start = self._gateway(row, kind, "choice")
            self._flow(row.key, start)
            if kind == Kind.OR:
                self.splits.append(start)
        for way in found:
            self._way(row, start, way)

    def _way(self, row, start, way):
        if len(way.to) == 1:
            self._flow(start, self._target(row, way.to[0]), way.share, way.name)
            return
        split = self._gateway(row, Kind.AND, "split")
        self._flow(start, split, way.share, way.name)
        self.splits.append(split)
        for ref in way.to:
            self._flow(split, self._target(row, ref))

    def _start(self):
        graph = self.graph
        if any(
            node.kind == Kind.START and not node.parent for node in graph.nodes.values()
        ):
            return
        first = next((row for row in self.rows if not row.part_of and not row.on), None)
        if first is None:
            return
        node = graph.nodes[first.key]
        key = fresh_id("start", graph.nodes)
        nodes = {key: Node(key, "", Kind.START, "", node.pool, node.lane, node.process)}
        graph.nodes = nodes | graph.nodes
        flows = graph.flows
        graph.flows = {}
        self._flow(key, first.key)
        graph.flows |= flows

    # Where parallel steps meet

    def _join(self):
        """Add a gateway that waits where the branches of a split all meet again."""
        if not self.splits:
            return
        graph = self.graph
        last = object()
        before = {key: [] for key in graph.nodes}
        for flow in graph.flows.values():
            before[flow.target].append(flow.source)
        goes = {flow.source for flow in graph.flows.values()}
        stops = [key for key in graph.nodes if key not in goes]
        meets = dominators(last, lambda n: stops if n is last else before[n])
        regions = {}
        after = graph.outgoing()
        for split in self.splits:
            meeting = meets.get(split)
            if meeting is None or meeting is last:
                continue
            inside = reached(
                [flow.target for flow in after[split]],
                lambda n: [flow.target for flow in after[n]],
                stop={meeting, split},
            )
            regions[split] = (len(inside), meeting)
        for split in sorted(regions, key=lambda s: regions[s][0]):
            self._join_one(split, regions[split][1])

    def _join_one(self, split, meeting):
        graph = self.graph
        after, into = graph.outgoing(), graph.incoming()[meeting]
        branches = []
        for flow in after[split]:
            inside = reached(
                [flow.target],
                lambda n: [f.target for f in after[n]],
                stop={meeting, split},
            )
            direct = [flow] if flow.target == meeting else []
            branches.append(direct or [f for f in into if f.source in inside])
        counted = [flow.id for branch in branches for flow in branch]
        if len(counted) != len(set(counted)) or not all(branches):
            graph.warnings.append(
                said(
                    _(
                        "The parallel steps after “{name}” cross; check where they "
                        "wait."
                    ),
                    name=self._named(split),
                )
            )
            return
        node, target = graph.nodes[split], graph.nodes[meeting]
        join = fresh_id(f"{split}-join", graph.nodes)
        graph.nodes[join] = Node(
            join,
            "",
            node.kind,
            pool=target.pool,
            lane=target.lane,
            process=target.process,
            parent=target.parent,
        )
        for branch in branches:
            end = join
            if len(branch) > 1:
                end = fresh_id(f"{split}-merge", graph.nodes)
                graph.nodes[end] = Node(
                    end,
                    "",
                    Kind.XOR,
                    pool=target.pool,
                    lane=target.lane,
                    process=target.process,
                    parent=target.parent,
                )
                self._flow(end, join)
            for flow in branch:
                flow.target = end
        self._flow(join, meeting)

    def _named(self, split):
        return next((row.name for row in self.rows if split.startswith(row.key)), split)
