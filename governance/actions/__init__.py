"""What can be done with a gate, and in a meeting of the committee."""

from governance.actions.agenda import (
    add_item,
    call_up,
    move_item,
    restore_item,
    save_draft,
    withdraw_item,
    word_item,
)
from governance.actions.deciding import ask_committee
from governance.actions.erasing import ask_person_erasure, erase_person, keep_person
from governance.actions.filters import change_filter, delete_filter, save_filter
from governance.actions.following import say_done
from governance.actions.handing import accept, offer, withdraw
from governance.actions.leaving import (
    hand_over_conditions,
    hand_over_everything,
    hand_over_follow_ups,
    meet_condition,
)
from governance.actions.meetings import (
    arrive,
    cancel_meeting,
    change_meeting,
    close_meeting,
    correct_presence,
    leave,
    name_minute_taker,
    open_meeting,
    plan_meeting,
    show_item,
)
from governance.actions.minutes import answer_minutes, issue_minutes, tell_staff
from governance.actions.papers import ask_list, ask_paper, fetch_paper, take_list
from governance.actions.proposing import accept_taken_over, propose, withdraw_proposal
from governance.actions.resolving import (
    correct_resolution,
    resolve,
)
from governance.actions.restoring import erase_again
from governance.actions.signing import (
    answer_question,
    return_with_questions,
    sign,
    withdraw_signature,
)
from governance.actions.stopping import note_stop, send_back, stop

__all__ = [
    "accept",
    "accept_taken_over",
    "add_item",
    "answer_minutes",
    "answer_question",
    "arrive",
    "ask_committee",
    "ask_list",
    "ask_paper",
    "ask_person_erasure",
    "call_up",
    "cancel_meeting",
    "change_filter",
    "change_meeting",
    "close_meeting",
    "correct_presence",
    "correct_resolution",
    "delete_filter",
    "erase_again",
    "erase_person",
    "fetch_paper",
    "hand_over_conditions",
    "hand_over_everything",
    "hand_over_follow_ups",
    "issue_minutes",
    "keep_person",
    "leave",
    "meet_condition",
    "move_item",
    "name_minute_taker",
    "note_stop",
    "offer",
    "open_meeting",
    "plan_meeting",
    "propose",
    "resolve",
    "restore_item",
    "return_with_questions",
    "save_draft",
    "save_filter",
    "say_done",
    "send_back",
    "show_item",
    "sign",
    "stop",
    "take_list",
    "tell_staff",
    "withdraw",
    "withdraw_item",
    "withdraw_proposal",
    "withdraw_signature",
    "word_item",
]
