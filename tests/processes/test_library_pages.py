"""The home of Operations and the library of processes."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from literacy import actions as literacy_actions
from processes import actions, library
from processes.forms import LibraryForm
from processes.reading.steps import Row
from tests.literacy.cast import TODAY, make_initiative
from tests.processes.test_compare_pages import both

__all__ = ["both"]

INDEX = "processes:index"


@pytest.fixture
def initiative(in_appropriation):
    return in_appropriation


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def see(client, otto):
    """The page as Operations sees it, with what stands in the address."""
    client.force_login(otto, backend="django.contrib.auth.backends.ModelBackend")
    return lambda **query: client.get(reverse(INDEX), query)


@pytest.fixture
def verified(company, otto, consulted):
    """Hours are verified of an initiative: ten a week, measured some days ago."""

    def tell(initiative, ended=1):
        span = {"sample": 9, "certainty": "measured"}
        row = actions.record_baseline(
            initiative,
            by=otto,
            role="Claims",
            value=42,
            volume=60,
            starts_on=TODAY - timedelta(days=300),
            ends_on=TODAY - timedelta(days=250),
            **span,
        )
        consulted(initiative, on=TODAY - timedelta(days=240))
        literacy_actions.start_use(
            initiative,
            by=otto,
            site=company.lyon,
            on=TODAY - timedelta(days=240),
            real_work=True,
        )
        until = TODAY - timedelta(days=ended)
        return actions.record_after(
            initiative,
            by=otto,
            baseline=row,
            value=30,
            checking=2,
            volume=60,
            starts_on=until - timedelta(days=20),
            ends_on=until,
            **span,
        )

    return tell


def test_the_home_says_what_waits_and_the_numbers_across_initiatives(
    see, both, company, verified
):
    other = make_initiative(company, number=7, stage="value")
    verified(both)
    verified(other, ended=120)
    page = text(see())
    assert "1 process is in Productive appropriation; its bottleneck is named." in page
    assert "Freed hours are due to be measured again 1 " in page
    assert "The as-is map is missing" not in page.split("All processes")[0]
    assert "1 of 2 processes, named or by analysis" in page
    assert "20.0 measured in 2 processes" in page
    assert "Not at the bottleneck 10.0" in page
    assert "Experts in " in page


def test_processes_are_found_by_name_owner_unit_measure_and_limit(
    see, both, company, otto, olga, verified
):
    bare = make_initiative(company, number=7, stage="learning")
    type(bare).objects.filter(pk=bare.pk).update(search_text="route letters")
    actions.name_owner(bare, by=otto, person=olga)
    verified(bare, ended=120)

    def found(**query):
        rows = LibraryForm(query).chosen(library.processes(otto))
        return set(rows.values_list("ref", flat=True))

    assert found() == {"AI-901", "AI-7"}
    for query, only in (
        ({"q": "letters"}, "AI-7"),
        ({"q": "olga"}, "AI-7"),
        ({"q": "experts"}, "AI-901"),
        ({"measured": "never"}, "AI-901"),
        ({"measured": "due"}, "AI-7"),
        ({"limit": "unknown"}, "AI-7"),
        ({"limit": "role", "q": "experts"}, "AI-901"),
        ({"waits": "baseline"}, "AI-901"),
        ({"waits": "remeasure"}, "AI-7"),
    ):
        assert found(**query) == {only}, query
    assert found(unit="service") == {"AI-901", "AI-7"}
    assert "No process is like that" in text(see(q="nowhere"))
    assert see(measured="nonsense", unit="?", page="x").status_code == 200


def test_the_library_costs_the_same_however_many_processes(
    see, company, both, otto, verified
):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert see().status_code == 200
        return len(queries)

    verified(both)
    cost()  # whatever is read once for a process is read now
    few = cost()
    for number in range(2, 4):
        verified(make_initiative(company, number=number, stage="appropriation"))
    assert cost() == few


def test_lists_show_a_map_in_miniature_and_say_in_words_what_it_shows(
    see, client, both, otto
):
    (row,) = see().context["rows"]
    assert row["picture"].startswith('<svg class="mini" viewBox="0 0 ')
    assert "<title>As-is: 5 steps, held up by Experts</title>" in row["picture"]
    assert "Check the file" not in row["picture"]
    page = client.get(reverse("processes:page", args=[both.ref]))
    assert page.content.count(b'<svg class="mini"') == 2
    # without a figure nothing holds it up; of a picture or a huge map there is none
    bare = [Row(str(n), f"Step {n}", "Claims") for n in range(1, 302)]
    actions.save_steps(both, by=otto, kind="to_be", rows=bare[:9], base=1, title="B")
    assert "<title>To-be: 9 steps</title>" in both.maps.last().miniature
    actions.save_steps(both, by=otto, kind="to_be", rows=bare, base=2, title="B")
    assert both.maps.last().miniature == ""
