"""The pages of a meeting: what they say to whom, and what a press there does."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from audit import clock
from governance import actions, gates, papers
from governance.meetings import papers as meeting_papers
from governance.models import Answer, Meeting, Paper, Presence, Resolution
from initiatives.stages import FOUR, Kind, Stage
from initiatives.transitions import move
from tests.cast import fresh
from tests.governance.meeting_cast import item_of, resolve

NEXT_MONTH = timedelta(days=30)


@pytest.fixture
def as_(client):
    """The client, signed in as somebody."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def test_leadership_plans_a_meeting_and_a_wrong_form_loses_nothing(cast_company, as_):
    c, url = cast_company, reverse("governance:meeting-new")
    day = clock.today() + NEXT_MONTH
    body = {
        "day": day.isoformat(),
        "begins": "14:00",
        "ends": "13:00",
        "place": "Room 2",
        "cadence": "monthly",
        "chair": c.lena.pk,
        "quorum": ["leadership", "hr"],
        "leadership": c.lena.pk,
    }

    wrong = as_(c.lena).post(url, body)
    assert wrong.status_code in (400, 422)
    assert "Room 2" in wrong.text
    assert wrong.context["form"].errors == {
        "ends": ["A meeting ends after it begins."],
        "hr": ["Name who sits for HR: the quorum needs it."],
    }
    past = body | {"hr": c.hana.pk, "ends": "15:00", "day": "2026-11-20"}
    assert set(as_(c.lena).post(url, past).context["form"].errors) == {"day"}

    done = as_(c.lena).post(url, body | {"hr": c.hana.pk, "ends": "15:00"}, follow=True)

    meeting = Meeting.objects.get()
    assert done.redirect_chain[-1][0] == meeting.get_absolute_url()
    assert f"{meeting.starts_at:%H:%M}" == "13:00"  # 14:00 in Paris
    assert as_(c.hana).get(url).status_code == 403
    for person, status in ((c.hana, 200), (c.auda, 200), (c.emma, 404), (c.rosa, 404)):
        assert as_(person).get(meeting.get_absolute_url()).status_code == status


def test_every_page_of_a_meeting_opens_for_members(cast_company, meeting, as_, client):
    c = cast_company
    item = item_of(c, meeting, "referral-")
    row = resolve(
        c,
        meeting,
        item_of(c, meeting, "messages"),
        "conditions",
        conditions=[
            {
                "text": "Write to the teams.",
                "owner": c.hana,
                "function": "hr",
                "due_on": clock.today() + NEXT_MONTH,
            }
        ],
    )
    duty = row.follow_ups.get()
    addresses = [
        *(reverse(f"governance:{n}") for n in ("committee", "meetings", "resolutions")),
        *(
            reverse(f"governance:{n}", args=[meeting.pk])
            for n in (
                *("meeting", "meeting-presence", "minutes"),
                *("minutes-on-paper", "agenda-on-paper"),
            )
        ),
        reverse("governance:meeting-item", args=[meeting.pk, item.key]),
        reverse("governance:meeting-item", args=[meeting.pk, item.key]) + "?follow=1",
        row.get_absolute_url(),
        reverse("governance:follow-up", args=[duty.pk]),
    ]
    recording = [
        *(
            reverse(f"governance:{n}", args=[meeting.pk])
            for n in ("meeting-close", "item-new", "tell-staff")
        ),
        reverse("governance:item-edit", args=[meeting.pk, item.key]),
        reverse("governance:item-withdraw", args=[meeting.pk, item.key]),
        reverse("governance:correct-decision", args=[row.pk]),
    ]

    as_(c.lena)
    for address in [*addresses, *recording]:
        assert client.get(address).status_code == 200, address
    as_(c.hana)
    for address in addresses:
        assert client.get("/fr" + address[3:]).status_code == 200, address
    page = as_(c.lena).get(addresses[8]).text
    assert "Who pays for the pilot?" in page
    assert "6 of 6 members here" in page
    assert "checked" not in page.split('<form class="answer')[1].split("</form>")[0]


def test_agenda_and_minutes_go_on_paper_for_those_who_may_read_them(
    cast_company, meeting
):
    c = cast_company
    resolve(c, meeting, item_of(c, meeting, "messages"), "note", text="Noted so.")
    facts = {"meeting": str(meeting.pk)}

    def paper(kind, person):
        return papers.html(
            Paper(kind=kind, facts=facts, language="fr", asked_by=person)
        )

    _title, agenda = paper("meeting.agenda", c.hana)
    assert "Who pays for the pilot?" in agenda
    title, minutes = paper("meeting.minutes", c.hana)
    assert "25 novembre 2026" in title
    assert "Noted so." in minutes
    with pytest.raises(Http404):
        paper("meeting.minutes", c.emma)


def test_a_closed_meeting_shows_its_pages_as_they_were_seen(
    cast_company, proposal, meeting, as_
):
    c = cast_company
    own = actions.add_item(
        meeting,
        by=c.lena,
        section=5,
        purpose="discuss",
        title="The pilot",
        initiative=fresh(proposal),
    )
    asked_at_gate = item_of(c, meeting, "referral-")
    decided = resolve(c, meeting, asked_at_gate, Answer.APPROVE, person=c.hana)
    actions.close_meeting(meeting, by=c.lena)
    row = fresh(proposal)
    for stage in FOUR[1:]:
        asks = gates.requirement(gates.GATES[stage])
        move(row, to=stage, kind=Kind.FORWARD, by=c.lena, requirement=asks)
    end = {"requirement": None, "outcome": "growth"}
    move(row, to=Stage.CLOSED, kind=Kind.FORWARD, by=c.lena, **end)

    seen = {own.key: own.briefings.get(), asked_at_gate.key: decided.briefing}
    paper = as_(c.hana).get(reverse("governance:agenda-on-paper", args=[meeting.pk]))
    for key, briefing in seen.items():
        address = reverse("governance:meeting-item", args=[meeting.pk, key])
        page = as_(c.hana).get(address)
        assert f"Digest of this page: {briefing.digest[:16]}" in page.text
        assert f"Digest of this page: {briefing.digest[:16]}" in paper.text
        assert ("So decided." in page.text) == (key == asked_at_gate.key)
    assert "Hana Test takes it on." in page.text
    assert "6 for, 0 against" in page.text
    assert page.text.index("So decided.") < page.text.index("What to know first")
    assert "Closed since" not in paper.text


def test_two_recorders_who_both_stop_it_get_both_texts(cast_company, meeting, as_):
    c = cast_company
    item = item_of(c, meeting, "referral-")
    url = reverse("governance:meeting-item", args=[meeting.pk, item.key])
    mine = {
        "answer": "stop",
        "voting": "all",
        "text": "Stopped: too dear.",
        "once": "a1",
        "seen": as_(c.lena).get(url).context["seen"],
    }

    assert as_(c.lena).post(url, mine).status_code == 302
    again = as_(c.lena).post(url, mine)
    late = as_(c.louis).post(url, mine | {"text": "Stopped: no data.", "once": "b2"})

    assert again.status_code == 302
    assert late.status_code == 409
    for text in ("Stopped: too dear.", "Stopped: no data.", "Stop and keep the"):
        assert text in late.text
    assert as_(c.hana).post(url, mine).status_code == 403

    long = "No data.\n" * 2000
    correct = reverse("governance:correct-decision", args=[Resolution.objects.get().pk])
    carried = as_(c.louis).post(correct, {"text": long, "carry": "1"})
    assert carried.status_code == 200
    assert carried.context["form"].initial["text"] == long
    assert Resolution.objects.count() == 1


def test_what_an_answer_lacks_is_said_at_once_beside_its_field(
    cast_company, meeting, as_
):
    c = cast_company
    item = item_of(c, meeting, "referral-")
    url = reverse("governance:meeting-item", args=[meeting.pk, item.key])
    there = Presence.objects.get(member__meeting=meeting, person=c.fred)
    body = {
        "answer": "conditions",
        "voting": "by_name",
        "text": "With one condition.",
        "seen": as_(c.lena).get(url).context["seen"],
        "due_1": (clock.today() - timedelta(days=1)).isoformat(),
        f"vote_{there.pk}": "conflict",
    }

    form = as_(c.lena).post(url, body).context["form"]

    asked = {"person", "condition_1", "owner_1", "checks_1", "due_1"}
    assert {*asked, f"said_{there.pk}"} <= set(form.errors)
    assert form.errors["due_1"] == ["Give a day that is still to come."]
    assert {c.hana, c.henri} <= set(form.fields["owner_1"].queryset)
    assert not Resolution.objects.exists()


def test_numbers_that_are_none_are_told_and_break_nothing(cast_company, meeting, as_):
    c = cast_company
    decisions = "/api/v1/decisions/?before="

    for odd in ("²", "٣", "9" * 40):
        assert as_(c.lena).get(decisions + odd).status_code == 400
        with pytest.raises(Http404):
            meeting_papers.agenda(c.hana, odd)
        here = reverse("governance:meeting-presence", args=[meeting.pk])
        for body in ({"leaves": odd}, {"comes": f"{odd}:{c.lena.pk}"}):
            assert as_(c.lena).post(here, body).status_code == 404
        draft = reverse("governance:item-draft", args=[meeting.pk, "messages"])
        typed = {"text": "So.", "draft_version": odd}
        assert as_(c.lena).post(draft, typed).status_code == 428
    assert as_(c.lena).get(decisions + "1").status_code == 200
