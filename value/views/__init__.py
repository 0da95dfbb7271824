"""The pages of stage 4: the dashboard, an initiative's page, and its forms."""

from value.views.account import (
    allocate,
    evaporate,
    page,
    plan_reception,
    record_hours,
    reverse_allocation,
    reverse_hours,
)
from value.views.amounts import (
    answer_amount,
    publish_outcome,
    report_amount,
    review,
)
from value.views.books import (
    close_period,
    import_investment,
    invest,
    rates,
    reverse_investment,
    set_rate,
)
from value.views.dashboard import (
    dictionary,
    export,
    index,
    paper,
    records,
)
from value.views.ideas import (
    choose_idea,
    ideas,
    imagine,
    set_idea_aside,
)
from value.views.scenarios import (
    delete_scenario,
    save_scenario,
    what_if,
)

__all__ = [
    "allocate",
    "answer_amount",
    "choose_idea",
    "close_period",
    "delete_scenario",
    "dictionary",
    "evaporate",
    "export",
    "ideas",
    "imagine",
    "import_investment",
    "index",
    "invest",
    "page",
    "paper",
    "plan_reception",
    "publish_outcome",
    "rates",
    "record_hours",
    "records",
    "report_amount",
    "reverse_allocation",
    "reverse_hours",
    "reverse_investment",
    "review",
    "save_scenario",
    "set_idea_aside",
    "set_rate",
    "what_if",
]
