"""The pages of stage 1: the work place, an initiative's page, and its forms."""

from literacy.views.common import FORM
from literacy.views.consulting import (
    give_opinion,
    hand_over_information,
    information_file,
    open_consultation,
)
from literacy.views.impact import (
    answer_dimension,
    change_prevention,
    compare_impact,
    complete_impact,
    finish_prevention,
    impact_paper,
    nothing_changes,
    open_impact,
    plan_prevention,
    show_impact,
    write_view,
)
from literacy.views.learning import correct_measure, record_measure
from literacy.views.rooms import PAGE, employees, index, page
from literacy.views.sandboxes import (
    propose_sandbox,
    recipe,
    recipes,
    record_sandbox,
    retire_recipe,
    revise_recipe,
    revise_sandbox,
    sandbox,
    sandboxes,
    share_recipe,
    use_recipe,
)
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
    "answer_dimension",
    "answer_override",
    "answer_waiver",
    "ask_override",
    "ask_waiver",
    "change_prevention",
    "compare_impact",
    "complete_impact",
    "correct_measure",
    "employees",
    "finish_prevention",
    "give_opinion",
    "hand_over_information",
    "impact_paper",
    "index",
    "information_file",
    "nothing_changes",
    "open_consultation",
    "open_impact",
    "page",
    "plan_prevention",
    "propose_sandbox",
    "recipe",
    "recipes",
    "record_measure",
    "record_sandbox",
    "retire_recipe",
    "revise_recipe",
    "revise_sandbox",
    "sandbox",
    "sandboxes",
    "share_recipe",
    "show_impact",
    "start_use",
    "statement_file",
    "use_recipe",
    "write_statement",
    "write_view",
]
