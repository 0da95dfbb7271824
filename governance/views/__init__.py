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
from governance.views.items import (
    add_item,
    draft,
    item,
    move_item,
    now,
    restore_item,
    show_item,
    withdraw_item,
    word_item,
)
from governance.views.leaving import leaving
from governance.views.meetings import (
    cancel_meeting,
    change_meeting,
    close_meeting,
    meeting,
    meetings,
    open_meeting,
    plan_meeting,
    presence,
)
from governance.views.minutes import (
    agenda_on_paper,
    correct_resolution,
    follow_up,
    issue_minutes,
    minutes_of,
    minutes_on_paper,
    resolution,
    resolutions,
    tell_staff,
)
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
    "add_item",
    "agenda_on_paper",
    "all_lists",
    "answer_question",
    "ask_paper",
    "calendar",
    "cancel_meeting",
    "change_filter",
    "change_meeting",
    "close_meeting",
    "committee",
    "correct_resolution",
    "decide",
    "draft",
    "erase_person",
    "feed",
    "figures",
    "follow_up",
    "gate",
    "gate_on_paper",
    "handoff",
    "history",
    "initiative",
    "issue_minutes",
    "item",
    "leaving",
    "meet_condition",
    "meeting",
    "meetings",
    "minutes_of",
    "minutes_on_paper",
    "move_item",
    "now",
    "on_paper",
    "open_meeting",
    "paper",
    "paper_file",
    "papers",
    "pipeline",
    "plan_meeting",
    "presence",
    "resolution",
    "resolutions",
    "restore_item",
    "save_filter",
    "saved_filters",
    "search",
    "send_back",
    "show_item",
    "stall",
    "stalls",
    "stop",
    "submit",
    "system",
    "take_list",
    "take_on",
    "tell_staff",
    "test_mail",
    "updates",
    "waiting",
    "withdraw",
    "withdraw_item",
    "withdraw_offer",
    "withdraw_signature",
    "word_item",
]
