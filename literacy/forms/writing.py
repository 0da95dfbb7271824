"""What is asked of a statement."""

from django import forms
from django.utils.translation import gettext_lazy as _


class StatementForm(forms.Form):
    """A text."""

    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 8}))


class AssessmentForm(StatementForm):
    """A text and the file of the assessment."""

    text = forms.CharField(
        label=_("What changes for people, and what is done about it"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    upload = forms.FileField(label=_("File of the assessment"))
