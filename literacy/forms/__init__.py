"""The forms of stage 1: plain questions, nothing preselected in an answer."""

from literacy.forms.common import AREA, Day
from literacy.forms.consulting import (
    OUTCOMES,
    ConsultationForm,
    InformationForm,
    OpinionForm,
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
from literacy.forms.screening import ScreeningForm, initial_of
from literacy.forms.use import AnswerForm, SiteForm, UseStartForm
from literacy.forms.writing import AssessmentForm, StatementForm

__all__ = [
    "AREA",
    "OUTCOMES",
    "AnswerForm",
    "AssessmentForm",
    "AttendanceForm",
    "AttendanceMappingForm",
    "ConsultationForm",
    "CorrectMeasureForm",
    "Day",
    "InformationForm",
    "LevelsForm",
    "MeasureForm",
    "NamedListAnswerForm",
    "NamedListsForm",
    "OpinionForm",
    "RefreshForm",
    "ScreeningForm",
    "SiteForm",
    "StatementForm",
    "UseStartForm",
    "initial_of",
]
