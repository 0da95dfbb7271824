"""What can be done in stage 1: learn, consult, say in writing, begin real work."""

from literacy.actions.consulting import (
    give_opinion,
    hand_over_information,
    open_consultation,
)
from literacy.actions.learning import correct_measure, record_measure
from literacy.actions.pulse import (
    close_pulse,
    give_ballot,
    open_pulse,
    remind_of_pulse,
)
from literacy.actions.unsigned import (
    add_by_code,
    answer_pulse,
    by_code,
    send_anonymously,
    send_confidentially,
    withdraw_by_code,
)
from literacy.actions.use import (
    answer_override,
    answer_waiver,
    ask_override,
    ask_waiver,
    start_use,
)
from literacy.actions.voice import (
    answer_question,
    ask_by_name,
    erase_concerns_of,
    forget_old,
    join_question,
    move_question,
    publish_counts,
    publish_question,
    read_concern,
    release_due,
    reply_to_concern,
    second_question,
    withdraw_concern,
    write_again,
)
from literacy.actions.writing import STATEMENT_PERMISSIONS, write_statement

__all__ = [
    "STATEMENT_PERMISSIONS",
    "add_by_code",
    "answer_override",
    "answer_pulse",
    "answer_question",
    "answer_waiver",
    "ask_by_name",
    "ask_override",
    "ask_waiver",
    "by_code",
    "close_pulse",
    "correct_measure",
    "erase_concerns_of",
    "forget_old",
    "give_ballot",
    "give_opinion",
    "hand_over_information",
    "join_question",
    "move_question",
    "open_consultation",
    "open_pulse",
    "publish_counts",
    "publish_question",
    "read_concern",
    "record_measure",
    "release_due",
    "remind_of_pulse",
    "reply_to_concern",
    "second_question",
    "send_anonymously",
    "send_confidentially",
    "start_use",
    "withdraw_by_code",
    "withdraw_concern",
    "write_again",
    "write_statement",
]
