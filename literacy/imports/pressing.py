"""A list of attendance that comes in press by press: kept, mapped, brought in."""

import time
from io import BytesIO

from django.utils.translation import gettext_lazy as _

from audit.errors import Invalid
from initiatives.imports.reading import MOST_BYTES, stream
from literacy import actions
from literacy.imports.reading import Attendance
from literacy.imports.running import run
from literacy.imports.words import COUNTS, Outcome, from_json
from organisation import access

PATIENCE = 8
"""Seconds that one press may take; a longer import goes on with the next press."""


def keep(*, by, upload, initiative=""):
    """Read a list and keep it; nothing is counted yet.

    `initiative` is the reference for rows that name none.
    """
    access.require(by, "literacy.record_measure")
    if upload.size > MOST_BYTES:
        raise Invalid(_("This file is larger than 50 MB. Split it."), field="file")
    content = upload.read()
    # Columns that are missing are asked for before it runs.
    attendance = Attendance(
        stream(lambda: BytesIO(content), upload.name),
        by=by,
        mapping=None,
        initiative=initiative,
        needs_all=False,
    )
    return actions.begin_attendance_import(
        by=by,
        content=content,
        name=upload.name,
        mapping=attendance.mapping.as_json(),
        rows=sum(1 for _line in attendance.lines()),
    )


def attendance_of(row, by, mapping=None) -> Attendance:
    """A kept list, read by what its columns mean."""
    kept = row.file
    return Attendance(
        stream(lambda: kept.storage.open(kept.name, "rb").file, row.name),
        by=by,
        mapping=from_json(mapping or row.mapping),
        needs_all=False,
    )


def map_columns(row, *, by, mapping, state):
    """Say what the columns of a kept list mean, or let it run."""
    attendance_of(row, by, mapping).require_all()
    return actions.map_attendance_import(row, by=by, mapping=mapping, state=state)


def advance(row, *, by):
    """Bring in blocks until the patience of one press is used up."""
    attendance = attendance_of(row, by)
    attendance.require_all()
    started = None
    outcome = Outcome()
    for done in run(attendance, outcome, by=by, skip=row.done):
        # what was dealt with before is read again, and is no part of the patience
        started = started or time.monotonic()
        if time.monotonic() - started > PATIENCE and done < row.rows:
            return actions.advance_attendance_import(
                row, by=by, done=done, counts=_measures(outcome), errors=[]
            )
    return actions.advance_attendance_import(
        row,
        by=by,
        done=row.rows,
        counts=dict(outcome.counts),
        errors=[error.as_json() for error in outcome.errors],
        ended=True,
    )


def _measures(outcome) -> dict:
    """The counts of what came in; rows left out are counted once, at the end."""
    return {n: outcome.counts[n] for n in COUNTS if n != "rejected"}
