"""The pages of stage 2: the work place, an initiative's page, and its forms."""

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import Refused
from initiatives.doors import deliver, visible
from initiatives.models import Initiative
from initiatives.rules import may_read_files
from initiatives.stages import Stage
from organisation import doors
from processes import actions, forms, pages
from processes.models import Bottleneck, Effect, MapVersion, Measurement, Phase

PAGE = 50
FORM = "_components/form_page.html"


@require_http_methods(["GET"])
def index(request):
    """All initiatives in appropriation that a person may see, the oldest first."""
    bottleneck = Bottleneck.objects.filter(initiative=OuterRef("pk")).order_by("-pk")
    rows = (
        Initiative.objects.visible_to(request.user)
        .running()
        .filter(stage=Stage.APPROPRIATION)
        .annotate(effect=Subquery(bottleneck.values("to_be_effect")[:1]))
        .select_related("unit")
        .order_by("stage_since", "number")
    )
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counted = rows.aggregate(
        unknown=Count("pk", filter=Q(effect__isnull=True)),
        raised=Count("pk", filter=Q(effect=Effect.HIGHER)),
    )
    context = {
        "rows": pages.work_rows(shown.object_list),
        "shown": shown,
        "lead": pages.work_finding(shown.paginator.count, **counted),
    }
    return render(request, "processes/index.html", context)


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
    return _form(
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
    return _form(
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
    return _form(
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
def record_baseline(request, ref):
    """Record a figure before real use."""
    initiative = visible(request, ref)
    form = forms.BaselineForm(request.POST or None, initiative=initiative)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.record_baseline(
            initiative, by=request.user, **form.cleaned_data
        ),
        title=_("Record a baseline"),
        lead=_("It is frozen once it is recorded: a correction is shown as one."),
        submit=_("Freeze the baseline"),
        done=_("The baseline is frozen."),
        part="measurements",
    )


@require_http_methods(["GET", "POST"])
def time_work(request, ref):
    """Time the work of a role before real use: what verified hours start from."""
    initiative = visible(request, ref)
    form = forms.WorkForm(
        request.POST or None, initiative=initiative, roles=pages.roles_of(initiative)
    )
    return _form(
        request,
        initiative,
        form,
        lambda: actions.record_baseline(
            initiative, by=request.user, **form.cleaned_data
        ),
        title=_("Time the work of a role"),
        lead=_(
            "Before real use. The same is timed after; the difference, checking taken "
            "off, is what counts as freed."
        ),
        submit=_("Freeze the baseline"),
        done=_("The baseline is frozen."),
        part="measurements",
    )


@require_http_methods(["GET", "POST"])
def record_after(request, ref, pk):
    """Record the same figure again, after real use began."""
    initiative = visible(request, ref)
    row = _mine(
        Measurement.objects.standing().filter(phase=Phase.BASELINE), initiative, pk
    )
    form = forms.AfterForm(request.POST or None, of=row)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.record_after(
            initiative, by=request.user, baseline=row, **form.cleaned_data
        ),
        title=_("Measure again"),
        lead=_(
            "%(figure)s before. The same, over a period in which the AI system was in "
            "use."
        )
        % {"figure": row},
        submit=_("Record the measurement"),
        done=_("The measurement is recorded."),
        part="measurements",
    )


@require_http_methods(["GET", "POST"])
def correct_measurement(request, ref, pk):
    """Put another figure in the place of one."""
    initiative = visible(request, ref)
    row = _mine(Measurement.objects.standing(), initiative, pk)
    names = ("value", "sample", "starts_on", "ends_on", "certainty")
    before = {
        name: getattr(row, name)
        for name in (*names, "volume", "checking")
        if getattr(row, name) is not None
    }
    form = forms.CorrectionForm(request.POST or None, initial=before, of=row)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.correct_measurement(row, by=request.user, **form.cleaned_data),
        title=_("Correct a figure"),
        lead=_("%(figure)s. The first figure stays on the page.") % {"figure": row},
        submit=_("Correct it"),
        done=_("The figure is corrected."),
        part="measurements",
    )


@require_http_methods(["GET", "POST"])
def write_note(request, ref, slug):
    """Write one of the notes."""
    initiative = visible(request, ref)
    if slug not in pages.NOTES:
        raise Http404
    kind = pages.NOTES[slug]
    form = forms.NoteForm(request.POST or None)
    return _form(
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


def _form(request, initiative, form, act, *, title, lead, submit, done, part):
    """A page with one form, in the tab of this room."""
    back = reverse("processes:page", args=[initiative.ref]) + f"#{part}"
    if (
        request.method == "POST"
        and form.is_valid()
        and doors.attempt(request, form, act)
    ):
        return doors.done(request, done, back)
    context = {
        "initiative": initiative,
        "tab": "processes",
        "title": title,
        "lead": lead,
        "submit": submit,
        "cancel_url": back,
    }
    return doors.answer(request, FORM, form, context)


def _mine(rows, initiative, pk):
    """A row of this initiative, or 404."""
    return get_object_or_404(rows, initiative=initiative, pk=pk)
