"""The first visible sheet of a workbook as lines of JSON, in a process of its own.

Run as a program, with nothing of the product loaded: its memory and its time are
bounded, so that a hostile workbook ends this process and nothing else. Reads the file
from standard input; the arguments are how much memory in MB, how many seconds, cells
and letters it may take.
"""

import io
import json
import sys
from contextlib import suppress
from datetime import date, datetime, time

UNREADABLE, EMPTY, TOO_MANY, TOO_LARGE = 3, 4, 5, 6


class Ended(Exception):
    """The sheet is not read to its end; the code says why."""

    def __init__(self, code):
        self.code = code
        super().__init__(code)


def bound(memory_mb, seconds):
    """Let this process take so much memory and so much time at most."""
    try:
        import resource
    except ImportError:
        return
    memory = memory_mb * 1024 * 1024
    for what, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        # some systems know a limit and do not let it be set
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, limit))


def lines(content, most_cells, most_letters):
    """The lines of the first visible sheet that has any: number and cells as text.

    Formulas count as the value they last showed.
    """
    from openpyxl import load_workbook

    try:
        book = load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
    except MemoryError:
        raise
    except Exception as error:
        raise Ended(UNREADABLE) from error
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()
        cells = letters = 0
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            texts = [as_text(value) for value in row]
            cells += len(texts)
            letters += sum(map(len, texts))
            if cells > most_cells:
                raise Ended(TOO_MANY)
            if letters > most_letters:
                raise Ended(TOO_LARGE)
            if any(texts):
                yield number, texts
        if letters:
            return
    raise Ended(EMPTY)


def as_text(value):
    """A cell as a person would write it: no clock on a day, no fraction on a number."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def main(arguments):
    """Read, write, and end with a code that says what was wrong."""
    memory_mb, seconds, most_cells, most_letters = map(int, arguments)
    bound(memory_mb, seconds)
    try:
        content = sys.stdin.buffer.read()
        for line in lines(content, most_cells, most_letters):
            sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
    except Ended as ended:
        return ended.code
    except MemoryError:
        return TOO_LARGE
    except Exception:
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
