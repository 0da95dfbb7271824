"""An initiative: where it stands, its gate, and everything that happened."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import Entry
from governance import actions, presenters, rules, stalled
from governance.forms import OfferForm
from initiatives.doors import visible
from organisation import access, doors


@require_safe
def initiative(request, ref):
    """The overview: the now box, the gate, the timeline, the facts, the history."""
    row = visible(request, ref)
    state = rules.standing(row)
    page = presenters.overview(request.user, row, state)
    page["stalls"] = stalled.of_initiative(row)
    if any(item["is_clock"] for item in page["stalls"]):
        # The stall says the same of the same clock, and what to do.
        page["now"] = None
    elif row.status == "active" and state.handoff is None:
        page["now"]["pause"] = stalled.pause(row)
    return render(request, "governance/initiative.html", page)


@require_http_methods(["GET", "POST"])
def gate(request, ref):
    """What is missing before the handoff, and the offer of it."""
    row = visible(request, ref)
    state = rules.standing(row)
    form = OfferForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        handoff = doors.attempt(
            request,
            form,
            lambda: actions.offer(row, by=request.user, **form.cleaned_data),
        )
        if handoff:
            return doors.done(
                request, _("Offered. Every function is asked to sign now."), row
            )
    return doors.answer(
        request,
        "governance/gate.html",
        form,
        presenters.gate_page(request.user, row, state),
    )


@require_safe
def history(request, ref):
    """Every entry of the record about this initiative, newest first."""
    row = visible(request, ref)
    entries = Entry.objects.about(row.pk)
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "governance/history.html",
        {
            "initiative": row,
            "tab": "history",
            "lead": _("Everything that was done here, newest first."),
            "items": presenters.history(page.object_list),
            "page": page,
            "is_auditor": access.may(request.user, "audit.read"),
            "audit_url": reverse("audit:entries"),
        },
    )
