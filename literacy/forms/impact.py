"""What is asked about the effects on the work."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from initiatives.models import Exposure
from initiatives.people import candidates
from literacy.forms.common import AREA, Day
from literacy.models import (
    Dimension,
    Direction,
    Likelihood,
    RiskDocument,
    Severity,
)
from organisation.models import Person, Site
from organisation.options import Option

UNRATED = [("", _("Choose"))]
ASKED_BY_ANSWER = ("reason", "before", "after", "direction", "severity", "likelihood")
"""What is asked only after a yes, after a no, or where it gets worse."""


class Places(forms.ModelMultipleChoiceField):
    """The populations that an answer is about: units at sites, with their people."""

    def __init__(self, **options):
        super().__init__(
            Exposure.objects.none(), widget=forms.CheckboxSelectMultiple, **options
        )

    def label_from_instance(self, place):
        """The unit and the site, and under them how many people."""
        return Option(
            f"{place.unit.name}, {place.site.name}",
            ngettext("%(n)d person", "%(n)d people", place.people)
            % {"n": place.people},
        )


class _Answer(forms.Form):
    """What every answer says: whom it is about, and what the person saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    places = Places(
        label=_("Whom is this about?"),
        error_messages={"required": _("Choose whom it is about.")},
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["places"].queryset = Exposure.objects.filter(
            pk__in=[place.pk for place in places]
        ).select_related("unit", "site")

    @property
    def values(self) -> dict:
        """What the action takes."""
        return dict(self.cleaned_data)


class FindingForm(_Answer):
    """What changes in one dimension, or why nothing does."""

    is_affected = forms.TypedChoiceField(
        label=_("Does anything change for them here?"),
        choices=[
            ("yes", Option(_("Yes"), _("Say how it is before and after."))),
            ("no", Option(_("No, nothing changes"), _("Say why."))),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    reason = forms.CharField(
        label=_("Why does nothing change?"), widget=AREA, required=False
    )
    before = forms.CharField(label=_("How is it today?"), widget=AREA, required=False)
    after = forms.CharField(
        label=_("How will it be with the AI system?"), widget=AREA, required=False
    )
    direction = forms.ChoiceField(
        label=_("Which way does it change?"),
        choices=Direction.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    severity = forms.TypedChoiceField(
        label=_("If it gets worse: how bad is it for those it meets?"),
        choices=[*UNRATED, *Severity.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    likelihood = forms.TypedChoiceField(
        label=_("If it gets worse: how likely is it?"),
        choices=[*UNRATED, *Likelihood.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    residual_severity = forms.TypedChoiceField(
        label=_("With the prevention measures in place: how bad?"),
        help_text=_("Leave it open while no measure is planned."),
        choices=[*UNRATED, *Severity.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    residual_likelihood = forms.TypedChoiceField(
        label=_("With the prevention measures in place: how likely?"),
        choices=[*UNRATED, *Likelihood.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    evidence = forms.CharField(
        label=_("What does this rest on?"),
        help_text=_("Interviews, observation, logs, the occupational doctor."),
        widget=AREA,
        required=False,
    )

    field_order = ("is_affected", "places")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ASKED_BY_ANSWER:
            self.fields[name].is_asked_by_answer = True


class NothingChangesForm(_Answer):
    """Several dimensions in which nothing changes, with one reason for all."""

    dimensions = forms.MultipleChoiceField(
        label=_("In which dimensions does nothing change?"),
        choices=Dimension.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one dimension.")},
    )
    reason = forms.CharField(
        label=_("Why does nothing change there?"),
        help_text=_("One reason stands for all that you chose."),
        widget=AREA,
    )

    field_order = ("dimensions", "places", "reason")


class CompleteForm(forms.Form):
    """Who was heard, on which papers."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    contributors = forms.CharField(
        label=_("Who was heard?"),
        help_text=_(
            "Employees, representatives, occupational doctor, expert: functions and "
            "numbers are enough."
        ),
        widget=AREA,
    )
    documents = forms.CharField(
        label=_("On which documents?"), widget=AREA, required=False
    )
    risk_document = forms.ChoiceField(
        label=_("Is the risk assessment document of the company updated?"),
        help_text=_("In France the “document unique” (DUERP)."),
        choices=RiskDocument.choices,
        widget=forms.RadioSelect,
    )


class PreventionForm(forms.Form):
    """A measure, who sees to it, and until when."""

    dimension = forms.ChoiceField(
        label=_("Which dimension does it protect?"),
        choices=[("", _("Choose")), *Dimension.choices],
    )
    text = forms.CharField(label=_("What is done?"), widget=AREA)
    indicator = forms.CharField(
        label=_("How will one see that it works?"), max_length=200, required=False
    )
    owner = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Who sees to it?"),
        empty_label=_("Choose a person"),
    )
    due_on = Day(label=_("In place by"), initial=None)

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        people = {p.pk for some in candidates(initiative.unit).values() for p in some}
        if chosen := self.initial.get("owner"):
            people.add(getattr(chosen, "pk", chosen))
        self.fields["owner"].queryset = Person.objects.filter(pk__in=people)


class ChangePreventionForm(PreventionForm):
    """Another wording, owner or day, or giving it up; and why."""

    dimension = None
    drop = forms.BooleanField(
        label=_("Give this measure up"),
        help_text=_("It leaves the plan and stays in the history."),
        required=False,
    )
    reason = forms.CharField(label=_("Why does it change?"), widget=AREA)


class DonePreventionForm(forms.Form):
    """Since when it is in place, and what shows it."""

    done_on = Day(label=_("In place since"))
    proof = forms.CharField(label=_("What shows it?"), widget=AREA)


class ViewForm(forms.Form):
    """What the representatives say, in their own words."""

    site = forms.ModelChoiceField(
        Site.objects.none(),
        label=_("For which site?"),
        empty_label=_("Choose"),
    )
    dimension = forms.ChoiceField(
        label=_("On what?"),
        choices=[("", _("The assessment as a whole")), *Dimension.choices],
        required=False,
    )
    text = forms.CharField(
        label=_("In the words of the representatives"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(pk__in=sites)
        if len(sites) == 1:
            self.fields["site"].initial = next(iter(sites))


class CompareForm(forms.Form):
    """Two versions of one assessment."""

    old = forms.TypedChoiceField(label=_("From version"), coerce=int)
    new = forms.TypedChoiceField(label=_("To version"), coerce=int)

    def __init__(self, *args, versions, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("old", "new"):
            self.fields[name].choices = [(n, str(n)) for n in versions]
