"""Realised amounts, and how the initiative ended."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives.doors import visible
from organisation.templatetags.ui import money
from value import actions, forms
from value.models import RealisedAmount
from value.views.common import form_page, mine
from value.workings import workings


@require_http_methods(["GET", "POST"])
def report_amount(request, ref):
    """Report a realised amount."""
    initiative = visible(request, ref)
    form = forms.AmountForm(request.POST or None, initiative=initiative)
    return form_page(
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
    rows = RealisedAmount.objects.select_related("reported_by", "allocation")
    row = mine(rows, initiative, pk)
    form = forms.ConfirmationForm(request.POST or None)
    return form_page(
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
        template="value/answer.html",
        workings=workings(row),
    )


@require_http_methods(["GET", "POST"])
def review(request, ref):
    """Write the economic review."""
    initiative = visible(request, ref)
    form = forms.ReviewForm(request.POST or None)
    return form_page(
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
    return form_page(
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
