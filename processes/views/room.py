"""The pages of stage 2: the work place, an initiative's page, and its forms."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives.doors import visible
from processes import actions, forms, pages
from processes.views.common import one_form


@require_http_methods(["GET"])
def page(request, ref):
    """Owner, maps, bottleneck and measurements of one initiative."""
    initiative = visible(request, ref)
    return render(request, "processes/page.html", pages.page(initiative, request.user))


@require_http_methods(["GET", "POST"])
def name_owner(request, ref):
    """Name the owner of the process."""
    initiative = visible(request, ref)
    form = forms.OwnerForm(request.POST or None, initiative=initiative)
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.name_owner(initiative, by=request.user, **form.cleaned_data),
        title=_("Name the process owner"),
        lead=_("One person answers for the process, with its AI system in it."),
        submit=_("Name the owner"),
        done=_("The owner is named."),
        part="owner",
    )


@require_http_methods(["GET", "POST"])
def name_bottleneck(request, ref):
    """Name what holds up the process."""
    initiative = visible(request, ref)
    form = forms.BottleneckForm(request.POST or None)
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.name_bottleneck(
            initiative, by=request.user, **form.cleaned_data
        ),
        title=_("Name the bottleneck"),
        lead=_("Time saved elsewhere does not help a process that waits here."),
        submit=_("Name the bottleneck"),
        done=_("The bottleneck is named."),
        part="bottleneck",
    )


@require_http_methods(["GET", "POST"])
def write_note(request, ref, slug):
    """Write one of the notes."""
    initiative = visible(request, ref)
    if slug not in pages.NOTES:
        raise Http404
    kind = pages.NOTES[slug]
    form = forms.NoteForm(request.POST or None)
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.write_note(
            initiative, by=request.user, kind=kind, **form.cleaned_data
        ),
        title=kind.label,
        lead=pages.prompt(kind),
        submit=_("Sign and save"),
        done=_("It is written."),
        part="notes",
    )
