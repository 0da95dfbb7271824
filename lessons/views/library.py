"""The library: what was learnt, searched and filtered, and what is owed."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from audit import clock
from initiatives.models import Initiative
from initiatives.stages import Stage
from lessons import papers
from lessons.lists import FILTERS, asked_for
from lessons.models import Lesson
from lessons.querysets import ALL_THREE, stopped_without_lesson
from organisation import access
from organisation.functions import Function
from organisation.roles import PERMISSIONS

PAGE = 50
MOST = 12
"""Initiatives that the library offers to write of."""


@require_safe
def index(request):
    """The library of lessons, and what was stopped without one."""
    chosen, rows = asked_for(request.user, request.GET)
    seen = Lesson.objects.visible_to(request.user)
    without = stopped_without_lesson(request.user, Lesson)
    owed, all_, drafts = without.count(), seen.count(), seen.drafts().count()
    reused = seen.with_use().filter(uses__gt=0).count()
    shown = Paginator(rows.select_related("initiative"), PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "lessons/index.html",
        {
            "title": _("Lessons"),
            "lead": _finding(all_, drafts, reused, owed),
            "shown": shown,
            "query": chosen["q"],
            "chosen": chosen,
            "address": urlencode({k: v for k, v in chosen.items() if v}),
            "filters": [
                {
                    "name": name,
                    "label": label,
                    "choices": choices,
                    "chosen": chosen[name],
                }
                for name, (label, choices) in FILTERS.items()
            ],
            "without": [
                {"initiative": i, "days": (clock.now() - i.stopped_at).days}
                for i in without.select_related("unit")[:12]
            ],
            "owed": owed,
            "all_three": ALL_THREE,
            "writable": _writable(request.user),
            "may_see_figures": bool(
                access.current_holdings(request.user) or request.user.is_auditor
            ),
            "unused": _never_reused(request.user),
        },
    )


def _never_reused(person):
    """Endorsed lessons that nobody works by, for Knowledge; the oldest first."""
    held = access.current_holdings(person)
    if not any(h.function == Function.KNOWLEDGE for h in held):
        return []
    rows = Lesson.objects.visible_to(person).live().with_use().filter(uses=0)
    return list(rows.order_by("number")[:MOST])


@require_safe
def lesson_paper(request, lesson_ref):
    """One lesson on a page, to be printed."""
    page = papers.lesson_for(request.user, lesson_ref)
    return render(request, "lessons/lesson_paper.html", page)


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


def _finding(all_, drafts, reused, owed):
    if not all_ and not owed:
        return _("No lesson yet. The first one can come from a stopped pilot.")
    words = ngettext("%(n)d lesson", "%(n)d lessons", all_) % {"n": all_}
    if reused:
        words += ", " + ngettext(
            "%(n)d reused in another initiative",
            "%(n)d reused in other initiatives",
            reused,
        ) % {"n": reused}
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
