"""Which lessons fit an initiative, and why: from its earlier cycle, process, technique.

At most seven, the best first. The same facts give the same answer.
"""

import re
from types import SimpleNamespace
from typing import NamedTuple

from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Exists,
    F,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from lessons.models import Disposition, Lesson

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


class Fit(NamedTuple):
    """The lessons that fit one initiative, and those of them nobody answered yet."""

    found: list[int]
    open: list[int]


def fits(initiatives) -> dict:
    """The fit of each of these initiatives: {id: Fit}; one query for all of it.

    Lessons, initiatives and answers come in one statement, because a page that only
    counts must not pay three. Without an initiative no lesson is read.
    """
    lessons = Lesson.objects.endorsed().filter(Exists(initiatives))
    answers = Disposition.objects.filter(initiative__in=initiatives.values("pk"))
    rows = _texts(
        lessons,
        what="lesson",
        initiative="initiative_id",
        lesson="pk",
        number="number",
        process_family="process_family",
        technique="technique",
        is_confidential="initiative__is_confidential",
    ).union(
        _texts(
            initiatives,
            what="initiative",
            initiative="pk",
            number="number",
            process_family="process_family",
            technique="ai_system",
            is_confidential="is_confidential",
            origin="origin_id",
        ),
        _texts(answers, what="answer", initiative="initiative_id", lesson="lesson_id"),
        all=True,
    )
    known, asking, answered = [], [], set()
    for what, initiative, lesson, number, family, technique, closed, origin in rows:
        if what == "answer":
            answered.add((initiative, lesson))
        elif what == "lesson":
            known.append(
                SimpleNamespace(
                    pk=lesson,
                    number=number,
                    process_family=family,
                    technique=technique,
                    initiative_id=initiative,
                    initiative=SimpleNamespace(is_confidential=closed),
                )
            )
        else:
            asking.append(
                SimpleNamespace(
                    pk=initiative,
                    process_family=family,
                    ai_system=technique,
                    is_confidential=closed,
                    origin_id=origin,
                )
            )
    result = {}
    for one in asking:
        found = [lesson.pk for lesson, _why in fitting(one, known)]
        open_ = [pk for pk in found if (one.pk, pk) not in answered]
        result[one.pk] = Fit(found, open_)
    return result


_COLUMNS = {
    "initiative": UUIDField(),
    "lesson": BigIntegerField(),
    "number": BigIntegerField(),
    "process_family": TextField(),
    "technique": TextField(),
    "is_confidential": BooleanField(),
    "origin": UUIDField(),
}


def _texts(rows, *, what, **places):
    """Rows as columns of one shape, for the union."""
    shaped = {
        f"t_{name}": Cast(F(places[name]) if name in places else Value(None), field)
        for name, field in _COLUMNS.items()
    }
    return (
        rows.order_by()
        .annotate(t_what=Cast(Value(what), CharField(max_length=10)), **shaped)
        .values_list("t_what", *shaped)
    )
