"""What narrows the record."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.words import ACTIONS


class RecordFilter(forms.Form):
    """The filters of the record; they stand in the address."""

    person = forms.EmailField(label=_("Person (e-mail)"), required=False)
    initiative = forms.CharField(
        label=_("Initiative (reference)"), required=False, max_length=12
    )
    action = forms.ChoiceField(label=_("What was done"), required=False)
    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        actions = sorted(ACTIONS.items(), key=lambda pair: str(pair[1]))
        self.fields["action"].choices = [("", _("Anything")), *actions]
