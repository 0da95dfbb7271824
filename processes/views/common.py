"""How a page of this room is answered, and which map its address means."""

from contextlib import contextmanager
from functools import partial

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from audit import clock
from audit.errors import Stale
from initiatives import doors
from processes import map_pages, pages

one_form = partial(doors.one_form, room="processes")


def where(request, ref, slug):
    """The initiative and the kind of map of an address, or 404."""
    initiative = doors.visible(request, ref)
    if slug not in pages.MAPS:
        raise Http404
    return initiative, pages.MAPS[slug]


def page_of(initiative, slug) -> str:
    """The address of the page of a map."""
    return reverse("processes:map", args=[initiative.ref, slug])


def number_of(initiative, kind) -> int:
    """The number of the newest version, 0 before the first."""
    version = map_pages.current(initiative, kind)
    return version.number if version else 0


@contextmanager
def newest_seen(form, initiative, kind):
    """Whoever is told of a newer version has seen it when the form is sent again."""
    try:
        yield
    except Stale:
        form.data = form.data.copy()
        form.data["base"] = str(number_of(initiative, kind))
        raise


def kept_sentence() -> str:
    """That a draft is kept, and since when."""
    now = time_format(timezone.localtime(clock.now()), "TIME_FORMAT")
    return _("Draft kept at %(time)s. Only you see it.") % {"time": now}
