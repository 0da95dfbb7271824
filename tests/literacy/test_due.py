"""What is due to whom by when: the calendar, and the feed of one's own."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from audit import clock
from audit.models import Entry
from initiatives.models import Exposure, Initiative
from literacy import actions, due, views
from literacy.due import due_items
from literacy.law.triage import QUESTIONS
from literacy.models import CalendarFeed, Consultation
from organisation.models import Mandate
from tests.literacy.cast import NOW, TODAY, make_initiative


def open_as(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def consulting(company, initiative, hana, consulted):
    """Lyon was informed today of new technology; nobody has answered."""
    actions.answer_triage(
        initiative,
        by=hana,
        answers=dict.fromkeys(QUESTIONS, "no") | {"real_work": "yes"},
        novelty="new",
    )
    consulted(initiative, outcome=None)
    return initiative


@pytest.fixture
def in_germany(company, consulting, hana):
    """The works council of Stuttgart is asked to consent, and nothing handed over."""
    Exposure.objects.create(
        initiative=consulting, unit=company.service, site=company.stuttgart, people=8
    )
    return actions.open_consultation(
        consulting,
        by=hana,
        site=company.stuttgart,
        body=company.betriebsrat,
        right="consent",
        subject="The sorter",
    )


def keys(items):
    return [(item.on, item.site.name) for item in items]


def test_an_open_consultation_has_its_last_day_and_the_dates_inside(consulting, hana):
    found = due_items(hana)

    last = [item for item in found if item.on == date(2026, 12, 24)]
    assert len(last) == 1
    assert last[0].what == "Opinion of CSE Lyon"
    assert last[0].sentence == "1 month from 24 November 2026: 24 December 2026."
    assert date(2026, 12, 17) in {item.on for item in found}


def test_a_consent_has_no_day(in_germany, hana):
    german = [item for item in due_items(hana) if item.site.name == "Stuttgart"]

    assert [item.on for item in german] == [None]
    assert german[0].what == "Hand over the information to Betriebsrat"


def test_what_has_passed_is_due_no_more(consulting, hana, rosa):
    row = Consultation.objects.get()
    actions.give_opinion(row, by=rosa, outcome="favourable", given_on=TODAY)

    assert due_items(hana) == []


def test_a_representative_sees_the_sites_of_their_own_bodies(
    in_germany, hana, rosa, rolf, emma
):
    assert {item.site.name for item in due_items(hana)} == {"Lyon", "Stuttgart"}
    assert {item.site.name for item in due_items(rosa)} == {"Lyon"}
    assert {item.site.name for item in due_items(rolf)} == {"Stuttgart"}
    assert due_items(emma) == []


def test_a_confidential_initiative_is_due_for_nobody_who_may_not_see_it(
    consulting, hana, otto, lena
):
    Initiative.objects.filter(pk=consulting.pk).update(is_confidential=True)

    assert due_items(otto) == []
    assert due_items(lena)  # its sponsor


def test_the_calendar_is_filtered_by_what_its_address_says(in_germany, company, hana):
    client = open_as(hana)
    address = reverse("literacy:calendar")

    everything = client.get(address).text
    french = client.get(address, {"country": "FR"}).text
    german = client.get(address, {"site": company.stuttgart.pk}).text
    council = client.get(address, {"body": company.council.pk}).text
    odd = client.get(address, {"site": "9" * 30, "body": "x", "country": "<b>"})

    assert "December 2026" in everything
    assert "Without a day" in everything
    assert "Opinion of CSE Lyon" in french
    assert "Hand over the information to Betriebsrat" not in french
    assert "Opinion of CSE Lyon" not in german
    assert "Hand over the information to Betriebsrat" not in council
    assert odd.status_code == 200


def test_the_calendar_says_what_comes_next_and_what_has_passed(consulting, hana):
    client = open_as(hana)
    page = client.get(reverse("literacy:calendar")).text
    assert "Next, in 23 days: Opinions of the site bodies reach the central one" in page

    with clock.at(NOW + timedelta(days=60)):
        later = client.get(reverse("literacy:calendar")).text

    assert "1 due date has passed without an answer." in later
    assert "Opinions of the site bodies reach the central one" not in later
    assert "Past its date" in later


def test_an_empty_calendar_says_so(company, hana):
    assert "Nothing is due" in open_as(hana).get(reverse("literacy:calendar")).text


def test_the_calendar_costs_the_same_with_more_consultations(
    company, consulting, consulted, hana
):
    client = open_as(hana)
    client.get(reverse("literacy:calendar"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("literacy:calendar"))
    for n in range(920, 926):
        consulted(make_initiative(company, number=n), outcome=None)

    with CaptureQueriesContext(connection) as more:
        client.get(reverse("literacy:calendar"))

    assert len(more) == len(few)


def test_a_country_is_chosen_before_pages_are_cut_and_nothing_is_left_out(
    in_germany, company, hana, monkeypatch
):
    """The one German file is the newest: no oldest hundred stands before it."""
    monkeypatch.setattr(due, "BLOCK", 1)
    found = due_items(hana)
    assert {item.site.name for item in found} == {"Lyon", "Stuttgart"}
    assert {i.site.name for i in due_items(hana, country="DE")} == {"Stuttgart"}
    monkeypatch.setattr(views.due, "PAGE", 1)
    client = open_as(hana)
    seen = ""
    for page in range(1, len(found) + 1):
        answer = client.get(
            reverse("literacy:calendar"), {"page": page, "country": ""}
        ).text
        assert f"of {len(found)}" in answer
        seen += answer
    assert all(item.what in seen for item in found)
    assert (
        "?country=FR&amp;page=2"
        in client.get(reverse("literacy:calendar"), {"country": "FR"}).text
    )


# The feed


@pytest.fixture
def key(hana):
    """The key of Hana's feed."""
    return actions.renew_feed(by=hana)


def fetch(key, **headers):
    return Client().get(reverse("literacy:feed"), {"key": key}, **headers)


def events(response):
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_calendar_program_fetches_what_is_due(consulting, key):
    response = fetch(key)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    found = events(response)
    assert {e["DTSTART"].dt for e in found} == {date(2026, 12, 17), date(2026, 12, 24)}
    assert any(str(e["SUMMARY"]) == "AI-900 · Opinion of CSE Lyon" for e in found)
    assert any("Sort claims" in str(e["DESCRIPTION"]) for e in found)
    assert len({str(e["UID"]) for e in found}) == len(found)


def test_of_a_confidential_initiative_only_reference_and_body_leave(
    consulting, lena, company
):
    Initiative.objects.filter(pk=consulting.pk).update(is_confidential=True)
    key = actions.renew_feed(by=lena)

    response = fetch(key)

    assert b"AI-900" in response.content
    assert b"CSE Lyon" in response.content
    assert b"Sort claims" not in response.content
    assert b"DESCRIPTION" not in response.content


def test_rights_are_asked_anew_at_each_fetch(consulting, key, hana, otto):
    Initiative.objects.filter(pk=consulting.pk).update(is_confidential=True)
    assert events(fetch(key)) == []

    Initiative.objects.filter(pk=consulting.pk).update(is_confidential=False)
    Mandate.objects.filter(person=hana).update(ends_on=TODAY - timedelta(days=1))
    assert events(fetch(key)) == []

    hana.is_active = False
    hana.save()
    assert fetch(key).status_code == 404


@pytest.mark.parametrize("wrong", ["", "x", "a" * 500, "ключ"])
def test_a_wrong_key_finds_nothing(key, wrong):
    assert fetch(wrong).status_code == 404
    assert Client().get(reverse("literacy:feed")).status_code == 404


def test_a_renewed_key_makes_the_old_one_useless_and_neither_is_kept(hana, key):
    new = actions.renew_feed(by=hana)

    assert fetch(key).status_code == 404
    assert fetch(new).status_code == 200
    row = CalendarFeed.objects.get()
    assert new not in row.key_hash
    assert not Entry.objects.filter(body__contains=new).exists()
    actions.close_feed(by=hana)
    assert fetch(new).status_code == 404


def test_signing_in_as_somebody_does_not_open_their_feed(consulting, key, hana):
    response = open_as(hana).get(reverse("literacy:feed"), {"key": "x"})

    assert response.status_code == 404


def test_a_representative_gets_the_own_sites_in_the_feed(in_germany, rosa):
    found = events(fetch(actions.renew_feed(by=rosa)))

    assert {str(e["LOCATION"]) for e in found} == {"Lyon"}


def test_the_address_is_shown_once_on_the_page_that_answers(company, rosa):
    client = open_as(rosa)
    address = reverse("literacy:renew-feed")
    assert "Make an address" in client.get(address).text

    page = client.post(address, {"once": "a"})
    again = client.post(address, {"once": "a"})

    key = page.text.split("?key=")[1].split("<")[0]
    assert fetch(key).status_code == 200
    assert again.status_code == 302
    closed = client.post(address, {"once": "b", "close": "1"})
    assert closed.status_code == 302
    assert fetch(key).status_code == 404
    refused = client.post(address, {"once": "c", "close": "1"})
    assert refused.status_code == 409
    assert "There is no feed to close" in refused.text
