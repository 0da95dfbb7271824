"""The pages of stage 1, as the cast sees them."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.models import Exposure, Initiative
from literacy import actions
from literacy.models import Consultation, Measure, Opinion
from literacy.standing import missing_consultation, standings
from tests.literacy.cast import TODAY, make_initiative


@pytest.fixture
def sign_in(client):
    """Sign a person in."""

    def sign(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign


def address(name, *args):
    return reverse(f"literacy:{name}", args=args)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_work_place_says_how_many_miss_a_consultation(
    sign_in, company, initiative, hana, consulted
):
    sign_in(hana)
    consulted(make_initiative(company, number=7))
    page = sign_in(hana).get(address("index"))
    assert "1 of 2 initiatives in Literacy misses a consultation" not in text(page)
    assert "1 of 2 initiatives in Literacy miss a consultation" in text(page)
    assert text(page).index("AI-900") < text(page).index("AI-7 ")


def test_an_empty_work_place_says_what_will_be_there(sign_in, company, hana):
    page = text(sign_in(hana).get(address("index")))
    assert "No initiative is in Literacy." in page
    assert "Look at the pipeline" in page


def test_the_work_place_costs_the_same_for_2_rows_and_for_200(
    sign_in, company, hana, consulted
):
    browser = sign_in(hana)
    browser.get(address("index"))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address("index")).status_code == 200
        return len(queries)

    for number in (1, 2):
        consulted(make_initiative(company, number=number))
    few = cost()
    for number in range(3, 201):
        make_initiative(company, number=number)
    assert cost() == few


def test_the_work_place_and_the_page_agree_on_what_is_missing(
    company, initiative, hana, lou, consulted
):
    rows = [initiative]
    for number, (right, outcome) in enumerate(
        [
            ("inform", None),
            ("consult", None),
            ("consult", "unfavourable"),
            ("consent", "agreement"),
            ("consent", "consent_refused"),
        ],
        start=1,
    ):
        rows.append(make_initiative(company, number=number))
        consulted(rows[-1], outcome=outcome, right=right)
    waived = make_initiative(company, number=50)
    actions.answer_waiver(
        actions.ask_waiver(waived, by=hana, site=company.lyon, reason="Same tool"),
        by=lou,
        answer="confirmed",
    )
    rows.append(waived)
    out = make_initiative(company, number=51)
    Exposure.objects.filter(initiative=out).update(in_scope=False)
    rows.append(out)
    found = standings(rows)
    asked = missing_consultation(Initiative.objects.all())
    assert asked == {key for key, standing in found.items() if standing.missing}
    assert len(asked) == 4


def test_the_page_opens_with_its_finding(sign_in, initiative, hana, measure):
    measure(people=62)
    page = text(sign_in(hana).get(address("page", initiative.ref)))
    assert (
        "62 of 96 people exposed are covered. CSE Lyon: no consultation opened." in page
    )


@pytest.mark.parametrize(
    "name", ["hana", "otto", "lena", "lou", "rosa", "auda", "adam"]
)
def test_everybody_who_sees_the_initiative_reads_its_page(
    sign_in, initiative, company, consulted, name
):
    consulted(initiative)
    page = sign_in(company.people[name]).get(address("page", initiative.ref))
    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1
    assert b"We look again." in page.content
    may = name == "hana"
    assert (b"measures/new/" in page.content) is may
    if not may:
        assert b"Only HR can record a literacy measure" in page.content


@pytest.mark.parametrize("name", ["emma", "rolf", "nobody"])
def test_strangers_get_404(sign_in, initiative, company, name):
    for page in ("page", "record-measure", "start-use"):
        got = sign_in(company.people[name]).get(address(page, initiative.ref))
        assert got.status_code == 404


def test_a_measure_is_recorded_in_the_browser(sign_in, initiative, hana, company):
    place = Exposure.objects.get()
    sent = sign_in(hana).post(
        address("record-measure", initiative.ref),
        {
            "kind": "workshop",
            "audience": "everyone",
            f"people-{place.pk}": "62",
            "held_on": "2026-11-20",
            "ai_system": "Sorter",
            "content": "Introduction, version 2",
            "once": "t1",
        },
        follow=True,
    )
    assert "The measure is recorded." in text(sent)
    assert "62 of 96, 64%" in text(sent)
    assert Measure.objects.get().held_on.isoformat() == "2026-11-20"


def test_a_refusal_keeps_what_was_typed_and_says_why(sign_in, initiative, otto):
    place = Exposure.objects.get()
    sent = sign_in(otto).post(
        address("record-measure", initiative.ref),
        {
            "kind": "workshop",
            "audience": "everyone",
            f"people-{place.pk}": "62",
            "held_on": "2026-11-20",
            "ai_system": "Sorter",
            "content": "Introduction, version 2",
        },
    )
    assert sent.status_code == 403
    assert "Only HR can record a literacy measure. Ask Hana." in text(sent)
    assert b"Introduction, version 2" in sent.content


def test_the_block_is_told_in_the_form(sign_in, initiative, otto, company):
    sent = sign_in(otto).post(
        address("start-use", initiative.ref),
        {"site": company.lyon.pk, "on": "2026-11-24", "real_work": "yes"},
    )
    assert sent.status_code == 409
    assert "No real work can begin at Lyon yet" in text(sent)
    assert "CSE Lyon" in text(sent)


def test_a_consultation_runs_in_the_browser_from_opening_to_opinion(
    sign_in, initiative, hana, rosa, company, text_file
):
    hr = sign_in(hana)
    hr.post(
        address("open-consultation", initiative.ref),
        {
            "sitting": f"{company.lyon.pk}-{company.council.pk}",
            "right": "consult",
            "subject": "The sorter",
        },
    )
    row = Consultation.objects.get()
    hr.post(
        address("hand-over-information", initiative.ref, row.pk),
        {"informed_on": "2026-11-23", "text": "", "upload": text_file()},
    )
    council = sign_in(rosa)
    page = council.get(address("page", initiative.ref))
    assert b"Give the opinion" in page.content
    file = address("information-file", initiative.ref, row.information.get().pk)
    assert council.get(file).status_code == 200
    asked = council.get(address("give-opinion", initiative.ref, row.pk))
    assert b'name="seen" value="1"' in asked.content
    assert b"checked" not in asked.content
    council.post(
        address("give-opinion", initiative.ref, row.pk),
        {
            "outcome": "unfavourable",
            "text": "Not like this.",
            "given_on": "2026-11-24",
            "seen": "1",
        },
    )
    assert Opinion.objects.get().outcome == "unfavourable"


def test_a_representative_of_another_site_gets_no_file(
    sign_in, initiative, company, rolf, hana, text_file
):
    Exposure.objects.create(
        initiative=initiative, unit=company.root, site=company.stuttgart, people=3
    )
    row = actions.open_consultation(
        initiative,
        by=hana,
        site=company.lyon,
        body=company.council,
        right="consult",
        subject="The sorter",
    )
    given = actions.hand_over_information(
        row, by=hana, informed_on=TODAY, text="Inside words", upload=text_file()
    )
    page = sign_in(rolf).get(address("page", initiative.ref))
    assert b"Inside words" not in page.content
    file = address("information-file", initiative.ref, given.pk)
    assert sign_in(rolf).get(file).status_code == 404


def test_each_form_opens_for_those_who_use_it(
    sign_in, initiative, company, consulted, hana, lena, lou, rosa, measure
):
    waiver = actions.ask_waiver(initiative, by=hana, site=company.lyon, reason="Same")
    override = actions.ask_override(
        initiative, by=lena, site=company.lyon, reason="Repair"
    )
    row = consulted(initiative)
    corrected = measure()
    ref = initiative.ref
    for person, name, args in (
        (hana, "record-measure", ()),
        (hana, "correct-measure", (corrected.pk,)),
        (hana, "open-consultation", ()),
        (hana, "hand-over-information", (row.pk,)),
        (rosa, "give-opinion", (row.pk,)),
        (hana, "ask-waiver", ()),
        (lou, "answer-waiver", (waiver.pk,)),
        (hana, "start-use", ()),
        (lena, "ask-override", ()),
        (lou, "answer-override", (override.pk,)),
        (hana, "write-statement", ("dialogue",)),
        (lena, "write-statement", ("intent",)),
        (lena, "write-statement", ("ambition",)),
    ):
        page = sign_in(person).get(address(name, ref, *args))
        assert page.status_code == 200, name
        assert page.content.count(b"<h1") == 1
    assert (
        sign_in(hana).get(address("write-statement", ref, "nonsense")).status_code
        == 404
    )


def test_an_exception_in_force_stands_on_every_page_and_paper_of_the_initiative(
    sign_in, initiative, company, consulted, hana, lena, lou, rosa, emma
):
    row = actions.ask_override(
        initiative, by=lena, site=company.lyon, reason="Security repair"
    )
    actions.answer_override(row, by=lou, answer="confirmed")
    file = consulted(initiative)
    ref = initiative.ref
    for person, name, args in (
        (lou, "literacy:page", [ref]),
        (emma, "literacy:employees", [ref]),
        (rosa, "literacy:consultation", [ref, file.pk]),
        (hana, "literacy:record-measure", [ref]),
        (lou, "processes:draw-map", [ref, "as-is"]),
        (lou, "value:page", [ref]),
        (lou, "literacy:evidence", [ref]),
        (lou, "governance:on-paper", [ref]),
        (lou, "governance:gate-on-paper", [ref]),
    ):
        page = text(sign_in(person).get(reverse(name, args=args)))
        assert page.count("Real work at Lyon before the consultation has passed") == 1
        assert "Lena for Leadership and Lou for Legal allowed it: Security" in page


def test_employees_read_what_was_promised_to_their_bodies_unless_it_is_confidential(
    sign_in, initiative, emma, hana, rosa, otto, consulted
):
    row = consulted(initiative)
    day = date(2027, 2, 1)
    for words, hidden in (("Measure the load", ""), ("Talk about pay", "on")):
        sent = sign_in(hana).post(
            address("consultation-act", initiative.ref, row.pk, "commitment"),
            {"text": words, "owner": otto.pk, "due_on": day, "is_confidential": hidden},
        )
        assert sent.status_code == 302
    promise = row.commitments.get(is_confidential=False)
    actions.fulfil(promise, by=otto, on=TODAY, text="41 a day.")
    page = text(sign_in(emma).get(address("employees", initiative.ref)))
    assert "Measure the load" in page
    assert "CSE Lyon, Lyon · Kept" in page
    assert "Talk about pay" not in page
    file = text(sign_in(rosa).get(address("consultation", initiative.ref, row.pk)))
    assert "Talk about pay Otto, by 1 February 2027 · Confidential" in file


def test_employees_read_their_page_and_the_intent_once_it_is_published(
    sign_in, initiative, emma, lena, consulted
):
    consulted(initiative)
    url = address("employees", initiative.ref)
    page = text(sign_in(emma).get(url))
    assert "Where it leads has not been published yet" in page
    assert "Growth" not in page
    assert "Nobody loses their job" not in page
    assert "With reservations" in page
    assert "We look again." in page
    actions.write_statement(
        initiative, by=lena, kind="intent_published", text="The time goes to service."
    )
    page = text(sign_in(emma).get(url))
    assert "Growth: the time it frees is for more and better work." in page
    assert "The time goes to service." in page
    assert "Nobody loses their job" in page


def test_the_employees_page_is_not_for_people_it_does_not_concern(
    sign_in, initiative, nobody, emma
):
    url = address("employees", initiative.ref)
    assert sign_in(nobody).get(url).status_code == 404
    Initiative.objects.update(is_confidential=True)
    assert sign_in(emma).get(url).status_code == 404
