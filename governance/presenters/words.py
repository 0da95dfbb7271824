"""Days, spans and due times in words."""

from datetime import date

from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from organisation import calendar
from organisation.templatetags.ui import written_day


def day(moment) -> str:
    """A day in words, in the time zone of the reader."""
    if hasattr(moment, "hour"):
        moment = localtime(moment)
    return written_day(moment)


def days_since(moment, now) -> int:
    """Whole days between a moment and now."""
    return max((now - moment).days, 0)


def in_days(count) -> str:
    """ "12 days", in words; less than one is no number."""
    if count < 1:
        return _("less than a day")
    return ngettext("%(n)d day", "%(n)d days", count) % {"n": count}


def due_sentence(wait) -> str:
    """Until when, and how that was reckoned."""
    return _reckoned(
        wait,
        ngettext(
            "By %(day)s: %(n)d working day in %(country)s.",
            "By %(day)s: %(n)d working days in %(country)s.",
            wait.patience,
        ),
    )


def past_sentence(stall) -> str:
    """When the limit ran out, and how that was reckoned."""
    return _reckoned(
        stall,
        ngettext(
            "The limit ran out on %(day)s: %(n)d working day in %(country)s.",
            "The limit ran out on %(day)s: %(n)d working days in %(country)s.",
            stall.patience,
        ),
    )


def _reckoned(clock_row, words) -> str:
    sentence = words % {
        "day": day(clock_row.due_at),
        "n": clock_row.patience,
        "country": calendar.country_name(clock_row.reckoning.get("country", "")),
    }
    skipped = _skipped(clock_row.reckoning)
    if skipped:
        sentence += " " + _("Not counted: %(holidays)s.") % {
            "holidays": ", ".join(skipped)
        }
    if clock_row.reckoning.get("has_calendar") is False and clock_row.patience:
        sentence += " " + _(
            "Only weekends are not counted: the public holidays there are not known."
        )
    return sentence


def _skipped(reckoning) -> list[str]:
    """The public holidays that were not counted, each with its name if it has one."""
    words = []
    for row in reckoning.get("holidays", []):
        # earlier rows hold the name beside the day, in one language
        on = date.fromisoformat(row if isinstance(row, str) else row[0])
        name = calendar.holiday_name(
            on,
            reckoning.get("country", ""),
            reckoning.get("subdivision", ""),
            get_language() or "",
        )
        words.append(written_day(on, year=False) + (f" ({name})" if name else ""))
    return words
