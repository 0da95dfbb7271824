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
from literacy.actions.impact import (
    answer_dimensions,
    change_prevention,
    complete_assessment,
    finish_prevention,
    open_assessment,
    plan_prevention,
    write_view,
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
from literacy.actions.sandboxes import (
    propose_from_sandbox,
    record_sandbox,
    retire_recipe,
    revise_recipe,
    revise_sandbox,
    share_recipe,
    use_recipe,
)
from literacy.actions.screening import (
    screen,
)
from literacy.actions.use import (
    answer_override,
    answer_waiver,
    ask_override,
    ask_waiver,
    start_use,
)
from literacy.actions.writing import (
    STATEMENT_PERMISSIONS,
    write_statement,
)

__all__ = [
    "STATEMENT_PERMISSIONS",
    "advance_attendance_import",
    "answer_dimensions",
    "answer_named_lists",
    "answer_override",
    "answer_waiver",
    "ask_named_lists",
    "ask_override",
    "ask_waiver",
    "begin_attendance_import",
    "call_refresh",
    "change_prevention",
    "complete_assessment",
    "correct_measure",
    "declare_levels",
    "drop_attendance_import",
    "end_named_lists",
    "erase_attendees",
    "finish_prevention",
    "give_opinion",
    "hand_over_information",
    "import_measures",
    "map_attendance_import",
    "open_assessment",
    "open_consultation",
    "plan_prevention",
    "propose_from_sandbox",
    "record_act",
    "record_measure",
    "record_sandbox",
    "retire_recipe",
    "revise_recipe",
    "revise_sandbox",
    "screen",
    "share_recipe",
    "start_use",
    "use_recipe",
    "write_statement",
    "write_view",
]
