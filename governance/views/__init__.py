"""The pages that join the functions."""

from governance.views.acts import (
    answer_question,
    meet_condition,
    send_back,
    stop,
    submit,
    take_on,
    withdraw,
    withdraw_offer,
    withdraw_signature,
)
from governance.views.committee import committee, decide
from governance.views.erasing import erase_person
from governance.views.feeds import calendar, feed
from governance.views.filters import change_filter, save_filter, saved_filters
from governance.views.handoff import handoff
from governance.views.home import search, updates, waiting
from governance.views.initiative import (
    gate,
    gate_on_paper,
    history,
    initiative,
    on_paper,
)
from governance.views.leaving import leaving
from governance.views.papers import (
    all_lists,
    ask_paper,
    paper,
    paper_file,
    papers,
    take_list,
)
from governance.views.pipeline import figures, pipeline
from governance.views.stalls import stall, stalls
from governance.views.system import system, test_mail

__all__ = [
    "all_lists",
    "answer_question",
    "ask_paper",
    "calendar",
    "change_filter",
    "committee",
    "decide",
    "erase_person",
    "feed",
    "figures",
    "gate",
    "gate_on_paper",
    "handoff",
    "history",
    "initiative",
    "leaving",
    "meet_condition",
    "on_paper",
    "paper",
    "paper_file",
    "papers",
    "pipeline",
    "save_filter",
    "saved_filters",
    "search",
    "send_back",
    "stall",
    "stalls",
    "stop",
    "submit",
    "system",
    "take_list",
    "take_on",
    "test_mail",
    "updates",
    "waiting",
    "withdraw",
    "withdraw_offer",
    "withdraw_signature",
]
