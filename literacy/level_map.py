"""Which level people have reached, unit by unit: a map of whole groups (`coverage`)."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from initiatives.models import Exposure, Initiative
from literacy.coverage import (
    COUNTS,
    SMALLEST,
    Overseers,
    Place,
    are_few,
    common,
    declared_of,
    fill,
    groups_of,
    overseers_of,
    read_reached,
)
from literacy.disclosure import rolled_up
from organisation.models import Unit

TINTS = ((80, 5), (65, 4), (50, 3), (25, 2), (1, 1))
"""From which per cent a cell has which of the tints 1 to 5."""


@dataclass(frozen=True)
class Cell:
    """A count out of the people of a row; text first, a tint beside it."""

    count: int | None
    total: int
    is_plain: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether the count may be shown."""
        return self.count is not None

    @property
    def per_cent(self) -> int:
        """The share in whole per cent, rounded down so that 100 means all."""
        return self.count * 100 // self.total if self.count and self.total else 0

    @property
    def tint(self) -> str:
        """The class of its tint, from the lowest to the highest."""
        if self.is_plain or not self.is_shown:
            return "h0"
        share = self.per_cent
        return f"h{next((tint for least, tint in TINTS if share >= least), 0)}"


@dataclass
class Row:
    """A unit with everything below it."""

    unit: Unit
    depth: int
    has_more: bool
    counts: dict
    shows_overseers: bool = True
    """Whether all who oversee there are counted there."""

    @property
    def people(self) -> int:
        """People exposed; somebody exposed to two AI systems counts twice."""
        return self.counts["people"]

    @property
    def steps(self) -> range:
        """One for each level below the top, to be drawn before its name."""
        return range(self.depth)

    @property
    def cells(self) -> list[Cell]:
        """L0 to L3, and O."""
        n = self.counts
        return [
            Cell(n["people"] - n["covered"], n["people"], is_plain=True),
            Cell(n["covered"], n["people"]),
            Cell(n["able"], n["people"]),
            Cell(n["coaching"], n["people"]),
            Cell(
                n["overseers_covered"]
                if n["overseers"] or self.shows_overseers
                else None,
                n["overseers"],
            ),
        ]


@dataclass
class HeatMap:
    """The units and the levels reached in them."""

    top: Unit | None
    rows: list[Row]
    left_out: int
    above: list = field(default_factory=list)

    @property
    def whole(self) -> Row | None:
        """The unit on top, with everything in it."""
        return self.rows[0] if self.rows else None

    @property
    def weakest(self) -> Row | None:
        """The unit with the smallest share covered, among those shown last."""
        parents = {row.unit.parent_id for row in self.rows}
        last = [row for row in self.rows if row.unit.pk not in parents]
        return min(
            last, key=lambda row: row.counts["covered"] / row.people, default=None
        )


LEVELS = (
    lambda: _("L0 Not reached"),
    lambda: _("L1 Aware"),
    lambda: _("L2 Uses it well"),
    lambda: _("L3 Coaches others"),
    lambda: _("O Oversees"),
)
"""The columns, in the order of `Row.cells`."""


def heat_map(person, *, unit=None, deep=2) -> HeatMap:
    """The levels reached per unit, in initiatives that a person may see.

    From `unit` (the root unless given) as many levels of the tree down as `deep`.
    Four statements, whatever the number of units.
    """
    seen = Initiative.objects.visible_to(person).running().order_by().values("pk")
    units = {row.pk: row for row in Unit.objects.order_by("path")}
    top = unit or next((row for row in units.values() if row.parent_id is None), None)
    own, elsewhere, left_out = _counted(seen, units)
    if top is None:
        return HeatMap(None, [], left_out)
    totals = _rolled_up(units, own)
    parents = {units[key].parent_id for key in totals}
    rows = [
        Row(
            row,
            row.depth - top.depth,
            row.depth - top.depth == deep and key in parents,
            totals[key],
            key not in elsewhere,
        )
        for key, row in units.items()
        if key in totals
        and row.path.startswith(top.path)
        and row.depth - top.depth <= deep
    ]
    above = [
        units[int(key)]
        for key in top.path.strip("/").split("/")[:-1]
        if int(key) in units
    ]
    return HeatMap(top, rows, left_out, above)


def _counted(initiatives, units) -> tuple[dict, set, int]:
    """The counts of each unit without what stands below, and how many are left out.

    Large enough places, which are nearly all, are added up as they are read; only
    those of an initiative in which one is small go through the merging. Second come
    the units of which some overseers are counted further up, or nowhere.
    """
    covered, levels = read_reached(None)
    rows = list(
        Exposure.objects.filter(initiative__in=initiatives, in_scope=True)
        .order_by()
        .values_list("initiative", "unit", "site", "people", "overseers")
    )
    small = {row[0] for row in rows if row[3] < SMALLEST}
    sums: dict = defaultdict(lambda: [0] * len(COUNTS))
    to_merge: dict = defaultdict(list)
    overseers: dict = defaultdict(list)
    for row in rows:
        initiative, unit, site, people, overseeing = row
        key = row[:3]
        reached, declared = covered.get(key), levels.get(key)
        path = units[unit].path
        if initiative in small:
            place = Place(
                initiative, unit, "", path, site, "", True, people, overseeing
            )
            fill(place, reached, declared)
            to_merge[initiative].append(place)
            continue
        into = sums[unit]
        into[0] += people
        if overseeing:
            trained = min(reached[-1], overseeing) if reached else 0
            overseers[initiative].append(Overseers(overseeing, trained, path, site))
        if reached:
            into[2] += min(sum(reached[:-1]), people)
        if declared:
            into[4] += declared_of(people, declared, 0)
            into[5] += declared_of(people, declared, 1)
    left_out = 0
    for initiative, places in to_merge.items():
        for group in groups_of(places):
            if group.is_hidden:
                left_out += 1
                continue
            into = sums[_last(group.path)]
            for number, name in enumerate(COUNTS):
                if not name.startswith("overseers"):
                    into[number] += getattr(group, name)
            overseers[initiative].append(group.overseen)
    elsewhere = _add_overseers(sums, overseers.values())
    own = {
        unit: dict(zip(COUNTS, counts, strict=True)) for unit, counts in sums.items()
    }
    return own, elsewhere, left_out


def _add_overseers(sums, by_initiative) -> set:
    """Add up the overseers of each initiative where they are not few.

    Those of initiatives that have few in all are counted where several of them add up
    to five. Returns the units of which some are counted further up, or nowhere.
    """
    elsewhere, few = set(), defaultdict(list)
    for parts in by_initiative:
        for block in overseers_of(parts):
            path = common(part.path for part in block)
            if are_few(block):
                few[path] += block
            else:
                _add(sums[_last(path)], block)
            if len(block) > 1 or are_few(block):
                elsewhere.update(part.path for part in block)
    people = {path: sum(part.people for part in parts) for path, parts in few.items()}
    together = defaultdict(list)
    for path, group in rolled_up(people, SMALLEST).items():
        together[group].append(path)
    for paths in together.values():
        block = [part for path in paths for part in few[path]]
        if not are_few(block):
            _add(sums[_last(common(paths))], block)
    return {int(key) for path in elsewhere for key in path.strip("/").split("/")}


def _add(into, block):
    into[COUNTS.index("overseers")] += sum(part.people for part in block)
    into[COUNTS.index("overseers_covered")] += sum(part.trained for part in block)


def _last(path) -> int:
    """The key of the unit at the end of a path."""
    return int(path.rstrip("/").rsplit("/", 1)[-1])


def _rolled_up(units, own) -> dict:
    """The counts of each unit with everything below it."""
    totals: dict = {}
    for key, counts in own.items():
        for part in units[key].path.strip("/").split("/"):
            into = totals.setdefault(int(part), dict.fromkeys(COUNTS, 0))
            for name in COUNTS:
                into[name] += counts[name]
    return totals
