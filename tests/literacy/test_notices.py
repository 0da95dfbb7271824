"""Who is told of what in this stage, and what a message never says."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail as outbox
from django.test import Client

from audit import clock
from governance import delivery
from governance.obligations import waiting_for
from governance.sweeping import sweep
from literacy import actions, ai_act
from literacy.models import ScreeningVersion
from organisation.models import Notification
from tests.literacy.cast import NOW
from tests.literacy.test_screening import CLEAN


def told(person):
    return Notification.objects.filter(recipient=person).values_list("kind", flat=True)


@pytest.fixture
def mails(settings):
    """Send what is due, and give what left."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    def send():
        outbox.outbox.clear()
        delivery.deliver()
        return {message.to[0]: message for message in outbox.outbox}

    return send


def test_the_council_of_a_confidential_initiative_is_told_without_its_words(
    initiative, consulted, rosa, rolf, mails
):
    type(initiative).objects.update(is_confidential=True)
    row = consulted(initiative, outcome=None)

    with clock.at(datetime(2026, 11, 25, 12, tzinfo=UTC)):
        message = mails()[rosa.email]
    whole = message.subject + message.body + message.alternatives[0].content
    assert initiative.ref in whole
    assert "something needs you" in whole
    for word in (initiative.title, "sorter", "consultation", "information", "/init"):
        assert word not in whole, word

    client = Client()
    client.force_login(rosa)
    shown = client.get("/en/updates/").text
    assert f"/consultations/{row.pk}/" in shown
    # a seat that has ended opens nothing any more, nor does one on another body
    rosa.seats.update(ends_on=date(2026, 11, 1))
    fresh = type(rosa).objects.get(pk=rosa.pk)
    client.force_login(fresh)
    assert f"/consultations/{row.pk}/" not in client.get("/en/updates/").text


def test_hr_is_told_that_named_lists_are_asked_for_and_who_asked_hears(
    company, adam, hana, henri
):
    rule = actions.ask_named_lists(by=adam, ground="Agreement", unit=company.service)
    assert list(told(hana)) == ["literacy.named_lists_asked"]
    actions.answer_named_lists(rule, by=hana, agreed=True)
    assert list(told(adam)) == ["literacy.named_lists_answered"]


def test_legal_is_told_once_for_each_cause_that_opens_a_screening_again(
    initiative, lou, otto
):
    row = actions.screen(initiative, by=lou, **CLEAN, next_review_on=date(2026, 12, 20))
    sweep(NOW)
    assert not told(lou)
    assert not [o for o in waiting_for(lou) if "screening" in str(o.sentence)]

    with clock.at(datetime(2026, 12, 21, 9, tzinfo=UTC)):
        sweep(clock.now())
        sweep(clock.now())
        assert list(told(lou)) == ["literacy.screening_reopened"]
        actions.call_refresh(
            initiative, by=otto, trigger="model", on=date(2026, 12, 21), reason="5"
        )
        sweep(clock.now())
        assert list(told(lou)) == ["literacy.screening_reopened"] * 2
        fresh = type(lou).objects.get(pk=lou.pk)
        assert "Look at the AI Act screening again" in [
            str(o.sentence) for o in waiting_for(fresh)
        ]
        actions.screen(initiative, by=lou, **CLEAN)
        assert not ai_act.reopened()
    assert row.pk in ScreeningVersion.objects.values_list("pk", flat=True)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"ai_system": "Another"},
        {"screening_answers": "y" + "n" * 9},
        {"screening_answers": "n" * 9 + "y"},
    ],
)
@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"annex": "I"},
        {"annex": "III.4.b", "profiling": True},
        {"annex": "III.5", "claim": "narrow", "claim_ground": "Sorts only."},
    ],
)
def test_the_list_and_the_page_agree_on_what_is_open_again(
    initiative, lou, change, answers
):
    row = actions.screen(initiative, by=lou, **{**CLEAN, **answers})
    type(initiative).objects.filter(pk=initiative.pk).update(**change)
    initiative.refresh_from_db()
    reasons = ai_act.reopened_because(row, initiative)
    assert bool(reasons) == ai_act.reopened().filter(pk=row.pk).exists()
