"""What holds when two people act on one consultation at once."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from audit import clock
from audit.errors import DomainError
from literacy import actions
from literacy.models import CouncilKey, CouncilNote, Opinion
from organisation.models import Seat
from tests.literacy.cast import NOW, TODAY, make_initiative


def at_once(deeds):
    """Run these at the same instant; what was refused, and what broke."""
    gate, refused, errors = Barrier(len(deeds)), [], []

    def run(deed):
        try:
            gate.wait()
            with clock.at(NOW):
                deed()
        except DomainError as error:
            refused.append(error)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused, errors


@pytest.fixture
def row(company):
    """A consultation with its information, and a council of two."""
    initiative = make_initiative(company, number=903)
    Seat.objects.create(
        body=company.council, person=company.people["nobody"], starts_on=TODAY
    )
    hana = company.people["hana"]
    row = actions.open_consultation(
        initiative,
        by=hana,
        site=company.lyon,
        body=company.council,
        right="consult",
        subject="The sorter",
    )
    actions.hand_over_information(row, by=hana, informed_on=TODAY, text="Purpose.")
    return row


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_opinions_at_once_are_one_opinion(row, company):
    rosa, other = company.people["rosa"], company.people["nobody"]

    def give(person, outcome):
        return lambda: actions.give_opinion(
            row, by=person, outcome=outcome, given_on=TODAY
        )

    refused, errors = at_once(
        [give(rosa, "favourable"), give(other, "unfavourable")] * 3
    )
    assert not errors
    assert len(refused) == 5
    assert all("recorded already" in str(error) for error in refused)
    assert Opinion.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_information_slips_in_beside_an_opinion(row, company):
    rosa, hana = company.people["rosa"], company.people["hana"]
    refused, errors = at_once(
        [
            lambda: actions.give_opinion(
                row, by=rosa, outcome="favourable", given_on=TODAY, seen=1
            ),
            *(
                lambda: actions.hand_over_information(
                    row, by=hana, informed_on=TODAY, text="More."
                )
                for _n in range(3)
            ),
        ]
    )
    assert not errors
    said = Opinion.objects.first()
    if said:
        # the opinion came first: nothing was added after it
        assert row.information.count() == 1
        assert len(refused) == 3
    else:
        # something was added first: the opinion was on what was not read
        assert row.information.count() == 4
        assert len(refused) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_first_notes_at_once_share_one_key(row, company):
    people = company.people["rosa"], company.people["nobody"]
    refused, errors = at_once(
        [lambda p=p: actions.write_note(row, by=p, text="A note") for p in people * 2]
    )
    assert not errors
    assert not refused
    assert CouncilKey.objects.count() == 1
    assert CouncilNote.objects.count() == 4
