"""Working days by country: when a clock that starts now runs out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays as calendars
from django.utils.translation import gettext_lazy as _

END_OF_DAY = time(17, 0)
"""A working day ends at this local time: what is due that day is due then."""

COUNTRIES: dict[str, tuple[object, str]] = {
    "AT": (_("Austria"), "Europe/Vienna"),
    "BE": (_("Belgium"), "Europe/Brussels"),
    "BG": (_("Bulgaria"), "Europe/Sofia"),
    "CA": (_("Canada"), "America/Toronto"),
    "CH": (_("Switzerland"), "Europe/Zurich"),
    "CY": (_("Cyprus"), "Asia/Nicosia"),
    "CZ": (_("Czechia"), "Europe/Prague"),
    "DE": (_("Germany"), "Europe/Berlin"),
    "DK": (_("Denmark"), "Europe/Copenhagen"),
    "EE": (_("Estonia"), "Europe/Tallinn"),
    "ES": (_("Spain"), "Europe/Madrid"),
    "FI": (_("Finland"), "Europe/Helsinki"),
    "FR": (_("France"), "Europe/Paris"),
    "GB": (_("United Kingdom"), "Europe/London"),
    "GR": (_("Greece"), "Europe/Athens"),
    "HR": (_("Croatia"), "Europe/Zagreb"),
    "HU": (_("Hungary"), "Europe/Budapest"),
    "IE": (_("Ireland"), "Europe/Dublin"),
    "IS": (_("Iceland"), "Atlantic/Reykjavik"),
    "IT": (_("Italy"), "Europe/Rome"),
    "LI": (_("Liechtenstein"), "Europe/Vaduz"),
    "LT": (_("Lithuania"), "Europe/Vilnius"),
    "LU": (_("Luxembourg"), "Europe/Luxembourg"),
    "LV": (_("Latvia"), "Europe/Riga"),
    "MT": (_("Malta"), "Europe/Malta"),
    "NL": (_("Netherlands"), "Europe/Amsterdam"),
    "NO": (_("Norway"), "Europe/Oslo"),
    "PL": (_("Poland"), "Europe/Warsaw"),
    "PT": (_("Portugal"), "Europe/Lisbon"),
    "RO": (_("Romania"), "Europe/Bucharest"),
    "SE": (_("Sweden"), "Europe/Stockholm"),
    "SI": (_("Slovenia"), "Europe/Ljubljana"),
    "SK": (_("Slovakia"), "Europe/Bratislava"),
    "US": (_("United States"), "America/New_York"),
}
"""Name and default time zone of the countries that a form offers."""

ALIASES = {"UK": "GB", "EL": "GR"}
"""What the European institutions write for the ISO code."""

USUAL_REGION = {"GB": "ENG"}
"""Where the days common to all regions would leave out most people's holidays."""


@dataclass(frozen=True)
class Due:
    """When a clock runs out, and how that was reckoned.

    `has_calendar` is false where the public holidays of the country are not known:
    then only weekends were left out, and who is told of the day is told so.
    """

    at: datetime
    days: int
    country: str
    holidays: list[tuple[date, str]] = field(default_factory=list)
    subdivision: str = ""
    zone: str = "UTC"
    has_calendar: bool = True

    @property
    def day(self) -> date:
        """The last day, as people at the place see it."""
        return self.at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def reckoning(self) -> dict:
        """How the date came about, as plain JSON to be stored beside it."""
        return {
            "days": self.days,
            "country": self.country,
            "subdivision": self.subdivision,
            "zone": self.zone,
            "holidays": [day.isoformat() for day, _name in self.holidays],
            "has_calendar": self.has_calendar,
            "calendar": f"holidays {calendars.__version__}",
        }


def due(start: datetime, days: int, place) -> Due:
    """The end of the N-th working day after a start, at a unit or a site.

    The day of the start does not count. No days at all means at once: the start.
    """
    country, subdivision = _country(place), _subdivision(place)
    zone = zone_of(place)
    skipped: list[tuple[date, str]] = []
    at = start.astimezone(UTC)
    if days > 0:
        day = start.astimezone(zone).date()
        left = days
        while left:
            day += timedelta(days=1)
            if day.weekday() >= 5:
                continue
            name = _holidays(country, subdivision, day.year).get(day)
            if name is not None:
                skipped.append((day, name))
            else:
                left -= 1
        at = datetime.combine(day, END_OF_DAY, zone).astimezone(UTC)
    return Due(
        at=at,
        days=days,
        country=country,
        holidays=skipped,
        subdivision=subdivision,
        zone=zone.key,
        has_calendar=has_calendar(country),
    )


def is_working_day(day: date, place) -> bool:
    """Whether people at a unit or a site work on this day."""
    return _is_worked(day, _country(place), _subdivision(place))


def working_days_between(start: datetime, end: datetime, place) -> int:
    """How many working days have passed after a start, up to the day of an end.

    The counterpart of `due`: between a start and what is due N days later lie N days.
    """
    zone = zone_of(place)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    return _working_days(_country(place), _subdivision(place), first, last)


def zone_of(place) -> ZoneInfo:
    """The time zone of a unit or a site: the country's main one, else UTC."""
    return _zone(_country(place))


def holiday_name(day: date, country: str, subdivision: str, language: str) -> str:
    """What a public holiday is called in a language, or nothing where not known.

    The language is the reader's. A name is not stored with a due time: the page of
    one person is in French, that of the next in English.
    """
    spoken = _language(country, language.split("-")[0])
    if not spoken:
        return ""
    return _holidays(country, subdivision, day.year, spoken).get(day, "")


def country_name(code: str):
    """What a country is called, or its code where the name is not known."""
    return COUNTRIES.get(ALIASES.get(code, code), (code, ""))[0]


@lru_cache(maxsize=256)
def _zone(country: str) -> ZoneInfo:
    return ZoneInfo(COUNTRIES.get(country, ("", "UTC"))[1])


@lru_cache(maxsize=256)
def has_calendar(country: str) -> bool:
    """Whether the public holidays of a country are known."""
    return country in calendars.list_supported_countries(include_aliases=False)


@lru_cache(maxsize=256)
def subdivisions(country: str) -> tuple[str, ...]:
    """The regions of a country that have public holidays of their own."""
    known = calendars.list_supported_countries(include_aliases=False)
    return tuple(known.get(ALIASES.get(country, country), ()))


@lru_cache(maxsize=4096)
def _working_days(country: str, subdivision: str, first: date, last: date) -> int:
    return sum(_is_worked(day, country, subdivision) for day in _days(first, last))


def _is_worked(day: date, country: str, subdivision: str) -> bool:
    return day.weekday() < 5 and day not in _holidays(country, subdivision, day.year)


def _days(first: date, last: date) -> Iterator[date]:
    """The days after the first one, up to and with the last one."""
    for offset in range(1, (last - first).days + 1):
        yield first + timedelta(days=offset)


def _country(place) -> str:
    code = (getattr(place, "country", "") or "").upper()
    return ALIASES.get(code, code)


def _subdivision(place) -> str:
    country = _country(place)
    region = getattr(place, "subdivision", "") or USUAL_REGION.get(country, "")
    return region if region in subdivisions(country) else ""


@lru_cache(maxsize=256)
def _language(country: str, language: str) -> str:
    """The code by which the calendar of a country knows a language."""
    spoken = calendars.list_localized_countries(include_aliases=False)
    own = f"{language}_{country}"
    known = [c for c in spoken.get(country, ()) if c.split("_")[0] == language]
    return own if own in known else next(iter(known), "")


@lru_cache(maxsize=2048)
def _holidays(
    country: str, subdivision: str, year: int, language: str = ""
) -> dict[date, str]:
    if not has_calendar(country):
        return {}
    known = calendars.country_holidays(
        country,
        subdiv=subdivision or None,
        years=year,
        observed=True,
        language=language or None,
    )
    return dict(known)
