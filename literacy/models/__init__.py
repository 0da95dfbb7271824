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
from literacy.models.law import (
    CalendarFeed,
    LawRule,
    LawRuleVersion,
    Novelty,
    Triage,
)
from literacy.models.learning import Audience, Measure, MeasureKind
from literacy.models.use import Answer, Override, TwoPersonRequest, UseStart, Waiver
from literacy.models.writing import Statement, StatementKind

__all__ = [
    "CONSENTING",
    "Answer",
    "Audience",
    "CalendarFeed",
    "Consultation",
    "ConsultationState",
    "Information",
    "LawRule",
    "LawRuleVersion",
    "Measure",
    "MeasureKind",
    "Novelty",
    "Opinion",
    "Outcome",
    "Override",
    "Right",
    "Statement",
    "StatementKind",
    "Triage",
    "TwoPersonRequest",
    "UseStart",
    "Waiver",
]
