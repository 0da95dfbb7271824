"""BPMN 2.0, read from a stream of elements: no tree is kept, nothing is expanded.

Only what moves a case or is drawn is read. Whatever stands in extension elements is
passed by. The order of elements does not matter: arrows may come before their steps.
"""

from django.utils.translation import gettext_lazy as _

from processes.graph import (
    Aside,
    Box,
    Flow,
    Kind,
    Lane,
    Node,
    Pool,
    ProcessGraph,
    tidy,
)
from processes.reading import limits
from processes.reading.shares import share_in
from processes.wording import said

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
SHAPE, EDGE = f"{{{DIAGRAM}}}BPMNShape", f"{{{DIAGRAM}}}BPMNEdge"
LABEL, PLANE = f"{{{DIAGRAM}}}BPMNLabel", f"{{{DIAGRAM}}}BPMNPlane"
ROOT = f"{{{MODEL}}}definitions"
GAP_BETWEEN_PLANES = 60

ACTIVITIES = {
    "task": "",
    "userTask": "user",
    "manualTask": "manual",
    "serviceTask": "service",
    "scriptTask": "script",
    "businessRuleTask": "business_rule",
    "sendTask": "send",
    "receiveTask": "receive",
    "choreographyTask": "choreography",
}
OTHERS = {
    "callActivity": Kind.CALL,
    "callChoreography": Kind.CALL,
    "subProcess": Kind.SUBPROCESS,
    "transaction": Kind.SUBPROCESS,
    "adHocSubProcess": Kind.SUBPROCESS,
    "subChoreography": Kind.SUBPROCESS,
    "startEvent": Kind.START,
    "endEvent": Kind.END,
    "implicitThrowEvent": Kind.EVENT,
    "intermediateCatchEvent": Kind.EVENT,
    "intermediateThrowEvent": Kind.EVENT,
    "boundaryEvent": Kind.BOUNDARY,
    "exclusiveGateway": Kind.XOR,
    "parallelGateway": Kind.AND,
    "inclusiveGateway": Kind.OR,
    "eventBasedGateway": Kind.EVENT_BASED,
    "complexGateway": Kind.COMPLEX,
}
TRIGGERS = {
    "messageEventDefinition": "message",
    "timerEventDefinition": "timer",
    "linkEventDefinition": "link",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "signalEventDefinition": "signal",
    "conditionalEventDefinition": "conditional",
    "compensateEventDefinition": "compensation",
    "terminateEventDefinition": "terminate",
    "cancelEventDefinition": "cancel",
}
ASIDES = {
    "dataObjectReference": "document",
    "dataObject": "document",
    "dataInput": "document",
    "dataOutput": "document",
    "dataStoreReference": "store",
    "textAnnotation": "text",
}
NODE_TAGS = {
    **{f"{{{MODEL}}}{tag}": (Kind.TASK, type_) for tag, type_ in ACTIVITIES.items()},
    **{f"{{{MODEL}}}{tag}": (kind, "") for tag, kind in OTHERS.items()},
}
TRIGGER_TAGS = {f"{{{MODEL}}}{tag}": type_ for tag, type_ in TRIGGERS.items()}
ASIDE_TAGS = {f"{{{MODEL}}}{tag}": kind for tag, kind in ASIDES.items()}


def _tag(name):
    return f"{{{MODEL}}}{name}"


PROCESS, PARTICIPANT = _tag("process"), _tag("participant")
SEQUENCE_FLOW, MESSAGE_FLOW = _tag("sequenceFlow"), _tag("messageFlow")
CONDITION, LANE, LANE_REF = (
    _tag("conditionExpression"),
    _tag("lane"),
    _tag("flowNodeRef"),
)
EXTENSIONS, COLLABORATION = _tag("extensionElements"), _tag("collaboration")
CHOREOGRAPHY = _tag("choreography")
LOOPS = {_tag("standardLoopCharacteristics"), _tag("multiInstanceLoopCharacteristics")}
REMARK = _tag("text")


def read(content: bytes) -> ProcessGraph:
    """The map of a BPMN file; Unreadable says what is wrong with it."""
    limits.check_size(content, limits.MOST_XML_BYTES)
    reader, recoded = limits.parse(content, _Reader)
    graph = reader.whole()
    if recoded:
        graph.warnings.append(
            _("The letters were not written as declared; check the accents.")
        )
    return graph


class _Reader(limits.Target):
    """Collects while the elements stream by; `whole` ties the ends together."""

    def __init__(self):
        super().__init__()
        self.graph = ProcessGraph(source="bpmn")
        self.skip = 0
        self.scopes = []
        self.node = None
        self.flow = None
        self.lanes = []
        self.members = {}
        self.shape = None
        self.edge = None
        self.in_label = 0
        self.plane = -1
        self.shapes, self.edges = {}, {}
        self.processes, self.pool_of = {}, {}
        self.aside = None
        self.taken_ids = set()
        self.doubles = []

    # The stream

    def opened(self, tag, attributes):
        """An element opens."""
        if self.count == 1 and tag != ROOT:
            raise limits.unreadable(
                _("This file is XML, but not a BPMN 2.0 map: it starts with {tag}."),
                tag=tidy(tag.rpartition("}")[2])[:60],
            )
        if self.skip:
            self.skip += 1
            return
        if tag == EXTENSIONS:
            self.skip = 1
        elif tag in NODE_TAGS:
            self._open_node(tag, attributes)
        elif tag == SEQUENCE_FLOW:
            self._open_flow(attributes)
        elif tag in (SHAPE, EDGE):
            self._open_drawn(tag, attributes)
        elif tag == BOUNDS:
            if self.shape and not self.in_label:
                self._place(attributes)
        elif tag == WAYPOINT:
            if self.edge and not self.in_label:
                self._bend(attributes)
        elif tag == LABEL:
            self.in_label += 1
        elif tag in (LANE_REF, REMARK):
            self.keep()
        elif tag == LANE:
            self._open_lane(attributes)
        elif tag in TRIGGER_TAGS:
            self._trigger(TRIGGER_TAGS[tag], attributes)
        elif tag == PLANE:
            self.plane += 1
            self.graph.pages.append(attributes.get("bpmnElement", ""))
        elif tag == CONDITION:
            if self.flow:
                self.flow.conditional = True
        elif tag in LOOPS:
            if self.node:
                self.node.repeats = True
        elif tag == PARTICIPANT:
            self._pool(attributes)
        elif tag == MESSAGE_FLOW:
            self._message(attributes)
        elif tag in (PROCESS, CHOREOGRAPHY):
            self._open_process(attributes)
        elif tag in ASIDE_TAGS:
            self._open_aside(tag, attributes)
        elif tag in (ROOT, COLLABORATION):
            self.graph.title = self.graph.title or tidy(attributes.get("name"))

    def closed(self, tag):
        """An element closes."""
        if self.skip:
            self.skip -= 1
        elif tag in NODE_TAGS:
            self.scopes.pop()
            self.node = self.scopes[-1] if self.scopes else None
            self.node = self.node if isinstance(self.node, Node) else None
        elif tag == SEQUENCE_FLOW:
            self.flow = None
        elif tag == LANE_REF:
            if self.lanes:
                self.members[self.taken().strip()] = self.lanes[-1].id
        elif tag == REMARK:
            text = tidy(self.taken())
            if self.aside:
                self.aside.name = text
        elif tag == LANE:
            self.lanes.pop()
        elif tag in (SHAPE, EDGE):
            self.shape = self.edge = None
        elif tag == LABEL:
            self.in_label -= 1
        elif tag in (PROCESS, CHOREOGRAPHY):
            self.scopes.pop()
        elif tag in ASIDE_TAGS:
            self.aside = None

    def _id(self, attributes, stem):
        """The id of an element; a second one of the same id gets its own."""
        wanted = attributes.get("id") or ""
        found = wanted
        if not wanted or wanted in self.taken_ids:
            # the count of elements makes it new without a search
            found = f"{wanted or stem}-{self.count}"
            while found in self.taken_ids:
                found += "-"
            if wanted and len(self.doubles) < 10:
                self.doubles.append(wanted)
        self.taken_ids.add(found)
        return found

    def _open_process(self, attributes):
        key = attributes.get("id", "")
        self.processes.setdefault(key, tidy(attributes.get("name")))
        self.scopes.append(key)

    def _open_node(self, tag, attributes):
        kind, type_ = NODE_TAGS[tag]
        inside = self.scopes[-1] if self.scopes else ""
        node = Node(
            self._id(attributes, tag.rpartition("}")[2]),
            tidy(attributes.get("name")),
            kind,
            type_,
        )
        if isinstance(inside, Node):
            node.parent, node.pool = inside.id, inside.pool
            node.process = inside.process
        else:
            node.pool = node.process = inside
        node.default = attributes.get("default", "")
        node.compensation = attributes.get("isForCompensation") == "true"
        if kind == Kind.SUBPROCESS:
            node.by_event = attributes.get("triggeredByEvent") == "true"
        elif kind == Kind.BOUNDARY:
            node.host = attributes.get("attachedToRef", "")
            node.interrupting = attributes.get("cancelActivity") != "false"
        elif kind == Kind.START:
            node.interrupting = attributes.get("isInterrupting") != "false"
        self.graph.nodes[node.id] = node
        self.scopes.append(node)
        self.node = node

    def _open_flow(self, attributes):
        name = tidy(attributes.get("name"))
        flow = Flow(
            self._id(attributes, "flow"),
            attributes.get("sourceRef", ""),
            attributes.get("targetRef", ""),
            name,
            share=share_in(name),
        )
        self.flow = self.graph.flows[flow.id] = flow

    def _open_lane(self, attributes):
        holder = next((s for s in self.scopes if isinstance(s, str)), "")
        lane = Lane(
            self._id(attributes, "lane"),
            tidy(attributes.get("name")),
            holder,
            self.lanes[-1].id if self.lanes else "",
        )
        self.graph.lanes[lane.id] = lane
        self.lanes.append(lane)

    def _pool(self, attributes):
        pool = Pool(self._id(attributes, "pool"), tidy(attributes.get("name")))
        self.graph.pools[pool.id] = pool
        if attributes.get("processRef"):
            reference = attributes["processRef"].rpartition(":")[2]
            self.pool_of.setdefault(reference, pool.id)

    def _message(self, attributes):
        flow = Flow(
            self._id(attributes, "message"),
            attributes.get("sourceRef", ""),
            attributes.get("targetRef", ""),
            tidy(attributes.get("name")),
        )
        self.graph.messages[flow.id] = flow

    def _trigger(self, type_, attributes):
        if self.node is None:
            return
        if not self.node.type:
            self.node.type = type_
        if type_ == "link":
            self.node.link = tidy(attributes.get("name")) or self.node.name
        if type_ == "compensation" and self.node.kind == Kind.BOUNDARY:
            self.node.compensation = True

    def _open_aside(self, tag, attributes):
        kind = ASIDE_TAGS[tag]
        self.aside = Aside(attributes.get("id", ""), tidy(attributes.get("name")), kind)
        self.graph.asides.append(self.aside)

    # The drawing

    def _open_drawn(self, tag, attributes):
        about = attributes.get("bpmnElement", "").rpartition(":")[2]
        if tag == SHAPE:
            self.shape = (about, attributes.get("isExpanded"))
        else:
            self.edge = about
            self.edges[about] = (self.plane, [])

    def _place(self, attributes):
        about, expanded = self.shape
        box = _box(attributes)
        if box and about not in self.shapes:
            self.shapes[about] = (self.plane, box, expanded)

    def _bend(self, attributes):
        point = _numbers(attributes, "x", "y")
        if point:
            self.edges[self.edge][1].append(point)

    # The whole

    def whole(self) -> ProcessGraph:
        """Tie lanes, pools, arrows and drawing together."""
        graph = self.graph
        self._tie_pools()
        self._tie_drawing()
        self._tie_lanes()
        self._tie_arrows()
        if self.doubles:
            graph.warnings.append(
                said(
                    _("The id {id} stands twice in this file; both are kept."),
                    id=tidy(self.doubles[0])[:80],
                )
            )
        if not graph.nodes:
            graph.warnings.append(_("This map has no steps in it."))
        graph.title = graph.title or next(filter(None, self.processes.values()), "")
        return graph

    def _tie_pools(self):
        graph, pool_of = self.graph, self.pool_of
        for part in (*graph.nodes.values(), *graph.lanes.values()):
            part.pool = pool_of.get(part.pool, "")
        filled = {node.pool for node in graph.nodes.values()}
        for pool in graph.pools.values():
            pool.is_empty = pool.id not in filled

    def _tie_drawing(self):
        offsets = self._offsets()
        graph = self.graph
        drawn = (graph.nodes, graph.lanes, graph.pools)
        asides = {aside.id: aside for aside in graph.asides}
        for key, (plane, box, expanded) in self.shapes.items():
            part = next((d[key] for d in drawn if key in d), asides.get(key))
            if part is None:
                continue
            part.box = box._replace(y=box.y + offsets.get(plane, 0))
            if isinstance(part, Node) and part.kind == Kind.SUBPROCESS:
                part.collapsed = expanded == "false"
        for key, found in self.edges.items():
            flow = graph.flows.get(key) or graph.messages.get(key)
            if flow and found:
                plane, points = found
                down = offsets.get(plane, 0)
                flow.points = tuple((x, y + down) for x, y in points)
        graph.asides = [aside for aside in graph.asides if aside.box]

    def _offsets(self):
        """How far down each plane is drawn, so that one stands under the other."""
        spans = {}
        for plane, box, _expanded in self.shapes.values():
            low, high = spans.get(plane, (box.y, box.y + box.height))
            spans[plane] = (min(low, box.y), max(high, box.y + box.height))
        offsets, below = {}, None
        for plane in sorted(spans):
            low, high = spans[plane]
            down = 0 if below is None else below + GAP_BETWEEN_PLANES - low
            offsets[plane] = down
            below = high + down
        return offsets

    def _tie_lanes(self):
        graph = self.graph
        lanes = graph.lanes.values()
        leaves = {lane.id for lane in lanes} - {lane.parent for lane in lanes}
        limits.check_shapes(0, len(leaves))
        boxed = [lane for lane in lanes if lane.box is not None and lane.id in leaves]
        for node in graph.nodes.values():
            node.lane = self.members.get(node.id, "")
        for node in graph.nodes.values():
            holder = node
            while not holder.lane and holder.parent in graph.nodes:
                holder = graph.nodes[holder.parent]
            if holder is not node:
                node.lane = node.lane or holder.lane
            if (not node.lane or node.lane not in leaves) and node.box and boxed:
                middle = node.box.centre
                node.lane = next(
                    (
                        lane.id
                        for lane in boxed
                        if lane.box.holds(middle) and lane.pool == node.pool
                    ),
                    node.lane,
                )
            if not node.lane and node.host in graph.nodes:
                node.lane = graph.nodes[node.host].lane

    def _tie_arrows(self):
        graph = self.graph
        for key, flow in list(graph.flows.items()):
            if flow.source not in graph.nodes or flow.target not in graph.nodes:
                graph.loose.append(flow.name or key)
                del graph.flows[key]
        ends = graph.nodes.keys() | graph.pools.keys()
        for key, flow in list(graph.messages.items()):
            if flow.source not in ends or flow.target not in ends:
                graph.loose.append(flow.name or key)
                del graph.messages[key]
        for node in graph.nodes.values():
            if node.kind == Kind.BOUNDARY and node.host not in graph.nodes:
                node.kind = Kind.EVENT


def _numbers(attributes, *names):
    try:
        found = tuple(float(attributes[name]) for name in names)
    except (KeyError, ValueError):
        return None
    return found if all(abs(n) < 1e7 for n in found) else None


def _box(attributes):
    found = _numbers(attributes, "x", "y", "width", "height")
    return Box(*found) if found and found[2] >= 0 and found[3] >= 0 else None
