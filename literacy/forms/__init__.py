"""The forms of stage 1: plain questions, nothing preselected in an answer."""

from literacy.forms.common import AREA, Day
from literacy.forms.consulting import (
    OUTCOMES,
    ConsultationForm,
    InformationForm,
    OpinionForm,
)
from literacy.forms.law import NewRuleForm, RuleForm, TriageForm
from literacy.forms.learning import CorrectMeasureForm, MeasureForm
from literacy.forms.use import AnswerForm, SiteForm, UseStartForm
from literacy.forms.writing import AssessmentForm, StatementForm

__all__ = [
    "AREA",
    "OUTCOMES",
    "AnswerForm",
    "AssessmentForm",
    "ConsultationForm",
    "CorrectMeasureForm",
    "Day",
    "InformationForm",
    "MeasureForm",
    "NewRuleForm",
    "OpinionForm",
    "RuleForm",
    "SiteForm",
    "StatementForm",
    "TriageForm",
    "UseStartForm",
]
