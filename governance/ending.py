"""How a stall ends: its cause is gone. A sweep sees it, and an act sees it at once."""

from itertools import groupby
from operator import attrgetter

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from audit import clock
from audit.actions import SYSTEM
from audit.models import Entry
from governance import causes, stalls
from governance.models import Rule, Stall

STAFFING = frozenset(
    {
        "organisation.mandate_granted",
        "organisation.handed_over",
        "organisation.person_reinstated",
        "organisation.person_edited",
    }
)
"""What may give a function its holder, in any unit."""


def ended(rule, rows):
    """Those of the stalls of a rule whose cause is gone, each with its `ended_at`.

    The cause is the row that is the stall's subject: another promise, question or
    measure that is late as well is another cause, and gets a stall of its own.
    """
    rows = rows.filter(rule=rule.code, closed_at__isnull=True)
    if rule.clock:
        rows = rows.filter(wait__ended_at__isnull=False)
    for cause in rule.causes:
        same = {"cause_subject": OuterRef("subject")} if rule.by_subject else {}
        if rule.starts_anew:
            same["cause_since__lte"] = OuterRef("since")
        lasts = cause().filter(
            cause_initiative=OuterRef("initiative"),
            cause_function=OuterRef("function"),
            **same,
        )
        rows = rows.filter(~Exists(lasts))
    return rows.annotate(ended_at=Coalesce(F("wait__ended_at"), clock.now()))


def close(found) -> list[Stall]:
    """Close stalls at the instant when their cause ended; those that were past it."""
    by_instant = groupby(
        sorted(found, key=attrgetter("ended_at")), attrgetter("ended_at")
    )
    closed = set()
    for instant, group in by_instant:
        rows = Stall.objects.filter(pk__in=[s.pk for s in group], closed_at=None)
        if connection.features.has_select_for_update:
            # An act and a sweep may see the same end: one of them closes and notes it.
            rows = rows.select_for_update(no_key=True)
        mine = set(rows.order_by("pk").values_list("pk", flat=True))
        Stall.objects.filter(pk__in=mine).update(closed_at=instant, next_at=None)
        closed |= mine
    past = [stall for stall in found if stall.is_past and stall.pk in closed]
    stalls.note("governance.stalls_closed", past, by=SYSTEM)
    return past


def at_an_act(notes):
    """Close what the acts just noted have ended, in their transaction.

    Whoever answers, signs or acts sees at once that nothing is late any more; what ends
    without an act, or unseen from here, is closed by the next sweep.
    """
    touched = {note["initiative_id"] for note in notes} - {None}
    asked = Q(initiative__in=touched)
    if STAFFING & {note["action"] for note in notes}:
        asked |= Q(rule=Rule.VACANT)
    elif not touched:
        return
    rows = Stall.objects.filter(asked, closed_at__isnull=True).order_by()
    found = []
    for code in set(rows.values_list("rule", flat=True)):
        if code != Rule.IDLE:
            found += ended(stalls.BY_CODE[code], rows)
    if acted := {note["initiative_id"] for note in notes if _is_work(note)} - {None}:
        # The notes are not written yet: the act itself is what ends the idleness.
        idle = rows.filter(rule=Rule.IDLE, initiative__in=acted)
        found += idle.annotate(ended_at=Coalesce(F("wait__ended_at"), clock.now()))
    if found:
        close(found)


def _is_work(note) -> bool:
    return (
        note["actor_kind"] == Entry.Actor.PERSON
        and note["action"] not in causes.NO_WORK
    )
