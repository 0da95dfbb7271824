"""What the dictionary of figures says of handoffs: only this floor knows of them."""

from collections import defaultdict
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from governance.models import Handoff, Level, Stall
from organisation import calendar
from organisation.functions import Function
from organisation.templatetags.ui import written_number

NEWEST = 2_000
"""Handoffs that are looked at, the newest first."""
NOTHING = "–"


def lead_time(scope) -> str:
    """The slowest pair of functions: median working days from sent to accepted."""
    rows = (
        Handoff.objects.filter(
            initiative__in=scope.initiatives().order_by().values("pk"),
            accepted_at__isnull=False,
        )
        .exclude(receiver="")
        .select_related("initiative__unit")
        .order_by("-accepted_at")[:NEWEST]
    )
    days = defaultdict(list)
    for row in rows:
        days[row.giver, row.receiver].append(
            calendar.working_days_between(
                row.offered_at, row.accepted_at, row.initiative.unit
            )
        )
    if not days:
        return NOTHING
    (giver, receiver), slowest = max(
        days.items(), key=lambda item: (median(item[1]), item[0])
    )
    return ngettext(
        "Slowest, %(giver)s to %(receiver)s: %(n)s working day",
        "Slowest, %(giver)s to %(receiver)s: %(n)s working days",
        round(median(slowest)),
    ) % {
        "giver": Function(giver).label,
        "receiver": Function(receiver).label,
        "n": round(median(slowest)),
    }


def stalled(scope) -> str:
    """How many are open past their limit, and the worst of them as days to limit."""
    now = clock.now()
    rows = Stall.objects.filter(
        initiative__in=scope.initiatives().order_by().values("pk"),
        closed_at__isnull=True,
        level__gte=Level.LIMIT,
        due_at__lte=now,
    )
    ratios = [
        (now - row.since) / (row.due_at - row.since)
        for row in rows.only("since", "due_at")
        if row.due_at > row.since
    ]
    count = rows.count()
    if not ratios:
        return str(count)
    return _("%(n)s, the longest %(ratio)s times its limit") % {
        "n": count,
        "ratio": written_number(round(max(ratios), 1), 1),
    }
