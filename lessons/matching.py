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
    return fitting(initiative, known())


def known() -> list[Lesson]:
    """All endorsed lessons, to fit one initiative or many. One query."""
    rows = Lesson.objects.endorsed().select_related("initiative")
    return list(rows.order_by("number"))


def fitting(initiative, lessons) -> list[tuple[Lesson, object]]:
    """The lessons among these that fit an initiative, the best first.

    What a confidential initiative learnt stays with it and its own next cycle.
    """
    family = _words(initiative.process_family)
    technique = _words(initiative.ai_system)
    found = []
    for lesson in lessons:
        is_earlier = lesson.initiative_id == initiative.origin_id
        if lesson.initiative_id == initiative.pk or (
            lesson.initiative.is_confidential
            and not (is_earlier and initiative.is_confidential)
        ):
            continue
        score, why = 0, None
        if is_earlier:
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
