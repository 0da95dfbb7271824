"""What can be asked about measures, consultations and statements."""

from literacy.querysets.consulting import (
    CommitmentQuerySet,
    ConsultationQuerySet,
    TwoPersonQuerySet,
)
from literacy.querysets.law import (
    LawRuleVersionQuerySet,
    ScreeningQuerySet,
    TriageQuerySet,
)
from literacy.querysets.learning import (
    LevelQuerySet,
    MeasureQuerySet,
    NamedListQuerySet,
    RecipeQuerySet,
    SandboxQuerySet,
    plain,
)
from literacy.querysets.voice import (
    ConcernQuerySet,
    PublishedQuestionQuerySet,
    PulseQuerySet,
)
from literacy.querysets.writing import (
    AssessmentQuerySet,
    PreventionQuerySet,
    StatementQuerySet,
    VersionedQuerySet,
)

__all__ = [
    "AssessmentQuerySet",
    "CommitmentQuerySet",
    "ConcernQuerySet",
    "ConsultationQuerySet",
    "LawRuleVersionQuerySet",
    "LevelQuerySet",
    "MeasureQuerySet",
    "NamedListQuerySet",
    "PreventionQuerySet",
    "PublishedQuestionQuerySet",
    "PulseQuerySet",
    "RecipeQuerySet",
    "SandboxQuerySet",
    "ScreeningQuerySet",
    "StatementQuerySet",
    "TriageQuerySet",
    "TwoPersonQuerySet",
    "VersionedQuerySet",
    "plain",
]
