"""The library: what was learnt, searched and filtered, and what is owed."""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from audit import clock
from initiatives.models import Initiative
from initiatives.stages import Stage
from lessons.models import Lesson
from lessons.querysets import ALL_THREE, stopped_without_lesson
from organisation import access
from organisation.roles import PERMISSIONS

PAGE = 50
MOST = 12
"""Initiatives that the library offers to write of."""


@require_safe
def index(request):
    """The library of lessons, and what was stopped without one."""
    query = request.GET.get("q", "").strip()[:200]
    rows = Lesson.objects.visible_to(request.user)
    without = stopped_without_lesson(request.user, Lesson)
    owed, all_, drafts = without.count(), rows.count(), rows.drafts().count()
    if query:
        rows = rows.matching(query)
    shown = Paginator(
        rows.with_state().with_use().select_related("initiative").order_by("-number"),
        PAGE,
    ).get_page(request.GET.get("page"))
    return render(
        request,
        "lessons/index.html",
        {
            "title": _("Lessons"),
            "lead": _finding(all_, drafts, owed),
            "shown": shown,
            "query": query,
            "without": [
                {"initiative": i, "days": (clock.now() - i.stopped_at).days}
                for i in without.select_related("unit")[:12]
            ],
            "owed": owed,
            "all_three": ALL_THREE,
            "writable": _writable(request.user),
        },
    )


def _writable(person):
    """Initiatives in Learning of which this person may write a lesson.

    Those without a lesson come first, then those that wait longest.
    """
    leads = PERMISSIONS["lessons.write"].holders
    held = [h for h in access.current_holdings(person) if h.function in leads]
    if not held:
        return []
    branches = Q()
    for holding in held:
        branches |= Q(unit__path__startswith=holding.path)
    written = Lesson.objects.filter(initiative=OuterRef("pk"))
    return list(
        Initiative.objects.visible_to(person)
        .running()
        .filter(branches, stage=Stage.LEARNING)
        .annotate(has_lesson=Exists(written))
        .select_related("unit")
        .order_by("has_lesson", "stage_since", "pk")[:MOST]
    )


def _finding(all_, drafts, owed):
    if not all_ and not owed:
        return _("No lesson yet. The first one can come from a stopped pilot.")
    words = ngettext("%(n)d lesson", "%(n)d lessons", all_) % {"n": all_}
    if drafts:
        words += ", " + ngettext(
            "%(n)d not endorsed yet", "%(n)d not endorsed yet", drafts
        ) % {"n": drafts}
    if not owed:
        return _("%(lessons)s. Nothing was stopped without one.") % {"lessons": words}
    stopped = ngettext(
        "%(n)d initiative was stopped without a lesson.",
        "%(n)d initiatives were stopped without a lesson.",
        owed,
    ) % {"n": owed}
    return f"{words}. {stopped}"
