"""What the columns of a spreadsheet hold, asked and answered without a page."""

from django.utils.translation import gettext as _

from audit.errors import Invalid
from processes.reading import limits, sheet
from processes.sheet_forms import FIELDS, ColumnsForm, letters


def lines_in(upload) -> list:
    """The lines of an uploaded spreadsheet."""
    upload.seek(0)
    content = upload.read(limits.MOST_BYTES + 1)
    upload.seek(0)
    return sheet.lines_of(content, upload.name)


def question(lines) -> dict:
    """What is asked: the columns with their first cells, and what one may hold.

    `guess` is an answer in the form in which `answered` takes it.
    """
    form, found = ColumnsForm(lines=lines), sheet.guessed(lines)
    return {
        "columns": [
            {"column": letters(n), "cells": [cells[n][:60] for _no, cells in shown]}
            for shown in [form.first_lines]
            for n in range(form.width)
        ],
        "first_line": lines[0].number if lines else 1,
        "may_hold": {field: str(words) for field, words in FIELDS.items()},
        "guess": {
            "headings": found.line + 1,
            "columns": {field: letters(n) for field, n in found.places.items()},
            "units": {field: unit.value for field, unit in found.units.items()},
        },
    }


def answered(lines, answer) -> sheet.Columns:
    """The columns as somebody says they are; a column is given by its letters.

    The rules are those of the form of the page; Invalid says which is broken.
    """
    if not isinstance(answer, dict) or not all(
        isinstance(answer.get(part, {}), dict) for part in ("columns", "units")
    ):
        raise Invalid(
            _("Say it as in the guess: headings, columns and units."), field="columns"
        )
    places = {letters(n).casefold(): n for n in range(ColumnsForm(lines=lines).width)}
    given = {"head": answer.get("headings", 1)}
    for field, column in answer.get("columns", {}).items():
        place = places.get(str(column).strip().casefold())
        if field not in FIELDS or place is None:
            raise Invalid(
                _("“%(name)s” in “%(column)s” is nothing that this table has.")
                % {"name": str(field)[:40], "column": str(column)[:40]},
                field="columns",
            )
        given[f"column-{field}"] = place
    for field, unit in answer.get("units", {}).items():
        given[f"unit-{field}"] = unit
    form = ColumnsForm(given, lines=lines)
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        asked = name.removeprefix("column-").removeprefix("unit-")
        raise Invalid(f"{asked}: {errors[0]}", field="columns")
    return form.columns
