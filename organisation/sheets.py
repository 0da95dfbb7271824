"""Lists as CSV or XLSX: the rows of a page, in bounded memory, no cell a formula.

A room says what a list holds as a `Listing`; who may read it is asked there. The rows
are fixed by their keys first and then read block by block: no cursor stays open while
a slow reader fetches, and a list of any length needs the memory of one block.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from itertools import islice
from tempfile import SpooledTemporaryFile, TemporaryFile
from uuid import UUID

import xlsxwriter
from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit import clock
from organisation.templatetags.ui import colon, written_day

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BLOCK = 1_000
SPOOLED = 64 * 1024
"""Bytes of keys that are kept in memory; more lie in a file."""
MOST_ROWS = 1_048_500
LONGEST_CELL = 32_767
LONGEST_NAME = 31
MINUTE = len("2026-11-24 10:00")
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BLANK = ("\t", "\r", "\n")


@dataclass(frozen=True)
class Column:
    """A column: its name, and what it says of one item."""

    label: object
    value: Callable
    width: int = 18


@dataclass(frozen=True)
class Listing:
    """A list as one person asked for it: the rows of the page, under its filters.

    `rows` is a queryset, or a sequence of what was read already. `shape` makes the
    items of a block of rows at once, so that no row costs a query of its own.
    `filters` holds pairs of a label and what was chosen.
    """

    title: str
    rows: QuerySet | Sequence
    columns: Sequence[Column]
    filters: Sequence[tuple] = ()
    shape: Callable[[list], Iterable] = list

    def count(self) -> int:
        """How many rows it has."""
        if isinstance(self.rows, QuerySet):
            return self.rows.count()
        return len(self.rows)

    def head(self) -> list[str]:
        """The names of the columns."""
        return [str(column.label) for column in self.columns]

    def notes(self) -> list[list[str]]:
        """What stands above the columns: which list, of which moment, which filters."""
        said = "; ".join(
            f"{colon(label)} {value}" for label, value in self.filters if value
        )
        return [
            [str(self.title)],
            [_("As it stood on"), written_day(clock.now()) + f", {_hour()}"],
            [_("Filters"), said or _("none")],
            [_("Rows"), _("Those that the person who asked may see.")],
        ]

    def cells(self) -> Iterable[list]:
        """Each row as its cells, block by block."""
        values = [column.value for column in self.columns]
        for block in self._blocks():
            for item in self.shape(block):
                yield [value(item) for value in values]

    def _blocks(self):
        if not isinstance(self.rows, QuerySet):
            rows = iter(self.rows)
            while block := list(islice(rows, BLOCK)):
                yield block
            return
        for keys in blocks_of_keys(self.rows):
            found = {row.pk: row for row in self.rows.filter(pk__in=keys).order_by()}
            yield [found[key] for key in keys if key in found]


def _hour() -> str:
    return localtime(clock.now()).strftime("%H:%M")


def blocks_of_keys(rows, size=BLOCK):
    """The keys of rows in their order, block by block.

    Those of a long list lie on the disk meanwhile, so that no length costs memory.
    """
    keys = rows.values_list("pk", flat=True).iterator(chunk_size=size)
    with SpooledTemporaryFile(max_size=SPOOLED) as kept:
        is_wide = False
        for key in keys:
            is_wide = isinstance(key, UUID)
            kept.write(key.bytes if is_wide else key.to_bytes(8, "big"))
        width = 16 if is_wide else 8
        kept.seek(0)
        while part := kept.read(width * size):
            places = range(0, len(part), width)
            found = (part[at : at + width] for at in places)
            yield [
                UUID(bytes=key) if is_wide else int.from_bytes(key, "big")
                for key in found
            ]


# CSV


def csv_parts(listing) -> Iterable[str]:
    """The text of a CSV, part by part; UTF-8 with its mark, `;` where numbers have `,`.

    What stands above the columns comes at once, before the first row is read.
    """
    comma = (get_language() or "").startswith("fr")
    texts = _texts(comma)
    cells = listing.cells()
    rows = [*listing.notes(), [], listing.head()]
    mark = "\ufeff"
    while rows:
        part = StringIO(newline="")
        writer = csv.writer(part, delimiter=";" if comma else ",")
        # Most cells are words, and a long list has millions of them: no call for those.
        writer.writerows(
            [
                cell if type(cell) is str and cell[:1].isalnum() else texts(cell)
                for cell in row
            ]
            for row in rows
        )
        yield mark + part.getvalue()
        mark, rows = "", list(islice(cells, BLOCK))


def inert(text) -> str:
    """A text that no spreadsheet runs as a formula."""
    text = str(text)
    if text[:1].isalnum():
        return text
    is_formula = text.lstrip().startswith(FORMULA) or text.startswith(BLANK)
    return f"'{text}" if is_formula else text


def _texts(comma) -> Callable[[object], str]:
    """What makes a text of a cell: numbers stay numbers, days are written year first.

    Which way is asked once for each type that a file holds, not for each cell.
    """
    known: dict = {}

    def text(value):
        kind = type(value)
        if kind not in known:
            known[kind] = _way(value, comma)
        return known[kind](value)

    return text


def _way(value, comma) -> Callable:
    if value is None:
        return lambda value: ""
    if isinstance(value, bool):
        return _yes
    if isinstance(value, int):
        return int.__repr__
    if isinstance(value, float | Decimal):
        written = "{:f}".format if isinstance(value, Decimal) else repr
        if comma:
            return lambda value: written(value).replace(".", ",")
        return written
    if isinstance(value, datetime):
        zone = get_current_timezone()
        return lambda value: _here(value, zone).isoformat(" ", "minutes")[:MINUTE]
    if isinstance(value, date):
        return date.isoformat
    return inert


def _yes(value) -> str:
    return _("Yes") if value else _("No")


def _here(moment, zone) -> datetime:
    """A moment on the clock of the reader, in whose zone; one without a zone stays."""
    return moment if moment.tzinfo is None else moment.astimezone(zone)


# XLSX


def book(listing):
    """A list as a workbook with one sheet; a temporary file, open at its start."""
    widths = [column.width for column in listing.columns]
    return workbook(
        [(listing.title, listing.head(), listing.cells(), listing.notes(), widths)]
    )


def workbook(tables):
    """A temporary file with a sheet for each (name, head, rows), open at its start.

    What is to stand above the columns may come fourth, as rows of texts, and the
    widths of the columns fifth.
    """
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    made = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        },
    )
    formats = {
        date: made.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: made.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    bold = made.add_format({"bold": True})
    for name, head, rows, *more in tables:
        notes = more[0] if more else []
        sheet = made.add_worksheet(_name(name))
        for column, width in enumerate(more[1] if len(more) > 1 else []):
            sheet.set_column(column, column, width)
        for place, texts in enumerate(notes):
            for column, text in enumerate(texts):
                sheet.write_string(place, column, str(text), None if column else bold)
        top = len(notes) + 1 if notes else 0
        sheet.freeze_panes(top + 1, 0)
        for column, text in enumerate(head):
            sheet.write_string(top, column, str(text), bold)
        words, write = sheet.write_string, _writer(sheet, formats)
        for place, row in enumerate(islice(rows, MOST_ROWS), top + 1):
            for column, value in enumerate(row):
                if type(value) is str:
                    if value:
                        words(place, column, value[:LONGEST_CELL])
                elif value is not None:
                    write(place, column, value)
    made.close()
    file.seek(0)
    return file


def _name(text) -> str:
    """A name that a sheet may have."""
    for sign in "[]:*?/\\":
        text = str(text).replace(sign, " ")
    return text.strip("'")[:LONGEST_NAME]


def _writer(sheet, formats) -> Callable:
    """What writes a cell that is no plain text, as its type wants; asked once each."""
    words, moment = sheet.write_string, sheet.write_datetime
    zone = get_current_timezone()
    known: dict = {}

    def of(value):
        if isinstance(value, bool):
            return lambda row, column, said: words(row, column, _yes(said))
        if isinstance(value, datetime):
            form = formats[datetime]
            return lambda row, column, at: moment(
                row, column, _here(at, zone).replace(tzinfo=None), form
            )
        if isinstance(value, date):
            return lambda row, column, day: moment(row, column, day, formats[date])
        if isinstance(value, int | float | Decimal):
            return sheet.write_number
        return lambda row, column, said: words(row, column, str(said)[:LONGEST_CELL])

    def write(row, column, value):
        kind = type(value)
        if kind not in known:
            known[kind] = of(value)
        known[kind](row, column, value)

    return write
