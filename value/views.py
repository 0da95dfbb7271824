"""The pages of stage 4: the work place, an initiative's page, and its forms."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.doors import visible
from organisation import doors
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import money
from value import actions, forms, pages
from value.accounts import account_of
from value.models import Allocation, FreedHours, RealisedAmount

PAGE = 50
FORM = "_components/form_page.html"


@require_safe
def index(request):
    """Freed hours, where they go, and what has reached the accounts."""
    place = pages.work_place(request.user)
    shown = Paginator(place["keys"], PAGE).get_page(request.GET.get("page"))
    idle = place["idle"][: pages.MOST]
    drawn = [*shown.object_list, *(k for k in idle if k not in shown.object_list)]
    rows = pages.work_rows(drawn, place)
    by_key = {row["initiative"].pk: row for row in rows}
    context = {
        **place,
        "shown": shown,
        "rows": rows[: len(shown.object_list)],
        "idle_rows": [by_key[key] for key in idle],
        "idle_count": len(place["idle"]),
    }
    return render(request, "value/index.html", context)


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
    return _form(
        request,
        initiative,
        form,
        lambda: actions.record_hours(initiative, by=request.user, **form.cleaned_data),
        title=_("Record freed hours"),
        lead=_("Hours of a group, never of one person."),
        submit=_("Record the hours"),
        done=_("The hours are recorded."),
        part="hours",
    )


@require_http_methods(["GET", "POST"])
def reverse_hours(request, ref, pk):
    """Take freed hours back."""
    initiative = visible(request, ref)
    row = _mine(FreedHours.objects.standing(), initiative, pk)
    form = forms.ReasonForm(request.POST or None)
    return _form(
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
    return _form(
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
def allocate(request, ref):
    """Give freed hours a destination."""
    initiative = visible(request, ref)
    rest = account_of(initiative).rest
    form = forms.AllocationForm(request.POST or None)
    return _form(
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
    row = _mine(Allocation.objects.standing(), initiative, pk)
    form = forms.ReasonForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.reverse_allocation(row, by=request.user, **form.cleaned_data),
        title=_("Take a destination back"),
        lead=_("%(hours)s for %(team)s have no destination any more.")
        % {"hours": written_hours(row.hours, "year"), "team": row.team},
        submit=_("Take it back"),
        done=_("The destination is taken back."),
        part="destinations",
    )


@require_http_methods(["GET", "POST"])
def report_amount(request, ref):
    """Report a realised amount."""
    initiative = visible(request, ref)
    form = forms.AmountForm(request.POST or None, initiative=initiative)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.report_amount(initiative, by=request.user, **form.cleaned_data),
        title=_("Report a realised amount"),
        lead=_("It counts when Finance has found it in the accounts."),
        submit=_("Report the amount"),
        done=_("The amount is reported. Finance answers within 15 working days."),
        part="amounts",
    )


@require_http_methods(["GET", "POST"])
def answer_amount(request, ref, pk):
    """Confirm or refuse a realised amount."""
    initiative = visible(request, ref)
    row = _mine(RealisedAmount.objects.select_related("reported_by"), initiative, pk)
    form = forms.ConfirmationForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.answer_amount(row, by=request.user, **form.cleaned_data),
        title=_("Confirm or refuse an amount"),
        lead=_("%(name)s reports %(amount)s: %(source)s")
        % {
            "name": row.reported_by,
            "amount": money(row.amount, row.currency),
            "source": row.source,
        },
        submit=_("Save the answer"),
        done=_("The answer is kept."),
        part="amounts",
    )


@require_http_methods(["GET", "POST"])
def review(request, ref):
    """Write the economic review."""
    initiative = visible(request, ref)
    form = forms.ReviewForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.review(initiative, by=request.user, **form.cleaned_data),
        title=_("Write the economic review"),
        lead=_("The newest review says how the initiative ended."),
        submit=_("Save the review"),
        done=_("The review is kept. Employees are told next."),
        part="outcome",
    )


@require_http_methods(["GET", "POST"])
def publish_outcome(request, ref):
    """Tell employees what became of the promise."""
    initiative = visible(request, ref)
    form = forms.OutcomeForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.publish_outcome(
            initiative, by=request.user, **form.cleaned_data
        ),
        title=_("Publish the outcome to employees"),
        lead=_("The promise was: %(promise)s") % {"promise": initiative.promise}
        if initiative.promise
        else _("Say what was intended and what became of it."),
        submit=_("Publish it"),
        done=_("The outcome is published."),
        part="outcome",
    )


def _form(request, initiative, form, act, *, done, part, **page):
    """A page with one form, in the tab of this room."""
    back = reverse("value:page", args=[initiative.ref]) + f"#{part}"
    if (
        request.method == "POST"
        and form.is_valid()
        and doors.attempt(request, form, act)
    ):
        return doors.done(request, done, back)
    context = {"initiative": initiative, "tab": "value", "cancel_url": back, **page}
    return doors.answer(request, FORM, form, context)


def _mine(rows, initiative, pk):
    """A row of this initiative, or 404."""
    return get_object_or_404(rows, initiative=initiative, pk=pk)
