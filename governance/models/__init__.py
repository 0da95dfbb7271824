"""What is true between the functions: handoffs, stalls, and the jobs that watch."""

from governance.models.erasures import PersonErasure
from governance.models.filters import SavedFilter
from governance.models.handoffs import (
    Condition,
    Decision,
    Handoff,
    Question,
    Referral,
    Revision,
    SignOff,
    Wait,
)
from governance.models.jobs import JobRun
from governance.models.papers import Paper
from governance.models.stalls import Escalation, Level, Rule, Stall, StallDecision

__all__ = [
    "Condition",
    "Decision",
    "Escalation",
    "Handoff",
    "JobRun",
    "Level",
    "Paper",
    "PersonErasure",
    "Question",
    "Referral",
    "Revision",
    "Rule",
    "SavedFilter",
    "SignOff",
    "Stall",
    "StallDecision",
    "Wait",
]
