"""How a page of this room is answered."""

from functools import partial

from django.shortcuts import get_object_or_404

from initiatives import doors

FORM = "_components/form_page.html"
one_form = partial(doors.one_form, room="literacy")


def of_initiative(rows, initiative, pk):
    """A row of this initiative, or 404."""
    return get_object_or_404(rows, initiative=initiative, pk=pk)
