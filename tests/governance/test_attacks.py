"""Ways around a gate that people have found elsewhere, each tried here."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from audit import clock
from audit.errors import DomainError, Invalid, Refused, Stale
from audit.models import Entry
from governance import actions, rules
from governance.actions import deciding
from governance.models import Condition, Decision, Meeting, SignOff
from initiatives import actions as initiatives
from initiatives.errors import GateClosed, IllegalMove
from initiatives.models import Initiative
from initiatives.stages import Kind, Stage
from initiatives.transitions import move
from organisation import access
from organisation import actions as organisation
from organisation.models import Deputy, Mandate, Unit
from tests.cast import NOW, SINCE, fresh, offer, propose, sign_all
from tests.governance.meeting_cast import room

TODAY = NOW.date()


@pytest.fixture
def sales(cast_company):
    """A unit beside the one of the initiative."""
    unit = Unit.objects.create(
        name="Sales", code="sales", country="FR", parent=cast_company.root, path="/"
    )
    unit.path = f"{cast_company.root.path}{unit.pk}/"
    unit.save()
    return unit


def hold(person, function, unit):
    """A person holds a function for a unit, since long ago."""
    return Mandate.objects.create(
        person=person, function=function, unit=unit, starts_on=SINCE
    )


def sign(handoff, by, function):
    """Sign what stands there now."""
    handoff = fresh(handoff)
    return actions.sign(handoff, by=by, function=function, digest=handoff.digest)


def ready(company, row):
    """The charter, signed by all."""
    return sign_all(company, offer(company, row))


def accept(handoff, by, owner=None):
    """Accept what stands there now."""
    handoff = fresh(handoff)
    return actions.accept(handoff, by=by, digest=handoff.digest, owner=owner or by)


def test_a_mandate_for_another_unit_signs_nothing_here(cast_company, handoff, sales):
    hold(cast_company.nobody, "marketing", sales)

    with pytest.raises(Refused):
        sign(handoff, cast_company.nobody, "marketing")


def test_no_other_account_of_the_proposer_s_deputy_signs(cast_company):
    hold(cast_company.igor, "marketing", cast_company.root)
    row = propose(cast_company, by=cast_company.igor)
    handoff = offer(cast_company, row)
    organisation.name_deputy(
        cast_company.igor, by=cast_company.igor, deputy=cast_company.nobody
    )

    with pytest.raises(Refused):
        sign(handoff, cast_company.nobody, "marketing")


def test_a_deputy_whose_time_is_over_signs_no_more(cast_company, handoff):
    Deputy.objects.create(
        principal=cast_company.mara,
        deputy=cast_company.nobody,
        starts_on=SINCE,
        ends_on=TODAY - timedelta(days=1),
    )

    with pytest.raises(Refused):
        sign(handoff, cast_company.nobody, "marketing")


def test_a_deputy_who_leaves_takes_the_signature_along(cast_company, handoff):
    Deputy.objects.create(
        principal=cast_company.mara, deputy=cast_company.nobody, starts_on=SINCE
    )
    sign_all(cast_company, handoff, but=("marketing",))
    sign(handoff, cast_company.nobody, "marketing")
    organisation.end_person(
        fresh(cast_company.nobody), by=cast_company.adam, at_once=True
    )

    with pytest.raises(DomainError):
        accept(handoff, cast_company.hana)

    assert fresh(handoff.initiative).stage == Stage.PROPOSED


def test_a_mandate_that_ended_is_counted_no_more_though_its_holder_is_here(
    cast_company, handoff
):
    sign_all(cast_company, handoff)
    Mandate.objects.filter(person=cast_company.mara).update(
        ends_on=TODAY - timedelta(days=1)
    )

    assert [f.value for f in rules.standing(fresh(handoff.initiative)).pending] == [
        "marketing"
    ]
    with pytest.raises(DomainError):
        accept(handoff, cast_company.hana)


def test_a_last_day_that_has_passed_ends_every_right(cast_company, handoff):
    with clock.at(NOW - timedelta(days=3)):
        organisation.end_person(fresh(cast_company.mara), by=cast_company.adam)
        organisation.end_person(fresh(cast_company.auda), by=cast_company.adam)

    auditor = fresh(cast_company.auda)
    assert auditor.is_active
    assert not access.may(auditor, "audit.read")
    assert not Initiative.objects.visible_to(auditor).exists()
    assert not access.holdings(fresh(cast_company.mara))
    with pytest.raises(Refused):
        sign(handoff, fresh(cast_company.mara), "marketing")


def test_one_person_does_not_answer_for_a_second_function(cast_company, handoff):
    hold(cast_company.hana, "marketing", cast_company.root)
    sign(handoff, cast_company.hana, "hr")

    with pytest.raises(Refused):
        sign(handoff, cast_company.hana, "marketing")


def test_nobody_takes_back_the_signature_of_another(cast_company, handoff):
    signoff = sign(handoff, cast_company.mara, "marketing")

    with pytest.raises(Refused):
        actions.withdraw_signature(signoff, by=cast_company.max)

    assert fresh(signoff).is_standing


def test_a_signature_of_an_old_revision_is_not_carried_over(cast_company, handoff):
    old = handoff.digest
    sign_all(cast_company, handoff)
    row = fresh(handoff.initiative)
    initiatives.edit(row, by=cast_company.lena, version=row.version, budget=5)

    assert not rules.standing(fresh(row)).answers
    for digest in (old, "0" * 64):
        with pytest.raises(Stale):
            actions.accept(
                handoff, by=cast_company.hana, digest=digest, owner=cast_company.hana
            )
    assert fresh(row).stage == Stage.PROPOSED


def test_a_criterion_that_became_unmet_stops_the_last_step(cast_company, proposal):
    handoff = ready(cast_company, proposal)
    initiatives.name_leads(
        fresh(proposal), by=cast_company.lena, leads={"knowledge": None}
    )

    with pytest.raises(GateClosed):
        accept(handoff, cast_company.hana)

    assert SignOff.objects.filter(is_standing=True).count() == 5


def test_a_question_of_the_receiver_stops_the_receiver_too(cast_company, proposal):
    handoff = ready(cast_company, proposal)
    actions.return_with_questions(
        handoff,
        by=cast_company.henri,
        function="hr",
        digest=handoff.digest,
        text="Who trains them?",
        would_change="A name.",
    )

    with pytest.raises(DomainError):
        accept(handoff, cast_company.hana)

    assert fresh(proposal).stage == Stage.PROPOSED


def test_who_takes_it_on_holds_the_receiving_function(cast_company, proposal):
    handoff = ready(cast_company, proposal)

    with pytest.raises(Invalid):
        accept(handoff, cast_company.hana, owner=cast_company.nobody)


@pytest.fixture
def referral(cast_company, proposal):
    """HR asked the committee."""
    handoff = ready(cast_company, proposal)
    room(cast_company)
    return actions.ask_committee(
        handoff, by=cast_company.hana, digest=handoff.digest, text="Who pays?"
    )


def decide(referral, by, **values):
    """Decide on what stands there now."""
    return deciding.decide(
        referral,
        meeting=Meeting.objects.get(),
        by=by,
        digest=referral.handoff.digest,
        reason="So be it.",
        **values,
    )


def test_leadership_of_a_part_does_not_decide_for_the_whole(
    cast_company, referral, sales
):
    hold(cast_company.nobody, "leadership", cast_company.service)

    for person in (cast_company.nobody, cast_company.hana, cast_company.adam):
        with pytest.raises(Refused):
            decide(
                referral,
                person,
                outcome=Decision.Outcome.ACCEPT,
                owner=cast_company.hana,
            )


def test_nothing_is_decided_but_in_a_meeting_that_is_open(cast_company, referral):
    assert not {"decide", "decide_stall"} & set(actions.__all__)
    Meeting.objects.update(closed_at=clock.now(), closed_by=cast_company.lena)

    with pytest.raises(Stale):
        decide(referral, cast_company.lena, outcome=Decision.Outcome.STOP)
    client = Client()
    client.force_login(cast_company.lena)
    for path in (f"/en/committee/{referral.pk}/", f"/en/stalls/{uuid4()}/"):
        assert client.post(path).status_code == 405


def test_the_committee_too_gives_it_to_who_holds_the_receiving_function(
    cast_company, proposal, referral
):
    with pytest.raises(Invalid):
        decide(
            referral,
            cast_company.louis,
            outcome=Decision.Outcome.ACCEPT,
            owner=cast_company.nobody,
        )

    assert fresh(proposal).stage == Stage.PROPOSED


def test_the_receiver_waits_for_the_committee_that_was_asked(cast_company, referral):
    with pytest.raises(DomainError):
        accept(referral.handoff, cast_company.hana)


def test_a_condition_is_met_by_who_set_it(cast_company, handoff):
    actions.sign(
        handoff,
        by=cast_company.mara,
        function="marketing",
        digest=handoff.digest,
        conditions=[
            {"text": "Calls", "owner": cast_company.otto, "due_on": "2026-12-24"}
        ],
    )
    condition = Condition.objects.get()

    with pytest.raises(Refused):
        actions.meet_condition(condition, by=cast_company.otto, proof="Done.")

    assert condition.met_at is None


def test_a_sponsor_who_has_left_stops_nothing(cast_company, handoff):
    row = fresh(handoff.initiative)
    organisation.end_person(
        fresh(cast_company.louis), by=cast_company.adam, at_once=True
    )

    with pytest.raises(Refused):
        actions.stop(
            row, by=fresh(cast_company.louis), version=row.version, reason="No."
        )


def test_an_initiative_that_moved_meanwhile_is_not_moved_again(cast_company, proposal):
    seen = fresh(proposal)
    Initiative.objects.filter(pk=seen.pk).update(version=seen.version + 1)

    with pytest.raises(Stale):
        move(
            seen,
            to=Stage.LITERACY,
            kind=Kind.FORWARD,
            by=cast_company.lena,
            requirement={},
        )

    assert fresh(proposal).stays.count() == 1


def test_each_move_ends_one_stay_and_begins_the_next(cast_company, proposal):
    accept(ready(cast_company, proposal), cast_company.hana)

    first, second = fresh(proposal).stays.order_by("visit")
    assert (first.left_at, second.left_at) == (NOW, None)


def test_a_stage_is_skipped_by_no_way_back_and_no_way_on(cast_company, proposal):
    accept(ready(cast_company, proposal), cast_company.hana)
    row = fresh(proposal)

    for to in (Stage.PROPOSED, Stage.LEARNING, Stage.VALUE, Stage.CLOSED):
        with pytest.raises(IllegalMove):
            actions.send_back(
                fresh(row), by=cast_company.hana, version=row.version, to=to, reason="x"
            )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE governance_signoff SET digest = 'x'",
        "UPDATE governance_signoff SET person_id = principal_id",
        "UPDATE governance_revision SET content = '{}'",
        "DELETE FROM governance_signoff",
        "DELETE FROM governance_revision",
        "UPDATE initiatives_initiative SET stage = 'nowhere'",
        "UPDATE initiatives_initiative SET stage = 'closed'",
    ],
)
def test_the_database_itself_refuses_to_rewrite_what_was_signed(
    cast_company, handoff, statement
):
    sign_all(cast_company, handoff)

    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "body",
    [
        {"stage": "value"},
        {"signed_at": "2020-01-01T00:00:00Z"},
        {"person": "lena@example.org"},
        {"revision": 9},
        {"mandate_id": 1},
    ],
)
def test_a_signature_says_nothing_but_what_it_may(cast_company, handoff, body):
    client = Client()
    client.force_login(cast_company.hana)
    asked = {"function": "hr", "digest": handoff.digest, **body}

    answer = client.post(
        f"/api/v1/handoffs/{handoff.pk}/sign/", asked, content_type="application/json"
    )

    assert answer.status_code == 400
    assert not SignOff.objects.exists()


def test_a_link_from_a_message_only_leads_somewhere(cast_company, handoff):
    last = Entry.objects.count()
    client = Client()
    client.force_login(cast_company.hana)
    row = handoff.initiative

    page = f"/en/initiatives/{row.ref}/handoffs/{handoff.pk}/"
    asked = {"answer": "signed", "function": "hr", "digest": handoff.digest}
    for method in (client.get, client.head):
        method(page, asked)
        method(f"/api/v1/handoffs/{handoff.pk}/sign/", asked)

    assert not SignOff.objects.exists()
    assert Entry.objects.count() == last


def test_who_leaves_is_signed_out_at_the_next_request(cast_company, handoff):
    client = Client()
    client.force_login(cast_company.hana)
    assert client.get("/en/pipeline/").status_code == 200

    organisation.end_person(
        fresh(cast_company.hana), by=cast_company.adam, at_once=True
    )

    assert client.get("/en/pipeline/").status_code == 302
    assert client.get("/api/v1/initiatives/").status_code == 401


def test_the_administrator_decides_nothing(cast_company, handoff):
    for function in ("hr", "leadership"):
        with pytest.raises(Refused):
            sign(handoff, cast_company.adam, function)
    with pytest.raises(Refused):
        organisation.grant_mandate(
            cast_company.adam,
            by=cast_company.adam,
            function="hr",
            unit=cast_company.root,
        )
