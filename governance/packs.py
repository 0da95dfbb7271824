"""What is put on paper of an initiative, and of the gate that it stands before."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from audit.models import Entry
from governance import presenters, rules
from initiatives.models import Initiative
from organisation.functions import Function

LAST_ENTRIES = 40


def initiative(person, ref) -> dict:
    """An initiative on paper: what it is, its gate, who signed, what happened last.

    404 for who may not see it.
    """
    rows = Initiative.objects.visible_to(person).select_related(
        "unit", "sponsor", "continuity_holder", "proposer", "origin"
    )
    row = get_object_or_404(rows, ref=ref.upper())
    state = rules.standing(row)
    page = presenters.overview(person, row, state)
    entries = Entry.objects.about(row.pk)[:LAST_ENTRIES]
    return page | {
        "title": f"{row.ref} {row.title}",
        "history": presenters.history(presenters.with_names(entries)),
        "back_url": reverse("governance:initiative", args=[row.ref]),
    }


def gate(person, ref) -> dict:
    """The pack of a gate: what is asked, what must be true, who said what.

    404 for who may not see the initiative.
    """
    rows = Initiative.objects.visible_to(person).select_related("unit")
    row = get_object_or_404(rows, ref=ref.upper())
    state = rules.standing(row)
    page = presenters.gate_page(person, row, state)
    handoff = state.handoff
    return page | {
        "title": _("%(ref)s: %(gate)s") % {"ref": row.ref, "gate": page["heading"]},
        "handoff": handoff,
        "giver": Function(handoff.giver).label if handoff else "",
        "receiver": Function(handoff.receiver).label
        if handoff and handoff.receiver
        else "",
        "questions": list(handoff.questions.select_related("asked_by", "answered_by"))
        if handoff
        else [],
        "conditions": list(row.conditions.select_related("owner").order_by("due_on")),
        "exposures": list(row.exposures.select_related("unit", "site")),
        "back_url": reverse("governance:gate", args=[row.ref]),
    }
