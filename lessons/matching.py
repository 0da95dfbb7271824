"""Which lessons fit an initiative, and why: from its earlier cycle, process, technique.

At most seven, the best first. The same facts give the same answer.
"""

import re

from django.utils.translation import gettext_lazy as _

from lessons.models import Lesson

MOST = 7
SHORT_WORDS = 4
"""Words shorter than this say nothing about a process."""


def matched(initiative) -> list[tuple[Lesson, object]]:
    """The endorsed lessons that fit an initiative, each with the reason. One query."""
    family = _words(initiative.process_family)
    technique = _words(initiative.ai_system)
    found = []
    rows = Lesson.objects.endorsed().exclude(initiative=initiative)
    for lesson in rows.select_related("initiative").order_by("number"):
        score, why = 0, None
        if initiative.origin_id and lesson.initiative_id == initiative.origin_id:
            score, why = 100, _("It comes from the earlier cycle.")
        common = family & _words(lesson.process_family)
        if common:
            score += 10 * len(common)
            why = why or _("It comes from the same process.")
        same = technique & _words(lesson.technique)
        if same:
            score += 3 * len(same)
            why = why or _("It comes from the same AI technique.")
        if score:
            found.append((score, lesson, why))
    found.sort(key=lambda row: (-row[0], row[1].number))
    return [(lesson, why) for _score, lesson, why in found[:MOST]]


def _words(text: str) -> set[str]:
    return {w for w in re.findall(r"\w+", text.casefold()) if len(w) >= SHORT_WORDS}
