"""Money put in, internal rates, closed books."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.doors import visible
from organisation import access, doors
from organisation.templatetags.ui import money, written_day
from value import actions, forms, imports
from value.models import ClosedPeriod, InternalRate, Investment
from value.views.common import form_page, house_form, mine


@require_http_methods(["GET", "POST"])
def invest(request, ref):
    """Book a line of money put in."""
    initiative = visible(request, ref)
    form = forms.InvestForm(request.POST or None, initiative=initiative)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.invest(initiative, by=request.user, **form.cleaned_data),
        title=_("Book money that is put in"),
        lead=_("It counts in the quarter in which its period ends."),
        submit=_("Book it"),
        done=_("The line is booked."),
        part="investment",
    )


@require_http_methods(["GET", "POST"])
def reverse_investment(request, ref, pk):
    """Take a line of money back."""
    initiative = visible(request, ref)
    row = mine(Investment.objects.standing(), initiative, pk)
    form = forms.ReasonForm(request.POST or None)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.reverse_investment(row, by=request.user, **form.cleaned_data),
        title=_("Take a line back"),
        lead=_("%(amount)s are taken back. The row and the reason stay on record.")
        % {"amount": money(row.amount, row.currency)},
        submit=_("Take it back"),
        done=_("The line is taken back."),
        part="investment",
    )


@require_http_methods(["GET", "POST"])
def import_investment(request):
    """Book lines of the accounts from a file."""
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    may = access.may(request.user, "value.invest")
    if request.method == "POST" and form.is_valid():
        counts = doors.attempt(request, form, lambda: _bring_in(request, form))
        if counts is True:
            return redirect("value:index")
        if counts:
            done = ngettext(
                "%(new)d line is booked, %(known)d were there already.",
                "%(new)d lines are booked, %(known)d were there already.",
                counts["created"],
            ) % {"new": counts["created"], "known": counts["unchanged"]}
            return doors.done(request, done, reverse("value:index"))
    context = {
        "title": _("Import lines of the accounts"),
        "lead": _("Money put in, planned and spent, for many initiatives at once."),
        "may": may,
    }
    return doors.answer(request, "value/import.html", form, context)


def _bring_in(request, form):
    access.require(request.user, "value.invest")
    upload = form.cleaned_data["file"]
    lines = imports.lines_of(upload.read(), upload.name, by=request.user)
    return actions.import_investment(lines, by=request.user)


@require_safe
def rates(request):
    """What an hour costs each unit, and which books are closed."""
    access.require(request.user, "value.see_rates")
    context = {
        "title": _("Internal rates and closed books"),
        "lead": _rates_finding(),
        "rates": InternalRate.objects.select_related("unit", "set_by").order_by(
            "unit__path", "-valid_from", "-pk"
        ),
        "closed": ClosedPeriod.objects.select_related("set_by").order_by("-until"),
        "may_rate": access.may(request.user, "value.set_rate"),
        "may_close": access.may(request.user, "value.close_period"),
    }
    return render(request, "value/rates.html", context)


def _rates_finding() -> str:
    last = ClosedPeriod.objects.last()
    if last:
        return _("The books are closed up to %(day)s.") % {
            "day": written_day(last.until)
        }
    return _("No books are closed yet.")


@require_http_methods(["GET", "POST"])
def set_rate(request):
    """Set what an hour of work costs a unit."""
    form = forms.RateForm(request.POST or None)
    return house_form(
        request,
        form,
        lambda: actions.set_rate(by=request.user, **form.cleaned_data),
        title=_("Set an internal rate"),
        lead=_("It counts for the unit and those below that have none of their own."),
        submit=_("Set the rate"),
        done=_("The rate is set."),
    )


@require_http_methods(["GET", "POST"])
def close_period(request):
    """Close the books up to a day."""
    form = forms.CloseForm(request.POST or None)
    return house_form(
        request,
        form,
        lambda: actions.close_period(by=request.user, **form.cleaned_data),
        title=_("Close the books of a period"),
        lead=_("Nothing is booked into that time any more. This is not undone."),
        submit=_("Close the books"),
        done=_("The books are closed."),
    )
