"""What can be done in stage 3: try, judge, stop, review, write, endorse, answer."""

from lessons.actions.answers import answer, record_outcome, show
from lessons.actions.experiments import (
    edit_experiment,
    give_verdict,
    record_readings,
    start_experiment,
)
from lessons.actions.library import (
    assign_action,
    edit_lesson,
    endorse,
    move_lesson,
    retire_lesson,
    write_lesson,
)
from lessons.actions.reviews import attest_review, note_stop, record_review

__all__ = [
    "answer",
    "assign_action",
    "attest_review",
    "edit_experiment",
    "edit_lesson",
    "endorse",
    "give_verdict",
    "move_lesson",
    "note_stop",
    "record_outcome",
    "record_readings",
    "record_review",
    "retire_lesson",
    "show",
    "start_experiment",
    "write_lesson",
]
