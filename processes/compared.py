"""The as-is map beside the to-be map: what became of each step, and of the whole."""

from dataclasses import dataclass, field

from processes import matching
from processes.analysed import Analysed, by_kind
from processes.flow.comparing import Comparison
from processes.models import MapKind, MatchAnswer


@dataclass
class SideBySide:
    """Two maps of one process, matched step by step.

    `comparison` is None where one of them cannot be computed yet.
    """

    was: Analysed
    now: Analysed
    changes: list = field(default_factory=list)
    comparison: Comparison | None = None
    pinned: list = field(default_factory=list)
    refused: list = field(default_factory=list)

    @property
    def proposed(self) -> list:
        """The merges that the owner has not answered."""
        return [change for change in self.changes if change.is_proposed]

    @property
    def jobs(self) -> dict:
        """What changes for each role; empty where nothing can be computed."""
        if self.comparison is None:
            return {}
        return matching.jobs(self.changes, self.comparison)


def side_by_side(initiative) -> SideBySide | None:
    """The newest maps of an initiative compared; None without two that can be read.

    Three queries, whatever the size of the maps.
    """
    found = {kind: read for kind, (_version, read) in by_kind(initiative).items()}
    was, now = found.get(MapKind.AS_IS), found.get(MapKind.TO_BE)
    if was is None or now is None:
        return None
    answers = MatchAnswer.objects.filter(initiative=initiative)
    pinned, refused = answered(answers)
    changes = matching.compare(was.graph, now.graph, pinned, refused)
    comparison = None
    if was.analysis is not None and now.analysis is not None:
        comparison = Comparison(was.analysis, now.analysis)
    return SideBySide(was, now, changes, comparison, pinned, refused)


def answered(rows) -> tuple[list, list]:
    """What the owner confirmed and refused, in the order in which it was said.

    A later answer about a step takes the place of an earlier one.
    """
    pinned: list = []
    refused: list = []
    for row in rows:
        before, after = tuple(row.before), row.after
        pinned = [
            pair
            for pair in pinned
            if set(pair[0]).isdisjoint(before) and (not after or pair[1] != after)
        ]
        refused = [pair for pair in refused if pair != (before, after)]
        (refused if row.is_refused else pinned).append((before, after))
    return pinned, refused
