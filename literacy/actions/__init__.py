"""What can be done in stage 1: learn, consult, say in writing, begin real work."""

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
from literacy.actions.learning import correct_measure, record_measure
from literacy.actions.sandboxes import (
    propose_from_sandbox,
    record_sandbox,
    retire_recipe,
    revise_recipe,
    revise_sandbox,
    share_recipe,
    use_recipe,
)
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
    "answer_dimensions",
    "answer_override",
    "answer_waiver",
    "ask_override",
    "ask_waiver",
    "change_prevention",
    "complete_assessment",
    "correct_measure",
    "finish_prevention",
    "give_opinion",
    "hand_over_information",
    "open_assessment",
    "open_consultation",
    "plan_prevention",
    "propose_from_sandbox",
    "record_measure",
    "record_sandbox",
    "retire_recipe",
    "revise_recipe",
    "revise_sandbox",
    "share_recipe",
    "start_use",
    "use_recipe",
    "write_statement",
    "write_view",
]
