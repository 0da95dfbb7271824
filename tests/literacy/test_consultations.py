"""A consultation from its opening to its end, by every kind of right."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from audit import clock
from audit.errors import DomainError, Duplicate, Invalid, Refused
from initiatives.models import Exposure
from literacy import actions, evidence
from literacy.errors import UseBlocked
from literacy.models import (
    Consultation,
    Deadline,
    Event,
    Information,
    LawRule,
    LawRuleVersion,
    Opinion,
    Right,
    Triage,
)
from literacy.models import ConsultationState as State
from literacy.standing import standing_of
from organisation.models import Body, Seat, Site
from tests.literacy.cast import NOW, TODAY

RESERVED = {
    "outcome": "with_reservations",
    "given_on": TODAY,
    "text": "The load is looked at again.",
}


@pytest.fixture
def rule(company):
    """The version of a rule that is in force, verified by Legal if asked."""

    def find(code, *, verified=False):
        row = LawRuleVersion.objects.in_force(TODAY).get(rule__code=code)
        if verified:
            LawRuleVersion.objects.filter(pk=row.pk).update(
                verified_on=TODAY, verified_by=company.people["lou"]
            )
            row.refresh_from_db()
        return row

    return find


@pytest.fixture
def consult(initiative, company, hana, rule):
    """Open the consultation of the council of Lyon by a rule of law."""

    def open_it(code="FR-CSE-TECH", *, verified=True, on=None, **more):
        row = actions.open_consultation(
            initiative,
            by=hana,
            site=company.lyon,
            body=company.council,
            rule=rule(code, verified=verified),
            subject="The sorter",
            **more,
        )
        if on:
            hand_over(row, hana, on)
        return row

    return open_it


def hand_over(row, by, on=TODAY, items=None, **more):
    """Hand over what the rule asks for, all of it unless items are named."""
    items = range(1, row.items + 1) if items is None else items
    return actions.hand_over_information(
        row, by=by, informed_on=on, text="Purpose, data.", items=items, **more
    )


def test_days_of_the_law_are_days_of_the_site(initiative, company, hana, lena, lou):
    """It is still Monday in Lyon when it is Tuesday in Helsinki, Sunday in Boston."""
    midnight = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    helsinki = Site.objects.create(name="Helsinki", country="FI")
    body = Body.objects.create(name="Yhteistoiminta")
    body.sites.add(helsinki)
    for site in (helsinki, company.leeds):
        Exposure.objects.create(
            initiative=initiative, unit=company.service, site=site, people=9
        )
    with clock.at(midnight):
        rows = [
            actions.open_consultation(
                initiative, by=hana, site=site, body=board, right="inform",
                subject="The sorter",
            )
            for site, board in (
                (helsinki, body), (company.lyon, company.council),
            )
        ]  # fmt: skip
        hand_over(rows[0], hana, tuesday)
        with pytest.raises(Invalid) as caught:
            hand_over(rows[1], hana, tuesday)
        assert caught.value.field == "informed_on"
        event = actions.prove_delivery(rows[0], by=hana, on=tuesday, text="Received.")
        assert event.on == tuesday
        # what happened on the day there counts there already
        assert now(rows[0]).has_proof
        hand_over(rows[1], hana, monday)
        start = {"by": hana, "site": helsinki, "real_work": False}
        assert actions.start_use(initiative, on=tuesday, **start).on == tuesday
        with pytest.raises(Invalid):
            actions.start_use(
                initiative, on=tuesday, by=hana, site=company.lyon, real_work=False
            )


def now(row):
    """A consultation as it stands now."""
    return (
        Consultation.objects.with_standing()
        .select_related("body", "site", "rule__rule", "initiative__unit")
        .get(pk=row.pk)
    )


def paper(name="order.pdf"):
    """A small PDF."""
    return SimpleUploadedFile(name, f"%PDF-1.4\n% {name}\n%%EOF\n".encode())


def later(days):
    """The same hour some days on."""
    return clock.at(NOW + timedelta(days=days))


# The clock


def test_the_clock_starts_only_when_everything_on_the_list_is_handed_over(
    consult, hana
):
    row = consult()
    assert now(row).state == State.OPENED
    hand_over(row, hana, TODAY - timedelta(days=4), items=[1, 2, 3])
    assert now(row).state == State.INCOMPLETE
    assert now(row).due_on is None
    hand_over(row, hana, items=[3, 4, 5, 6, 7, 8])
    assert now(row).state == State.WAITING
    assert now(row).complete_on == TODAY
    assert now(row).due_on == date(2026, 12, 24)


def test_information_of_26_september_with_an_expert_ends_on_26_november(
    consult, hana, rosa
):
    with clock.at(datetime(2024, 9, 26, 9, tzinfo=UTC)):
        row = consult(on=date(2024, 9, 26))
        assert now(row).due_on == date(2024, 10, 28)
        actions.name_expert(row, by=rosa, on=date(2024, 9, 26), text="Cabinet")
        assert now(row).due_on == date(2024, 11, 26)
        assert now(row).state == State.EXPERT
    kept = row.deadlines.last()
    assert kept.calendar_version.startswith("holidays")
    assert kept.law_version
    assert kept.facts["ground"] == "expert_appointed"


def test_in_belgium_work_begins_three_months_after_the_information_and_the_talks(
    initiative, company, hana, rule
):
    brussels = Site.objects.create(name="Brussels", country="BE")
    council = Body.objects.create(name="CE Brussels")
    council.sites.add(brussels)
    Exposure.objects.create(
        initiative=initiative, unit=company.service, site=brussels, people=50
    )
    row = actions.open_consultation(
        initiative,
        by=hana,
        site=brussels,
        body=council,
        rule=rule("BE-CCT39", verified=True),
        subject="The sorter",
    )
    with clock.at(datetime(2026, 10, 30, 9, tzinfo=UTC)):
        hand_over(row, hana, date(2026, 10, 30))
    assert now(row).due_on == date(2027, 1, 30)
    actions.minute_talks(row, by=hana, on=TODAY, upload=paper())
    assert now(row).state == State.LEAD_TIME
    with clock.at(datetime(2027, 1, 29, 9, tzinfo=UTC)):
        assert not now(row).has_passed
    with clock.at(datetime(2027, 1, 30, 9, tzinfo=UTC)):
        assert now(row).has_passed


def test_time_passes_only_a_verified_rule_whose_delivery_is_proven(
    consult, hana, rosa, company, rule
):
    row = consult(verified=False, on=TODAY)
    with later(31):
        assert now(row).state == State.OVERDUE
        assert not now(row).has_passed
        rule("FR-CSE-TECH", verified=True)
        assert now(row).state == State.UNPROVEN
        assert not now(row).has_passed
        actions.prove_delivery(row, by=rosa, on=TODAY)
        assert now(row).state == State.DEEMED
        assert now(row).has_passed
        assert now(row).reading.passed_on == date(2026, 12, 25)
        assert not now(row).outcome
        assert now(row).reading.response_is_owed
        actions.respond(
            row, by=hana, on=clock.today(), text="We go on as told.", departs=False
        )
        assert now(row).state == State.CLOSED


@pytest.mark.parametrize(
    ("code", "right"), [("DE-87-1-6", Right.CONSENT), ("SE-MBL-11", Right.BARGAIN)]
)
def test_consent_and_negotiation_never_pass_by_time(consult, rosa, hana, code, right):
    row = consult(code, on=TODAY)
    actions.prove_delivery(row, by=rosa, on=TODAY)
    assert row.right == right
    with later(4000):
        assert now(row).due_on is None
        assert not now(row).has_passed
        assert now(row).state == State.WAITING


# Each kind of right


@pytest.mark.parametrize(
    ("code", "outcome", "passes"),
    [
        ("FR-CSE-TECH", "unfavourable", True),
        ("FR-CSE-TECH", "no_opinion", True),
        ("DE-87-1-6", "agreement", True),
        ("DE-87-1-6", "consent_refused", False),
        ("SE-MBL-11", "no_agreement", True),
        ("NL-25-1-k", "favourable", True),
        ("NL-25-1-k", "unfavourable", False),
        ("BE-CCT39", "favourable", False),
    ],
)
def test_each_right_passes_by_its_own_answers(consult, rosa, code, outcome, passes):
    row = consult(code, on=TODAY)
    actions.give_opinion(row, by=rosa, outcome=outcome, given_on=TODAY)
    assert now(row).has_passed is passes


@pytest.mark.parametrize("code", ["ES-64-4-d", "IT-1bis", "DE-80-3"])
def test_information_alone_passes_once_all_of_it_is_there(consult, hana, code):
    row = consult(code)
    assert not now(row).has_passed
    hand_over(row, hana)
    assert now(row).has_passed
    assert now(row).state == State.INFORMED


def test_talks_that_are_minuted_pass_where_the_law_asks_for_deliberation(consult, hana):
    row = consult("DE-90", verified=False, on=TODAY)
    assert not now(row).has_passed
    actions.minute_talks(row, by=hana, on=TODAY, upload=paper())
    assert now(row).has_passed


def test_an_answer_that_is_none_to_what_was_asked_is_refused(consult, rosa):
    row = consult("DE-87-1-6", on=TODAY)
    with pytest.raises(Invalid, match="no answer"):
        actions.give_opinion(row, by=rosa, outcome="no_opinion", given_on=TODAY)


def test_a_decision_that_departs_from_dutch_advice_waits_a_month(consult, rosa, hana):
    row = consult("NL-25-1-k", on=TODAY)
    actions.give_opinion(row, by=rosa, outcome="unfavourable", given_on=TODAY)
    assert now(row).state == State.GIVEN
    said = actions.respond(row, by=hana, on=TODAY, text="We go on.", departs=True)
    assert said.waits_until == date(2026, 12, 24)
    assert now(row).state == State.STANDSTILL
    with later(30):
        assert not now(row).has_passed
    with later(31):
        assert now(row).has_passed
        assert now(row).reading.passed_on == date(2026, 12, 25)


def test_a_decision_that_follows_the_advice_waits_for_nothing(consult, rosa, hana):
    row = consult("NL-25-1-k", on=TODAY)
    actions.give_opinion(row, by=rosa, **RESERVED)
    actions.respond(row, by=hana, on=TODAY, text="We do as advised.", departs=False)
    assert now(row).has_passed


def test_a_standstill_of_an_unverified_rule_never_ends_by_time(consult, rosa, hana):
    row = consult("NL-25-1-k", verified=False, on=TODAY)
    actions.give_opinion(row, by=rosa, outcome="unfavourable", given_on=TODAY)
    actions.respond(row, by=hana, on=TODAY, text="We go on.", departs=True)
    with later(400):
        assert not now(row).has_passed


def test_an_authority_that_was_asked_must_have_spoken(consult, rosa, hana):
    row = consult("LU-261-1", on=TODAY)
    actions.prove_delivery(row, by=rosa, on=TODAY)
    actions.ask_authority(row, by=rosa, on=TODAY)
    assert now(row).due_on >= date(2026, 12, 24)
    with later(100):
        assert not now(row).has_passed
        actions.record_order(
            row,
            by=hana,
            kind="granted",
            forum="authority",
            on=clock.today(),
            reference="CNPD 1",
            upload=paper(),
        )
        assert now(row).has_passed


def test_15_days_pass_where_nobody_asked_the_authority(consult, rosa):
    row = consult("LU-261-1", on=TODAY)
    actions.prove_delivery(row, by=rosa, on=TODAY)
    with later(14):
        assert not now(row).has_passed
    with later(30):
        assert now(row).has_passed
        assert now(row).state == State.LAPSED


def test_a_refused_consent_is_replaced_by_the_board_that_the_law_names(
    consult, rosa, hana, lou
):
    row = consult("DE-87-1-6", on=TODAY)
    actions.give_opinion(row, by=rosa, outcome="consent_refused", given_on=TODAY)
    assert now(row).state == State.REFUSED
    order = {
        "kind": "granted",
        "on": TODAY,
        "reference": "E 12/26",
    }
    with pytest.raises(Invalid, match="replaces nothing"):
        actions.record_order(
            row, by=hana, forum="kantonrechter", upload=paper(), **order
        )
    actions.record_order(row, by=lou, forum="einigungsstelle", upload=paper(), **order)
    assert now(row).state == State.SUBSTITUTED
    assert now(row).has_passed


def test_after_a_refused_consent_talks_go_on(consult, rosa, hana):
    row = consult("DE-87-1-6", on=TODAY)
    actions.give_opinion(row, by=rosa, outcome="consent_refused", given_on=TODAY)
    hand_over(row, hana, items=[])
    actions.give_opinion(row, by=rosa, outcome="agreement", given_on=TODAY)
    assert now(row).has_passed


# Requests, extensions, orders


def test_a_request_for_documents_contests_the_information_and_hr_answers(
    consult, rosa, hana
):
    row = consult(on=TODAY)
    due = now(row).due_on
    asked = actions.ask_documents(row, by=rosa, text="The contract with the vendor.")
    assert now(row).state == State.CONTESTED
    assert now(row).due_on == due
    with pytest.raises(Refused):
        actions.answer_request(asked, by=rosa, text="Ourselves.")
    actions.answer_request(asked, by=hana, text="Here it is.", upload=paper())
    assert now(row).state == State.WAITING
    with pytest.raises(Duplicate):
        actions.answer_request(asked, by=hana, text="Again.")


def test_a_term_changes_by_agreement_of_both_sides_only(consult, rosa, hana, henri):
    row = consult(on=TODAY)
    asked = actions.propose_term(row, by=hana, months=4)
    for person in (hana, henri):
        with pytest.raises(Refused, match="other side"):
            actions.answer_term(asked, by=person, answer="confirmed")
    assert now(row).due_on == date(2026, 12, 24)
    actions.answer_term(asked, by=rosa, answer="confirmed")
    assert now(row).due_on == date(2027, 3, 24)
    with pytest.raises(Duplicate):
        actions.answer_term(asked, by=rosa, answer="refused")


def test_both_sides_together_may_agree_on_an_earlier_end(consult, rosa, hana):
    row = consult(on=TODAY)
    actions.name_expert(row, by=rosa, on=TODAY, text="Cabinet")
    assert now(row).due_on == date(2027, 1, 25)
    asked = actions.propose_term(row, by=rosa, months=1)
    actions.answer_term(asked, by=hana, answer="confirmed")
    assert now(row).due_on == date(2026, 12, 24)


def test_a_declined_term_changes_nothing(consult, rosa, hana):
    row = consult(on=TODAY)
    asked = actions.propose_term(row, by=rosa, months=6)
    actions.answer_term(asked, by=hana, answer="refused")
    assert now(row).due_on == date(2026, 12, 24)
    assert row.deadlines.count() == 1


def test_a_court_extends_the_term_and_never_shortens_it(consult, hana):
    row = consult(on=TODAY)
    order = {
        "kind": "extended",
        "forum": "court",
        "on": TODAY,
        "reference": "26/01",
    }
    with pytest.raises(Invalid, match="after the term") as wrong:
        actions.record_order(
            row, by=hana, until=date(2026, 12, 20), upload=paper(), **order
        )
    assert wrong.value.field == "until"
    actions.record_order(row, by=hana, until=date(2027, 2, 1), upload=paper(), **order)
    assert now(row).due_on == date(2027, 2, 1)
    assert now(row).state == State.EXTENDED


def test_a_suspension_stops_the_term_and_the_use_until_it_is_lifted(
    consult, rosa, hana, otto, initiative, company
):
    row = consult(on=TODAY)
    actions.give_opinion(row, by=rosa, outcome="favourable", given_on=TODAY)
    order = {"forum": "court", "reference": "25/851"}
    actions.record_order(
        row, by=hana, kind="suspended", on=TODAY, upload=paper(), **order
    )
    assert now(row).state == State.SUSPENDED
    assert not now(row).has_passed
    with pytest.raises(UseBlocked, match="Suspended by order"):
        actions.start_use(
            initiative, by=otto, site=company.lyon, on=TODAY, real_work=True
        )
    with later(3):
        actions.record_order(
            row,
            by=hana,
            kind="lifted",
            on=clock.today(),
            upload=paper("b.pdf"),
            **order,
        )
        assert now(row).has_passed


def test_no_exception_opens_what_a_court_has_suspended_or_a_day_before_it(
    consult, rosa, hana, otto, lena, lou, initiative, company
):
    row = consult(on=TODAY)
    start = {"by": otto, "site": company.lyon, "real_work": True}
    asked = actions.ask_override(
        initiative, by=lena, site=company.lyon, reason="Security repair"
    )
    actions.answer_override(asked, by=lou, answer="confirmed")
    with pytest.raises(Invalid, match="The exception was confirmed on 24 November"):
        actions.start_use(initiative, on=TODAY - timedelta(days=1), **start)
    assert actions.start_use(initiative, on=TODAY, **start).override == asked

    with later(4):
        actions.give_opinion(row, by=rosa, outcome="favourable", given_on=clock.today())
        actions.record_order(
            row,
            by=hana,
            kind="suspended",
            on=clock.today(),
            upload=paper(),
            forum="court",
            reference="25/851",
        )
        with pytest.raises(UseBlocked, match="Suspended by order"):
            actions.start_use(initiative, on=clock.today(), **start)


def test_days_of_suspension_do_not_count_in_the_term(consult, hana):
    row = consult(on=TODAY)
    order = {"forum": "court", "reference": "25/851"}
    actions.record_order(
        row, by=hana, kind="suspended", on=TODAY, upload=paper(), **order
    )
    with later(9):
        actions.record_order(
            row,
            by=hana,
            kind="lifted",
            on=clock.today(),
            upload=paper("b.pdf"),
            **order,
        )
        assert now(row).due_on == date(2027, 1, 4)


# I-14: locked after the opinion


def test_after_the_opinion_nothing_is_added_by_any_act(consult, rosa, hana):
    row = consult(on=TODAY)
    actions.give_opinion(row, by=rosa, outcome="unfavourable", given_on=TODAY)
    for act in (
        lambda: hand_over(row, hana, items=[]),
        lambda: actions.ask_documents(row, by=rosa, text="More."),
        lambda: actions.name_expert(row, by=rosa, on=TODAY, text="Cabinet"),
        lambda: actions.minute_talks(row, by=hana, on=TODAY, upload=paper()),
        lambda: actions.propose_term(row, by=hana, months=3),
        lambda: actions.prove_delivery(row, by=rosa, on=TODAY),
    ):
        with pytest.raises(DomainError, match="stands as it is"):
            act()
    with pytest.raises(Duplicate, match="cannot be changed"):
        actions.give_opinion(row, by=rosa, outcome="favourable", given_on=TODAY)


def test_after_the_opinion_the_database_itself_takes_nothing_more(consult, rosa, hana):
    row = consult(on=TODAY)
    actions.give_opinion(row, by=rosa, outcome="unfavourable", given_on=TODAY)
    common = {"consultation": row, "recorded_by": hana}
    for late in (
        Information(informed_on=TODAY, text="More", **common),
        Event(kind="minutes", side="employer", on=TODAY, **common),
        Deadline(
            started_on=TODAY,
            due_on=date(2030, 1, 1),
            facts={},
            calendar_version="x",
            law_version="x",
            **common,
        ),
        Opinion(outcome="favourable", given_on=TODAY, **common),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            late.save()
    for table in ("information", "opinion", "deadline", "consultation"):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE literacy_{table} SET id = id + 1000")


def test_corrections_after_the_opinion_are_addenda_of_each_side(
    consult, rosa, hana, lou, rolf
):
    row = consult(on=TODAY)
    with pytest.raises(DomainError, match="still open"):
        actions.add_addendum(row, by=hana, text="A word")
    actions.give_opinion(row, by=rosa, outcome="unfavourable", given_on=TODAY)
    assert actions.add_addendum(row, by=hana, text="Page 3 is wrong.").side == (
        "employer"
    )
    assert actions.add_addendum(row, by=rosa, text="We meant both.").side == "body"
    for person in (lou, rolf):
        with pytest.raises(Refused):
            actions.add_addendum(row, by=person, text="Mine")


# I-15: never earlier


def test_the_database_refuses_a_deadline_that_gets_earlier(consult, hana):
    row = consult(on=TODAY)
    common = {
        "consultation": row,
        "started_on": TODAY,
        "facts": {},
        "calendar_version": "x",
        "law_version": "x",
        "recorded_by": hana,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline(due_on=date(2026, 12, 23), **common).save()
    Deadline(due_on=date(2026, 12, 25), **common).save()


def test_a_change_of_the_law_does_not_move_a_deadline_that_was_set(consult, hana):
    row = consult(on=TODAY)
    hand_over(row, hana, items=[])
    assert row.deadlines.count() == 1


# I-16 and the block


def test_no_gate_passes_while_the_consultation_is_open(consult, initiative, rosa):
    def criterion():
        return {c.code: c for c in evidence.criteria(initiative)}["consultations"]

    row = consult(on=TODAY)
    assert not criterion().met
    assert str(criterion().fact) == (
        "CSE Lyon: opinion awaited until 24 December 2026 (FR-CSE-TECH)"
    )
    actions.give_opinion(row, by=rosa, outcome="unfavourable", given_on=TODAY)
    assert criterion().met


def test_the_block_names_the_rule_the_law_the_date_and_who_can_act(
    consult, initiative, otto, company
):
    consult(on=TODAY)
    with pytest.raises(UseBlocked) as blocked:
        actions.start_use(
            initiative, by=otto, site=company.lyon, on=TODAY, real_work=True
        )
    assert str(blocked.value) == (
        "No real work can begin at Lyon yet: the consultation has not passed for CSE "
        "Lyon (FR-CSE-TECH, L2312-8 II 4°). Opinion awaited until 24 December 2026. "
        "The body answers: nobody can do it in its place."
    )
    assert blocked.value.details["rules"] == ["FR-CSE-TECH"]


def test_real_work_cannot_have_begun_before_the_consultation_passed(
    consult, initiative, otto, rosa, company
):
    row = consult(on=TODAY - timedelta(days=9))
    actions.give_opinion(row, by=rosa, outcome="favourable", given_on=TODAY)
    with pytest.raises(Invalid, match="passed on 24 November 2026") as wrong:
        actions.start_use(
            initiative,
            by=otto,
            site=company.lyon,
            on=TODAY - timedelta(days=1),
            real_work=True,
        )
    assert wrong.value.field == "on"
    actions.start_use(initiative, by=otto, site=company.lyon, on=TODAY, real_work=True)


def test_a_rule_that_does_not_block_stops_no_work_and_still_counts_at_the_gate(
    consult, initiative, otto, company, hana, lou
):
    Triage.objects.create(
        initiative=initiative,
        answers={"real_work": "yes"},
        novelty="evolution",
        justification="Version 2",
        earlier="CSE, May",
        answered_by=hana,
        agreed=True,
        signed_at=NOW,
        signed_by=lou,
    )
    consult("DE-90", on=TODAY)
    assert standing_of(initiative).missing
    actions.start_use(initiative, by=otto, site=company.lyon, on=TODAY, real_work=True)


def test_before_the_triage_no_rule_that_does_not_block_lifts_the_block(
    consult, initiative, otto, company, hana
):
    consult("ES-64-4-d")
    with pytest.raises(UseBlocked):
        actions.start_use(
            initiative, by=otto, site=company.lyon, on=TODAY, real_work=True
        )


def test_one_site_lifts_its_block_and_the_other_keeps_it(
    consult, initiative, otto, rosa, company
):
    Exposure.objects.create(
        initiative=initiative, unit=company.service, site=company.stuttgart, people=9
    )
    row = consult(on=TODAY)
    actions.give_opinion(row, by=rosa, outcome="favourable", given_on=TODAY)
    actions.start_use(initiative, by=otto, site=company.lyon, on=TODAY, real_work=True)
    with pytest.raises(UseBlocked):
        actions.start_use(
            initiative, by=otto, site=company.stuttgart, on=TODAY, real_work=True
        )


def test_a_waiver_may_be_of_one_rule_and_name_the_earlier_consultation(
    consult, initiative, company, hana, lou, rosa
):
    row = consult("DE-90", on=TODAY)
    actions.give_opinion(row, by=rosa, outcome="favourable", given_on=TODAY)
    asked = actions.ask_waiver(
        initiative,
        by=hana,
        site=company.lyon,
        reason="Version 2 of the same tool",
        rule=LawRule.objects.get(code="FR-CSE-TECH"),
        earlier=row,
    )
    actions.answer_waiver(asked, by=lou, answer="confirmed")
    assert asked.earlier == row


# Response, commitments, reopening


def test_the_employer_answers_once_and_after_the_opinion(consult, rosa, hana):
    row = consult(on=TODAY)
    with pytest.raises(DomainError, match="not answered"):
        actions.respond(row, by=hana, on=TODAY, text="x", departs=False)
    actions.give_opinion(row, by=rosa, **RESERVED)
    with pytest.raises(Invalid, match="after the opinion"):
        actions.respond(
            row, by=hana, on=TODAY - timedelta(days=1), text="x", departs=False
        )
    actions.respond(row, by=hana, on=TODAY, text="We look again.", departs=False)
    with pytest.raises(Duplicate):
        actions.respond(row, by=hana, on=TODAY, text="x", departs=False)


def test_a_commitment_stands_until_its_owner_shows_that_it_is_kept(
    consult, rosa, hana, otto, lou
):
    row = consult(on=TODAY)
    actions.give_opinion(row, by=rosa, **RESERVED)
    actions.respond(row, by=hana, on=TODAY, text="We look again.", departs=False)
    with pytest.raises(Invalid, match="lies ahead"):
        actions.commit_to(
            row, by=hana, text="x", owner=otto, due_on=TODAY - timedelta(days=1)
        )
    promise = actions.commit_to(
        row, by=hana, text="Measure the load", owner=otto, due_on=date(2027, 2, 1)
    )
    assert now(row).state == State.FOLLOWED_UP
    with pytest.raises(Refused):
        actions.fulfil(promise, by=lou, on=TODAY, text="x")
    actions.fulfil(promise, by=otto, on=TODAY, text="Measured: 41 a day.")
    assert now(row).state == State.CLOSED
    with pytest.raises(Duplicate):
        actions.fulfil(promise, by=otto, on=TODAY, text="x")


def test_a_material_change_opens_a_new_file_that_must_pass_anew(
    consult, initiative, rosa, hana
):
    row = consult(on=TODAY)
    actions.give_opinion(row, by=rosa, outcome="favourable", given_on=TODAY)
    assert not standing_of(initiative).missing
    fresh = actions.reopen(row, by=hana, reason="It now ranks people too.")
    assert now(row).state == State.REOPENED
    assert now(fresh).state == State.OPENED
    assert fresh.follows == row
    assert standing_of(initiative).missing
    with pytest.raises(DomainError, match="newer one"):
        actions.add_addendum(row, by=hana, text="x")
    with pytest.raises(DomainError, match="newer one"):
        actions.reopen(row, by=hana, reason="Again")


# What is refused


def test_an_opinion_before_the_list_is_complete_is_refused(consult, rosa, hana):
    row = consult()
    with pytest.raises(DomainError, match="Nothing was handed over"):
        actions.give_opinion(row, by=rosa, outcome="favourable", given_on=TODAY)
    hand_over(row, hana, items=[1, 2])
    with pytest.raises(DomainError, match="6 things of the list are missing"):
        actions.give_opinion(row, by=rosa, outcome="favourable", given_on=TODAY)


def test_an_opinion_with_reservations_says_which(consult, rosa):
    row = consult(on=TODAY)
    with pytest.raises(Invalid, match="Write the reservations") as wrong:
        actions.give_opinion(row, by=rosa, **RESERVED | {"text": " "})
    assert wrong.value.field == "text"
    actions.give_opinion(row, by=rosa, **RESERVED)
    assert now(row).outcome == "with_reservations"


def test_a_hand_over_in_the_future_is_refused(consult, hana):
    row = consult()
    with pytest.raises(Invalid, match="not come yet") as wrong:
        hand_over(row, hana, TODAY + timedelta(days=1))
    assert wrong.value.field == "informed_on"


def test_a_thing_that_is_not_on_the_list_is_refused(consult, hana):
    row = consult()
    with pytest.raises(Invalid, match="not in the list"):
        hand_over(row, hana, items=[9])


def test_a_representative_of_another_site_does_nothing_here(consult, rolf):
    row = consult(on=TODAY)
    for act in (
        lambda: actions.give_opinion(
            row, by=rolf, outcome="favourable", given_on=TODAY
        ),
        lambda: actions.ask_documents(row, by=rolf, text="x"),
        lambda: actions.name_expert(row, by=rolf, on=TODAY, text="x"),
        lambda: actions.write_note(row, by=rolf, text="x"),
        lambda: actions.prove_delivery(row, by=rolf, on=TODAY),
    ):
        with pytest.raises(Refused):
            act()


def test_a_member_whose_seat_has_ended_speaks_no_more(consult, rosa):
    row = consult(on=TODAY)
    Seat.objects.filter(person=rosa).update(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused):
        actions.give_opinion(row, by=rosa, outcome="favourable", given_on=TODAY)


def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_is_kept(consult, hana):
    row = consult()
    with pytest.raises(DomainError):
        hand_over(
            row,
            hana,
            upload=SimpleUploadedFile("plan.pdf", b"MZ this is a program"),
        )
    assert not Information.objects.exists()
    assert now(row).state == State.OPENED


def test_the_same_rule_is_opened_once_for_a_body(consult):
    consult()
    with pytest.raises(Invalid, match="opened already"):
        consult()


@pytest.mark.parametrize("name", ["otto", "lena", "lou", "rosa", "emma", "auda"])
def test_only_hr_acts_for_the_employer(consult, company, name):
    row = consult(on=TODAY)
    by = company.people[name]
    for act in (
        lambda: hand_over(row, by),
        lambda: actions.minute_talks(row, by=by, on=TODAY, upload=paper()),
        lambda: actions.respond(row, by=by, on=TODAY, text="x", departs=False),
        lambda: actions.commit_to(row, by=by, text="x", owner=by, due_on=TODAY),
        lambda: actions.reopen(row, by=by, reason="x"),
    ):
        with pytest.raises(Refused):
            act()


# What the law asks


def test_what_the_triage_asks_for_is_opened_at_once_and_by_its_rules(
    initiative, company, hana
):
    Exposure.objects.create(
        initiative=initiative, unit=company.service, site=company.stuttgart, people=9
    )
    Triage.objects.create(
        initiative=initiative,
        answers={"real_work": "yes", "accounts": "yes"},
        novelty="new",
        answered_by=hana,
    )
    before = standing_of(initiative)
    codes = {duty.code for duty in before.to_open}
    assert {"FR-CSE-TECH", "FR-CSE-MONITOR", "DE-87-1-6", "DE-90"} <= codes
    assert before.at(company.stuttgart).is_blocked
    opened = actions.open_required(initiative, by=hana)
    assert len(opened) == len(before.to_open)
    after = standing_of(initiative)
    assert not after.to_open
    assert {d.code for d in after.at(company.stuttgart).blocking} == {"DE-87-1-6"}
    with pytest.raises(DomainError, match="open already"):
        actions.open_required(initiative, by=hana)


def test_a_file_has_the_right_of_its_rule_and_a_lighter_one_meets_nothing(
    consult, initiative, company, hana
):
    with pytest.raises(Invalid, match="Leave the right away") as refused:
        consult("DE-87-1-6", right="inform")
    assert refused.value.field == "right"

    def answered(**answers):
        return Triage.objects.create(
            initiative=initiative,
            answers={"real_work": "yes", "hr_decisions": "yes", **answers},
            novelty="new",
            answered_by=hana,
        )

    def monitoring():
        return next(
            duty
            for duty in standing_of(initiative).at(company.lyon).duties
            if duty.code == "FR-CSE-MONITOR" and str(duty.because) != "It was opened."
        )

    answered()
    informed = consult("FR-CSE-MONITOR", right="inform")
    hand_over(informed, hana)
    assert monitoring().has_passed

    with later(1):
        answered(monitoring="yes")
        assert monitoring().consultation is None
        assert standing_of(initiative).at(company.lyon).is_blocked
        again = consult("FR-CSE-MONITOR", right="consult")
        assert monitoring().consultation == again


def test_a_triage_that_denies_real_work_lets_no_real_work_begin(
    initiative, company, hana, otto
):
    Triage.objects.create(
        initiative=initiative,
        answers={"real_work": "no"},
        novelty="new",
        answered_by=hana,
    )
    with pytest.raises(UseBlocked):
        actions.start_use(
            initiative, by=otto, site=company.lyon, on=TODAY, real_work=True
        )


def test_a_consultation_without_a_rule_passes_by_an_answer_of_the_body_only(
    initiative, company, hana, rosa
):
    row = actions.open_consultation(
        initiative,
        by=hana,
        site=company.lyon,
        body=company.council,
        right="consult",
        subject="The sorter",
    )
    hand_over(row, hana)
    actions.prove_delivery(row, by=rosa, on=TODAY)
    with later(900):
        assert now(row).due_on is None
        assert not now(row).has_passed
