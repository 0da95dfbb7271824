"""What holds when several people act on the hours account at once."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread
from time import sleep

import pytest
from django.db import connection, transaction

from audit import clock
from audit.errors import DomainError, Invalid
from initiatives.stages import Stage
from tests.factories import worked
from tests.literacy.cast import NOW, TODAY, make_initiative
from value import actions
from value.accounts import account_of
from value.models import RealisedAmount


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_hours_are_not_given_twice_by_two_people_at_once(company):
    initiative = make_initiative(company, number=903, stage=Stage.VALUE)
    people = company.people
    worked(initiative, people["otto"])
    actions.record_hours(
        initiative,
        by=people["otto"],
        unit=company.service,
        hours=1000,
        certainty="measured",
        measured_from=TODAY,
        measured_to=TODAY,
        sample="240 cases",
    )
    gate, refused, errors = Barrier(6), [], []

    def give(person):
        try:
            gate.wait()
            with clock.at(NOW):
                actions.allocate(
                    initiative,
                    by=person,
                    hours=400,
                    type="A",
                    team="Sales",
                    use="Calls",
                    starts_on=TODAY,
                    target="12 renewals a month",
                    expires_on=TODAY + timedelta(days=365),
                )
        except DomainError as error:
            refused.append(error)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [
        Thread(target=give, args=(people[name],)) for name in ("mara", "max") * 3
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(refused) == 4
    assert account_of(initiative).given == 800


def report(initiative, person, share):
    """Report money of a cohort that several initiatives share."""
    return actions.report_amount(
        initiative,
        by=person,
        type="A",
        amount=Decimal(12_000),
        period_from=TODAY - timedelta(days=60),
        period_to=TODAY - timedelta(days=1),
        source="Orders",
        cohort="Renewals 2026",
        share=share,
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_booking_waits_for_the_books_that_are_being_closed(company):
    one, other = (
        make_initiative(company, number=number, stage=Stage.VALUE)
        for number in (903, 904)
    )
    people, refused, errors = company.people, [], []

    def write(initiative):
        try:
            with clock.at(NOW):
                report(initiative, people["mara"], 60)
        except Invalid as error:
            refused.append(error.field)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    def meanwhile(act):
        """Let somebody book in the other initiative before this one has committed."""
        thread = Thread(target=write, args=(other,))
        with clock.at(NOW), transaction.atomic():
            act()
            thread.start()
            while thread.is_alive() and not waits():
                sleep(0.01)
        thread.join()

    meanwhile(lambda: report(one, people["max"], 60))
    assert (refused, RealisedAmount.objects.count()) == (["share"], 1)
    with clock.at(NOW):
        (row,) = RealisedAmount.objects.all()
        actions.answer_amount(row, by=people["fred"], answer="refused", note="No.")
    meanwhile(lambda: actions.close_period(by=people["fred"], until=TODAY))
    assert (refused[1:], RealisedAmount.objects.count()) == (["period_to"], 1)
    assert not errors


def waits():
    """Whether anybody waits for a lock of another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]
