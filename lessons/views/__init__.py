"""The pages of stage 3, by what they are about."""

from lessons.views.answers import answer, record_outcome
from lessons.views.experiments import (
    add_reading,
    edit_experiment,
    experiment,
    give_verdict,
    read_series,
    start_experiment,
)
from lessons.views.learning import digest, figures, records
from lessons.views.library import index, lesson_paper
from lessons.views.one_lesson import (
    assign_action,
    edit_lesson,
    endorse,
    lesson,
    move_lesson,
    retire_lesson,
    write_lesson,
)
from lessons.views.room import attest_review, page, record_review

__all__ = [
    "add_reading",
    "answer",
    "assign_action",
    "attest_review",
    "digest",
    "edit_experiment",
    "edit_lesson",
    "endorse",
    "experiment",
    "figures",
    "give_verdict",
    "index",
    "lesson",
    "lesson_paper",
    "move_lesson",
    "page",
    "read_series",
    "record_outcome",
    "record_review",
    "records",
    "retire_lesson",
    "start_experiment",
    "write_lesson",
]
