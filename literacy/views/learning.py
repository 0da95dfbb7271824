"""Forms of measures."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives.doors import visible
from literacy import actions, forms
from literacy.models import (
    Measure,
)
from literacy.views.common import of_initiative, one_form


@require_http_methods(["GET", "POST"])
def record_measure(request, ref):
    """Record a literacy measure."""
    initiative = visible(request, ref)
    form = forms.MeasureForm(request.POST or None, initiative=initiative)
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.record_measure(initiative, by=request.user, **form.values),
        title=_("Record a measure"),
        lead=_("Count the people who learnt something they had not learnt before."),
        submit=_("Record the measure"),
        done=_("The measure is recorded."),
        part="measures",
    )


@require_http_methods(["GET", "POST"])
def correct_measure(request, ref, pk):
    """Put another number in the place of a measure's."""
    initiative = visible(request, ref)
    measure = of_initiative(Measure.objects.standing(), initiative, pk)
    form = forms.CorrectMeasureForm(
        request.POST or None, initial={"people": measure.people}
    )
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.correct_measure(measure, by=request.user, **form.cleaned_data),
        title=_("Correct the number of people"),
        lead=_("%(measure)s. The first number stays in the history.")
        % {"measure": measure},
        submit=_("Correct it"),
        done=_("The number is corrected."),
        part="measures",
    )
