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

from audit import clock
from initiatives.models import Exposure
from literacy.models import Audience, LevelCount, Measure

SMALLEST = 5
"""Fewer people than this are never shown alone [D]; domain.md 0.4."""

COUNTS = ("people", "overseers", "covered", "overseers_covered", "able", "coaching")

OVERSEERS = Audience.OVERSEERS.value

AUDIENCES = tuple(name for name in Audience.values if name != OVERSEERS)
"""The audiences that count as people covered; overseers are counted apart."""


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
        return common(place.path for place in self.places)

    @property
    def overseen(self) -> "Overseers":
        """Its overseers, to be put together with those of others."""
        return Overseers(
            self.overseers, self.overseers_covered, self.path, self.places[0].site_id
        )

    def audience(self, name) -> int:
        """People whom measures for one audience cover."""
        return sum(place.audiences.get(name, 0) for place in self.places)


def common(paths) -> str:
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
    covered, levels = read_reached(initiatives)
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
        fill(place, covered.get(key), levels.get(key))
        found.append(place)
    return found


def read_reached(initiatives) -> tuple[dict, dict]:
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


def fill(place, covered, levels):
    if covered:
        *people, overseers = covered
        for name, n in zip(AUDIENCES, people, strict=True):
            place.audiences[name] = min(n, place.people)
        place.covered = min(sum(people), place.people)
        place.overseers_covered = min(overseers, place.overseers)
        place.audiences[OVERSEERS] = place.overseers_covered
    if levels:
        place.able = declared_of(place.people, levels, 0)
        place.coaching = declared_of(place.people, levels, 1)


def declared_of(people, levels, which) -> int:
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


def totals_of(groups) -> dict:
    """The counts of several groups together."""
    return {name: sum(getattr(group, name) for group in groups) for name in COUNTS}
