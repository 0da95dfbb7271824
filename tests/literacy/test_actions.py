"""Who may do what in stage 1, and what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from audit.models import Entry
from initiatives.models import Exposure
from literacy import actions
from literacy.errors import UseBlocked
from literacy.models import Measure, UseStart
from organisation.models import Notification
from tests.literacy.cast import TODAY


@pytest.fixture
def opened(initiative, company, hana):
    """A consultation of the council of Lyon, with its information."""
    row = actions.open_consultation(
        initiative,
        by=hana,
        site=company.lyon,
        body=company.council,
        right="consult",
        subject="The sorter",
    )
    actions.hand_over_information(
        row, by=hana, informed_on=TODAY, text="Purpose, data, access."
    )
    return row


# Who may


@pytest.mark.parametrize("name", ["otto", "lena", "lou", "rosa", "emma", "nobody"])
def test_only_hr_records_measures_and_opens_consultations(
    initiative, company, measure, name
):
    person = company.people[name]
    with pytest.raises(Refused, match="Only HR"):
        actions.record_measure(
            initiative,
            by=person,
            kind="training",
            audience="everyone",
            unit=company.service,
            site=company.lyon,
            held_on=TODAY,
            people=1,
            ai_system="Sorter",
            content="1",
        )
    with pytest.raises(Refused, match="Only HR"):
        actions.open_consultation(
            initiative,
            by=person,
            site=company.lyon,
            body=company.council,
            right="consult",
            subject="x",
        )


@pytest.mark.parametrize("name", ["hana", "lou", "lena", "rolf", "emma", "auda"])
def test_only_a_representative_who_sits_on_the_body_gives_its_opinion(
    company, opened, name
):
    with pytest.raises(Refused):
        actions.give_opinion(
            opened, by=company.people[name], outcome="favourable", given_on=TODAY
        )


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        ("dialogue_note", {"hana"}),
        ("ambition_note", {"lena"}),
        ("intent_published", {"hana", "lena"}),
        ("impact_assessment", {"hana"}),
    ],
)
def test_each_statement_has_its_own_function(taken_over, company, text_file, kind, may):
    initiative = taken_over
    for name in ("hana", "lena", "otto", "lou", "rosa", "nobody"):
        upload = text_file() if kind == "impact_assessment" else None
        if name in may:
            actions.write_statement(
                initiative,
                by=company.people[name],
                kind=kind,
                text="Said.",
                upload=upload,
            )
        else:
            with pytest.raises(Refused):
                actions.write_statement(
                    initiative,
                    by=company.people[name],
                    kind=kind,
                    text="Said.",
                    upload=upload,
                )


def test_a_waiver_takes_hr_and_legal_who_are_two_people(
    initiative, company, hana, lena, lou
):
    with pytest.raises(Refused):
        actions.ask_waiver(initiative, by=lou, site=company.lyon, reason="x")
    row = actions.ask_waiver(initiative, by=hana, site=company.lyon, reason="Same tool")
    for person in (hana, lena):
        with pytest.raises(Refused):
            actions.answer_waiver(row, by=person, answer="confirmed")
    actions.answer_waiver(row, by=lou, answer="refused")
    with pytest.raises(Duplicate):
        actions.answer_waiver(row, by=lou, answer="confirmed")
    # a refusal leaves the way free to ask again
    actions.ask_waiver(initiative, by=hana, site=company.lyon, reason="Same tool, v2")
    with pytest.raises(Invalid):
        actions.ask_waiver(initiative, by=hana, site=company.lyon, reason="Again")


def test_one_person_with_both_functions_cannot_do_both_halves(
    initiative, company, hana
):
    company.people["hana"].mandates.create(
        function="legal", unit=company.root, starts_on=TODAY
    )
    row = actions.ask_waiver(initiative, by=hana, site=company.lyon, reason="Same tool")
    with pytest.raises(Refused, match="another person"):
        actions.answer_waiver(row, by=hana, answer="confirmed")


def test_an_exception_takes_leadership_and_legal(initiative, company, hana, lena, lou):
    for person in (hana, lou):
        with pytest.raises(Refused):
            actions.ask_override(initiative, by=person, site=company.lyon, reason="x")
    row = actions.ask_override(
        initiative, by=lena, site=company.lyon, reason="Security repair"
    )
    with pytest.raises(Refused):
        actions.answer_override(row, by=lena, answer="confirmed")
    actions.answer_override(row, by=lou, answer="confirmed")
    assert row.is_confirmed


# What is refused


def test_a_measure_is_of_people_who_are_listed_and_of_the_past(
    measure, initiative, company, hana
):
    with pytest.raises(Invalid, match="one"):
        measure(people=0)
    common = {
        "by": hana,
        "kind": "training",
        "audience": "everyone",
        "people": 3,
        "ai_system": "Sorter",
        "content": "1",
        "unit": company.service,
    }
    with pytest.raises(Invalid) as wrong:
        actions.record_measure(initiative, site=company.leeds, held_on=TODAY, **common)
    assert wrong.value.field == "place"
    with pytest.raises(Invalid) as wrong:
        actions.record_measure(
            initiative, site=company.lyon, held_on=TODAY + timedelta(days=1), **common
        )
    assert wrong.value.field == "held_on"


def test_a_measure_is_corrected_once_and_with_a_reason(measure, hana):
    row = measure(people=10)
    with pytest.raises(Invalid):
        actions.correct_measure(row, by=hana, people=9, note=" ")
    actions.correct_measure(row, by=hana, people=9, note="One left early")
    with pytest.raises(Stale):
        actions.correct_measure(row, by=hana, people=8, note="Again")


def test_evidence_stays_as_it_was_written(measure):
    row = measure()
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=row.pk).update(people=1)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM literacy_measure")


def test_a_body_is_consulted_where_it_sits(initiative, company, hana):
    with pytest.raises(Invalid, match="does not sit"):
        actions.open_consultation(
            initiative,
            by=hana,
            site=company.lyon,
            body=company.betriebsrat,
            right="consent",
            subject="x",
        )
    with pytest.raises(Invalid, match="Nobody at this site"):
        actions.open_consultation(
            initiative,
            by=hana,
            site=company.stuttgart,
            body=company.betriebsrat,
            right="consent",
            subject="x",
        )


def test_the_same_consultation_is_opened_once(opened, initiative, company, hana):
    with pytest.raises(Invalid, match="opened already"):
        actions.open_consultation(
            initiative,
            by=hana,
            site=company.lyon,
            body=company.council,
            right="consult",
            subject="x",
        )


def test_handing_over_nothing_is_refused(opened, hana):
    with pytest.raises(Invalid):
        actions.hand_over_information(opened, by=hana, informed_on=TODAY, text="  ")


def test_an_opinion_comes_after_the_information(initiative, company, hana, rosa):
    row = actions.open_consultation(
        initiative,
        by=hana,
        site=company.lyon,
        body=company.council,
        right="consult",
        subject="x",
    )
    with pytest.raises(DomainError, match="Nothing was handed over"):
        actions.give_opinion(row, by=rosa, outcome="favourable", given_on=TODAY)
    actions.hand_over_information(row, by=hana, informed_on=TODAY, text="Purpose.")
    with pytest.raises(Invalid):
        actions.give_opinion(
            row, by=rosa, outcome="favourable", given_on=TODAY - timedelta(days=1)
        )


def test_an_opinion_on_what_was_not_read_is_stale(opened, hana, rosa):
    actions.hand_over_information(opened, by=hana, informed_on=TODAY, text="More.")
    with pytest.raises(Stale):
        actions.give_opinion(
            opened, by=rosa, outcome="favourable", given_on=TODAY, seen=1
        )
    actions.give_opinion(opened, by=rosa, outcome="favourable", given_on=TODAY, seen=2)


def test_no_intent_is_published_that_was_not_declared(initiative, lena):
    initiative.intent = ""
    initiative.save()
    with pytest.raises(DomainError, match="no intent"):
        actions.write_statement(
            initiative, by=lena, kind="intent_published", text="We grow."
        )


def test_an_assessment_comes_with_its_file(taken_over, hana):
    with pytest.raises(Invalid) as wrong:
        actions.write_statement(
            taken_over, by=hana, kind="impact_assessment", text="What changes."
        )
    assert wrong.value.field == "upload"


def test_nothing_is_added_to_a_closed_initiative(initiative, measure):
    initiative.stage, initiative.outcome = "closed", "growth"
    initiative.save()
    with pytest.raises(DomainError, match="Closed"):
        measure()


# The block


def test_no_real_work_begins_before_the_body_was_consulted(
    initiative, company, otto, consulted
):
    with pytest.raises(UseBlocked, match=r"Lyon.*CSE Lyon") as blocked:
        actions.start_use(
            initiative, by=otto, site=company.lyon, on=TODAY, real_work=True
        )
    assert blocked.value.bodies == ["CSE Lyon"]
    assert blocked.value.status == 409
    consulted(initiative)
    actions.start_use(initiative, by=otto, site=company.lyon, on=TODAY, real_work=True)


def test_a_sandbox_is_not_blocked(initiative, company, otto):
    row = actions.start_use(
        initiative, by=otto, site=company.lyon, on=TODAY, real_work=False
    )
    assert not row.real_work


def test_the_block_stays_when_the_site_leaves_the_scope(initiative, company, otto):
    Exposure.objects.update(in_scope=False)
    with pytest.raises(UseBlocked):
        actions.start_use(
            initiative, by=otto, site=company.lyon, on=TODAY, real_work=True
        )


def test_a_site_without_a_body_has_no_block(initiative, company, otto):
    Exposure.objects.update(site=company.leeds)
    actions.start_use(initiative, by=otto, site=company.leeds, on=TODAY, real_work=True)


def test_an_exception_opens_the_block_and_is_kept_with_the_use(
    initiative, company, otto, lena, lou
):
    row = actions.ask_override(
        initiative, by=lena, site=company.lyon, reason="Security repair"
    )
    with pytest.raises(UseBlocked):
        actions.start_use(
            initiative, by=otto, site=company.lyon, on=TODAY, real_work=True
        )
    actions.answer_override(row, by=lou, answer="confirmed")
    use = actions.start_use(
        initiative, by=otto, site=company.lyon, on=TODAY, real_work=True
    )
    assert use.override == row


def test_there_is_no_exception_where_nothing_blocks(
    initiative, company, lena, consulted
):
    consulted(initiative)
    with pytest.raises(DomainError, match="Nothing blocks"):
        actions.ask_override(initiative, by=lena, site=company.lyon, reason="x")


def test_a_first_use_is_first_once(initiative, company, otto, consulted):
    consulted(initiative)
    actions.start_use(initiative, by=otto, site=company.lyon, on=TODAY, real_work=True)
    with pytest.raises(Invalid, match="already"):
        actions.start_use(
            initiative, by=otto, site=company.lyon, on=TODAY, real_work=True
        )
    assert UseStart.objects.count() == 1


# The record


def test_the_record_carries_numbers_and_no_words(measure, opened, rosa):
    measure(people=12, note="Rosa asked twice")
    actions.give_opinion(
        opened, by=rosa, outcome="unfavourable", given_on=TODAY, text="Not like this."
    )
    bodies = " ".join(Entry.objects.values_list("body", flat=True))
    assert '"people":12' in bodies.replace(" ", "")
    for words in ("Rosa", "Not like this", "Purpose"):
        assert words not in bodies


def test_a_refusal_leaves_nothing_in_the_record(initiative, company, otto):
    with pytest.raises(UseBlocked):
        actions.start_use(
            initiative, by=otto, site=company.lyon, on=TODAY, real_work=True
        )
    assert not Entry.objects.filter(action="literacy.use_started").exists()


def test_the_members_of_the_body_are_told_of_the_information(opened, rosa, rolf):
    told = Notification.objects.filter(kind="literacy.information_handed_over")
    assert [row.recipient_id for row in told] == [rosa.pk]
