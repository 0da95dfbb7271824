"""What "Waiting for me" shows."""

from django.utils.translation import gettext as _

from audit import clock
from governance.presenters.words import days_since, in_days
from organisation.functions import Function


def waiting_groups(found, person):
    """Obligations in three groups: past the limit, due, without a clock."""
    now = clock.now()
    groups = [
        {"key": "late", "title": _("Past the limit"), "items": []},
        {"key": "due", "title": _("With a date"), "items": []},
        {"key": "open", "title": _("In your stages"), "items": []},
    ]
    for o in found:
        late = bool(o.due_at and o.due_at <= now)
        item = {
            "verb": o.verb.label,
            "icon": ICONS[o.verb.value],
            "title": o.title,
            "ref": o.initiative.ref if o.initiative else "",
            "url": o.url,
            "sentence": o.sentence,
            "late": late,
            "primary": late,
            "function": Function(o.function).label if o.function else "",
            "since": o.since,
            "due_at": o.due_at,
            "days": in_days(days_since(o.since, now)),
        }
        groups[0 if late else 1 if o.due_at else 2]["items"].append(item)
    return [g for g in groups if g["items"]]


ICONS = {
    "accept": "handoff",
    "sign": "sign",
    "answer": "comment",
    "confirm": "check",
    "decide": "committee",
    "prepare": "edit",
}
