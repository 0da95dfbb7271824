"""A table of steps as text: what is pasted from a spreadsheet, and what a field holds.

Columns stand between tabs, or between the signs of CSV. A first line of known headings
says which column is which; otherwise they are number, name, who, kind, next.
"""

import csv
import io

from django.utils.translation import gettext_lazy as _

from processes.graph import tidy
from processes.reading import limits
from processes.reading.sheet import COLUMNS
from processes.reading.steps import MOST_ROWS, Row

FIELDS = (
    *("no", "name", "who", "kind", "next", "type", "pool", "on", "part_of"),
    *("sends", "goes_on", "repeats", "outside", "process", "key"),
)
"""What a row holds, in the order of the text."""
WORDS_OF_KINDS = {
    "": _("Step"),
    "start": _("Start"),
    "end": _("End"),
    "event": _("Event"),
    "exception": _("Exception"),
    "sub-process": _("Sub-process"),
    "call": _("Other process"),
    "choice": _("Choice"),
    "side by side": _("Side by side"),
    "any of": _("Any of"),
    "what comes first": _("What comes first"),
    "complex": _("Complex rule"),
}
"""What a person reads for each kind of row."""
FLAGS = ("goes_on", "repeats", "outside")
LONGEST = 500_000
NO = frozenset({"", "no", "non", "0", "false"})


def text_of(rows) -> str:
    """The rows as lines with tabs, their headings first; empty columns are left out."""
    used = [f for f in FIELDS if f in FIELDS[:5] or any(getattr(r, f) for r in rows)]
    lines = ["\t".join(used)]
    for row in rows:
        cells = (getattr(row, field) for field in used)
        lines.append(
            "\t".join(
                ("yes" if cell else "") if isinstance(cell, bool) else tidy(cell)
                for cell in cells
            )
        )
    return "\n".join(lines)


def rows_of(text) -> list[Row]:
    """The rows of such a text; Unreadable says what is wrong with it."""
    if len(text) > LONGEST:
        raise limits.unreadable(_("This text is too long for a table of steps."))
    lines = _lines(text.strip("\r\n"))
    if not lines:
        return []
    columns = _columns(lines[0])
    if columns:
        lines = lines[1:]
    columns = columns or dict(zip(FIELDS[:5], range(5), strict=True))
    if len(lines) > MOST_ROWS:
        raise limits.unreadable(
            _("This table has more than {limit} steps. Split it."), limit=MOST_ROWS
        )
    return [_row(cells, columns, n) for n, cells in enumerate(lines, 1)]


def _lines(text):
    if "\t" in text:
        return [line.split("\t") for line in text.splitlines() if line.strip()]
    sign = ";" if ";" in text.partition("\n")[0] else ","
    try:
        found = list(csv.reader(io.StringIO(text), delimiter=sign))
    except csv.Error as error:
        raise limits.unreadable(
            _("This text is no table: separate the columns by tabs.")
        ) from error
    return [cells for cells in found if any(cell.strip() for cell in cells)]


def _columns(cells):
    """Which column holds what, when the first line says so."""
    found = {}
    for place, cell in enumerate(cells):
        heading = tidy(cell).casefold()
        for field in FIELDS:
            words = {field, field.replace("_", " "), *COLUMNS.get(field, ())}
            if field not in found and heading in words:
                found[field] = place
                break
    return found if "name" in found else {}


def _row(cells, columns, number):
    values = {
        field: tidy(cells[place]) if place < len(cells) else ""
        for field, place in columns.items()
    }
    for field in FLAGS:
        if field in values:
            values[field] = values[field].casefold() not in NO
    values["no"] = values.get("no") or str(number)
    values["kind"] = _kind(values.get("kind", ""), values["no"])
    return Row(**values)


def _kind(word, number):
    """The kind of a row, in the words of the table or of the reader's language."""
    low = word.casefold()
    if low == "step":
        return ""
    for kind, label in WORDS_OF_KINDS.items():
        if low in (kind, str(label).casefold()):
            return kind
    raise limits.unreadable(
        _("Row {no}: “{kind}” is no kind of step. Leave it empty."),
        no=number,
        kind=word[:60],
    )
