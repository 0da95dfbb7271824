"""What the pages of stage 4 share."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import reverse

from initiatives.doors import one_form
from organisation import doors

PAGE = 50

form_page = partial(one_form, room="value")


def house_form(request, form, act, *, done, **page):
    """A page with one form, of no initiative."""
    back = reverse("value:rates")
    if doors.sent(request, form, act):
        return doors.done(request, done, back)
    return doors.answer(
        request, "value/house_form.html", form, {"cancel_url": back, **page}
    )


def mine(rows, initiative, pk):
    """A row of this initiative, or 404."""
    return get_object_or_404(rows, initiative=initiative, pk=pk)
