"""What can be done in stage 1: learn, consult, say in writing, begin real work."""

from literacy.actions.attendance import (
    advance_attendance_import,
    begin_attendance_import,
    drop_attendance_import,
    import_measures,
    map_attendance_import,
)
from literacy.actions.consulting import (
    give_opinion,
    hand_over_information,
    open_consultation,
)
from literacy.actions.learning import (
    answer_named_lists,
    ask_named_lists,
    call_refresh,
    correct_measure,
    declare_levels,
    end_named_lists,
    erase_attendees,
    record_act,
    record_measure,
)
from literacy.actions.screening import screen
from literacy.actions.use import (
    answer_override,
    answer_waiver,
    ask_override,
    ask_waiver,
    start_use,
)
from literacy.actions.writing import STATEMENT_PERMISSIONS, write_statement

__all__ = [
    "STATEMENT_PERMISSIONS",
    "advance_attendance_import",
    "answer_named_lists",
    "answer_override",
    "answer_waiver",
    "ask_named_lists",
    "ask_override",
    "ask_waiver",
    "begin_attendance_import",
    "call_refresh",
    "correct_measure",
    "declare_levels",
    "drop_attendance_import",
    "end_named_lists",
    "erase_attendees",
    "give_opinion",
    "hand_over_information",
    "import_measures",
    "map_attendance_import",
    "open_consultation",
    "record_act",
    "record_measure",
    "screen",
    "start_use",
    "write_statement",
]
