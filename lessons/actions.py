"""What can be done in stage 3: try, judge, review, write, endorse, answer."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from initiatives.actions import require_open
from lessons.evidence import review_limit
from lessons.matching import matched
from lessons.models import (
    ENDORSING,
    Disposition,
    Endorsement,
    Experiment,
    Lesson,
    Review,
    ReviewAttestation,
    Verdict,
)
from organisation import access
from organisation.functions import Function
from organisation.rows import save

TRIES = 20
LESSON_TEXTS = ("title", "observation", "cause", "rule", "action")
LESSON_FIELDS = (
    *LESSON_TEXTS,
    "action_owner",
    "action_due_on",
    "process_family",
    "technique",
)
EXPERIMENT_FIELDS = (
    "hypothesis",
    "measure",
    "threshold",
    "stop_rule",
    "ends_on",
    "prediction",
)


@audited
def start_experiment(initiative, *, by, **fields):
    """Say what is tried, how it is measured and when it is stopped."""
    access.require(by, "lessons.experiment", of=initiative)
    now = require_open(initiative)
    row = save(Experiment(initiative=now, started_by=by, **fields))
    record("lessons.experiment_started", row, by=by, initiative=now)
    return row


@audited
def edit_experiment(experiment, *, by, version, **fields):
    """Change an experiment while it has no verdict."""
    initiative = experiment.initiative
    access.require(by, "lessons.experiment", of=initiative)
    now = require_open(initiative)
    row = Experiment.objects.select_related("verdict").get(pk=experiment.pk)
    if not row.is_open:
        raise DomainError(_("It has its verdict: start another experiment."))
    if str(version) != str(row.version):
        raise Stale(_("Somebody changed this experiment meanwhile. Look again."))
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    save(row, [*fields, "version"])
    record("lessons.experiment_edited", row, by=by, initiative=now)
    return row


@audited
def give_verdict(experiment, *, by, verdict, result, value=None):
    """Say what an experiment showed against its threshold; it is said once."""
    access.require(by, "lessons.experiment", of=experiment.initiative)
    now = require_open(experiment.initiative)
    if Verdict.objects.filter(experiment=experiment).exists():
        raise Duplicate(_("This experiment has its verdict already."))
    row = save(
        Verdict(
            experiment=experiment,
            verdict=verdict,
            result=result,
            value=value,
            given_by=by,
        )
    )
    record(
        "lessons.verdict_given",
        row,
        by=by,
        initiative=now,
        experiment=experiment.pk,
        verdict=row.verdict,
        value=row.value,
    )
    return row


@audited
def record_review(initiative, *, by, held_on, **fields):
    """Keep what was said in a review: expected, happened, why, what changes."""
    access.require(by, "lessons.review", of=initiative)
    now = require_open(initiative)
    if held_on > clock.today():
        raise Invalid(_("A review is recorded after it was held."), field="held_on")
    limit = review_limit(now, Experiment.objects.of(now))
    is_late = limit is not None and limit.is_late(held_on)
    if is_late and not fields.get("late_reason", "").strip():
        raise Invalid(
            _("It was held after its limit. Say why it was held late."),
            field="late_reason",
        )
    row = save(Review(initiative=now, held_on=held_on, recorded_by=by, **fields))
    record(
        "lessons.reviewed",
        row,
        by=by,
        initiative=now,
        held_on=row.held_on,
        failure_type=row.failure_type,
    )
    return row


@audited
def attest_review(review, *, by, function):
    """A function says that it took part in a review."""
    _require_voice(function)
    access.require(
        by, "lessons.attest_review", of=review.initiative, function=str(function)
    )
    now = require_open(review.initiative)
    row = save(ReviewAttestation(review=review, function=function, attested_by=by))
    record(
        "lessons.attested",
        row,
        by=by,
        initiative=now,
        review=review.pk,
        function=row.function,
    )
    return row


@audited
def write_lesson(initiative, *, by, **fields):
    """Write down what was learnt, as a rule that the next initiative can test."""
    access.require(by, "lessons.write", of=initiative)
    now = require_open(initiative)
    fields.setdefault("process_family", now.process_family)
    fields.setdefault("technique", now.ai_system)
    row = _numbered(Lesson(initiative=now, written_by=by, **fields))
    record("lessons.written", row, by=by, initiative=now, ref=row.ref)
    return row


@audited
def edit_lesson(lesson, *, by, version, **fields):
    """Change a lesson; changed words need new endorsements."""
    access.require(by, "lessons.write", of=lesson.initiative)
    now = require_open(lesson.initiative)
    row = Lesson.objects.select_for_update().get(pk=lesson.pk)
    if str(version) != str(row.version):
        raise Stale(_("Somebody changed this lesson meanwhile. Look again."))
    changed = [n for n, value in fields.items() if getattr(row, n) != value]
    for name in changed:
        setattr(row, name, fields[name])
    if set(changed) & set(LESSON_TEXTS):
        row.version += 1
    row.search_text = _searchable(row)
    save(row, [*changed, "version", "search_text"])
    record(
        "lessons.edited",
        row,
        by=by,
        initiative=now,
        fields=sorted(changed),
        version=row.version,
    )
    return row


@audited
def endorse(lesson, *, by, function, version):
    """A function stands behind a lesson, in the version that its person read."""
    _require_voice(function)
    access.require(by, "lessons.endorse", of=lesson.initiative, function=str(function))
    row = Lesson.objects.select_for_update().get(pk=lesson.pk)
    if str(version) != str(row.version):
        raise Stale(_("The lesson changed since you opened it. Read it again."))
    if row.written_by_id == by.pk:
        raise Refused(
            format_lazy(
                _("Who wrote a lesson does not endorse it. Somebody else of {f} does."),
                f=Function(function).label,
            )
        )
    endorsement = save(
        Endorsement(lesson=row, version=row.version, function=function, endorsed_by=by)
    )
    record(
        "lessons.endorsed",
        endorsement,
        by=by,
        initiative=row.initiative_id,
        lesson=row.pk,
        function=endorsement.function,
        version=row.version,
    )
    return endorsement


@audited
def answer(initiative, *, by, lesson, answer, reason=""):
    """Adopt, adapt or decline a lesson of an earlier initiative."""
    access.require(by, "lessons.answer", of=initiative)
    now = require_open(initiative)
    row = Disposition.objects.filter(initiative=now, lesson=lesson).first()
    if row is None and lesson not in [fit for fit, _why in matched(now)]:
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
def record_outcome(disposition, *, by, outcome):
    """Say what came of a lesson that this initiative adopted or adapted."""
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
    save(row, ["outcome", "outcome_by", "outcome_at"])
    record("lessons.outcome_recorded", row, by=by, initiative=now, lesson=row.lesson_id)
    return row


def _require_voice(function):
    if function not in ENDORSING:
        raise Invalid(_("HR, Operations or Knowledge can say this."))


def _numbered(lesson):
    """Give a lesson the next number; again, when somebody took it a moment ago."""
    for attempt in range(1, TRIES + 1):
        last = Lesson.objects.aggregate(last=Max("number"))["last"] or 0
        lesson.number, lesson.ref = last + 1, f"L-{last + 1:03d}"
        lesson.search_text = _searchable(lesson)
        try:
            with transaction.atomic():
                return save(lesson)
        except (IntegrityError, Invalid) as error:
            # the checks see a number that was just taken before the index does
            if attempt == TRIES or not _was_taken(lesson, error):
                raise
    return lesson


def _was_taken(lesson, error) -> bool:
    if isinstance(error, Invalid):
        return error.field in ("number", "ref")
    return Lesson.objects.filter(number=lesson.number).exists()


def _searchable(lesson) -> str:
    words = [lesson.ref, *(getattr(lesson, name) for name in LESSON_TEXTS)]
    return " ".join([*words, lesson.process_family, lesson.technique]).casefold()
