"""Sentences with facts in them, put into words only when somebody reads them."""

from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.text import format_lazy


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
