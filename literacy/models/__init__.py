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
from literacy.models.learning import (
    AGAIN,
    AttendanceImport,
    Attendee,
    Audience,
    LevelCount,
    Measure,
    MeasureKind,
    NamedListRule,
    RefreshCall,
    Trigger,
)
from literacy.models.screening import (
    Annex,
    Claim,
    Fria,
    LegalRole,
    ScreeningVersion,
)
from literacy.models.use import Answer, Override, TwoPersonRequest, UseStart, Waiver
from literacy.models.writing import Statement, StatementKind

__all__ = [
    "AGAIN",
    "CONSENTING",
    "Annex",
    "Answer",
    "AttendanceImport",
    "Attendee",
    "Audience",
    "Claim",
    "Consultation",
    "ConsultationState",
    "Fria",
    "Information",
    "LegalRole",
    "LevelCount",
    "Measure",
    "MeasureKind",
    "NamedListRule",
    "Opinion",
    "Outcome",
    "Override",
    "RefreshCall",
    "Right",
    "ScreeningVersion",
    "Statement",
    "StatementKind",
    "Trigger",
    "TwoPersonRequest",
    "UseStart",
    "Waiver",
]
