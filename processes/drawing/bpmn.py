"""A map written as BPMN 2.0 with its places, for the drawing editor and for download.

What was typed, or drawn elsewhere, can be opened by any tool of BPMN. Ids stay as they
are wherever XML allows it, so that a step is known again when it comes back.
"""

import re
from collections import Counter
from xml.sax.saxutils import quoteattr

from processes.drawing.layout import placed
from processes.graph import EVENTS, GATEWAYS, Kind, fresh_id

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
NAMESPACES = (
    f'xmlns="{MODEL}" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'targetNamespace="urn:maillon:process"'
)
NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TASKS = {
    "user": "userTask",
    "manual": "manualTask",
    "service": "serviceTask",
    "script": "scriptTask",
    "business_rule": "businessRuleTask",
    "send": "sendTask",
    "receive": "receiveTask",
}
TAGS = {
    Kind.START: "startEvent",
    Kind.END: "endEvent",
    Kind.BOUNDARY: "boundaryEvent",
    Kind.CALL: "callActivity",
    Kind.SUBPROCESS: "subProcess",
    Kind.XOR: "exclusiveGateway",
    Kind.AND: "parallelGateway",
    Kind.OR: "inclusiveGateway",
    Kind.EVENT_BASED: "eventBasedGateway",
    Kind.COMPLEX: "complexGateway",
}
TRIGGERS = {
    "message": "messageEventDefinition",
    "timer": "timerEventDefinition",
    "link": "linkEventDefinition",
    "error": "errorEventDefinition",
    "escalation": "escalationEventDefinition",
    "signal": "signalEventDefinition",
    "conditional": "conditionalEventDefinition",
    "compensation": "compensateEventDefinition",
    "terminate": "terminateEventDefinition",
    "cancel": "cancelEventDefinition",
}


def written(graph) -> bytes:
    """The map as a file of BPMN 2.0; laid out first where it has no places."""
    return _Writer(placed(graph)).text.encode()


class _Writer:
    def __init__(self, graph):
        self.graph = graph
        self.ids, self.taken = {}, set()
        for parts in (
            *(graph.pools, graph.lanes, graph.nodes, graph.flows, graph.messages),
        ):
            for key in parts:
                self.ids[key] = self._id(key)
        self.inside, self.flows = {}, {}
        for node in graph.nodes.values():
            holder = node.parent if node.parent in graph.nodes else ""
            self.inside.setdefault(holder or ("", node.scope), []).append(node)
        for flow in graph.flows.values():
            source = graph.nodes[flow.source]
            holder = source.parent if source.parent in graph.nodes else ""
            self.flows.setdefault(holder or ("", source.scope), []).append(flow)
        self.counts = Counter(flow.source for flow in graph.flows.values())
        self.lines = ['<?xml version="1.0" encoding="UTF-8"?>']
        self._write()
        self.text = "\n".join(self.lines) + "\n"

    def _id(self, key):
        wanted = key if NCNAME.fullmatch(key) else "id-" + re.sub(r"[^\w.-]", "_", key)
        if not wanted.isascii():
            wanted = "id-" + wanted.encode("ascii", "replace").decode().replace(
                "?", "_"
            )
        found = fresh_id(wanted, self.taken)
        self.taken.add(found)
        return found

    def _add(self, tag, end="/", **attributes):
        parts = [
            f"{name.rstrip('_')}={quoteattr(NOT_XML.sub('', str(value)))}"
            for name, value in attributes.items()
            if value not in ("", None)
        ]
        self.lines.append(f"<{' '.join([tag, *parts])}{end}>")

    def _write(self):
        graph = self.graph
        self.lines.append(f"<definitions {NAMESPACES}>")
        scopes = dict.fromkeys(
            [
                *(pool.id for pool in graph.pools.values() if not pool.is_empty),
                *(node.scope for node in graph.nodes.values() if not node.parent),
            ]
        )
        processes = {
            scope: fresh_id(f"process-{number}", self.taken)
            for number, scope in enumerate(scopes, 1)
        }
        self.first_loose = next((s for s in scopes if s not in graph.pools), None)
        self.plane = next(iter(processes.values()), "process-1")
        if graph.pools:
            self.plane = fresh_id("collaboration-1", self.taken)
            self._add("collaboration", "", id=self.plane)
            for pool in graph.pools.values():
                self._add(
                    "participant",
                    id=self.ids[pool.id],
                    name=pool.name,
                    processRef=processes.get(pool.id),
                )
            for flow in graph.messages.values():
                self._arrow("messageFlow", flow)
            self.lines.append("</collaboration>")
        for scope, key in processes.items():
            self._add("process", "", id=key, name=graph.title, isExecutable="false")
            self._lanes(scope, key)
            self._content(("", scope))
            self.lines.append("</process>")
        if not processes:
            self._add("process", id=self.plane, isExecutable="false")
        self._drawing()
        self.lines.append("</definitions>")

    def _lanes(self, scope, key):
        lanes = [x for x in self.graph.lanes.values() if self._is_in(x, scope)]
        if not lanes:
            return
        self._add("laneSet", "", id=fresh_id(f"lanes-{key}", self.taken))
        for lane in lanes:
            self._add("lane", "", id=self.ids[lane.id], name=lane.name)
            for node in self.graph.nodes.values():
                if node.lane == lane.id and not node.parent:
                    self.lines.append(f"<flowNodeRef>{self.ids[node.id]}</flowNodeRef>")
            self.lines.append("</lane>")
        self.lines.append("</laneSet>")

    def _is_in(self, lane, scope):
        """Whether a lane belongs to a pool, or to a process that has none."""
        if lane.pool or scope in self.graph.pools:
            return lane.pool == scope
        scopes = [
            n.scope
            for n in self.graph.nodes.values()
            if n.lane == lane.id and not n.pool
        ]
        return scope in scopes or (not scopes and scope == self.first_loose)

    def _content(self, holder):
        for node in self.inside.get(holder, ()):
            self._node(node)
        for flow in self.flows.get(holder, ()):
            self._arrow("sequenceFlow", flow)

    def _arrow(self, tag, flow):
        name = flow.name
        if flow.share is not None and "%" not in name:
            name = f"{name} {round(flow.share * 100, 2):g}%".strip()
        condition = tag == "sequenceFlow" and self._is_conditional(flow)
        self._add(
            tag,
            "" if condition else "/",
            id=self.ids[flow.id],
            name=name,
            sourceRef=self.ids[flow.source],
            targetRef=self.ids[flow.target],
        )
        if condition:
            self.lines.append("<conditionExpression/></sequenceFlow>")

    def _is_conditional(self, flow):
        """Whether a case takes an arrow on a condition only.

        In a flow chart that holds for several arrows out of one step; BPMN would send
        the case along all of them.
        """
        source = self.graph.nodes[flow.source]
        means_one = not self.graph.arrows_mean_all and source.kind not in GATEWAYS
        return flow.conditional or (means_one and self.counts[flow.source] > 1)

    def _node(self, node):
        tag = TAGS.get(node.kind)
        if node.kind == Kind.TASK:
            tag = TASKS.get(node.type, "task")
        elif node.kind == Kind.EVENT:
            throws = node.type == "link" and not self.counts[node.id]
            tag = "intermediateThrowEvent" if throws else "intermediateCatchEvent"
        boundary = node.kind == Kind.BOUNDARY
        self._add(
            tag,
            "",
            id=self.ids[node.id],
            name=node.name,
            default=self.ids.get(node.default),
            attachedToRef=self.ids.get(node.host) if boundary else None,
            cancelActivity="false" if boundary and not node.interrupting else None,
            triggeredByEvent="true" if node.by_event else None,
            isForCompensation="true" if node.compensation and not boundary else None,
        )
        if node.repeats:
            self._add("standardLoopCharacteristics")
        if node.kind in EVENTS and node.type in TRIGGERS:
            link = node.link if node.type == "link" else None
            self._add(TRIGGERS[node.type], name=link)
        self._content(node.id)
        self.lines.append(f"</{tag}>")

    def _drawing(self):
        graph = self.graph
        self.lines.append('<bpmndi:BPMNDiagram id="diagram-1">')
        self._add(
            "bpmndi:BPMNPlane",
            "",
            id="plane-1",
            bpmnElement=self.plane,
        )
        for parts in (graph.pools, graph.lanes, graph.nodes):
            for part in parts.values():
                if part.box:
                    self._shape(part)
        for flow in (*graph.flows.values(), *graph.messages.values()):
            self._edge(flow)
        self.lines.append("</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>")

    def _shape(self, part):
        kind = getattr(part, "kind", None)
        expanded = None
        if kind == Kind.SUBPROCESS:
            expanded = (
                "false" if part.collapsed or part.id not in self.inside else "true"
            )
        flat = kind is None and part.box.width >= part.box.height
        self._add(
            "bpmndi:BPMNShape",
            "",
            id=f"{self.ids[part.id]}_di",
            bpmnElement=self.ids[part.id],
            isHorizontal="true" if flat else None,
            isExpanded=expanded,
            isMarkerVisible="true" if kind in GATEWAYS and kind == Kind.XOR else None,
        )
        x, y, width, height = (f"{n:.1f}" for n in part.box)
        self._add("dc:Bounds", x=x, y=y, width=width, height=height)
        self.lines.append("</bpmndi:BPMNShape>")

    def _edge(self, flow):
        graph = self.graph
        points = flow.points
        if len(points) < 2:
            ends = [
                graph.nodes.get(key) or graph.pools.get(key)
                for key in (flow.source, flow.target)
            ]
            if not all(end and end.box for end in ends):
                return
            points = [end.box.centre for end in ends]
        self._add(
            "bpmndi:BPMNEdge",
            "",
            id=f"{self.ids[flow.id]}_di",
            bpmnElement=self.ids[flow.id],
        )
        for x, y in points:
            self._add("di:waypoint", x=f"{x:.1f}", y=f"{y:.1f}")
        self.lines.append("</bpmndi:BPMNEdge>")
