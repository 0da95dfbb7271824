"""The forms of stage 1: plain questions, nothing preselected in an answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Exposure
from literacy.models import (
    Answer,
    Audience,
    MeasureKind,
    Outcome,
    Right,
)
from organisation.models import Site
from organisation.options import Option

AREA = forms.Textarea(attrs={"rows": 5})


class Day(forms.DateField):
    """A day, today unless the person says otherwise."""

    widget = forms.DateInput

    def __init__(self, **options):
        options.setdefault("initial", clock.today)
        super().__init__(**options)


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


class ConsultationForm(forms.Form):
    """Which body, by which right, about what."""

    sitting = forms.ChoiceField(label=_("Which body, at which site?"))
    right = forms.ChoiceField(
        label=_("What is the body entitled to here?"),
        help_text=_("If you are not sure, ask Legal."),
        choices=[
            (
                Right.INFORM,
                Option(Right.INFORM.label, _("Passes once the information is there.")),
            ),
            (
                Right.CONSULT,
                Option(Right.CONSULT.label, _("Passes once the body gave an opinion.")),
            ),
            (
                Right.CONSENT,
                Option(
                    Right.CONSENT.label,
                    _("Passes only when the body agrees. Silence is never a yes."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )
    subject = forms.CharField(label=_("What is it about?"), max_length=200)

    def __init__(self, *args, standing, **kwargs):
        super().__init__(*args, **kwargs)
        self.sittings = {
            f"{site.site.pk}-{body.body.pk}": (site.site, body.body)
            for site in standing.sites
            for body in site.bodies
        }
        self.fields["sitting"].choices = [
            ("", _("Choose")),
            *(
                (key, f"{body.name}, {site.name}")
                for key, (site, body) in self.sittings.items()
            ),
        ]

    @property
    def values(self) -> dict:
        """What the action takes."""
        values = dict(self.cleaned_data)
        site, body = self.sittings[values.pop("sitting")]
        return {**values, "site": site, "body": body}


class InformationForm(forms.Form):
    """What the body gets, as a text, a file or both."""

    informed_on = Day(label=_("Handed over on"))
    text = forms.CharField(
        label=_("What you tell the body"),
        widget=AREA,
        required=False,
        help_text=_("Write it here, or choose a file, or both."),
    )
    upload = forms.FileField(label=_("File"), required=False)


OUTCOMES = {
    Right.INFORM: (
        Outcome.FAVOURABLE,
        Outcome.WITH_RESERVATIONS,
        Outcome.UNFAVOURABLE,
        Outcome.NO_OPINION,
    ),
    Right.CONSULT: (
        Outcome.FAVOURABLE,
        Outcome.WITH_RESERVATIONS,
        Outcome.UNFAVOURABLE,
        Outcome.NO_OPINION,
    ),
    Right.CONSENT: (
        Outcome.AGREEMENT,
        Outcome.FAVOURABLE,
        Outcome.CONSENT_REFUSED,
    ),
}


class OpinionForm(forms.Form):
    """What the body says, in its own words."""

    outcome = forms.ChoiceField(
        label=_("What does your body say?"), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("In the words of your body"), widget=AREA, required=False
    )
    given_on = Day(label=_("Given on"))
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, consultation, **kwargs):
        kwargs.setdefault("initial", {})["seen"] = consultation.handed_over
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [
            (o, o.label) for o in OUTCOMES[consultation.right]
        ]


class SiteForm(forms.Form):
    """A site of the initiative, and a reason."""

    site = forms.ModelChoiceField(
        label=_("Which site?"), queryset=Site.objects.none(), empty_label=_("Choose")
    )
    reason = forms.CharField(label=_("Why?"), widget=AREA)

    def __init__(self, *args, standing, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(
            pk__in=[site.site.pk for site in standing.sites]
        )


class UseStartForm(SiteForm):
    """Where first users begin, when, and on what."""

    reason = None
    on = Day(label=_("First day of use"))
    real_work = forms.TypedChoiceField(
        label=_("Do they use it on real work?"),
        choices=[
            (
                "yes",
                Option(
                    _("Yes, on real work"),
                    _("A pilot counts: every consultation of the site comes first."),
                ),
            ),
            ("no", Option(_("No, in a sandbox"), _("Nothing they do there counts."))),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class AnswerForm(forms.Form):
    """What the second person says."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(Answer.CONFIRMED, _("Confirm")), (Answer.REFUSED, _("Refuse"))],
        widget=forms.RadioSelect,
    )


class StatementForm(forms.Form):
    """A text."""

    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 8}))


class AssessmentForm(StatementForm):
    """A text and the file of the assessment."""

    text = forms.CharField(
        label=_("What changes for people, and what is done about it"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    upload = forms.FileField(label=_("File of the assessment"))
