"""How figures of stage 4 are written, and where the rows behind them stand."""

from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from organisation.templatetags.ui import millions, money, written_number
from value.rounding import bounds, quarter_of

MILLION = 1_000_000


def records_url(code, found) -> str:
    """Where the rows behind a figure are read, in the same scope."""
    asked = query_of(found.scope)
    return reverse("value:records", args=[code]) + (f"?{asked}" if asked else "")


def quarter_url(code, quarter, found) -> str:
    """Where the rows behind a figure of one quarter are read."""
    first, last = bounds(quarter["year"], quarter["quarter"])
    asked = query_of(replace(found.scope, start=first, end=last))
    return reverse("value:records", args=[code]) + f"?{asked}"


def query_of(scope) -> str:
    """The scope as it stands in an address."""
    asked = {
        "unit": scope.unit.code if scope.unit else "",
        "function": scope.function,
        "start": _named(scope.start),
        "end": _named(scope.end),
    }
    return urlencode({name: value for name, value in asked.items() if value})


def _named(day) -> str:
    return "{}Q{}".format(*quarter_of(day)) if day else ""


def short(value, found) -> str:
    """An amount as an executive reads it: in millions from a hundred thousand on."""
    if abs(value) >= MILLION / 10:
        return millions(value, found.currency)
    return money(value, found.currency)


def is_large(found) -> bool:
    """Whether the waterfall counts in millions."""
    return max(found.invested, found.confirmed, _gain(found)) >= MILLION / 10


def _gain(found) -> Decimal:
    return found.worth(lambda u: max(u.estimated, u.pools["verified"]))


def part(value) -> str:
    """A ratio in per cent, or a dash."""
    if value is None:
        return "–"
    return _("%(n)s%%") % {"n": written_number(100 * value)}


def whole(value) -> int:
    """A number without its decimal places."""
    return int(Decimal(value).to_integral_value())
