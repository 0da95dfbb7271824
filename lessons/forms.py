"""The forms of stage 3, in plain questions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.models import Disposition, Experiment, Lesson, Review, Verdict
from organisation.models import Person

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SHORT = forms.Textarea(attrs={"rows": 3})


class ExperimentForm(forms.ModelForm):
    """What is tried, measured and feared, before it starts."""

    class Meta:
        model = Experiment
        fields = (
            "hypothesis",
            "measure",
            "threshold",
            "stop_rule",
            "ends_on",
            "prediction",
        )
        widgets = {
            "ends_on": DAY,
            "hypothesis": SHORT,
            "threshold": SHORT,
            "stop_rule": SHORT,
            "prediction": SHORT,
        }


class EditExperimentForm(ExperimentForm):
    """The same, with the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class VerdictForm(forms.ModelForm):
    """What the experiment showed; nothing is preselected."""

    verdict = forms.ChoiceField(
        label=_("Verdict"), choices=Verdict.Answer.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Verdict
        fields = ("verdict", "result", "value")
        widgets = {"result": SHORT}


class ReviewForm(forms.ModelForm):
    """A blameless review: roles, never names."""

    failure_type = forms.ChoiceField(
        label=_("What kind of failure was it, if it was one?"),
        choices=Review.FailureType.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Review
        fields = (
            "held_on",
            "expected",
            "happened",
            "why",
            "change",
            "failure_type",
            "late_reason",
        )
        widgets = {
            "held_on": DAY,
            **dict.fromkeys(
                ("expected", "happened", "why", "change", "late_reason"), SHORT
            ),
        }


class LessonForm(forms.ModelForm):
    """What was learnt, as a rule that the next initiative can test."""

    class Meta:
        model = Lesson
        fields = (
            "title",
            "observation",
            "cause",
            "rule",
            "action",
            "action_owner",
            "action_due_on",
        )
        widgets = {
            "action_due_on": DAY,
            **dict.fromkeys(("observation", "cause", "rule", "action"), SHORT),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["action_owner"].queryset = Person.objects.filter(
            is_active=True, mandates__isnull=False
        ).distinct()
        self.fields["action_owner"].empty_label = _("Choose a person")


class EditLessonForm(LessonForm):
    """The same, with the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


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
