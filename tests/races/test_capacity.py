"""Eight people at the hours of one initiative move no hour twice (I-17, I-18)."""

from collections import Counter
from datetime import timedelta

import pytest

from audit import clock, verification
from initiatives.stages import Stage
from tests import factories
from tests.cast import NOW, fresh
from tests.races.conftest import ROUNDS
from tests.value.ledgers import violations
from value import actions
from value.accounts import account_of
from value.models import Allocation, FreedHours, RealisedAmount

pytestmark = pytest.mark.postgres

TODAY = NOW.date()
USE = {
    "team": "Sales",
    "use": "Calls",
    "starts_on": TODAY,
    "target": "12 renewals",
    "expires_on": TODAY + timedelta(days=365),
}
MEASURED = {
    "certainty": "measured",
    "measured_from": TODAY - timedelta(days=28),
    "measured_to": TODAY - timedelta(days=1),
    "sample": "240 cases",
}


def template(company):
    """An initiative with 1,000 verified hours, 400 of them at work, and a claim."""
    with clock.at(NOW):
        row = factories.put_at(company, Stage.VALUE)
        factories.worked(row, company.otto)
        actions.record_hours(
            row, by=company.otto, unit=company.service, hours=1000, **MEASURED
        )
        use = actions.allocate(row, by=company.mara, hours=400, type="A", **USE)
        actions.report_amount(
            row,
            by=company.mara,
            type="A",
            amount=1000,
            allocation=use,
            period_from=TODAY - timedelta(days=30),
            period_to=TODAY - timedelta(days=1),
            source="Orders",
        )
        return fresh(row)


def test_eight_writers_keep_every_hour_in_one_account(company, race):
    with clock.at(NOW):
        rows = factories.copies(template(company), ROUNDS)
    total = Counter()
    for row in rows:
        use = Allocation.objects.select_related("initiative__unit").get(initiative=row)
        lot = FreedHours.objects.select_related("initiative__unit").get(initiative=row)
        claim = RealisedAmount.objects.select_related(
            "initiative__unit", "allocation"
        ).get(initiative=row)

        def give(hours, by, row=row):
            return lambda: actions.allocate(row, by=by, hours=hours, type="B", **USE)

        answers = race(
            [
                give(400, company.mara),
                give(400, company.max),
                give(300, company.lena),
                lambda row=row: actions.evaporate(
                    row, by=company.otto, hours=350, reason="Measured again."
                ),
                lambda use=use: actions.reverse_allocation(
                    use, by=company.mara, reason="The launch is off."
                ),
                lambda claim=claim: actions.answer_amount(
                    claim, by=company.fred, answer="confirmed", account="7060"
                ),
                lambda lot=lot: actions.reverse_hours(
                    lot, by=company.olga, reason="Counted twice."
                ),
                lambda row=row: actions.record_hours(
                    row, by=company.otto, unit=company.service, hours=50, **MEASURED
                ),
            ]
        )
        total.update(answers)
        assert not violations(row), (violations(row), answers)
        account = account_of(row)
        assert account.verified == account.rest + account.given + account.evaporated
    assert total["done"] >= 2 * len(rows)
    assert verification.verify().is_sound
