"""What the pages of stage 3 write: figures with as many digits as they have."""

from django import template

from lessons.figures import decimals_of
from organisation.templatetags.ui import written_day, written_number

register = template.Library()


@register.filter
def figure(value):
    """A figure of a measure: at most three digits after the point, none needless."""
    if value is None or value == "":
        return "–"
    return written_number(value, decimals_of(value))


@register.filter
def day_text(value):
    """A day in words alone, for a drawing, where no other mark may stand."""
    return written_day(value)
