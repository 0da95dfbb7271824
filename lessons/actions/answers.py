"""What an initiative does with lessons of earlier ones, and what came of them."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid
from initiatives.actions import require_open
from lessons.matching import matched
from lessons.models import Disposition, Shown
from organisation import access
from organisation.rows import save


@audited
def show(initiative, *, by):
    """Keep which lessons stand before an initiative in its stage.

    Part of the act that calls it and asked for its right: somebody offers a gate.
    """
    return _show(require_open(initiative), by)


@audited
def answer(initiative, *, by, lesson, answer, reason=""):
    """Adopt, adapt or decline a lesson of an earlier initiative."""
    access.require(by, "lessons.answer", of=initiative)
    now = require_open(initiative)
    row = Disposition.objects.filter(initiative=now, lesson=lesson).first()
    if row is None and lesson not in _show(now, by):
        raise Invalid(_("This lesson does not fit the initiative: nothing is owed."))
    if row is not None and row.outcome_at:
        raise DomainError(_("What came of this lesson is recorded already."))
    row = row or Disposition(initiative=now, lesson=lesson)
    row.answer, row.reason = answer, reason.strip()
    row.answered_by, row.answered_at = by, clock.now()
    save(row)
    record(
        "lessons.answered",
        row,
        by=by,
        initiative=now,
        lesson=lesson.pk,
        answer=row.answer,
    )
    return row


@audited
def record_outcome(disposition, *, by, outcome, effect=Disposition.Effect.OPEN):
    """Say what came of a lesson that this initiative adopted or adapted.

    `effect` says whether this later work supports the lesson or contradicts it.
    """
    access.require(by, "lessons.answer", of=disposition.initiative)
    now = require_open(disposition.initiative)
    row = Disposition.objects.get(pk=disposition.pk)
    if row.outcome_at:
        raise Duplicate(_("What came of this lesson is recorded already."))
    if not row.is_used:
        raise DomainError(_("It was declined: nothing can have come of it."))
    if not outcome.strip():
        raise Invalid(_("Write what came of it."), field="outcome")
    row.outcome, row.outcome_by, row.outcome_at = outcome.strip(), by, clock.now()
    row.effect = effect
    save(row, ["outcome", "effect", "outcome_by", "outcome_at"])
    record(
        "lessons.outcome_recorded",
        row,
        by=by,
        initiative=now,
        lesson=row.lesson_id,
        effect=str(row.effect),
    )
    return row


def _show(initiative, by) -> list:
    lessons = [lesson for lesson, _why in matched(initiative)]
    known = set(
        Shown.objects.filter(initiative=initiative, stage=initiative.stage).values_list(
            "lesson", flat=True
        )
    )
    new = [
        Shown(initiative=initiative, lesson=lesson, stage=initiative.stage, rank=rank)
        for rank, lesson in enumerate(lessons, start=1)
        if lesson.pk not in known
    ]
    if new:
        # Two people at once may both be shown them: once is enough.
        Shown.objects.bulk_create(new, ignore_conflicts=True)
        record(
            "lessons.shown",
            initiative,
            by=by,
            initiative=initiative,
            stage=str(initiative.stage),
            lessons=[row.lesson_id for row in new],
        )
    return lessons
