"""Sentences with facts in them, put into words only when somebody reads them."""

from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from organisation.templatetags.ui import written_number

HOURS_OF_MINUTES = 2
HOURS_OF_DAYS = 24


def _written(number):
    """A number as the reader's language writes it, without a fraction of nothing."""
    whole = float(number).is_integer()
    return number_format(int(number) if whole else number, use_l10n=True)


written = lazy(_written, str)


def said(sentence, **facts):
    """A lazy sentence; its numbers are written in the language of who reads it."""
    return format_lazy(
        sentence,
        **{
            key: written(value)
            if isinstance(value, int | float) and not isinstance(value, bool)
            else value
            for key, value in facts.items()
        },
    )


def spent(hours) -> str:
    """A time as people say it: minutes, hours, or working days of eight hours."""
    if hours is None:
        return "–"
    if hours < HOURS_OF_MINUTES:
        minutes = round(hours * 60, 1)
        whole = minutes >= 10 or minutes.is_integer()
        count = written_number(minutes, 0 if whole else 1)
        return _("%(n)s min") % {"n": count}
    if hours < HOURS_OF_DAYS:
        return _("%(n)s h") % {"n": written_number(hours, 1)}
    return _("%(n)s working days") % {"n": written_number(hours / 8, 1)}


def percent(share) -> str:
    """A share as people read it."""
    if share is None:
        return "–"
    digits = 0 if share == 0 or abs(share) >= 0.1 else 1
    return _("%(n)s%%") % {"n": written_number(share * 100, digits)}
