"""The pulse: open it, answer it, read what it says."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.errors import Refused
from initiatives.models import Initiative
from literacy import actions, forms, pulses
from literacy import voice_pages as pages
from literacy.models import Ballot, Pulse
from literacy.releasing import root
from literacy.views.voice import FORM
from organisation import access, doors

MOST = 100


@require_http_methods(["GET"])
def pulse_list(request):
    """Every round that a person may read, the open ones first."""
    rows = list(
        Pulse.objects.readable_by(request.user)
        .select_related("initiative")
        .order_by("-opened_at", "-pk")[:MOST]
    )
    rows.sort(key=lambda row: not row.is_open)
    may = access.may(request.user, "literacy.run_pulse")
    return render(
        request,
        "literacy/pulses.html",
        {
            "rows": rows,
            "may": may,
            "proposed": pulses.proposed(request.user),
            "gap": pulses.buy_in_gap(request.user),
            "lead": pages.pulses_finding(rows),
        },
    )


@require_http_methods(["GET", "POST"])
def open_pulse(request):
    """Open a round."""
    held = access.may(request.user, "literacy.run_pulse")
    if not held:
        raise Refused(held.reason)
    form = forms.PulseForm(
        request.POST or None,
        initiatives=Initiative.objects.visible_to(request.user).running(),
    )
    found = {}
    if request.method == "POST" and form.is_valid():

        def act():
            found["pulse"] = actions.open_pulse(by=request.user, **form.cleaned_data)

        if doors.attempt(request, form, act):
            return doors.done(
                request,
                _("The pulse is open. Everybody invited is told."),
                found.get("pulse") or "/",
            )
    return doors.answer(
        request,
        FORM,
        form,
        {
            "title": _("Open a pulse"),
            "lead": _("Five statements, answered from 1 to 5, without a name."),
            "submit": _("Open the pulse"),
            "cancel_url": reverse("literacy:pulses"),
        },
    )


@require_http_methods(["GET"])
def pulse(request, pk):
    """One round: how to answer while it is open, what it says once it is closed."""
    row = _pulse(request, pk)
    of = row.initiative or root()
    sees = access.may(request.user, "literacy.see_pulse_units", of=of)
    found = pulses.results(row)
    return render(
        request,
        "literacy/pulse.html",
        {
            "initiative": row.initiative,
            "pulse": row,
            "results": found,
            "sees_units": sees,
            "may": access.may(request.user, "literacy.run_pulse", of=of),
            "asked": row.is_open
            and pulses.invited(row.initiative).filter(pk=request.user.pk).exists(),
            "given": Ballot.objects.filter(pulse=row, person=request.user).exists(),
            "lead": pages.pulse_finding(row, found),
        },
    )


@require_POST
def ballot(request, pk):
    """Give a person their one ballot, on a page that sends it without their session."""
    row = _pulse(request, pk)
    given = actions.give_ballot(row, by=request.user)
    form = forms.BallotForm(initial={"ballot": given})
    return render(
        request,
        "literacy/unlinked/ballot.html",
        {"form": form, "pulse": row, "ballot": given},
    )


@require_POST
def remind_of_pulse(request, pk):
    """Remind everybody invited."""
    row = _pulse(request, pk)
    actions.remind_of_pulse(row, by=request.user)
    return doors.done(
        request, _("Everybody invited is reminded, also those who answered."), row
    )


@require_POST
def close_pulse(request, pk):
    """Close a round before its last day."""
    row = _pulse(request, pk)
    actions.close_pulse(row, by=request.user)
    return doors.done(request, _("The pulse is closed. Its results stand."), row)


def _pulse(request, pk):
    rows = Pulse.objects.readable_by(request.user).select_related("initiative__unit")
    return get_object_or_404(rows, pk=pk)
