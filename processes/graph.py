"""A process map in memory, the same whatever it was drawn or typed in.

The words are those of BPMN 2.0 (ISO/IEC 19510): pools, lanes, flow nodes, sequence
flows, message flows, sub-processes, boundary events. Nothing here knows a file format,
a figure or a picture.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

LONGEST_NAME = 500


class Kind(StrEnum):
    """What a flow node is."""

    START = "start"
    END = "end"
    EVENT = "event"
    BOUNDARY = "boundary"
    TASK = "task"
    CALL = "call"
    SUBPROCESS = "subprocess"
    XOR = "xor"
    AND = "and"
    OR = "or"
    EVENT_BASED = "event_based"
    COMPLEX = "complex"


GATEWAYS = frozenset({Kind.XOR, Kind.AND, Kind.OR, Kind.EVENT_BASED, Kind.COMPLEX})
EVENTS = frozenset({Kind.START, Kind.END, Kind.EVENT, Kind.BOUNDARY})
ACTIVITIES = frozenset({Kind.TASK, Kind.CALL, Kind.SUBPROCESS})
AUTOMATED = frozenset({"service", "script", "business_rule"})
"""The types of task that a system does without people."""
QUIET = AUTOMATED | {"receive", "send"}
"""Tasks that take nobody's time unless somebody says so."""


class Box(NamedTuple):
    """A rectangle on the drawing, in its own units, y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def holds(self, point) -> bool:
        """Whether a point lies in it."""
        x, y = point
        return (
            self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height
        )


@dataclass(slots=True)
class Node:
    """A flow node: a step, an event or a gateway.

    `type` is the type of a task ("user", "service") or the trigger of an event
    ("message", "timer", "link"). `process` tells apart what is drawn in one file and
    has no pool: several processes, several pages. `parent` is the sub-process it stands
    in, `host` the activity that a boundary event sits on.
    """

    id: str
    name: str = ""
    kind: Kind = Kind.TASK
    type: str = ""
    pool: str = ""
    lane: str = ""
    process: str = ""
    parent: str = ""
    host: str = ""
    interrupting: bool = True
    by_event: bool = False
    compensation: bool = False
    repeats: bool = False
    collapsed: bool = False
    link: str = ""
    default: str = ""
    box: Box | None = None

    @property
    def scope(self) -> str:
        """What it is started with: its pool, or its process where it has none."""
        return self.pool or self.process


@dataclass(slots=True)
class Flow:
    """A sequence flow. `share` is how many of the cases take it, where the map says."""

    id: str
    source: str
    target: str
    name: str = ""
    conditional: bool = False
    share: float | None = None
    points: tuple = ()


@dataclass(slots=True)
class Lane:
    """A lane: who does the steps in it."""

    id: str
    name: str = ""
    pool: str = ""
    parent: str = ""
    box: Box | None = None


@dataclass(slots=True)
class Pool:
    """A participant; one without content is a black box."""

    id: str
    name: str = ""
    is_empty: bool = False
    box: Box | None = None


@dataclass(slots=True)
class Aside:
    """What is drawn and does not move a case: a document, a store, a remark."""

    id: str
    name: str = ""
    kind: str = "text"
    box: Box | None = None


@dataclass
class ProcessGraph:
    """A process map.

    `arrows_mean_all` says how several arrows out of one step are meant: BPMN means all
    of them, a flow chart means one. `warnings` are sentences about what was read with
    doubt, `loose` the arrows that are tied at one end only.
    """

    title: str = ""
    source: str = ""
    arrows_mean_all: bool = True
    pools: dict[str, Pool] = field(default_factory=dict)
    lanes: dict[str, Lane] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    messages: dict[str, Flow] = field(default_factory=dict)
    asides: list[Aside] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    warnings: list = field(default_factory=list)

    def outgoing(self) -> dict[str, list[Flow]]:
        """The sequence flows out of each node."""
        found = {key: [] for key in self.nodes}
        for flow in self.flows.values():
            found[flow.source].append(flow)
        return found

    def incoming(self) -> dict[str, list[Flow]]:
        """The sequence flows into each node."""
        found = {key: [] for key in self.nodes}
        for flow in self.flows.values():
            found[flow.target].append(flow)
        return found

    def holders(self) -> set[str]:
        """The sub-processes whose steps are on the map."""
        return {node.parent for node in self.nodes.values() if node.parent}

    def steps(self) -> list[Node]:
        """What somebody or something does, in the order of the file.

        A sub-process whose own steps are on the map is not a step beside them.
        """
        holders = self.holders()
        return [
            node
            for node in self.nodes.values()
            if node.kind in (Kind.TASK, Kind.CALL)
            or (node.kind == Kind.SUBPROCESS and node.id not in holders)
        ]

    def who(self, node: Node) -> str:
        """Who does a step: its lane, or the pool where it has none; no person."""
        for_task = node.kind == Kind.TASK and node.type in AUTOMATED
        lane, pool = self.lanes.get(node.lane), self.pools.get(node.pool)
        name = (lane.name if lane else "") or (pool.name if pool else "")
        return "" if for_task and not (lane and lane.name) else name

    def counts(self) -> dict[str, int]:
        """How much is on the map; steps are all activities, sub-processes too."""
        return {
            "flow_nodes": len(self.nodes),
            "flows": len(self.flows),
            "steps": sum(n.kind in ACTIVITIES for n in self.nodes.values()),
            "pools": len(self.pools),
            "lanes": len(self.lanes),
        }

    def label(self, node_id: str) -> str:
        """How a sentence names a node: by name, or by what stands around it."""
        node = self.nodes.get(node_id)
        if node is None:
            return node_id
        if node.name:
            return node.name
        for flow in self.flows.values():
            if flow.target == node_id and self.nodes[flow.source].name:
                return self.nodes[flow.source].name
        return node_id

    def shown(self) -> list[Node]:
        """The nodes that a drawing shows: not those inside a closed sub-process."""
        return [node for node in self.nodes.values() if not self._is_hidden(node)]

    def _is_hidden(self, node) -> bool:
        seen = set()
        while node.parent and node.parent in self.nodes and node.parent not in seen:
            seen.add(node.parent)
            holder = self.nodes[node.parent]
            if holder.collapsed and node.box is None:
                return True
            node = holder
        return False

    def copy(self) -> "ProcessGraph":
        """Another one, whose parts can be changed without changing this one."""
        return replace(
            self,
            pools={k: replace(v) for k, v in self.pools.items()},
            lanes={k: replace(v) for k, v in self.lanes.items()},
            nodes={k: replace(v) for k, v in self.nodes.items()},
            flows={k: replace(v) for k, v in self.flows.items()},
            messages={k: replace(v) for k, v in self.messages.items()},
            asides=[replace(a) for a in self.asides],
            pages=list(self.pages),
            loose=list(self.loose),
            warnings=list(self.warnings),
        )


def tidy(text) -> str:
    """A name as one line of bounded length, without control signs."""
    start = str(text or "")[: LONGEST_NAME * 8]
    cleaned = "".join(c if c.isprintable() else " " for c in start)
    return " ".join(cleaned.split())[:LONGEST_NAME]


def fresh_id(wanted: str, taken) -> str:
    """An id that is not taken: the wanted one, or that with a number."""
    if wanted and wanted not in taken:
        return wanted
    number = 2
    while f"{wanted or 'x'}-{number}" in taken:
        number += 1
    return f"{wanted or 'x'}-{number}"
