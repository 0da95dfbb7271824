"""The gates G1 to G4 on real evidence, and the ways round them that are shut."""

from datetime import timedelta

import pytest

from audit import clock
from audit.errors import DomainError, Refused, Stale
from audit.models import Entry
from governance import actions, rules
from governance.actions import deciding
from governance.gates import GATES
from governance.models import Handoff, Referral, Wait
from initiatives import actions as initiatives
from initiatives.errors import GateClosed, IllegalMove
from initiatives.stages import FOUR, MOVES, Kind, Stage
from literacy import actions as literacy
from literacy.models import Consultation
from tests.cast import NOW, fresh, propose, sign_all
from tests.factories import (
    FIRST,
    a_file,
    at_stage,
    cross,
    endorsed,
    put_at,
    sign,
    signed_by_all,
)
from tests.governance.meeting_cast import room
from value import actions as value


def test_an_initiative_travels_all_gates_on_real_evidence(cast_company):
    c = cast_company
    contributors = {"literacy": c.henri, "appropriation": c.olga, "learning": c.kai}
    seen = []

    def look(row):
        state = rules.standing(row)
        assert [c.code for c in state.criteria] == state.requirement["criteria"]
        assert state.is_met
        by = contributors.get(row.stage, c.igor)
        assert by.pk in state.excluded, row.stage
        seen.append(row.stage)

    row = at_stage(c, Stage.VALUE, seen=look)
    look(row)
    row = cross(c, row)

    assert (row.stage, row.outcome) == (Stage.CLOSED, "growth")
    assert seen == [Stage.PROPOSED, *FOUR]
    assert [s.stage for s in row.stays.order_by("visit")] == list(Stage)
    assert not row.stays.filter(left_at=None).exists()
    assert not Wait.objects.filter(ended_at=None).exists()
    passed = Entry.objects.filter(action="governance.passed").order_by("seq")
    assert [e.facts["gate"] for e in passed] == ["G0", "G1", "G2", "G3", "G4"]
    assert [len(e.facts["signoffs"]) for e in passed] == [5, 3, 4, 3, 4]
    for act in (
        lambda: actions.offer(row, by=c.lena, version=row.version),
        lambda: actions.stop(row, by=c.lena, version=row.version, reason="No."),
        lambda: initiatives.edit(row, by=c.lena, version=row.version, promise="X"),
    ):
        with pytest.raises(DomainError):
            act()


@pytest.mark.parametrize("stage", FOUR)
def test_a_gate_is_shut_as_long_as_something_is_missing(cast_company, stage):
    row = put_at(cast_company, stage)

    with pytest.raises(GateClosed) as closed:
        actions.offer(row, by=_lead(cast_company, stage), version=row.version)

    assert closed.value.missing
    assert all(str(c.fact) and c.url and c.fixed_by for c in closed.value.missing)
    assert fresh(row).stage == stage


def _lead(company, stage):
    return getattr(company, FIRST[stage.lead.value])


def test_who_made_a_figure_that_the_gate_counts_does_not_sign(cast_company):
    row = at_stage(cast_company, Stage.LITERACY)
    handoff = signed_by_all(cast_company, row, but=("hr",))

    with pytest.raises(Refused, match="contributed"):
        sign(cast_company, handoff, "hr", by=cast_company.henri)

    assert fresh(row).stage == Stage.LITERACY
    assert sign(cast_company, handoff, "hr").is_standing


def test_notes_endorsements_and_confirmations_exclude_nobody(cast_company):
    excluded = rules.standing(at_stage(cast_company, Stage.VALUE)).excluded

    assert set(excluded) == {
        cast_company.igor.pk,  # proposed
        cast_company.olga.pk,  # recorded the hours
        cast_company.max.pk,  # gave them a use, reported the amount
    }


def test_a_gate_without_receiver_closes_with_the_last_signature(cast_company):
    row = at_stage(cast_company, Stage.VALUE)
    handoff = signed_by_all(cast_company, row, but=("finance",))
    assert fresh(row).stage == Stage.VALUE

    sign(cast_company, handoff, "finance")

    assert fresh(row).stage == Stage.CLOSED
    assert fresh(handoff).state == Handoff.State.PASSED


def test_a_criterion_that_becomes_unmet_suspends_and_voids_nothing(cast_company):
    row = at_stage(cast_company, Stage.LITERACY)
    handoff = signed_by_all(cast_company, row)
    digest = rules.standing(fresh(row)).content.digest
    literacy.record_order(
        Consultation.objects.filter(initiative=row).first(),
        by=cast_company.hana,
        kind="suspended",
        forum="court",
        on=NOW.date(),
        reference="25/851",
        upload=a_file("order.pdf"),
    )
    state = rules.standing(fresh(row))
    assert [c.code for c in state.unmet] == ["consultations"]
    assert state.content.digest == digest

    with pytest.raises(DomainError):
        actions.accept(
            fresh(handoff),
            by=cast_company.otto,
            digest=digest,
            owner=cast_company.otto,
        )

    assert fresh(row).stage == Stage.LITERACY
    assert fresh(handoff).is_open


def test_a_figure_that_changes_while_it_is_signed_makes_everybody_sign_anew(
    cast_company,
):
    row = at_stage(cast_company, Stage.VALUE)
    handoff = signed_by_all(cast_company, row, but=("finance",))
    amount = value.report_amount(
        row,
        by=cast_company.max,
        type="A",
        amount=1,
        period_from=NOW.date() - timedelta(days=9),
        period_to=NOW.date() - timedelta(days=1),
        source="Orders",
    )
    value.answer_amount(amount, by=cast_company.fay, answer="confirmed", account="70")

    with pytest.raises(Stale) as stale:
        sign(cast_company, handoff, "finance")
    assert any("amounts" in change for change in stale.value.changes)

    digest = rules.standing(fresh(row)).content.digest
    actions.sign(
        fresh(handoff), by=cast_company.fred, function="finance", digest=digest
    )

    assert fresh(row).stage == Stage.VALUE
    state = rules.standing(fresh(row))
    assert {f.value for f in state.pending} == {"marketing", "leadership", "operations"}


@pytest.mark.parametrize("stage", FOUR)
def test_the_lead_stops_from_each_active_stage_and_a_lesson_is_owed(
    cast_company, stage
):
    row = put_at(cast_company, stage)
    with pytest.raises(Refused):
        actions.stop(row, by=cast_company.fred, version=row.version, reason="No.")
    by = _lead(cast_company, stage)

    actions.stop(row, by=by, version=row.version, reason="No gain.")

    row = fresh(row)
    assert (row.stage, row.status) == (Stage.LEARNING, "stopped")
    state = rules.standing(row)
    assert state.receiver is None
    assert "lesson" in [c.code for c in state.unmet]
    with pytest.raises(DomainError):
        actions.stop(row, by=by, version=row.version, reason="Again.")


def test_a_stopped_initiative_closes_once_its_lesson_is_endorsed(cast_company):
    row = put_at(cast_company, Stage.LITERACY)
    actions.stop(row, by=cast_company.louis, version=row.version, reason="No.")
    endorsed(cast_company, fresh(row))

    signed_by_all(cast_company, row)

    row = fresh(row)
    assert (row.stage, row.outcome) == (Stage.CLOSED, "stopped")


@pytest.mark.parametrize(
    ("stage", "to", "by"),
    [
        (Stage.APPROPRIATION, Stage.LITERACY, "otto"),
        (Stage.LEARNING, Stage.APPROPRIATION, "kim"),
        (Stage.VALUE, Stage.APPROPRIATION, "mara"),
        (Stage.VALUE, Stage.APPROPRIATION, "lena"),  # for the committee
    ],
)
def test_the_lead_or_the_committee_sends_back_with_a_reason(
    cast_company, stage, to, by
):
    row = put_at(cast_company, stage)
    common = {"version": row.version, "to": to}
    with pytest.raises(Refused):
        actions.send_back(row, by=cast_company.fred, reason="So.", **common)
    person = getattr(cast_company, by)
    with pytest.raises(DomainError, match="reason"):
        actions.send_back(row, by=person, reason=" ", **common)

    actions.send_back(row, by=person, reason="The gain evaporated.", **common)

    row = fresh(row)
    assert row.stage == to
    assert rules.open_stay(row).requirement["gate"] == GATES[to].code


def test_sending_back_overtakes_the_open_handoff(cast_company):
    row = at_stage(cast_company, Stage.APPROPRIATION)
    handoff = signed_by_all(cast_company, row, but=("it",))

    actions.send_back(
        row,
        by=cast_company.otto,
        version=fresh(row).version,
        to=Stage.LITERACY,
        reason="The night shift was forgotten.",
    )

    assert fresh(handoff).state == Handoff.State.OVERTAKEN
    with pytest.raises(Stale):
        sign(cast_company, handoff, "it")


@pytest.mark.parametrize("stage", FOUR)
def test_nothing_is_sent_back_past_the_table(cast_company, stage):
    row = put_at(cast_company, stage)
    allowed = {m.to for m in MOVES if (m.origin, m.kind) == (stage, Kind.BACK)}

    for to in set(Stage) - allowed:
        with pytest.raises(IllegalMove):
            actions.send_back(
                row, by=cast_company.lena, version=row.version, to=to, reason="So."
            )

    assert fresh(row).stage == stage


def test_a_gate_that_was_passed_stays_passed_when_a_mandate_ends(cast_company):
    row = at_stage(cast_company, Stage.LITERACY, complete=False)
    cast_company.hana.is_active = False
    cast_company.hana.save()

    assert fresh(row).stage == Stage.LITERACY
    assert Handoff.objects.get().state == Handoff.State.PASSED


def test_what_the_committee_was_asked_returns_to_it_after_a_revision(
    cast_company, proposal, handoff
):
    handoff = sign_all(cast_company, handoff)
    actions.ask_committee(
        handoff, by=cast_company.hana, digest=handoff.digest, text="Who pays?"
    )
    initiatives.edit(
        fresh(proposal),
        by=cast_company.igor,
        version=fresh(proposal).version,
        promise="The time goes to training.",
    )
    digest = rules.standing(fresh(proposal)).content.digest
    actions.sign(
        fresh(handoff), by=cast_company.lena, function="leadership", digest=digest
    )
    assert fresh(handoff).state == Handoff.State.SIGNING
    for name, function in (
        ("hana", "hr"),
        ("otto", "operations"),
        ("kim", "knowledge"),
        ("mara", "marketing"),
    ):
        sign(cast_company, handoff, function, by=getattr(cast_company, name))

    assert fresh(handoff).state == Handoff.State.COMMITTEE
    running = Wait.objects.filter(handoff=handoff, ended_at=None)
    assert [w.duty for w in running] == ["decide"]
    deciding.decide(
        Referral.objects.get(),
        meeting=room(cast_company),
        by=cast_company.louis,
        digest=digest,
        outcome="accept",
        reason="HR pays.",
        owner=cast_company.hana,
    )
    assert fresh(proposal).stage == Stage.LITERACY


def test_clocks_run_in_working_days_and_skip_holidays(cast_company):
    proposal = propose(cast_company)
    with clock.at(NOW.replace(month=12, day=22)):
        row = fresh(proposal)
        actions.offer(row, by=cast_company.lena, version=row.version)

    wait = Wait.objects.first()
    assert wait.due_at.date().isoformat() == "2026-12-30"  # 25 December is none
    assert wait.reckoning["country"] == "FR"


def test_a_taken_over_initiative_has_no_clock_until_a_lead_accepts_it(cast_company):
    row = initiatives.take_over(
        by=cast_company.lena,
        title="Old scorer",
        unit=cast_company.service,
        stage=Stage.APPROPRIATION,
    )
    row = fresh(row)
    assert rules.standing(row).criteria == []
    with pytest.raises(DomainError, match="accept"):
        actions.offer(row, by=cast_company.otto, version=row.version)
    with pytest.raises(Refused):
        actions.accept_taken_over(row, by=cast_company.mara)

    actions.accept_taken_over(row, by=cast_company.otto)

    row = fresh(row)
    state = rules.standing(row)
    assert row.status == "active"
    assert not state.is_met
    asked = {c.code for c in state.criteria}
    assert {"consultations", "purpose", "owner"} <= asked
    assert rules.debts(row)[0].code == "consultations"
