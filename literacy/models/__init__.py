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
from literacy.models.use import Answer, Override, TwoPersonRequest, UseStart, Waiver
from literacy.models.writing import Statement, StatementKind

__all__ = [
    "CONSENTING",
    "Answer",
    "Audience",
    "Consultation",
    "ConsultationState",
    "Information",
    "Measure",
    "MeasureKind",
    "Opinion",
    "Outcome",
    "Override",
    "Right",
    "Statement",
    "StatementKind",
    "TwoPersonRequest",
    "UseStart",
    "Waiver",
]
