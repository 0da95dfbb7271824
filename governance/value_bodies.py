"""The shapes of the API of value conversion: what it takes and what it tells."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from initiatives.models import Conversion
from organisation.api import Strict
from value import whatif
from value.models import (
    STRATEGIES,
    Confirmation,
    CostKind,
    EconomicReview,
    Evidence,
    FreedHours,
    Investment,
    Method,
)


def hours_field(**more):
    return serializers.DecimalField(max_digits=10, decimal_places=1, **more)


def amount_field(**more):
    return serializers.DecimalField(max_digits=14, decimal_places=2, **more)


def text_field(**more):
    return serializers.CharField(required=False, allow_blank=True, default="", **more)


class FigureRow(serializers.Serializer):
    """A figure of the dashboard."""

    code = serializers.CharField()
    label = serializers.CharField()
    value = serializers.CharField(allow_null=True, help_text="A decimal as text.")
    unit = serializers.CharField()


class QuarterRow(serializers.Serializer):
    """Money of a quarter, and so far."""

    year = serializers.IntegerField()
    quarter = serializers.IntegerField()
    planned = amount_field()
    invested = amount_field()
    confirmed = amount_field()
    invested_so_far = amount_field()
    confirmed_so_far = amount_field()
    gap = amount_field()


class FlowRow(serializers.Serializer):
    """Hours of a unit to a destination."""

    source = serializers.CharField()
    target = serializers.CharField()
    hours = hours_field()


class DashboardState(serializers.Serializer):
    """All figures of the dashboard; the page, its table and its paper show the same."""

    sentence = serializers.CharField()
    currency = serializers.CharField()
    figures = FigureRow(many=True)
    quarters = QuarterRow(many=True)
    flow = FlowRow(many=True)


class MovementRow(serializers.Serializer):
    """A movement of the capacity ledger."""

    number = serializers.IntegerField()
    source = serializers.CharField()
    target = serializers.CharField()
    hours = hours_field()
    destination = serializers.IntegerField(allow_null=True)
    moved_at = serializers.DateTimeField()
    reason = serializers.CharField()


class DestinationRow(serializers.Serializer):
    """A destination of freed hours."""

    id = serializers.IntegerField()
    type = serializers.CharField()
    hours = hours_field(source="stands")
    team = serializers.CharField()
    use = serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)
    target = serializers.CharField()
    target_amount = amount_field(allow_null=True)


class AmountRow(serializers.Serializer):
    """A realised amount with what Finance answered."""

    id = serializers.IntegerField()
    type = serializers.CharField()
    gross = amount_field()
    amount = amount_field()
    currency = serializers.CharField()
    evidence = serializers.CharField()
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    answer = serializers.CharField(allow_blank=True)


class FreedRow(serializers.Serializer):
    """Freed hours as they were recorded."""

    id = serializers.IntegerField()
    unit = serializers.CharField(help_text="code of the unit")
    team = serializers.CharField()
    hours = hours_field()
    certainty = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class InvestmentRow(serializers.Serializer):
    """A line of money put in."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    basis = serializers.CharField()
    amount = amount_field()
    currency = serializers.CharField()
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    life_months = serializers.IntegerField(allow_null=True)
    account = serializers.CharField()


class AccountState(serializers.Serializer):
    """The account of hours of an initiative, with what moved it, and its money."""

    sentence = serializers.CharField()
    estimated = hours_field()
    verified = hours_field()
    unallocated = hours_field()
    allocated = hours_field()
    converted = hours_field()
    evaporated = hours_field()
    contracted = hours_field()
    currency = serializers.CharField()
    invested = amount_field()
    planned = amount_field()
    cost_of_year = amount_field(help_text="What this calendar year has to carry.")
    gross = amount_field()
    weighted = amount_field()
    confirmed = amount_field()
    freed = FreedRow(many=True, help_text="What stands; the newest hundred.")
    investment = InvestmentRow(many=True, help_text="What stands; the newest hundred.")
    movements = MovementRow(many=True, help_text="The newest hundred.")
    destinations = DestinationRow(many=True)
    amounts = AmountRow(many=True)


class IdeaRow(serializers.Serializer):
    """An idea for freed hours, and what became of it."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    type = serializers.CharField()
    hypothesis = serializers.CharField()
    offer = serializers.CharField()
    market = serializers.CharField()
    unit = serializers.CharField()
    team = serializers.CharField()
    skills = serializers.CharField()
    training_hours = hours_field()
    hours = hours_field()
    starts_on = serializers.DateField()
    target = serializers.CharField()
    target_amount = amount_field(allow_null=True)
    expires_on = serializers.DateField()
    owner = serializers.CharField(help_text="e-mail")
    state = serializers.ChoiceField(choices=["open", "chosen", "set_aside"])


class FreedBody(Strict):
    """Freed hours to record."""

    unit = serializers.CharField(help_text="code of the unit")
    team = text_field(max_length=120)
    hours = hours_field(min_value=0)
    certainty = serializers.ChoiceField(choices=FreedHours.Certainty.choices)
    measured_from = serializers.DateField(required=False)
    measured_to = serializers.DateField(required=False)
    sample = text_field(max_length=200)
    people = serializers.IntegerField(required=False, min_value=1)


class GoneBody(Strict):
    """Hours that a new measurement does not find."""

    hours = hours_field()
    reason = serializers.CharField()


class DestinationBody(Strict):
    """A destination to give."""

    hours = hours_field()
    type = serializers.ChoiceField(choices=Conversion.choices)
    team = serializers.CharField(max_length=120)
    use = serializers.CharField()
    starts_on = serializers.DateField(required=False)
    target = text_field(max_length=200)
    target_amount = amount_field(required=False, min_value=0)
    expires_on = serializers.DateField(required=False)
    choice_reason = text_field(
        help_text="Why, where the hours have waited for 180 days; Leadership chooses."
    )
    kept_reason = text_field()
    scheduling_plan = text_field()
    consultation = serializers.IntegerField(
        required=False, help_text="id of the consultation, for types D and F"
    )
    consultation_reference = text_field(max_length=120)


class IdeaBody(Strict):
    """An idea to write down."""

    title = serializers.CharField(max_length=120)
    type = serializers.ChoiceField(choices=Conversion.choices)
    hypothesis = serializers.CharField()
    offer = serializers.CharField(max_length=200)
    market = serializers.CharField(max_length=200)
    unit = serializers.CharField(help_text="code of the receiving unit")
    team = serializers.CharField(max_length=120)
    skills = serializers.CharField(max_length=200)
    training_hours = hours_field(min_value=0)
    hours = hours_field()
    starts_on = serializers.DateField()
    target = serializers.CharField(max_length=200)
    target_amount = amount_field(required=False, min_value=0)
    expires_on = serializers.DateField()
    owner = serializers.EmailField(help_text="e-mail of the person")
    scheduling_plan = text_field()
    consultation = serializers.IntegerField(
        required=False, help_text="id of the consultation, for types D and F"
    )
    consultation_reference = text_field(max_length=120)


class ChoiceBody(Strict):
    """How many hours a chosen idea gets; without a number, as many as it asks."""

    hours = hours_field(required=False)
    starts_on = serializers.DateField(
        required=False, help_text="A later start than the idea's."
    )
    choice_reason = text_field(
        help_text="Why, where the hours have waited for 180 days; Leadership chooses."
    )


class AmountBody(Strict):
    """A realised amount to report; `amount` is gross."""

    type = serializers.ChoiceField(choices=Conversion.choices)
    amount = amount_field(min_value=0)
    currency = text_field(max_length=3, help_text="Refused where it differs.")
    destination = serializers.IntegerField(required=False)
    margin = serializers.DecimalField(max_digits=5, decimal_places=2, default=100)
    attribution = serializers.DecimalField(max_digits=5, decimal_places=2, default=100)
    attribution_reason = text_field()
    cohort = text_field(max_length=120)
    share = serializers.DecimalField(max_digits=5, decimal_places=2, default=100)
    deduction = amount_field(min_value=0, default=0)
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    source = serializers.CharField()
    evidence = serializers.ChoiceField(choices=Evidence.choices)
    method = serializers.ChoiceField(choices=Method.choices, required=False, default="")
    baseline = text_field()
    baseline_from = serializers.DateField(required=False)
    baseline_to = serializers.DateField(required=False)
    requisition = text_field(max_length=120)
    is_one_off = serializers.BooleanField(required=False, default=False)


class FinanceAnswerBody(Strict):
    """What Finance found."""

    answer = serializers.ChoiceField(choices=Confirmation.Answer.choices)
    account = text_field(max_length=120)
    note = text_field()
    hours = hours_field(required=False, min_value=0)


class InvestBody(Strict):
    """A line of money put in."""

    kind = serializers.ChoiceField(choices=CostKind.choices)
    basis = serializers.ChoiceField(choices=Investment.Basis.choices)
    amount = amount_field()
    currency = text_field(max_length=3, help_text="Refused where it differs.")
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    life_months = serializers.IntegerField(required=False, min_value=1, max_value=240)
    account = text_field(max_length=120)


class ReversalBody(Strict):
    """Why a row is taken back."""

    reason = serializers.CharField()


class PlanBody(Strict):
    """How people whose time is freed are received."""

    unit = serializers.CharField(help_text="code of the receiving unit")
    team = serializers.CharField(max_length=120)
    text = serializers.CharField()


class LinesBody(Strict):
    """Lines of the accounts, as CSV or XLSX."""

    file = serializers.FileField()


class LinesTold(serializers.Serializer):
    """How many lines were booked, and how many were known."""

    created = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class RateRow(serializers.Serializer):
    """What an hour of work costs a unit from a day on."""

    unit = serializers.CharField(help_text="code of the unit")
    amount = amount_field()
    currency = serializers.CharField()
    valid_from = serializers.DateField()


class RateBody(Strict):
    """A rate to set."""

    unit = serializers.CharField(help_text="code of the unit")
    amount = amount_field(min_value=0)
    valid_from = serializers.DateField()
    currency = text_field(max_length=3, help_text="Refused where it differs.")


class ClosedRow(serializers.Serializer):
    """Books that are closed up to a day, and with it."""

    until = serializers.DateField()
    set_at = serializers.DateTimeField()


class CloseBody(Strict):
    """Up to which day the books are to be closed."""

    until = serializers.DateField()


def assumption_field(name, **more):
    return serializers.DecimalField(
        max_digits=16,
        decimal_places=1 if name == "hours" else 2,
        min_value=0,
        max_value=whatif.LIMITS[name],
        **more,
    )


def result_field(**more):
    """A result may be as large as its assumptions make it."""
    return serializers.DecimalField(max_digits=40, **more)


class LineBody(Strict):
    """Hours of a destination, of an idea, or of a type that has neither."""

    destination = serializers.IntegerField(required=False)
    idea = serializers.IntegerField(required=False)
    type = serializers.ChoiceField(choices=Conversion.choices, required=False)

    def get_fields(self):
        """The hours, and what the line has of its own."""
        return super().get_fields() | {
            "hours": assumption_field("hours"),
            **{name: assumption_field(name, required=False) for name in whatif.OWN},
        }

    def validate(self, line):
        """Name one place for the hours, as the key by which it is kept."""
        places = {"destination": "use", "idea": "idea", "type": "new"}
        named = [name for name in places if name in line]
        if len(named) != 1:
            raise serializers.ValidationError(
                _("Name a destination, an idea or a type, one of them.")
            )
        return line | {"key": f"{places[named[0]]}{line.pop(named[0])}"}


class AssumptionsBody(Strict):
    """Assumptions of a what-if, and the name under which they are kept.

    A line has its own price, win rate and ramp where it says so, or else the common
    ones; a destination that is not named keeps its hours.
    """

    name = serializers.CharField(max_length=120)
    lines = LineBody(many=True, required=False, default=list)

    def get_fields(self):
        """All assumptions, each a number from zero on."""
        return super().get_fields() | {
            name: assumption_field(name) for name in whatif.FIELDS
        }


class AppraisalRow(serializers.Serializer):
    """What comes of the hours, used in one of the ways."""

    code = serializers.CharField(help_text="now, growth, contraction or entered")
    npv = result_field(decimal_places=2)
    payback_months = serializers.DecimalField(
        max_digits=6, decimal_places=1, allow_null=True
    )
    roi = result_field(decimal_places=4, allow_null=True)
    bcr = result_field(decimal_places=4, allow_null=True)


class SwingRow(serializers.Serializer):
    """Net present value with one assumption a fifth worse and a fifth better."""

    code = serializers.CharField()
    npv_low = result_field(decimal_places=2)
    npv_high = result_field(decimal_places=2)


class MoveRow(serializers.Serializer):
    """Hours of a line, now and in the scenario."""

    line = serializers.CharField(
        source="line.key", help_text="use, idea or new, and which of them"
    )
    name = serializers.CharField(source="line.name")
    code = serializers.CharField(help_text="A to G")
    before = hours_field()
    goes_in = hours_field()
    goes_out = hours_field()
    after = hours_field()


class ScenarioRow(serializers.Serializer):
    """A scenario that somebody keeps; no ledger knows of it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    saved_by = serializers.CharField(help_text="e-mail")
    saved_at = serializers.DateTimeField()
    assumptions = serializers.DictField(child=serializers.CharField())
    lines = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField()),
        help_text="Hours of each line, with what it has of its own.",
    )


class ScenarioState(ScenarioRow):
    """A scenario with what comes of it."""

    currency = serializers.CharField()
    results = AppraisalRow(many=True)
    sensitivity = SwingRow(many=True)
    moves = MoveRow(many=True)


class EconomicReviewRow(serializers.Serializer):
    """Leadership's economic review, with what accounts and ledger showed then."""

    outcome = serializers.CharField()
    text = serializers.CharField()
    strategy = serializers.CharField(allow_blank=True)
    strategy_text = serializers.CharField(allow_blank=True)
    invested = amount_field()
    confirmed = amount_field()
    currency = serializers.CharField(allow_blank=True)
    intent = serializers.CharField(allow_blank=True)
    growth_hours = hours_field()
    contraction_hours = hours_field()
    written_by = serializers.CharField(help_text="e-mail")
    written_at = serializers.DateTimeField()


class EconomicReviewBody(Strict):
    """An economic review to write."""

    outcome = serializers.ChoiceField(
        choices=EconomicReview._meta.get_field("outcome").choices
    )
    text = serializers.CharField()
    strategy = serializers.ChoiceField(choices=STRATEGIES)
    strategy_text = serializers.CharField()


class OutcomeBody(Strict):
    """What employees are told."""

    text = serializers.CharField()


class OutcomeRow(serializers.Serializer):
    """What employees were told."""

    outcome = serializers.CharField()
    text = serializers.CharField()
    published_at = serializers.DateTimeField()
