"""Who acts on one gate at the same instant never gets more than the gate allows."""

from collections import Counter

import pytest

from audit import clock, verification
from governance import actions
from governance.models import Handoff, SignOff
from initiatives import actions as initiatives
from initiatives.stages import Stage
from literacy import actions as literacy
from organisation import actions as organisation
from organisation.functions import Function
from organisation.models import Mandate
from tests import factories
from tests.cast import NOW, SINCE, fresh, offer, propose, sign_all
from tests.races.conftest import ROUNDS
from tests.races.invariants import Mark, violations

pytestmark = pytest.mark.postgres


def handoff_of(row):
    """The open handoff of an initiative, read as a caller reads it."""
    rows = Handoff.objects.select_related("initiative__unit")
    return rows.get(initiative=row, state__in=Handoff.OPEN)


def charter(company, *, but=()):
    """A charter that everybody signed, except the functions named."""
    row = propose(company)
    sign_all(company, offer(company, row), but=but)
    return fresh(row)


def run_rounds(company, race, template, deeds, *, after=None, expect=None):
    """Race over many copies of one initiative, and ask the invariants after each.

    `deeds` makes the eight calls on a copy and its handoff, `after` mends what all
    copies share. `expect` says what the eight answers must be, taken together.
    """
    with clock.at(NOW):
        rows = factories.copies(template, ROUNDS)
    total = Counter()
    for number, row in enumerate(rows):
        mark = Mark.now()
        answers = race(deeds(row, handoff_of(row), number))
        done = Counter(answers)
        broken = violations(row.pk, mark)
        assert not broken, (number, broken, done)
        assert not expect or expect(answers), (number, answers)
        total["passed"] += fresh(row).stage != template.stage
        total.update(done)
        if after:
            with clock.at(NOW):
                after()
    assert verification.verify().is_sound
    return total


def test_eight_who_accept_the_last_step_pass_the_gate_once(company, race):
    with clock.at(NOW):
        template = charter(company)

    def deeds(row, handoff, number):
        return [
            lambda by=by: actions.accept(
                handoff, by=by, digest=handoff.digest, owner=by
            )
            for by in (company.hana, company.henri) * 4
        ]

    total = run_rounds(
        company, race, template, deeds, expect=lambda got: got.count("done") == 1
    )

    assert total["passed"] == ROUNDS


def test_the_last_signature_of_a_gate_without_receiver_passes_it_once(company, race):
    with clock.at(NOW):
        template = factories.at_stage(company, Stage.VALUE)
        factories.signed_by_all(company, template, but=("operations",))
        template = fresh(template)

    def deeds(row, handoff, number):
        return [
            lambda by=by: actions.sign(
                handoff, by=by, function="operations", digest=handoff.digest
            )
            for by in (company.otto, company.olga) * 4
        ]

    total = run_rounds(
        company, race, template, deeds, expect=lambda got: got.count("done") == 1
    )

    assert total["passed"] == ROUNDS


def test_a_gate_passes_on_what_was_signed_while_the_charter_changes(company, race):
    with clock.at(NOW):
        template = charter(company)

    def deeds(row, handoff, number):
        def accept():
            actions.accept(
                handoff, by=company.hana, digest=handoff.digest, owner=company.hana
            )

        def edit(by, **fields):
            return lambda: initiatives.edit(
                row, by=by, version=row.version, seen=None, **fields
            )

        def expose():
            initiatives.set_exposures(
                row,
                by=company.lena,
                rows=[
                    {
                        "unit": company.service,
                        "site": company.lyon,
                        "people": 97,
                        "overseers": 4,
                        "in_scope": True,
                    }
                ],
            )

        def drop_a_lead():
            initiatives.name_leads(row, by=company.lena, leads={"knowledge": None})

        changes = [
            [edit(company.lena, promise="Another promise.")],
            [expose],
            [drop_a_lead],
            [edit(company.otto, budget=5), expose],
        ][number % 4]
        return [*([accept] * (8 - len(changes))), *changes]

    total = run_rounds(company, race, template, deeds)

    assert total["passed"] > 0
    assert total["done"] > total["passed"]


def test_a_gate_passes_on_what_was_signed_while_evidence_changes(company, race):
    with clock.at(NOW):
        template = factories.at_stage(company, Stage.LITERACY)
        factories.signed_by_all(company, template)
        template = fresh(template)

    def deeds(row, handoff, number):
        def accept():
            actions.accept(
                handoff, by=company.otto, digest=handoff.digest, owner=company.otto
            )

        def measure():
            literacy.record_measure(
                row,
                by=company.henri,
                kind="training",
                audience="everyone",
                unit=company.service,
                site=company.lyon,
                held_on=clock.today(),
                people=3,
                ai_system="Drafting assistant",
                content="Introduction, version 2",
            )

        return [accept] * 6 + [measure] * 2

    total = run_rounds(company, race, template, deeds)

    assert total["done"] >= ROUNDS


def test_one_function_signs_once_whoever_signs_for_it(company, race):
    with clock.at(NOW):
        template = charter(company, but=(Function.MARKETING, Function.KNOWLEDGE))

    def deeds(row, handoff, number):
        return [
            lambda by=by: actions.sign(
                handoff, by=by, function="marketing", digest=handoff.digest
            )
            for by in (company.mara, company.max) * 4
        ]

    run_rounds(
        company, race, template, deeds, expect=lambda got: got.count("done") == 1
    )


def test_one_person_signs_once_for_whatever_they_hold(company, race):
    with clock.at(NOW):
        for function in ("marketing", "knowledge"):
            Mandate.objects.create(
                person=company.emma,
                function=function,
                unit=company.root,
                starts_on=SINCE,
            )
        template = charter(company, but=(Function.MARKETING, Function.KNOWLEDGE))

    def deeds(row, handoff, number):
        return [
            lambda function=function: actions.sign(
                handoff, by=company.emma, function=function, digest=handoff.digest
            )
            for function in ("marketing", "knowledge") * 4
        ]

    run_rounds(
        company, race, template, deeds, expect=lambda got: got.count("done") == 1
    )


def test_who_leaves_while_signing_or_accepting_leaves_nothing_that_counts(
    company, race
):
    with clock.at(NOW):
        template = charter(company, but=(Function.MARKETING,))
        signed = charter(company)
        ready = iter(factories.copies(signed, ROUNDS))
    leaving = (company.mara, company.kim)

    def deeds(row, handoff, number):
        def leave(person):
            return lambda: organisation.end_person(
                fresh(person), by=company.adam, at_once=True
            )

        def sign():
            actions.sign(
                handoff, by=company.mara, function="marketing", digest=handoff.digest
            )

        def accept():
            actions.accept(
                handoff, by=company.hana, digest=handoff.digest, owner=company.hana
            )

        if number % 2:
            return [
                sign,
                sign,
                sign,
                leave(company.mara),
                accept,
                accept,
                accept,
                accept,
            ]
        handoff = handoff_of(next(ready))
        seen.append(handoff.initiative_id)
        return [leave(company.kim), *[accept] * 7]

    def come_back():
        for person in leaving:
            person.refresh_from_db()
            if not person.is_active:
                organisation.reinstate_person(person, by=company.adam)
        broken = [b for pk in seen for b in violations(pk, start)]
        assert not broken, broken
        seen.clear()

    seen, start = [], Mark.now()
    total = run_rounds(company, race, template, deeds, after=come_back)

    assert total["done"] >= ROUNDS


def test_what_is_withdrawn_does_not_pass(company, race):
    with clock.at(NOW):
        template = charter(company)

    def deeds(row, handoff, number):
        def accept():
            actions.accept(
                handoff, by=company.hana, digest=handoff.digest, owner=company.hana
            )

        def withdraw():
            actions.withdraw(handoff, by=company.lena, reason="Too early.")

        def take_signature_back():
            signoff = SignOff.objects.get(handoff=handoff, function="marketing")
            actions.withdraw_signature(signoff, by=company.mara)

        def ask_back():
            actions.return_with_questions(
                handoff,
                by=company.hana,
                function="hr",
                digest=handoff.digest,
                text="Who trains them?",
                would_change="A name.",
            )

        against = (withdraw, take_signature_back, ask_back)[number % 3]
        return [accept, against] * 4

    run_rounds(
        company, race, template, deeds, expect=lambda got: got.count("done") >= 1
    )


def test_what_is_stopped_does_not_pass(company, race):
    with clock.at(NOW):
        template = charter(company)

    def deeds(row, handoff, number):
        def accept():
            actions.accept(
                handoff, by=company.hana, digest=handoff.digest, owner=company.hana
            )

        def stop():
            actions.stop(
                row, by=company.louis, version=row.version, reason="It does not pay."
            )

        return [accept, stop] * 4

    run_rounds(
        company, race, template, deeds, expect=lambda got: got.count("done") == 1
    )
