"""A map in miniature for lists: outlines without words, kept as plain data.

It is made when a version is saved or a figure is stated, and kept beside the map, so
that a list of many maps reads no map, asks nothing more and works nothing out.
"""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from processes.drawing.layout import placed
from processes.drawing.svg import HEAT, INK, PALE, PAPER
from processes.graph import EVENTS, GATEWAYS

WIDE, HIGH = 240, 96
"""The room of a miniature; a map is made smaller until it fits, never larger."""
MOST_NODES = 300
"""Of a larger map nothing could be told apart: it has no miniature."""
LAYERS = (
    ("lanes", "none", PALE),
    ("ways", "none", INK),
    ("steps", PAPER, INK),
    ("held", HEAT[-1], INK),
    ("points", PAPER, INK),
)
"""What is drawn, from the back to the front, with its fill and its line. `held` are the
steps of the role that holds the process up."""


def outlined(graph, held=()) -> dict:
    """The outlines of a map as plain data; empty where there is nothing to show.

    `held` are the ids of the steps that hold the process up.
    """
    if not graph.nodes or len(graph.nodes) > MOST_NODES:
        return {}
    graph = placed(graph)
    shown = [node for node in graph.shown() if node.box]
    bands = [p.box for p in (*graph.pools.values(), *graph.lanes.values()) if p.box]
    boxes = [node.box for node in shown] + bands
    if not boxes:
        return {}
    left, top = min(b.x for b in boxes), min(b.y for b in boxes)
    width = max(b.x + b.width for b in boxes) - left
    height = max(b.y + b.height for b in boxes) - top
    scale = min(WIDE / max(width, 1), HIGH / max(height, 1), 1)

    def at(x, y):
        return f"{round((x - left) * scale + 1)} {round((y - top) * scale + 1)}"

    def outline(box):
        wide, high = (max(round(n * scale), 2) for n in (box.width, box.height))
        return f"M{at(box.x, box.y)}h{wide}v{high}h-{wide}z"

    def way(flow):
        points = flow.points
        if len(points) < 2:
            points = [graph.nodes[end].box.centre for end in (flow.source, flow.target)]
        return f"M{at(*points[0])}L{' '.join(at(*point) for point in points[1:])}"

    visible = {node.id for node in shown}
    holders = {node.parent for node in shown}
    parts = {name: [] for name, _fill, _line in LAYERS}
    parts["lanes"] = [outline(box) for box in bands]
    parts["ways"] = [
        way(flow)
        for flow in graph.flows.values()
        if flow.source in visible and flow.target in visible
    ]
    for node in shown:
        is_point = node.kind in GATEWAYS or node.kind in EVENTS
        name = "points" if is_point else "held" if node.id in held else "steps"
        if node.id in holders and not node.collapsed:
            name = "lanes"
        parts[name].append(outline(node.box))
    return {
        "size": [round(width * scale) + 2, round(height * scale) + 2],
        "count": len(graph.steps()),
        **{name: "".join(paths) for name, paths in parts.items() if paths},
    }


def drawn(outline, kind, role="") -> SafeString:
    """The miniature as one SVG element that says in words what it shows.

    `kind` is what the map is called, `role` who holds the process up.
    """
    if not outline:
        return SafeString("")
    width, height = outline["size"]
    facts = {"kind": kind, "n": outline["count"], "role": role}
    if role and "held" in outline:
        label = ngettext(
            "%(kind)s: %(n)d step, held up by %(role)s",
            "%(kind)s: %(n)d steps, held up by %(role)s",
            facts["n"],
        )
    else:
        label = ngettext("%(kind)s: %(n)d step", "%(kind)s: %(n)d steps", facts["n"])
    return format_html(
        '<svg class="mini" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img">'
        "<title>{2}</title>{3}</svg>",
        width,
        height,
        label % facts,
        format_html_join(
            "",
            '<path d="{}" fill="{}" stroke="{}"/>',
            (
                (outline[name], fill, line)
                for name, fill, line in LAYERS
                if name in outline
            ),
        ),
    )
