"""An initiative: where it stands, its gate, and everything that happened."""

from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import Entry
from governance import actions, packs, presenters, rules, stalled
from governance.forms import OfferForm
from governance.models import Condition, Handoff, Wait
from initiatives.doors import visible
from initiatives.models import Exposure, Lead, Stay
from organisation import access, doors


@require_safe
def initiative(request, ref):
    """The overview: the now box, the gate, the timeline, the facts, the history."""
    row = _whole(request, ref)
    state = rules.standing(row)
    page = presenters.overview(request.user, row, state)
    page["stalls"] = stalled.of_initiative(row)
    if any(item["is_clock"] for item in page["stalls"]):
        # The stall says the same of the same clock, and what to do.
        page["now"] = None
    elif row.status == "active" and state.handoff is None:
        page["now"]["pause"] = stalled.pause(row)
    return render(request, "governance/initiative.html", page)


def _whole(request, ref):
    """The initiative with what its page, its gate and its digest all read, once."""
    row = visible(request, ref)
    prefetch_related_objects(
        [row],
        Prefetch("stays", Stay.objects.select_related("entered_by")),
        Prefetch("exposures", Exposure.objects.select_related("unit", "site")),
        Prefetch("leads", Lead.objects.select_related("person")),
        Prefetch("conditions", Condition.objects.select_related("owner")),
        Prefetch("handoffs", Handoff.objects.select_related("offered_by", "owner")),
        Prefetch("handoffs__waits", Wait.objects.filter(ended_at__isnull=True)),
    )
    return row


@require_http_methods(["GET", "POST"])
def gate(request, ref):
    """What is missing before the handoff, and the offer of it."""
    row = _whole(request, ref) if request.method != "POST" else visible(request, ref)
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


@require_safe
def on_paper(request, ref):
    """The initiative as it is printed."""
    page = packs.initiative(request.user, ref)
    page["paper"] = {"kind": "initiative", "facts": {"ref": page["initiative"].ref}}
    return render(request, "governance/initiative_paper.html", page)


@require_safe
def gate_on_paper(request, ref):
    """The pack of the gate as it is printed."""
    page = packs.gate(request.user, ref)
    page["paper"] = {"kind": "gate", "facts": {"ref": page["initiative"].ref}}
    return render(request, "governance/gate_paper.html", page)
