"""What is asked of a measure, a level, a change, a list of attendance."""

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.models import Exposure, Initiative
from literacy.forms.common import AREA, Day
from literacy.imports.words import FIELDS
from literacy.models import (
    Audience,
    MeasureKind,
    Trigger,
)
from organisation.fields import WholeNumber
from organisation.models import Unit

LONGEST_LIST = 2_000
"""Names that one list can have."""


class MeasureForm(forms.Form):
    """What was done so that people learnt, for whom, and how many came."""

    kind = forms.ChoiceField(
        label=_("What was it?"), choices=[("", _("Choose")), *MeasureKind.choices]
    )
    audience = forms.ChoiceField(
        label=_("For whom?"), choices=Audience.choices, widget=forms.RadioSelect
    )
    held_on = Day(label=_("On which day?"))
    ai_system = forms.CharField(
        label=_("Which AI system did it cover?"), max_length=200
    )
    content = forms.CharField(
        label=_("Which content, in which version?"),
        max_length=200,
        help_text=_("For example: Introduction to Reply Assist, version 2"),
    )
    upload = forms.FileField(
        label=_("File of the content"),
        required=False,
        help_text=_(
            "PDF, PNG, JPEG, WebP, XLSX, DOCX, CSV, TXT or BPMN, 25 MB at most."
        ),
        max_length=500,
    )
    minutes = WholeNumber(
        label=_("How many minutes did it take?"), required=False, min_value=1
    )
    trainer = forms.CharField(
        label=_("Who gave or organised it?"),
        max_length=200,
        required=False,
        help_text=_("In your words, for example: the academy. Nobody is ranked."),
    )
    languages = forms.CharField(
        label=_("In which languages?"), max_length=100, required=False
    )
    valid_until = forms.DateField(
        label=_("Until when does it hold?"),
        required=False,
        help_text=_("After this day it covers nobody any more."),
    )
    again_on = forms.MultipleChoiceField(
        label=_("After which change must people learn again?"),
        choices=Trigger.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    names = forms.CharField(
        label=_("Who came?"),
        widget=AREA,
        required=False,
        help_text=_(
            "One name a line. Only HR of this unit reads the list, and can erase it."
        ),
    )
    note = forms.CharField(label=_("Note"), widget=AREA, required=False)

    def __init__(self, *args, initiative, keeps_names=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.exposures = list(
            Exposure.objects.filter(initiative=initiative).select_related(
                "unit", "site"
            )
        )
        self.fields["ai_system"].initial = initiative.ai_system
        if not keeps_names:
            del self.fields["names"]
        places = {
            f"people-{row.pk}": WholeNumber(
                label=_("%(unit)s, %(site)s: how many people newly covered?")
                % {"unit": row.unit, "site": row.site},
                help_text=_("Of %(n)d exposed. Leave it empty where it was not held.")
                % {"n": row.people},
                required=False,
                min_value=1,
            )
            for row in self.exposures
        }
        order = list(self.fields)
        self.fields.update(places)
        self.order_fields([*order[:2], *places, *order[2:]])

    def clean(self):
        """At least one place has a number."""
        values = super().clean()
        named = [f"people-{row.pk}" for row in self.exposures]
        wrong = any(name in self.errors for name in named)
        if not wrong and not any(values.get(name) for name in named):
            self.add_error(
                named[0] if named else None,
                _("Enter how many people, for one unit and site at least.")
                if named
                else _("List the people exposed first: nobody is listed yet."),
            )
        return values

    def clean_names(self):
        """Each name once, without empty lines."""
        lines = [
            " ".join(line.split()) for line in self.cleaned_data["names"].split("\n")
        ]
        names = list(dict.fromkeys(line for line in lines if line))
        if len(names) > LONGEST_LIST or any(len(name) > 200 for name in names):
            raise forms.ValidationError(
                _("Enter 2,000 names at most, each of 200 letters at most.")
            )
        return names

    @property
    def values(self) -> dict:
        """What the action takes."""
        values = {
            name: value
            for name, value in self.cleaned_data.items()
            if not name.startswith("people-")
        }
        values["places"] = [
            {
                "unit": row.unit,
                "site": row.site,
                "people": self.cleaned_data[f"people-{row.pk}"],
            }
            for row in self.exposures
            if self.cleaned_data.get(f"people-{row.pk}")
        ]
        return values


class CorrectMeasureForm(forms.Form):
    """Another number in the place of the first, and why."""

    people = WholeNumber(
        label=_("How many people were newly covered?"),
        help_text=_("Enter 0 to take the measure back."),
        min_value=0,
    )
    note = forms.CharField(label=_("Why does the number change?"), widget=AREA)


class RefreshForm(forms.Form):
    """What changed, so that people must learn again."""

    trigger = forms.ChoiceField(
        label=_("What changed?"), choices=Trigger.choices, widget=forms.RadioSelect
    )
    on = Day(label=_("Since which day?"))
    reason = forms.CharField(label=_("What is different now?"), widget=AREA)


class LevelsForm(forms.Form):
    """How many people of a place have reached the two upper levels."""

    place = forms.ModelChoiceField(
        label=_("Unit and site"),
        queryset=Exposure.objects.none(),
        empty_label=_("Choose"),
    )
    audience = forms.ChoiceField(
        label=_("For whom?"), choices=Audience.choices, widget=forms.RadioSelect
    )
    able = WholeNumber(
        label=_("How many use it well in their work?"),
        min_value=0,
        help_text=_("A number of people, never a score of a person."),
    )
    coaching = WholeNumber(
        label=_("How many of these redesign work with it or coach others?"),
        min_value=0,
    )
    ground = forms.CharField(
        label=_("How is this known?"),
        max_length=200,
        help_text=_("For example: team leads counted on 12 November."),
    )

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Exposure.objects.filter(
            initiative=initiative
        ).select_related("unit", "site")

    @property
    def values(self) -> dict:
        """What the action takes."""
        values = dict(self.cleaned_data)
        place = values.pop("place")
        return {**values, "unit": place.unit, "site": place.site}


class NamedListsForm(forms.Form):
    """Where attendance may be kept by name, and what allows it."""

    unit = forms.ModelChoiceField(
        label=_("For a unit and everything below it"),
        queryset=Unit.objects.all(),
        empty_label=_("No unit"),
        required=False,
    )
    country = forms.CharField(
        label=_("Or for all units of a country"),
        max_length=2,
        required=False,
        help_text=_("Two letters, for example FR."),
        widget=forms.TextInput(attrs={"class": "w-s"}),
    )
    ground = forms.CharField(label=_("Which agreement or law allows it?"), widget=AREA)

    def clean_country(self):
        """Two letters, or nothing."""
        code = self.cleaned_data["country"].strip().upper()
        if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise forms.ValidationError(
                _("Enter the two letters of a country, for example FR.")
            )
        return code


class NamedListAnswerForm(forms.Form):
    """What HR says."""

    agreed = forms.TypedChoiceField(
        label=_("May attendance be kept by name there?"),
        choices=[("yes", _("Yes, HR agrees")), ("no", _("No: numbers only"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class AttendanceForm(forms.Form):
    """The file of a list of attendance."""

    file = forms.FileField(
        label=_("List of attendance"),
        help_text=_("CSV or XLSX; the first line names the columns. 50 MB at most."),
        max_length=500,
    )
    initiative = forms.CharField(
        label=_("Which initiative is it about?"),
        help_text=_(
            "Its reference, for example AI-012, where no column of the list says it."
        ),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-s"}),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_initiative(self):
        """An initiative that the person may see, or nothing."""
        ref = self.cleaned_data["initiative"].strip().upper()
        if ref and not Initiative.objects.visible_to(self.person).filter(ref=ref):
            raise forms.ValidationError(
                _("There is no initiative %(ref)s that you can see."),
                params={"ref": ref},
            )
        return ref


class AttendanceMappingForm(forms.Form):
    """What the columns of a list mean."""

    def __init__(self, *args, attendance, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [
            ("", _("In no column")),
            *((name, name[:80]) for name in attendance.names),
        ]
        for name, label in FIELDS.items():
            self.fields[f"column-{name}"] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=name == "held_on",
                initial=attendance.mapping.columns.get(name, ""),
            )
        self.fields["initiative"] = forms.CharField(
            label=_("Initiative for rows that name none"),
            max_length=12,
            required=False,
            initial=attendance.mapping.initiative,
            widget=forms.TextInput(attrs={"class": "w-s"}),
        )
        self.fields["names"] = forms.BooleanField(
            label=_("Keep the names where the rules of a unit allow it"),
            help_text=_("Elsewhere persons are counted and forgotten."),
            required=False,
            initial=attendance.mapping.names,
        )

    def columns(self):
        """The fields that say which column means what."""
        return [self[name] for name in self.fields if name.startswith("column-")]

    def mapping(self) -> dict:
        """The answers, as an import keeps them."""
        data = self.cleaned_data
        return {
            "columns": {
                name: data[f"column-{name}"]
                for name in FIELDS
                if data.get(f"column-{name}")
            },
            "initiative": data["initiative"].strip().upper(),
            "names": data["names"],
        }
