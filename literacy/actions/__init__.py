"""What can be done in stage 1: learn, consult, say in writing, begin real work."""

from literacy.actions.consulting import (
    add_addendum,
    answer_request,
    answer_term,
    commit_to,
    fulfil,
    hand_over_information,
    minute_talks,
    open_consultation,
    open_required,
    propose_term,
    prove_delivery,
    record_order,
    reopen,
    respond,
)
from literacy.actions.council import (
    ask_authority,
    ask_documents,
    erase_notes,
    give_opinion,
    name_expert,
    read_information,
    write_note,
)
from literacy.actions.learning import correct_measure, record_measure
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
    "add_addendum",
    "answer_override",
    "answer_request",
    "answer_term",
    "answer_waiver",
    "ask_authority",
    "ask_documents",
    "ask_override",
    "ask_waiver",
    "commit_to",
    "correct_measure",
    "erase_notes",
    "fulfil",
    "give_opinion",
    "hand_over_information",
    "minute_talks",
    "name_expert",
    "open_consultation",
    "open_required",
    "propose_term",
    "prove_delivery",
    "read_information",
    "record_measure",
    "record_order",
    "reopen",
    "respond",
    "start_use",
    "write_note",
    "write_statement",
]
