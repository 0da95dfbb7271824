"""The forms of stage 1: plain questions, nothing preselected in an answer."""

from literacy.forms.common import (
    AREA,
    Day,
)
from literacy.forms.consulting import (
    ConsultationForm,
    InformationForm,
    OpinionForm,
)
from literacy.forms.council import (
    AnswerRequestForm,
    AnswerTermForm,
    CommitmentForm,
    DayForm,
    DeliveryForm,
    ExpertForm,
    FulfilmentForm,
    MinutesForm,
    NothingForm,
    OrderForm,
    ReopenForm,
    ResponseForm,
    TermForm,
    TextForm,
)
from literacy.forms.impact import (
    ChangePreventionForm,
    CompareForm,
    CompleteForm,
    DonePreventionForm,
    FindingForm,
    PreventionForm,
    ViewForm,
)
from literacy.forms.law import (
    NewRuleForm,
    RuleForm,
    TriageForm,
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
    WaiverForm,
)
from literacy.forms.writing import (
    AssessmentForm,
    StatementForm,
)

__all__ = [
    "AREA",
    "AnswerForm",
    "AnswerRequestForm",
    "AnswerTermForm",
    "AssessmentForm",
    "AttendanceForm",
    "AttendanceMappingForm",
    "ChangePreventionForm",
    "CommitmentForm",
    "CompareForm",
    "CompleteForm",
    "ConsultationForm",
    "CorrectMeasureForm",
    "Day",
    "DayForm",
    "DeliveryForm",
    "DonePreventionForm",
    "ExpertForm",
    "FindingForm",
    "FulfilmentForm",
    "InformationForm",
    "LevelsForm",
    "LibraryForm",
    "MeasureForm",
    "MinutesForm",
    "NamedListAnswerForm",
    "NamedListsForm",
    "NewRuleForm",
    "NothingForm",
    "OpinionForm",
    "OrderForm",
    "PreventionForm",
    "ReasonForm",
    "RecipeForm",
    "RefreshForm",
    "ReopenForm",
    "ReportForm",
    "ResponseForm",
    "ReviseRecipeForm",
    "ReviseReportForm",
    "RuleForm",
    "SandboxForm",
    "ScreeningForm",
    "SiteForm",
    "StatementForm",
    "TermForm",
    "TextForm",
    "TriageForm",
    "UseStartForm",
    "ViewForm",
    "WaiverForm",
    "initial_of",
]
