"""L12: a long list of attendance, against writing the same rows and nothing else."""

import resource
import tempfile
import time
from pathlib import Path

from django.db import transaction

from audit import clock
from governance.bench.measuring import Result
from initiatives.imports.reading import stream
from initiatives.models import Exposure
from literacy.imports.reading import Attendance
from literacy.imports.running import BLOCK, run
from literacy.imports.words import Outcome
from literacy.models import Audience, Measure, MeasureKind
from organisation import access
from organisation.functions import Function
from organisation.models import Mandate

ROWS = 200_000
MOST_GROWTH = 60
"""Megabytes by which the process may grow."""


def l12():
    """Reading, checking and writing a list; nothing of it stays."""
    found = _who_and_where()
    if found is None:
        yield Result("L12", "import", "", note="nobody of HR records for an initiative")
        return
    by, place = found
    before = _peak()
    spent, outcome = _imported(by, place)
    growth = (_peak() - before) / 1024
    bare = _written(by, place)
    yield Result(
        "L12",
        f"{outcome.counts['created']:,} rows of attendance",
        f"<= 1.6 times bare bulk_create, <= {MOST_GROWTH} MB more",
        ratio=spent / bare,
        milliseconds=spent * 1000,
        met=bool(
            outcome.counts["created"] == ROWS
            and spent / bare <= 1.6
            and growth <= MOST_GROWTH
        ),
        note=f"bare {bare:.1f} s; peak of the process {growth:.0f} MB higher",
    )


def _who_and_where():
    places = Exposure.objects.select_related("initiative__unit", "unit", "site")
    places = [place for place in places[:500] if place.initiative.is_open]
    for mandate in Mandate.objects.filter(function=Function.HR).order_by("pk")[:50]:
        for place in places:
            if access.may(
                mandate.person, "literacy.record_measure", of=place.initiative
            ):
                return mandate.person, place
    return None


def _imported(by, place):
    with tempfile.TemporaryDirectory(prefix="maillon-bench.") as folder:
        file = Path(folder) / "attendance.csv"
        today = clock.today().isoformat()
        with file.open("w") as out:
            out.write("Initiative,Unit,Site,Date,Training,People\n")
            for n in range(ROWS):
                out.write(
                    f"{place.initiative.ref},{place.unit.code},{place.site.name},"
                    f"{today},Session {n},1\n"
                )
        outcome = Outcome()
        with transaction.atomic():
            began = time.perf_counter()
            attendance = Attendance(stream(lambda: file.open("rb"), file.name), by=by)
            for _done in run(attendance, outcome, by=by):
                pass
            spent = time.perf_counter() - began
            transaction.set_rollback(True)
    return spent, outcome


def _written(by, place) -> float:
    spent = 0.0
    with transaction.atomic():
        for first in range(0, ROWS, BLOCK):
            rows = [
                Measure(
                    initiative_id=place.initiative_id,
                    kind=MeasureKind.TRAINING,
                    audience=Audience.EVERYONE,
                    unit_id=place.unit_id,
                    site_id=place.site_id,
                    held_on=clock.today(),
                    people=1,
                    ai_system="-",
                    content=f"Session {n}",
                    import_key=f"bench-{n}",
                    imported_people=1,
                    recorded_by=by,
                )
                for n in range(first, min(first + BLOCK, ROWS))
            ]
            began = time.perf_counter()
            Measure.objects.bulk_create(rows)
            spent += time.perf_counter() - began
        transaction.set_rollback(True)
    return spent


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
