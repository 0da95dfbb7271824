"""When what was sent without an open name is released: weeks, and the latest day."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from organisation import calendar, numbers
from organisation.models import Unit

RELEASE_DAYS = 10
"""Working days after which a concern is released at the latest."""


def week_of(instant: datetime) -> str:
    """The ISO week of an instant where the installation is: "2026-W48"."""
    return timezone.localtime(instant).strftime("%G-W%V")


def begins(week: str) -> datetime:
    """The first instant of a week, where the installation is."""
    # a day of the calendar, which has no zone
    monday = datetime.strptime(f"{week}-1", "%G-W%V-%u").date()  # noqa: DTZ007
    return datetime.combine(monday, time(), timezone.get_default_timezone())


def latest_release(week: str) -> datetime:
    """Ten working days after the first day of a week.

    It is reckoned from the first day, since the day on which something came is not
    kept: never later than ten working days after it came.
    """
    return calendar.due(begins(week), RELEASE_DAYS, root()).at


def answer_due(since: datetime, initiative) -> calendar.Due:
    """So many working days after the release, at the unit that it is about."""
    days = numbers.current()["concern"]
    return calendar.due(since, days, initiative.unit if initiative else root())


def root() -> Unit:
    """The unit of all the organisation."""
    return Unit.objects.get(parent__isnull=True)


def ended(week: str, now: datetime) -> bool:
    """Whether a week is over."""
    return begins(week) + timedelta(days=7) <= now
