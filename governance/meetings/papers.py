"""What is put on paper of a meeting: its agenda with briefings, and its minutes."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.meetings import briefing, log, pages
from governance.meetings import minutes as recorded
from governance.models import Meeting
from governance.numbers import whole


def agenda(person, meeting) -> dict:
    """The agenda with one page about each item; 404 for who may not see it."""
    row = _meeting(person, meeting)
    page = pages.agenda_page(person, row)
    for part in page["parts"]:
        for entry in part["rows"]:
            text, seen = pages.briefing_of(entry["item"], row, entry["resolution"])
            entry |= {"page": briefing.read(text), "digest": seen}
    return page | {
        "title": _("Agenda: %(when)s") % {"when": pages.when(row)},
        "back_url": row.get_absolute_url(),
    }


def minutes(person, meeting) -> dict:
    """The minutes as they stand; 404 for who may not see them, or before a meeting."""
    row = _meeting(person, meeting)
    if not row.opened_at:
        raise Http404
    page = recorded.page(row, person)
    issued = page["issued"]
    return page | {
        "outdated": recorded.OUTDATED
        if issued is not None and not recorded.is_current(issued)
        else "",
        "title": _("Minutes: %(when)s") % {"when": pages.when(row)},
        "lead": page["state"]["sentence"],
        "back_url": reverse("governance:minutes", args=[row.pk]),
        "paper": {"kind": "meeting.minutes", "facts": {"meeting": str(row.pk)}},
    }


def decision(person, decision) -> dict:
    """One decision, what was on the table, and what follows; 404 for who may not."""
    number = whole(str(decision))
    if number is None:
        raise Http404
    row = get_object_or_404(log.visible(person), pk=number)
    return log.one(person, row) | {
        "lead": "",
        "back_url": row.get_absolute_url(),
        "paper": {"kind": "meeting.decision", "facts": {"decision": str(row.pk)}},
    }


def _meeting(person, key):
    number = whole(str(key))
    if number is None:
        raise Http404
    rows = Meeting.objects.visible_to(person).select_related("chair")
    return get_object_or_404(rows, pk=number)
