"""Drawings of several pages: all are read, one under the other.

Each page is a process of its own; the first with steps is the one that cases come into.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from processes.graph import ProcessGraph
from processes.wording import said

GAP = 80


def stacked(pages) -> ProcessGraph:
    """One map of the pages, given as pairs of name and map."""
    whole = None
    named = [name for name, _graph in pages]
    filled = [(name, graph) for name, graph in pages if graph.nodes] or pages[:1]
    for number, (name, graph) in enumerate(filled):
        if whole is None:
            whole = graph
            whole.title = name
        else:
            _add(whole, graph, f"p{number + 1}-", name or f"p{number + 1}")
    whole.pages = named
    if len(filled) > 1:
        whole.warnings.append(
            said(
                _(
                    "This drawing has {count} pages with steps. All were read; cases "
                    "come in on the page “{page}”."
                ),
                count=len(filled),
                page=whole.title,
            )
        )
    return whole


def _add(whole, graph, mark, name):
    """Put a page under the rest, its ids marked so that none stands twice."""
    down = _foot(whole) + GAP - _head(graph)

    def moved(part, **more):
        box = part.box and part.box._replace(y=part.box.y + down)
        return replace(part, id=mark + part.id, box=box, **more)

    def kept(key):
        return mark + key if key else ""

    for pool in graph.pools.values():
        whole.pools[mark + pool.id] = moved(pool)
    for lane in graph.lanes.values():
        whole.lanes[mark + lane.id] = moved(
            lane, pool=kept(lane.pool), parent=kept(lane.parent)
        )
    for node in graph.nodes.values():
        whole.nodes[mark + node.id] = moved(
            node,
            pool=kept(node.pool),
            lane=kept(node.lane),
            process=name,
            parent=kept(node.parent),
            host=kept(node.host),
        )
    for mine, theirs in ((whole.flows, graph.flows), (whole.messages, graph.messages)):
        for flow in theirs.values():
            mine[mark + flow.id] = replace(
                flow,
                id=mark + flow.id,
                source=mark + flow.source,
                target=mark + flow.target,
                points=tuple((x, y + down) for x, y in flow.points),
            )
    whole.asides += [moved(aside) for aside in graph.asides]
    whole.loose += graph.loose


def _boxes(graph):
    for parts in (graph.nodes, graph.lanes, graph.pools):
        for part in parts.values():
            if part.box:
                yield part.box


def _foot(graph):
    return max((box.y + box.height for box in _boxes(graph)), default=0.0)


def _head(graph):
    return min((box.y for box in _boxes(graph)), default=0.0)
