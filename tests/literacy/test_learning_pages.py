"""The pages and the API of measures, levels, named lists, attendance and screening."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from initiatives.models import Exposure, Initiative
from literacy import actions, ai_act
from literacy.models import AttendanceImport, Measure, NamedListRule, ScreeningVersion
from tests.literacy.cast import TODAY, make_initiative
from tests.literacy.test_screening import CLEAN


@pytest.fixture
def sign_in(client):
    """Sign a person in."""

    def sign(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign


def at(name, *args):
    return reverse(f"literacy:{name}", args=args)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def api(name, *args):
    return reverse(f"api-{name}", args=args)


MEASURE = {
    "kind": "workshop",
    "audience": "everyone",
    "held_on": "2026-11-20",
    "ai_system": "Sorter",
    "content": "Introduction, version 2",
}


def test_an_act_at_two_places_is_recorded_with_its_file(
    sign_in, initiative, company, hana
):
    Exposure.objects.create(
        initiative=initiative, unit=company.service, site=company.leeds, people=20
    )
    places = {
        f"people-{row.pk}": n
        for row, n in zip(Exposure.objects.order_by("pk"), (40, 12), strict=True)
    }
    sent = sign_in(hana).post(
        at("record-measure", initiative.ref),
        {
            **MEASURE,
            **places,
            "minutes": "90",
            "trainer": "The academy",
            "languages": "French",
            "valid_until": "2027-11-20",
            "again_on": ["model"],
            "upload": SimpleUploadedFile("slides.txt", b"Slides, version 2"),
        },
        follow=True,
    )
    page = text(sent)
    assert "The measure is recorded." in page
    assert "slides.txt" in page
    assert "Valid until 20 November 2027" in page
    row = Measure.objects.first()
    assert Measure.objects.count() == 2
    file = sign_in(hana).get(at("measure-file", initiative.ref, row.pk))
    assert file.content == b"Slides, version 2"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "Enter how many people, for one unit and site at least."),
        ({"people": "97"}, "Only 96 people are exposed there"),
        ({"people": "5", "held_on": "2027-01-01"}, "This day has not come yet."),
        ({"people": "five"}, "Enter a whole number in figures"),
        ({"people": "5", "file": b"%PDF-1.4 not one"}, "content is not what its name"),
    ],
)
def test_a_wrong_measure_comes_back_with_what_was_typed(
    sign_in, initiative, hana, change, sentence
):
    place = Exposure.objects.get()
    given = {**MEASURE}
    if "people" in change:
        given[f"people-{place.pk}"] = change["people"]
    if "held_on" in change:
        given["held_on"] = change["held_on"]
    if "file" in change:
        given["upload"] = SimpleUploadedFile("slides.pdf", change["file"])
    page = sign_in(hana).post(at("record-measure", initiative.ref), given)
    assert page.status_code in (400, 422)
    assert sentence in text(page)
    assert "Introduction, version 2" in page.content.decode()
    assert not Measure.objects.exists()


def test_others_than_hr_read_groups_and_no_small_number(
    sign_in, initiative, company, measure, otto, hana
):
    team = company.root
    Exposure.objects.create(
        initiative=initiative, unit=team, site=company.leeds, people=3
    )
    measure(people=50)
    actions.record_measure(
        initiative, by=hana, unit=team, site=company.leeds, people=2,
        kind="coaching", audience="everyone", held_on=TODAY,
        ai_system="Sorter", content="One to one",
    )  # fmt: skip
    page = text(sign_in(otto).get(at("page", initiative.ref)))
    assert "52 of 99" in page
    assert "50 of 96" not in page
    assert "Correct the" not in page
    own = text(sign_in(hana).get(at("page", initiative.ref)))
    assert "One to one" in own


def test_levels_and_changes_are_declared_in_the_browser(
    sign_in, initiative, hana, otto
):
    place = Exposure.objects.get()
    sent = sign_in(hana).post(
        at("declare-levels", initiative.ref),
        {
            "place": place.pk,
            "audience": "operators",
            "able": "30",
            "coaching": "4",
            "ground": "Team leads counted",
        },
        follow=True,
    )
    assert "The levels are declared." in text(sent)
    sent = sign_in(otto).post(
        at("call-refresh", initiative.ref),
        {"trigger": "model", "on": "2026-11-20", "reason": "Model 5"},
        follow=True,
    )
    assert "Coverage is counted anew." in text(sent)
    assert "Learn again" in text(sent)
    page = text(sign_in(hana).get(at("coverage")))
    assert "31% (30/96)" in page
    assert "Too few to show alone" in page


def test_the_page_of_levels_opens_with_its_finding(sign_in, initiative, hana, measure):
    measure(people=48)
    page = sign_in(hana).get(at("coverage"))
    assert "48 of 96 people exposed are covered by a dated measure." in text(page)
    assert sign_in(hana).get(at("coverage") + "?unit=nowhere").status_code == 404


def test_the_page_of_levels_costs_the_same_for_many_initiatives(
    sign_in, initiative, company, hana
):
    browser = sign_in(hana)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(at("coverage")).status_code == 200
        return len(queries)

    cost()
    few = cost()
    for number in range(1, 60):
        make_initiative(company, number=number)
    assert cost() == few


# Named lists


def test_named_lists_from_asking_to_erasing(sign_in, initiative, company, adam, hana):
    sent = sign_in(adam).post(
        at("named-lists"),
        {"unit": company.service.pk, "country": "", "ground": "Accord 12"},
        follow=True,
    )
    assert "HR is asked." in text(sent)
    rule = NamedListRule.objects.get()
    sign_in(hana).post(at("answer-named-lists", rule.pk), {"agreed": "yes"})
    place = Exposure.objects.get()
    sign_in(hana).post(
        at("record-measure", initiative.ref),
        {**MEASURE, f"people-{place.pk}": "2", "names": "Ada Byron\nBen\nBen\n"},
    )
    row = Measure.objects.get()
    assert "Ada Byron" in text(
        sign_in(hana).get(at("attendees", initiative.ref, row.pk))
    )
    for name in ("otto", "auda", "lena", "adam"):
        person = company.people[name]
        page = sign_in(person).get(at("attendees", initiative.ref, row.pk))
        assert page.status_code == 403
        for address in (
            at("page", initiative.ref),
            at("evidence", initiative.ref),
            api("measures", initiative.ref),
            api("history", initiative.ref),
        ):
            assert b"Ada Byron" not in sign_in(person).get(address).content
    erased = sign_in(hana).post(
        at("attendees", initiative.ref, row.pk), {"once": "t"}, follow=True
    )
    assert "The list is erased." in text(erased)
    sign_in(hana).post(at("end-named-lists", rule.pk), {"once": "u"})
    rule.refresh_from_db()
    assert rule.ended_at is not None


# Attendance in the browser


LIST = (
    b"E-mail,Date,Training\n"
    b"a@example.org,2026-11-12,One\n"
    b"b@example.org,2026-11-12,One\n"
)


def begin(browser, content=LIST, name="list.csv", **more):
    return browser.post(
        at("attendance"),
        {"file": SimpleUploadedFile(name, content), **more},
        follow=True,
    )


def test_a_list_is_previewed_mapped_brought_in_and_deleted(
    sign_in, initiative, hana, settings
):
    browser = sign_in(hana)
    page = text(begin(browser))
    assert "No column names the initiative" in page
    row = AttendanceImport.objects.get()
    mapping = {
        "column-person": "E-mail",
        "column-held_on": "Date",
        "column-content": "Training",
        "initiative": "AI-900",
    }
    checked = browser.post(at("attendance-preview", row.pk), mapping, follow=True)
    assert "Rows read: 2. Measures that would come in: 1" in text(checked)
    path = row.file.path
    done = browser.post(
        at("attendance-preview", row.pk), {**mapping, "go": "1"}, follow=True
    )
    assert "1 measure came in; 0 rows were left out." in text(done)
    assert Measure.objects.get().people == 2
    row.refresh_from_db()
    assert (row.done, row.rows, row.state, row.file.name) == (2, 2, "done", "")
    with pytest.raises(FileNotFoundError), open(path):
        pass


def test_a_list_is_dropped_and_deleted(sign_in, initiative, hana):
    browser = sign_in(hana)
    begin(browser, initiative="AI-900")
    row = AttendanceImport.objects.get()
    path = row.file.path
    assert "The list is deleted." in text(
        browser.post(at("attendance-drop", row.pk), follow=True)
    )
    assert not AttendanceImport.objects.exists()
    with pytest.raises(FileNotFoundError), open(path):
        pass


def test_a_wrong_list_is_refused_with_a_sentence(sign_in, initiative, hana, otto):
    assert "a PDF" in text(begin(sign_in(hana), b"%PDF-1.4"))
    assert "There is no initiative AI-1" in text(
        begin(sign_in(hana), initiative="AI-1")
    )
    assert "Only HR" in text(begin(sign_in(otto)))
    assert not AttendanceImport.objects.exists()


def test_a_list_belongs_to_who_sent_it(sign_in, initiative, hana, henri):
    begin(sign_in(hana), initiative="AI-900")
    row = AttendanceImport.objects.get()
    assert sign_in(henri).get(at("attendance-preview", row.pk)).status_code == 404


# Evidence


def test_the_evidence_shows_measures_versions_corrections_and_the_law(
    sign_in, initiative, measure, hana, auda
):
    row = measure(
        people=40, upload=SimpleUploadedFile("slides.txt", b"Slides, version 1")
    )
    actions.correct_measure(row, by=hana, people=38, note="Two left early.")
    page = text(sign_in(auda).get(at("evidence", initiative.ref)))
    assert "1 dated measure; 38 of 96 people exposed are covered." in page
    assert "2026/1744" in page
    assert "2 February 2025" in page
    assert Measure.objects.standing().get().attachment.sha256 in page
    assert "What was corrected" in page
    assert "Two left early" not in page
    french = sign_in(auda).get(at("evidence", initiative.ref).replace("/en/", "/fr/"))
    assert french.status_code == 200
    translation.activate("en")


def test_the_evidence_as_a_spreadsheet_runs_no_formula(
    sign_in, initiative, company, hana
):
    actions.record_measure(
        initiative, by=hana, unit=company.service, site=company.lyon, people=40,
        kind="training", audience="everyone", held_on=TODAY,
        ai_system="Sorter", content="=HYPERLINK(1)",
    )  # fmt: skip
    for address in (at("evidence-sheet", initiative.ref), at("evidence-all")):
        sent = sign_in(hana).get(address)
        book = load_workbook(io.BytesIO(b"".join(sent.streaming_content)))
        sheet = book["Measures"]
        assert sheet.cell(2, 6).value == "=HYPERLINK(1)"
        assert sheet.cell(2, 6).data_type == "s"
        assert book["Coverage"].cell(2, 6).value == 96


# Screening


def test_legal_answers_the_screening_in_the_browser(sign_in, initiative, lou, otto):
    page = sign_in(otto).get(at("screen", initiative.ref))
    assert "Only Legal can" in text(page)
    given = {
        name: {True: "y", False: "n"}.get(value, value)
        for name, value in CLEAN.items()
        if name != "practices"
    }
    given |= {f"practice-{q.code}": "n" for q in ai_act.PRACTICES}
    missing = {k: v for k, v in given.items() if k != "practice-scores"}
    again = sign_in(lou).post(at("screen", initiative.ref), missing)
    assert again.status_code == 422
    assert "Answer yes or no." in text(again)
    clash = {**given, "annex": "III.4.b", "profiling": "y", "claim": "narrow"}
    assert "always high-risk" in text(
        sign_in(lou).post(at("screen", initiative.ref), clash)
    )
    sent = sign_in(lou).post(
        at("screen", initiative.ref),
        {**given, "annex": "III.4.a", "go_live_on": "2027-06-01"},
        follow=True,
    )
    page = text(sent)
    assert "High-risk" in page
    assert "Open, does not bind yet" in page
    assert "2 December 2027" in page
    assert ScreeningVersion.objects.get().outcome == "high_risk"
    assert sign_in(lou).get(at("screen", initiative.ref)).status_code == 200


# The API


def post(browser, name, *args, **body):
    return browser.post(api(name, *args), body, content_type="application/json")


BODY = {
    "kind": "training",
    "audience": "everyone",
    "held_on": "2026-11-20",
    "ai_system": "Sorter",
    "content": "Introduction, version 1",
    "places": [{"unit": "service", "site": "Lyon", "people": 40}],
}


def test_measures_are_recorded_listed_and_corrected_through_the_api(
    sign_in, initiative, hana, otto
):
    made = post(sign_in(hana), "measures", initiative.ref, **BODY)
    assert made.status_code == 201, made.json()
    row = made.json()[0]
    assert (row["people"], row["corrected"]) == (40, False)
    fixed = post(
        sign_in(hana), "measure-correction", initiative.ref, row["id"],
        people=30, note="Ten came twice",
    )  # fmt: skip
    assert (fixed.json()["people"], fixed.json()["corrected"]) == (30, True)
    stale = post(
        sign_in(hana), "measure-correction", initiative.ref, row["id"],
        people=20, note="x",
    )  # fmt: skip
    assert stale.status_code == 404
    (seen,) = sign_in(otto).get(api("measures", initiative.ref)).json()
    assert "id" not in seen
    assert (seen["people"], seen["kind"]) == (30, "training")
    found = sign_in(otto).get(api("coverage", initiative.ref)).json()
    assert (found["groups"][0]["covered"], found["groups"][0]["people"]) == (30, 96)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"places": [{"unit": "x", "site": "Lyon", "people": 4}]}, 400),
        ({"places": [{"unit": "service", "site": "x", "people": 4}]}, 400),
        ({"places": [{"unit": "service", "site": "Leeds", "people": 4}]}, 400),
        ({"places": [{"unit": "service", "site": "Lyon", "people": 97}]}, 400),
        ({"places": []}, 400),
        ({"held_on": "2027-01-01"}, 400),
        ({"kind": "x"}, 400),
        ({"names": ["Ada"]}, 400),
        ({"recorded_at": "2020-01-01"}, 400),
    ],
)
def test_a_wrong_body_is_refused_by_the_api(sign_in, initiative, hana, change, status):
    made = post(sign_in(hana), "measures", initiative.ref, **{**BODY, **change})
    assert made.status_code == status
    assert not Measure.objects.exists()


def test_who_may_not_is_refused_by_the_api(sign_in, initiative, otto, emma):
    assert post(sign_in(otto), "measures", initiative.ref, **BODY).status_code == 403
    assert post(sign_in(emma), "measures", initiative.ref, **BODY).status_code == 404
    offset = sign_in(otto).get(api("measures", initiative.ref) + "?offset=x")
    assert offset.status_code == 400


def test_the_screening_is_answered_through_the_api(sign_in, initiative, lou, hana):
    empty = sign_in(hana).get(api("screening", initiative.ref)).json()
    assert (empty["answered_by_legal"], empty["checks"]) == (False, [])
    body = {**CLEAN, "practices": {q.code: False for q in ai_act.PRACTICES}}
    assert post(sign_in(hana), "screening", initiative.ref, **body).status_code == 403
    made = post(sign_in(lou), "screening", initiative.ref, **body)
    assert made.status_code == 201, made.json()
    assert made.json()["label"] == "Minimal risk"
    body["practices"]["reads_emotions"] = True
    made = post(sign_in(lou), "screening", initiative.ref, **body)
    assert made.json()["outcome"] == "prohibited"
    assert Initiative.objects.get().screening == "prohibited"
    del body["practices"]["scores"]
    assert post(sign_in(lou), "screening", initiative.ref, **body).status_code == 400


def test_the_evidence_of_a_company_costs_the_same_for_many_initiatives(
    sign_in, initiative, company, hana, measure
):
    browser = sign_in(hana)
    measure(people=3)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            sent = browser.get(at("evidence-all"))
            assert len(b"".join(sent.streaming_content)) > 1000
        return len(queries)

    cost()
    few = cost()
    for number in range(1, 30):
        measure(people=5, of=make_initiative(company, number=number))
    assert cost() == few
