"""Units and sites."""

from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisation import actions, calendar, presenters
from organisation.coverage import tree
from organisation.forms import SiteForm, UnitForm
from organisation.models import Body, Site, Unit
from organisation.views.frame import (
    context,
    form_page,
    managed,
    managers_only,
    posted,
    readers_only,
)


@require_safe
def units(request):
    """The tree of the company."""
    readers_only(request)
    rows = list(
        Unit.objects.annotate(
            members=Count("people", filter=Q(people__is_active=True))
        ).order_by("path")
    )
    headcount = sum(row.headcount for row in rows)
    for row in rows:
        row.country_name = calendar.country_name(row.country)
    return render(
        request,
        "organisation/units.html",
        context(
            request,
            "units",
            nodes=tree(rows),
            lead=presenters.units(len(rows), headcount),
        ),
    )


@require_http_methods(["GET", "POST"])
def add_unit(request):
    """A part of the company is added."""
    managers_only(request)
    known = {"parent": request.GET.get("parent")} if "parent" in request.GET else {}
    form = UnitForm(posted(request), initial=known | {"headcount": 0})
    return form_page(
        request,
        form,
        lambda: actions.add_unit(by=request.user, **form.cleaned_data),
        said=_("The unit is there."),
        to=reverse("organisation:units"),
        tab="units",
        title=_("Add a unit"),
        lead=_("Its country decides which days count as working days."),
        submit=_("Add this unit"),
    )


@require_http_methods(["GET", "POST"])
def edit_unit(request, pk):
    """What is known of a unit is put right, or it moves."""
    row = managed(request, Unit.objects.all(), pk)
    form = UnitForm(posted(request), row=row)

    def act():
        return actions.reshape_unit(row, by=request.user, **form.changes())

    return form_page(
        request,
        form,
        act,
        said=_("Saved."),
        to=reverse("organisation:units"),
        tab="units",
        title=_("Edit %(name)s") % {"name": row.name},
        lead=_("Mandates for a unit above also cover it; moving it changes which."),
        submit=_("Save"),
    )


@require_safe
def sites(request):
    """The places of work, and who speaks there for the employees."""
    readers_only(request)
    here = Body.objects.filter(sites=OuterRef("pk"), is_active=True)
    rows = list(
        Site.objects.annotate(in_office=Exists(here)).prefetch_related("bodies")
    )
    for row in rows:
        row.country_name = calendar.country_name(row.country)
    return render(
        request,
        "organisation/sites.html",
        context(request, "sites", sites=rows, lead=presenters.sites(rows)),
    )


@require_http_methods(["GET", "POST"])
def add_site(request):
    """A place of work is added."""
    managers_only(request)
    form = SiteForm(posted(request), initial={"headcount": 0})
    return form_page(
        request,
        form,
        lambda: actions.add_site(by=request.user, **form.cleaned_data),
        said=_("The site is there."),
        to=reverse("organisation:sites"),
        tab="sites",
        title=_("Add a site"),
        lead=_("A site is where a works council or another body sits."),
        submit=_("Add this site"),
    )


@require_http_methods(["GET", "POST"])
def edit_site(request, pk):
    """What is known of a site is put right."""
    row = managed(request, Site.objects.all(), pk)
    form = SiteForm(posted(request), row=row)
    return form_page(
        request,
        form,
        lambda: actions.edit_site(row, by=request.user, **form.changes()),
        said=_("Saved."),
        to=reverse("organisation:sites"),
        tab="sites",
        title=_("Edit %(name)s") % {"name": row.name},
        lead=_("Dates that were reckoned before stay as they are."),
        submit=_("Save"),
    )
