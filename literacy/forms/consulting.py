"""What is asked when a body is consulted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from literacy.forms.common import AREA, Day
from literacy.models import (
    Outcome,
    Right,
)
from organisation.options import Option


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
