"""The page of an initiative: its hours and their destinations."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.doors import visible
from organisation.templatetags.ui import hours as written_hours
from value import actions, forms, pages, rules
from value.accounts import account_of
from value.models import Allocation, FreedHours, in_hours
from value.views.common import form_page, mine


@require_safe
def page(request, ref):
    """Hours, destinations, amounts and outcome of one initiative."""
    initiative = visible(request, ref)
    return render(request, "value/page.html", pages.page(initiative, request.user))


@require_http_methods(["GET", "POST"])
def record_hours(request, ref):
    """Record freed hours."""
    initiative = visible(request, ref)
    form = forms.HoursForm(request.POST or None, initiative=initiative)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.record_hours(initiative, by=request.user, **form.cleaned_data),
        title=_("Record freed hours"),
        lead=pages.verified_sentence(initiative),
        submit=_("Record the hours"),
        done=_("The hours are recorded."),
        part="hours",
    )


@require_http_methods(["GET", "POST"])
def reverse_hours(request, ref, pk):
    """Take freed hours back."""
    initiative = visible(request, ref)
    row = mine(FreedHours.objects.standing(), initiative, pk)
    form = forms.ReasonForm(request.POST or None)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.reverse_hours(row, by=request.user, **form.cleaned_data),
        title=_("Take freed hours back"),
        lead=_("%(hours)s are taken back. The row and the reason stay on record.")
        % {"hours": written_hours(row.hours, "year")},
        submit=_("Take them back"),
        done=_("The hours are taken back."),
        part="hours",
    )


@require_http_methods(["GET", "POST"])
def plan_reception(request, ref):
    """Write a receiving plan."""
    initiative = visible(request, ref)
    form = forms.PlanForm(request.POST or None, initiative=initiative)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.plan_reception(
            initiative, by=request.user, **form.cleaned_data
        ),
        title=_("Write a receiving plan"),
        lead=_("Say who receives the people whose time is freed, and for what."),
        submit=_("Save the plan"),
        done=_("The plan is kept."),
        part="hours",
    )


@require_http_methods(["GET", "POST"])
def evaporate(request, ref):
    """Say that verified hours are gone."""
    initiative = visible(request, ref)
    form = forms.EvaporateForm(request.POST or None)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.evaporate(initiative, by=request.user, **form.cleaned_data),
        title=_("Say that freed hours are gone"),
        lead=_("Without a destination: %(hours)s.")
        % {"hours": written_hours(account_of(initiative).rest, "year")},
        submit=_("Write it down"),
        done=_("The hours stand as evaporated."),
        part="hours",
    )


@require_http_methods(["GET", "POST"])
def allocate(request, ref):
    """Give freed hours a destination."""
    initiative = visible(request, ref)
    rest = account_of(initiative).rest
    form = forms.AllocationForm(request.POST or None, initiative=initiative)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.allocate(initiative, by=request.user, **form.cleaned_data),
        title=_("Give freed hours a destination"),
        lead=_("Without a destination: %(hours)s.")
        % {"hours": written_hours(rest, "year")},
        submit=_("Give the destination"),
        done=_("The hours have a destination."),
        part="destinations",
    )


@require_http_methods(["GET", "POST"])
def reverse_allocation(request, ref, pk):
    """Take a destination back."""
    initiative = visible(request, ref)
    row = mine(Allocation.objects.standing(), initiative, pk)
    form = forms.ReasonForm(request.POST or None)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.reverse_allocation(row, by=request.user, **form.cleaned_data),
        title=_("Take a destination back"),
        lead=_("%(hours)s for %(team)s have no destination any more.")
        % {
            "hours": written_hours(in_hours(rules.hours_left(row)), "year"),
            "team": row.team,
        },
        submit=_("Take it back"),
        done=_("The destination is taken back."),
        part="destinations",
    )
