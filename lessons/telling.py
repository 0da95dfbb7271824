"""Who is told of a failure: Leadership, when its cause was known already."""

from django.urls import reverse

from initiatives.models import Initiative
from lessons import repeats
from organisation import access
from organisation.functions import Function
from organisation.notices import tell


def tell_of_a_repeat(initiative, by):
    """Tell Leadership of a repeat failure, once for each initiative.

    Called when a stop, a verdict or a review says why something failed.
    """
    rows = Initiative.objects.filter(pk=initiative.pk)
    failure = repeats.failures(rows).get(initiative.pk)
    if failure is None or not failure.is_repeat:
        return
    tell(
        access.holders_of(Function.LEADERSHIP, failure.initiative.unit),
        "lessons.repeat_failure",
        initiative=initiative,
        by=by,
        url=reverse("lessons:page", args=[initiative.ref]),
        key=str(initiative.pk),
        lessons=len(failure.known),
    )
