"""The forms of stage 4, in plain questions."""

from value.forms.common import (
    NothingForm,
    ReasonForm,
)
from value.forms.figures import (
    ScopeForm,
    WhatIfForm,
)
from value.forms.hours import (
    AllocationForm,
    AsideForm,
    ChooseForm,
    EvaporateForm,
    HoursForm,
    IdeaForm,
    PlanForm,
)
from value.forms.money import (
    AmountForm,
    CloseForm,
    ConfirmationForm,
    ImportForm,
    InvestForm,
    OutcomeForm,
    RateForm,
    ReviewForm,
)

__all__ = [
    "AllocationForm",
    "AmountForm",
    "AsideForm",
    "ChooseForm",
    "CloseForm",
    "ConfirmationForm",
    "EvaporateForm",
    "HoursForm",
    "IdeaForm",
    "ImportForm",
    "InvestForm",
    "NothingForm",
    "OutcomeForm",
    "PlanForm",
    "RateForm",
    "ReasonForm",
    "ReviewForm",
    "ScopeForm",
    "WhatIfForm",
]
