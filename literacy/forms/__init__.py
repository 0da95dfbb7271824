"""The forms of stage 1: plain questions, nothing preselected in an answer."""

from literacy.forms.common import AREA, Day
from literacy.forms.consulting import (
    OUTCOMES,
    ConsultationForm,
    InformationForm,
    OpinionForm,
)
from literacy.forms.learning import CorrectMeasureForm, MeasureForm
from literacy.forms.pulse import BallotCodeForm, BallotForm, PulseForm
from literacy.forms.use import AnswerForm, SiteForm, UseStartForm
from literacy.forms.voice import (
    AddForm,
    AnonymousConcernForm,
    AnswerQuestionForm,
    CodeForm,
    ConfidentialConcernForm,
    JoinForm,
    MoveQuestionForm,
    NamedConcernForm,
    ReplyForm,
    WordingForm,
)
from literacy.forms.writing import AssessmentForm, StatementForm

__all__ = [
    "AREA",
    "OUTCOMES",
    "AddForm",
    "AnonymousConcernForm",
    "AnswerForm",
    "AnswerQuestionForm",
    "AssessmentForm",
    "BallotCodeForm",
    "BallotForm",
    "CodeForm",
    "ConfidentialConcernForm",
    "ConsultationForm",
    "CorrectMeasureForm",
    "Day",
    "InformationForm",
    "JoinForm",
    "MeasureForm",
    "MoveQuestionForm",
    "NamedConcernForm",
    "OpinionForm",
    "PulseForm",
    "ReplyForm",
    "SiteForm",
    "StatementForm",
    "UseStartForm",
    "WordingForm",
]
