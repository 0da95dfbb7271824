"""Figures before and after: the work of a role, or anything else that is measured."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives.doors import visible
from processes import actions, forms, pages
from processes.models import Measurement, Phase
from processes.views.common import one_form


@require_http_methods(["GET", "POST"])
def time_work(request, ref):
    """Time the work of a role before real use: what verified hours start from."""
    initiative = visible(request, ref)
    form = forms.WorkForm(
        request.POST or None, initiative=initiative, roles=pages.roles_of(initiative)
    )
    return one_form(
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
def record_baseline(request, ref):
    """Record a figure before real use."""
    initiative = visible(request, ref)
    form = forms.BaselineForm(request.POST or None, initiative=initiative)
    return one_form(
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
def record_after(request, ref, pk):
    """Record the same figure again, after real use began."""
    initiative = visible(request, ref)
    row = _mine(
        Measurement.objects.standing().filter(phase=Phase.BASELINE), initiative, pk
    )
    form = forms.AfterForm(request.POST or None, of=row)
    return one_form(
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
    return one_form(
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


def _mine(rows, initiative, pk):
    """A row of this initiative, or 404."""
    return get_object_or_404(rows.select_related("site"), initiative=initiative, pk=pk)
