"""The pages of stage 1: the work place, an initiative's page, and its forms."""

from literacy.views.common import FORM
from literacy.views.consulting import (
    give_opinion,
    hand_over_information,
    information_file,
    open_consultation,
)
from literacy.views.learning import correct_measure, record_measure
from literacy.views.pulse import (
    ballot,
    close_pulse,
    open_pulse,
    pulse,
    pulse_list,
    remind_of_pulse,
)
from literacy.views.rooms import PAGE, employees, index, page
from literacy.views.unlinked import anonymous, anonymous_pulse, anonymous_reply
from literacy.views.use import (
    answer_override,
    answer_waiver,
    ask_override,
    ask_waiver,
    start_use,
)
from literacy.views.voice import (
    answer_question,
    ask,
    ask_confidentially,
    ask_named,
    ask_too,
    concern,
    concerns,
    join_question,
    move_question,
    my_concern,
    publish_question,
    question,
    questions,
    reply_to_concern,
    withdraw_concern,
)
from literacy.views.writing import statement_file, write_statement

__all__ = [
    "FORM",
    "PAGE",
    "anonymous",
    "anonymous_pulse",
    "anonymous_reply",
    "answer_override",
    "answer_question",
    "answer_waiver",
    "ask",
    "ask_confidentially",
    "ask_named",
    "ask_override",
    "ask_too",
    "ask_waiver",
    "ballot",
    "close_pulse",
    "concern",
    "concerns",
    "correct_measure",
    "employees",
    "give_opinion",
    "hand_over_information",
    "index",
    "information_file",
    "join_question",
    "move_question",
    "my_concern",
    "open_consultation",
    "open_pulse",
    "page",
    "publish_question",
    "pulse",
    "pulse_list",
    "question",
    "questions",
    "record_measure",
    "remind_of_pulse",
    "reply_to_concern",
    "start_use",
    "statement_file",
    "withdraw_concern",
    "write_statement",
]
