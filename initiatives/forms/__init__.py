"""The questions by which an initiative is written, led, shared and brought in."""

from initiatives.forms.importing import ImportForm, MappingForm
from initiatives.forms.people import (
    ExposureForm,
    ExposureFormSet,
    ExposuresForm,
    LeadsForm,
    ShareForm,
)
from initiatives.forms.sections import (
    HEADINGS,
    SECTIONS,
    PromiseForm,
    ScreeningForm,
    SectionForm,
    ValueForm,
    WhatForm,
)
from initiatives.forms.talking import (
    AttachForm,
    CommentForm,
    ConfirmForm,
    EraseForm,
    HoldForm,
    LiftForm,
    LinkForm,
)

__all__ = [
    "HEADINGS",
    "SECTIONS",
    "AttachForm",
    "CommentForm",
    "ConfirmForm",
    "EraseForm",
    "ExposureForm",
    "ExposureFormSet",
    "ExposuresForm",
    "HoldForm",
    "ImportForm",
    "LeadsForm",
    "LiftForm",
    "LinkForm",
    "MappingForm",
    "PromiseForm",
    "ScreeningForm",
    "SectionForm",
    "ShareForm",
    "ValueForm",
    "WhatForm",
]
