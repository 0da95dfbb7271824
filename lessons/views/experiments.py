"""Experiments: their page, their series, their verdict."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.doors import visible
from lessons import actions, charts, forms, series
from lessons.figures import decimals_of
from lessons.models import Disposition, Experiment, Reading
from lessons.views.common import form_page
from organisation import access
from organisation.templatetags.ui import written_day, written_number
from processes import places


@require_safe
def experiment(request, ref, pk):
    """One experiment: its question, its limits, its series and its verdict."""
    initiative = visible(request, ref)
    row = _one(initiative, pk)
    values = series.of(row)
    adopted = Disposition.objects.filter(
        initiative=initiative, answer__in=["adopt", "adapt"]
    ).select_related("lesson")
    may = access.may(request.user, "lessons.experiment", of=initiative)
    return render(
        request,
        "lessons/experiment.html",
        {
            "initiative": initiative,
            "tab": "lessons",
            "title": _("Experiment"),
            "lead": _finding(row, values),
            "experiment": row,
            "place": places.of(initiative).get(row.step_key) if row.step_key else None,
            "series": values,
            "chart": charts.chart(values),
            "rails": [r.strip() for r in row.guard_rails.splitlines() if r.strip()],
            "adopted": list(adopted),
            "is_open": row.is_open and initiative.is_open,
            "may": may,
            "stopper": row.get_stopper_display() or _("Operations or Knowledge"),
        },
    )


def _finding(row, values):
    if not row.is_open:
        return row.verdict.get_verdict_display()
    last = values.last
    if last is None:
        return _("No value yet. The verdict is due by %(day)s.") % {
            "day": written_day(row.ends_on)
        }
    facts = {"value": _figure(last.value, row), "day": written_day(last.day)}
    if values.asks_for_the_stop:
        return _("%(value)s on %(day)s: the stop rule is met.") % facts
    if row.scale_at is not None and _is_reached(row, last.value):
        return _("%(value)s on %(day)s: the threshold is reached so far.") % facts
    return _("%(value)s on %(day)s: between the limits.") % facts


def _is_reached(row, value):
    if row.better == Experiment.Better.LOWER:
        return value <= row.scale_at
    return value >= row.scale_at


def _figure(value, row):
    return f"{written_number(value, decimals_of(value))} {row.unit}".strip()


def _one(initiative, pk):
    return get_object_or_404(
        Experiment.objects.of(initiative).select_related(
            "initiative__unit", "verdict__given_by", "started_by"
        ),
        pk=pk,
    )


@require_http_methods(["GET", "POST"])
def add_reading(request, ref, pk):
    """Add a value to the series, by hand."""
    initiative = visible(request, ref)
    row = _one(initiative, pk)
    form = forms.ReadingForm(request.POST or None)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.record_readings(row, by=request.user, rows=[form.cleaned_data]),
        title=_("Add a value"),
        lead=_("%(measure)s. A second value for a day replaces the first; both stay.")
        % {"measure": row.measure},
        submit=_("Add the value"),
        done=_("The value is added."),
        back=_page(initiative, row),
    )


@require_http_methods(["GET", "POST"])
def read_series(request, ref, pk):
    """Add many values from a file."""
    initiative = visible(request, ref)
    row = _one(initiative, pk)
    form = forms.SeriesForm(request.POST or None, request.FILES or None)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.record_readings(
            row,
            by=request.user,
            rows=series.read(form.cleaned_data["file"].read()),
            source=Reading.Source.FILE,
        ),
        title=_("Add values from a file"),
        lead=_("All rows are taken, or none."),
        submit=_("Add the values"),
        done=_("The values are added."),
        back=_page(initiative, row),
    )


def _page(initiative, row):
    return reverse("lessons:experiment", args=[initiative.ref, row.pk])


@require_http_methods(["GET", "POST"])
def start_experiment(request, ref):
    """Start an experiment."""
    initiative = visible(request, ref)
    form = forms.ExperimentForm(request.POST or None, initiative=initiative)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.start_experiment(
            initiative, by=request.user, **form.cleaned_data
        ),
        title=_("Start an experiment"),
        lead=_(
            "Say what would convince you, and what would stop it, before it starts."
        ),
        submit=_("Start the experiment"),
        done=_("The experiment is started."),
        part="experiments",
    )


@require_http_methods(["GET", "POST"])
def edit_experiment(request, ref, pk):
    """Change an experiment that has no verdict yet."""
    initiative = visible(request, ref)
    row = get_object_or_404(
        Experiment.objects.of(initiative).select_related("initiative__unit"), pk=pk
    )
    form = forms.EditExperimentForm(
        request.POST or None,
        initiative=initiative,
        instance=Experiment.objects.get(pk=row.pk),
        initial={"version": row.version},
    )
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.edit_experiment(row, by=request.user, **form.cleaned_data),
        title=_("Edit the experiment"),
        lead=_("It can be changed until its verdict is given."),
        submit=_("Save the experiment"),
        done=_("The experiment is saved."),
        part="experiments",
    )


@require_http_methods(["GET", "POST"])
def give_verdict(request, ref, pk):
    """Give the verdict of an experiment."""
    initiative = visible(request, ref)
    experiment = get_object_or_404(Experiment.objects.of(initiative), pk=pk)
    form = forms.VerdictForm(request.POST or None)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.give_verdict(experiment, by=request.user, **form.cleaned_data),
        title=_("Give the verdict"),
        lead=_("Threshold: %(text)s") % {"text": experiment.threshold},
        submit=_("Give the verdict"),
        done=_("The verdict is given. The review follows within ten working days."),
        part="experiments",
    )
