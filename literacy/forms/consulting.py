"""What is asked when a body is consulted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit import clock
from literacy.filing import checklist
from literacy.forms.common import AREA, Day
from literacy.law.triage import iso
from literacy.models import LawRuleVersion, Right
from literacy.rules import OUTCOMES
from organisation.options import Option


class ConsultationForm(forms.Form):
    """Which body, by which rule or right, about what."""

    sitting = forms.ChoiceField(label=_("Which body, at which site?"))
    rule = forms.ChoiceField(
        label=_("By which rule of law?"),
        required=False,
        help_text=_("Without a rule no term runs: only an answer of the body passes."),
    )
    right = forms.ChoiceField(
        label=_("What is the body entitled to here?"),
        required=False,
        help_text=_("Only without a rule. If you are not sure, ask Legal."),
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
            (
                Right.BARGAIN,
                Option(
                    Right.BARGAIN.label,
                    _("Passes once the talks are closed. Silence is never a yes."),
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
            if body.body
        }
        self.fields["sitting"].choices = [
            ("", _("Choose")),
            *(
                (key, f"{body.name}, {site.name}")
                for key, (site, body) in self.sittings.items()
            ),
        ]
        countries = {iso(site.site.country) for site in standing.sites}
        self.rules = {
            str(version.pk): version
            for version in LawRuleVersion.objects.in_force(clock.today())
            .select_related("rule")
            .order_by("rule__level", "rule__country", "rule__code")
            if version.rule.country in ("", *countries)
        }
        self.fields["rule"].choices = [
            ("", _("No rule: this was agreed or begun without one")),
            *((key, f"{v.rule.code}: {v.title}") for key, v in self.rules.items()),
        ]

    @property
    def values(self) -> dict:
        """What the action takes."""
        values = dict(self.cleaned_data)
        site, body = self.sittings[values.pop("sitting")]
        rule = self.rules.get(values.pop("rule"))
        right = "" if rule else values.pop("right")
        return {**values, "site": site, "body": body, "rule": rule, "right": right}

    def clean(self):
        """Without a rule, the right must be said."""
        cleaned = super().clean()
        if not cleaned.get("rule") and not cleaned.get("right"):
            self.add_error("right", _("Choose what the body is entitled to."))
        return cleaned


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
    items = forms.TypedMultipleChoiceField(
        label=_("Which things of the list does this cover?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The clock starts when the last one is handed over."),
    )
    is_confidential = forms.BooleanField(
        label=_("Confidential: each reading is noted, and the body sees by whom"),
        required=False,
    )

    def __init__(self, *args, consultation, **kwargs):
        super().__init__(*args, **kwargs)
        missing = checklist(consultation)
        self.fields["items"].choices = [
            (item["n"], item["text"]) for item in missing if not item["handed"]
        ]
        if not self.fields["items"].choices:
            del self.fields["items"]


class OpinionForm(forms.Form):
    """What the body says, in its own words."""

    outcome = forms.ChoiceField(
        label=_("What does your body say?"), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("In the words of your body"), widget=AREA, required=False
    )
    given_on = Day(label=_("Given on"))
    upload = forms.FileField(label=_("File, such as the minutes"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, consultation, **kwargs):
        kwargs.setdefault("initial", {})["seen"] = consultation.handed_over
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [
            (o, o.label) for o in OUTCOMES[consultation.right]
        ]
