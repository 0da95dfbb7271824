"""Members of a meeting are invited by mail, with its agenda and a calendar entry."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.urls import reverse
from icalendar import Calendar

from governance import actions
from governance.delivery import deliver
from governance.models import Answer
from governance.obligations import waiting_for
from initiatives.models import Initiative
from literacy import actions as literacy
from tests.governance.meeting_cast import asked, hold, item_of, plan, resolve
from tests.governance.test_feeds import entries, fetch
from tests.governance.test_papers import signed_in

pytestmark = pytest.mark.django_db


def invitation_to(person):
    """The last mail to a person, and the entry that it carries."""
    deliver()
    mails = [m for m in outbox.outbox if m.to == [person.email]]
    (part,) = mails[-1].attachments
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    return mails[-1], str(calendar["METHOD"]), event


def take(person, code):
    """A list as a person gets it as CSV."""
    return signed_in(person).post(
        reverse("governance:take-list", args=[code]), {"as": "csv", "once": "a"}
    )


def test_an_invitation_carries_the_agenda_and_what_takes_it_back(
    cast_company, proposal, handoff
):
    c = cast_company
    asked(c, handoff)
    deliver()
    meeting = plan(c)

    mail, method, event = invitation_to(c.otto)
    assert f"    1. {proposal.title} ({proposal.ref})" in mail.body
    assert (method, str(event["LOCATION"])) == ("REQUEST", "Room 2")
    assert event["DTSTART"].dt == meeting.starts_at
    first = event["UID"], event["SEQUENCE"]

    actions.cancel_meeting(meeting, by=c.lena, reason="Nobody can come.")

    mail, method, event = invitation_to(c.otto)
    assert (method, str(event["STATUS"])) == ("CANCEL", "CANCELLED")
    assert event["UID"] == first[0]
    assert event["SEQUENCE"] > first[1]
    assert proposal.title not in mail.body


def test_a_confidential_item_is_a_reference_in_the_mail(
    cast_company, proposal, handoff
):
    c = cast_company
    asked(c, handoff)
    Initiative.objects.filter(pk=proposal.pk).update(is_confidential=True)
    outbox.outbox.clear()

    plan(c)

    mail, _method, _event = invitation_to(c.otto)
    text = mail.message().as_string()
    assert f"1. {proposal.ref}, confidential" in mail.body
    assert proposal.title not in text


def test_the_calendar_of_a_member_shows_the_meeting(cast_company):
    c = cast_company
    meeting = plan(c)
    mine, other = (literacy.renew_feed(by=person) for person in (c.otto, c.emma))

    (event,) = entries(fetch(mine))

    assert event["DTSTART"].dt == meeting.starts_at
    assert event["DTEND"].dt == meeting.starts_at + timedelta(hours=1)
    assert entries(fetch(other)) == []


def test_the_decision_log_leaves_as_a_file(cast_company, proposal, handoff):
    c = cast_company
    asked(c, handoff)
    meeting = hold(c, plan(c))
    item = item_of(c, meeting, "referral-")
    resolution = resolve(c, meeting, item, Answer.APPROVE, person=c.hana)

    answer = take(c.fred, "decisions")

    text = answer.getvalue().decode("utf-8-sig")
    assert resolution.ref in text
    assert proposal.ref in text
    # who finds no page of decisions gets no file of them
    assert take(c.emma, "decisions").status_code == 404


def test_what_waits_without_an_initiative_is_named_in_the_file_as_on_the_page(
    cast_company,
):
    c = cast_company
    meeting = actions.close_meeting(hold(c, plan(c)), by=c.lena)
    actions.issue_minutes(meeting, by=c.lena)
    duty = next(o for o in waiting_for(c.otto) if o.initiative is None)

    text = take(c.otto, "waiting").getvalue().decode("utf-8-sig")

    assert str(duty.title) in text
    assert "AI in general" not in text
