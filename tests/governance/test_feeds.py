"""A person's own calendar: limits as entries, no text of what is confidential."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from governance import actions, papers
from initiatives.models import Initiative
from literacy import actions as literacy
from literacy.models import CalendarFeed
from tests.cast import fresh
from tests.governance.test_papers import signed_in

pytestmark = pytest.mark.django_db


def fetch(key):
    """What a calendar program gets for a key."""
    return Client().get(reverse("governance:calendar"), {"key": key})


def entries(answer):
    """The entries of a calendar."""
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_the_limits_of_what_waits_stand_on_their_day(cast_company, handoff, proposal):
    key = literacy.renew_feed(by=cast_company.hana)

    (entry,) = entries(fetch(key))
    again = entries(fetch(key))

    assert entry["DTSTART"].dt > date(2026, 11, 24)
    assert str(entry["SUMMARY"]) == f"{proposal.ref} · Sign"
    assert proposal.title in str(entry["DESCRIPTION"])
    assert proposal.ref in str(entry["URL"])
    assert again[0]["UID"] == entry["UID"]


def test_nothing_but_the_reference_of_a_confidential_initiative_leaves(
    cast_company, handoff, proposal
):
    Initiative.objects.filter(pk=proposal.pk).update(is_confidential=True)
    key = literacy.renew_feed(by=cast_company.hana)

    answer = fetch(key)

    (entry,) = entries(answer)
    assert str(entry["SUMMARY"]) == f"{proposal.ref} · Sign"
    assert str(entry["CLASS"]) == "CONFIDENTIAL"
    assert not {"DESCRIPTION", "LOCATION", "URL"} & entry.keys()
    assert proposal.title.encode() not in answer.content


def test_the_address_is_shown_once_made_anew_and_closed(cast_company):
    client = signed_in(cast_company.emma)
    page = reverse("governance:feed")

    shown = client.post(page, {"once": "a"})
    key = shown.context["address"].split("key=")[1]
    assert fetch(key).status_code == 200
    assert "?key=" not in client.get(page).text
    assert not CalendarFeed.objects.filter(key_hash=key).exists()

    client.post(page, {"once": "b"})
    assert fetch(key).status_code == 404
    new = client.post(page, {"once": "c"}).context["address"].split("key=")[1]
    assert client.post(page, {"once": "d", "close": "1"}).status_code == 302
    assert fetch(new).status_code == 404
    assert client.post(page, {"once": "e", "close": "1"}).status_code == 409


def test_who_has_left_and_who_guesses_find_nothing(cast_company):
    key = literacy.renew_feed(by=cast_company.hana)
    assert fetch("").status_code == 404
    assert fetch("x" * 500).status_code == 404
    type(cast_company.hana).objects.filter(pk=cast_company.hana.pk).update(
        is_active=False
    )
    assert fetch(key).status_code == 404


def test_the_pack_of_a_gate_is_a_paper_in_both_languages(
    cast_company, handoff, proposal
):
    actions.return_with_questions(
        fresh(handoff),
        by=cast_company.mara,
        function="marketing",
        digest=handoff.digest,
        text="Who tests it?",
        would_change="A name.",
    )
    page = signed_in(cast_company.hana).get(
        reverse("governance:gate-on-paper", args=[proposal.ref])
    )
    assert 'value="gate"' in page.text
    assert "Who tests it?" in page.text
    for language in ("en", "fr"):
        paper = actions.ask_paper(
            by=cast_company.hana,
            kind="gate",
            facts={"ref": proposal.ref},
            language=language,
        )
        title, html = papers.html(paper)
        assert proposal.ref in title
        assert f'<html lang="{language}">' in html
        assert "Who tests it?" in html
    stranger = signed_in(cast_company.nobody)
    assert stranger.get(page.request["PATH_INFO"]).status_code == 404
