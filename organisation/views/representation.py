"""Bodies of employee representatives and their seats."""

from django.db.models import Prefetch
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from organisation import actions, presenters
from organisation.forms import BodyForm, LastDayForm, SeatForm
from organisation.models import Body, Seat
from organisation.views.frame import (
    context,
    form_page,
    managed,
    managers_only,
    posted,
    readers_only,
)


@require_safe
def bodies(request):
    """The bodies, their sites and who sits on them."""
    readers_only(request)
    today = clock.today()
    sitting = Seat.objects.lasting(today).select_related("person")
    rows = list(
        Body.objects.prefetch_related(
            "sites", Prefetch("seats", sitting, to_attr="sitting")
        )
    )
    return render(
        request,
        "organisation/bodies.html",
        context(request, "bodies", bodies=rows, lead=presenters.bodies(rows)),
    )


@require_http_methods(["GET", "POST"])
def add_body(request):
    """A body is added."""
    managers_only(request)
    form = BodyForm(posted(request))
    return form_page(
        request,
        form,
        lambda: actions.add_body(by=request.user, **form.cleaned_data),
        said=_("The body is there. Say who sits on it next."),
        to=reverse("organisation:bodies"),
        tab="bodies",
        title=_("Add a body"),
        lead=_("Its members record opinions, for their own sites only."),
        submit=_("Add this body"),
    )


@require_http_methods(["GET", "POST"])
def edit_body(request, pk):
    """What is known of a body is put right."""
    row = managed(request, Body.objects.all(), pk)
    form = BodyForm(posted(request), row=row)
    return form_page(
        request,
        form,
        lambda: actions.edit_body(row, by=request.user, **form.changes()),
        said=_("Saved."),
        to=reverse("organisation:bodies"),
        tab="bodies",
        title=_("Edit %(name)s") % {"name": row.name},
        lead=_("A body that is no longer in office gives its members no rights."),
        submit=_("Save"),
    )


@require_http_methods(["GET", "POST"])
def give_seat(request, pk):
    """Somebody sits on a body."""
    row = managed(request, Body.objects.all(), pk)
    form = SeatForm(posted(request))
    return form_page(
        request,
        form,
        lambda: actions.give_seat(row, by=request.user, **form.cleaned_data),
        said=_("The seat is given."),
        to=reverse("organisation:bodies"),
        tab="bodies",
        title=_("Give a seat on %(body)s") % {"body": row.name},
        lead=_("The member sees what touches the sites of this body."),
        submit=_("Give this seat"),
    )


@require_http_methods(["GET", "POST"])
def end_seat(request, pk):
    """Somebody leaves a body."""
    row = managed(request, Seat.objects.select_related("person", "body"), pk)
    form = LastDayForm(posted(request))
    return form_page(
        request,
        form,
        lambda: actions.end_seat(row, by=request.user, **form.cleaned_data),
        said=_("The seat ends."),
        to=reverse("organisation:bodies"),
        tab="bodies",
        title=_("End the seat of %(name)s") % {"name": row.person.name},
        lead=_("%(body)s. Opinions recorded so far stay.") % {"body": row.body},
        submit=_("End this seat"),
        danger=True,
    )
