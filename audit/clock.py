"""The one clock: everything in the product reads the time here."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from django.utils import timezone

_SET_TO: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """The present instant, in UTC; the instant of `at` where that is in force."""
    return _SET_TO.get() or true_now()


def true_now() -> datetime:
    """The instant of the machine, whatever `at` says; only the record asks for it."""
    return datetime.now(UTC)


def today(zone: str | tzinfo | None = None) -> date:
    """The day it is in a time zone, else in the installation's own."""
    if isinstance(zone, str):
        zone = ZoneInfo(zone)
    return now().astimezone(zone or timezone.get_default_timezone()).date()


@contextmanager
def at(instant: datetime):
    """Set the clock for what runs inside; only the sample, the seed and tests may."""
    if instant.tzinfo is None:
        raise ValueError("The clock is set to an instant with a time zone.")
    token = _SET_TO.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _SET_TO.reset(token)


def end_of(day: date) -> datetime:
    """The last instant of a day, in the installation's own time zone."""
    zone = timezone.get_default_timezone()
    return datetime.combine(day, datetime.max.time(), zone).astimezone(UTC)
