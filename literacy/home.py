"""The home of HR: what waits, how far people have come, what is due, how they feel."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from literacy import due, level_map, measures, pulses, voice_pages, voicing
from literacy.models import PublishedQuestion
from organisation import access
from organisation.functions import Function
from organisation.templatetags.ui import written_day

MOST = 8
QUESTIONS = 5
AHEAD = timedelta(days=60)


def home(person) -> dict:
    """What the home shows to one person; each part is what they may see.

    A constant number of queries, whatever the number of initiatives and units.
    """
    today = clock.today()
    holdings = access.current_holdings(person)
    found = level_map.heat_map(person, deep=1)
    waiting = voicing.waiting_concerns(person)
    items = due.due_items(person)
    dated = [item for item in items if item.on]
    soon = [item for item in dated if item.on <= today + AHEAD]
    last = pulses.latest_pulse(person)
    questions = (
        PublishedQuestion.objects.readable_by(person)
        .with_askers()
        .select_related("initiative")
        .order_by("answered_at", "-published_at")
    )
    return {
        "heat": found,
        "heat_rows": found.rows[:MOST],
        "heat_sentence": measures.heat_finding(found) if found.rows else "",
        "waiting": waiting,
        "waiting_sentence": voice_pages.concerns_finding(waiting),
        "questions": [voice_pages.question_row(row) for row in questions[:QUESTIONS]],
        "due": soon[:MOST],
        "more_due": max(0, len(dated) - len(soon[:MOST])),
        "due_sentence": _due_sentence(dated),
        "themes": [row for row in voicing.concerns_by_theme(person) if row["concerns"]],
        "pulse": last["pulse"] if last else None,
        "pulse_sentence": voice_pages.pulse_finding(last["pulse"], last["results"])
        if last
        else "",
        "gap": pulses.buy_in_gap(person),
        "proposed": pulses.proposed(person),
        "holds": bool(holdings),
        "teaches": any(h.function == Function.HR for h in holdings),
        "sits": bool(access.current_seats(person)),
    }


def _due_sentence(items) -> str:
    late = sum(item.is_late for item in items)
    if late:
        return ngettext(
            "%(n)d due date has passed without an answer.",
            "%(n)d due dates have passed without an answer.",
            late,
        ) % {"n": late}
    if items:
        return _("Next: %(day)s.") % {"day": written_day(items[0].on)}
    return _("Nothing is due.")
