"""What is put on paper of an initiative."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from audit.models import Entry
from governance import presenters, rules
from initiatives.models import Initiative

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
