"""Freed hours, their destinations, and the ideas for them."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Conversion
from organisation.fields import Number
from organisation.models import Person
from value.forms.common import DAY, SHORT, Consulted, ask_leadership, units_of
from value.models import (
    Allocation,
    FreedHours,
    Idea,
    ReceivingPlan,
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
            "people",
        )
        widgets = {"measured_from": DAY, "measured_to": DAY}

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_of(initiative)
        self.fields["unit"].empty_label = _("Choose a unit")

    def clean(self):
        """Measured hours of nobody cannot be told from diffuse ones."""
        found = super().clean()
        if (
            found.get("certainty") == FreedHours.Certainty.MEASURED
            and found.get("hours")
            and not found.get("people")
            and "people" not in self.errors
        ):
            self.add_error("people", _("Say how many people gain this time."))
        return found


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


class AllocationForm(Consulted):
    """Where freed hours go: team, use, start, target, expiry."""

    OF_WORK = ("starts_on", "target")

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
            "choice_reason",
            "kept_reason",
            "scheduling_plan",
            "consultation",
            "consultation_reference",
        )
        widgets = {
            "choice_reason": SHORT,
            "scheduling_plan": SHORT,
            "use": SHORT,
            "starts_on": DAY,
            "expires_on": DAY,
            "kept_reason": SHORT,
        }

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, initiative=initiative, **kwargs)
        ask_leadership(self.fields, initiative)
        self.fields["expires_on"].required = True
        for name in self.OF_WORK:
            self.fields[name].is_asked_by_answer = True
            self.fields[name].help_text = format_lazy(
                "{} {}",
                self.fields[name].help_text,
                _("Only slack kept on purpose can do without."),
            )

    def clean(self):
        """Say beside its field what the row would be refused for."""
        found, kind = super().clean(), self.cleaned_data.get("type")
        asked = self.OF_WORK if kind else ()
        if kind == Conversion.G:
            asked = ("kept_reason",)
        for name in asked:
            if name not in self.errors and not found.get(name):
                self.add_error(name, self.fields[name].error_messages["required"])
        return found


class EvaporateForm(forms.Form):
    """Hours that a new measurement does not find any more."""

    hours = Number(label=_("Hours a year"), min_value=0, decimal_places=1)
    reason = forms.CharField(
        label=_("What did the new measurement find, and when?"), widget=SHORT
    )


class IdeaForm(Consulted):
    """What these people and hours could do."""

    type = forms.ChoiceField(
        label=_("What kind of use is it?"),
        choices=Conversion.choices,
        widget=forms.RadioSelect,
    )
    hours = Number(label=_("Hours a year"), min_value=0, decimal_places=1)
    training_hours = Number(label=_("Hours of training"), min_value=0, decimal_places=1)
    target_amount = Number(
        label=_("Target amount a quarter"),
        required=False,
        min_value=0,
        decimal_places=2,
    )

    class Meta:
        model = Idea
        fields = (
            "title",
            "type",
            "hypothesis",
            "offer",
            "market",
            "unit",
            "team",
            "skills",
            "training_hours",
            "hours",
            "starts_on",
            "target",
            "target_amount",
            "expires_on",
            "owner",
            "scheduling_plan",
            "consultation",
            "consultation_reference",
        )
        widgets = {
            "hypothesis": SHORT,
            "scheduling_plan": SHORT,
            "starts_on": DAY,
            "expires_on": DAY,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].empty_label = _("Choose a unit")
        self.fields["owner"].queryset = Person.objects.present(clock.today()).order_by(
            "name"
        )
        self.fields["owner"].empty_label = _("Choose a person")


class ChooseForm(forms.Form):
    """How many hours the chosen idea gets, from when, and why if they waited long."""

    hours = Number(
        label=_("Hours a year"),
        help_text=_("Never more than have no destination yet."),
        min_value=0,
        decimal_places=1,
    )
    starts_on = forms.DateField(
        label=_("Starts on"),
        help_text=_("The day of the idea has passed. Enter today or a later day."),
        widget=DAY,
    )
    choice_reason = forms.CharField(
        label=_("Why this destination?"),
        help_text=_(
            "After 180 days without a destination Leadership chooses, in writing."
        ),
        widget=SHORT,
    )

    def __init__(self, *args, idea, **kwargs):
        super().__init__(*args, initial={"hours": idea.hours}, **kwargs)
        ask_leadership(self.fields, idea.initiative)
        if idea.starts_on >= clock.today():
            del self.fields["starts_on"]


class AsideForm(forms.Form):
    """Why an idea is set aside."""

    reason = forms.CharField(label=_("Why is it set aside?"), widget=SHORT)
