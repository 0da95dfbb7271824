"""What can be done in stage 1: learn, consult, say in writing, begin real work."""

from literacy.actions.consulting import (
    give_opinion,
    hand_over_information,
    open_consultation,
)
from literacy.actions.law import (
    answer_triage,
    answer_version,
    close_feed,
    propose_rule,
    propose_version,
    renew_feed,
    sign_triage,
    verify_version,
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
    "answer_override",
    "answer_triage",
    "answer_version",
    "answer_waiver",
    "ask_override",
    "ask_waiver",
    "close_feed",
    "correct_measure",
    "give_opinion",
    "hand_over_information",
    "open_consultation",
    "propose_rule",
    "propose_version",
    "record_measure",
    "renew_feed",
    "sign_triage",
    "start_use",
    "verify_version",
    "write_statement",
]
