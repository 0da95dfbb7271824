"""Mandates and deputies: who holds what, where nobody does, who acts for whom."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from organisation import access, actions, presenters
from organisation.coverage import gaps, holders_by_unit, holdings_report
from organisation.forms import DeputyForm, LastDayForm, MandateForm, NothingForm
from organisation.functions import Function
from organisation.models import Deputy, Mandate, Person
from organisation.views.frame import (
    context,
    form_page,
    managed,
    managers_only,
    posted,
    readers_only,
)


@require_safe
def mandates(request):
    """Function by unit: who holds it, and where nobody does."""
    readers_only(request)
    rows = holders_by_unit(clock.today())
    return render(
        request,
        "organisation/mandates.html",
        context(
            request,
            "mandates",
            rows=rows,
            functions=list(Function),
            lead=presenters.mandates(gaps(rows), len(rows)),
        ),
    )


@require_http_methods(["GET", "POST"])
def grant_mandate(request):
    """Somebody gets a function for a unit."""
    managers_only(request)
    # A link from a gap or a person fills in what it knows already.
    known = {
        key: request.GET[key]
        for key in ("person", "function", "unit")
        if key in request.GET
    }
    form = MandateForm(posted(request), initial=known)
    return form_page(
        request,
        form,
        lambda: actions.grant_mandate(by=request.user, **form.cleaned_data),
        said=_("The mandate is granted."),
        to=reverse("organisation:mandates"),
        tab="mandates",
        title=_("Grant a mandate"),
        lead=_("A person holds a function for a unit and all units below it."),
        submit=_("Grant this mandate"),
    )


@require_http_methods(["GET", "POST"])
def end_mandate(request, pk):
    """Somebody stops holding a function."""
    row = managed(request, Mandate.objects.select_related("person", "unit"), pk)
    form = LastDayForm(posted(request))
    return form_page(
        request,
        form,
        lambda: actions.end_mandate(row, by=request.user, **form.cleaned_data),
        said=_("The mandate ends."),
        to=row.person.get_absolute_url(),
        tab="mandates",
        title=_("End the mandate of %(name)s") % {"name": row.person.name},
        lead=_(
            "%(mandate)s. Signatures of gates that have not passed yet stop counting"
            " when it ends."
        )
        % {"mandate": row},
        submit=_("End this mandate"),
        danger=True,
    )


@require_safe
def deputies(request):
    """Who acts for me, and for whom I act."""
    today = clock.today()
    report = holdings_report(request.user, on=today)
    return render(
        request,
        "organisation/deputies.html",
        context(
            request,
            "deputies",
            report=report,
            today=today,
            may_deputise=access.may(request.user, "organisation.deputise"),
            lead=presenters.deputies(report.deputies, report.deputises_for, today),
        ),
    )


@require_http_methods(["GET", "POST"])
def name_deputy(request):
    """I name who acts for me."""
    access.require(request.user, "organisation.deputise")
    return _name(request, request.user, reverse("organisation:deputies"))


@require_http_methods(["GET", "POST"])
def name_deputy_for(request, pk):
    """An administrator names who acts for somebody who cannot do it."""
    row = managed(request, Person.objects.all(), pk)
    return _name(request, row, row.get_absolute_url())


def _name(request, principal, to):
    form = DeputyForm(posted(request), principal=principal)
    return form_page(
        request,
        form,
        lambda: actions.name_deputy(principal, by=request.user, **form.cleaned_data),
        said=_("The deputy is named."),
        to=to,
        tab="deputies" if principal == request.user else "people",
        title=_("Name a deputy for %(name)s") % {"name": principal.name},
        lead=_("A deputy acts in all mandates of the other; both are named each time."),
        submit=_("Name this deputy"),
    )


@require_http_methods(["GET", "POST"])
def end_deputy(request, pk):
    """Somebody stops acting for another."""
    row = get_object_or_404(Deputy.objects.select_related("principal", "deputy"), pk=pk)
    mine = request.user.pk in (row.principal_id, row.deputy_id)
    if not mine:
        if not access.may(request.user, "organisation.see"):
            raise Http404
        managers_only(request)
    form = NothingForm(posted(request))
    return form_page(
        request,
        form,
        lambda: actions.end_deputy(row, by=request.user),
        said=_("This deputy acts no more after today."),
        to=reverse("organisation:deputies")
        if mine
        else row.principal.get_absolute_url(),
        tab="deputies" if mine else "people",
        title=_("%(deputy)s no longer acts for %(principal)s")
        % {"deputy": row.deputy.name, "principal": row.principal.name},
        lead=_("It ends with this day; what was signed until then stays."),
        submit=_("End this"),
    )
