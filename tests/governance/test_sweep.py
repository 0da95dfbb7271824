"""What stalls is flagged once, climbs with the calendar, and closes with its cause."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from audit import clock
from audit.actions import SYSTEM
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from audit.models import Entry
from audit.verification import verify
from governance import actions, stalled, stalls, sweeping
from governance.actions import deciding
from governance.meetings import agenda
from governance.models import (
    Answer,
    Condition,
    Escalation,
    Level,
    Rule,
    Stall,
    StallDecision,
)
from governance.obligations import waiting_for
from governance.sweeping import sweep
from initiatives import actions as initiatives
from initiatives.errors import IllegalMove
from initiatives.models import Initiative
from initiatives.stages import Stage
from organisation import actions as organisation
from organisation.functions import Function as F
from organisation.models import Mandate, Notification, Person
from tests.cast import NOW, SINCE, fresh, offer, propose, sign_all
from tests.factories import at_stage
from tests.governance.meeting_cast import hold, item_of, plan, resolve, room

NOTHING = {"opened": 0, "escalated": 0, "closed": 0, "notified": 0}


def on(day, hour=18, month=12):
    """An instant after the close of a working day in Lyon."""
    return datetime(2026, month, day, hour, 0, tzinfo=UTC)


def told(kind, **facts):
    rows = Notification.objects.filter(kind=kind)
    for name, value in facts.items():
        rows = rows.filter(**{f"facts__{name}": value})
    return sorted(row.recipient.email.split("@")[0] for row in rows)


@pytest.fixture
def received(cast_company, handoff):
    """Signed by all at noon on 24 November: HR has ten working days to accept."""
    return sign_all(cast_company, handoff)


def test_a_sweep_of_nothing_late_writes_nothing(received):
    entries = Entry.objects.count()

    assert sweep() == NOTHING
    assert sweep() == NOTHING
    assert Entry.objects.count() == entries
    assert not Stall.objects.exists()


def test_half_of_the_limit_reminds_the_holder_and_nobody_else(received):
    counts = sweep(on(1))

    assert counts == {"opened": 0, "escalated": 0, "closed": 0, "notified": 2}
    assert told("stall_reminder") == ["hana", "henri"]
    stall = Stall.objects.get()
    assert (stall.rule, stall.function, stall.level) == ("accept", "hr", 50)
    assert not stall.is_past


def test_the_ladder_climbs_with_the_working_days(received):
    days = {
        Level.HALF: on(1),
        Level.NEAR: on(4),
        Level.LIMIT: on(8),
        Level.HEADS: on(15),
        Level.SPONSOR: on(22),
        # Christmas and New Year's Day are not working days.
        Level.DECISION: on(7, month=1).replace(year=2027),
    }

    for level, day in days.items():
        sweep(day - timedelta(hours=12))
        assert not Stall.objects.filter(level=level).exists(), level
        sweep(day)
        assert Stall.objects.get(rule="accept").level == level


def test_each_rung_is_told_to_its_own_people(cast_company, received):
    Mandate.objects.filter(person=cast_company.henri).update(is_head=True)
    Mandate.objects.filter(person=cast_company.louis).update(is_head=True)

    sweep(on(8))
    assert told("stall_raised", level=100) == ["hana", "henri"]
    sweep(on(15))
    assert told("stall_raised", level=150) == ["henri", "louis"]
    sweep(on(22))
    assert told("stall_raised", level=200) == ["lena", "louis"]
    sweep(datetime(2027, 1, 7, 18, 0, tzinfo=UTC))
    assert told("decision_demanded") == ["lena", "louis"]


def test_a_flag_carries_the_due_time_and_not_that_of_the_sweep(received):
    sweep(on(8))

    stall = Stall.objects.get()
    due = received.waits.get(ended_at=None).due_at
    flag = stall.escalations.get(level=100)
    assert stall.due_at == flag.due_at == due
    assert flag.flagged_at == on(8) > due


def test_after_three_days_of_outage_each_stall_is_flagged_once(received):
    first = sweep(on(24))
    second = sweep(on(24))

    assert first["opened"] == 1
    assert second == NOTHING
    stall = Stall.objects.get(rule="accept")
    assert [e.level for e in stall.escalations.all()] == [50, 80, 100, 150, 200]
    people = told("stall_raised", rule="accept")
    assert len(people) == len(set(people))
    assert {"hana", "henri", "lena", "louis"} == set(people)


def test_who_ends_the_cause_closes_the_stall_in_the_same_act(cast_company, received):
    sweep(on(8))
    assert Stall.objects.get().is_past
    with clock.at(on(9, 10)):
        actions.accept(
            fresh(received),
            by=cast_company.hana,
            digest=received.digest,
            owner=cast_company.hana,
        )

    stall = Stall.objects.get()
    assert stall.closed_at == on(9, 10)
    assert stall.next_at is None
    entry = Entry.objects.get(action="governance.stalls_closed")
    assert (entry.actor_kind, entry.facts["ids"]) == ("system", [str(stall.pk)])
    assert entry.txid == Entry.objects.get(action="governance.passed").txid
    assert sweep(on(10))["closed"] == 0


def test_what_was_answered_while_the_sweep_read_is_not_opened(cast_company, received):
    """The clock is read, then answered by another process, then it would be flagged."""
    waits = list(received.waits.filter(ended_at=None))
    with clock.at(on(8)):
        actions.accept(
            fresh(received),
            by=cast_company.hana,
            digest=received.digest,
            owner=cast_company.hana,
        )
        sweeping.open_clocks(waits, sweeping.Sweep(on(8)), by=SYSTEM)

    assert not Stall.objects.exists()


def test_a_stall_ends_with_its_own_cause_and_what_is_late_beside_it_gets_its_own(
    cast_company, handoff
):
    c = cast_company
    days = [NOW.date() + timedelta(days=n) for n in (2, 4)]
    owed = [{"text": "Train", "owner": c.otto, "due_on": day} for day in days]
    actions.sign(
        fresh(handoff), by=c.hana, function="hr", digest=handoff.digest, conditions=owed
    )
    sweep(NOW + timedelta(days=6))
    first, second = Condition.objects.order_by("due_on")
    stall = Stall.objects.get(rule="condition")
    assert (stall.subject, stall.since.date()) == (str(first.pk), first.due_on)

    with clock.at(NOW + timedelta(days=7)):
        actions.meet_condition(first, by=c.hana, proof="Done on 27 November.")
    assert fresh(stall).closed_at
    sweep(NOW + timedelta(days=7, minutes=1))

    other = Stall.objects.get(rule="condition", closed_at=None)
    assert (other.subject, other.since.date()) == (str(second.pk), second.due_on)


def test_history_is_kept_and_a_second_stall_of_the_same_kind_is_a_new_row(
    cast_company, handoff
):
    sweep(on(1))
    assert Stall.objects.filter(rule="sign", function="hr", level=100).count() == 1
    with clock.at(on(2, 9)):
        actions.sign(
            fresh(handoff), by=cast_company.hana, function="hr", digest=handoff.digest
        )
        signoff = handoff.signoffs.get(function="hr")
        actions.withdraw_signature(signoff, by=cast_company.hana)
    sweep(on(9))

    rows = Stall.objects.filter(rule="sign", function="hr").order_by("since")
    assert [row.closed_at is None for row in rows] == [False, True]


def test_a_question_returned_twice_stalls_at_once(cast_company, handoff):
    company = cast_company
    for _round in (1, 2):
        question = actions.return_with_questions(
            fresh(handoff),
            by=company.hana,
            function="hr",
            digest=handoff.digest,
            text="Who trains the night shift?",
            would_change="A name.",
        )
        if _round == 1:
            actions.answer_question(question, by=company.lena, text="Hana does.")

    assert sweep(NOW + timedelta(minutes=1))["opened"] == 1
    assert Stall.objects.get(rule="answer").level == Level.LIMIT


def test_a_function_without_a_holder_stalls_at_once_and_its_leaders_are_told(
    cast_company, handoff
):
    Mandate.objects.filter(function=F.MARKETING).update(ends_on=NOW.date())
    tomorrow = NOW + timedelta(days=1)

    with clock.at(tomorrow):
        sweep()

    stall = Stall.objects.get(rule="vacant")
    assert stall.function == "marketing"
    assert stall.level == Level.LIMIT
    assert stall.since == clock.end_of(NOW.date())
    assert told("stall_raised", rule="vacant") == ["kai", "lena", "louis"]

    Mandate.objects.create(
        person=cast_company.mara,
        function=F.MARKETING,
        unit=cast_company.root,
        starts_on=tomorrow.date(),
    )
    sweep(tomorrow + timedelta(minutes=1))
    assert fresh(stall).closed_at is not None


def test_who_names_a_holder_closes_the_stall_of_the_vacant_function(
    cast_company, handoff
):
    c = cast_company
    Mandate.objects.filter(function=F.MARKETING).update(ends_on=NOW.date())
    with clock.at(NOW + timedelta(days=1)):
        sweep()
        stall = Stall.objects.get(rule="vacant")
        organisation.grant_mandate(
            person=c.mara, function=F.MARKETING, unit=c.root, by=c.adam
        )
        assert fresh(stall).closed_at


def test_a_stage_without_any_act_stalls_with_its_lead(cast_company, proposal):
    assert sweep(on(14))["opened"] == 0

    assert sweep(on(15))["opened"] == 1

    stall = Stall.objects.get(rule="idle")
    assert stall.function == "leadership"
    assert stall.since == NOW
    said = stalled.sentence(stall, on(15))
    assert "without any act in Proposed, which Leadership leads" in said
    Initiative.objects.filter(pk=proposal.pk).update(stage=Stage.LEARNING)
    assert stalled.sentence(fresh(stall), on(15)) == said, "moved since the sweep"


def test_work_ends_an_idle_stall_and_starts_its_clock_anew(cast_company, proposal):
    sweep(on(7))
    assert Stall.objects.get(rule="idle").level == Level.HALF
    with clock.at(on(10)):
        initiatives.comment(proposal, by=cast_company.hana, text="We meet on Friday.")
    sweep(on(15))
    assert not Stall.objects.filter(rule="idle", closed_at=None).exists(), "it was on"

    later = datetime(2027, 1, 4, 18, 0, tzinfo=UTC)
    sweep(later)
    stall = Stall.objects.get(rule="idle", closed_at=None)
    assert (stall.level, stall.since) == (Level.LIMIT, on(10))
    with clock.at(later + timedelta(hours=1)):
        initiatives.comment(proposal, by=cast_company.hana, text="We met.")
    assert fresh(stall).closed_at == later + timedelta(hours=1)


def test_what_the_committee_says_of_an_idle_stage_is_no_work_in_it(
    cast_company, proposal
):
    c, later = cast_company, datetime(2027, 2, 1, 18, 0, tzinfo=UTC)
    sweep(later)
    stall = Stall.objects.get(rule="idle")
    with clock.at(later + timedelta(hours=1)):
        soon = plan(c)
        key = item_of(c, soon, "stall-").key
        actions.word_item(soon, by=c.lena, key=key, recommendation="Wait for it.")
        assert fresh(stall).closed_at is None, "preparing what is decided is no work"
        deciding.decide_stall(
            stall,
            meeting=room(c),
            by=c.lena,
            seen=1,
            outcome=StallDecision.Outcome.ACCEPT_RISK,
            reason="Nobody is hurt by waiting.",
            until=datetime(2027, 4, 1, tzinfo=UTC).date(),
        )
    sweep(later + timedelta(days=40))

    assert fresh(stall).closed_at is None
    assert fresh(stall).level == Level.LIMIT


def test_a_stopped_initiative_owes_a_lesson_within_twenty_working_days(
    cast_company, handoff
):
    company = cast_company
    row = fresh(handoff.initiative)
    actions.stop(row, by=company.lena, version=row.version, reason="It does not pay.")

    sweep(on(21))
    assert not Stall.objects.filter(rule="lesson", level__gte=100).exists()
    sweep(on(22))
    stall = Stall.objects.get(rule="lesson")
    assert (stall.function, stall.level) == ("knowledge", 100)


def test_a_condition_past_its_date_stalls_at_once_and_its_owner_is_told(
    cast_company, handoff
):
    actions.sign(
        fresh(handoff),
        by=cast_company.hana,
        function="hr",
        digest=handoff.digest,
        conditions=[
            {
                "text": "Train the night shift",
                "owner": cast_company.otto,
                "due_on": NOW.date() + timedelta(days=2),
            }
        ],
    )

    sweep(NOW + timedelta(days=2))
    assert not Stall.objects.filter(rule="condition").exists()
    sweep(NOW + timedelta(days=3))

    stall = Stall.objects.get(rule="condition")
    condition = Condition.objects.get()
    assert stall.since == clock.end_of(condition.due_on)
    assert told("stall_raised", rule="condition") == ["hana", "henri", "otto"]

    actions.meet_condition(condition, by=cast_company.hana, proof="Done on 27 Nov.")
    sweep(NOW + timedelta(days=3))
    assert fresh(stall).closed_at is not None


def test_freed_hours_without_destination_climb_by_calendar_days(cast_company):
    row = at_stage(cast_company, Stage.VALUE, complete=False)
    measured = stalls.causes.hours().get(cause_initiative=row.pk).cause_since

    sweep(measured + timedelta(days=59))
    assert not Stall.objects.filter(rule="hours", level__gte=100).exists()
    sweep(measured + timedelta(days=60))
    assert Stall.objects.get(rule="hours").level == Level.LIMIT
    sweep(measured + timedelta(days=90))
    assert Stall.objects.get(rule="hours").level == Level.SPONSOR
    sweep(measured + timedelta(days=180))
    assert Stall.objects.get(rule="hours").level == Level.DECISION

    c = cast_company
    with clock.at(measured + timedelta(days=181)):
        # One fact, one line: what Leadership must choose for is not asked twice.
        sentences = [str(o.sentence) for o in waiting_for(fresh(c.lena))]
        assert len([s for s in sentences if "without a destination" in s]) == 1
        assert not [s for s in sentences if "without destination" in s]
        meeting = hold(c, plan(c))
        item = next(
            one
            for one in agenda.items(meeting, c.lena)
            if one.stall and one.stall.rule == "hours"
        )
        until = clock.today() + timedelta(days=60)
        resolve(c, meeting, item, Answer.ACCEPT_RISK, until=until)
        actions.close_meeting(meeting, by=c.lena)
        keys = [one.key for one in agenda.items(plan(c), c.lena)]
    assert not [key for key in keys if key.startswith("hours-")]


def test_an_initiative_taken_over_has_no_clock_until_a_lead_accepts_it(
    cast_company, proposal
):
    Initiative.objects.filter(pk=proposal.pk).update(
        proposed_at=None, taken_over_at=NOW, taken_over_stage="proposed"
    )

    assert sweep(on(15))["opened"] == 0


def test_a_withdrawn_or_closed_initiative_stalls_no_more(cast_company, proposal):
    sweep(on(15))
    Initiative.objects.filter(pk=proposal.pk).update(withdrawn_at=on(15))

    assert sweep(on(16))["closed"] == 1


def test_the_record_of_a_sweep_names_which_stalls_and_the_chain_holds(received):
    sweep(on(8))

    entry = Entry.objects.filter(action="governance.stalls_opened").last()
    assert entry.actor_kind == "system"
    assert entry.facts["ids"] == [str(Stall.objects.get().pk)]
    assert verify().is_sound


def test_the_chair_is_told_once_a_week_what_is_stalled(cast_company, received):
    Mandate.objects.filter(person=cast_company.louis).update(is_head=True)
    sweep(on(8))
    assert told("weekly_stalls") == ["louis"]

    sweep(on(9))
    sweep(on(13))
    assert told("weekly_stalls") == ["louis"]
    sweep(on(14))
    assert told("weekly_stalls") == ["louis", "louis"]


def test_the_number_of_queries_of_an_idle_sweep_does_not_grow(
    cast_company, handoff, django_assert_num_queries, django_assert_max_num_queries
):
    sweep(on(1))
    with django_assert_max_num_queries(37) as few:
        sweep(on(1))
    for number in range(5):
        offer(cast_company, propose(cast_company, title=f"Another {number}"))
    sweep(on(1))

    with django_assert_num_queries(len(few)):
        sweep(on(1))


def test_the_command_sweeps_as_of_an_instant_and_ends_with_one_json_object(
    received, capsys
):
    # Without an offset it is the time of the place: 17:00 in Paris ends the day there.
    for at, opened in (("2026-12-08T16:59", 0), ("2026-12-08T17:00", 1)):
        call_command("sweep", "--at", at, "--json")
        counts = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
        assert set(counts) == {"opened", "escalated", "closed", "notified"}
        assert counts["opened"] == opened, at
    call_command("sweep", "--at", "2026-12-08T16:00:00Z")
    assert capsys.readouterr().out.startswith("0 opened, 0 escalated, 0 closed;")
    with pytest.raises(CommandError, match="is no time"):
        call_command("sweep", "--at", "8 December")


def test_f_22_a_row_that_cannot_be_reckoned_keeps_no_other_back(
    cast_company, received, caplog
):
    c = cast_company
    other = sign_all(c, offer(c, propose(c, title="Another")))
    received.waits.filter(ended_at=None).update(reckoning=[])

    with pytest.raises(AttributeError):
        sweep(on(8))

    assert Stall.objects.get(rule="accept").wait.handoff == other
    assert "AttributeError" in caplog.text
    Stall.objects.update(reckoning=[])
    with pytest.raises(AttributeError):
        sweep(on(15))
    # Nothing is given up: it is looked at again, and goes on once it is put right.
    Stall.objects.update(reckoning={"country": "FR"})
    received.waits.filter(ended_at=None).update(reckoning={"country": "FR"})
    sweep(on(15, 20))
    assert {s.level for s in Stall.objects.filter(rule="accept")} == {Level.HEADS}
    assert Stall.objects.filter(rule="accept").count() == 2


# The committee decides


@pytest.fixture
def listed(received):
    """A stall that stands on the committee's list."""
    sweep(on(22))
    return Stall.objects.get(rule="accept")


def test_the_committee_reassigns_and_the_ladder_starts_anew(cast_company, listed):
    with clock.at(on(23, 9)):
        deciding.decide_stall(
            listed,
            meeting=room(cast_company),
            by=cast_company.lena,
            seen=listed.climb,
            outcome=StallDecision.Outcome.REASSIGN,
            reason="Hana is away.",
            person=cast_company.henri,
        )

    listed = fresh(listed)
    assert listed.level == Level.LIMIT
    assert listed.climb == 2
    lead = listed.initiative.leads.get(function="hr", until=None)
    assert lead.person == cast_company.henri
    sweep(on(24))
    assert fresh(listed).level == Level.LIMIT
    sweep(datetime(2027, 1, 20, 18, 0, tzinfo=UTC))
    assert fresh(listed).level == Level.HEADS
    assert Escalation.objects.filter(stall=listed, climb=2).exists()


def test_an_accepted_risk_rests_until_its_day(cast_company, listed):
    until = datetime(2027, 2, 1, tzinfo=UTC).date()
    with clock.at(on(23, 9)):
        deciding.decide_stall(
            listed,
            meeting=room(cast_company),
            by=cast_company.lena,
            seen=1,
            outcome=StallDecision.Outcome.ACCEPT_RISK,
            reason="Nobody is hurt by waiting.",
            until=until,
        )

    sweep(datetime(2027, 1, 30, tzinfo=UTC))
    assert fresh(listed).level == Level.LIMIT


def test_a_decision_to_stop_stops_and_the_stall_ends(cast_company, listed):
    with clock.at(on(23, 9)):
        deciding.decide_stall(
            listed,
            meeting=room(cast_company),
            by=cast_company.lena,
            seen=1,
            outcome=StallDecision.Outcome.STOP,
            reason="Nobody wants it.",
        )
    sweep(on(23, 10))

    assert fresh(listed.initiative).stopped_at
    assert fresh(listed).closed_at


def test_the_committee_stops_nothing_that_is_stopped_already(cast_company, handoff):
    row = fresh(handoff.initiative)
    actions.stop(
        row, by=cast_company.lena, version=row.version, reason="It does not pay."
    )
    with clock.at(datetime(2027, 3, 1, 9, 0, tzinfo=UTC)):
        sweep()
        with pytest.raises(Duplicate, match="already stopped"):
            deciding.decide_stall(
                Stall.objects.get(rule="lesson", closed_at=None),
                meeting=room(cast_company),
                by=cast_company.lena,
                seen=1,
                outcome=StallDecision.Outcome.STOP,
                reason="Again.",
            )

    assert fresh(row).stop_reason == "It does not pay."
    assert not StallDecision.objects.exists()


def test_the_committee_stops_no_proposal_that_was_never_offered(cast_company, proposal):
    with clock.at(datetime(2027, 3, 1, 9, 0, tzinfo=UTC)):
        sweep()
        with pytest.raises(IllegalMove, match="withdrawn, not stopped"):
            deciding.decide_stall(
                Stall.objects.get(rule="idle", closed_at=None),
                meeting=room(cast_company),
                by=cast_company.lena,
                seen=1,
                outcome=StallDecision.Outcome.STOP,
                reason="Nobody wants it.",
            )


@pytest.mark.parametrize(
    ("who", "extra", "error"),
    [
        ("hana", {}, Refused),
        ("lena", {"seen": 0}, Stale),
        ("lena", {"reason": " "}, Invalid),
        ("lena", {"outcome": "reassign", "person": None}, Invalid),
        ("lena", {"outcome": "reassign", "person": "mara"}, Invalid),
        ("lena", {"outcome": "accept_risk", "until": NOW.date()}, Invalid),
    ],
)
def test_a_wrong_decision_is_refused_with_its_reason(
    cast_company, listed, who, extra, error
):
    facts = {"seen": 1, "outcome": "split", "reason": "In two parts."} | extra
    if isinstance(facts.get("person"), str):
        facts["person"] = getattr(cast_company, facts["person"])

    with clock.at(on(23, 9)), pytest.raises(error):
        deciding.decide_stall(
            listed,
            meeting=room(cast_company),
            by=getattr(cast_company, who),
            **facts,
        )

    assert fresh(listed).climb == 1


def test_a_stall_below_the_list_is_not_for_the_committee(cast_company, received):
    sweep(on(8))

    with pytest.raises(DomainError, match="once a stall is on its list"):
        deciding.decide_stall(
            Stall.objects.get(),
            meeting=room(cast_company),
            by=cast_company.lena,
            seen=1,
            outcome="split",
            reason="In two parts.",
        )


def test_every_rule_has_one_row_and_says_what_it_watches():
    assert [rule.code for rule in stalls.RULES] == list(Rule)
    for rule in stalls.RULES:
        assert bool(rule.clock) != bool(rule.causes)
        assert str(rule.watches)
        assert str(rule.holder)
        assert "%(days)s" in str(rule.sentence)


def test_a_company_without_anybody_to_tell_still_flags(cast_company, received):
    Mandate.objects.all().update(ends_on=SINCE)
    Person.objects.update(ends_on=SINCE)

    assert sweep(on(8))["opened"] >= 1


def test_a_nearer_stall_of_the_same_function_says_enough(cast_company):
    row = at_stage(cast_company, Stage.VALUE, complete=False)
    measured = stalls.causes.hours().get(cause_initiative=row.pk).cause_since

    sweep(measured + timedelta(days=80))

    assert [s.rule for s in row.stalls.filter(closed_at=None)] == ["hours"]
