"""Two at once, on PostgreSQL: one release, one answer a ballot, one count a person."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections

from audit import clock
from audit.actions import SYSTEM
from audit.errors import DomainError
from audit.models import Entry
from literacy import actions, codes
from literacy.models import Batch, Concern, Envelope, Item, Seconding, Tally
from tests.cast import NOW, build_company, propose
from tests.literacy.test_voice import MONDAY

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MANY = 6


def at_once(act, at=NOW):
    """Do this in threads at the same moment; what each of them got, or its error."""
    gate, found = Barrier(MANY), []

    def run():
        try:
            with clock.at(at):
                gate.wait()
                found.append(act())
        except DomainError as error:
            found.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _n in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture
def company():
    with clock.at(NOW):
        yield build_company()


def test_many_sweeps_at_once_release_one_batch(company):
    for _n in range(12):
        actions.send_anonymously(theme="jobs", text="Why?", code=codes.fresh())

    found = at_once(lambda: actions.release_due(by=SYSTEM), at=MONDAY)

    assert [b.received for b in found if isinstance(b, Batch)] == [12]
    assert Batch.objects.count() == 1
    assert Concern.objects.count() == 12
    assert not Envelope.objects.exists()
    assert Entry.objects.filter(action="literacy.concerns_received").count() == 1


def test_a_ballot_sent_many_times_at_once_counts_once(company):
    pulse = actions.open_pulse(
        by=company.hana, closes_on=(NOW + timedelta(days=9)).date()
    )
    given = actions.give_ballot(pulse, by=company.emma)
    answers = dict.fromkeys(Item.values, 4)

    found = at_once(lambda: actions.answer_pulse(given, answers))

    assert found.count(None) == 1
    assert list(Tally.objects.filter(answers__gt=0).values_list("answers")) == [
        (1,)
    ] * len(Item)


def test_a_person_gets_one_ballot_however_often_they_press(company):
    pulse = actions.open_pulse(
        by=company.hana, closes_on=(NOW + timedelta(days=9)).date()
    )

    found = at_once(lambda: actions.give_ballot(pulse, by=company.emma))

    assert sum(isinstance(each, str) for each in found) == 1


def test_asking_too_many_times_at_once_counts_once(company):
    initiative = propose(company)
    row = actions.ask_by_name(
        by=company.hana, theme="jobs", text="Why?", initiative=initiative
    )
    question = actions.publish_question(
        row, by=company.hana, text="Why so?", function="operations"
    )

    found = at_once(lambda: actions.second_question(question, by=company.lena))

    assert found.count(True) == 1
    assert Seconding.objects.count() == 1


def test_one_answer_counts_when_two_give_it(company):
    row = actions.ask_by_name(by=company.emma, theme="jobs", text="Why?")
    question = actions.publish_question(
        row, by=company.hana, text="Why so?", function="operations"
    )

    found = at_once(
        lambda: actions.answer_question(
            question, by=company.otto, outcome="answered", text="So."
        )
    )

    assert sum(not isinstance(each, DomainError) for each in found) == 1
