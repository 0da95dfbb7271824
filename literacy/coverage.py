"""Who has reached which level, without showing anybody: groups of five at least.

Everything that is published is a sum of the groups of one initiative, each of at least
`SMALLEST` people, and these groups are published themselves. So no subtraction of one
table from another yields a smaller group. The people of an initiative that has fewer in
all are counted nowhere. Overseers, who are few, are put together once more by the same
rule (`merged`): each figure of them sums whole blocks of at least `SMALLEST`. Those of
initiatives that have fewer in all are said only where several add up to so many.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from audit import clock
from initiatives.models import Exposure, Initiative
from literacy.disclosure import rolled_up
from literacy.models import Audience, LevelCount, Measure
from organisation.models import Unit

SMALLEST = 5
"""Fewer people than this are never shown alone [D]; domain.md 0.4."""

COUNTS = ("people", "overseers", "covered", "overseers_covered", "able", "coaching")
OVERSEERS = Audience.OVERSEERS.value
AUDIENCES = tuple(name for name in Audience.values if name != OVERSEERS)
"""The audiences that count as people covered; overseers are counted apart."""
TINTS = ((80, 5), (65, 4), (50, 3), (25, 2), (1, 1))
"""From which per cent a cell has which of the tints 1 to 5."""


@dataclass
class Place:
    """The people exposed in one unit at one site, and what they have reached."""

    initiative_id: object
    unit_id: int
    unit: str
    path: str
    site_id: int
    site: str
    in_scope: bool
    people: int
    overseers: int
    covered: int = 0
    overseers_covered: int = 0
    able: int = 0
    coaching: int = 0
    audiences: dict = field(default_factory=dict)


@dataclass
class Group:
    """Places that are shown as one, because one of them is small.

    `has_few_overseers`: they are counted with those of other groups, or not at all.
    """

    places: list
    has_few_overseers: bool = False

    def __getattr__(self, name):
        if name in COUNTS:
            return sum(getattr(place, name) for place in self.places)
        raise AttributeError(name)

    @property
    def is_hidden(self) -> bool:
        """Whether it is too small to be shown at all."""
        return self.people < SMALLEST

    @property
    def is_merged(self) -> bool:
        """Whether several places stand behind it."""
        return len(self.places) > 1

    @property
    def in_scope(self) -> bool:
        """Whether the gate looks at it."""
        return self.places[0].in_scope

    @property
    def units(self) -> str:
        """The units in it, by name."""
        return ", ".join(dict.fromkeys(place.unit for place in self.places))

    @property
    def sites(self) -> str:
        """The sites in it, by name."""
        return ", ".join(dict.fromkeys(place.site for place in self.places))

    @property
    def path(self) -> str:
        """The branch of the unit under which all its places stand."""
        return _common(place.path for place in self.places)

    @property
    def overseen(self) -> "Overseers":
        """Its overseers, to be put together with those of others."""
        return Overseers(
            self.overseers, self.overseers_covered, self.path, self.places[0].site_id
        )

    def audience(self, name) -> int:
        """People whom measures for one audience cover."""
        return sum(place.audiences.get(name, 0) for place in self.places)


def _common(paths) -> str:
    """The branch under which all these paths stand."""
    first, *others = (path.strip("/").split("/") for path in paths)
    while any(other[: len(first)] != first for other in others):
        first = first[:-1]
    return f"/{'/'.join(first)}/"


def places_of(initiatives) -> list[Place]:
    """Every place of these initiatives with its counts; three statements.

    `initiatives` is a queryset or a list of keys. Nobody counts twice: more people in
    measures than are exposed count as all.
    """
    covered, levels = _reached(initiatives)
    found = []
    for row in (
        Exposure.objects.filter(initiative__in=initiatives)
        .order_by("unit__path", "site__name", "pk")
        .values_list(
            "initiative",
            "unit",
            "unit__name",
            "unit__path",
            "site",
            "site__name",
            "in_scope",
            "people",
            "overseers",
        )
    ):
        place = Place(*row)
        key = (place.initiative_id, place.unit_id, place.site_id)
        _fill(place, covered.get(key), levels.get(key))
        found.append(place)
    return found


def _reached(initiatives) -> tuple[dict, dict]:
    """What measures cover and what was declared, by place; two statements.

    Of measures the people of each of `AUDIENCES` and last the overseers; of levels the
    able and the coaching people of each audience. Without `initiatives` of all there
    are: who asks for nearly all takes from them what may be seen.
    """
    measures, declared = Measure.objects.all(), LevelCount.objects.all()
    if initiatives is not None:
        measures = measures.filter(initiative__in=initiatives)
        declared = declared.filter(initiative__in=initiatives)
    covered = {
        row[:3]: row[3:]
        for row in measures.covered_by_audience(clock.today()).values_list(
            "initiative_id", "unit_id", "site_id", *AUDIENCES, OVERSEERS
        )
    }
    levels: dict = defaultdict(dict)
    for row in (
        declared.newest()
        .order_by()
        .values_list("initiative", "unit", "site", "audience", "able", "coaching")
    ):
        levels[row[:3]][row[3]] = row[4:]
    return covered, levels


def _fill(place, covered, levels):
    if covered:
        *people, overseers = covered
        for name, n in zip(AUDIENCES, people, strict=True):
            place.audiences[name] = min(n, place.people)
        place.covered = min(sum(people), place.people)
        place.overseers_covered = min(overseers, place.overseers)
        place.audiences[OVERSEERS] = place.overseers_covered
    if levels:
        place.able = _declared(place.people, levels, 0)
        place.coaching = _declared(place.people, levels, 1)


def _declared(people, levels, which) -> int:
    """A level of a place: declared for everybody, or added up over the audiences."""
    parts = sum(row[which] for name, row in levels.items() if name != Audience.EVERYONE)
    whole = levels.get(Audience.EVERYONE, (0, 0))[which]
    return min(max(parts, whole), people)


def merged(parts, size, order) -> list[list]:
    """Parts put together until everything that is to be shown holds five people.

    The small ones are put together, with the next larger one while they are still
    fewer than five; where all are, one small rest is left, which is shown nowhere.
    `size` counts the people of a part, `order` decides between parts of one size.
    """
    small = [part for part in parts if size(part) < SMALLEST]
    large = [part for part in parts if size(part) >= SMALLEST]
    while small and large and sum(map(size, small)) < SMALLEST:
        # in whatever order they are read, the same ones are merged
        least = min(large, key=lambda part: (size(part), order(part)))
        large.remove(least)
        small.append(least)
    return [*([part] for part in large), *([small] if small else [])]


def groups_of(places) -> list[Group]:
    """The places of one initiative, with the small ones merged; in and out of scope."""
    found = []
    for in_scope in (True, False):
        mine = [place for place in places if place.in_scope is in_scope]
        groups = [
            Group(sorted(part, key=lambda place: place.path))
            for part in merged(
                mine, lambda place: place.people, lambda p: (p.path, p.site_id)
            )
        ]
        who = {g.overseen: g for g in groups if not g.is_hidden}
        for block in overseers_of(who):
            for part in block:
                who[part].has_few_overseers = len(block) > 1 or are_few(block)
        found += groups
    return found


class Overseers(NamedTuple):
    """The overseers of a group of places, and how many of them are trained."""

    people: int
    trained: int
    path: str
    site_id: int


def overseers_of(parts) -> list[list[Overseers]]:
    """The overseers of groups put together, until what is shown of them is not few."""
    return merged(
        [part for part in parts if part.people],
        lambda part: part.people,
        lambda part: part[2:],
    )


def are_few(block) -> bool:
    """Whether there are too few overseers in a block to say anything of them."""
    return sum(part.people for part in block) < SMALLEST


def coverage_of(initiative) -> list[Group]:
    """What may be shown of one initiative: its groups, those in scope first."""
    return groups_of(places_of([initiative.pk]))


def groups_by_initiative(initiatives) -> dict:
    """What may be shown of each of many initiatives, by its key; three statements."""
    places: dict = defaultdict(list)
    for place in places_of(initiatives):
        places[place.initiative_id].append(place)
    return {key: groups_of(mine) for key, mine in places.items()}


# The heat map


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
    covered, levels = _reached(None)
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
            _fill(place, reached, declared)
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
            into[4] += _declared(people, declared, 0)
            into[5] += _declared(people, declared, 1)
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
            path = _common(part.path for part in block)
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
            _add(sums[_last(_common(paths))], block)
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


def totals_of(groups) -> dict:
    """The counts of several groups together."""
    return {name: sum(getattr(group, name) for group in groups) for name in COUNTS}
