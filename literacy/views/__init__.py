"""The pages of stage 1: the work place, an initiative's page, and its forms."""

from literacy.views.attendance import (
    attendance_progress,
    begin_attendance,
    drop_attendance,
    preview_attendance,
)
from literacy.views.common import FORM
from literacy.views.consulting import (
    give_opinion,
    hand_over_information,
    information_file,
    open_consultation,
)
from literacy.views.evidence_file import evidence, evidence_sheet
from literacy.views.learning import (
    answer_named_lists,
    attendees,
    call_refresh,
    correct_measure,
    declare_levels,
    end_named_lists,
    levels,
    measure_file,
    named_lists,
    record_measure,
)
from literacy.views.rooms import PAGE, employees, index, page
from literacy.views.screening import instructions_file, screen, screening
from literacy.views.use import (
    answer_override,
    answer_waiver,
    ask_override,
    ask_waiver,
    start_use,
)
from literacy.views.writing import statement_file, write_statement

__all__ = [
    "FORM",
    "PAGE",
    "answer_named_lists",
    "answer_override",
    "answer_waiver",
    "ask_override",
    "ask_waiver",
    "attendance_progress",
    "attendees",
    "begin_attendance",
    "call_refresh",
    "correct_measure",
    "declare_levels",
    "drop_attendance",
    "employees",
    "end_named_lists",
    "evidence",
    "evidence_sheet",
    "give_opinion",
    "hand_over_information",
    "index",
    "information_file",
    "instructions_file",
    "levels",
    "measure_file",
    "named_lists",
    "open_consultation",
    "page",
    "preview_attendance",
    "record_measure",
    "screen",
    "screening",
    "start_use",
    "statement_file",
    "write_statement",
]
