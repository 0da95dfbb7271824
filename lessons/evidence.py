"""What the charter and the gate of learning (G0, G3) ask of lessons."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from initiatives.criteria import Criterion
from initiatives.models import Initiative
from initiatives.rules import number
from initiatives.signed import fields_of
from lessons.matching import Fit, fits
from lessons.models import (
    Disposition,
    Experiment,
    Lesson,
    Reading,
    Review,
    Verdict,
)
from lessons.querysets import ALL_THREE
from organisation import calendar
from organisation.functions import Function
from organisation.templatetags.ui import written_day

INTAKE_CODES = ("lessons_answered",)
CODES = ("verdicts", "review", "lesson", "outcomes", "actions")


SIGNED_FIELDS = {
    "lessons.experiment": (
        "hypothesis",
        "step",
        "bottleneck",
        "measure",
        "unit",
        "better",
        "baseline",
        "baseline_source",
        "threshold",
        "scale_at",
        "stop_rule",
        "stop_at",
        "stopper",
        "guard_rails",
        "sample",
        "ends_on",
        "budget",
        "prediction",
        "predicted",
    ),
    "lessons.verdict": (
        "verdict",
        "result",
        "value",
        "cases",
        "low",
        "high",
        "surprises",
    ),
    "lessons.lesson": (
        "title",
        "observation",
        "evidence",
        "cause_layer",
        "cause",
        "cause_chain",
        "rule",
        "scope",
        "strength",
        "action",
    ),
}

UNSIGNED_FIELDS = {
    "lessons.experiment": (
        "id",
        "initiative",
        "step_key",
        "version",
        "started_at",
        "started_by",
    ),
    "lessons.reading": (
        "id",
        "experiment",
        "day",
        "value",
        "cases",
        "note",
        "source",
        "recorded_at",
        "recorded_by",
    ),
    "lessons.verdict": ("id", "experiment", "given_at", "given_by"),
    "lessons.stopping": (
        "id",
        "initiative",
        "cause_layer",
        "spent",
        "said_at",
        "said_by",
    ),
    "lessons.review": (
        "id",
        "initiative",
        "held_on",
        "failure_type",
        "cause_layer",
        "expected",
        "happened",
        "why",
        "cause_chain",
        "change",
        "late_reason",
        "recorded_at",
        "recorded_by",
    ),
    "lessons.reviewattestation": (
        "id",
        "review",
        "function",
        "attested_at",
        "attested_by",
    ),
    "lessons.lesson": (
        "id",
        "number",
        "ref",
        "initiative",
        "action_owner",
        "action_due_on",
        "process_family",
        "function",
        "technique",
        "data_kind",
        "language",
        "country",
        "scale",
        "owner",
        "valid_until",
        "supersedes",
        "state",
        "version",
        "written_at",
        "written_by",
    ),
    "lessons.lessonversion": (
        "id",
        "lesson",
        "version",
        "words",
        "kept_at",
        "kept_by",
    ),
    "lessons.lessonmove": (
        "id",
        "lesson",
        "state",
        "note",
        "moved_at",
        "moved_by",
    ),
    "lessons.term": ("id", "lesson", "key", "weight", "is_live"),
    "lessons.endorsement": (
        "id",
        "lesson",
        "version",
        "function",
        "endorsed_at",
        "endorsed_by",
    ),
    "lessons.shown": ("id", "initiative", "lesson", "stage", "rank", "shown_at"),
    "lessons.disposition": (
        "id",
        "initiative",
        "lesson",
        "answer",
        "reason",
        "answered_at",
        "answered_by",
        "outcome",
        "effect",
        "outcome_at",
        "outcome_by",
    ),
}


def intake_criteria(initiative) -> list[Criterion]:
    """Every lesson that fits is answered before the charter is signed."""
    fit = fits(Initiative.objects.filter(pk=initiative.pk)).get(initiative.pk)
    found, open_ = fit or Fit([], [])
    if not found:
        fact = _("No lesson of an earlier initiative fits")
    else:
        fact = format_lazy(
            _("{done} of {all} answered"),
            done=len(found) - len(open_),
            all=len(found),
        )
    return [
        Criterion(
            "lessons_answered",
            _("Every lesson that fits is adopted, adapted or declined"),
            not open_,
            fact,
            Function.KNOWLEDGE,
            f"{_page(initiative)}#answers",
        )
    ]


def criteria(initiative) -> list[Criterion]:
    """Verdicts, the review, an endorsed lesson, outcomes, owners of actions."""
    page = _page(initiative)
    experiments = list(Experiment.objects.of(initiative))
    lessons = list(Lesson.objects.with_state().filter(initiative=initiative))
    used = list(
        Disposition.objects.filter(initiative=initiative, answer__in=["adopt", "adapt"])
    )
    return [
        _verdicts(initiative, experiments, page),
        _review(initiative, experiments, page),
        _lesson(lessons, page),
        _outcomes(used, page),
        _actions(lessons, page),
    ]


def _verdicts(initiative, experiments, page):
    open_ = [e for e in experiments if e.is_open]
    is_met = not open_ and (bool(experiments) or bool(initiative.stopped_at))
    if not experiments:
        fact = (
            _("Stopped without an experiment")
            if initiative.stopped_at
            else _("No experiment recorded yet")
        )
    else:
        fact = format_lazy(
            _("{done} of {all} with a verdict"),
            done=len(experiments) - len(open_),
            all=len(experiments),
        )
    return Criterion(
        "verdicts",
        _("Every experiment has a verdict against its threshold"),
        is_met,
        fact,
        Function.KNOWLEDGE,
        f"{page}#experiments",
    )


@dataclass(frozen=True)
class Occasion:
    """What a review looks back on: the last verdict or the stop, and until when."""

    start: date
    day: date

    def is_late(self, held_on: date) -> bool:
        """Whether a review on this day is held after its limit."""
        return held_on > self.day


def review_limit(initiative, experiments) -> Occasion | None:
    """Until when the review is due: counted from the last verdict or the stop."""
    moments = [e.verdict.given_at for e in experiments if not e.is_open]
    if initiative.stopped_at:
        moments.append(initiative.stopped_at)
    if not moments:
        return None
    last = max(moments)
    return Occasion(
        start=last.astimezone(calendar.zone_of(initiative.unit)).date(),
        day=calendar.due(last, number(initiative, "review"), initiative.unit).day,
    )


def _review(initiative, experiments, page):
    review = (
        Review.objects.filter(initiative=initiative)
        .annotate(voices=Count("attestations"))
        .order_by("-held_on", "-pk")
        .first()
    )
    label = format_lazy(
        _("Review held within {n} working days, with HR, Operations and Knowledge"),
        n=number(initiative, "review"),
    )
    limit = review_limit(initiative, experiments)
    if limit is None:
        is_met, fact = False, _("It follows the verdict")
    elif review is None or review.held_on < limit.start:
        is_met, fact = False, format_lazy(_("Due by {day}"), day=_day(limit.day))
    elif review.voices < ALL_THREE:
        is_met = False
        fact = format_lazy(_("Held; {n} of 3 functions attest it"), n=review.voices)
    elif limit.is_late(review.held_on) and not review.late_reason:
        is_met, fact = False, _("Held late, and the reason is not written")
    elif limit.is_late(review.held_on):
        is_met = True
        fact = format_lazy(
            _("Held late on {day}, and it is said why"), day=_day(review.held_on)
        )
    else:
        is_met, fact = True, format_lazy(_("Held on {day}"), day=_day(review.held_on))
    return Criterion(
        "review", label, is_met, fact, Function.KNOWLEDGE, f"{page}#review"
    )


def _lesson(lessons, page):
    endorsed = [row for row in lessons if row.voices >= ALL_THREE]
    if not lessons:
        fact = _("No lesson written yet")
    else:
        fact = format_lazy(
            _("{done} of {all} endorsed"), done=len(endorsed), all=len(lessons)
        )
    return Criterion(
        "lesson",
        _("At least one endorsed lesson, from success too"),
        bool(endorsed),
        fact,
        Function.KNOWLEDGE,
        f"{page}#lessons",
    )


def _outcomes(used, page):
    open_ = [row for row in used if not row.outcome_at]
    return Criterion(
        "outcomes",
        _("Each adopted lesson has its outcome"),
        not open_,
        format_lazy(
            _("{done} of {all} recorded"), done=len(used) - len(open_), all=len(used)
        )
        if used
        else _("None was adopted"),
        Function.KNOWLEDGE,
        f"{page}#answers",
    )


def _actions(lessons, page):
    without = [row for row in lessons if row.action_owner_id is None]
    return Criterion(
        "actions",
        _("Actions of lessons have owners"),
        bool(lessons) and not without,
        ngettext_lazy("%(n)d action has no owner", "%(n)d actions have no owner", "n")
        % {"n": len(without)}
        if without
        else (_("Each has its owner") if lessons else _("No lesson written yet")),
        Function.KNOWLEDGE,
        f"{page}#lessons",
    )


def signed(initiative) -> dict:
    """Experiments with their verdicts, and the text of the lessons."""
    experiments = []
    for row in Experiment.objects.of(initiative).order_by("pk"):
        values = fields_of(row, SIGNED_FIELDS["lessons.experiment"])
        if not row.is_open:
            values |= fields_of(row.verdict, SIGNED_FIELDS["lessons.verdict"])
        experiments.append(values)
    lessons = Lesson.objects.filter(initiative=initiative).order_by("pk")
    return {
        "experiments": experiments,
        "lessons": [fields_of(row, SIGNED_FIELDS["lessons.lesson"]) for row in lessons],
    }


def contributors(initiative) -> set:
    """Who recorded a value or gave a verdict: both are figures."""
    judges = Verdict.objects.filter(experiment__initiative=initiative)
    readers = Reading.objects.filter(experiment__initiative=initiative)
    both = (
        judges.order_by()
        .values_list("given_by")
        .union(readers.order_by().values_list("recorded_by"))
    )
    return {person for (person,) in both}


def _page(initiative) -> str:
    return reverse("lessons:page", args=[initiative.ref])


_day = lazy(written_day, str)
