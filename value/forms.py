"""The forms of stage 4, in plain questions."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.models import Conversion
from organisation.fields import Number
from organisation.models import Unit
from organisation.templatetags.ui import hours as written_hours
from value.models import (
    Allocation,
    Confirmation,
    EconomicReview,
    FreedHours,
    OutcomeNote,
    RealisedAmount,
    ReceivingPlan,
)

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SHORT = forms.Textarea(attrs={"rows": 3})


def units_of(initiative):
    """The unit of an initiative with those below, and those whose people it exposes."""
    return Unit.objects.within(initiative.unit) | Unit.objects.filter(
        pk__in=initiative.exposures.values("unit")
    )


class HoursForm(forms.ModelForm):
    """Freed hours: how many, of whom, and how sure."""

    hours = Number(
        label=_("Hours a year"),
        help_text=_("Zero is an answer. Estimated hours count only once measured."),
        min_value=0,
        decimal_places=1,
    )
    certainty = forms.ChoiceField(
        label=_("How sure is it?"),
        choices=FreedHours.Certainty.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = FreedHours
        fields = (
            "unit",
            "team",
            "hours",
            "certainty",
            "measured_from",
            "measured_to",
            "sample",
        )
        widgets = {"measured_from": DAY, "measured_to": DAY}

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_of(initiative)
        self.fields["unit"].empty_label = _("Choose a unit")


class PlanForm(forms.ModelForm):
    """How people whose time is freed are received."""

    class Meta:
        model = ReceivingPlan
        fields = ("unit", "team", "text")
        widgets = {"text": SHORT}

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_of(initiative)
        self.fields["unit"].empty_label = _("Choose a unit")


class AllocationForm(forms.ModelForm):
    """Where freed hours go: team, use, start, target, expiry."""

    hours = Number(label=_("Hours a year"), min_value=0, decimal_places=1)
    type = forms.ChoiceField(
        label=_("What kind of use is it?"),
        choices=Conversion.choices,
        widget=forms.RadioSelect,
    )
    target_amount = Number(
        label=_("Target amount a year"), required=False, min_value=0, decimal_places=2
    )

    class Meta:
        model = Allocation
        fields = (
            "hours",
            "type",
            "team",
            "use",
            "starts_on",
            "target",
            "target_amount",
            "expires_on",
            "kept_reason",
            "consultation_reference",
        )
        widgets = {
            "use": SHORT,
            "starts_on": DAY,
            "expires_on": DAY,
            "kept_reason": SHORT,
        }


class AmountForm(forms.ModelForm):
    """Money that the use of freed hours brought."""

    amount = Number(label=_("Amount"), min_value=0, decimal_places=2)
    type = forms.ChoiceField(
        label=_("What kind of value is it?"),
        choices=[c for c in Conversion.choices if c[0] != Conversion.G],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = RealisedAmount
        fields = ("amount", "type", "allocation", "period_from", "period_to", "source")
        widgets = {"period_from": DAY, "period_to": DAY, "source": SHORT}

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["allocation"].queryset = Allocation.objects.standing().filter(
            initiative=initiative
        )
        self.fields["allocation"].empty_label = _("Not one of them")
        self.fields["allocation"].label_from_instance = lambda row: (
            f"{row.get_type_display()} · {row.team} · {written_hours(row.hours)}"
        )
        self.fields["amount"].label = format_lazy(
            _("Amount in {currency}"), currency=initiative.currency
        )


class ConfirmationForm(forms.ModelForm):
    """Finance answers; nothing is preselected."""

    answer = forms.ChoiceField(
        label=_("Is it in the accounts?"),
        choices=Confirmation.Answer.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Confirmation
        fields = ("answer", "account", "note")
        widgets = {"note": SHORT}


class ReviewForm(forms.ModelForm):
    """Leadership's economic review; nothing is preselected."""

    class Meta:
        model = EconomicReview
        fields = ("outcome", "text")
        widgets = {"text": SHORT}

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=EconomicReview._meta.get_field("outcome").choices,
        widget=forms.RadioSelect,
    )


class OutcomeForm(forms.ModelForm):
    """What employees are told."""

    class Meta:
        model = OutcomeNote
        fields = ("text",)
        widgets = {"text": SHORT}


class ReasonForm(forms.Form):
    """Why a row is taken back."""

    reason = forms.CharField(label=_("Why is it taken back?"), widget=SHORT)
