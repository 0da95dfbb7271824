"""The auditor's page."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.urls import reverse

from audit import clock, triggers
from audit.actions import audited, record
from audit.models import Entry, Head
from audit.words import ACTIONS
from tests.audit.conftest import NOW, rename

URL = "audit:entries"


@pytest.fixture
def page(client, auda):
    """The auditor's browser."""
    client.force_login(auda)
    return client


def text(response):
    """What a person reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


@pytest.mark.parametrize("name", ["entries", "verify", "export"])
def test_nobody_but_an_auditor_reads_the_record(client, nobody, name):
    client.force_login(nobody)
    method = client.post if name == "verify" else client.get

    response = method(reverse(f"audit:{name}"))

    assert response.status_code == 403
    assert "Only an auditor reads the record" in response.text
    assert not Entry.objects.exists()


def test_the_page_says_how_long_the_record_is_and_since_when(page, renamed):
    shown = text(page.get(reverse(URL)))

    assert "6 entries, unbroken since 24 November 2026." in shown
    assert str(ACTIONS["organisation.unit_edited"]) in shown
    assert "Nobody" in shown


def test_an_empty_record_says_so(page):
    assert "Nothing is recorded yet." in text(page.get(reverse(URL)))


def test_the_page_says_at_once_that_a_shown_entry_was_changed(page, renamed):
    with triggers.lifted(connection):
        Entry.objects.filter(seq=4).update(body="{}")

    assert "The record is broken at entry 4" in text(page.get(reverse(URL)))


def test_the_page_says_at_once_that_protection_is_missing(page, renamed):
    triggers.uninstall(connection)

    assert "The record is not protected" in text(page.get(reverse(URL)))


def test_pages_go_to_and_fro_without_losing_an_entry(page, unit, nobody):
    for number in range(120):
        rename(unit, by=nobody, to=f"Group {number}")

    seen, response = [], page.get(reverse(URL))
    while True:
        seen += [row["seq"] for row in response.context["rows"]]
        if not response.context["older_url"]:
            break
        response = page.get(reverse(URL) + response.context["older_url"])

    assert seen == list(range(120, 0, -1))
    back = page.get(reverse(URL) + response.context["newer_url"])
    assert [row["seq"] for row in back.context["rows"]] == list(range(70, 20, -1))


def test_the_cost_of_a_page_does_not_grow(
    page, unit, nobody, django_assert_max_num_queries
):
    counts = []
    for number in (2, 58):
        for step in range(number):
            rename(unit, by=nobody, to=f"Group {step}")
        page.get(reverse(URL))
        with django_assert_max_num_queries(40) as queries:
            page.get(reverse(URL))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("person=nobody@example.com", 6),
        ("person=NOBODY@example.com", 6),
        ("person=absent@example.com", 0),
        ("initiative=AI-404", 0),
        ("action=organisation.unit_edited", 6),
        ("action=audit.exported", 0),
        ("thing=organisation.unit", 6),
        ("thing=organisation.person", 0),
        ("since=2026-11-24&until=2026-11-24", 6),
        ("since=2026-11-25", 0),
        ("until=2026-11-23", 0),
        ("before=3", 2),
        ("after=3", 3),
        ("before=1", 0),
        ("before=x&after=", 6),
        ("before=" + "9" * 40, 6),
        ("before=-1", 6),
    ],
)
def test_filters_stand_in_the_address(page, renamed, query, count):
    response = page.get(f"{reverse(URL)}?{query}")

    assert response.status_code == 200
    assert len(response.context["rows"]) == count


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "action=nonsense",
        "person=x",
        "since=2026-11-24&until=2026-11-01",
        "initiative=AI-0000000000001",
    ],
)
def test_a_wrong_filter_shows_its_error_and_nothing_else(page, renamed, query):
    response = page.get(f"{reverse(URL)}?{query}")

    assert response.status_code == 200
    assert response.context["rows"] == []
    assert "There is a problem" in response.text


def test_a_day_is_a_day_of_the_installation(page, unit, nobody):
    with clock.at(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)):
        rename(unit, by=nobody, to="After midnight in Paris")

    days = {
        day: len(page.get(f"{reverse(URL)}?since={day}&until={day}").context["rows"])
        for day in ("2026-11-24", "2026-11-25")
    }

    assert days == {"2026-11-24": 0, "2026-11-25": 1}


def test_the_button_verifies_and_is_recorded(page, renamed):
    response = page.post(reverse("audit:verify"), follow=True)

    assert "The record is unbroken: 6 entries verified." in text(response)
    assert Entry.objects.first().action == "audit.verified"


def test_a_long_record_is_left_to_the_command(page, renamed, monkeypatch):
    monkeypatch.setattr("audit.views.MOST_VERIFIED_IN_A_PAGE", 5)

    response = page.post(reverse("audit:verify"), follow=True)

    assert "verify_audit" in text(response)
    assert Head.objects.get().seq == 6


def test_the_export_holds_the_filtered_rows_and_disarms_formulas(
    page, unit, nobody, auda
):
    for action in ("=1+1", "+1", "@x", "\t=1", "-1"):
        _record(action, by=auda)
    rename(unit, by=nobody, to="Maison")

    response = page.get(reverse("audit:export") + "?person=auda@example.com")
    content = response.getvalue().decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(content)))

    assert [line["action"] for line in lines[:5]] == [
        "'=1+1",
        "'+1",
        "'@x",
        "'\t=1",
        "'-1",
    ]
    assert {line["actor_ref"] for line in lines} == {str(auda.pk)}
    assert "attachment" in response["Content-Disposition"]


def test_the_export_is_recorded_by_ids_and_not_by_address(page, renamed, nobody):
    page.get(reverse("audit:export") + "?person=nobody@example.com&since=2026-11-01")

    entry = Entry.objects.first()
    assert entry.action == "audit.exported"
    assert entry.facts == {"person": str(nobody.pk), "since": "2026-11-01"}
    assert "@" not in entry.body


def test_a_wrong_filter_exports_nothing(page, renamed):
    response = page.get(reverse("audit:export") + "?since=yesterday")

    assert len(response.getvalue().decode().splitlines()) == 1


def test_every_answer_and_its_entries_carry_the_id_of_the_request(page, renamed):
    response = page.post(
        reverse("audit:verify"), headers={"X-Request-ID": "chosen by the caller"}
    )

    assert re.fullmatch("[0-9a-f]{32}", response["X-Request-ID"])
    assert Entry.objects.first().request_id == response["X-Request-ID"]
    assert Entry.objects.last().request_id == ""


def test_what_happened_to_an_initiative_comes_newest_first(db, auda):
    ids = [UUID(int=1), UUID(int=2)]
    for number, key in enumerate([ids[0], ids[1], ids[0]]):
        with clock.at(NOW + timedelta(minutes=number)):
            _record("initiatives.edited", by=auda, initiative=key)

    assert [e.seq for e in Entry.objects.about(ids[0])] == [3, 1]


def test_every_action_in_the_code_has_words():
    root = Path(__file__).parents[2]
    rooms = {code.partition(".")[0] for code in ACTIONS}
    codes = {
        code
        for room in rooms
        for path in (root / room).rglob("*.py")
        for code in re.findall(r'\brecord\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text())
    }

    assert codes - set(ACTIONS) == set()


def _record(action, *, by, **more):
    @audited
    def act(*, by):
        record(action, by=by, **more)

    act(by=by)
