"""What is asked of a measure."""

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.models import Exposure
from literacy.forms.common import AREA, Day
from literacy.models import (
    Audience,
    MeasureKind,
)


class MeasureForm(forms.Form):
    """What was done so that people learnt, for whom, and how many came."""

    kind = forms.ChoiceField(
        label=_("What was it?"), choices=[("", _("Choose")), *MeasureKind.choices]
    )
    audience = forms.ChoiceField(
        label=_("For whom?"), choices=Audience.choices, widget=forms.RadioSelect
    )
    place = forms.ModelChoiceField(
        label=_("Unit and site"),
        queryset=Exposure.objects.none(),
        empty_label=_("Choose"),
    )
    held_on = Day(label=_("On which day?"))
    people = forms.IntegerField(
        label=_("How many people were newly covered?"),
        help_text=_(
            "Count those who took part and were not counted before. A number only, no "
            "names."
        ),
        min_value=1,
    )
    ai_system = forms.CharField(
        label=_("Which AI system did it cover?"), max_length=200
    )
    content = forms.CharField(
        label=_("Which content, in which version?"),
        max_length=200,
        help_text=_("For example: Introduction to Reply Assist, version 2"),
    )
    note = forms.CharField(label=_("Note"), widget=AREA, required=False)

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Exposure.objects.filter(
            initiative=initiative
        ).select_related("unit", "site")
        self.fields["ai_system"].initial = initiative.ai_system

    @property
    def values(self) -> dict:
        """What the action takes."""
        values = dict(self.cleaned_data)
        place = values.pop("place")
        return {**values, "unit": place.unit, "site": place.site}


class CorrectMeasureForm(forms.Form):
    """Another number in the place of the first, and why."""

    people = forms.IntegerField(
        label=_("How many people were newly covered?"),
        help_text=_("Enter 0 to take the measure back."),
        min_value=0,
    )
    note = forms.CharField(label=_("Why does the number change?"), widget=AREA)
