"""Checking a list of attendance, and bringing it in block by block."""

from collections.abc import Iterator
from itertools import islice

from literacy import actions
from literacy.imports.reading import Attendance
from literacy.imports.words import Outcome
from literacy.models import Measure

BLOCK = 2_000


def check(attendance: Attendance) -> Outcome:
    """What bringing it in would do; nothing is written."""
    outcome = Outcome()
    for items in _blocks(attendance.items(outcome)):
        standing = Measure.objects.imported([item.key for item in items])
        for item in items:
            before = standing.get(item.key)
            if before is None:
                outcome.counts["created"] += 1
            elif before.imported_people == item.people:
                outcome.counts["unchanged"] += 1
                continue
            else:
                outcome.counts["updated"] += 1
            outcome.people += item.people
    return outcome


def run(attendance: Attendance, outcome: Outcome, *, by, skip=0) -> Iterator[int]:
    """Bring the measures in, block by block; gives the rows dealt with after each.

    `skip` rows were dealt with before. A row that is wrong is left out alone.
    """
    done = 0
    for items in _blocks(attendance.items(outcome)):
        done += sum(item.rows for item in items)
        if done <= skip:
            continue
        outcome.counts.update(actions.import_measures(items, by=by))
        outcome.people += sum(item.people for item in items)
        yield done


def _blocks(items):
    while block := list(islice(items, BLOCK)):
        yield block
