"""Amounts, money put in, rates, closed books, and the end."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.models import Conversion
from organisation.fields import Number
from organisation.templatetags.ui import hours as written_hours
from value.forms.common import DAY, SHORT, percent
from value.models import (
    STRATEGIES,
    Allocation,
    Confirmation,
    CostKind,
    EconomicReview,
    Evidence,
    InternalRate,
    Investment,
    Method,
    OutcomeNote,
    RealisedAmount,
)


class AmountForm(forms.ModelForm):
    """Money that the use of freed hours brought, and how well it is proved."""

    field_order = (
        *("type", "allocation", "amount", "margin", "attribution"),
        *("attribution_reason", "cohort", "share", "deduction"),
        *("period_from", "period_to", "source", "evidence", "method", "baseline"),
        *("baseline_from", "baseline_to", "requisition", "is_one_off"),
    )

    amount = Number(
        label=_("Amount"),
        min_value=0,
        decimal_places=2,
        help_text=_("As it shows there, before margin and shares."),
    )
    margin = percent(_("Contribution margin, per cent"))
    attribution = percent(_("Part owed to the initiative, per cent"))
    share = percent(_("Share of the cohort, per cent"))
    deduction = Number(
        label=_("To be taken off"),
        min_value=0,
        decimal_places=2,
        help_text=_("Sales of other offers that it replaced, cost of new people."),
    )
    type = forms.ChoiceField(
        label=_("What kind of value is it?"),
        choices=[c for c in Conversion.choices if c[0] != Conversion.G],
        widget=forms.RadioSelect,
    )
    evidence = forms.ChoiceField(
        label=_("How well is it proved?"),
        choices=[c for c in Evidence.choices if c[0] != Evidence.E4],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = RealisedAmount
        fields = (
            "type",
            "allocation",
            "attribution_reason",
            "cohort",
            "period_from",
            "period_to",
            "source",
            "method",
            "baseline",
            "baseline_from",
            "baseline_to",
            "requisition",
            "is_one_off",
        )
        widgets = {
            "period_from": DAY,
            "period_to": DAY,
            "source": SHORT,
            "attribution_reason": SHORT,
            "baseline": SHORT,
            "baseline_from": DAY,
            "baseline_to": DAY,
        }

    def __init__(self, *args, initiative, **kwargs):
        usual = {"margin": 100, "attribution": 100, "share": 100, "deduction": 0}
        super().__init__(*args, initial=usual, **kwargs)
        self.fields["allocation"].queryset = (
            Allocation.objects.standing()
            .filter(initiative=initiative)
            .select_related("balance")
        )
        self.fields["allocation"].empty_label = _("Not one of them")
        self.fields["method"].choices = [("", _("Choose")), *Method.choices]
        self.fields["allocation"].label_from_instance = lambda row: (
            f"{row.get_type_display()} · {row.team} · {written_hours(row.stands)}"
        )
        self.fields["amount"].label = format_lazy(
            _("Amount in {currency}"), currency=initiative.currency
        )

    def _post_clean(self):
        """What the row needs is checked where it is written, with its sum."""


class ConfirmationForm(forms.ModelForm):
    """Finance answers; nothing is preselected."""

    answer = forms.ChoiceField(
        label=_("Is it in the accounts?"),
        choices=Confirmation.Answer.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Confirmation
        fields = ("answer", "account", "note")
        widgets = {"note": SHORT}

    hours = Number(
        label=_("Hours a year that brought it"),
        help_text=_("Of its destination; empty means all of them that are left."),
        required=False,
        min_value=0,
        decimal_places=1,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("account", "note"):
            self.fields[name].is_asked_by_answer = True


class InvestForm(forms.ModelForm):
    """A line of money put in."""

    amount = Number(label=_("Amount"), min_value=0, decimal_places=2)
    basis = forms.ChoiceField(
        label=_("Planned or spent?"),
        choices=Investment.Basis.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Investment
        fields = (
            "kind",
            "basis",
            "amount",
            "period_from",
            "period_to",
            "life_months",
            "account",
        )
        widgets = {"period_from": DAY, "period_to": DAY}

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose")), *CostKind.choices]
        self.fields["amount"].label = format_lazy(
            _("Amount in {currency}"), currency=initiative.currency
        )

    def _post_clean(self):
        """What the row needs is checked where it is written."""


class ImportForm(forms.Form):
    """Lines of the accounts, in a file."""

    file = forms.FileField(
        label=_("Lines of the accounts"),
        help_text=_(
            "CSV or XLSX; the first line names the columns: initiative, kind, from, "
            "to, planned, actual, currency, account. All lines come in, or none."
        ),
        max_length=500,
    )


class RateForm(forms.ModelForm):
    """What an hour of work costs a unit."""

    amount = Number(label=_("Cost of an hour"), min_value=0, decimal_places=2)

    class Meta:
        model = InternalRate
        fields = ("unit", "amount", "valid_from")
        widgets = {"valid_from": DAY}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].empty_label = _("Choose a unit")


class CloseForm(forms.Form):
    """Up to which day the books are closed."""

    until = forms.DateField(label=_("Closed up to and with"), widget=DAY)


class ReviewForm(forms.ModelForm):
    """Leadership's economic review; nothing is preselected."""

    class Meta:
        model = EconomicReview
        fields = ("outcome", "text", "strategy_text")
        widgets = {"text": SHORT, "strategy_text": SHORT}

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=EconomicReview._meta.get_field("outcome").choices,
        widget=forms.RadioSelect,
    )
    strategy = forms.ChoiceField(
        label=_("Is the strategy adapted?"),
        choices=STRATEGIES,
        widget=forms.RadioSelect,
    )
    field_order = ("outcome", "text", "strategy", "strategy_text")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["strategy_text"].required = True


class OutcomeForm(forms.ModelForm):
    """What employees are told."""

    class Meta:
        model = OutcomeNote
        fields = ("text",)
        widgets = {"text": SHORT}
