"""Reading a list of attendance: what its columns mean, and the measures it makes.

A row is a count of people, or one person: persons are counted and forgotten. Reading
and rows with errors are the same as for an inventory of initiatives.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b, sha256
from itertools import islice

from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.errors import Invalid
from initiatives.imports.mapping import by_name, named
from initiatives.imports.reading import Line, Stream
from initiatives.imports.rows import RowError
from initiatives.imports.words import day, day_comes_first, normal, says_nothing
from initiatives.models import Exposure, Initiative
from literacy.imports.words import (
    AUDIENCES,
    FIELDS,
    HEADERS,
    KINDS,
    MOST_ERRORS,
    TOO_LONG,
    Item,
    Mapping,
    Outcome,
    meanings,
)
from literacy.models import Audience, MeasureKind, NamedListRule
from literacy.rules import too_many
from organisation import access
from organisation.models import Site, Unit

MOST_ROWS = 500_000


HEADER_ROWS = 10


LOOKED_AT = 2_000
"""Rows by which the order of day and month is found."""


PREVIEWED = 10


LONGEST_CONTENT = 200


class Attendance:
    """A list that can be read: its columns, and the measures it makes for a person."""

    def __init__(
        self, stream: Stream, *, by, mapping=None, initiative="", needs_all=True
    ):
        """`needs_all` false reads it for a preview, with columns still to be named."""
        self.stream, self.by = stream, by
        self.limit = 0
        first = list(islice(stream.lines(), HEADER_ROWS + LOOKED_AT))
        start = next(
            (
                place
                for place, line in enumerate(first[:HEADER_ROWS])
                if len(by_name(named(line.cells), HEADERS)) > 1
            ),
            0,
        )
        if len(first) < start + 2:
            raise Invalid(
                _(
                    "This file has no rows: the first line names the columns, rows "
                    "follow."
                ),
                field="file",
            )
        self.start = first[start].number
        self.names = named(first[start].cells)
        while self.names and self.names[-1].startswith("#"):
            self.names.pop()
        self.head = first[start + 1 :]
        self.mapping = mapping or Mapping(self._guess())
        if initiative:
            self.mapping.initiative = initiative
        self.places = self._places()
        self.day_first = day_comes_first(
            self._cell(line, "held_on") for line in self.head
        )
        self._units = self._read_units()
        self._sites = {normal(site.name): site.pk for site in Site.objects.all()}
        self._audiences, self._kinds = meanings(AUDIENCES), meanings(KINDS)
        self._by_ref: dict = {}
        self._by_system: dict = {}
        self._exposed: dict = {}
        self._rights: dict = {}
        self._keeping: dict = {}
        self._days: dict = {}
        self._remembered: dict = {}
        self._read_at = [self.places.get(name) for name in _READ]
        self._meant: dict = {}
        if needs_all:
            self.require_all()

    @property
    def counts_persons(self) -> bool:
        """Whether a row is one person, instead of a number."""
        return "people" not in self.places

    def _guess(self) -> dict:
        columns = by_name(self.names, HEADERS)
        if "people" in columns:
            columns.pop("person", None)
            place = self.names.index(columns["people"])
            cells = [_at(line, place) for line in self.head]
            if not any(re.fullmatch(r"\d+", cell) for cell in cells):
                columns["person"] = columns.pop("people")
        return columns

    def _places(self) -> dict[str, int]:
        places = {}
        for wanted, column in self.mapping.columns.items():
            if column not in self.names:
                raise Invalid(
                    format_lazy(
                        _(
                            "The file has no column “{column}”. Its columns are: "
                            "{names}."
                        ),
                        column=column,
                        names=", ".join(self.names[:20]),
                    ),
                    field=f"column-{wanted}",
                )
            places[wanted] = self.names.index(column)
        return places

    @property
    def missing(self) -> Invalid | None:
        """What must be said before the rows can be understood."""
        if "held_on" not in self.places:
            return Invalid(
                _("No column gives the date. Say which one does."),
                field="column-held_on",
            )
        about = {"initiative", "system"} & set(self.places)
        if not about and not self.mapping.initiative:
            return Invalid(
                _(
                    "No column names the initiative or the AI system. Say which one "
                    "does, or name one initiative for all rows."
                ),
                field="column-initiative",
            )
        return None

    def require_all(self):
        """Stop where something must be said first."""
        if self.missing:
            raise self.missing

    def _read_units(self) -> dict:
        units: dict = {}
        for unit in Unit.objects.all():
            units[normal(unit.code)] = unit
        for unit in units.copy().values():
            units.setdefault(normal(unit.name), unit)
        return units

    def lines(self) -> Iterator[Line]:
        """The rows below the names of the columns."""
        count = 0
        for line in self.stream.lines():
            if line.number <= self.start:
                continue
            count += 1
            if self.limit and count > self.limit:
                return
            if count > MOST_ROWS:
                raise Invalid(
                    format_lazy(
                        _("This file has more than {limit} rows. Split it."),
                        limit=number_format(MOST_ROWS),
                    ),
                    field="file",
                )
            yield line

    def items(self, outcome: Outcome) -> Iterator[Item]:
        """The measures that the list makes; what is wrong goes into `outcome`.

        `outcome` counts the rows that were read and left out on the way.
        """
        yield from (
            self._by_person(outcome) if self.counts_persons else self._by_row(outcome)
        )

    def _by_row(self, outcome):
        seen: dict = {}
        for line in self.lines():
            outcome.read += 1
            found = self._read(line)
            if isinstance(found, RowError):
                self._leave_out(outcome, found)
                continue
            found, content = found
            number = "".join(self._cell(line, "people").split())
            if not _COUNT.fullmatch(number) or int(number) < 1:
                self._leave_out(
                    outcome,
                    self._wrong(
                        line, "people", _("Enter how many people, one or more.")
                    ),
                )
                continue
            items = self._made(line, found, content, int(number))
            wrong = next(filter(None, (self._refused(item) for item in items)), None)
            if wrong:
                self._leave_out(outcome, self._wrong(line, "people", wrong))
                continue
            for item in items:
                short = _digest64(item.key)
                seen[short] = seen.get(short, 0) + 1
                if seen[short] > 1:
                    item.key = _fingerprint(item.key, seen[short])
                yield item

    def _by_person(self, outcome):
        """Persons added up; somebody who came twice is newly covered once."""
        groups: dict = {}
        known: dict = {}
        keeps = self.mapping.names
        for line in self.lines():
            outcome.read += 1
            found = self._read(line)
            if isinstance(found, RowError):
                self._leave_out(outcome, found)
                continue
            found, content = found
            person = self._cell(line, "person")
            mark = _digest64(normal(person)) if person else None
            repeated = True
            for initiative, unit, site in found.targets:
                where = (initiative.pk, unit.pk, site, found.audience == "overseers")
                key = (initiative.pk, unit.pk, site, content, *found.rest)
                group = groups.get(key)
                if group is None:
                    place = initiative, unit, site
                    group = groups[key] = [line, 0, 0, [], place, content, found.rest]
                group[1] += 1
                before = known.get(where)
                if before is None:
                    before = known[where] = set()
                if mark is not None and mark in before:
                    continue
                repeated = False
                if mark is not None:
                    before.add(mark)
                group[2] += 1
                if person and keeps and self._keeps_names(unit):
                    group[3].append(person[:200])
            outcome.repeats += repeated
        known.clear()
        for line, rows, people, names, place, content, rest in groups.values():
            if not people:
                continue
            item = self._item(line, place, content, rest, people, rows)
            item.names = names
            wrong = self._refused(item)
            if wrong:
                error = self._wrong(line, "person", wrong)
                outcome.counts["rejected"] += rows - 1
                self._leave_out(outcome, error)
                continue
            yield item

    def _leave_out(self, outcome, error):
        outcome.counts["rejected"] += 1
        if len(outcome.errors) < MOST_ERRORS:
            if "person" in self.places:
                # a list of people: what stands in its cells is not kept anywhere
                error = RowError(error.line, error.column, "", error.sentence)
            outcome.errors.append(error)

    def _made(self, line, found, content, people):
        return [
            self._item(line, place, content, found.rest, people, 0 if number else 1)
            for number, place in enumerate(found.targets)
        ]

    def _item(self, line, place, content, rest, people, rows):
        initiative, unit, site = place
        audience, held_on, kind, minutes, trainer, languages = rest
        return Item(
            line=line.number,
            rows=rows,
            initiative=initiative,
            unit_id=unit.pk,
            site_id=site,
            audience=audience,
            held_on=held_on,
            kind=kind,
            content=content,
            people=people,
            minutes=minutes,
            trainer=trainer,
            languages=languages,
            key=_fingerprint(
                str(initiative.pk),
                unit.pk,
                site,
                audience,
                held_on.isoformat(),
                kind,
                normal(content),
                self.counts_persons,
            ),
        )

    def _refused(self, item):
        exposure = self._exposures(item.initiative)[item.unit_id, item.site_id]
        return too_many(exposure, item.audience, item.people)

    def _read(self, line):
        """What a row says, read once for all rows that say the same."""
        if any(line.cells[len(self.names) :]):
            extra = next(filter(None, line.cells[len(self.names) :]))
            sentence = _("This row has more cells than there are columns.")
            return RowError(line.number, f"#{len(self.names) + 1}", extra, sentence)
        cells, most = line.cells, len(line.cells)
        said = tuple(
            "" if place is None or place >= most else cells[place]
            for place in self._read_at
        )
        known = self._remembered.get(said)
        if known is None:
            known = self._resolve(line, dict(zip(_READ, said, strict=True)))
            if len(self._remembered) < _REMEMBERED:
                self._remembered[said] = known
        if isinstance(known, RowError):
            if known.line != line.number:
                return RowError(line.number, known.column, known.cell, known.sentence)
            return known
        content = " ".join(self._cell(line, "content").split()) or self.stream.name
        if len(content) > LONGEST_CONTENT:
            return self._wrong(line, "content", TOO_LONG)
        return known, content

    def _resolve(self, line, said):
        try:
            return self._said(said)
        except _Wrong as wrong:
            return self._wrong(line, wrong.field, wrong.sentence)

    def _said(self, said) -> "_Said":
        held_on = self._day(said["held_on"])
        audience = self._word(
            said["audience"], self._audiences, Audience.EVERYONE, "audience"
        )
        kind = self._word(said["kind"], self._kinds, MeasureKind.TRAINING, "kind")
        for name, most in (("trainer", 200), ("languages", 100)):
            if len(said[name]) > most:
                raise _Wrong(name, TOO_LONG)
        minutes = None
        if not says_nothing(said["minutes"]):
            if not re.fullmatch(r"\d{1,5}", said["minutes"]) or not int(
                said["minutes"]
            ):
                raise _Wrong("minutes", _("Enter the minutes as a whole number."))
            minutes = int(said["minutes"])
        unit = site = None
        if not says_nothing(said["unit"]):
            unit = self._units.get(normal(said["unit"]))
            if unit is None:
                raise _Wrong("unit", _("No unit has this code or name."))
        if not says_nothing(said["site"]):
            site = self._sites.get(normal(said["site"]))
            if site is None:
                raise _Wrong("site", _("No site has this name."))
        targets = [
            (initiative, *self._place(initiative, unit, site))
            for initiative in self._initiatives(said)
            if not said["system"]
            or not says_nothing(said["initiative"])
            or self._could(initiative, unit, site)
        ]
        if not targets:
            raise _Wrong(
                "system", _("Nobody of this unit and site is exposed to this system.")
            )
        rest = (
            audience.value,
            held_on,
            kind.value,
            minutes,
            said["trainer"],
            said["languages"],
        )
        return _Said(targets, audience.value, rest)

    def _day(self, text) -> date:
        if text not in self._days:
            found = self._parsed(text)
            if len(self._days) < _REMEMBERED:
                self._days[text] = found
            return found
        return self._days[text]

    def _parsed(self, text) -> date:
        if says_nothing(text):
            raise _Wrong("held_on", _("The date is missing."))
        found = (
            None
            if re.fullmatch(r"\d{4}", text)
            else day(text, day_first=self.day_first)
        )
        if found is None:
            raise _Wrong("held_on", _("This is not a date."))
        if found > clock.today():
            raise _Wrong("held_on", _("This day has not come yet."))
        return found

    def _word(self, text, known, default, name):
        if says_nothing(text):
            return default
        found = known.get(normal(text))
        if found is None:
            raise _Wrong(
                name,
                format_lazy(
                    _("This word is not known. Use one of: {words}."),
                    words=", ".join(type(default).values),
                ),
            )
        return found

    def _initiatives(self, said) -> list[Initiative]:
        ref = said["initiative"]
        if says_nothing(ref) and says_nothing(said["system"]):
            ref = self.mapping.initiative
            if not ref:
                raise _Wrong(
                    "initiative", _("No initiative and no AI system is named.")
                )
        if not says_nothing(ref):
            return [self._initiative(ref)]
        name = normal(said["system"])
        if name not in self._by_system:
            self._by_system[name] = [
                row
                for row in self._open().filter(ai_system__iexact=said["system"].strip())
                if self._may(row)
            ]
        if not self._by_system[name]:
            raise _Wrong(
                "system",
                _("No open initiative that you can record for uses this AI system."),
            )
        return self._by_system[name]

    def _initiative(self, ref) -> Initiative:
        ref = ref.strip().upper()
        if ref not in self._by_ref:
            self._by_ref[ref] = self._open().filter(ref=ref).first()
        found = self._by_ref[ref]
        if found is None:
            raise _Wrong(
                "initiative", _("There is no open initiative with this reference here.")
            )
        if not self._may(found):
            raise _Wrong("initiative", self._rights[found.unit_id].reason)
        return found

    def _open(self):
        return (
            Initiative.objects.visible_to(self.by)
            .running()
            .select_related("unit")
            .order_by("number")
        )

    def _may(self, initiative) -> bool:
        if initiative.unit_id not in self._rights:
            self._rights[initiative.unit_id] = access.may(
                self.by, "literacy.record_measure", of=initiative
            )
        return bool(self._rights[initiative.unit_id])

    def _exposures(self, initiative) -> dict:
        if initiative.pk not in self._exposed:
            self._exposed[initiative.pk] = {
                (row.unit_id, row.site_id): row
                for row in Exposure.objects.filter(
                    initiative=initiative
                ).select_related("unit")
            }
        return self._exposed[initiative.pk]

    def _could(self, initiative, unit, site) -> bool:
        return any(
            (unit is None or unit.pk == u) and (site is None or site == s)
            for u, s in self._exposures(initiative)
        )

    def _place(self, initiative, unit, site):
        """The one unit and site that a row can mean, among those exposed."""
        key = (initiative.pk, unit.pk if unit else None, site)
        if key not in self._meant:
            self._meant[key] = self._found_place(initiative, unit, site)
        return self._meant[key]

    def _found_place(self, initiative, unit, site):
        fits = [
            (row.unit, s)
            for (u, s), row in self._exposures(initiative).items()
            if (unit is None or unit.pk == u) and (site is None or site == s)
        ]
        if not fits:
            raise _Wrong(
                "unit" if unit else "site",
                format_lazy(
                    _("Nobody of this unit and site is exposed to {ref}."),
                    ref=initiative.ref,
                ),
            )
        if len(fits) > 1:
            raise _Wrong(
                "site" if unit else "unit",
                format_lazy(
                    _("{ref} has several units and sites: name the unit and the site."),
                    ref=initiative.ref,
                ),
            )
        return fits[0]

    def _keeps_names(self, unit) -> bool:
        if unit.pk not in self._keeping:
            self._keeping[unit.pk] = bool(
                access.may(self.by, "literacy.read_named_list", of=unit)
                and NamedListRule.objects.allowing(unit).exists()
            )
        return self._keeping[unit.pk]

    def _cell(self, line, name) -> str:
        place = self.places.get(name)
        return "" if place is None else _at(line, place)

    def _wrong(self, line, name, sentence) -> RowError:
        place = self.places.get(name)
        column = self.names[place] if place is not None else str(FIELDS[name])
        return RowError(line.number, column, self._cell(line, name), sentence)


@dataclass(frozen=True)
class _Said:
    """What a row says beside how many: where it counts, and the rest."""

    targets: list
    audience: str
    rest: tuple


class _Wrong(Exception):
    """A cell that cannot be understood."""

    def __init__(self, name, sentence):
        self.field, self.sentence = name, sentence
        super().__init__(sentence)


_READ = tuple(name for name in FIELDS if name not in ("people", "person", "content"))
"""What rows have in common: the rest differs from row to row."""


_REMEMBERED = 5_000


_COUNT = re.compile(r"\d{1,7}")


def _at(line, place) -> str:
    return line.cells[place] if place < len(line.cells) else ""


def _digest64(text) -> int:
    """A number that stands for a text, so that a long list stays small in memory."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def _fingerprint(*parts) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()
