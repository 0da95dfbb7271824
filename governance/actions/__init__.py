"""What can be done with a gate: propose, offer, sign, return, accept, stop, go back."""

from governance.actions.deciding import ask_committee, decide, decide_stall
from governance.actions.erasing import (
    ask_person_erasure,
    erase_person,
    keep_person,
)
from governance.actions.filters import change_filter, delete_filter, save_filter
from governance.actions.handing import accept, offer, withdraw
from governance.actions.leaving import (
    hand_over_conditions,
    hand_over_everything,
    meet_condition,
)
from governance.actions.papers import ask_list, ask_paper, fetch_paper, take_list
from governance.actions.proposing import accept_taken_over, propose, withdraw_proposal
from governance.actions.restoring import erase_again
from governance.actions.signing import (
    answer_question,
    return_with_questions,
    sign,
    withdraw_signature,
)
from governance.actions.stopping import send_back, stop

__all__ = [
    "accept",
    "accept_taken_over",
    "answer_question",
    "ask_committee",
    "ask_list",
    "ask_paper",
    "ask_person_erasure",
    "change_filter",
    "decide",
    "decide_stall",
    "delete_filter",
    "erase_again",
    "erase_person",
    "fetch_paper",
    "hand_over_conditions",
    "hand_over_everything",
    "keep_person",
    "meet_condition",
    "offer",
    "propose",
    "return_with_questions",
    "save_filter",
    "send_back",
    "sign",
    "stop",
    "take_list",
    "withdraw",
    "withdraw_proposal",
    "withdraw_signature",
]
