"""What a year costs: capital written off over its life, all else in its own period.

The dashboard sets money spent against money confirmed, as it was paid. What a year has
to carry is another question: a machine paid once serves for years.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from audit import clock
from value.models import CostKind, Investment
from value.rounding import cents

USUAL_LIFE = 36
"""Months over which capital is written off where nobody said otherwise."""
MONTHS = 12


def of_year(lines, year) -> dict:
    """The cost of a calendar year by initiative, of actual lines; one query.

    Capital counts from the month in which its period begins, in equal months; any
    other line by the days of its period that fall into the year.
    """
    found: dict = defaultdict(Decimal)
    for row in (
        lines.filter(basis=Investment.Basis.ACTUAL)
        .order_by()
        .values("initiative", "kind", "life_months", "period_from", "period_to")
        .annotate(n=Sum("amount"))
    ):
        found[row["initiative"]] += cents(row["n"]) * share_of(row, year)
    return {key: cents(amount) for key, amount in found.items() if amount}


def share_of(line, year) -> Decimal:
    """The part of a line, or of several alike, that a calendar year has to carry."""
    if line["kind"] == CostKind.CAPEX:
        life = line["life_months"] or USUAL_LIFE
        return _written_off(line["period_from"], life, year)
    return _passed(line["period_from"], line["period_to"], year)


def of_initiatives(initiatives) -> dict:
    """What this calendar year has to carry, by initiative; one query."""
    lines = Investment.objects.filter(initiative__in=initiatives)
    return of_year(lines, clock.today().year)


def together(initiatives) -> Decimal:
    """The same of all of them: the sum of what stands beside each."""
    return sum(of_initiatives(initiatives).values(), Decimal(0))


def _written_off(start, life, year) -> Decimal:
    """The part of its life that lies in a year, in months."""
    began = (start.year - year) * MONTHS + start.month - 1
    months = min(began + life, MONTHS) - max(began, 0)
    return Decimal(max(months, 0)) / life


def _passed(start, end, year) -> Decimal:
    """The part of a period that lies in a year, in days."""
    first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
    days = (last - first).days + 1
    return Decimal(max(days, 0)) / ((end - start).days + 1)
