"""Lists of attendance: any encoding and delimiter, errors by row, twice the same."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from audit.models import Entry
from initiatives.models import Exposure
from literacy import actions
from literacy.models import Attendee, Measure
from tests.literacy.cast import make_initiative

COUNTED = """Initiative;Unité;Site;Public;Date;Type;Contenu;Nombre de personnes
AI-900;service;Lyon;tous;12/11/2026;Formation;Introduction, version 2;30
AI-900;service;Lyon;superviseurs;13/11/2026;atelier;Arrêter la machine;3
"""


@pytest.fixture
def bring(tmp_path, company, initiative):
    """Bring a list in with the command, as HR; gives what it prints as JSON."""

    def run(content, *options, name="list.csv", by="hana@example.org"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        out = io.StringIO()
        call_command(
            "import_attendance",
            file,
            "--json",
            "--by",
            by,
            *options,
            stdout=out,
            stderr=io.StringIO(),
        )
        return json.loads(out.getvalue().splitlines()[-1])

    return run


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_list_of_counts_comes_in_whatever_its_encoding(bring, encoding):
    found = bring(COUNTED.encode(encoding))
    assert (found["read"], found["created"], found["people"]) == (2, 2, 33)
    rows = Measure.objects.order_by("held_on")
    assert [(r.people, r.audience, r.kind) for r in rows] == [
        (30, "everyone", "training"),
        (3, "overseers", "workshop"),
    ]
    assert rows[1].content == "Arrêter la machine"


def test_a_second_import_of_the_same_file_changes_nothing(bring):
    bring(COUNTED)
    found = bring(COUNTED)
    assert (found["created"], found["updated"], found["unchanged"]) == (0, 0, 2)
    assert Measure.objects.count() == 2


def test_a_dry_run_writes_nothing_and_says_the_same(bring):
    found = bring(COUNTED, "--dry-run")
    assert found["created"] == 2
    assert not Measure.objects.exists()


def test_another_number_in_the_list_is_a_correction(bring):
    bring(COUNTED)
    found = bring(COUNTED.replace(";30\n", ";40\n"))
    assert (found["updated"], found["unchanged"]) == (1, 1)
    standing = Measure.objects.standing().get(audience="everyone")
    assert (standing.people, standing.supersedes.people) == (40, 30)


def test_a_correction_by_hand_is_not_undone_by_the_same_list(bring, hana):
    bring(COUNTED)
    row = Measure.objects.get(audience="everyone")
    actions.correct_measure(row, by=hana, people=20, note="Ten came twice.")
    assert bring(COUNTED)["unchanged"] == 2
    assert Measure.objects.standing().get(audience="everyone").people == 20


def test_one_row_a_person_is_counted_and_forgotten(bring):
    people = "".join(
        f"person{n}@example.org,2026-11-12,Introduction\n" for n in range(40)
    )
    found = bring(
        f"E-mail,Date,Training\n{people}person1@example.org,2026-11-12,Introduction\n",
        "--initiative",
        "AI-900",
    )
    assert (found["read"], found["created"], found["people"]) == (41, 1, 40)
    assert Measure.objects.get().people == 40
    assert not Attendee.objects.exists()
    assert not any("person1" in e.body for e in Entry.objects.all())


def test_somebody_who_came_to_two_sessions_is_newly_covered_once(bring):
    found = bring(
        "Name,Date,Training\nA,2026-11-02,One\nB,2026-11-02,One\nA,2026-11-03,Two\n"
        "C,2026-11-03,Two\n",
        "--initiative",
        "AI-900",
    )
    assert found["people"] == 3


def test_names_are_kept_where_the_rules_of_the_unit_allow_it(
    bring, company, hana, adam
):
    rule = actions.ask_named_lists(by=adam, unit=company.root, ground="Accord 12/2025")
    text = "Name,Date,Training\nAda,2026-11-02,One\nBen,2026-11-02,One\n"
    bring(text, "--initiative", "AI-900", "--names")
    assert not Attendee.objects.exists()
    actions.answer_named_lists(rule, by=hana, agreed=True)
    bring(text.replace("One", "Two"), "--initiative", "AI-900", "--names")
    assert sorted(Attendee.objects.values_list("name", flat=True)) == ["Ada", "Ben"]
    actions.end_named_lists(rule, by=hana)
    assert set(Attendee.objects.values_list("name", flat=True)) == {""}


def test_each_wrong_row_is_named_with_its_line_and_column(bring, company, initiative):
    text = (
        "Initiative,Unit,Site,For whom,Date,Kind,Content,People\n"
        "AI-999,service,Lyon,everyone,2026-11-12,training,A,3\n"
        "AI-900,nowhere,Lyon,everyone,2026-11-12,training,A,3\n"
        "AI-900,service,Leeds,everyone,2026-11-12,training,A,3\n"
        "AI-900,service,Lyon,martians,2026-11-12,training,A,3\n"
        "AI-900,service,Lyon,everyone,2027-01-12,training,A,3\n"
        "AI-900,service,Lyon,everyone,soon,training,A,3\n"
        "AI-900,service,Lyon,everyone,2026-11-12,training,A,none\n"
        "AI-900,service,Lyon,everyone,2026-11-12,training,A,97\n"
        "AI-900,service,Lyon,overseers,2026-11-12,training,A,5\n"
        "AI-900,service,Lyon,everyone,2026-11-12,training,A,3\n"
    )
    found = bring(text)
    assert (found["created"], found["rejected"]) == (1, 9)
    assert [(e["line"], e["column"]) for e in found["errors"]] == [
        (2, "Initiative"),
        (3, "Unit"),
        (4, "Unit"),
        (5, "For whom"),
        (6, "Date"),
        (7, "Date"),
        (8, "People"),
        (9, "People"),
        (10, "People"),
    ]


def test_rows_that_name_the_system_count_for_each_initiative_with_it(bring, company):
    make_initiative(company, number=901)
    found = bring("System,Date,People\nsorter,2026-11-12,30\nOther,2026-11-12,3\n")
    assert (found["created"], found["rejected"]) == (2, 1)
    assert {r.initiative.ref for r in Measure.objects.all()} == {"AI-900", "AI-901"}


def test_who_may_not_record_brings_nothing_in(bring):
    with pytest.raises(CommandError, match="No row"):
        bring(COUNTED, by="otto@example.org")
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.4 x", "list.csv", "a PDF"),
        (b"", "list.csv", "empty"),
        (b"PK\x03\x04 not a zip", "list.xlsx", "damaged"),
        (b"Date,People\n2026-11-12,3\n", "list.csv", "initiative or the AI system"),
        (b"Initiative,People\nAI-900,3\n", "list.csv", "date"),
        (b"Initiative,Date,People\n", "list.csv", "no rows"),
        (b'Initiative,Date,People\n"AI-900,2026,3\n', "list.csv", "never closed"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(bring, content, name, sentence):
    with pytest.raises(CommandError, match=sentence):
        bring(content, name=name)


def test_a_spreadsheet_comes_in_too(bring, tmp_path):
    book = Workbook()
    book.active.append(["Initiative", "Date", "Training", "People"])
    book.active.append(["AI-900", "2026-11-12", "Introduction", 12])
    file = io.BytesIO()
    book.save(file)
    assert bring(file.getvalue(), name="list.xlsx")["people"] == 12


def test_exposed_at_several_places_a_row_must_say_which(bring, company, initiative):
    Exposure.objects.create(
        initiative=initiative, unit=company.service, site=company.leeds, people=9
    )
    found = bring(
        "Initiative,Site,Date,People\nAI-900,,2026-11-12,3\nAI-900,Leeds,2026-11-12,3\n",
        "--dry-run",
    )
    assert found["rejected"] == 1
    assert "name the unit and the site" in found["errors"][0]["sentence"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["counts", "people"])
def test_twenty_times_the_rows_come_in_without_growing_memory(tmp_path, kind):
    """`manage.py bench --case L12` measures the same with 200,000 rows."""
    small, large = _both(tmp_path, kind, 40_000)
    assert (large["read"], large["rejected"]) == (40_000, 0)
    growth = (large["peak"] - small["peak"]) / 1024
    assert growth <= 20, f"{growth:.0f} MB more than for 2,000 rows"


def _both(folder, kind, rows):
    """A short import and a long one in a process of their own, each with its peak."""
    environ = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "MAILLON_NO_BOOTSTRAP": "1",
    }
    program = Path(__file__).with_name("import_apart.py")
    done = subprocess.run(
        [sys.executable, str(program), str(folder), kind, str(rows)],
        cwd=settings.BASE_DIR,
        env=environ,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])
