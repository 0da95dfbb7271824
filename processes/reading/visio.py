"""Visio drawings (.vsdx): a packed folder of XML, read without unpacking to disk.

What a shape means is read from the name of its master. Arrows are tied by the list of
connections; one that is not glued is tied to the shape its end lies on, where there is
just one. What stays loose is listed.
"""

import io
import re
import zipfile

from django.utils.translation import gettext_lazy as _

from processes.graph import (
    GATEWAYS,
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
from processes.reading.pages import stacked
from processes.reading.shares import share_in

NS = "{http://schemas.microsoft.com/office/visio/2012/main}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
UNITS_AN_INCH = 96
NEAR = 0.15
CELLS = {
    *("PinX", "PinY", "Width", "Height", "LocPinX", "LocPinY"),
    *("BeginX", "BeginY", "EndX", "EndY"),
}
# the words of the masters of Visio's own stencils and of BPMN add-ins
LANES = ("lane", "swimlane", "couloir", "phase")
POOLS = ("pool", "cff container", "participant")
FLOWS = ("sequence flow", "connector", "connecteur", "flow connector")
MESSAGES = ("message flow",)
OTHER_LINES = ("association", "data association")
DECISIONS = ("decision", "gateway", "décision", "exclusive", "branch")
ASIDES = (
    *("data object", "data store", "text annotation", "annotation", "group"),
    *("document", "database", "title", "cff", "separator", "message", "note"),
)


def read(content: bytes) -> ProcessGraph:
    """The map on the pages of a drawing; Unreadable says what is wrong."""
    limits.check_size(content)
    archive = _open(content)
    pages = _pages(archive)
    if not pages:
        raise limits.unreadable(_("This Visio file has no pages."))
    masters = _masters(archive)
    found, elements = [], 0
    for name, part in pages:
        sheet = limits.parse(limits.member(archive, part), _Sheet)[0]
        elements += sheet.count + _inherit(archive, sheet, masters)
        if elements > limits.MOST_ELEMENTS:
            raise limits.too_large()
        found.append((name, _Builder(sheet, masters).graph))
    return stacked(found)


def _open(content):
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise limits.unreadable(
            _("This file is damaged and cannot be opened.")
        ) from error
    if len(members) > limits.MOST_MEMBERS:
        raise limits.unreadable(
            _("This file has {count} parts inside; {limit} are the most."),
            count=len(members),
            limit=limits.MOST_MEMBERS,
        )
    limits.check_unpacked(members)
    if any(m.flag_bits & 0x1 for m in members):
        raise limits.unreadable(
            _("This file is protected by a password. Take it off first.")
        )
    names = {m.filename for m in members}
    if "visio/pages/pages.xml" not in names:
        raise limits.unreadable(_("This packed file is not a Visio drawing."))
    return archive


class _Attributes(limits.Target):
    """The attributes of all elements of some names."""

    wanted = frozenset()

    def __init__(self):
        super().__init__()
        self.found = []

    def opened(self, tag, attributes):
        if tag in self.wanted:
            self.found.append((tag, attributes))


class _Relations(_Attributes):
    wanted = frozenset({RELATION})


class _PageList(_Attributes):
    wanted = frozenset({f"{NS}Page", f"{NS}Rel"})


class _MasterList(_Attributes):
    wanted = frozenset({f"{NS}Master", f"{NS}Rel"})


def _pages(archive):
    names = set(archive.namelist())
    targets = _relations(archive, "visio/pages/_rels/pages.xml.rels")
    found, name, is_background = [], "", False
    part = limits.member(archive, "visio/pages/pages.xml")
    for tag, a in limits.parse(part, _PageList)[0].found:
        if tag == f"{NS}Page":
            name = tidy(a.get("Name") or a.get("NameU"))
            is_background = a.get("Background") == "1"
        elif not is_background:
            target = f"visio/pages/{targets.get(a.get(REL_ID), '')}"
            if target in names:
                found.append((name, target))
    if found:
        return found
    loose = sorted(n for n in names if re.fullmatch(r"visio/pages/page\d+\.xml", n))
    return [(name, n) for n in loose]


def _relations(archive, name):
    """Which part each relation leads to."""
    if name not in set(archive.namelist()):
        return {}
    found = limits.parse(limits.member(archive, name), _Relations)[0].found
    return {a.get("Id"): a.get("Target", "").rpartition("/")[2] for _tag, a in found}


class _Master:
    """What shapes are made from: its name, and the cells that they inherit."""

    def __init__(self, name, part):
        self.name = name
        self.part = part
        self.cells = None


def _masters(archive):
    names = set(archive.namelist())
    if "visio/masters/masters.xml" not in names:
        return {}
    targets = _relations(archive, "visio/masters/_rels/masters.xml.rels")
    masters, last = {}, None
    part = limits.member(archive, "visio/masters/masters.xml")
    for tag, a in limits.parse(part, _MasterList)[0].found:
        if tag == f"{NS}Master":
            name = re.sub(r"\.\d+$", "", a.get("NameU") or a.get("Name") or "")
            last = masters[a.get("ID")] = _Master(name, "")
        elif last is not None:
            last.part = f"visio/masters/{targets.get(a.get(REL_ID), '')}"
    return masters


def _inherit(archive, sheet, masters) -> int:
    """Give each shape the size that it takes from what it was made from.

    A master is read when the first shape needs it, once. Returns how many elements were
    read.
    """
    names, count = set(archive.namelist()), 0
    for shape in sheet.shapes.values():
        missing = [cell for cell in ("Width", "Height") if cell not in shape.cells]
        master = masters.get(shape.master)
        if master is None or not missing:
            continue
        if master.cells is None:
            master.cells = {}
            if master.part in names:
                made = limits.parse(limits.member(archive, master.part), _Sheet)[0]
                top = next((s for s in made.shapes.values() if s.parent is None), None)
                master.cells = top.cells if top else {}
                count += made.count
                if count > limits.MOST_ELEMENTS:
                    raise limits.too_large()
        for cell in missing:
            if cell in master.cells:
                shape.cells[cell] = master.cells[cell]
    return count


class _Shape:
    """One shape: where it is, what is written on it, and in which shape it stands."""

    def __init__(self, attributes, parent):
        self.id = attributes.get("ID", "")
        self.master = attributes.get("Master", "")
        self.own_name = attributes.get("NameU") or attributes.get("Name") or ""
        self.parent = parent
        self.cells = {}
        self.texts = []

    @property
    def text(self):
        return tidy(" ".join(self.texts))

    def place(self):
        """The lower left corner and the size in inches, in the holder's measure."""
        try:
            pin_x, pin_y = self.cells["PinX"], self.cells["PinY"]
            width, height = abs(self.cells["Width"]), abs(self.cells["Height"])
        except KeyError:
            return None
        x = pin_x - self.cells.get("LocPinX", width / 2)
        return x, pin_y - self.cells.get("LocPinY", height / 2), width, height


class _Sheet(limits.Target):
    """The shapes and connections of one page."""

    def __init__(self):
        super().__init__()
        self.shapes = {}
        self.stack = []
        self.connects = []
        self.sections = 0

    def opened(self, tag, attributes):
        if tag == f"{NS}Shape":
            shape = _Shape(attributes, self.stack[-1] if self.stack else None)
            self.stack.append(shape)
            self.shapes[shape.id] = shape
        elif tag == f"{NS}Section":
            self.sections += 1
        elif tag == f"{NS}Cell":
            if self.stack and not self.sections and attributes.get("N") in CELLS:
                try:
                    value = float(attributes.get("V", ""))
                except ValueError:
                    return
                if abs(value) < 1e6:
                    self.stack[-1].cells[attributes["N"]] = value
        elif tag == f"{NS}Text":
            self.keep()
        elif tag == f"{NS}Connect":
            self.connects.append(
                (
                    attributes.get("FromSheet"),
                    attributes.get("FromCell", ""),
                    attributes.get("ToSheet"),
                )
            )

    def closed(self, tag):
        if tag == f"{NS}Shape":
            self.stack.pop()
        elif tag == f"{NS}Section":
            self.sections -= 1
        elif tag == f"{NS}Text" and self.stack:
            self.stack[-1].texts.append(self.taken())


class _Builder:
    """From shapes to a map."""

    def __init__(self, sheet, masters):
        limits.check_shapes(len(sheet.shapes))
        self.graph = ProcessGraph(source="visio", arrows_mean_all=False)
        self.shapes, self.masters = sheet.shapes, masters
        self.begins, self.ends = {}, {}
        for line, cell, shape in sheet.connects:
            ends = {"BeginX": self.begins, "EndX": self.ends}.get(cell)
            if ends is not None:
                ends[line] = shape
        self.parts = {}
        for shape in self.shapes.values():
            if shape.parent is not None and shape.text:
                self.parts.setdefault(shape.parent.id, []).append(shape.text)
        tops = [s for s in self.shapes.values() if s.parent is None]
        boxes = {s.id: s.place() for s in tops}
        self.top = max((b[1] + b[3] for b in boxes.values() if b), default=0)
        self.glued = set(self.begins.values()) | set(self.ends.values())
        lines = [s for s in self.shapes.values() if self._is_line(s)]
        is_line = {s.id for s in lines}
        for shape in self.shapes.values():
            if shape.id not in is_line:
                self._shape(shape)
        self._lanes()
        for shape in lines:
            self._line(shape)
        self._events()

    def _name(self, shape):
        """The name of what a shape was made from."""
        master = self.masters.get(shape.master)
        return ((master and master.name) or shape.own_name).casefold().strip()

    def _text(self, shape):
        """What is written on a shape or on the parts it is made of."""
        return shape.text or tidy(" ".join(self.parts.get(shape.id, ())))

    def _is_line(self, shape):
        if shape.id in self.begins or shape.id in self.ends:
            return True
        return "BeginX" in shape.cells and "EndX" in shape.cells

    def _box(self, shape):
        place = shape.place()
        if place is None:
            return None
        x, y, width, height = place
        holder = shape.parent
        while holder is not None:
            outer = holder.place()
            if outer is None:
                return None
            x, y, holder = x + outer[0], y + outer[1], holder.parent
        unit = UNITS_AN_INCH
        return Box(
            x * unit, (self.top - y - height) * unit, width * unit, height * unit
        )

    def _shape(self, shape):
        if not self._name(shape) and shape.id not in self.glued:
            return
        if not shape.master and shape.id not in self.glued:
            return
        if shape.parent is not None and shape.master == shape.parent.master:
            return
        name, text, box = self._name(shape), self._text(shape), self._box(shape)
        if _has(name, POOLS):
            self.graph.pools[shape.id] = Pool(shape.id, text, box=box)
        elif _has(name, LANES):
            self.graph.lanes[shape.id] = Lane(shape.id, text, box=box)
        elif _has(name, ASIDES) and not _has(name, ("event",)):
            if text and "cff" not in name:
                kind = "document" if "data" in name or "document" in name else "text"
                self.graph.asides.append(Aside(shape.id, text, kind, box))
        else:
            kind = _kind(name)
            if kind == Kind.XOR:
                # the sign inside a diamond is a picture; its name may say what it is
                kind = _kind(f"gateway {text.casefold()}")
            if not text and kind == Kind.TASK and shape.id not in self.glued:
                return
            self.graph.nodes[shape.id] = Node(shape.id, text, kind, box=box)

    def _lanes(self):
        graph = self.graph
        limits.check_shapes(0, len(graph.lanes) + len(graph.pools))
        for lane in graph.lanes.values():
            lane.pool = _smallest(graph.pools, lane.box)
        expanded = {
            n.id: n
            for n in graph.nodes.values()
            if n.kind in (Kind.SUBPROCESS, Kind.CALL)
        }
        for node in graph.nodes.values():
            node.lane = _smallest(graph.lanes, node.box)
            node.pool = graph.lanes[node.lane].pool if node.lane else ""
            node.pool = node.pool or _smallest(graph.pools, node.box)
            inside = {
                k: n
                for k, n in expanded.items()
                if n is not node and n.box and node.box and _larger(n.box, node.box)
            }
            node.parent = _smallest(inside, node.box)
        holders = graph.holders()
        for key, node in expanded.items():
            if key in holders:
                node.kind = Kind.SUBPROCESS
        filled = {n.pool for n in graph.nodes.values()}
        for pool in graph.pools.values():
            pool.is_empty = pool.id not in filled

    def _line(self, shape):
        graph, name, text = self.graph, self._name(shape), self._text(shape)
        if _has(name, OTHER_LINES):
            return
        source = self._tied(shape, self.begins, "Begin")
        target = self._tied(shape, self.ends, "End")
        if source is None and target is None:
            return
        if source is None or target is None:
            graph.loose.append(text or shape.id)
            return
        flow = Flow(shape.id, source, target, text, share=share_in(text))
        ends = {*graph.nodes, *graph.pools}
        if _has(name, MESSAGES) or not (
            source in graph.nodes and target in graph.nodes
        ):
            if {source, target} <= ends:
                graph.messages[shape.id] = flow
        elif source != target:
            graph.flows[shape.id] = flow
        else:
            graph.loose.append(text or shape.id)

    def _tied(self, shape, glued, end):
        """The shape at one end of a line: glued, or the only one that it lies on."""
        to = self.shapes.get(glued.get(shape.id))
        while to is not None:
            if to.id in self.graph.nodes or to.id in self.graph.pools:
                return to.id
            if any(a.id == to.id for a in self.graph.asides):
                return None
            to = to.parent
        try:
            point = shape.cells[f"{end}X"], shape.cells[f"{end}Y"]
        except KeyError:
            return None
        if shape.parent is not None:
            return None
        unit = UNITS_AN_INCH
        x, y = point[0] * unit, (self.top - point[1]) * unit
        near = NEAR * unit
        found = [
            node
            for node in self.graph.nodes.values()
            if node.box and _grown(node.box, near).holds((x, y))
        ]
        found = [n for n in found if n.id not in {m.parent for m in found}]
        return found[0].id if len(found) == 1 else None

    def _events(self):
        """Round shapes of flow charts start or end a case by what is tied to them."""
        graph = self.graph
        incoming, outgoing = graph.incoming(), graph.outgoing()
        for node in graph.nodes.values():
            if node.kind != Kind.EVENT or node.type:
                continue
            comes, goes = bool(incoming[node.id]), bool(outgoing[node.id])
            if goes and not comes:
                node.kind = Kind.START
            elif comes and not goes:
                node.kind = Kind.END
        if any(n.kind in GATEWAYS for n in graph.nodes.values()):
            graph.arrows_mean_all = False


def _kind(name):
    if _has(name, DECISIONS):
        for word, kind in (
            ("parallel", Kind.AND),
            ("inclusive", Kind.OR),
            ("complex", Kind.COMPLEX),
            ("event", Kind.EVENT_BASED),
        ):
            if word in name:
                return kind
        return Kind.XOR
    if name.startswith(("start/end", "terminator", "start / end")):
        return Kind.EVENT
    if name.startswith("start"):
        return Kind.START
    if name.startswith("end"):
        return Kind.END
    if "event" in name or "intermediate" in name or "boundary" in name:
        return Kind.EVENT
    if "sub-process" in name or "subprocess" in name or "transaction" in name:
        return Kind.SUBPROCESS
    return Kind.CALL if name.startswith("call") else Kind.TASK


def _has(name, words):
    return any(word in name for word in words)


def _grown(box, by):
    return Box(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by)


def _larger(outer, inner):
    return outer.width * outer.height > inner.width * inner.height


def _smallest(holders, box):
    """The smallest of these boxes that the middle of a box lies in."""
    if box is None:
        return ""
    found = [
        (h.box.width * h.box.height, key)
        for key, h in holders.items()
        if h.box and h.box.holds(box.centre)
    ]
    return min(found)[1] if found else ""
