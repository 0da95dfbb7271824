"""What is asked when a pulse opens, and the five questions themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative
from literacy.models import VALUES, Item

SCALE = {
    1: _("1 – not at all"),
    2: _("2 – rather not"),
    3: _("3 – partly"),
    4: _("4 – rather yes"),
    5: _("5 – fully"),
}


class PulseForm(forms.Form):
    """Whom it asks, and until when."""

    initiative = forms.ModelChoiceField(
        label=_("Whom does it ask?"),
        help_text=_(
            "Everybody with an account, or the people in the units that an initiative "
            "touches."
        ),
        queryset=Initiative.objects.none(),
        empty_label=_("Everybody"),
        required=False,
    )
    closes_on = forms.DateField(label=_("Until when?"), help_text=_("The last day."))

    def __init__(self, *args, initiatives, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["initiative"].queryset = initiatives


class BallotForm(forms.Form):
    """Five statements, from 1 to 5, and the ballot that lets them count once."""

    ballot = forms.CharField(widget=forms.HiddenInput, max_length=120)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for item in Item:
            self.fields[item.value] = forms.TypedChoiceField(
                label=item.label,
                choices=[(value, SCALE[value]) for value in VALUES],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a number from 1 to 5.")},
            )

    @property
    def answers(self) -> dict:
        """The number for each item."""
        return {item.value: self.cleaned_data[item.value] for item in Item}


class BallotCodeForm(forms.Form):
    """A ballot that somebody kept, to answer with it later."""

    ballot = forms.CharField(
        label=_("Your ballot"),
        help_text=_("The line of letters and digits that you kept."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
