"""What is asked when use begins, or is allowed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from literacy.forms.common import AREA, Day
from literacy.models import Answer, Consultation, LawRule
from organisation.models import Site
from organisation.options import Option


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


class WaiverForm(SiteForm):
    """Where no consultation is required, by which rule, and why."""

    rule = forms.ModelChoiceField(
        label=_("By which rule?"),
        queryset=LawRule.objects.none(),
        required=False,
        empty_label=_("By any rule"),
    )
    earlier = forms.ModelChoiceField(
        label=_("Was the body consulted on the same tool before?"),
        queryset=Consultation.objects.none(),
        required=False,
        empty_label=_("No, or it is not recorded here"),
    )

    field_order = ("site", "rule", "earlier", "reason")

    def __init__(self, *args, standing, **kwargs):
        super().__init__(*args, standing=standing, **kwargs)
        duties = [duty for site in standing.sites for duty in site.duties]
        self.fields["rule"].queryset = LawRule.objects.filter(
            pk__in=[duty.rule.rule_id for duty in duties if duty.rule]
        )
        self.fields["earlier"].queryset = (
            Consultation.objects.filter(
                site__in=[site.site.pk for site in standing.sites],
                opinions__isnull=False,
            )
            .select_related("body")
            .distinct()
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
