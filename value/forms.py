"""The forms of stage 4, in plain questions."""

from decimal import Decimal

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Conversion
from organisation.fields import Number
from organisation.models import Person, Unit
from organisation.templatetags.ui import hours as written_hours
from value import rules, whatif
from value.accounts import account_of
from value.models import (
    STRATEGIES,
    Allocation,
    Balance,
    Confirmation,
    EconomicReview,
    Evidence,
    FreedHours,
    Idea,
    InternalRate,
    Investment,
    OutcomeNote,
    RealisedAmount,
    ReceivingPlan,
)

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SHORT = forms.Textarea(attrs={"rows": 3})


def units_of(initiative):
    """The unit of an initiative with those below, and those whose people it exposes."""
    return Unit.objects.within(initiative.unit) | Unit.objects.filter(
        pk__in=initiative.exposures.values("unit")
    )


class HoursForm(forms.ModelForm):
    """Freed hours: how many, of whom, and how sure."""

    hours = Number(
        label=_("Hours a year"),
        help_text=_("Zero is an answer. Estimated hours count only once measured."),
        min_value=0,
        decimal_places=1,
    )
    certainty = forms.ChoiceField(
        label=_("How sure is it?"),
        choices=FreedHours.Certainty.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = FreedHours
        fields = (
            "unit",
            "team",
            "hours",
            "certainty",
            "measured_from",
            "measured_to",
            "sample",
            "people",
        )
        widgets = {"measured_from": DAY, "measured_to": DAY}

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_of(initiative)
        self.fields["unit"].empty_label = _("Choose a unit")

    def clean(self):
        """Measured hours of nobody cannot be told from diffuse ones."""
        found = super().clean()
        if (
            found.get("certainty") == FreedHours.Certainty.MEASURED
            and found.get("hours")
            and not found.get("people")
            and "people" not in self.errors
        ):
            self.add_error("people", _("Say how many people gain this time."))
        return found


class PlanForm(forms.ModelForm):
    """How people whose time is freed are received."""

    class Meta:
        model = ReceivingPlan
        fields = ("unit", "team", "text")
        widgets = {"text": SHORT}

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_of(initiative)
        self.fields["unit"].empty_label = _("Choose a unit")


class _Consulted(forms.ModelForm):
    """What may be of fewer people: the consultations of the initiative to choose from.

    The row is checked where it is written.
    """

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consultation"].queryset = rules.consultations(initiative)
        self.fields["consultation"].empty_label = _("None")

    def _post_clean(self):
        """What the row needs is checked where it is written."""


class AllocationForm(_Consulted):
    """Where freed hours go: team, use, start, target, expiry."""

    hours = Number(label=_("Hours a year"), min_value=0, decimal_places=1)
    type = forms.ChoiceField(
        label=_("What kind of use is it?"),
        choices=Conversion.choices,
        widget=forms.RadioSelect,
    )
    target_amount = Number(
        label=_("Target amount a year"), required=False, min_value=0, decimal_places=2
    )

    class Meta:
        model = Allocation
        fields = (
            "hours",
            "type",
            "team",
            "use",
            "starts_on",
            "target",
            "target_amount",
            "expires_on",
            "choice_reason",
            "kept_reason",
            "scheduling_plan",
            "consultation",
            "consultation_reference",
        )
        widgets = {
            "choice_reason": SHORT,
            "scheduling_plan": SHORT,
            "use": SHORT,
            "starts_on": DAY,
            "expires_on": DAY,
            "kept_reason": SHORT,
        }

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, initiative=initiative, **kwargs)
        _ask_leadership(self.fields, initiative)


def _ask_leadership(fields, initiative):
    """Ask why this destination where the hours have waited for 180 days, only there."""
    balance = Balance.objects.filter(initiative=initiative).first()
    if balance is None or not rules.is_for_leadership(balance):
        del fields["choice_reason"]
    else:
        fields["choice_reason"].required = True


def percent(label):
    """A field for per cents above zero."""
    return Number(
        label=label, min_value=Decimal("0.01"), max_value=100, decimal_places=2
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
        self.fields["allocation"].queryset = Allocation.objects.standing().filter(
            initiative=initiative
        )
        self.fields["allocation"].empty_label = _("Not one of them")
        self.fields["allocation"].label_from_instance = lambda row: (
            f"{row.get_type_display()} · {row.team} · {written_hours(row.hours)}"
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


class ReasonForm(forms.Form):
    """Why a row is taken back."""

    reason = forms.CharField(label=_("Why is it taken back?"), widget=SHORT)


class IdeaForm(_Consulted):
    """What these people and hours could do."""

    type = forms.ChoiceField(
        label=_("What kind of use is it?"),
        choices=Conversion.choices,
        widget=forms.RadioSelect,
    )
    hours = Number(label=_("Hours a year"), min_value=0, decimal_places=1)
    training_hours = Number(label=_("Hours of training"), min_value=0, decimal_places=1)
    target_amount = Number(
        label=_("Target amount a quarter"),
        required=False,
        min_value=0,
        decimal_places=2,
    )

    class Meta:
        model = Idea
        fields = (
            "title",
            "type",
            "hypothesis",
            "offer",
            "market",
            "unit",
            "team",
            "skills",
            "training_hours",
            "hours",
            "starts_on",
            "target",
            "target_amount",
            "expires_on",
            "owner",
            "scheduling_plan",
            "consultation",
            "consultation_reference",
        )
        widgets = {
            "hypothesis": SHORT,
            "scheduling_plan": SHORT,
            "starts_on": DAY,
            "expires_on": DAY,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].empty_label = _("Choose a unit")
        self.fields["owner"].queryset = Person.objects.present(clock.today()).order_by(
            "name"
        )
        self.fields["owner"].empty_label = _("Choose a person")


class ChooseForm(forms.Form):
    """How many hours the chosen idea gets, and why where they have waited long."""

    hours = Number(
        label=_("Hours a year"),
        help_text=_("Never more than have no destination yet."),
        min_value=0,
        decimal_places=1,
    )
    choice_reason = forms.CharField(
        label=_("Why this destination?"),
        help_text=_(
            "After 180 days without a destination Leadership chooses, in writing."
        ),
        widget=SHORT,
    )

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        _ask_leadership(self.fields, initiative)


class EvaporateForm(forms.Form):
    """Hours that a new measurement does not find any more."""

    hours = Number(label=_("Hours a year"), min_value=0, decimal_places=1)
    reason = forms.CharField(
        label=_("What did the new measurement find, and when?"), widget=SHORT
    )


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


def quarters(since=2020):
    """The quarters that a period may begin or end with, the newest first."""
    today = clock.today()
    for year in range(today.year, since - 1, -1):
        for quarter in (4, 3, 2, 1):
            if (year, quarter) <= (today.year, (today.month + 2) // 3):
                yield f"{year}Q{quarter}", f"{year} Q{quarter}"


class ScopeForm(forms.Form):
    """Which initiatives and quarters the dashboard shows; all of it in the address."""

    unit = forms.ModelChoiceField(
        Unit.objects.order_by("path"),
        label=_("Unit"),
        required=False,
        empty_label=_("All units"),
        to_field_name="code",
    )
    function = forms.ChoiceField(label=_("Line of work"), required=False)
    start = forms.ChoiceField(label=_("From quarter"), required=False)
    end = forms.ChoiceField(label=_("To quarter"), required=False)

    def __init__(self, *args, functions, **kwargs):
        super().__init__(*args, **kwargs)
        known = [(name, name) for name in functions]
        self.fields["function"].choices = [("", _("All lines of work")), *known]
        period = list(quarters())
        self.fields["start"].choices = [("", _("The beginning")), *period]
        self.fields["end"].choices = [("", _("Today")), *period]


class WhatIfForm(forms.Form):
    """Assumptions of a what-if: hours, price, win rate, ramp, how sure each year."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("Only to save it."),
    )
    initial = Number(label=_("Put in at the start"), min_value=0, decimal_places=2)
    run = Number(label=_("Cost to run it, a year"), min_value=0, decimal_places=2)
    deals = Number(label=_("Offers made in 100 hours"), min_value=0, decimal_places=2)
    win_rate = Number(
        label=_("Offers that are won, per cent"),
        min_value=0,
        max_value=100,
        decimal_places=2,
    )
    price = Number(
        label=_("Margin of an offer that is won"), min_value=0, decimal_places=2
    )
    hour_cost = Number(label=_("Cost of an hour"), min_value=0, decimal_places=2)
    ramp_1 = Number(
        label=_("Reached in year 1, per cent"), min_value=0, decimal_places=2
    )
    ramp_2 = Number(
        label=_("Reached in year 2, per cent"), min_value=0, decimal_places=2
    )
    ramp_3 = Number(
        label=_("Reached in year 3, per cent"), min_value=0, decimal_places=2
    )
    sure_1 = percent(_("How sure is year 1, per cent"))
    sure_2 = percent(_("How sure is year 2, per cent"))
    sure_3 = percent(_("How sure is year 3, per cent"))
    rate = Number(
        label=_("Discount rate, per cent"), min_value=0, max_value=50, decimal_places=2
    )

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        account = account_of(initiative)
        teams = whatif.teams_of(initiative)
        for kind, name in whatif.HOURS.items():
            self.fields[name] = Number(
                label=format_lazy(
                    _("Hours a year to: {kind}"), kind=Conversion(kind).label
                ),
                help_text=whatif.hint(kind, account, teams),
                min_value=0,
                decimal_places=1,
            )
        self.order_fields(["name", *whatif.FIELDS])


class AsideForm(forms.Form):
    """Why an idea is set aside."""

    reason = forms.CharField(label=_("Why is it set aside?"), widget=SHORT)


class NothingForm(forms.Form):
    """Nothing to say but the press."""
