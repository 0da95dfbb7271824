"""The forms of stage 3, in plain questions."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.models import (
    CauseLayer,
    Disposition,
    Experiment,
    FailureType,
    Lesson,
    Reading,
    Review,
    Strength,
    Verdict,
)
from organisation.fields import Number, WholeNumber
from organisation.models import Person
from processes import places

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SHORT = forms.Textarea(attrs={"rows": 3})
CHAIN = forms.Textarea(attrs={"rows": 5})
COUNTRY = re.compile(r"[A-Z]{2}")
WHOLE = "-"
"""What the form sends for the whole process: no step has this id."""
LARGEST_FILE = 500_000
"""Bytes of a series: a thousand rows need a tenth of it."""


def _said_when_empty(form, **words):
    """What a choice says while nothing is chosen, in place of Django's dashes."""
    for name, text in words.items():
        field = form.fields[name]
        field.choices = [
            (value, label if value else text) for value, label in field.choices
        ]


class Numbers(forms.ModelForm):
    """Reads figures as people write them: 1 200, 0,38 or 12 %."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            kind = {
                forms.DecimalField: Number,
                forms.IntegerField: WholeNumber,
            }.get(type(field))
            if kind and not isinstance(field.widget, forms.HiddenInput):
                more = {}
                if kind is Number:
                    more = {
                        "max_digits": field.max_digits,
                        "decimal_places": field.decimal_places,
                    }
                self.fields[name] = kind(
                    label=field.label,
                    help_text=field.help_text,
                    required=field.required,
                    min_value=field.min_value,
                    widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                    **more,
                )


class ExperimentForm(Numbers):
    """What is tried, measured and feared, before it starts."""

    class Meta:
        model = Experiment
        fields = (
            "hypothesis",
            "step",
            "step_key",
            "bottleneck",
            "measure",
            "unit",
            "better",
            "baseline",
            "baseline_source",
            "threshold",
            "scale_at",
            "stop_rule",
            "stop_at",
            "stopper",
            "guard_rails",
            "sample",
            "ends_on",
            "budget",
            "prediction",
            "predicted",
        )
        widgets = {
            "ends_on": DAY,
            **dict.fromkeys(
                (
                    "hypothesis",
                    "bottleneck",
                    "threshold",
                    "stop_rule",
                    "guard_rails",
                    "prediction",
                ),
                SHORT,
            ),
        }

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["prediction"].required = True
        self.fields["sample"].required = True
        _said_when_empty(self, better=_("Choose"), stopper=_("Operations or Knowledge"))
        found = places.of(initiative)
        if not found:
            del self.fields["step_key"]
            return
        del self.fields["step"]
        kept = self.instance.step_key
        self.fields["step_key"] = forms.ChoiceField(
            label=_("Which step is it tried on?"),
            choices=[
                ("", _("Choose")),
                (WHOLE, _("On the whole process")),
                *_steps(found.values()),
                *([(kept, self.instance.step)] if kept and kept not in found else ()),
            ],
        )
        if self.instance.pk:
            self.initial["step_key"] = kept or WHOLE

    def clean_step_key(self):
        """The id of the step; nothing for the whole process."""
        key = self.cleaned_data["step_key"]
        return "" if key == WHOLE else key


def _steps(found):
    """The steps of each map under its name; those that hold the process up say so."""
    for kind in dict.fromkeys(place.kind for place in found):
        yield (
            kind.label,
            [
                (
                    place.key,
                    " · ".join(
                        str(part)
                        for part in (
                            place.label,
                            place.who,
                            _("bottleneck") if place.holds_up else "",
                        )
                        if part
                    ),
                )
                for place in found
                if place.kind == kind
            ],
        )


class EditExperimentForm(ExperimentForm):
    """The same, with the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReadingForm(Numbers):
    """One value of the series."""

    class Meta:
        model = Reading
        fields = ("day", "value", "cases", "note")
        widgets = {"day": DAY}


class SeriesForm(forms.Form):
    """A file with a value a row."""

    file = forms.FileField(
        label=_("File (CSV)"),
        help_text=_(
            "First row: day, value, cases, note. Days as 2026-11-24; cases and note "
            "may be empty."
        ),
    )

    def clean_file(self):
        """A file that is small enough to be a series."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 500 kB."))
        return file


class VerdictForm(Numbers):
    """What the experiment showed; nothing is preselected."""

    verdict = forms.ChoiceField(
        label=_("Verdict"), choices=Verdict.Answer.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Verdict
        fields = ("verdict", "result", "value", "cases", "low", "high", "surprises")
        widgets = {"result": SHORT, "surprises": SHORT}


class ReviewForm(forms.ModelForm):
    """A blameless review: the kind of failure first; roles, never names."""

    failure_type = forms.ChoiceField(
        label=_("What kind of failure was it, if it was one?"),
        choices=FailureType.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Review
        fields = (
            "failure_type",
            "cause_layer",
            "held_on",
            "expected",
            "happened",
            "why",
            "cause_chain",
            "change",
            "late_reason",
        )
        widgets = {
            "held_on": DAY,
            "cause_chain": CHAIN,
            **dict.fromkeys(
                ("expected", "happened", "why", "change", "late_reason"), SHORT
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _said_when_empty(self, cause_layer=_("Choose"))


class LessonForm(forms.ModelForm):
    """What was learnt, as a rule that the next initiative can test."""

    strength = forms.ChoiceField(
        label=_("How sure is it?"), choices=Strength.choices, widget=forms.RadioSelect
    )
    cause_layer = forms.ChoiceField(
        label=_("Where does the cause lie?"),
        choices=[("", _("Choose")), *CauseLayer.choices],
    )

    class Meta:
        model = Lesson
        fields = (
            "title",
            "observation",
            "evidence",
            "strength",
            "cause_layer",
            "cause",
            "cause_chain",
            "rule",
            "scope",
            "action",
            "action_owner",
            "action_due_on",
            "process_family",
            "function",
            "technique",
            "data_kind",
            "language",
            "country",
            "scale",
            "owner",
            "valid_until",
            "supersedes",
        )
        widgets = {
            "action_due_on": DAY,
            "valid_until": DAY,
            "cause_chain": CHAIN,
            **dict.fromkeys(
                ("observation", "evidence", "cause", "rule", "scope", "action"), SHORT
            ),
        }

    def __init__(self, *args, replaceable=None, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("action_owner", "owner"):
            self.fields[name].queryset = holders()
            self.fields[name].empty_label = _("Choose a person")
        _said_when_empty(self, function=_("Choose"), scale=_("Choose"))
        known = Lesson.objects.none() if replaceable is None else replaceable
        if self.instance.supersedes_id:
            known = known | Lesson.objects.filter(pk=self.instance.supersedes_id)
        self.fields["supersedes"].queryset = known
        self.fields["supersedes"].empty_label = _("No other lesson")

    def clean_country(self):
        """Two letters, as ISO 3166 has them."""
        code = self.cleaned_data["country"].strip().upper()
        if code and not COUNTRY.fullmatch(code):
            raise forms.ValidationError(_("Enter two letters, for example FR."))
        return code


class EditLessonForm(LessonForm):
    """The same, with the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AssignForm(forms.Form):
    """Who does what the lesson asks for, and until when."""

    action_owner = forms.ModelChoiceField(
        label=_("Who does it?"),
        queryset=Person.objects.none(),
        empty_label=_("Choose a person"),
    )
    action_due_on = forms.DateField(label=_("Until when?"), widget=DAY)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["action_owner"].queryset = holders()


class NoteForm(forms.Form):
    """What was done, seen or decided."""

    note = forms.CharField(widget=SHORT)

    def __init__(self, *args, question, hint="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].label = question
        self.fields["note"].help_text = hint


class AnswerForm(forms.Form):
    """Adopt, adapt or decline; nothing is preselected."""

    answer = forms.ChoiceField(
        label=_("What do you do with this lesson?"),
        choices=Disposition.Answer.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Needed when you adapt or decline it."),
        required=False,
        widget=SHORT,
    )


class OutcomeForm(forms.Form):
    """What came of an adopted lesson."""

    outcome = forms.CharField(label=_("What came of it?"), widget=SHORT)
    effect = forms.ChoiceField(
        label=_("Did the rule hold?"),
        choices=Disposition.Effect.choices,
        widget=forms.RadioSelect,
    )


def holders():
    """People who hold or held a function: those who can be asked for something."""
    return Person.objects.filter(is_active=True, mandates__isnull=False).distinct()
