"""What stalls in consultations: papers, terms, answers and commitments."""

from datetime import date, timedelta

import pytest

from audit import clock
from governance import causes, stalled
from governance.models import Stall
from governance.sweeping import sweep
from initiatives.stages import Stage
from literacy import actions as literacy
from literacy.models import LawRuleVersion
from organisation.models import Notification
from tests.cast import NOW
from tests.factories import put_at

TODAY = NOW.date()


@pytest.fixture
def consulting(cast_company):
    """The council of Lyon is consulted by the French rule, nothing handed over."""
    initiative = put_at(cast_company, Stage.LITERACY)
    return literacy.open_consultation(
        initiative,
        by=cast_company.hana,
        site=cast_company.lyon,
        body=cast_company.cse,
        rule=LawRuleVersion.objects.in_force(TODAY).get(rule__code="FR-CSE-TECH"),
        subject="Drafts",
    )


def hand_over(row, company, items=range(1, 9)):
    literacy.hand_over_information(
        row,
        by=company.hana,
        informed_on=clock.today(),
        text="What it does.",
        items=items,
    )


def opened(rule, days=0):
    """The stall of a rule as the sweep finds it some days on."""
    now = NOW + timedelta(days=days)
    with clock.at(now):
        sweep(now)
    return Stall.objects.filter(rule=rule, closed_at__isnull=True).first()


def test_a_list_that_is_not_complete_stalls_with_hr_at_once(consulting, cast_company):
    assert opened("consultation", 1).function == "hr"
    hand_over(consulting, cast_company, items=[1, 2])
    assert opened("consultation", 2)
    hand_over(consulting, cast_company)
    assert opened("consultation", 3) is None


def test_the_end_of_a_term_is_watched_from_ten_days_before(consulting, cast_company):
    hand_over(consulting, cast_company)
    assert opened("term", 19) is None
    stall = opened("term", 22)
    assert stall.function == "hr"
    with clock.at(NOW + timedelta(days=22)):
        stall.initiative.refresh_from_db()
        said = stalled.sentence(stall, clock.now())
    assert "its term ends within ten days or is over" in said
    literacy.give_opinion(
        consulting, by=cast_company.rosa, outcome="favourable", given_on=TODAY
    )
    assert opened("term", 23) is None


def test_an_opinion_without_the_employers_answer_stalls_after_ten_days(
    consulting, cast_company
):
    hand_over(consulting, cast_company)
    literacy.give_opinion(
        consulting, by=cast_company.rosa, outcome="unfavourable", given_on=TODAY
    )
    stall = opened("response", 20)
    assert stall.is_past
    with clock.at(NOW + timedelta(days=20)):
        literacy.respond(
            consulting,
            by=cast_company.hana,
            on=clock.today(),
            text="We slow down.",
            departs=False,
        )
    assert opened("response", 21) is None


def test_a_commitment_past_its_day_stalls_and_its_owner_is_told(
    consulting, cast_company
):
    hand_over(consulting, cast_company)
    literacy.give_opinion(
        consulting, by=cast_company.rosa, outcome="favourable", given_on=TODAY
    )
    promise = literacy.commit_to(
        consulting,
        by=cast_company.hana,
        text="Measure the load",
        owner=cast_company.otto,
        due_on=date(2026, 12, 1),
    )
    assert opened("commitment", 7) is None
    stall = opened("commitment", 8)
    assert stall.function == "hr"
    assert Notification.objects.filter(
        recipient=cast_company.otto, kind="stall_raised"
    ).exists()
    with clock.at(NOW + timedelta(days=9)):
        literacy.fulfil(
            promise, by=cast_company.otto, on=clock.today(), text="Measured."
        )
    assert opened("commitment", 10) is None


def test_the_stage_rests_while_the_body_deliberates(consulting, cast_company):
    assert not stalled.pause(consulting.initiative)
    hand_over(consulting, cast_company)
    until = causes.awaiting_opinion(consulting.initiative_id).get().due_on
    said = stalled.pause(consulting.initiative)
    assert f"Waiting on law until {until.day} {until:%B %Y}, the end of the te" in said
    assert "CSE Lyon has not answered yet" in said
