"""What can be done in stage 4: verify, imagine, choose, invest, confirm, close."""

from value.actions.ending import publish_outcome, review
from value.actions.hours import (
    allocate,
    evaporate,
    plan_reception,
    record_hours,
    reverse_allocation,
    reverse_hours,
)
from value.actions.ideas import choose_idea, imagine, set_idea_aside
from value.actions.money import (
    answer_amount,
    close_period,
    import_investment,
    invest,
    report_amount,
    reverse_investment,
    set_rate,
)
from value.actions.scenarios import delete_scenario, save_scenario

__all__ = [
    "allocate",
    "answer_amount",
    "choose_idea",
    "close_period",
    "delete_scenario",
    "evaporate",
    "imagine",
    "import_investment",
    "invest",
    "plan_reception",
    "publish_outcome",
    "record_hours",
    "report_amount",
    "reverse_allocation",
    "reverse_hours",
    "reverse_investment",
    "review",
    "save_scenario",
    "set_idea_aside",
    "set_rate",
]
