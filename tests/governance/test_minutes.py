"""What a meeting leaves: minutes, corrections, messages, and what is to be done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from audit.models import Entry
from governance import actions, feeds
from governance.meetings import briefing, minutes
from governance.models import Answer, FollowUp
from governance.obligations import waiting_for
from tests.cast import NOW, fresh
from tests.governance.meeting_cast import (
    SEATS,
    hold,
    item_of,
    plan,
    resolve,
)


def test_the_record_and_the_minutes_hold_all_that_was_decided(
    cast_company, proposal, meeting
):
    c = cast_company
    promise = {
        "text": "The body is asked.",
        "owner": c.otto,
        "function": "hr",
        "due_on": clock.today() + timedelta(days=9),
    }
    row = resolve(
        c,
        meeting,
        item_of(c, meeting, "referral-"),
        Answer.CONDITIONS,
        person=c.hana,
        conditions=[promise],
    )
    actions.close_meeting(meeting, by=c.lena)
    issued = actions.issue_minutes(meeting, by=c.lena)
    fixed = actions.correct_resolution(row, by=c.lena, text="Decided otherwise.")

    kinds = ("governance.resolved", "governance.resolution_corrected")
    for kept, kind in zip((row, fixed), kinds, strict=True):
        entry = Entry.objects.get(action=kind)
        assert briefing.digest(minutes.canonical(fresh(kept))) in entry.body
    assert "The body is asked." in minutes.canonical(row)
    for text in ("The body is asked.", "Reply Assist", "So decided."):
        assert text in issued.content

    answer = {"by": c.hana, "is_confirmed": True}
    client = Client()
    client.force_login(c.hana)
    page = reverse("governance:minutes", args=[meeting.pk])
    with pytest.raises(Stale, match="issues the minutes anew"):
        actions.answer_minutes(issued, digest=issued.digest, **answer)
    assert "These minutes are out of date" in client.get(page).text
    paper = reverse("governance:minutes-on-paper", args=[meeting.pk])
    assert "The records have changed since" in client.get(paper).text
    assert issued.digest[:16] not in client.get(paper).text
    again = actions.issue_minutes(meeting, by=c.lena)
    assert "These minutes are out of date" not in client.get(page).text
    assert actions.answer_minutes(again, digest=again.digest, **answer)


def test_silence_is_no_consent_and_an_objection_leads_to_corrected_minutes(
    cast_company, meeting
):
    c = cast_company
    row = resolve(c, meeting, item_of(c, meeting, "messages"), Answer.NOTE)
    with pytest.raises(DomainError, match="Close the meeting first"):
        actions.issue_minutes(meeting, by=c.lena)
    actions.close_meeting(meeting, by=c.lena)
    issued = actions.issue_minutes(meeting, by=c.lena)
    answer = {"digest": issued.digest, "is_confirmed": True}
    actions.answer_minutes(issued, by=c.hana, **answer)
    with pytest.raises(Refused, match="Only a member"):
        actions.answer_minutes(issued, by=c.max, **answer)
    with pytest.raises(Duplicate):
        actions.answer_minutes(issued, by=c.hana, **answer)

    def state():
        return minutes.page(meeting, c.lena)["state"]

    with clock.at(NOW + timedelta(days=5)):
        assert state()["code"] == "over"
        assert "5 gave no answer; that is no consent." in state()["sentence"]
        actions.answer_minutes(issued, by=c.kim, **answer)
        assert state()["sentence"] == (
            "1 of 6 members confirmed in time. 1 confirmed later. 4 gave no answer; "
            "that is no consent."
        )
        assert [o.sentence for o in obligations(c.otto) if "minutes" in str(o.sentence)]
    with pytest.raises(Invalid, match="not right"):
        actions.answer_minutes(
            issued, by=c.otto, digest=issued.digest, is_confirmed=False
        )
    actions.answer_minutes(
        issued, by=c.otto, digest=issued.digest, is_confirmed=False, text="I was there."
    )
    assert state()["code"] == "objected"
    with pytest.raises(Duplicate, match="nothing was corrected"):
        actions.issue_minutes(meeting, by=c.lena)
    actions.correct_resolution(row, by=c.lena, text="Otto was there.")
    again = actions.issue_minutes(meeting, by=c.lena)
    with pytest.raises(Stale, match="Corrected minutes"):
        actions.answer_minutes(issued, by=c.kim, **answer)
    assert (again.number, state()["code"]) == (2, "open")


def test_a_presence_is_corrected_until_all_have_confirmed_and_the_minutes_say_so(
    cast_company, handoff
):
    c = cast_company
    with clock.at(NOW):
        meeting = hold(c, plan(c), but=("marketing",))
    hana, mara = (meeting.members.get(function=f) for f in ("hr", "marketing"))
    noted = hana.presences.get()
    facts = {"by": c.lena, "reason": "She left early."}
    with pytest.raises(DomainError, match="While the meeting lasts"):
        actions.correct_presence(
            meeting, member=hana, person=c.hana, presence=noted, **facts
        )
    with clock.at(NOW + timedelta(hours=1)):
        actions.close_meeting(meeting, by=c.lena)
        issued = actions.issue_minutes(meeting, by=c.lena)
        client = Client()
        client.force_login(c.lena)
        url = reverse("governance:presence-correct", args=[meeting.pk])
        sent = {
            "who": f"missed-{mara.pk}-{c.mara.pk}",
            "was_here": "yes",
            "begins": "10:00",
            "ends": "12:00",
            "reason": "She was there.",
        }
        assert "outside the meeting" in client.post(url, sent).text
        assert client.post(url, sent | {"ends": "10:30"}).status_code == 302
        actions.correct_presence(
            meeting, member=hana, person=c.hana, presence=noted, **facts
        )
        assert not minutes.is_current(issued)
        page = client.get(reverse("governance:minutes", args=[meeting.pk])).text
        for said in ("Mara Test, 10:00–10:30", "was not here", "She left early."):
            assert said in page
        assert "Hana Test, 10:00–11:00" in page  # what was noted stays
        again = actions.issue_minutes(meeting, by=c.lena)
        assert "She was there." in again.content
        for name in SEATS.values():
            actions.answer_minutes(
                again, by=getattr(c, name), digest=again.digest, is_confirmed=True
            )
        with pytest.raises(Duplicate, match="They stay so"):
            actions.correct_presence(
                meeting, member=hana, person=c.hana, presence=noted, **facts
            )


def test_staff_read_what_the_committee_tells_them(cast_company, proposal, meeting):
    c = cast_company
    with pytest.raises(Refused):
        actions.tell_staff(meeting, by=c.otto, initiative=proposal, text="Hello.")
    actions.tell_staff(
        meeting, by=c.hana, initiative=fresh(proposal), text="It begins in January."
    )

    client = Client()
    client.force_login(c.emma)
    page = client.get(reverse("literacy:employees", args=[proposal.ref])).text
    assert "It begins in January." in page


def test_who_owes_a_condition_reads_the_confidential_initiative(
    cast_company, proposal, meeting
):
    c = cast_company
    rows = type(proposal).objects.filter(pk=proposal.pk)
    rows.update(is_confidential=True)
    item = item_of(c, meeting, "referral-")

    def promised_by(owner):
        due = clock.today() + timedelta(days=9)
        promise = {"text": "Ask the body.", "function": "hr", "due_on": due}
        extra = {"person": c.hana, "conditions": [{**promise, "owner": owner}]}
        return resolve(c, meeting, item, Answer.CONDITIONS, **extra)

    with pytest.raises(Invalid, match="administrator reads no confidential"):
        promised_by(c.adam)
    assert not rows.visible_to(c.rolf).exists()
    promised_by(c.rolf)
    assert rows.visible_to(type(c.rolf).objects.get(pk=c.rolf.pk)).exists()


def test_an_action_is_owed_until_the_function_that_checks_it_says_done(
    cast_company, meeting
):
    c = cast_company
    row = resolve(
        c,
        meeting,
        item_of(c, meeting, "messages"),
        Answer.CONDITIONS,
        conditions=[
            {
                "text": "Write to the teams.",
                "owner": c.otto,
                "function": "hr",
                "due_on": clock.today() + timedelta(days=9),
            }
        ],
    )
    duty = row.follow_ups.get()
    owed = [o for o in obligations(c.otto) if "Write to the teams" in str(o.sentence)]
    assert (owed[0].about, owed[0].due_at.date()) == ("Committee", duty.due_on)
    assert str(owed[0].sentence).endswith("Write to the teams. HR checks it.")
    calendar = feeds.of(c.otto).decode().replace("\r\n ", "")
    assert "SUMMARY:Committee · Prepare" in calendar
    assert reverse("governance:follow-up", args=[duty.pk]) in calendar

    with pytest.raises(Refused, match="Only HR"):
        actions.say_done(duty, by=c.rolf, proof="Sent.")
    with pytest.raises(Invalid, match="what shows"):
        actions.say_done(duty, by=c.otto, proof=" ")
    said = minutes.canonical(row)
    actions.hand_over_everything(c.otto, by=c.adam, to={"actions": c.emma})
    assert minutes.canonical(fresh(row)) == said  # the log keeps who promised it
    client, address = Client(), reverse("governance:follow-up", args=[duty.pk])
    client.force_login(c.emma)  # who holds no mandate, and reads no meetings
    assert "Report that it is done" in client.get(address).text
    sent = client.post(address, {"proof": "Sent to all."})
    assert sent.url == reverse("governance:waiting")
    assert not [o for o in obligations(c.emma) if "Write to" in str(o.sentence)]
    (told,) = [o for o in obligations(c.hana) if "Write to" in str(o.sentence)]
    assert str(told.sentence).startswith("Reported as done")
    client.force_login(c.rolf)
    assert client.get(address).status_code == 404
    client.force_login(c.hana)
    assert "Sent to all." in client.get(address).text
    actions.say_done(duty, by=c.hana, proof="Sent.")
    with pytest.raises(Duplicate):
        actions.say_done(duty, by=c.hana, proof="Sent.")
    assert not FollowUp.objects.filter(done_at__isnull=True).exists()


def obligations(person):
    """What a person owes now."""
    person.__dict__.pop("_obligations", None)
    return waiting_for(person)
