"""What several forms of stage 4 ask alike."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from organisation.fields import Number
from organisation.models import Unit
from value import rules
from value.models import (
    Balance,
)

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

SHORT = forms.Textarea(attrs={"rows": 3})


def units_of(initiative):
    """The unit of an initiative with those below, and those whose people it exposes."""
    return Unit.objects.within(initiative.unit) | Unit.objects.filter(
        pk__in=initiative.exposures.values("unit")
    )


def percent(label):
    """A field for per cents above zero."""
    return Number(
        label=label, min_value=Decimal("0.01"), max_value=100, decimal_places=2
    )


class Consulted(forms.ModelForm):
    """What may be of fewer people: the consultations of the initiative to choose from.

    The row is checked where it is written.
    """

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consultation"].queryset = rules.consultations(initiative)
        self.fields["consultation"].empty_label = _("None")
        # a body often has several files about one initiative
        self.fields["consultation"].label_from_instance = lambda row: (
            f"{row.body}: {row.about}"
        )

    def _post_clean(self):
        """What the row needs is checked where it is written."""


def ask_leadership(fields, initiative):
    """Ask why this destination where the hours have waited for 180 days, only there."""
    balance = Balance.objects.filter(initiative=initiative).first()
    if balance is None or not rules.is_for_leadership(balance):
        del fields["choice_reason"]
    else:
        fields["choice_reason"].required = True


class ReasonForm(forms.Form):
    """Why a row is taken back."""

    reason = forms.CharField(label=_("Why is it taken back?"), widget=SHORT)


class NothingForm(forms.Form):
    """Nothing to say but the press."""
