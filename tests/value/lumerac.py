"""The sample company of the handbook: its hours and money, through the real actions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from audit import clock
from initiatives.stages import Stage
from organisation.models import Unit
from tests.factories import worked
from tests.literacy.cast import consult, make_initiative
from value import actions

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ESTIMATES = {
    **{1: 23_347, 2: 8_050, 3: 2_900, 4: 9_700, 5: 6_240},
    **{6: 1_860, 7: 5_200, 8: 2_600, 9: 5_400, 10: 17_800},
}
RATES = {1: 34, 5: 49, 6: 52, 9: 36}
VERIFIED = {
    1: (14_420, date(2026, 4, 15), 96),
    5: (4_680, date(2026, 4, 10), 22),
    6: (1_550, date(2026, 6, 26), 14),
    9: (4_073, date(2026, 10, 15), 17),
}
GIVEN = {
    1: (("A", 4_680), ("B", 3_900), ("C", 1_560), ("D", 2_340)),
    5: (("A", 3_120),),
    6: (("A", 1_518),),
    9: (("G", 780),),
}
INVESTED = (180, 262, 421, 318, 216, 133)
QUARTERS = (
    date(2025, 9, 30),
    date(2025, 12, 31),
    date(2026, 3, 31),
    date(2026, 6, 30),
    date(2026, 9, 30),
    date(2026, 11, 20),
)
CONFIRMED = (
    (1, "A", "36000", 2),
    (1, "A", "100000", 3),
    (1, "A", "123920", 4),
    (1, "D", "79600", 3),
    (1, "B", "129320", 5),
    (5, "A", "88400", 3),
    (5, "A", "95080", 4),
    (5, "A", "151320", 5),
    (5, "E", "279000", 4),
    (6, "A", "164000", 5),
)


def build(company, numbers=tuple(ESTIMATES)) -> dict:
    """The initiatives with their units; money of all of them is put into the first."""
    people, rows = company.people, {}
    for number in numbers:
        hours = ESTIMATES[number]
        row = make_initiative(
            company, number=100 + number, stage=Stage.VALUE, hours_expected=hours
        )
        unit = Unit.objects.create(
            name=f"Unit {number}",
            code=f"unit-{number}",
            country="FR",
            parent=company.root,
            path="/",
        )
        unit.path = f"{company.root.path}{unit.pk}/"
        unit.save()
        row.unit, row.process_family = unit, f"Line {number}"
        row.save()
        rows[number] = row
    actions.set_rate(
        company.root, by=people["fred"], amount=40, valid_from=date(2025, 1, 1)
    )
    for number, cost in RATES.items():
        if number not in rows:
            continue
        actions.set_rate(
            rows[number].unit,
            by=people["fred"],
            amount=cost,
            valid_from=date(2025, 1, 1),
        )
    uses = {}
    for number, (hours, day, count) in VERIFIED.items():
        if number not in rows:
            continue
        at = datetime(day.year, day.month, day.day, 10, 0, tzinfo=UTC)
        with clock.at(at):
            worked(rows[number], people["otto"])
            actions.record_hours(
                rows[number],
                by=people["otto"],
                unit=rows[number].unit,
                hours=hours,
                certainty="measured",
                measured_from=day - timedelta(days=28),
                measured_to=day - timedelta(days=1),
                sample="Logs",
                people=count,
            )
            for type, given in GIVEN[number]:
                uses[number, type] = actions.allocate(
                    rows[number],
                    by=people["mara"],
                    hours=given,
                    type=type,
                    team="Team",
                    use="Use",
                    starts_on=day,
                    target="More",
                    expires_on=day + timedelta(days=730),
                    kept_reason="Relief at month end" if type == "G" else "",
                    consultation=consult(company, rows[number], on=day)
                    if type == "D"
                    else None,
                )
    with clock.at(NOW):
        for amount, day in zip(INVESTED, QUARTERS, strict=True):
            actions.invest(
                rows[1],
                by=people["fred"],
                kind="capex",
                basis="actual",
                amount=Decimal(amount * 1000),
                period_from=day - timedelta(days=10),
                period_to=day,
            )
        for number, type, amount, quarter in CONFIRMED:
            if number in rows:
                report(rows, uses, people, number, type, amount, QUARTERS[quarter])
        report(rows, uses, people, 1, "C", "88000", QUARTERS[5], confirm=False)
    return rows


def report(rows, uses, people, number, type, amount, day, confirm=True):
    """An amount of a quarter, confirmed by Finance."""
    row = actions.report_amount(
        rows[number],
        by=people["mara"],
        type=type,
        amount=Decimal(amount),
        allocation=uses.get((number, type)),
        period_from=day - timedelta(days=10),
        period_to=day,
        source="Orders",
        requisition="Post 12" if type == "D" else "",
        evidence="E2",
        method="before_after",
        baseline_from=date(2025, 6, 1),
        baseline_to=date(2025, 8, 31),
    )
    if confirm:
        actions.answer_amount(
            row, by=people["fred"], answer="confirmed", account="7060"
        )
