"""The pages of stage 2: the work place, an initiative's page, and its forms."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import Refused
from initiatives.doors import deliver, visible
from initiatives.rules import may_read_files
from processes import actions, forms, pages
from processes.models import MapVersion
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
def attach_map(request, ref, slug):
    """Attach a map of the process."""
    initiative = visible(request, ref)
    if slug not in pages.MAPS:
        raise Http404
    kind = pages.MAPS[slug]
    form = forms.MapForm(request.POST or None, request.FILES or None)
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.attach_map(
            initiative, by=request.user, kind=kind, **form.cleaned_data
        ),
        title=_("Attach the %(kind)s map") % {"kind": kind.label},
        lead=_("The newest map counts; the earlier ones stay in the files."),
        submit=_("Attach the map"),
        done=_("The map is attached."),
        part="maps",
    )


@require_http_methods(["GET"])
def map_file(request, ref, pk):
    """The file of a map."""
    initiative = visible(request, ref)
    rows = MapVersion.objects.lean().filter(attachment__isnull=False)
    row = get_object_or_404(
        rows.select_related("attachment"), map__initiative=initiative, pk=pk
    )
    allowed = may_read_files(request.user, initiative)
    if not allowed:
        raise Refused(allowed.reason)
    return deliver(row.attachment)


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
