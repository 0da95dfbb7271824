"""When a person may be disturbed: quiet hours, working days, the hour of the digest.

Pure functions of an instant and the person's own settings; everything is reckoned in
the person's time zone and given back in UTC.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

from organisation import calendar

DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)
LONGEST_WAIT = 60
"""Steps after which a wait is long enough, however strange the calendar."""


def zone_of(settings):
    """The person's own time zone, else that of the installation."""
    if settings.time_zone and settings.time_zone in available_timezones():
        return ZoneInfo(settings.time_zone)
    return timezone.get_default_timezone()


def day_of(at: datetime, settings) -> date:
    """The day it is for the person."""
    return at.astimezone(zone_of(settings)).date()


def end_of_day(at: datetime, settings) -> datetime:
    """The first instant of the person's next day."""
    return _at(day_of(at, settings) + DAY, time(0), zone_of(settings))


def is_quiet(at: datetime, settings, place=None) -> bool:
    """Whether the person wants no mail at this instant."""
    return after_quiet(at, settings, place) > at


def after_quiet(at: datetime, settings, place=None) -> datetime:
    """The first instant, from this one on, at which the person may be disturbed.

    `place` is the person's unit: its calendar says what a working day is.
    """
    zone = zone_of(settings)
    at = at.astimezone(UTC)
    for _step in range(LONGEST_WAIT):
        local = at.astimezone(zone)
        until = _quiet_until(local, settings, place)
        if until is None:
            return at
        # In the hour that a clock goes through twice the end may seem to lie behind.
        at = max(_at(*until, zone), at + A_MINUTE)
    return at


def digest_at(at: datetime, settings, place=None) -> datetime:
    """The next time of the daily mail: the person's hour, on a working day."""
    zone = zone_of(settings)
    hour = time(settings.digest_hour)
    day = at.astimezone(zone).date()
    if _at(day, hour, zone) < at:
        day += DAY
    for _step in range(LONGEST_WAIT):
        if calendar.is_working_day(day, place):
            break
        day += DAY
    return after_quiet(_at(day, hour, zone), settings, place)


def _quiet_until(local: datetime, settings, place) -> tuple[date, time] | None:
    """The local day and time at which the present quiet ends; None when it is loud."""
    day, now = local.date(), local.time()
    if settings.working_days_only and not calendar.is_working_day(day, place):
        return day + DAY, time(0)
    begin, end = settings.quiet_from, settings.quiet_to
    if begin is None or end is None:
        return None
    if begin < end:
        return (day, end) if begin <= now < end else None
    if now >= begin:
        return day + DAY, end
    return (day, end) if now < end else None


def _at(day: date, hour: time, zone) -> datetime:
    """A local time as an instant; one that a clock leaps over moves behind the leap."""
    return datetime.combine(day, hour, zone).astimezone(UTC)
