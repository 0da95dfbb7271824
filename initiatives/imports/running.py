"""Checking a file against the company, and bringing its rows in, block by block."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import DatabaseError
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit.errors import DomainError, Invalid
from initiatives import actions
from initiatives.imports import mapping as mapping_of
from initiatives.imports.reading import Table, read
from initiatives.imports.rows import Reader, Row, RowError, slot, slot_of
from initiatives.models import Initiative
from organisation import access
from organisation.models import Unit

BLOCK = 500
COUNTS = ("created", "updated", "unchanged", "rejected")
WARNINGS = {
    "stage_missing": _("{n} rows name no stage and come in at Literacy."),
    "unit_unknown": _("{n} rows name a unit that is unknown here and go to {unit}."),
    "title_long": _("{n} titles were too long: the whole of them is in Purpose."),
    "text_cut": _("{n} short texts were longer than the field and were cut."),
    "stage_differs": _("{n} rows name another stage than last time: a stage only moves "
                       "through its gate."),
    "edited_here": _("{n} texts were edited here and are kept."),
}  # fmt: skip


@dataclass
class Outcome:
    """What an import did, or would do."""

    read: int = 0
    counts: Counter = field(default_factory=Counter)
    errors: list[RowError] = field(default_factory=list)
    warnings: Counter = field(default_factory=Counter)
    unit: str = ""

    def as_json(self) -> dict:
        """The counts and errors, as `import_initiatives --json` prints them."""
        return (
            {"read": self.read}
            | {name: self.counts[name] for name in COUNTS}
            | {"errors": [error.as_json() for error in self.errors]}
        )

    def sentences(self) -> list[Promise]:
        """What a person should know beside the counts."""
        return [
            format_lazy(WARNINGS[name], n=number_format(n), unit=self.unit)
            for name, n in self.warnings.items()
        ]


class Inventory:
    """A file that was read, with a mapping: ready to be checked or brought in."""

    def __init__(self, content: bytes, name: str, mapping=None, *, unit: Unit = None):
        self.table: Table = read(content, name)
        self.names, self.lines = mapping_of.split(self.table)
        if not self.lines:
            raise Invalid(_("This file names its columns but has no rows below."))
        guessed = mapping_of.guess(self.names, self.lines)
        self.mapping = mapping or guessed
        if not self.mapping.columns:
            self.mapping.columns = guessed.columns
        self.places = mapping_of.check_columns(self.mapping, self.names)
        self.fallback = unit or self._fallback()

    def _fallback(self) -> Unit:
        if self.mapping.unit:
            found = Unit.objects.filter(code=self.mapping.unit).first()
            if found is None:
                raise Invalid(
                    format_lazy(
                        _("There is no unit with the code {code}."),
                        code=self.mapping.unit,
                    ),
                    field="unit",
                )
            return found
        root = Unit.objects.filter(parent__isnull=True).first()
        if root is None:
            raise Invalid(_("There is no unit yet. Name the company first."))
        return root

    def stage_words(self) -> list[tuple[str, int, str]]:
        """Each stage word of the file, how often it stands there, what it means."""
        if "stage" not in self.places:
            return []
        place = self.places["stage"]
        words = Counter(
            line.cells[place] for line in self.lines if place < len(line.cells)
        )
        return [
            (word, n, self.mapping.stage_for(word)) for word, n in words.most_common(60)
        ]

    def check(self, *, by) -> Outcome:
        """What bringing it in would do; nothing is written."""
        outcome = Outcome(unit=self.fallback.name)
        for _done in self._run(outcome, by, write=False, skip=0):
            pass
        return outcome

    def run(self, outcome: Outcome, *, by, skip=0) -> Iterator[int]:
        """Bring the rows in, block by block; gives the rows dealt with after each.

        A row that is wrong is left out alone. `skip` rows were dealt with before.
        """
        outcome.unit = self.fallback.name
        yield from self._run(outcome, by, write=True, skip=skip)

    def _run(self, outcome, by, *, write, skip):
        reader = Reader(
            self.mapping, self.names, self.places, self.lines, fallback=self.fallback
        )
        rights = _Rights(by, self.fallback)
        for start in range(0, len(self.lines), BLOCK):
            lines = self.lines[start : start + BLOCK]
            read_rows = [(line, reader.read(line)) for line in lines]
            if start < skip:
                reader.warnings.clear()
                continue
            outcome.read += len(lines)
            rows = []
            for line, found in read_rows:
                if isinstance(found, Row) and not rights.cover(found.unit):
                    found = [self._no_right(line, found, rights)]
                if isinstance(found, Row):
                    rows.append(found)
                else:
                    outcome.errors += found
                    outcome.counts["rejected"] += 1
            outcome.warnings.update(reader.warnings)
            reader.warnings.clear()
            self._block(rows, outcome, by, write=write)
            yield start + len(lines)

    def _no_right(self, line, row, rights):
        place = self.places.get("unit")
        column = self.names[place] if place is not None else "unit"
        return RowError(line.number, column, row.unit.name, rights.reason)

    def _block(self, rows, outcome, by, *, write):
        new, changes = self._sort(rows, outcome)
        if not write:
            outcome.counts["created"] += len(new)
            outcome.counts["updated"] += len(changes)
            return
        for row in new:
            if row.unit.pk is None:
                # the rows of one unit share this object, later blocks too
                made = actions.add_unit_for_import(
                    by=by, name=row.unit.name, parent=self.fallback
                )
                row.unit.pk = made.pk
                row.unit.refresh_from_db()
        _attempt(actions.take_over_rows, new, "created", outcome, by)
        _attempt(actions.refresh_rows, changes, "updated", outcome, by)

    def _sort(self, rows, outcome):
        """Which rows are new here, and which texts of the others have changed."""
        known = Initiative.objects.select_related("unit").in_bulk(
            [row.key for row in rows], field_name="external_key"
        )
        refs = {
            row.key.removeprefix("id:").upper() for row in rows if row.key[:3] == "id:"
        }
        here = set(
            Initiative.objects.filter(ref__in=refs).values_list("ref", flat=True)
        )
        new, changes = [], []
        for row in rows:
            initiative = known.get(row.key)
            if initiative is None:
                own = row.key.removeprefix("id:").upper()
                if own in here:
                    outcome.counts["rejected"] += 1
                    outcome.errors.append(self._is_here(row, own))
                else:
                    new.append(row)
                continue
            stored = initiative.external_digest
            if stored == row.digest:
                outcome.counts["unchanged"] += 1
                continue
            names = []
            for name in row.changed_in_file(stored):
                if slot(getattr(initiative, name)) == slot_of(stored, name):
                    names.append(name)
                elif getattr(initiative, name) != row.texts[name]:
                    outcome.warnings["edited_here"] += 1
            if slot_of(row.digest, "standing") != slot_of(stored, "standing"):
                outcome.warnings["stage_differs"] += 1
            if names:
                changes.append((initiative, row, names))
            else:
                outcome.counts["unchanged"] += 1
        return new, changes

    def _is_here(self, row, ref):
        place = self.places["id"]
        return RowError(
            row.line,
            self.names[place],
            ref,
            format_lazy(
                _("{ref} is here already: nobody takes it over again."),
                ref=ref,
            ),
        )


class _Rights:
    """Where a person may take over, asked once for each unit."""

    def __init__(self, by, fallback):
        self.by, self.fallback = by, fallback
        self.answers: dict = {}
        self.reason = ""

    def cover(self, unit) -> bool:
        where = unit if unit.pk else self.fallback
        if where.pk not in self.answers:
            answer = access.may(self.by, "initiatives.take_over", of=where)
            self.answers[where.pk] = bool(answer)
            if not answer:
                self.reason = answer.reason
        return self.answers[where.pk]


def _attempt(action, items, counted, outcome, by):
    """A block at once; if the database refuses it, each row alone."""
    if not items:
        return
    try:
        action(items, by=by)
        outcome.counts[counted] += len(items)
        return
    except DatabaseError:
        if len(items) == 1:
            raise
    for item in items:
        row = item if isinstance(item, Row) else item[1]
        try:
            action([item], by=by)
            outcome.counts[counted] += 1
        except (DatabaseError, DomainError) as error:
            outcome.counts["rejected"] += 1
            outcome.errors.append(
                RowError(row.line, "", row.texts["title"], _why(error))
            )


def _why(error):
    if isinstance(error, DomainError):
        return error.sentence
    return _("The database did not accept this row. It may have come in a moment ago.")
