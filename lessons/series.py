"""The series of an experiment: read from a file, in order, against its limits."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit.errors import Invalid
from lessons.models import Experiment, Reading
from organisation.fields import plain

DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")
HEADS = {
    "day": "day",
    "date": "day",
    "jour": "day",
    "value": "value",
    "valeur": "value",
    "cases": "cases",
    "cas": "cases",
    "n": "cases",
    "note": "note",
}
MOST_ROWS = 1_000


def read(content: bytes) -> list[dict]:
    """The rows of a CSV file as day, value, cases and note.

    Comma, semicolon or tab; UTF-8 or Windows letters; days as 2026-11-24, 24/11/2026 or
    24.11.2026. Raises Invalid with the row that cannot be read.
    """
    lines = _text(content).splitlines()
    lines = [line for line in lines if line.strip()]
    if len(lines) < 2:
        raise Invalid(_("The file needs a first row with names, and values below."))
    mark = max(";\t,", key=lines[0].count)
    table = csv.reader(io.StringIO("\n".join(lines)), delimiter=mark)
    names = [HEADS.get(cell.strip().casefold(), "") for cell in next(table)]
    if "day" not in names or "value" not in names:
        raise Invalid(_("The first row must name the columns day and value."))
    rows = []
    for number, cells in enumerate(table, start=2):
        if len(rows) == MOST_ROWS:
            raise Invalid(format_lazy(_("At most {n} values at once."), n=MOST_ROWS))
        given = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        try:
            rows.append(_row(given))
        except (ValueError, InvalidOperation) as error:
            raise Invalid(
                format_lazy(
                    _("Row {n} cannot be read: {text}"),
                    n=number,
                    text=mark.join(cells)[:80],
                )
            ) from error
    return rows


def _text(content) -> str:
    for code in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid(_("The file is not a text of rows. Save it as CSV."))


def _row(given) -> dict:
    cases = given.get("cases", "")
    return {
        "day": _day(given.get("day", "")),
        "value": _number(given.get("value", "")),
        "cases": int(plain(cases)) if cases else None,
        "note": given.get("note", "")[:200],
    }


def _number(text) -> Decimal:
    value = Decimal(plain(text))
    if not value.is_finite():
        raise ValueError(text)
    return value


def _day(text) -> date:
    for form in DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day alone
        except ValueError:
            continue
    raise ValueError(text)


@dataclass(frozen=True)
class Series:
    """The values of an experiment: all that were written, and those that count."""

    experiment: object
    written: list
    standing: list

    @property
    def last(self):
        """The value of the latest day, or None."""
        return self.standing[-1] if self.standing else None

    @property
    def asks_for_the_stop(self) -> bool:
        """Whether the latest value meets the stop rule while no verdict is given."""
        return (
            self.experiment.is_open
            and self.last is not None
            and self.experiment.asks_for_the_stop(self.last.value)
        )

    @property
    def replaced(self) -> int:
        """How many values another one for the same day took the place of."""
        return len(self.written) - len(self.standing)

    @property
    def cases(self) -> int:
        """How many cases the standing values count together."""
        return sum(row.cases or 0 for row in self.standing)


def of(experiment) -> Series:
    """The series of one experiment. One query."""
    return made(experiment, experiment.readings.select_related("recorded_by"))


def asking_for_the_stop(initiative) -> list:
    """The running experiments of an initiative whose stop rule is met. Two queries."""
    running = Experiment.objects.of(initiative).filter(
        verdict__isnull=True, stop_at__isnull=False
    )
    return [s.experiment for s in of_many(running).values() if s.asks_for_the_stop]


def of_many(experiments) -> dict:
    """The series of each experiment by its key. One query."""
    rows: dict = {one.pk: [] for one in experiments}
    for reading in Reading.objects.filter(experiment__in=list(rows)):
        rows[reading.experiment_id].append(reading)
    return {one.pk: made(one, rows[one.pk]) for one in experiments}


def made(experiment, readings) -> Series:
    """A series of readings; of two for one day the later counts."""
    written = sorted(readings, key=lambda row: (row.day, row.pk))
    days = {row.day: row for row in written}
    return Series(experiment, written, list(days.values()))
