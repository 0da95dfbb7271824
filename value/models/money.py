"""Money: what was put in, what came out, and what an hour costs."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Conversion, Initiative
from organisation.models import Person, Unit
from value import querysets
from value.models.hours import Allocation
from value.models.kinds import ZERO_OR_MORE, CostKind, Evidence, Method

PER_CENT = {
    "max_digits": 5,
    "decimal_places": 2,
    "validators": [MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
}


class RealisedAmount(Ledger):
    """Money that the use of freed hours brought in, as its author reports it."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    allocation = models.ForeignKey(
        Allocation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="amounts",
        verbose_name=_("destination of the hours"),
    )
    type = models.CharField(_("type"), max_length=1, choices=Conversion.choices)
    gross = models.DecimalField(
        _("amount before margin and shares"), max_digits=14, decimal_places=2
    )
    margin = models.DecimalField(
        _("contribution margin, per cent"), default=100, **PER_CENT
    )
    attribution = models.DecimalField(
        _("part owed to the initiative, per cent"), default=100, **PER_CENT
    )
    attribution_reason = models.TextField(
        _("why this part"),
        blank=True,
        help_text=_("Needed where it is less than 100 per cent."),
    )
    cohort = models.CharField(
        _("cohort or revenue that it is part of"),
        max_length=120,
        blank=True,
        help_text=_(
            "For example: renewals 2026. Shares of all initiatives in the same cohort "
            "and time add up to 100 per cent at most."
        ),
    )
    share = models.DecimalField(
        _("share of the cohort, per cent"), default=100, **PER_CENT
    )
    deduction = models.DecimalField(
        _("to be taken off"),
        max_digits=12,
        decimal_places=2,
        default=0,
        validators=ZERO_OR_MORE,
        help_text=_("Sales of other offers that it replaced, cost of new people."),
    )
    amount = models.DecimalField(
        _("amount"),
        max_digits=12,
        decimal_places=2,
        editable=False,
        help_text="Gross times margin, attribution and share, less the deduction.",
    )
    currency = models.CharField(max_length=3, editable=False)
    evidence = models.CharField(
        _("evidence"), max_length=2, choices=Evidence.choices, default=Evidence.E0
    )
    method = models.CharField(
        _("how the effect was told apart"),
        max_length=12,
        choices=Method.choices,
        blank=True,
    )
    baseline = models.TextField(
        _("baseline"),
        blank=True,
        help_text=_("What it was before, who keeps it, and what the season does."),
    )
    baseline_from = models.DateField(_("baseline from"), null=True, blank=True)
    baseline_to = models.DateField(_("baseline to"), null=True, blank=True)
    requisition = models.CharField(
        _("post in the approved budget"),
        max_length=120,
        blank=True,
        help_text=_("For labour cost avoided: the post that is not filled."),
    )
    is_one_off = models.BooleanField(
        _("cash that comes once, no income"), default=False
    )
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    source = models.TextField(
        _("where it shows"), help_text=_("Orders, invoices, an account, a report.")
    )
    due_at = models.DateTimeField(
        editable=False, help_text="Until when Finance answers; computed when reported."
    )
    reported_at = models.DateTimeField(default=clock.now, editable=False)
    reported_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.AmountQuerySet.as_manager()

    class Meta:
        verbose_name = _("realised amount")
        ordering = ["reported_at", "pk"]
        indexes = [models.Index(fields=["initiative"], name="amounts_of_an_initiative")]
        constraints = [
            models.CheckConstraint(
                name="amount_type_is_known", condition=Q(type__in=Conversion.values)
            ),
            models.CheckConstraint(
                name="no_money_is_booked_for_kept_slack",
                condition=~Q(type="G"),
                violation_error_message=_(
                    "No money is booked for slack kept on purpose."
                ),
            ),
            models.CheckConstraint(
                name="amount_period_ends_after_it_starts",
                condition=Q(period_to__gte=F("period_from")),
                violation_error_message=_("The last day comes after the first."),
            ),
            models.CheckConstraint(
                name="amount_evidence_is_known",
                condition=Q(evidence__in=Evidence.values),
            ),
            models.CheckConstraint(
                name="a_part_of_an_amount_has_its_reason",
                condition=Q(attribution=100) | ~Q(attribution_reason=""),
                violation_error_message=_("Say why this part is owed to it."),
            ),
            models.CheckConstraint(
                name="a_shared_amount_names_its_cohort",
                condition=Q(share=100) | ~Q(cohort=""),
                violation_error_message=_("Name the cohort that is shared."),
            ),
            models.CheckConstraint(
                name="a_baseline_ends_after_it_starts",
                condition=Q(baseline_from__isnull=True, baseline_to__isnull=True)
                | Q(baseline_to__gt=F("baseline_from")),
                violation_error_message=_(
                    "Enter the first and last day of the baseline."
                ),
            ),
            models.CheckConstraint(
                name="labour_cost_avoided_names_its_post",
                condition=~Q(type="D") | ~Q(requisition=""),
                violation_error_message=_(
                    "Labour cost counts as avoided only where the post stood in an "
                    "approved budget. Enter the post."
                ),
            ),
            models.CheckConstraint(
                name="only_released_assets_come_once",
                condition=Q(is_one_off=False) | Q(type="E"),
                violation_error_message=_(
                    "Only cash from costs and assets released comes once."
                ),
            ),
            models.CheckConstraint(
                name="amount_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("Enter an amount above zero."),
            ),
        ]

    def __str__(self):
        return f"{self.amount} {self.currency}"


class Confirmation(Ledger):
    """Finance finds an amount in the accounts, or does not: never its author."""

    class Answer(models.TextChoices):
        """What Finance found."""

        CONFIRMED = "confirmed", _("Confirmed: it is in the accounts")
        REFUSED = "refused", _("Refused: it is not in the accounts")

    realised = models.OneToOneField(
        RealisedAmount,
        on_delete=models.PROTECT,
        related_name="confirmation",
        editable=False,
    )
    author = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text="Who reported the amount: kept here so that the row can tell.",
    )
    answer = models.CharField(_("answer"), max_length=9, choices=Answer.choices)
    account = models.CharField(
        _("account and posting"),
        max_length=120,
        blank=True,
        help_text=_("Needed to confirm: where it stands in the accounts."),
    )
    note = models.TextField(_("reason"), blank=True, help_text=_("Needed to refuse."))
    hours = models.DecimalField(
        _("hours a year that brought it"),
        max_digits=10,
        decimal_places=1,
        null=True,
        blank=True,
        validators=ZERO_OR_MORE,
        help_text=_("Of its destination; empty means all of them that are left."),
    )
    confirmed_at = models.DateTimeField(default=clock.now, editable=False)
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )
    principal = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="For whom a deputy answered.",
    )

    class Meta:
        verbose_name = _("answer of Finance")
        verbose_name_plural = _("answers of Finance")
        constraints = [
            models.CheckConstraint(
                name="nobody_confirms_their_own_amount",
                condition=~Q(confirmed_by=F("author"))
                & (Q(principal__isnull=True) | ~Q(principal=F("author"))),
                violation_error_message=_(
                    "You reported this amount. Somebody else in Finance confirms it."
                ),
            ),
            models.CheckConstraint(
                name="confirmed_amount_names_its_account",
                condition=Q(answer="refused")
                | (Q(answer="confirmed") & ~Q(account="")),
                violation_error_message=_("Enter the account and posting."),
            ),
            models.CheckConstraint(
                name="refused_amount_has_a_reason",
                condition=Q(answer="confirmed") | ~Q(note=""),
                violation_error_message=_("Say why it is refused."),
            ),
        ]

    def __str__(self):
        return f"{self.realised_id} {self.answer}"


class InternalRate(Ledger):
    """What an hour of work costs a unit and those below it, from a day on.

    The newest rate of the nearest unit above counts.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    amount = models.DecimalField(
        _("cost of an hour"),
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    currency = models.CharField(max_length=3, editable=False)
    valid_from = models.DateField(_("valid from"))
    set_at = models.DateTimeField(default=clock.now, editable=False)
    set_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("internal rate")
        ordering = ["unit", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="an_hour_costs_something", condition=Q(amount__gt=0)
            ),
        ]

    def __str__(self):
        return f"{self.unit_id} {self.amount} {self.currency}"


class ClosedPeriod(Ledger):
    """Finance has closed the books up to a day: nothing more is booked before it."""

    until = models.DateField(_("closed up to and with"), unique=True)
    set_at = models.DateTimeField(default=clock.now, editable=False)
    set_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("closed period")
        ordering = ["until"]

    def __str__(self):
        return f"{self.until}"


class Investment(Ledger):
    """A line of money put in: of a kind, for a period, planned or spent.

    A line is taken back by a line against it with the opposite amount.
    """

    class Basis(models.TextChoices):
        """Whether money was to be spent, or was."""

        PLANNED = "planned", _("Planned")
        ACTUAL = "actual", _("Actual")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=CostKind.choices)
    basis = models.CharField(
        _("planned or actual"), max_length=7, choices=Basis.choices
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, editable=False)
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    life_months = models.PositiveSmallIntegerField(
        _("months over which it is written off"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("For capital expenditure; empty means 36."),
    )
    account = models.CharField(_("account and posting"), max_length=120, blank=True)
    import_key = models.CharField(max_length=64, blank=True, editable=False)
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversal",
        editable=False,
    )
    reversal_reason = models.TextField(
        _("why it is taken back"), blank=True, editable=False
    )
    invested_at = models.DateTimeField(default=clock.now, editable=False)
    invested_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.InvestmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("investment line")
        ordering = ["period_from", "pk"]
        indexes = [
            models.Index(
                fields=["initiative", "basis", "period_to"], name="investment_of_one"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="investment_kind_is_known", condition=Q(kind__in=CostKind.values)
            ),
            models.CheckConstraint(
                name="investment_is_planned_or_actual",
                condition=Q(basis__in=["planned", "actual"]),
            ),
            models.CheckConstraint(
                name="investment_has_the_right_sign",
                condition=Q(reverses__isnull=True, amount__gt=0)
                | (Q(reverses__isnull=False, amount__lt=0) & ~Q(reversal_reason="")),
                violation_error_message=_("Enter an amount above zero."),
            ),
            models.CheckConstraint(
                name="investment_period_ends_after_it_starts",
                condition=Q(period_to__gte=F("period_from")),
                violation_error_message=_("The last day comes after the first."),
            ),
            models.CheckConstraint(
                name="only_capital_is_written_off",
                condition=Q(life_months__isnull=True) | Q(kind="capex"),
                violation_error_message=_("Only capital expenditure is written off."),
            ),
            models.UniqueConstraint(
                fields=["initiative", "import_key"],
                condition=~Q(import_key="") & Q(reverses__isnull=True),
                name="one_line_for_each_imported_row",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.amount} {self.currency}"
