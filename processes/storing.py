"""A map as plain data for the database, and back: nothing is lost on the way."""

from dataclasses import MISSING, fields
from hashlib import sha256

from audit.chain import written
from processes.graph import Aside, Box, Flow, Kind, Lane, Node, Pool, ProcessGraph

FORM = 1
PARTS = {"pools": Pool, "lanes": Lane, "nodes": Node, "flows": Flow, "messages": Flow}


def to_data(graph) -> dict:
    """A map as plain data; what is as usual is left out."""
    return {
        "form": FORM,
        "title": graph.title,
        "source": graph.source,
        "arrows_mean_all": graph.arrows_mean_all,
        **{part: [_plain(x) for x in getattr(graph, part).values()] for part in PARTS},
        "asides": [_plain(aside) for aside in graph.asides],
        "pages": list(graph.pages),
        "loose": [str(arrow) for arrow in graph.loose],
    }


def from_data(data) -> ProcessGraph:
    """The map of such data."""
    graph = ProcessGraph(
        title=data["title"],
        source=data["source"],
        arrows_mean_all=data["arrows_mean_all"],
        asides=[_part(Aside, item) for item in data["asides"]],
        pages=list(data["pages"]),
        loose=list(data["loose"]),
    )
    for part, kind in PARTS.items():
        rows = [_part(kind, item) for item in data[part]]
        setattr(graph, part, {row.id: row for row in rows})
    return graph


def digest(data) -> str:
    """The fingerprint of such data: what the process is, without where it is drawn."""
    bare = {key: data[key] for key in ("arrows_mean_all", *PARTS)}
    for part in PARTS:
        bare[part] = [
            {k: v for k, v in item.items() if k not in ("box", "points")}
            for item in data[part]
        ]
    text = written(bare)
    return sha256(text.encode()).hexdigest()


def _plain(part) -> dict:
    found = {}
    for field in fields(part):
        value = getattr(part, field.name)
        default = None if field.default is MISSING else field.default
        if value == default:
            continue
        if field.name == "box":
            value = [round(number, 2) for number in value]
        elif field.name == "points":
            value = [[round(x, 2), round(y, 2)] for x, y in value]
        elif isinstance(value, Kind):
            value = value.value
        found[field.name] = value
    return found


def _part(kind, item):
    item = dict(item)
    if "box" in item:
        item["box"] = Box(*item["box"])
    if "points" in item:
        item["points"] = tuple((x, y) for x, y in item["points"])
    if kind is Node and "kind" in item:
        item["kind"] = Kind(item["kind"])
    return kind(**item)
