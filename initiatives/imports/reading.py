"""From bytes to rows: any encoding, any delimiter, line breaks in fields, XLSX.

What cannot be read is refused with a sentence; nothing is guessed silently away.
"""

import codecs
import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from charset_normalizer import from_bytes
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit.errors import Invalid
from initiatives import uploads
from initiatives.imports import workbook

MB = 1024 * 1024
MOST_BYTES = 50 * MB
MOST_ROWS = 200_000
MOST_CELLS = 500_000
MOST_COLUMNS = 500
LONGEST_CELL = 100_000
MOST_LETTERS = 100_000_000
SHEET_MEMORY_MB = 768
SHEET_SECONDS = 60
DELIMITERS = ",;\t|"
SHEET = b"PK\x03\x04"
SAMPLE = 64 * 1024
SNIFFED = 256 * 1024
# what a spreadsheet shows for the cells that Maillon exports with a guard
GUARDED = re.compile(r"^'(?=\s*[=+\-@＝＋－＠])")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LATIN = ("cp1252", "latin_1", "iso8859_15", "cp1250", "mac_roman", "cp850", "cp437")
OTHERS = [*LATIN, "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256"]
OTHERS += ["shift_jis", "gb18030", "big5", "euc_kr", "euc_jis_2004"]
NOT_A_TABLE = {
    b"%PDF-": _("a PDF"),
    b"\x89PNG": _("a picture"),
    b"\xff\xd8\xff": _("a picture"),
    b"\xd0\xcf\x11\xe0": _("an old Excel file (.xls)"),
    b"\x7fELF": _("a program"),
    b"MZ": _("a program"),
    b"\x1f\x8b": _("a packed file"),
}

SHEET_ENDED = {
    workbook.UNREADABLE: _("This is not a spreadsheet. Save the list as CSV or XLSX."),
    workbook.EMPTY: _("This spreadsheet has no visible sheet with rows."),
    workbook.TOO_MANY: _("This sheet has more than 500,000 cells. Split it."),
    workbook.TOO_LARGE: _(
        "This spreadsheet takes too much memory or time to be opened. "
        "Split it, or save it as CSV."
    ),
}


class Line(NamedTuple):
    """One row of the file: where it starts, and its cells as text."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A file that can be read: how it is written, and its lines from the first."""

    name: str
    encoding: str
    delimiter: str
    lines: list[Line]


def read(content: bytes, name: str) -> Table:
    """Read a CSV or XLSX file; Invalid says what is wrong with it."""
    if len(content) > MOST_BYTES:
        raise _invalid(
            _("This file has {size} MB. Split it: {limit} MB is the most."),
            size=-(-len(content) // MB),
            limit=MOST_BYTES // MB,
        )
    _require_table(content)
    if content.startswith(SHEET):
        with _sheet(content) as sheet:
            return Table(name, "xlsx", "", _bounded(_lines_of(sheet)))
    text, encoding = decode(content)
    _require_text(name)
    delimiter = sniff(text)
    return Table(name, encoding, delimiter, _bounded(_records(text, delimiter)))


@dataclass(frozen=True)
class Stream:
    """A file that is read line by line, as often as asked, and is never whole at once.

    `opened` gives its text, or for a workbook the lines of its sheet as JSON.
    """

    name: str
    encoding: str
    delimiter: str
    opened: Callable

    def lines(self) -> Iterator[Line]:
        """Its lines that have a cell, from the first."""
        found = (
            _lines_of(self.opened())
            if self.encoding == "xlsx"
            else _rows(self.opened, self.delimiter)
        )
        for line in found:
            if not any(line.cells):
                continue
            if len(line.cells) > MOST_COLUMNS:
                raise _too_wide(line)
            yield line


def stream(opened: Callable[[], BinaryIO], name: str) -> Stream:
    """The same as `read` for a file of any length: `opened` gives it from its start."""
    with opened() as file:
        head = file.read(SAMPLE)
    _require_table(head)
    if head.startswith(SHEET):
        with opened() as file:
            sheet = _sheet(file.read(MOST_BYTES + 1))

        def again():
            sheet.seek(0)
            return sheet

        found = Stream(name, "xlsx", "", again)
        weakref.finalize(found, sheet.close)
        return found
    encoding = _encoding_of(opened, head)
    _require_text(name)

    def text():
        return io.TextIOWrapper(opened(), encoding=encoding, newline="")

    with text() as file:
        delimiter = sniff(file.read(SNIFFED))
    _require_quotes_closed_in(text, delimiter)
    return Stream(name, encoding, delimiter, text)


def _encoding_of(opened, head) -> str:
    """The encoding of a file, by the rules of `decode`, read in pieces."""
    marked = _marked(head)
    if marked:
        if not _fits(opened, marked):
            raise _unreadable()
        return marked
    if b"\0" in head:
        raise _invalid(_("This is not a text file. Save the list as CSV or XLSX."))
    if _fits(opened, "utf-8"):
        return "utf-8"
    with opened() as file:
        beyond = list(islice((row for row in file if not row.isascii()), 2000))
    for encoding in _legacy_guesses(b"".join(beyond)):
        if _fits(opened, encoding):
            return encoding
    raise _unreadable()


def _fits(opened, encoding) -> bool:
    try:
        with opened() as file:
            reader = codecs.getincrementaldecoder(encoding)()
            while piece := file.read(MB):
                reader.decode(piece)
            reader.decode(b"", final=True)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _require_table(content):
    if not content.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise _invalid(_("This file is empty."))
    for magic, what in NOT_A_TABLE.items():
        if content.startswith(magic):
            raise _invalid(
                _("This is {what}, not a table. Save the list as CSV or XLSX."),
                what=what,
            )


def _require_text(name):
    if PurePosixPath(name).suffix.lower() in (".json", ".xml", ".html", ".htm"):
        raise _invalid(_("This is not a table. Save the list as CSV or XLSX."))


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file and its encoding.

    A mark at the start decides, then UTF-8 if every byte fits. Windows-1252 is what
    Excel writes in western Europe and America, so among the Latin encodings it comes
    first; another one only counts when the letters say so.
    """
    marked = _marked(content)
    if marked:
        return _strictly(content, marked), marked
    if b"\0" in content:
        raise _invalid(_("This is not a text file. Save the list as CSV or XLSX."))
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _legacy(content)


def _marked(content) -> str:
    """The encoding that a mark or the zeros at the start of a file tell, if any."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return encoding
    sample = content[:4096]
    if sample.count(0) > len(sample) // 4:
        little = sample[1::2].count(0) > sample[::2].count(0)
        return "utf-16-le" if little else "utf-16-be"
    return ""


def _legacy(content):
    marked = [line for line in content.splitlines() if not line.isascii()]
    for encoding in _legacy_guesses(b"\n".join(marked)):
        try:
            return content.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    raise _unreadable()


def _legacy_guesses(sample) -> list[str]:
    """What letters beyond ASCII may be written in, the likeliest first."""
    found = from_bytes(sample[: 64 * 1024], cp_isolation=OTHERS, threshold=0.2).best()
    guess = found.encoding if found else "cp1252"
    return [*(["cp1252"] if guess in LATIN else []), guess, "cp1252"]


def _unreadable():
    return _invalid(
        _("The letters of this file cannot be read. Save it as CSV UTF-8 or XLSX.")
    )


def _strictly(content, encoding):
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _invalid(
            _("This file begins as {encoding} but is damaged at byte {place}."),
            encoding=encoding,
            place=error.start,
        ) from error


def sniff(text: str) -> str:
    """The delimiter that splits the first rows into the same number of columns."""
    first = text.split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4]
    best, score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = []
        try:
            for line in _records(text[: 256 * 1024], delimiter, whole=False):
                widths.append(len(line.cells))
                if len(widths) == 50:
                    break
        except Invalid:
            continue
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        steady = widths.count(usual) / len(widths)
        if usual > 1 and (round(steady, 1), usual) > score:
            best, score = delimiter, (round(steady, 1), usual)
    return best


def _records(text, delimiter, *, whole=True) -> Iterator[Line]:
    """The records of a CSV text with the line on which each starts."""

    def opened():
        return io.StringIO(text, newline="")

    if whole:
        _require_quotes_closed_in(opened, delimiter)
    return _rows(opened, delimiter)


def _rows(opened, delimiter) -> Iterator[Line]:
    with opened() as file:
        start = _pass_separator(file)
        csv.field_size_limit(max(LONGEST_CELL, 131_072))
        reader = csv.reader(file, delimiter=delimiter)
        before = start
        try:
            for cells in reader:
                yield Line(before + 1, [_clean(cell) for cell in cells])
                before = reader.line_num + start
        except csv.Error as error:
            raise _invalid(
                _("Line {line} cannot be read: a cell is too long or a quote is open."),
                line=before + 1,
            ) from error


def _pass_separator(file) -> int:
    """Go past a first line that only names the delimiter; how many lines that was."""
    if file.read(4).lower() == "sep=":
        file.readline()
        return 1
    file.seek(0)
    return 0


def _require_quotes_closed_in(opened, delimiter):
    """A quote that is never closed would swallow the rest of the file."""
    last = 0
    with opened() as file:
        _pass_separator(file)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            for _row in reader:
                last = reader.line_num
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                raise _invalid(
                    _("A quote that opens at line {line} is never closed."),
                    line=last + 1,
                ) from error


def _sheet(content):
    """The first sheet that has rows, read by a process of bounded memory and time.

    Gives a file with a line of JSON for each row.
    """
    uploads.check_zip(content)
    limits = (SHEET_MEMORY_MB, SHEET_SECONDS, MOST_CELLS, MOST_LETTERS)
    found = tempfile.TemporaryFile()  # noqa: SIM115 - who called closes it
    try:
        done = subprocess.run(
            [sys.executable, "-I", workbook.__file__, *map(str, limits)],
            input=content,
            stdout=found,
            stderr=subprocess.DEVNULL,
            timeout=SHEET_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        found.close()
        raise _invalid(SHEET_ENDED[workbook.TOO_LARGE]) from error
    if done.returncode:
        found.close()
        # what the system ends, for memory or time, names no code of ours
        large = SHEET_ENDED[workbook.TOO_LARGE]
        raise _invalid(SHEET_ENDED.get(done.returncode, large))
    found.seek(0)
    return found


def _lines_of(sheet) -> Iterator[Line]:
    for row in sheet:
        number, cells = json.loads(row)
        yield Line(number, [_clean(cell) for cell in cells])


def _bounded(lines) -> list[Line]:
    rows = []
    for line in lines:
        if not any(line.cells):
            continue
        if len(line.cells) > MOST_COLUMNS:
            raise _too_wide(line)
        rows.append(line)
        if len(rows) > MOST_ROWS:
            raise _invalid(
                _("This file has more than {limit} rows. Split it."), limit=MOST_ROWS
            )
    if len(rows) < 2:
        raise _invalid(
            _("This file has no rows: the first line names the columns, rows follow.")
        )
    return rows


def _too_wide(line):
    return _invalid(
        _("Line {line} has more than {limit} columns."),
        line=line.number,
        limit=MOST_COLUMNS,
    )


def _clean(cell: str) -> str:
    text = CONTROL.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))
    return GUARDED.sub("", text.replace("\xa0", " ").strip().lstrip("\ufeff"))


def _invalid(sentence, **facts):
    return Invalid(format_lazy(sentence, **facts) if facts else sentence, field="file")
