"""The forms of stage 2: plain questions about the process."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from organisation.functions import Function
from organisation.models import Mandate, Person
from organisation.options import Option
from processes.models import Certainty, Effect, MeasuredIn, Measurement, Phase

AREA = forms.Textarea(attrs={"rows": 5})


class OwnerForm(forms.Form):
    """Who answers for the process."""

    person = forms.ModelChoiceField(
        label=_("Who answers for the process?"),
        help_text=_("People of this unit, and Operations for it."),
        queryset=Person.objects.none(),
        empty_label=_("Choose"),
    )

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        holders = Mandate.objects.holding(Function.OPERATIONS, initiative.unit, today)
        self.fields["person"].queryset = Person.objects.present(today).filter(
            Q(unit__path__startswith=initiative.unit.path)
            | Q(pk__in=holders.order_by().values("person"))
        )


class BottleneckForm(forms.Form):
    """What holds up the process."""

    step = forms.CharField(
        label=_("Which step or role holds up the whole process?"), max_length=200
    )
    how_known = forms.CharField(
        label=_("How do you know?"),
        help_text=_("For example: measured queue, people asked, a week of logs."),
        widget=AREA,
    )
    to_be_effect = forms.ChoiceField(
        label=_("What does the to-be process do to its load?"),
        choices=[
            (Effect.LOWER, Effect.LOWER.label),
            (Effect.SAME, Effect.SAME.label),
            (
                Effect.HIGHER,
                Option(Effect.HIGHER.label, _("The gate stays shut until it changes.")),
            ),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why?"), widget=AREA)


class FigureForm(forms.Form):
    """A figure over a period, and how it is known."""

    value = forms.DecimalField(
        label=_("Value"), max_digits=12, decimal_places=2, min_value=0
    )
    sample = forms.IntegerField(label=_("How many cases were looked at?"), min_value=1)
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("To"), widget=forms.DateInput)
    certainty = forms.ChoiceField(
        label=_("How do you know the value?"),
        choices=[
            (
                Certainty.MEASURED,
                Option(Certainty.MEASURED.label, _("Read from logs, or timed.")),
            ),
            (
                Certainty.ESTIMATED,
                Option(
                    Certainty.ESTIMATED.label,
                    _("Said by the team. It does not count as measured after."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )

    def clean(self):
        """A period ends after it starts."""
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes after the first."))
        return cleaned


class BaselineForm(FigureForm):
    """What is measured before real use."""

    what = forms.CharField(
        label=_("What is measured?"),
        max_length=200,
        help_text=_("For example: handling time of a claim"),
    )
    unit = forms.ChoiceField(
        label=_("In which unit?"), choices=[("", _("Choose")), *MeasuredIn.choices]
    )
    field_order = ("what", "unit")


class AfterForm(FigureForm):
    """The same, measured again."""

    baseline = forms.ModelChoiceField(
        label=_("Which baseline is measured again?"),
        queryset=Measurement.objects.none(),
        empty_label=_("Choose"),
    )
    field_order = ("baseline",)

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["baseline"].queryset = Measurement.objects.standing().filter(
            initiative=initiative, phase=Phase.BASELINE
        )


class CorrectionForm(FigureForm):
    """Another figure in the place of one, and why."""

    reason = forms.CharField(label=_("Why does the figure change?"), widget=AREA)


class NoteForm(forms.Form):
    """A text."""

    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 8}))


class DrawingForm(forms.Form):
    """What was drawn, the version that it changes, and what is different."""

    drawing = forms.CharField(strip=False, widget=forms.HiddenInput)
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What changed?"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
