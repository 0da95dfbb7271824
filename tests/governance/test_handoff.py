"""How a gate passes: offered, signed by all, accepted; and how it does not."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from audit import clock
from audit.errors import DomainError, Duplicate, Invalid, Missing, Refused, Stale
from audit.models import Entry
from governance import actions, rules
from governance.actions import deciding
from governance.models import Condition, Decision, Handoff, Referral, SignOff, Wait
from initiatives import actions as initiatives
from initiatives.errors import GateClosed, IllegalMove
from initiatives.models import Initiative
from initiatives.stages import Stage
from organisation.functions import Function as F
from organisation.models import Deputy, Mandate
from tests.cast import NOW, build_company, fresh, offer, propose, sign_all
from tests.governance.meeting_cast import room


def _sign(handoff, person, function, **extra):
    handoff = fresh(handoff)
    return actions.sign(
        handoff, by=person, function=function.value, digest=handoff.digest, **extra
    )


def test_an_offer_says_what_is_missing(cast_company):
    proposal = propose(cast_company, promise="")

    with pytest.raises(GateClosed) as closed:
        offer(cast_company, proposal)

    assert [c.code for c in closed.value.missing] == ["intent"]


def test_only_the_lead_of_the_stage_offers(cast_company, proposal):
    with pytest.raises(Refused, match="Leadership"):
        offer(cast_company, proposal, by=cast_company.hana)


def test_an_offer_of_an_old_version_is_stale(cast_company, proposal):
    with pytest.raises(Stale):
        actions.offer(proposal, by=cast_company.lena, version=proposal.version - 1)


def test_an_offer_asks_every_function_with_a_stored_due_time(handoff):
    waits = Wait.objects.filter(handoff=handoff, ended_at__isnull=True)

    assert {w.function for w in waits} == {
        "leadership",
        "hr",
        "operations",
        "knowledge",
        "marketing",
    }
    assert {w.due_at.date().isoformat() for w in waits} == {"2026-12-01"}
    assert {w.patience for w in waits} == {5}


def test_all_sign_and_the_receiver_accepts(cast_company, proposal, handoff):
    handoff = sign_all(cast_company, handoff)
    assert handoff.state == Handoff.State.RECEIVING

    actions.accept(
        handoff, by=cast_company.hana, digest=handoff.digest, owner=cast_company.henri
    )

    moved = fresh(proposal)
    assert moved.stage == Stage.LITERACY
    assert moved.leads.get(function="hr", until=None).person == cast_company.henri
    assert moved.stays.filter(left_at=None).get().requirement["gate"] == "G1"
    assert not Wait.objects.filter(handoff=handoff, ended_at=None).exists()
    assert Entry.objects.filter(action="governance.passed").count() == 1


def test_the_receiver_cannot_accept_before_everybody_has_signed(cast_company, handoff):
    handoff = sign_all(cast_company, handoff, but=(F.MARKETING,))

    with pytest.raises(DomainError, match="Marketing"):
        actions.accept(
            handoff,
            by=cast_company.hana,
            digest=handoff.digest,
            owner=cast_company.hana,
        )

    assert fresh(handoff).state == Handoff.State.SIGNING


def test_who_proposed_does_not_sign(cast_company):
    handoff = offer(cast_company, propose(cast_company, by=cast_company.max))

    with pytest.raises(Refused, match="proposed"):
        _sign(handoff, cast_company.max, F.MARKETING)

    assert _sign(handoff, cast_company.mara, F.MARKETING).is_standing


def test_a_deputy_signs_for_the_principal_and_both_are_named(cast_company, handoff):
    Deputy.objects.create(
        principal=cast_company.kim, deputy=cast_company.fred, starts_on=NOW.date()
    )

    signoff = _sign(handoff, cast_company.fred, F.KNOWLEDGE)

    assert (signoff.person, signoff.principal) == (cast_company.fred, cast_company.kim)


def test_a_deputy_of_the_proposer_does_not_sign(cast_company):
    handoff = offer(cast_company, propose(cast_company, by=cast_company.max))
    Deputy.objects.create(
        principal=cast_company.max, deputy=cast_company.fred, starts_on=NOW.date()
    )

    with pytest.raises(Refused):
        _sign(handoff, cast_company.fred, F.MARKETING)


def test_there_is_no_deputy_of_a_deputy(cast_company, handoff):
    for principal, deputy in (
        (cast_company.kim, cast_company.fred),
        (cast_company.fred, cast_company.nobody),
    ):
        Deputy.objects.create(principal=principal, deputy=deputy, starts_on=NOW.date())

    with pytest.raises(Refused):
        _sign(handoff, cast_company.nobody, F.KNOWLEDGE)


def test_one_person_signs_once_whatever_they_hold(cast_company, handoff):
    Mandate.objects.create(
        person=cast_company.hana,
        function=F.MARKETING,
        unit=cast_company.root,
        starts_on=NOW.date(),
    )
    _sign(handoff, cast_company.hana, F.HR)

    with pytest.raises(Refused, match="another function"):
        _sign(handoff, cast_company.hana, F.MARKETING)


def test_an_only_holder_of_two_functions_signs_once_for_both(cast_company, handoff):
    Mandate.objects.filter(function__in=[F.HR, F.MARKETING]).delete()
    for function in (F.HR, F.MARKETING):
        Mandate.objects.create(
            person=cast_company.hana,
            function=function,
            unit=cast_company.root,
            starts_on=NOW.date(),
        )

    first = _sign(handoff, cast_company.hana, F.HR)

    also = SignOff.objects.get(function=F.MARKETING)
    assert also.counts_with == first
    assert F.MARKETING not in rules.standing(fresh(handoff.initiative)).pending


def test_a_gate_needs_two_different_people(cast_company, proposal):
    Mandate.objects.all().delete()
    for function in F:
        Mandate.objects.create(
            person=cast_company.lena,
            function=function,
            unit=cast_company.root,
            starts_on=NOW.date(),
        )
    handoff = offer(cast_company, proposal)
    _sign(handoff, cast_company.lena, F.LEADERSHIP)
    handoff = fresh(handoff)
    assert handoff.state == Handoff.State.RECEIVING

    with pytest.raises(DomainError, match="two different people"):
        actions.accept(
            handoff,
            by=cast_company.lena,
            digest=handoff.digest,
            owner=cast_company.lena,
        )


def test_a_signature_without_a_digest_is_refused(cast_company, handoff):
    with pytest.raises(Missing):
        actions.sign(handoff, by=cast_company.hana, function="hr", digest="")


def test_a_stale_signature_says_what_changed(cast_company, proposal, handoff):
    initiatives.edit(
        fresh(proposal),
        by=cast_company.igor,
        version=fresh(proposal).version,
        promise="Some posts may go.",
    )

    with pytest.raises(Stale) as stale:
        _sign(handoff, cast_company.hana, F.HR)

    assert any("Some posts may go." in change for change in stale.value.changes)
    assert not SignOff.objects.exists()


def test_a_stale_signature_says_that_the_people_exposed_changed(
    cast_company, proposal, handoff
):
    initiatives.set_exposures(
        fresh(proposal),
        by=cast_company.lena,
        rows=[
            {
                "unit": cast_company.service,
                "site": cast_company.lyon,
                "people": 97,
                "overseers": 4,
                "in_scope": True,
            }
        ],
    )

    with pytest.raises(Stale) as caught:
        actions.sign(
            handoff, by=cast_company.hana, function="hr", digest=handoff.digest
        )

    assert caught.value.changes == ["People exposed: changed, 1 entries before, 1 now"]


def test_signatures_of_an_older_revision_count_no_more(cast_company, proposal, handoff):
    _sign(handoff, cast_company.hana, F.HR)
    initiatives.edit(
        fresh(proposal),
        by=cast_company.igor,
        version=fresh(proposal).version,
        promise="Some posts may go.",
    )
    state = rules.standing(fresh(proposal))
    assert (state.revision, F.HR in state.pending) == (2, True)

    actions.sign(
        fresh(handoff),
        by=cast_company.otto,
        function="operations",
        digest=state.content.digest,
    )

    handoff = fresh(handoff)
    assert handoff.revision == 2
    assert [r.number for r in handoff.revisions.all()] == [1, 2]
    assert Wait.objects.filter(handoff=handoff, function="hr", ended_at=None).exists()
    assert SignOff.objects.get(function="hr").is_standing  # history stays


def test_a_mandate_that_ends_takes_its_signature_along(cast_company, proposal, handoff):
    _sign(handoff, cast_company.hana, F.HR)
    Mandate.objects.filter(person=cast_company.hana).update(
        ends_on=NOW.date() - timedelta(days=1)
    )

    assert F.HR in rules.standing(fresh(proposal)).pending


def test_a_returned_handoff_waits_for_the_answer_and_the_same_function(
    cast_company, handoff
):
    question = actions.return_with_questions(
        handoff,
        by=cast_company.mara,
        function="marketing",
        digest=handoff.digest,
        text="Who tests the price?",
        would_change="A name and a date.",
    )
    with pytest.raises(DomainError, match="answer"):
        _sign(handoff, cast_company.mara, F.MARKETING)
    assert Wait.objects.filter(duty="answer", ended_at=None).get().function == (
        "leadership"
    )

    actions.answer_question(question, by=cast_company.lena, text="Sara, by Friday.")
    _sign(handoff, cast_company.mara, F.MARKETING)

    assert rules.standing(fresh(handoff.initiative)).questions == []
    assert SignOff.objects.filter(function="marketing", is_standing=True).count() == 1


def test_a_return_says_what_would_change_the_answer(cast_company, handoff):
    with pytest.raises(Invalid):
        actions.return_with_questions(
            handoff,
            by=cast_company.mara,
            function="marketing",
            digest=handoff.digest,
            text="Why?",
            would_change=" ",
        )


def test_the_receiver_returns_and_the_clock_runs_for_the_giver(cast_company, handoff):
    handoff = sign_all(cast_company, handoff)
    actions.return_with_questions(
        handoff,
        by=cast_company.henri,
        function="hr",
        digest=handoff.digest,
        text="Who trains the night shift?",
        would_change="A plan.",
    )

    running = Wait.objects.filter(handoff=handoff, ended_at=None)
    assert [(w.duty, w.function) for w in running] == [("answer", "leadership")]
    with pytest.raises(DomainError):
        actions.accept(
            fresh(handoff),
            by=cast_company.hana,
            digest=handoff.digest,
            owner=cast_company.hana,
        )


def test_a_condition_is_followed_until_its_function_says_it_is_met(
    cast_company, handoff
):
    _sign(
        handoff,
        cast_company.hana,
        F.HR,
        conditions=[
            {
                "text": "Night shift trained",
                "owner": cast_company.otto,
                "due_on": NOW.date(),
            }
        ],
    )
    condition = Condition.objects.get()

    with pytest.raises(Refused):
        actions.meet_condition(condition, by=cast_company.otto, proof="Done.")
    actions.meet_condition(condition, by=cast_company.henri, proof="List of 12 May.")

    assert fresh(condition).met_by == cast_company.henri


def test_an_unmet_condition_keeps_the_next_gate_shut(cast_company, proposal, handoff):
    _sign(
        handoff,
        cast_company.hana,
        F.HR,
        conditions=[
            {"text": "Train", "owner": cast_company.otto, "due_on": NOW.date()}
        ],
    )
    for person, function in (
        (cast_company.lena, F.LEADERSHIP),
        (cast_company.otto, F.OPERATIONS),
        (cast_company.kim, F.KNOWLEDGE),
        (cast_company.mara, F.MARKETING),
    ):
        _sign(handoff, person, function)
    handoff = fresh(handoff)
    actions.accept(
        handoff, by=cast_company.hana, digest=handoff.digest, owner=cast_company.hana
    )

    found = {c.code: c for c in rules.standing(fresh(proposal)).criteria}

    assert not found["conditions"].met


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [
        (Decision.Outcome.ACCEPT, Stage.LITERACY),
        (Decision.Outcome.RETURN, Stage.PROPOSED),
        (Decision.Outcome.STOP, Stage.LEARNING),
    ],
)
def test_the_committee_decides_what_it_was_asked(
    cast_company, proposal, handoff, outcome, stage
):
    handoff = sign_all(cast_company, handoff)
    referral = actions.ask_committee(
        handoff, by=cast_company.hana, digest=handoff.digest, text="Who pays?"
    )
    meeting = room(cast_company)
    with pytest.raises(Refused):
        deciding.decide(
            referral,
            meeting=meeting,
            by=cast_company.hana,
            digest=handoff.digest,
            outcome=outcome,
            reason="So.",
        )

    deciding.decide(
        referral,
        meeting=meeting,
        by=cast_company.louis,
        digest=handoff.digest,
        outcome=outcome,
        reason="So.",
        owner=cast_company.hana,
    )

    assert fresh(proposal).stage == stage
    assert Referral.objects.get().decision.outcome == outcome


def test_an_offer_can_be_taken_back(cast_company, proposal, handoff):
    actions.withdraw(handoff, by=cast_company.lena, reason="Too early.")

    assert fresh(handoff).state == Handoff.State.WITHDRAWN
    assert offer(cast_company, proposal).state == Handoff.State.SIGNING


def test_a_signature_can_be_withdrawn_and_is_asked_for_again(cast_company, handoff):
    signoff = _sign(handoff, cast_company.hana, F.HR)
    with pytest.raises(Refused):
        actions.withdraw_signature(signoff, by=cast_company.henri)

    actions.withdraw_signature(signoff, by=cast_company.hana)

    assert F.HR in rules.standing(fresh(handoff.initiative)).pending


def test_a_second_open_offer_is_refused(cast_company, proposal, handoff):
    with pytest.raises(Duplicate):
        offer(cast_company, proposal)


def test_a_function_signs_a_revision_once(cast_company, handoff):
    _sign(handoff, cast_company.hana, F.HR)

    with pytest.raises(Duplicate):
        _sign(handoff, cast_company.henri, F.HR)


def test_a_proposal_that_was_never_offered_is_withdrawn_not_stopped(
    cast_company, proposal
):
    with pytest.raises(IllegalMove):
        actions.stop(
            proposal, by=cast_company.lena, version=proposal.version, reason="No."
        )

    actions.withdraw_proposal(proposal, by=cast_company.igor, reason="Not now.")

    assert fresh(proposal).status == "withdrawn"


def test_stopping_leads_to_learning_and_ends_the_open_handoff(
    cast_company, proposal, handoff
):
    proposal = fresh(proposal)
    with pytest.raises(Refused):
        actions.stop(
            proposal, by=cast_company.fred, version=proposal.version, reason="No."
        )

    actions.stop(
        proposal, by=cast_company.louis, version=proposal.version, reason="No budget."
    )

    stopped = fresh(proposal)
    assert (stopped.stage, stopped.status) == (Stage.LEARNING, "stopped")
    assert fresh(handoff).state == Handoff.State.OVERTAKEN
    assert rules.standing(stopped).receiver is None


def test_a_gate_that_asks_nothing_is_closed(cast_company, proposal):
    proposal.stays.update(
        requirement={**proposal.stays.get().requirement, "criteria": []}
    )

    with pytest.raises(GateClosed):
        offer(cast_company, proposal)


def test_what_a_gate_asks_does_not_change_during_a_stay(cast_company, proposal):
    requirement = proposal.stays.get().requirement

    assert requirement["must_sign"] == [
        "leadership",
        "hr",
        "operations",
        "knowledge",
        "marketing",
    ]
    assert requirement["patience"] == {"sign": 5, "accept": 10, "answer": 5, "idle": 15}


def test_a_person_who_left_has_no_rights_at_once(cast_company, handoff):
    cast_company.hana.ends_on = NOW.date() - timedelta(days=1)
    cast_company.hana.save()

    with pytest.raises(Refused):
        _sign(handoff, cast_company.hana, F.HR)


def test_a_refused_act_leaves_no_entry(cast_company, handoff):
    before = Entry.objects.count()

    with pytest.raises(Refused):
        _sign(handoff, cast_company.fred, F.HR)

    assert Entry.objects.count() == before


def test_a_confidential_initiative_is_seen_by_named_people_only(cast_company):
    proposal = propose(cast_company)
    initiatives.set_confidential(
        fresh(proposal), by=cast_company.lena, confidential=True
    )
    seen = Initiative.objects.visible_to

    assert not seen(cast_company.fred).exists()
    assert seen(cast_company.hana).exists()
    initiatives.share(fresh(proposal), by=cast_company.lena, person=cast_company.fred)
    assert seen(cast_company.fred).exists()
    assert not seen(cast_company.adam).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_eight_acceptances_at_once_one_passes():
    with clock.at(NOW):
        company = build_company()
        proposal = propose(company)
        handoff = sign_all(company, offer(company, proposal))
    barrier, results = Barrier(8), []

    def accept():
        try:
            with clock.at(NOW):
                barrier.wait()
                actions.accept(
                    Handoff.objects.select_related("initiative__unit").get(
                        pk=handoff.pk
                    ),
                    by=company.hana,
                    digest=handoff.digest,
                    owner=company.hana,
                )
            results.append("passed")
        except DomainError:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=accept) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["passed", *["refused"] * 7]
    assert fresh(proposal).stays.count() == 2
    assert connection.vendor == "postgresql"
