"""What the pages of stage 3 share: addresses, the one form page, the voices."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import reverse

from initiatives import doors
from lessons.models import Lesson

form_page = partial(doors.one_form, room="lessons")


def lesson_or_404(request, lesson_ref):
    """The lesson with this reference, for a person who may see it, or 404."""
    rows = Lesson.objects.visible_to(request.user).select_related(
        "initiative__unit", "action_owner", "owner", "written_by", "supersedes"
    )
    return get_object_or_404(rows, ref=lesson_ref.upper())


def room(initiative, part=""):
    """The address of an initiative's lessons, or of a part of that page."""
    url = reverse("lessons:page", args=[initiative.ref])
    return f"{url}#{part}" if part else url


def voice(function, may, name="", at=None):
    """A function that speaks, who spoke for it and when."""
    return {"function": function, "may": may, "name": name, "at": at}


def who(row, verb):
    """Who gave a voice, and when; nothing where nobody did."""
    if row is None:
        return ()
    return getattr(row, f"{verb}_by").name, getattr(row, f"{verb}_at")
