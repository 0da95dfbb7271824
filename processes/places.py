"""The steps of the maps of an initiative, for what is tried on one of them."""

from dataclasses import dataclass

from django.urls import reverse

from processes.analysed import by_kind
from processes.figure_forms import short
from processes.models import MapKind

SLUGS = {MapKind.AS_IS: "as-is", MapKind.TO_BE: "to-be"}


@dataclass(frozen=True)
class Place:
    """A step of a map, who does it, and where it is shown.

    `bottleneck` is the role that holds the process of that map up, empty where nobody
    knows; `holds_up` whether that role does this step.
    """

    kind: MapKind
    key: str
    label: str
    who: str
    bottleneck: str
    url: str

    @property
    def holds_up(self) -> bool:
        """Whether the step is done by those who hold the process up."""
        return bool(self.bottleneck) and self.who == self.bottleneck


def of(initiative) -> dict[str, Place]:
    """The steps of the newest maps by their ids, those of the as-is map first.

    Two queries. A step that both maps have is found on the as-is map.
    """
    found: dict = {}
    maps = by_kind(initiative)
    for kind, slug in SLUGS.items():
        _version, read = maps.get(kind, (None, None))
        if read is None:
            continue
        page = reverse("processes:map", args=[initiative.ref, slug])
        held_up = read.analysis.bottleneck if read.analysis else ""
        for node in read.graph.steps():
            who = read.facts.step(node.id).who or read.graph.who(node)
            place = Place(
                kind,
                node.id,
                read.graph.label(node.id),
                who,
                held_up or "",
                f"{page}#{anchor(node.id)}",
            )
            found.setdefault(node.id, place)
    return found


def anchor(key) -> str:
    """What the row of a step is called in the page of its map."""
    return f"step-{short(key)}"
