"""L11: a long list as CSV and as a workbook, against the bare writers; its memory."""

import csv
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter
from django.conf import settings

from audit.models import Entry
from governance.bench.measuring import Result, by_turns, middle
from organisation.sheets import Column, Listing, book, csv_parts

ROWS, TENTH = 100_000, 10_000
MOST_GROWTH = 10
"""Megabytes by which a CSV may make the process grow."""
COLUMNS = ("seq", "at", "action", "object_type", "object_id", "hash")


def listing(rows) -> Listing:
    """So many entries of the record, or as many as there are."""
    found = Entry.objects.order_by("seq").only(*COLUMNS)
    last = found.values_list("seq", flat=True)[rows - 1 : rows].first()
    if last is not None:
        found = found.filter(seq__lte=last)
    return Listing("Bench", found, [Column(name, _cell(name)) for name in COLUMNS])


def _cell(name):
    return lambda entry: getattr(entry, name)


def l11():
    """CSV as it streams, a workbook as a job writes it, and the memory of both."""
    found = listing(ROWS)
    rows = found.count()
    if rows < TENTH:
        yield Result("L11", "export", "", note="the record has too few entries")
        return
    began = time.perf_counter()
    next(iter(csv_parts(found)))
    first = (time.perf_counter() - began) * 1000
    before = _peak()
    mine, bare = by_turns(lambda: _drain(csv_parts(found)), _bare_csv(found), rounds=3)
    growth = (_peak() - before) / 1024
    ratio = middle(mine) / middle(bare)
    yield Result(
        "L11",
        f"{rows:,} rows as CSV",
        f"<= 4 times the bare writer, first byte <= 100 ms, <= {MOST_GROWTH} MB more",
        ratio=ratio,
        milliseconds=middle(mine) * 1000,
        met=ratio <= 4 and first <= 100 and growth <= MOST_GROWTH,
        note=f"first byte {first:.1f} ms; {growth:.0f} MB more",
    )
    mine, bare = by_turns(lambda: book(found).close(), _bare_xlsx(found), rounds=2)
    ratio = middle(mine) / middle(bare)
    yield Result(
        "L11",
        f"{rows:,} rows as XLSX",
        "<= 1.6 times bare XlsxWriter",
        ratio=ratio,
        milliseconds=middle(mine) * 1000,
        met=ratio <= 1.6,
    )
    few, many = peak_of(TENTH), peak_of(ROWS)
    yield Result(
        "L11",
        "peak of a process that writes both files, 10 times the rows",
        "<= 1.3 times",
        ratio=many / few,
        met=many / few <= 1.3,
        note=f"{few / 1024:.0f} MB and {many / 1024:.0f} MB",
    )


def _drain(parts):
    for _part in parts:
        pass


def _bare_csv(found):
    """The same cells by the writer of the language, read by one cursor."""

    def act():
        with tempfile.TemporaryFile("w") as file:
            rows = found.rows.values_list(*COLUMNS)
            csv.writer(file).writerows(rows.iterator(chunk_size=2000))

    return act


def _bare_xlsx(found):
    def act():
        with tempfile.TemporaryFile() as file:
            made = xlsxwriter.Workbook(file, {"constant_memory": True})
            sheet = made.add_worksheet()
            rows = found.rows.values_list(*COLUMNS).iterator(chunk_size=2000)
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    sheet.write_string(place, column, str(value))
            made.close()

    return act


def peak_of(rows) -> int:
    """The peak in kilobytes of a process of its own that writes so many rows."""
    done = subprocess.run(
        [
            sys.executable,
            str(Path(settings.BASE_DIR) / "manage.py"),
            "shell",
            "-c",
            "from governance.bench import exports; "
            f"print(exports.peak_of_here({rows}))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout.split()[-1])


def peak_of_here(rows) -> int:
    """Write so many rows as both files, and say the peak of this process."""
    found = listing(rows)
    _drain(csv_parts(found))
    book(found).close()
    return _peak()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
