"""What an hour of work costs a unit: its own rate, or that of the nearest above."""

from decimal import Decimal

from audit import clock
from value.models import InternalRate


def current_rates() -> dict[str, Decimal]:
    """What an hour costs each unit that has a rate of its own, by the unit's path."""
    return {
        row["unit__path"]: row["amount"]
        for row in InternalRate.objects.filter(valid_from__lte=clock.today())
        .order_by("valid_from", "pk")
        .values("unit__path", "amount")
    }


def rate_for(path, rates) -> Decimal | None:
    """The rate of a unit: its own, or of the nearest one above."""
    while path and path != "/":
        if path in rates:
            return rates[path]
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return None
