"""The what-if, and the scenarios that are kept."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from initiatives.doors import visible
from organisation import doors
from value import actions, forms, pages, whatif, whatif_pages
from value.models import Scenario
from value.views.common import form_page


@require_safe
def what_if(request, ref):
    """Change assumptions and see what comes of them; no ledger is touched."""
    initiative = visible(request, ref)
    kept = Scenario.objects.filter(initiative=initiative).select_related("saved_by")
    asked = request.GET if "initial" in request.GET else None
    if request.GET.get("scenario", "").isdecimal():
        chosen = get_object_or_404(kept, pk=int(request.GET["scenario"]))
        asked = {**whatif.as_fields(chosen.assumptions), "name": chosen.name}
    form = forms.WhatIfForm(asked, initiative=initiative)
    given = None
    if not form.is_bound:
        given = whatif.first_guess(initiative, form.lines)
    elif form.is_valid():
        given = form.cleaned_data
    found = whatif_pages.compared(initiative, given, form.lines) if given else {}
    context = _context(request, initiative) | {
        "lead": found.get("finding", _("One of the assumptions cannot be read.")),
        "form": form,
        "found": found,
        "scenarios": list(kept[:50]),
    }
    return render(
        request,
        "value/whatif.html",
        context,
        status=doors.UNPROCESSABLE if form.is_bound and form.errors else 200,
    )


def _context(request, initiative) -> dict:
    return {
        "initiative": initiative,
        "tab": "value",
        "title": _("What if?"),
        "may_save": pages.may(initiative, request.user, "value.save_scenario"),
    }


@require_POST
def save_scenario(request, ref):
    """Keep the assumptions of a what-if under a name."""
    initiative = visible(request, ref)
    form = forms.WhatIfForm(request.POST, initiative=initiative)
    form.fields["name"].required = True
    row = None
    if form.is_valid():
        row = doors.attempt(
            request,
            form,
            lambda: actions.save_scenario(
                initiative,
                by=request.user,
                name=form.cleaned_data["name"],
                assumptions=whatif.as_text(form.cleaned_data),
            ),
        )
    if row:
        done = _("The scenario is kept. It changes no ledger.")
        back = reverse("value:what-if", args=[initiative.ref])
        return doors.done(
            request, done, back if row is True else f"{back}?scenario={row.pk}"
        )
    context = _context(request, initiative) | {
        "lead": _("The scenario is not kept yet."),
        "found": {},
        "scenarios": [],
    }
    return doors.answer(request, "value/whatif.html", form, context)


@require_http_methods(["GET", "POST"])
def delete_scenario(request, ref, pk):
    """Delete a scenario of one's own."""
    initiative = visible(request, ref)
    row = get_object_or_404(Scenario, initiative=initiative, pk=pk)
    form = forms.NothingForm(request.POST or None)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.delete_scenario(row, by=request.user),
        title=_("Delete a scenario"),
        lead=row.name,
        submit=_("Delete it"),
        done=_("The scenario is deleted."),
        back=reverse("value:what-if", args=[initiative.ref]),
    )
