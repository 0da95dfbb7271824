"""Failures, their causes, and which of them repeat what was already learnt.

Everything is read from what was written down: stops, verdicts, reviews, lessons shown
and answered, and the day on which a lesson was validated.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from initiatives.models import Initiative
from lessons.models import (
    Disposition,
    FailureType,
    Lesson,
    LessonMove,
    Review,
    Shown,
    State,
    Stopping,
    Verdict,
)


@dataclass
class Failure:
    """An initiative that was stopped, or whose experiment was judged to be stopped."""

    initiative: Initiative
    at: datetime
    causes: set = field(default_factory=set)
    review: Review | None = None
    stopping: Stopping | None = None
    known: list = field(default_factory=list)

    @property
    def is_repeat(self) -> bool:
        """Whether a validated lesson that was put before it had covered the cause."""
        return bool(self.known)


@dataclass(frozen=True)
class Known:
    """A validated lesson that covered the cause of a failure, and what was answered."""

    lesson: Lesson
    answer: Disposition | None


def failures(initiatives) -> dict:
    """The failures among these initiatives by key, the latest first; seven queries."""
    judged = dict(
        Verdict.objects.filter(
            verdict=Verdict.Answer.STOP, experiment__initiative__in=initiatives
        )
        .order_by("-given_at")
        .values_list("experiment__initiative", "given_at")
    )
    rows = initiatives.filter(Q(stopped_at__isnull=False) | Q(pk__in=list(judged)))
    found = {
        row.pk: Failure(row, min(d for d in (row.stopped_at, judged.get(row.pk)) if d))
        for row in rows.select_related("unit", "origin")
    }
    for stopping in Stopping.objects.filter(initiative__in=list(found)):
        failure = found[stopping.initiative_id]
        failure.stopping = stopping
        failure.causes.add(stopping.cause_layer)
    for review in Review.objects.filter(initiative__in=list(found)).order_by(
        "held_on", "pk"
    ):
        found[review.initiative_id].review = review
    for failure in found.values():
        review = failure.review
        if review and review.cause_layer and review.failure_type != FailureType.NONE:
            failure.causes.add(review.cause_layer)
    _add_known(found)
    return dict(sorted(found.items(), key=lambda one: one[1].at, reverse=True))


def _add_known(found):
    """Look for validated lessons that stood before each failure and had its cause."""
    keys = [key for key, failure in found.items() if failure.causes]
    before = defaultdict(set)
    for key, lesson in Shown.objects.filter(initiative__in=keys).values_list(
        "initiative", "lesson"
    ):
        before[key].add(lesson)
    answers = {}
    for answer in Disposition.objects.filter(initiative__in=keys):
        before[answer.initiative_id].add(answer.lesson_id)
        answers[answer.initiative_id, answer.lesson_id] = answer
    ids = {pk for lessons in before.values() for pk in lessons}
    since = {}
    for lesson, at in (
        LessonMove.objects.filter(lesson__in=ids, state=State.VALIDATED)
        .order_by("-moved_at")
        .values_list("lesson", "moved_at")
    ):
        since[lesson] = at
    lessons = Lesson.objects.in_bulk(list(since))
    for key in keys:
        failure = found[key]
        failure.known = [
            Known(lessons[pk], answers.get((key, pk)))
            for pk in sorted(before[key])
            if pk in since
            and since[pk] < failure.at
            and lessons[pk].cause_layer in failure.causes
        ]
