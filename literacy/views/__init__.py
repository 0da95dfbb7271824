"""The pages of stage 1: the work place, an initiative's page, and its forms."""

from literacy.views.common import FORM
from literacy.views.consulting import (
    give_opinion,
    hand_over_information,
    information_file,
    open_consultation,
    open_required,
)
from literacy.views.council import (
    answer_event,
    consultation,
    consultation_act,
    consultation_file,
    council,
    erase_notes,
    fulfil,
    read_information,
    write_note,
)
from literacy.views.due import calendar, feed, renew_feed
from literacy.views.law import (
    law,
    law_answer,
    law_compare,
    law_edit,
    law_new,
    law_rule,
    law_verify,
    sign_triage,
    triage,
)
from literacy.views.learning import correct_measure, record_measure
from literacy.views.rooms import PAGE, employees, index, page
from literacy.views.use import (
    answer_override,
    answer_waiver,
    ask_override,
    ask_waiver,
    start_use,
)
from literacy.views.writing import statement_file, write_statement

__all__ = [
    "FORM",
    "PAGE",
    "answer_event",
    "answer_override",
    "answer_waiver",
    "ask_override",
    "ask_waiver",
    "calendar",
    "consultation",
    "consultation_act",
    "consultation_file",
    "correct_measure",
    "council",
    "employees",
    "erase_notes",
    "feed",
    "fulfil",
    "give_opinion",
    "hand_over_information",
    "index",
    "information_file",
    "law",
    "law_answer",
    "law_compare",
    "law_edit",
    "law_new",
    "law_rule",
    "law_verify",
    "open_consultation",
    "open_required",
    "page",
    "read_information",
    "record_measure",
    "renew_feed",
    "sign_triage",
    "start_use",
    "statement_file",
    "triage",
    "write_note",
    "write_statement",
]
