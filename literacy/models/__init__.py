"""Stage 1: who learnt what, which bodies were consulted, and when real work began."""

from literacy.models.consulting import (
    CONSENTING,
    Consultation,
    ConsultationState,
    Information,
    Opinion,
    Outcome,
    Right,
)
from literacy.models.learning import Audience, Measure, MeasureKind
from literacy.models.pulse import (
    LOW,
    VALUES,
    Ballot,
    Item,
    Pulse,
    PulseGroup,
    SpentBallot,
    Tally,
)
from literacy.models.use import Answer, Override, TwoPersonRequest, UseStart, Waiver
from literacy.models.voice import (
    Batch,
    Concern,
    ConcernReply,
    Envelope,
    Mode,
    PublishedQuestion,
    Seconding,
    Theme,
    ThemeBlock,
)
from literacy.models.writing import Statement, StatementKind

__all__ = [
    "CONSENTING",
    "LOW",
    "VALUES",
    "Answer",
    "Audience",
    "Ballot",
    "Batch",
    "Concern",
    "ConcernReply",
    "Consultation",
    "ConsultationState",
    "Envelope",
    "Information",
    "Item",
    "Measure",
    "MeasureKind",
    "Mode",
    "Opinion",
    "Outcome",
    "Override",
    "PublishedQuestion",
    "Pulse",
    "PulseGroup",
    "Right",
    "Seconding",
    "SpentBallot",
    "Statement",
    "StatementKind",
    "Tally",
    "Theme",
    "ThemeBlock",
    "TwoPersonRequest",
    "UseStart",
    "Waiver",
]
