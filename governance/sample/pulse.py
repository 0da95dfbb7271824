"""The quarterly pulse of the sample: everybody is asked, nearly all answer."""

from datetime import timedelta

from audit import clock
from literacy import actions as literacy
from literacy import pulses
from literacy.models import Item
from organisation.functions import Function as F

OPENED_DAYS_AGO = 45
OPEN_DAYS = 14
ANSWERED = (
    (Item.USEFUL, (4, 5, 3, 4, 5, 4, 2, 4)),
    (Item.TRUST, (3, 4, 2, 4, 3, 4, 2, 5)),
    (Item.DATA, (4, 3, 2, 4, 5, 3, 3, 4)),
    (Item.PROSPECTS, (3, 2, 4, 3, 1, 4, 3, 2)),
    (Item.DIRECTION, (4, 2, 3, 1, 4, 3, 2, 4)),
)
"""What is answered to each statement, in turn."""
SILENT = 9
"""Every so manieth person does not answer."""


def hold(company, now):
    """HR asks everybody six weeks ago; it is closed two weeks later."""
    opened = now - timedelta(days=OPENED_DAYS_AGO)
    hr = company.first[F.HR]
    with clock.at(opened):
        pulse = literacy.open_pulse(
            by=hr, closes_on=clock.today() + timedelta(days=OPEN_DAYS)
        )
    with clock.at(opened + timedelta(days=3)):
        for number, person in enumerate(pulses.invited().order_by("email"), start=1):
            if number % SILENT == 0:
                continue
            ballot = literacy.give_ballot(pulse, by=person)
            given = {
                item.value: values[number % len(values)] for item, values in ANSWERED
            }
            literacy.answer_pulse(ballot, given)
    with clock.at(opened + timedelta(days=OPEN_DAYS + 1)):
        literacy.close_pulse(pulse, by=hr)
