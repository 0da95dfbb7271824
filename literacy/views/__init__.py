"""The pages of stage 1: the work place, an initiative's page, and its forms."""

from literacy.views.common import FORM
from literacy.views.consulting import (
    give_opinion,
    hand_over_information,
    information_file,
    open_consultation,
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
    "answer_override",
    "answer_waiver",
    "ask_override",
    "ask_waiver",
    "correct_measure",
    "employees",
    "give_opinion",
    "hand_over_information",
    "index",
    "information_file",
    "open_consultation",
    "page",
    "record_measure",
    "start_use",
    "statement_file",
    "write_statement",
]
