"""The forms of stage 1: plain questions, nothing preselected in an answer."""

from literacy.forms.common import (
    AREA,
    Day,
)
from literacy.forms.consulting import (
    OUTCOMES,
    ConsultationForm,
    InformationForm,
    OpinionForm,
)
from literacy.forms.impact import (
    ChangePreventionForm,
    CompareForm,
    CompleteForm,
    DonePreventionForm,
    FindingForm,
    NothingForm,
    PreventionForm,
    ViewForm,
)
from literacy.forms.learning import (
    AttendanceForm,
    AttendanceMappingForm,
    CorrectMeasureForm,
    LevelsForm,
    MeasureForm,
    NamedListAnswerForm,
    NamedListsForm,
    RefreshForm,
)
from literacy.forms.sandboxes import (
    LibraryForm,
    ReasonForm,
    RecipeForm,
    ReportForm,
    ReviseRecipeForm,
    ReviseReportForm,
    SandboxForm,
)
from literacy.forms.screening import (
    ScreeningForm,
    initial_of,
)
from literacy.forms.use import (
    AnswerForm,
    SiteForm,
    UseStartForm,
)
from literacy.forms.writing import (
    AssessmentForm,
    StatementForm,
)

__all__ = [
    "AREA",
    "OUTCOMES",
    "AnswerForm",
    "AssessmentForm",
    "AttendanceForm",
    "AttendanceMappingForm",
    "ChangePreventionForm",
    "CompareForm",
    "CompleteForm",
    "ConsultationForm",
    "CorrectMeasureForm",
    "Day",
    "DonePreventionForm",
    "FindingForm",
    "InformationForm",
    "LevelsForm",
    "LibraryForm",
    "MeasureForm",
    "NamedListAnswerForm",
    "NamedListsForm",
    "NothingForm",
    "OpinionForm",
    "PreventionForm",
    "ReasonForm",
    "RecipeForm",
    "RefreshForm",
    "ReportForm",
    "ReviseRecipeForm",
    "ReviseReportForm",
    "SandboxForm",
    "ScreeningForm",
    "SiteForm",
    "StatementForm",
    "UseStartForm",
    "ViewForm",
    "initial_of",
]
