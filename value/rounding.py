"""Cents, ratios and quarters: how every sum of stage 4 is cut."""

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

ZERO = Decimal(0)

CENT = Decimal("0.01")


def ratio(part, whole) -> Decimal | None:
    """A part of a whole, to four places; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"))


def cents(value) -> Decimal:
    """A sum from the database in cents: SQLite adds what it stores as real numbers."""
    return Decimal(str(value or 0)).quantize(CENT, rounding=ROUND_HALF_EVEN)


def quarter_of(day) -> tuple[int, int]:
    """The year and quarter of a day."""
    return day.year, (day.month + 2) // 3


def last_months(day, number) -> list[date]:
    """The first days of so many months, the last of them the month of a day."""
    at = day.year * 12 + day.month - 1
    return [
        date(month // 12, month % 12 + 1, 1) for month in range(at - number + 1, at + 1)
    ]


def bounds(year, quarter) -> tuple[date, date]:
    """The first and last day of a quarter."""
    first = date(year, 3 * quarter - 2, 1)
    following = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    return first, following - timedelta(days=1)
