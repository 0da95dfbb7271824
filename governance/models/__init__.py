"""What is true between the functions: handoffs, stalls, meetings, and the jobs."""

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
from governance.models.meetings import (
    AgendaItem,
    Briefing,
    Cadence,
    Meeting,
    Member,
    Presence,
    Purpose,
    Section,
)
from governance.models.papers import Paper
from governance.models.resolutions import (
    Answer,
    FollowUp,
    Minutes,
    MinutesAnswer,
    PresenceCorrection,
    Resolution,
    StaffMessage,
    Vote,
)
from governance.models.stalls import Escalation, Level, Rule, Stall, StallDecision

__all__ = [
    "AgendaItem",
    "Answer",
    "Briefing",
    "Cadence",
    "Condition",
    "Decision",
    "Escalation",
    "FollowUp",
    "Handoff",
    "JobRun",
    "Level",
    "Meeting",
    "Member",
    "Minutes",
    "MinutesAnswer",
    "Paper",
    "PersonErasure",
    "Presence",
    "PresenceCorrection",
    "Purpose",
    "Question",
    "Referral",
    "Resolution",
    "Revision",
    "Rule",
    "SavedFilter",
    "Section",
    "SignOff",
    "StaffMessage",
    "Stall",
    "StallDecision",
    "Vote",
    "Wait",
]
