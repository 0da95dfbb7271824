"""The forms of stage 1: plain questions, nothing preselected in an answer."""

from literacy.forms.common import AREA, Day
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
from literacy.forms.law import NewRuleForm, RuleForm, TriageForm
from literacy.forms.learning import CorrectMeasureForm, MeasureForm
from literacy.forms.use import AnswerForm, SiteForm, UseStartForm, WaiverForm
from literacy.forms.writing import AssessmentForm, StatementForm

__all__ = [
    "AREA",
    "AnswerForm",
    "AnswerRequestForm",
    "AnswerTermForm",
    "AssessmentForm",
    "CommitmentForm",
    "ConsultationForm",
    "CorrectMeasureForm",
    "Day",
    "DayForm",
    "DeliveryForm",
    "ExpertForm",
    "FulfilmentForm",
    "InformationForm",
    "MeasureForm",
    "MinutesForm",
    "NewRuleForm",
    "NothingForm",
    "OpinionForm",
    "OrderForm",
    "ReopenForm",
    "ResponseForm",
    "RuleForm",
    "SiteForm",
    "StatementForm",
    "TermForm",
    "TextForm",
    "TriageForm",
    "UseStartForm",
    "WaiverForm",
]
