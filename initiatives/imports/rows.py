"""One row of a file, read and checked: what it would bring in, or what is wrong."""

import json
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.imports.mapping import IDENTITY, LEADS, PEOPLE, TEXTS, Mapping
from initiatives.imports.reading import LONGEST_CELL, Line
from initiatives.imports.words import (
    RETIRED,
    day,
    day_comes_first,
    normal,
    says_nothing,
    stage_of,
)
from initiatives.models import Initiative
from initiatives.people import candidates
from initiatives.stages import Stage
from organisation.functions import Function
from organisation.models import Person, Unit

LIMITS = {
    name: Initiative._meta.get_field(name).max_length
    for name in ("title", "process_family", "ai_system", "source")
}
SLOT = 8
SLOTS = (*TEXTS, "source", "standing", "people")
SHOWN = 120


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row: where it is, the cell as it stands, a sentence."""

    line: int
    column: str
    cell: str
    sentence: object

    def as_json(self) -> dict:
        """The error for a machine, and for keeping with an import."""
        cell = self.cell if len(self.cell) <= SHOWN else f"{self.cell[: SHOWN - 1]}…"
        return {
            "line": self.line,
            "column": self.column,
            "cell": cell,
            "sentence": str(self.sentence),
        }


@dataclass
class Row:
    """A checked row: the initiative that it would bring in."""

    line: int
    key: str
    unit: Unit
    stage: Stage
    retired: bool
    reason: str
    texts: dict[str, str]
    people: dict[str, Person] = field(default_factory=dict)
    leads: dict[str, Person] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """A fingerprint of the row, in eight parts of which six belong to a text.

        So the next import can tell which text changed in the file, and which was
        edited here.
        """
        people = {
            name: str(person.pk) for name, person in (self.people | self.leads).items()
        }
        standing = json.dumps([self.stage, self.retired])
        parts = [self.texts[name] for name in SLOTS[:-2]]
        parts += [standing, json.dumps(people, sort_keys=True)]
        return "".join(slot(part) for part in parts)

    def digest_after(self, stored: str, names) -> str:
        """The stored fingerprint, with the parts of some texts as they are now."""
        return "".join(
            slot(self.texts[name]) if name in names else slot_of(stored, name)
            for name in SLOTS
        )

    def changed_in_file(self, stored: str) -> list[str]:
        """The texts that differ from those of the last import."""
        new = self.digest
        return [n for n in SLOTS[:-2] if slot_of(stored, n) != slot_of(new, n)]


def slot(text: str) -> str:
    """The part of a fingerprint that belongs to one text."""
    return sha256(text.encode()).hexdigest()[:SLOT]


def slot_of(digest: str, name: str) -> str:
    """That part in a whole fingerprint."""
    place = SLOTS.index(name) * SLOT
    return digest[place : place + SLOT]


class Reader:
    """Reads the rows of one file; it knows the units and people of the company."""

    def __init__(self, mapping: Mapping, names, places, lines, *, fallback: Unit):
        self.mapping, self.names, self.places = mapping, names, places
        self.fallback = fallback
        self.units = {}
        for unit in Unit.objects.all():
            self.units[normal(unit.code)] = unit
            self.units[normal(unit.name)] = unit
        self.new_units: dict[str, str] = {}
        self.warnings: Counter = Counter()
        self._seen: Counter = Counter()
        self._lines: dict[str, int] = {}
        self._holders: dict[int, dict] = {}
        self._stages: dict[str, str] = {}
        self._people = self._read_people(lines)
        self._day_first = day_comes_first(
            self._cell(line, "retired_on") for line in lines
        )

    def read(self, line: Line) -> Row | list[RowError]:
        """The row, or everything that is wrong with it."""
        errors: list[RowError] = []
        cell = {name: self._cell(line, name) for name in self.places}
        key = self._key(line, cell, errors)
        if any(line.cells[len(self.names) :]):
            extra = next(filter(None, line.cells[len(self.names) :]))
            errors.append(
                RowError(
                    line.number,
                    f"#{len(self.names) + 1}",
                    extra,
                    _("This row has more cells than there are columns."),
                )
            )
        if says_nothing(cell.get("title", "")):
            errors.append(self._wrong(line, "title", _("The title is missing.")))
        long = next((n for n, c in cell.items() if len(c) >= LONGEST_CELL), None)
        if long:
            errors.append(self._wrong(line, long, _("This text is too long.")))
        stage, retired, reason = self._standing(line, cell, errors)
        unit = self._unit(cell)
        people, leads = self._named(line, cell, unit, errors)
        if errors:
            return errors
        return Row(
            line.number,
            key,
            unit,
            Stage(stage),
            retired,
            reason,
            self._texts(cell),
            people,
            leads,
        )

    def _cell(self, line, name) -> str:
        place = self.places.get(name)
        return "" if place is None or place >= len(line.cells) else line.cells[place]

    def _wrong(self, line, name, sentence) -> RowError:
        place = self.places.get(name)
        column = self.names[place] if place is not None else name
        return RowError(line.number, column, self._cell(line, name), sentence)

    def _key(self, line, cell, errors) -> str:
        """Its id in the file, else its identifying cells and occurrence number."""
        if "id" not in self.places:
            text = json.dumps([normal(cell.get(name, "")) for name in IDENTITY])
            self._seen[text] += 1
            return f"row:{sha256(text.encode()).hexdigest()}:{self._seen[text]}"
        own = cell["id"]
        if says_nothing(own):
            errors.append(self._wrong(line, "id", _("The number or code is missing.")))
        elif own in self._lines:
            errors.append(
                self._wrong(
                    line,
                    "id",
                    format_lazy(_("Line {n} has the same one."), n=self._lines[own]),
                )
            )
        self._lines.setdefault(own, line.number)
        return (
            f"id:{own}" if len(own) <= 100 else f"id:{sha256(own.encode()).hexdigest()}"
        )

    def _standing(self, line, cell, errors):
        """The stage, whether it was retired elsewhere, and the words about that."""
        word = cell.get("stage", "")
        stage = self._stage(word)
        if not stage and says_nothing(word):
            stage = Stage.LITERACY
            if "stage" in self.places:
                self.warnings["stage_missing"] += 1
        elif not stage:
            errors.append(
                self._wrong(
                    line,
                    "stage",
                    _("This stage is not known. Say which stage the word means."),
                )
            )
        gone = cell.get("retired_on", "")
        on = day(gone, day_first=self._day_first) if gone else None
        over = on is not None and on <= clock.today()
        ended = stage_of(cell.get("status", "")) == RETIRED
        if stage == RETIRED or over or ended:
            said = "" if says_nothing(gone) else gone
            return Stage.LEARNING, True, said or word or cell.get("status", "")
        return stage or Stage.LITERACY, False, ""

    def _stage(self, word) -> str:
        if word not in self._stages:
            self._stages[word] = self.mapping.stage_for(word)
        return self._stages[word]

    def _unit(self, cell) -> Unit:
        """The unit whose name or code it is, the nearest first; else the fallback."""
        for name in ("subunit", "unit"):
            found = self.units.get(normal(cell.get(name, "")))
            if found is not None and cell.get(name):
                return found
        wanted = cell.get("unit", "")
        if says_nothing(wanted):
            return self.fallback
        if not self.mapping.create_units:
            self.warnings["unit_unknown"] += 1
            return self.fallback
        return self._new_unit(wanted)

    def _new_unit(self, wanted) -> Unit:
        """A unit that would be created, not written yet: the run writes it first."""
        flat = normal(wanted)
        if flat not in self.new_units:
            self.new_units[flat] = " ".join(wanted.split())[:120]
        unit = Unit(name=self.new_units[flat], parent=self.fallback)
        unit.path = self.fallback.path
        self.units[flat] = unit
        return unit

    def _read_people(self, lines) -> dict[str, Person]:
        emails = {
            self._cell(line, name).lower()
            for line in lines
            for name in (*PEOPLE, *LEADS)
            if name in self.places
        } - {""}
        found = {}
        wanted = sorted(emails)
        for start in range(0, len(wanted), 500):
            people = Person.objects.present(clock.today())
            for person in people.filter(email__in=wanted[start : start + 500]):
                found[person.email.lower()] = person
        return found

    def _named(self, line, cell, unit, errors):
        people, leads = {}, {}
        for name in (*PEOPLE, *LEADS):
            text = cell.get(name, "")
            if says_nothing(text):
                continue
            person = self._people.get(text.lower())
            if person is None:
                sentence = _("Nobody has an account with this e-mail.")
                errors.append(self._wrong(line, name, sentence))
                continue
            function = {"sponsor": Function.LEADERSHIP}.get(name) or (
                Function(name.removeprefix("lead_")) if name in LEADS else None
            )
            if not self._holds(person, function, unit):
                sentence = format_lazy(
                    _("{name} holds no mandate for this there."), name=person.name
                )
                errors.append(self._wrong(line, name, sentence))
            elif name in LEADS:
                leads[function.value] = person
            else:
                people[name] = person
        return people, leads

    def _holds(self, person, function, unit) -> bool:
        where = unit if unit.pk else self.fallback
        if where.pk not in self._holders:
            self._holders[where.pk] = candidates(where)
        holders = self._holders[where.pk]
        if function is None:
            return any(person in named for named in holders.values())
        return person in holders[function]

    def _texts(self, cell) -> dict[str, str]:
        """The texts as they are kept; a title that is too long goes on in Purpose."""
        texts = {
            name: "" if says_nothing(cell.get(name, "")) else cell[name]
            for name in TEXTS
        }
        texts["title"] = " ".join(texts["title"].split())
        if len(texts["title"]) > LIMITS["title"]:
            texts["purpose"] = f"{texts['title']}\n\n{texts['purpose']}".strip()
            texts["title"] = f"{texts['title'][: LIMITS['title'] - 1].rstrip()}…"
            self.warnings["title_long"] += 1
        where = [cell.get("unit", ""), cell.get("subunit", "")]
        texts["source"] = " / ".join(w for w in where if not says_nothing(w))
        for name in ("process_family", "ai_system", "source"):
            texts[name] = " ".join(texts[name].split())
            if len(texts[name]) > LIMITS[name]:
                texts[name] = f"{texts[name][: LIMITS[name] - 1]}…"
                self.warnings["text_cut"] += 1
        return texts
