"""How well the company learns: each figure with its definition and its records.

Nothing is stored: every figure is counted from what was written down when it is asked
for. A figure with nothing to count is None, never zero. Shares are from 0 to 1.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean, median
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Initiative, Outcome
from lessons import repeats
from lessons.belonging import Course
from lessons.models import (
    Disposition,
    FailureType,
    Lesson,
    LessonMove,
    Shown,
    State,
    Verdict,
)
from organisation import calendar

IN_TIME = 20
"""Working days from a failure to its first endorsed lesson that are in time."""
OLD_ENOUGH = timedelta(days=90)
WEIGHTS = {"capture": 25, "reuse": 25, "learned": 20, "repeat": 20, "in_time": 10}
"""Hundredths of the index; the repeat rate counts as what is missing to one."""
QUARTERS = 5


class Quarter(NamedTuple):
    """A quarter of a calendar year."""

    year: int
    number: int

    def __str__(self):
        return f"{self.year}-{self.number}"

    @classmethod
    def of(cls, day) -> "Quarter":
        """The quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, text: str) -> "Quarter | None":
        """A quarter as an address writes it, or None."""
        year, _dash, number = text.partition("-")
        if year.isdecimal() and number in ("1", "2", "3", "4") and len(year) == 4:
            return cls(int(year), int(number))
        return None

    def before(self) -> "Quarter":
        """The quarter before this one."""
        if self.number == 1:
            return Quarter(self.year - 1, 4)
        return Quarter(self.year, self.number - 1)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)


def quarters(today) -> list[Quarter]:
    """The last five quarters, the oldest first."""
    found = [Quarter.of(today)]
    while len(found) < QUARTERS:
        found.append(found[-1].before())
    return found[::-1]


@dataclass
class Record:
    """One thing that a figure counts: whether it counts as a success, and its value.

    `functions` are those to which it belongs; a lesson belongs to the one it names.
    """

    at: date
    initiative: object
    counts: bool = True
    value: float | None = None
    lesson: object = None
    note: object = ""
    functions: set = field(default_factory=set)


@dataclass
class Facts:
    """All that was written down, as records of each figure."""

    records: dict = field(default_factory=lambda: defaultdict(list))

    def of(self, code, *, quarter=None, function="") -> list[Record]:
        """The records of a figure, in a quarter and a function if asked."""
        return [
            row
            for row in self.records[code]
            if (quarter is None or Quarter.of(row.at) == quarter)
            and (not function or _belongs(row, function))
        ]


def _belongs(row, function) -> bool:
    if row.lesson is not None:
        return row.lesson.function == function
    return function in row.functions


def share(rows) -> float | None:
    """The share of records that count."""
    return sum(row.counts for row in rows) / len(rows) if rows else None


def middle(rows) -> float | None:
    """The median of the values."""
    return median(row.value for row in rows) if rows else None


def mean(rows) -> float | None:
    """The mean of the values."""
    return fmean(row.value for row in rows) if rows else None


def ratio(rows) -> float | None:
    """The sum of what was spent over the sum of what was approved."""
    approved = sum(row.value for row in rows)
    spent = sum(row.note for row in rows)
    return float(spent) / float(approved) if approved else None


class Figure(NamedTuple):
    """A figure: its name, what it means, and how its records make it."""

    code: str
    label: object
    meaning: object
    count: Callable
    is_share: bool = True


FIGURES = (
    Figure(
        "capture",
        _("Capture rate"),
        _(
            "Initiatives that were stopped, or whose experiment was judged to be "
            "stopped, with at least one endorsed lesson, out of all of them. By the "
            "day of the stop or verdict."
        ),
        share,
    ),
    Figure(
        "time",
        _("Time to lesson"),
        _(
            "Median of the working days from the stop or verdict to the first endorsed "
            "lesson. The target is 20."
        ),
        middle,
        is_share=False,
    ),
    Figure(
        "learned",
        _("Learned rate"),
        _(
            "Lessons that were validated, out of those that were endorsed. By the day "
            "on which they were first endorsed."
        ),
        share,
    ),
    Figure(
        "reuse",
        _("Reuse rate"),
        _(
            "Lessons that another initiative adopted or adapted, out of those endorsed "
            "more than 90 days ago. By the day on which they were first endorsed."
        ),
        share,
    ),
    Figure(
        "compliance",
        _("Re-injection"),
        _(
            "Lessons that were answered, out of those put before an initiative in a "
            "stage. By the day on which they were first put before it."
        ),
        share,
    ),
    Figure(
        "repeat",
        _("Repeat failures"),
        _(
            "Failures whose cause a validated lesson had covered that was put before "
            "the initiative, out of all failures whose cause is said. Lower is better."
        ),
        share,
    ),
    Figure(
        "intelligent",
        _("Intelligent failures"),
        _(
            "Failures that the review calls intelligent (new ground, small and on "
            "purpose), out of all that were reviewed."
        ),
        share,
    ),
    Figure(
        "stop_cost",
        _("Cost at the stop"),
        _(
            "What was spent when initiatives were stopped, out of their budgets; those "
            "without one of the two figures are left out. Lower is better."
        ),
        ratio,
    ),
    Figure(
        "prediction",
        _("Prediction error"),
        _(
            "Mean distance of the measured value from the predicted one, as a share of "
            "the prediction, over experiments that have both. Lower is better."
        ),
        mean,
    ),
    Figure(
        "cycle_adopted",
        _("Later success, lessons adopted"),
        _(
            "Closed initiatives that ended in growth, or in slack kept on purpose, out "
            "of those that had adopted or adapted a lesson."
        ),
        share,
    ),
    Figure(
        "cycle_other",
        _("Later success, none adopted"),
        _("The same, of closed initiatives that adopted no lesson."),
        share,
    ),
)
BY_CODE = {figure.code: figure for figure in FIGURES}


def facts(person) -> Facts:
    """Everything that this person may see, as records. A constant number of queries."""
    seen = Initiative.objects.visible_to(person)
    found = Facts()
    lessons = list(
        Lesson.objects.filter(initiative__in=seen.values("pk")).select_related(
            "initiative"
        )
    )
    moves = defaultdict(dict)
    for lesson, state, at in (
        LessonMove.objects.filter(lesson__in=[row.pk for row in lessons])
        .order_by("moved_at", "pk")
        .values_list("lesson", "state", "moved_at")
    ):
        moves[lesson].setdefault(state, at)
    answers = list(
        Disposition.objects.filter(initiative__in=seen.values("pk")).select_related(
            "lesson"
        )
    )
    by_initiative = defaultdict(list)
    for lesson in lessons:
        by_initiative[lesson.initiative_id].append(lesson)
    course = Course(seen)
    _count_failures(found, seen, course, by_initiative, moves)
    _count_lessons(found, lessons, moves, answers)
    _count_answers(found, seen, answers)
    _count_predictions(found, seen, course)
    _count_cycles(found, seen, course, answers)
    return found


def _count_failures(found, seen, course, by_initiative, moves):
    for failure in repeats.failures(seen).values():
        row, day = failure.initiative, failure.at.date()
        whose = {"functions": course.of_failure(row)}
        endorsed = [
            moves[lesson.pk][State.IDENTIFIED]
            for lesson in by_initiative[row.pk]
            if State.IDENTIFIED in moves[lesson.pk]
        ]
        found.records["capture"].append(Record(day, row, bool(endorsed), **whose))
        days = None
        if endorsed:
            first = max(min(endorsed), failure.at)
            days = calendar.working_days_between(failure.at, first, row.unit)
            found.records["time"].append(Record(day, row, value=days, **whose))
        found.records["in_time"].append(
            Record(day, row, days is not None and days <= IN_TIME, **whose)
        )
        if failure.causes:
            note = ", ".join(known.lesson.ref for known in failure.known)
            found.records["repeat"].append(
                Record(day, row, failure.is_repeat, note=note, **whose)
            )
        if failure.review and failure.review.failure_type != FailureType.NONE:
            found.records["intelligent"].append(
                Record(
                    day,
                    row,
                    failure.review.failure_type == FailureType.INTELLIGENT,
                    note=failure.review.get_failure_type_display(),
                    **whose,
                )
            )
        spent = failure.stopping and failure.stopping.spent
        if spent is not None and row.budget:
            found.records["stop_cost"].append(
                Record(day, row, value=row.budget, note=spent, **whose)
            )


def _count_lessons(found, lessons, moves, answers):
    used = {row.lesson_id for row in answers if row.is_used}
    old = clock.now() - OLD_ENOUGH
    for lesson in lessons:
        at = moves[lesson.pk].get(State.IDENTIFIED)
        if at is None:
            continue
        facts = {"at": at.date(), "initiative": lesson.initiative, "lesson": lesson}
        found.records["learned"].append(
            Record(counts=State.VALIDATED in moves[lesson.pk], **facts)
        )
        if at <= old:
            found.records["reuse"].append(Record(counts=lesson.pk in used, **facts))


def _count_answers(found, seen, answers):
    given = {(row.initiative_id, row.lesson_id) for row in answers}
    shown = {}
    for row in (
        Shown.objects.filter(initiative__in=seen.values("pk"))
        .select_related("initiative", "lesson")
        .order_by("shown_at", "pk")
    ):
        shown.setdefault((row.initiative_id, row.lesson_id), row)
    for key, row in shown.items():
        found.records["compliance"].append(
            Record(row.shown_at.date(), row.initiative, key in given, lesson=row.lesson)
        )


def _count_predictions(found, seen, course):
    for verdict in (
        Verdict.objects.filter(
            experiment__initiative__in=seen.values("pk"),
            value__isnull=False,
            experiment__predicted__isnull=False,
        )
        .exclude(experiment__predicted=0)
        .select_related("experiment__initiative")
    ):
        said = verdict.experiment.predicted
        found.records["prediction"].append(
            Record(
                verdict.given_at.date(),
                verdict.experiment.initiative,
                value=float(abs(verdict.value - said) / abs(said)),
                functions=course.of_experiment(verdict.experiment),
            )
        )


def _count_cycles(found, seen, course, answers):
    users = {row.initiative_id for row in answers if row.is_used}
    for row in seen.exclude(outcome=""):
        code = "cycle_adopted" if row.pk in users else "cycle_other"
        found.records[code].append(
            Record(
                row.stage_since.date(),
                row,
                row.outcome in (Outcome.GROWTH, Outcome.KEPT),
                note=row.get_outcome_display(),
                functions=course.of_end(row),
            )
        )


def index(found, *, quarter=None, function="") -> tuple[float | None, list]:
    """The index of learning from 0 to 1, or None with the figures that are missing.

    0.25 capture + 0.25 reuse + 0.2 learned + 0.2 (1 - repeat) + 0.1 in time.
    """
    parts = {
        code: share(found.of(code, quarter=quarter, function=function))
        for code in WEIGHTS
    }
    missing = [code for code, value in parts.items() if value is None]
    if missing:
        return None, missing
    parts["repeat"] = 1 - parts["repeat"]
    return sum(WEIGHTS[code] * parts[code] for code in parts) / 100, []
