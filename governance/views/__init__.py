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
from governance.views.handoff import handoff
from governance.views.home import search, updates, waiting
from governance.views.initiative import gate, history, initiative, on_paper
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
from governance.views.papers import ask_paper, paper, paper_file, papers
from governance.views.pipeline import pipeline
from governance.views.stalls import stall, stalls
from governance.views.system import system, test_mail

__all__ = [
    "add_item",
    "agenda_on_paper",
    "answer_question",
    "ask_paper",
    "cancel_meeting",
    "change_meeting",
    "close_meeting",
    "committee",
    "correct_resolution",
    "decide",
    "draft",
    "erase_person",
    "follow_up",
    "gate",
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
    "search",
    "send_back",
    "show_item",
    "stall",
    "stalls",
    "stop",
    "submit",
    "system",
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
