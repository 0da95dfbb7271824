"""Tables as a workbook, row by row in constant memory; no cell is ever a formula."""

import tempfile
from datetime import date

import xlsxwriter

MOST_ROWS = 1_048_575
LONGEST_CELL = 32_767
LONGEST_NAME = 31


def workbook(tables):
    """A temporary file with a sheet for each (name, head, rows), open at its start."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        },
    )
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True})
    for name, head, rows in tables:
        sheet = book.add_worksheet(name[:LONGEST_NAME])
        sheet.freeze_panes(1, 0)
        for column, text in enumerate(head):
            sheet.write_string(0, column, str(text), bold)
        for place, row in enumerate(rows, 1):
            if place > MOST_ROWS:
                break
            for column, value in enumerate(row):
                _write(sheet, place, column, value, day)
    book.close()
    file.seek(0)
    return file


def _write(sheet, row, column, value, day):
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_CELL])
