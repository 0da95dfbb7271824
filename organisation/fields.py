"""Number fields that read what people write: 1 200, 1,200, 1200 h, 0,38."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

_SPACES = re.compile(r"(?<=\d)[\u00a0\u202f\u2009 ](?=\d)")
_UNIT = re.compile(r"(?<=\d)\s*(?:h|hours?|heures?|€|eur|%)$", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


def plain(value) -> str:
    """A number as Python reads it: no spaces, no unit, a point before the parts.

    A comma before groups of three is a thousands mark, any other one is a French
    decimal comma. What is no number stays as it is, so that the field can say so.
    """
    text = str(value).strip().replace("\u2212", "-").lstrip("€").strip()
    text = _UNIT.sub("", text)
    text = _SPACES.sub("", text)
    if _GROUPED.fullmatch(text):
        return text.replace(",", "")
    return text.replace(",", ".") if text.count(",") == 1 else text


class WholeNumber(forms.IntegerField):
    """A count of hours, people or days, as people write it."""

    default_error_messages = {
        "invalid": _("Enter a whole number in figures, for example 1200."),
        "required": _("Enter a number, for example 1200."),
    }

    def to_python(self, value):
        return super().to_python(_plain_or_empty(self, value))


class Number(forms.DecimalField):
    """An amount or a measure with parts, as people write it."""

    default_error_messages = {
        "invalid": _("Enter a number in figures, for example 1200 or 0.38."),
        "required": _("Enter a number, for example 1200 or 0.38."),
    }

    def to_python(self, value):
        return super().to_python(_plain_or_empty(self, value))


def _plain_or_empty(field, value):
    return value if value in field.empty_values else plain(value)
