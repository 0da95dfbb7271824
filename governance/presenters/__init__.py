"""What the pages of governance show: plain dicts and sentences, made from facts."""

from governance.presenters.handoff import handoff_page
from governance.presenters.history import history, with_names
from governance.presenters.home import waiting_groups
from governance.presenters.initiative import gate_heading, gate_page, overview
from governance.presenters.leaving import belongings, handed_over
from governance.presenters.pipeline import board, table, waiting_strip
from governance.presenters.updates import UPDATES, updates
from governance.presenters.words import (
    day,
    days_since,
    due_sentence,
    in_days,
    past_sentence,
)

__all__ = [
    "UPDATES",
    "belongings",
    "board",
    "day",
    "days_since",
    "due_sentence",
    "gate_heading",
    "gate_page",
    "handed_over",
    "handoff_page",
    "history",
    "in_days",
    "overview",
    "past_sentence",
    "table",
    "updates",
    "waiting_groups",
    "waiting_strip",
    "with_names",
]
