"""draw.io drawings: plain or packed, one page or several.

What a shape means is read from its style; whatever is tied to arrows and is neither a
decision nor an event counts as a step. Arrows with a loose end are listed.
"""

import base64
import binascii
import html
import re
import urllib.parse

from django.utils.translation import gettext_lazy as _

from processes.graph import (
    EVENTS,
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

MOST_PAGES = 100
TAG = re.compile(r"<[^<>]*>")
BREAK = re.compile(r"<(?:br|/?p|/?div|/?li)\b[^<>]*>", re.IGNORECASE)
START_WORDS = {"start", "begin", "début", "debut", "départ", "anfang", "inicio"}
END_WORDS = {"end", "stop", "fin", "ende", "finish"}


def read(content: bytes) -> ProcessGraph:
    """The map on the pages of a drawing; Unreadable says what is wrong."""
    limits.check_size(content)
    file, _recoded = limits.parse(content, _File)
    if not file.pages:
        raise limits.unreadable(_("This drawing has no pages."))
    if len(file.pages) > MOST_PAGES:
        raise limits.unreadable(
            _("This drawing has more than {limit} pages. Split it."), limit=MOST_PAGES
        )
    budget = [limits.MOST_MEMBER_BYTES, limits.MOST_ELEMENTS]
    return stacked([(page[0], _page(page, budget)) for page in file.pages])


class _File(limits.Target):
    """The pages of the file: each the text of a packed page, or its cells."""

    def __init__(self):
        super().__init__()
        self.pages = []
        self.name = ""
        self.cells = None
        self.holder = None

    def opened(self, tag, attributes):
        if self.count == 1 and tag not in ("mxfile", "mxGraphModel"):
            raise limits.unreadable(_("This file is not a draw.io drawing."))
        if tag == "diagram":
            self.name = tidy(attributes.get("name"))
            self.cells = None
            self.keep()
        elif tag == "mxGraphModel":
            self.cells = _Cells()
        elif self.cells is not None:
            self.cells.opened(tag, attributes)

    def closed(self, tag):
        if tag == "diagram":
            packed = self.taken().strip() if self.cells is None else ""
            self.pages.append((self.name, self.cells, packed))
            self.cells = None
        elif tag == "mxGraphModel" and self.depth == 0:
            self.pages.append((self.name, self.cells, ""))
        elif self.cells is not None:
            self.cells.closed(tag)


class _Cells:
    """The cells of one page: their attributes, geometry and bends."""

    def __init__(self):
        self.found = []
        self.cell = None
        self.holder = None
        self.in_points = False

    def opened(self, tag, attributes):
        if tag in ("UserObject", "object"):
            self.holder = attributes
        elif tag == "mxCell":
            cell = dict(attributes)
            if self.holder is not None:
                cell.setdefault("id", self.holder.get("id", ""))
                cell["value"] = self.holder.get("label", cell.get("value", ""))
            cell["bends"] = []
            self.cell = cell
            self.found.append(cell)
        elif tag == "mxGeometry" and self.cell is not None:
            self.cell["box"] = _box(attributes)
            self.cell["relative"] = attributes.get("relative") == "1"
        elif tag == "Array":
            self.in_points = attributes.get("as") == "points"
        elif tag == "mxPoint" and self.cell is not None and self.in_points:
            point = _point(attributes)
            if point:
                self.cell["bends"].append(point)

    def closed(self, tag):
        if tag in ("UserObject", "object"):
            self.holder = None
        elif tag == "mxCell":
            self.cell = None
        elif tag == "Array":
            self.in_points = False


class _Model(limits.Target):
    """A packed page after unpacking: one mxGraphModel."""

    def __init__(self):
        super().__init__()
        self.cells = _Cells()

    def opened(self, tag, attributes):
        self.cells.opened(tag, attributes)

    def closed(self, tag):
        self.cells.closed(tag)


def _page(page, budget) -> ProcessGraph:
    _name, cells, packed = page
    if cells is None and packed:
        cells = _unpacked(packed, budget)
    return _Builder(cells.found if cells else []).graph


def _unpacked(packed, budget):
    """A page as draw.io packs it: URL-encoded, deflated, in base 64."""
    if packed.startswith(("<mxGraphModel", "%3CmxGraphModel")):
        plain = packed
    else:
        try:
            deflated = base64.b64decode("".join(packed.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise limits.unreadable(_("A page of this drawing is damaged.")) from error
        inflated = limits.inflate(deflated, budget[0])
        budget[0] -= len(inflated)
        plain = inflated.decode("utf-8", "replace")
    text = urllib.parse.unquote(plain) if plain.startswith("%3C") else plain
    limits.check_size(text.encode(), limits.MOST_MEMBER_BYTES)
    target, _recoded = limits.parse(text.encode(), _Model)
    budget[1] -= target.count
    if budget[1] < 0:
        raise limits.too_large()
    return target.cells


class _Builder:
    """From cells to a map."""

    def __init__(self, cells):
        limits.check_shapes(len(cells))
        self.graph = ProcessGraph(source="drawio", arrows_mean_all=False)
        self.cells = {c["id"]: c for c in cells if c.get("id")}
        self.style = {key: _style(c.get("style", "")) for key, c in self.cells.items()}
        self.edges = [c for c in self.cells.values() if c.get("edge") == "1"]
        tied = {c.get("source") for c in self.edges}
        self.tied = tied | {c.get("target") for c in self.edges}
        self._lanes()
        self._nodes()
        self._flows()
        _events_by_place(self.graph)

    def _is_lane(self, key):
        style = self.style[key]
        shape = style.get("shape", "")
        return ("swimlane" in style or "swimlane" in shape or "pool" in shape) and (
            key not in self.tied
        )

    def _lanes(self):
        lanes = {
            key: True
            for key, c in self.cells.items()
            if c.get("vertex") == "1" and self._is_lane(key)
        }
        limits.check_shapes(0, len(lanes))
        inner = {
            self.cells[key].get("parent") for key in lanes if self._inside(key, lanes)
        }
        for key in lanes:
            name, box = _plain(self.cells[key].get("value")), self._box(key)
            if key in inner:
                self.graph.pools[key] = Pool(key, name, box=box)
            else:
                parent = self._inside(key, lanes) or ""
                self.graph.lanes[key] = Lane(key, name, parent, box=box)

    def _inside(self, key, holders):
        parent = self.cells[key].get("parent")
        for _level in range(limits.MOST_HOLDERS):
            if parent not in self.cells or parent in holders:
                break
            parent = self.cells[parent].get("parent")
        return parent if parent in holders else ""

    def _nodes(self):
        edges = {c["id"] for c in self.edges}
        for key, cell in self.cells.items():
            if cell.get("vertex") != "1" or key in self.graph.lanes:
                continue
            if key in self.graph.pools or cell.get("parent") in edges:
                continue
            style, name = self.style[key], _plain(cell.get("value"))
            if "group" in style and key not in self.tied:
                continue
            box = self._box(key)
            kind, type_ = _kind(style, name)
            is_box = kind in GATEWAYS or kind in EVENTS
            if key not in self.tied and not is_box and not _is_step(style, name):
                if name:
                    self.graph.asides.append(Aside(key, name, "text", box))
                continue
            lane = self._inside(key, self.graph.lanes)
            if not lane and box:
                lane = next(
                    (
                        lane.id
                        for lane in self.graph.lanes.values()
                        if lane.box and lane.box.holds(box.centre)
                    ),
                    "",
                )
            pool = self.graph.lanes[lane].pool if lane else ""
            pool = pool or self._inside(key, self.graph.pools)
            self.graph.nodes[key] = Node(
                key, name, kind, type_, pool=pool, lane=lane, box=box
            )

    def _flows(self):
        labels = {}
        for cell in self.cells.values():
            if cell.get("vertex") == "1" and cell.get("parent") in self.cells:
                text = _plain(cell.get("value"))
                if text:
                    labels.setdefault(cell["parent"], []).append(text)
        nodes = self.graph.nodes
        for cell in self.edges:
            key = cell["id"]
            name = " ".join(filter(None, [_plain(cell.get("value"))]))
            name = name or " ".join(labels.get(key, ()))
            ends = cell.get("source"), cell.get("target")
            if not all(end in nodes for end in ends):
                if any(end in nodes for end in ends):
                    self.graph.loose.append(name or key)
                continue
            self.graph.flows[key] = Flow(
                key, *ends, tidy(name), share=share_in(name), points=self._points(cell)
            )

    def _points(self, cell):
        source = self.graph.nodes[cell["source"]].box
        target = self.graph.nodes[cell["target"]].box
        if not (source and target) or not cell["bends"]:
            return ()
        dx, dy = self._offset(cell.get("parent"))
        bends = [(x + dx, y + dy) for x, y in cell["bends"]]
        return (source.centre, *bends, target.centre)

    def _offset(self, key):
        """Where the inside of a holder begins: places are relative to it."""
        x = y = 0.0
        for _level in range(limits.MOST_HOLDERS):
            if key not in self.cells:
                break
            box = self.cells[key].get("box")
            if box and self.cells[key].get("vertex") == "1":
                x, y = x + box.x, y + box.y
            key = self.cells[key].get("parent")
        return x, y

    def _box(self, key):
        box = self.cells[key].get("box")
        if box is None or self.cells[key].get("relative"):
            return None
        dx, dy = self._offset(self.cells[key].get("parent"))
        return box._replace(x=box.x + dx, y=box.y + dy)


def _kind(style, name):
    """What a shape means, by its style and by the word on it."""
    shape = style.get("shape", "")
    word = name.casefold().strip(" .:!")
    if shape.startswith("mxgraph.bpmn"):
        found = _bpmn_kind(shape, style)
        if found:
            return found
    if "rhombus" in style or "decision" in shape or shape == "rhombus":
        return Kind.XOR, ""
    is_round = "ellipse" in style or "terminator" in shape or shape == "ellipse"
    is_round = is_round or "start" in shape or style.get("arcSize") == "50"
    if word in START_WORDS:
        return Kind.START, ""
    if word in END_WORDS:
        return Kind.END, ""
    return (Kind.EVENT if is_round else Kind.TASK), ""


def _bpmn_kind(shape, style):
    symbol, outline = style.get("symbol", ""), style.get("outline", "")
    if "gateway" in shape or style.get("perimeter", "").startswith("rhombus"):
        for word, kind in (
            ("parallel", Kind.AND),
            ("inclusive", Kind.OR),
            ("complex", Kind.COMPLEX),
            ("event", Kind.EVENT_BASED),
        ):
            if word in style.get("gwType", symbol):
                return kind, ""
        return Kind.XOR, ""
    if "event" in shape or shape == "mxgraph.bpmn.shape":
        if outline == "end":
            return Kind.END, ""
        if outline == "standard":
            return Kind.START, ""
        if outline:
            return Kind.EVENT, ""
    if "task" in shape:
        marker = style.get("taskMarker", "")
        known = {"user", "manual", "service", "script", "send", "receive"}
        marker = {"businessRule": "business_rule"}.get(marker, marker)
        return Kind.TASK, marker if marker in {*known, "business_rule"} else ""
    return None


def _events_by_place(graph):
    """A round shape is a start where nothing comes in, an end where nothing goes out.

    In the middle of a drawing a round shape with a name is a step all the same.
    """
    incoming, outgoing = graph.incoming(), graph.outgoing()
    for node in graph.nodes.values():
        if node.kind != Kind.EVENT or node.type:
            continue
        comes, goes = bool(incoming[node.id]), bool(outgoing[node.id])
        if comes and goes:
            node.kind = Kind.TASK if node.name else Kind.EVENT
        elif comes or goes:
            node.kind = Kind.START if goes else Kind.END


def _is_step(style, name):
    """Whether a shape without arrows is a step that somebody forgot to tie."""
    if not name or "text" in style or "image" in style:
        return False
    shape = style.get("shape", "")
    return not shape or "process" in shape or "task" in shape


def _style(text):
    found = {}
    for part in text.split(";")[:200]:
        key, _sign, value = part.partition("=")
        if key:
            found[key.strip()] = value.strip()
    return found


def _plain(value) -> str:
    """The text of a label: markup away, entities resolved once."""
    text = TAG.sub("", BREAK.sub(" ", str(value or "")[: 4 * 1024]))
    return tidy(html.unescape(text))


def _number(attributes, key, otherwise=0.0):
    try:
        found = float(attributes.get(key, otherwise))
    except ValueError:
        return otherwise
    return found if abs(found) < 1e7 else otherwise


def _box(attributes):
    width, height = _number(attributes, "width"), _number(attributes, "height")
    if "width" not in attributes:
        return None
    return Box(
        _number(attributes, "x"),
        _number(attributes, "y"),
        max(width, 0.0),
        max(height, 0.0),
    )


def _point(attributes):
    return _number(attributes, "x"), _number(attributes, "y")
