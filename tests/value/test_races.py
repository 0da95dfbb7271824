"""What holds when several people act on the hours account at once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from audit import clock
from audit.errors import DomainError
from initiatives.stages import Stage
from tests.factories import worked
from tests.literacy.cast import NOW, TODAY, make_initiative
from value import actions
from value.accounts import account_of


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
