"""A map as SVG: presentation attributes and classes, no style, no script, no link.

Whatever a name holds is text. Colour never speaks alone: a mark has a word and a line
of its own kind, a heat has its figure. The text alternative is the table of steps.
"""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from processes.drawing.layout import placed
from processes.graph import AUTOMATED, EVENTS, GATEWAYS, Kind
from processes.matching import Fate
from processes.wording import written

INK, PALE, PAPER = "#3b424a", "#cfcabd", "#ffffff"
HEAT = ("#fff5f0", "#fee3d6", "#fdc9b4", "#fcad90", "#fc9272")
PAD = 24.0
BEHIND = 32.0
"""How far behind the first corner of an arrow its words stand."""
LARGE = 110.0
"""From this height on a name stands at the top of its box, not in the middle."""
LETTER = 6.4
"""About the width of a letter at the size that names are written in."""
MARKS = {
    Fate.REMOVED: ("−", gettext_lazy("removed"), "#a32a1c", "#fbe9e6", "6 4"),
    Fate.ADDED: ("+", gettext_lazy("new"), "#17603f", "#e3f3ea", ""),
    Fate.MERGED: ("⊕", gettext_lazy("merged"), "#6d3c8c", "#f3ebf8", ""),
    Fate.AUTOMATED: ("⚙", gettext_lazy("automated"), "#1b4f86", "#e6eef7", ""),
    Fate.RENAMED: ("≈", gettext_lazy("renamed"), "#7d5200", "#fbf1dc", ""),
    Fate.MOVED: ("→", gettext_lazy("other role"), "#7d5200", "#fbf1dc", "2 3"),
}
SIGNS = {
    Kind.XOR: "×",
    Kind.AND: "+",
    Kind.OR: "○",
    Kind.COMPLEX: "∗",
    Kind.EVENT_BASED: "⬠",
}
TRIGGERS = {
    "message": "✉",
    "timer": "◷",
    "error": "ϟ",
    "signal": "△",
    "link": "➔",
    "conditional": "≡",
    "escalation": "▲",
    "compensation": "◁◁",
    "terminate": "●",
    "cancel": "×",
}


@dataclass(frozen=True, slots=True)
class Heat:
    """How warm a step is, from 0 to 1, and the figure that says so."""

    level: float
    badge: str = ""
    is_bottleneck: bool = False


def heat_of(analysis) -> dict[str, Heat]:
    """How busy the role of each step is, and which steps hold the process up."""
    found = {}
    for step in analysis.steps.values():
        role = analysis.roles.get(step.who)
        busy = role.utilisation if role else None
        if busy is None:
            continue
        found[step.id] = Heat(
            min(max(busy, 0.0), 1.0),
            _("{number}%").format(number=round(busy * 100)),
            step.who == analysis.bottleneck and bool(step.load),
        )
    return found


def marks_of(changes, side) -> dict[str, Fate]:
    """What became of each step, for the drawing before or the one after."""
    found = {}
    for change in changes:
        if change.fate == Fate.SAME:
            continue
        keys = change.before if side == "before" else (change.after,)
        for key in keys:
            if key:
                found[key] = change.fate
    return found


def draw(graph, *, label="", heat=None, marks=None, numbers=None) -> SafeString:
    """The map as one SVG element, ready to stand in a page.

    `heat` is by node, `marks` the fate of each node, `numbers` what the table calls the
    steps. A map without places is laid out first.
    """
    graph = placed(graph)
    shown = [node for node in graph.shown() if node.box]
    edges = _extent(graph, shown)
    if edges is None:
        return format_html(
            '<svg class="map" viewBox="0 0 240 60" width="240" height="60" role="img">'
            '<title>{}</title><text x="12" y="34" font-size="14" fill="{}">{}</text>'
            "</svg>",
            label or graph.title or _("Process map"),
            INK,
            _("This map has no steps in it."),
        )
    x, y, width, height = edges
    visible = {node.id for node in shown}
    parts = [
        *_pools(graph),
        *_holders(graph, shown, marks or {}),
        *_asides(graph),
        *_flows(graph, visible),
        *_nodes(graph, shown, heat or {}, marks or {}, numbers or {}),
    ]
    return format_html(
        '<svg class="map" viewBox="{} {} {} {}" width="{}" height="{}" role="img"'
        ' font-family="Source Sans 3, sans-serif" font-size="12">'
        "<title>{}</title><desc>{}</desc>{}</svg>",
        _n(x),
        _n(y),
        _n(width),
        _n(height),
        _n(width),
        _n(height),
        label or graph.title or _("Process map"),
        _("The table of steps says the same in words."),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _extent(graph, shown):
    boxes = [n.box for n in shown]
    boxes += [p.box for p in graph.pools.values() if p.box]
    boxes += [p.box for p in graph.lanes.values() if p.box]
    boxes += [a.box for a in graph.asides if a.box]
    if not boxes:
        return None
    points = [p for f in graph.flows.values() for p in f.points]
    left = min([b.x for b in boxes] + [p[0] for p in points]) - PAD
    top = min([b.y for b in boxes] + [p[1] for p in points]) - PAD
    right = max([b.x + b.width for b in boxes] + [p[0] for p in points]) + PAD
    bottom = max([b.y + b.height for b in boxes] + [p[1] for p in points]) + PAD
    return left, top, right - left, bottom - top + 14


def _pools(graph):
    for pool in graph.pools.values():
        if pool.box:
            yield _band(pool.box, pool.name, "pool")
    for lane in graph.lanes.values():
        if lane.box:
            yield _band(lane.box, lane.name, "lane")


def _band(box, name, kind):
    upright = box.height >= box.width * 1.5
    if upright:
        place = (box.centre[0], box.y + 18)
        turn = ""
        text = _cut(name, box.width)
    else:
        place = (box.x + 18, box.centre[1])
        turn = format_html(' transform="rotate(-90 {} {})"', *map(_n, place))
        text = _cut(name, box.height)
    return format_html(
        '<g class="{}"><rect x="{}" y="{}" width="{}" height="{}" fill="none"'
        ' stroke="{}"/><text x="{}" y="{}" text-anchor="middle" fill="{}"{}>{}'
        "<title>{}</title></text></g>",
        kind,
        *_rect(box),
        PALE if kind == "lane" else INK,
        *map(_n, place),
        INK,
        turn,
        text,
        name,
    )


def _holders(graph, shown, marks):
    """Open sub-processes are boxes behind what they hold."""
    holders = {n.parent for n in shown}
    for node in shown:
        if node.id in holders and not node.collapsed:
            yield format_html(
                '<g class="sub"><rect x="{}" y="{}" width="{}" height="{}" rx="8"'
                ' fill="none" stroke="{}"{}/><text x="{}" y="{}" fill="{}">{}</text>'
                "</g>",
                *_rect(node.box),
                INK,
                format_html(' stroke-dasharray="{}"', "2 4") if node.by_event else "",
                _n(node.box.x + 10),
                _n(node.box.y + 15),
                INK,
                _cut(node.name, node.box.width - 20),
            )


def _asides(graph):
    for aside in graph.asides:
        if aside.box is None:
            continue
        inside = aside.kind == "text"
        width = aside.box.width if inside else max(aside.box.width, 110)
        rows = max(int(aside.box.height / 13), 1) if inside else 2
        top = aside.box.y + (11 if inside else aside.box.height + 12)
        lines = _wrapped(aside.name, width, rows)
        yield format_html(
            '<g class="aside"><rect x="{}" y="{}" width="{}" height="{}" fill="none"'
            ' stroke="{}" stroke-dasharray="1 3"/>{}</g>',
            *_rect(aside.box),
            PALE,
            format_html_join(
                "",
                '<text x="{}" y="{}" font-size="11" fill="{}">{}</text>',
                (
                    (_n(aside.box.x + 4), _n(top + 12 * i), INK, line)
                    for i, line in enumerate(lines)
                ),
            ),
        )


def _flows(graph, visible):
    for flow in graph.flows.values():
        if flow.source in visible and flow.target in visible:
            yield _line(
                flow, graph.nodes[flow.source].box, graph.nodes[flow.target].box, ""
            )
    for flow in graph.messages.values():
        ends = [
            (graph.nodes.get(key) or graph.pools.get(key))
            for key in (flow.source, flow.target)
        ]
        if all(end is not None and end.box for end in ends):
            yield _line(flow, ends[0].box, ends[1].box, "5 4")


def _line(flow, one, two, dashes):
    points = list(flow.points) if len(flow.points) > 1 else _between(one, two)
    if _is_inside(points[0], one):
        points[0] = _edge(one, points[1])
    if _is_inside(points[-1], two):
        points[-1] = _edge(two, points[-2])
    path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    label, share = flow.name, flow.share
    if share is not None and "%" not in label:
        percent = _("{number}%").format(number=written(round(share * 100, 1)))
        label = f"{label} {percent}".strip()
    text = ""
    if label:
        # behind the first corner: up to there ways out of one node share their line;
        # close to it: further on other arrows cross
        (ax, ay), (bx, by) = points[1:3] if len(points) > 2 else points[:2]
        level = abs(ay - by) < abs(ax - bx)
        length = abs(bx - ax) + abs(by - ay)
        near = min(0.5, BEHIND / length) if len(points) > 2 and length else 0.5
        x, y = ax + near * (bx - ax), ay + near * (by - ay)
        text = format_html(
            '<text x="{}" y="{}" font-size="11" fill="{}"{}>{}</text>',
            _n(x + (0 if level else 4)),
            _n(y - (4 if level else 0)),
            INK,
            format_html(' text-anchor="{}"', "middle") if level else "",
            _cut(label, 150),
        )
    return format_html(
        '<g class="{}"><polyline points="{}" fill="none" stroke="{}"{}/>'
        '<path d="{}" fill="{}" stroke="{}"/>{}</g>',
        "message" if dashes else "flow",
        path,
        INK,
        format_html(' stroke-dasharray="{}"', dashes) if dashes else "",
        _arrow(points),
        PAPER if dashes else INK,
        INK,
        text,
    )


def _between(one, two):
    """A straight line between two boxes, from edge to edge."""
    a, b = one.centre, two.centre
    if a == b:
        return [(one.x + one.width, a[1]), (one.x + one.width + 1, a[1])]
    return [_edge(one, b), _edge(two, a)]


def _is_inside(point, box):
    """Whether an arrow ends well inside a box, where nobody would see its head."""
    x, y = point
    return (
        box.x + 2 < x < box.x + box.width - 2 and box.y + 2 < y < box.y + box.height - 2
    )


def _edge(box, towards):
    x, y = box.centre
    dx, dy = towards[0] - x, towards[1] - y
    reach = max(
        abs(dx) / (box.width / 2 or 1.0), abs(dy) / (box.height / 2 or 1.0), 1.0
    )
    return x + dx / reach, y + dy / reach


def _arrow(points):
    (ax, ay), (bx, by) = points[-2], points[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    dx, dy = (bx - ax) / length, (by - ay) / length
    left = (bx - 8 * dx + 4 * dy, by - 8 * dy - 4 * dx)
    right = (bx - 8 * dx - 4 * dy, by - 8 * dy + 4 * dx)
    corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in (left, right))
    return f"M{_n(bx)},{_n(by)} L{corners} Z"


def _nodes(graph, shown, heat, marks, numbers):
    holders = {n.parent for n in shown}
    # a large step may have others drawn inside it: the small ones stand on top
    for node in sorted(shown, key=lambda n: -n.box.width * n.box.height):
        if node.id in holders and not node.collapsed:
            continue
        if node.kind in GATEWAYS:
            yield _gateway(node)
        elif node.kind in EVENTS:
            yield _event(node)
        else:
            yield _step(node, heat.get(node.id), marks.get(node.id), numbers)


def _gateway(node):
    x, y = node.box.centre
    w, h = node.box.width / 2, node.box.height / 2
    return format_html(
        '<g class="gateway"><path d="M{},{} L{},{} L{},{} L{},{} Z" fill="{}"'
        ' stroke="{}"/><text x="{}" y="{}" text-anchor="middle" font-size="18"'
        ' fill="{}">{}</text>{}</g>',
        *map(_n, (x, y - h, x + w, y, x, y + h, x - w, y)),
        PAPER,
        INK,
        _n(x),
        _n(y + 6),
        INK,
        SIGNS[node.kind],
        _under(node, 130),
    )


def _event(node):
    x, y = node.box.centre
    r = min(node.box.width, node.box.height) / 2
    double = ""
    if node.kind in (Kind.EVENT, Kind.BOUNDARY):
        double = format_html(
            '<circle cx="{}" cy="{}" r="{}" fill="none" stroke="{}"/>',
            *map(_n, (x, y, max(r - 3, 1))),
            INK,
        )
    return format_html(
        '<g class="event"><circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}"'
        ' stroke-width="{}"{}/>{}<text x="{}" y="{}" text-anchor="middle"'
        ' fill="{}">{}</text>{}</g>',
        *map(_n, (x, y, r)),
        PAPER,
        INK,
        3 if node.kind == Kind.END else 1.5,
        "" if node.interrupting else format_html(' stroke-dasharray="{}"', "3 2"),
        double,
        _n(x),
        _n(y + 4),
        INK,
        TRIGGERS.get(node.type, ""),
        _under(node, 110),
    )


def _under(node, width):
    lines = _wrapped(node.name, width, 2)
    x, y = node.box.centre[0], node.box.y + node.box.height + 13
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" font-size="11" fill="{}">{}</text>',
        ((_n(x), _n(y + 12 * i), INK, line) for i, line in enumerate(lines)),
    )


def _step(node, heat, fate, numbers):
    box = node.box
    # a call is drawn with a thick line, as BPMN has it
    fill, stroke, dashes, width = PAPER, INK, "", 3 if node.kind == Kind.CALL else 1.3
    css = ["step"]
    notes = []
    if heat is not None:
        level = min(int(heat.level * len(HEAT)), len(HEAT) - 1)
        fill = HEAT[level]
        css.append(f"heat-{level}")
        if heat.badge:
            notes.append((heat.badge, INK, PAPER))
        if heat.is_bottleneck:
            width, stroke = 3, "#a32a1c"
            css.append("bottleneck")
            notes.append((_("▲ bottleneck"), "#a32a1c", PAPER))
    if fate in MARKS:
        sign, word, stroke, fill, dashes = MARKS[fate]
        width = 2.5
        css.append(f"mark-{fate}")
        notes.append((f"{sign} {word}", stroke, PAPER))
    number = numbers.get(node.id)
    name = f"{number}. {node.name}" if number else node.name
    rows = max(int((box.height - 16) / 14), 1)
    lines = _wrapped(name, box.width - 12, rows)
    first = box.centre[1] + 4 - 7 * (len(lines) - 1)
    if box.height > LARGE:
        first = box.y + 16
    text = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" fill="{}">{}</text>',
        (
            (_n(box.centre[0]), _n(first + 14 * i), "#1a1d21", line)
            for i, line in enumerate(lines)
        ),
    )
    return format_html(
        '<g class="{}"><title>{}</title><rect x="{}" y="{}" width="{}" height="{}"'
        ' rx="6" fill="{}" stroke="{}" stroke-width="{}"{}/>{}{}{}</g>',
        " ".join(css),
        name or _("Step without a name"),
        *_rect(box),
        fill,
        stroke,
        width,
        format_html(' stroke-dasharray="{}"', dashes) if dashes else "",
        _corner(node),
        text,
        _badges(box, notes),
    )


def _corner(node):
    sign = ""
    if node.kind == Kind.SUBPROCESS:
        sign = "⊞"
    elif node.type in AUTOMATED:
        sign = "⚙"
    elif node.repeats:
        sign = "↻"
    if not sign:
        return ""
    return format_html(
        '<text x="{}" y="{}" font-size="11" fill="{}">{}</text>',
        _n(node.box.x + 5),
        _n(node.box.y + 13),
        INK,
        sign,
    )


def _badges(box, notes):
    parts, x = [], box.x + 4
    for text, ink, paper in notes:
        width = len(text) * LETTER + 10
        parts.append(
            format_html(
                '<rect x="{}" y="{}" width="{}" height="16" rx="3" fill="{}"'
                ' stroke="{}"/><text x="{}" y="{}" font-size="11" fill="{}">{}</text>',
                *map(_n, (x, box.y - 12, width)),
                paper,
                ink,
                _n(x + 5),
                _n(box.y),
                ink,
                text,
            )
        )
        x += width + 4
    return format_html_join("", "{}", ((part,) for part in parts))


def _rect(box):
    return _n(box.x), _n(box.y), _n(box.width), _n(box.height)


def _n(number):
    """A number for an attribute: short, and never with a comma."""
    text = f"{number:.1f}"
    return text.removesuffix(".0")


def _cut(text, width):
    most = max(int(width / LETTER), 3)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _wrapped(text, width, rows):
    """A name on a few lines, cut where there is no room for more."""
    most = max(int(width / LETTER), 4)
    lines = [""]
    for word in text.split():
        while len(word) > most:
            if lines[-1]:
                lines.append("")
            lines[-1], word = word[:most], word[most:]
            lines.append("")
        if not lines[-1]:
            lines[-1] = word
        elif len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
        if len(lines) > rows:
            break
    lines = [line for line in lines if line]
    if len(lines) > rows:
        lines = lines[:rows]
        lines[-1] = f"{lines[-1][: most - 1]}…"
    return lines
