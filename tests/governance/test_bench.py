"""The bench: each case runs on a small company and says what it found."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from audit import clock
from audit.models import Entry
from governance import querysets
from governance.bench.cases import CASES
from governance.models import Wait
from governance.seeding import running
from governance.seeding.profiles import TINY
from organisation.models import Mandate

READING = "L1,L2,L3,L4,L7,L8,L10,L14,L15,L18,L21"


@pytest.fixture
def seeded(db):
    """A company of codes, as the bench itself makes it."""
    running.seed(TINY, now=clock.now(), say=lambda *part: None)


@pytest.mark.slow
def test_the_cases_of_reading_run_and_keep_their_queries(seeded, tmp_path, monkeypatch):
    # as small as the company: that it is fast with a million is for the bench to say
    monkeypatch.setattr("governance.bench.value.MOVEMENTS", 20_000)
    out, file = StringIO(), tmp_path / "bench.json"
    call_command("bench", here=True, case=READING, json=file, stdout=out)
    results = json.loads(file.read_text())["results"]
    assert {r["case"] for r in results} == set(READING.split(","))
    assert [r["note"] for r in results if "Error" in r["note"]] == []
    most = {"L1": 12, "L2": 12, "L3": 21, "L4": 10, "L21": 25}
    for row in results:
        if row["case"] in most:
            assert row["queries"] <= most[row["case"]], row
    assert "pipeline board" in out.getvalue()


def test_a_case_that_cannot_run_says_why(seeded):
    (result,) = CASES["L11"]()
    assert result.met is None
    assert result.note


def test_an_unknown_case_is_refused():
    with pytest.raises(CommandError, match="L99"):
        call_command("bench", case="L99", stdout=StringIO())


def test_it_never_measures_beside_real_data(proposal):
    with pytest.raises(CommandError, match="in use"):
        call_command("bench", here=True, case="L1", stdout=StringIO())


# The plans on PostgreSQL. Without sequential scans a named index must be able to serve.


def plan(rows) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


@pytest.mark.postgres
def test_the_table_reads_clocks_by_their_index(seeded):
    person = Mandate.objects.first().person
    found = plan(querysets.pipeline(person).filter(stage="literacy")[:50])
    assert "what_an_initiative_waits_for" in found


@pytest.mark.postgres
def test_the_sweep_reads_running_clocks_by_their_index(seeded):
    late = Wait.objects.filter(ended_at__isnull=True, watched_at__lte=clock.now())
    assert "sweep_reads_watched" in plan(late.order_by("watched_at"))


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ("initiative_id", "entries_of_initiative"),
        ("actor_ref", "entries_by_actor"),
        ("at", "entries_by_day"),
    ],
)
def test_the_record_is_read_by_its_indexes(seeded, asked, index):
    entry = Entry.objects.first()
    rows = Entry.objects.filter(**{asked: getattr(entry, asked)}).order_by("-seq")
    assert index in plan(rows[:50])
