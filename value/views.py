"""The pages of stage 4: the value page, an initiative's page, and the forms."""

from decimal import Decimal

from django.db.models import Sum
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from initiatives.doors import visible
from initiatives.models import Initiative
from organisation import access, doors
from value import actions, charts, figures, forms
from value.evidence import balance
from value.models import (
    Allocation,
    EconomicReview,
    FreedHours,
    OutcomeNote,
    RealisedAmount,
    ReceivingPlan,
)

FORM = "_components/form_page.html"
MOST = 50


@require_safe
def index(request):
    """Did it reach the accounts? Figures, the leak, and what waits for Finance."""
    rows = figures.rows(request.user)
    seen = Initiative.objects.visible_to(request.user).running()
    hoped = seen.aggregate(n=Sum("hours_expected"))["n"] or 0
    measured = sum((r.measured for r in rows), Decimal(0))
    given = sum((r.given for r in rows), Decimal(0))
    confirmed = sum((r.confirmed for r in rows), Decimal(0))
    reported = sum((r.reported for r in rows), Decimal(0))
    amounts = (
        RealisedAmount.objects.unanswered()
        .filter(initiative__in=seen.values("pk"))
        .select_related("initiative", "reported_by")
        .order_by("due_at")[:MOST]
    )
    return render(
        request,
        "value/index.html",
        {
            "title": _("Value"),
            "lead": _finding(measured, given, confirmed),
            "rows": rows[:MOST],
            "more": max(len(rows) - MOST, 0),
            "hoped": hoped,
            "measured": measured,
            "given": given,
            "rest": measured - given,
            "confirmed": confirmed,
            "reported": reported,
            "waterfall": charts.waterfall(
                Decimal(hoped), measured, given, measured - given
            ),
            "amounts": amounts,
            "today": clock.now(),
        },
    )


def _finding(measured, given, confirmed):
    if not measured:
        return _("No freed hours measured yet. They appear after the first 30 days.")
    rest = measured - given
    if rest > 0:
        return _("%(rest)s of %(all)s freed hours a year have no destination yet.") % {
            "rest": f"{rest:,.0f}",
            "all": f"{measured:,.0f}",
        }
    return _("Every one of %(all)s freed hours a year has a destination.") % {
        "all": f"{measured:,.0f}"
    }


@require_safe
def page(request, ref):
    """Hours, destinations, amounts, review and outcome of one initiative."""
    initiative = visible(request, ref)
    freed, given = balance(initiative)
    person = request.user
    hours = FreedHours.objects.filter(initiative=initiative).select_related(
        "unit", "recorded_by", "reversal"
    )
    destinations = Allocation.objects.filter(initiative=initiative).select_related(
        "allocated_by", "reversal"
    )
    amounts = list(
        RealisedAmount.objects.filter(initiative=initiative).select_related(
            "reported_by", "confirmation__confirmed_by"
        )
    )
    rest = freed - given
    if not freed:
        lead = _("No freed hours measured here yet.")
    elif rest > 0:
        lead = _("%(rest)s of %(all)s freed hours a year have no destination yet.") % {
            "rest": f"{rest:,.0f}",
            "all": f"{freed:,.0f}",
        }
    else:
        waiting = sum(1 for a in amounts if getattr(a, "confirmation", None) is None)
        lead = _("Every freed hour has a destination.")
        if waiting:
            lead += " " + ngettext(
                "%(n)d amount waits for Finance.",
                "%(n)d amounts wait for Finance.",
                waiting,
            ) % {"n": waiting}
    return render(
        request,
        "value/page.html",
        {
            "initiative": initiative,
            "tab": "value",
            "lead": lead,
            "hours": hours,
            "destinations": destinations,
            "amounts": [
                {"row": a, "answer": getattr(a, "confirmation", None)} for a in amounts
            ],
            "plans": ReceivingPlan.objects.filter(initiative=initiative).select_related(
                "unit", "planned_by"
            ),
            "reviews": EconomicReview.objects.filter(
                initiative=initiative
            ).select_related("written_by"),
            "notes": OutcomeNote.objects.filter(initiative=initiative).select_related(
                "published_by"
            ),
            "freed": freed,
            "given": given,
            "rest": rest,
            "may": {
                name: access.may(person, f"value.{permission}", of=initiative)
                for name, permission in (
                    ("hours", "record_hours"),
                    ("plan", "plan_reception"),
                    ("allocate", "allocate"),
                    ("report", "report_amount"),
                    ("confirm", "confirm_amount"),
                    ("review", "review"),
                    ("publish", "publish_outcome"),
                )
            },
        },
    )


@require_http_methods(["GET", "POST"])
def record_hours(request, ref):
    """Record freed hours."""
    initiative = visible(request, ref)
    form = forms.HoursForm(
        request.POST or None,
        initiative=initiative,
        initial={"unit": initiative.unit_id},
    )
    return _form(
        request,
        initiative,
        form,
        lambda: actions.record_hours(initiative, by=request.user, **form.cleaned_data),
        title=_("Record freed hours"),
        lead=_(
            "Hours are not money. They stay hours until Finance confirms an amount."
        ),
        submit=_("Record the hours"),
        done=_("The hours are recorded."),
        part="hours",
    )


@require_http_methods(["GET", "POST"])
def reverse_hours(request, ref, pk):
    """Take freed hours back."""
    initiative = visible(request, ref)
    row = get_object_or_404(FreedHours, pk=pk, initiative=initiative)
    form = forms.ReasonForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.reverse_hours(row, by=request.user, **form.cleaned_data),
        title=_("Take these hours back"),
        lead=_("The first figure stays in the history, with a row against it."),
        submit=_("Take them back"),
        done=_("Taken back."),
        part="hours",
    )


@require_http_methods(["GET", "POST"])
def plan_reception(request, ref):
    """Write a receiving plan."""
    initiative = visible(request, ref)
    form = forms.PlanForm(
        request.POST or None,
        initiative=initiative,
        initial={"unit": initiative.unit_id},
    )
    return _form(
        request,
        initiative,
        form,
        lambda: actions.plan_reception(
            initiative, by=request.user, **form.cleaned_data
        ),
        title=_("Write the receiving plan"),
        lead=_("What people do with the time, and what they need for it."),
        submit=_("Save the plan"),
        done=_("The plan is kept."),
        part="hours",
    )


@require_http_methods(["GET", "POST"])
def allocate(request, ref):
    """Give freed hours a destination."""
    initiative = visible(request, ref)
    form = forms.AllocationForm(request.POST or None)
    freed, given = balance(initiative)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.allocate(initiative, by=request.user, **form.cleaned_data),
        title=_("Give freed hours a destination"),
        lead=_("%(n)s measured hours a year have no destination yet.")
        % {"n": f"{freed - given:,.0f}"},
        submit=_("Give the hours this use"),
        done=_("The hours have a destination."),
        part="destinations",
    )


@require_http_methods(["GET", "POST"])
def reverse_allocation(request, ref, pk):
    """Take a destination back."""
    initiative = visible(request, ref)
    row = get_object_or_404(Allocation, pk=pk, initiative=initiative)
    form = forms.ReasonForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.reverse_allocation(row, by=request.user, **form.cleaned_data),
        title=_("Take this destination back"),
        lead=_("The hours have no destination again from then on."),
        submit=_("Take it back"),
        done=_("Taken back."),
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
        lead=_("Finance confirms it, or says that it is not in the accounts."),
        submit=_("Report the amount"),
        done=_("Reported. Finance is asked now."),
        part="amounts",
    )


@require_http_methods(["GET", "POST"])
def answer_amount(request, ref, pk):
    """Finance confirms or refuses an amount."""
    initiative = visible(request, ref)
    row = get_object_or_404(
        RealisedAmount.objects.select_related("initiative__unit", "reported_by"),
        pk=pk,
        initiative=initiative,
    )
    form = forms.ConfirmationForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.answer_amount(row, by=request.user, **form.cleaned_data),
        title=_("Confirm an amount"),
        lead=_("%(amount)s %(currency)s, reported by %(name)s: %(source)s")
        % {
            "amount": f"{row.amount:,.2f}",
            "currency": row.currency,
            "name": row.reported_by.name,
            "source": row.source,
        },
        submit=_("Answer for Finance"),
        done=_("Finance has answered."),
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
        lead=_("What was intended, what happened, what it cost and brought."),
        submit=_("Save the review"),
        done=_("The review is kept."),
        part="outcome",
    )


@require_http_methods(["GET", "POST"])
def publish_outcome(request, ref):
    """Publish the outcome to employees."""
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
        lead=_("What was promised, and what became of it, in plain words."),
        submit=_("Publish"),
        done=_("Published on the employees' page."),
        part="outcome",
    )


def _form(request, initiative, form, act, *, done, part, **context):
    back = f"{reverse('value:page', args=[initiative.ref])}#{part}"
    if (
        request.method == "POST"
        and form.is_valid()
        and doors.attempt(request, form, act)
    ):
        return doors.done(request, done, back)
    context |= {"initiative": initiative, "tab": "value", "cancel_url": back}
    return doors.answer(request, FORM, form, context)
