"""The stages of many initiatives on one axis of time; the template only draws them.

Lengths leave here as percent in text, since a French template would write 39,9 %. The
same is said in words beside each bar.
"""

from collections import defaultdict
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from governance.presenters import days_since, in_days
from initiatives.models import Stay
from initiatives.stages import Stage

LONGEST = timedelta(days=730)
"""What the axis shows at most: two years back from today."""
SHORTEST = timedelta(days=90)
LEAST = 0.4
"""The narrowest bar, in percent of the axis."""
TICKS = 5


def of_many(initiatives, now) -> dict:
    """An axis, and for each initiative its stays as bars with the same in words."""
    stays = defaultdict(list)
    for stay in Stay.objects.filter(
        initiative__in=[i.pk for i in initiatives]
    ).order_by("initiative", "visit"):
        stays[stay.initiative_id].append(stay)
    begins = [found[0].entered_at for found in stays.values()]
    start = max(min([*begins, now - SHORTEST]), now - LONGEST)
    span = (now - start).total_seconds()

    def x(moment):
        return max((moment - start).total_seconds(), 0) / span * 100

    return {
        "ticks": _ticks(start, now, x),
        "rows": [
            {
                "initiative": i,
                "bars": [
                    _bar(stay, x, now)
                    for stay in stays[i.pk]
                    if (stay.left_at or now) >= start and stay.stage != Stage.CLOSED
                ],
                "text": _text(i, now),
                "history": "; ".join(_words(stay, now) for stay in stays[i.pk]),
            }
            for i in initiatives
        ],
    }


def _bar(stay, x, now):
    left = x(stay.entered_at)
    width = max(x(stay.left_at or now) - left, LEAST)
    return {
        "number": Stage(stay.stage).number,
        "x": _percent(min(left, 100 - LEAST)),
        "width": _percent(width),
        "title": _words(stay, now),
        "is_open": stay.left_at is None,
    }


def _words(stay, now) -> str:
    label = Stage(stay.stage).label
    days = in_days(days_since(stay.entered_at, stay.left_at or now))
    first = _written(stay.entered_at)
    if stay.left_at is None:
        return _("%(stage)s since %(first)s, %(days)s") % {
            "stage": label,
            "first": first,
            "days": days,
        }
    return _("%(stage)s from %(first)s to %(last)s, %(days)s") % {
        "stage": label,
        "first": first,
        "last": _written(stay.left_at),
        "days": days,
    }


def _text(initiative, now) -> str:
    if initiative.stage == Stage.CLOSED:
        return str(Stage.CLOSED.label)
    return _("%(days)s in %(stage)s") % {
        "days": in_days(days_since(initiative.stage_since, now)),
        "stage": Stage(initiative.stage).label,
    }


def _ticks(start, now, x) -> list:
    """The first days of some months, evenly apart, none at the very end."""
    first = timezone.localtime(start).date().replace(day=1)
    months = []
    while (first := _next_month(first)) <= timezone.localtime(now).date():
        months.append(first)
    step = -(-len(months) // TICKS) or 1
    zone = timezone.get_current_timezone()
    return [
        {"x": _percent(at), "text": date_format(month, "M Y", use_l10n=False)}
        for month in months[::step]
        if (at := x(_midnight(month, zone))) < 88
    ]


def _next_month(day) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _midnight(day, zone):
    return timezone.datetime(day.year, day.month, day.day, tzinfo=zone)


def _written(moment) -> str:
    return date_format(timezone.localtime(moment), "j M Y", use_l10n=False)


def _percent(value) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"
