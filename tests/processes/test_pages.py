"""The pages of stage 2, as the cast sees them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from processes import actions
from processes.models import Measurement, ProcessMap
from tests.literacy.cast import TODAY, make_initiative

SPAN = {
    "starts_on": TODAY - timedelta(days=90),
    "ends_on": TODAY - timedelta(days=60),
    "sample": 240,
    "certainty": "measured",
}


@pytest.fixture
def initiative(in_appropriation):
    return in_appropriation


@pytest.fixture
def sign_in(client):
    """Sign a person in."""

    def sign(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign


@pytest.fixture
def measured(initiative, otto):
    """A bottleneck, a baseline of 42 minutes and 36 minutes after."""

    def record(of=None):
        of = of or initiative
        actions.name_bottleneck(
            of,
            by=otto,
            step="Exceptions queue",
            how_known="Eight weeks of records",
            to_be_effect="same",
            reason="Its inflow is capped.",
        )
        row = actions.record_baseline(
            of, by=otto, what="Time for a claim", unit="minutes", value=42, **SPAN
        )
        after = {"starts_on": TODAY - timedelta(days=20), "ends_on": TODAY}
        return actions.record_after(
            of, by=otto, baseline=row, value=36, **(SPAN | after)
        )

    return record


def address(name, *args):
    return reverse(f"processes:{name}", args=args)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_work_place_says_which_bottlenecks_are_unknown(
    sign_in, initiative, company, otto, measured
):
    page = text(sign_in(otto).get(address("index")))
    assert "1 of 1 process has no bottleneck named yet." in page
    measured()
    page = text(sign_in(otto).get(address("index")))
    assert "1 process is in Productive appropriation; its bottleneck is named." in page
    assert "−14%" in page


def test_an_empty_work_place_says_what_will_be_there(sign_in, company, otto):
    page = text(sign_in(otto).get(address("index")))
    assert "No initiative is in Productive appropriation." in page


def test_the_work_place_costs_the_same_for_2_rows_and_for_200(
    sign_in, company, otto, measured
):
    browser = sign_in(otto)
    browser.get(address("index"))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address("index")).status_code == 200
        return len(queries)

    for number in (1, 2):
        measured(make_initiative(company, number=number, stage="appropriation"))
    few = cost()
    for number in range(3, 201):
        make_initiative(company, number=number, stage="appropriation")
    assert cost() == few


def test_the_page_opens_with_its_finding(sign_in, initiative, otto, measured):
    page = text(sign_in(otto).get(address("page", initiative.ref)))
    assert "The bottleneck is not named yet" in page
    measured()
    page = text(sign_in(otto).get(address("page", initiative.ref)))
    assert "The bottleneck is Exceptions queue." in page
    assert "Time for a claim: down 14%, measured." in page


@pytest.mark.parametrize("name", ["otto", "hana", "lou", "rosa", "auda", "adam"])
def test_everybody_who_sees_the_initiative_reads_its_page(
    sign_in, initiative, company, measured, name
):
    measured()
    page = sign_in(company.people[name]).get(address("page", initiative.ref))
    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1
    may = name == "otto"
    assert (b"measurements/baseline/new/" in page.content) is may
    if not may:
        assert b"Only Operations can record a measurement" in page.content


@pytest.mark.parametrize("name", ["emma", "rolf", "nobody"])
def test_strangers_get_404(sign_in, initiative, company, name):
    for page in ("page", "name-owner", "record-baseline"):
        got = sign_in(company.people[name]).get(address(page, initiative.ref))
        assert got.status_code == 404


def test_each_form_opens(sign_in, initiative, otto, measured):
    row = measured()
    ref = initiative.ref
    for name, args in (
        ("name-owner", ()),
        ("attach-map", ("as-is",)),
        ("attach-map", ("to-be",)),
        ("name-bottleneck", ()),
        ("record-baseline", ()),
        ("time-work", ()),
        ("record-after", (Measurement.objects.get(phase="baseline").pk,)),
        ("correct-measurement", (row.pk,)),
        ("write-note", ("managers",)),
        ("write-note", ("checking",)),
        ("write-note", ("red-sign",)),
    ):
        page = sign_in(otto).get(address(name, ref, *args))
        assert page.status_code == 200, name
        assert page.content.count(b"<h1") == 1
    for name in ("attach-map", "write-note"):
        got = sign_in(otto).get(address(name, ref, "nonsense"))
        assert got.status_code == 404


def test_a_map_and_a_baseline_are_recorded_in_the_browser(
    sign_in, initiative, otto, rosa, pdf
):
    operations = sign_in(otto)
    sent = operations.post(
        address("attach-map", initiative.ref, "as-is"),
        {"title": "Claims today", "upload": pdf(), "open_questions": "2"},
        follow=True,
    )
    assert "The map is attached." in text(sent)
    assert "2 open questions" in text(sent)
    file = address("map-file", initiative.ref, ProcessMap.objects.get().pk)
    assert operations.get(file).status_code == 200
    operations.post(
        address("record-baseline", initiative.ref),
        {
            "what": "Time for a claim",
            "unit": "minutes",
            "value": "42.5",
            "sample": "240",
            "starts_on": "2026-09-01",
            "ends_on": "2026-10-31",
            "certainty": "measured",
        },
    )
    assert str(Measurement.objects.get().value) == "42.50"
    assert sign_in(rosa).get(file).status_code == 403


def test_a_wrong_file_is_told_in_the_form(sign_in, initiative, otto, text_file):
    sent = sign_in(otto).post(
        address("attach-map", initiative.ref, "as-is"),
        {"title": "Claims today", "upload": text_file(), "open_questions": "0"},
    )
    assert sent.status_code == 400
    assert "This kind of file is not accepted" in text(sent)
    assert b"Claims today" in sent.content
