"""Freed hours, where they go, what reaches the accounts, and how it ended."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Conversion, Initiative, Outcome
from organisation.models import Person, Unit
from value import querysets

GROWTH = (Conversion.A, Conversion.B, Conversion.C)
CONTRACTION = (Conversion.D, Conversion.F)
ENDINGS = [
    (o.value, o.label)
    for o in (
        Outcome.GROWTH,
        Outcome.CONTRACTED,
        Outcome.KEPT,
        Outcome.NOT_CONVERTED,
    )
]
"""How an initiative can end by the economic review; stopping is told elsewhere."""

ZERO_OR_MORE = [MinValueValidator(0)]


class Entry(Ledger):
    """A row of the hours account: never changed, taken back by a row against it.

    A row that takes another back carries its hours with the opposite sign, so that
    the sum over all rows is the balance.
    """

    hours = models.DecimalField(_("hours a year"), max_digits=10, decimal_places=1)
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

    class Meta:
        abstract = True


def signed_rightly(name: str) -> models.CheckConstraint:
    """A plain row has hours of zero or more, a row against another zero or less."""
    return models.CheckConstraint(
        name=name,
        condition=Q(reverses__isnull=True, hours__gte=0)
        | (Q(reverses__isnull=False, hours__lte=0) & ~Q(reversal_reason="")),
        violation_error_message=_("Enter hours of zero or more."),
    )


class FreedHours(Entry):
    """Hours a year that people of a unit no longer spend on a task."""

    class Certainty(models.TextChoices):
        """How sure the figure is."""

        ESTIMATED = "estimated", _("Estimated")
        MEASURED = "measured", _("Measured")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    team = models.CharField(_("team"), max_length=120, blank=True)
    certainty = models.CharField(_("how sure"), max_length=9, choices=Certainty.choices)
    measured_from = models.DateField(_("measured from"), null=True, blank=True)
    measured_to = models.DateField(_("measured to"), null=True, blank=True)
    sample = models.CharField(
        _("what was measured"),
        max_length=200,
        blank=True,
        help_text=_("For example: 240 cases, times from the case system."),
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("freed hours")
        verbose_name_plural = _("freed hours")
        ordering = ["recorded_at", "pk"]
        indexes = [
            models.Index(fields=["initiative"], name="freed_hours_of_an_initiative")
        ]
        constraints = [
            signed_rightly("freed_hours_have_the_right_sign"),
            models.CheckConstraint(
                name="freed_hours_certainty_is_known",
                condition=Q(certainty__in=["estimated", "measured"]),
            ),
            models.CheckConstraint(
                name="measured_hours_say_when_and_what",
                condition=Q(certainty="estimated")
                | (
                    Q(
                        measured_from__isnull=False,
                        measured_to__isnull=False,
                        measured_to__gte=F("measured_from"),
                    )
                    & ~Q(sample="")
                ),
                violation_error_message=_(
                    "Measured hours need the first and last day and what was measured."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.hours} {self.certainty}"


class ReceivingPlan(Ledger):
    """How people whose time is freed are received: written by Marketing."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    team = models.CharField(_("receiving team"), max_length=120)
    text = models.TextField(
        _("plan"),
        help_text=_("What the people do with the time, and what they need for it."),
    )
    planned_at = models.DateTimeField(default=clock.now, editable=False)
    planned_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("receiving plan")
        ordering = ["planned_at", "pk"]
        indexes = [models.Index(fields=["initiative"], name="plans_of_an_initiative")]

    def __str__(self):
        return f"{self.initiative_id} {self.unit_id}"


class Allocation(Entry):
    """Freed hours are given a destination: a team, a use, a start and an end."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    type = models.CharField(_("type"), max_length=1, choices=Conversion.choices)
    team = models.CharField(_("receiving team"), max_length=120)
    use = models.TextField(_("what the hours are used for"))
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    target = models.CharField(
        _("target"),
        max_length=200,
        blank=True,
        help_text=_("For example: 12 more tenders a month."),
    )
    target_amount = models.DecimalField(
        _("target amount a year"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=ZERO_OR_MORE,
    )
    currency = models.CharField(max_length=3, editable=False)
    expires_on = models.DateField(
        _("expires on"),
        null=True,
        blank=True,
        help_text=_("On this day the hours need a new decision."),
    )
    consultation_reference = models.CharField(
        _("reference of the consultation"),
        max_length=120,
        blank=True,
        help_text=_("Only for a headcount reduction: its own procedure."),
    )
    kept_reason = models.TextField(
        _("why the time is kept"),
        blank=True,
        help_text=_("Only for slack kept on purpose."),
    )
    allocated_at = models.DateTimeField(default=clock.now, editable=False)
    allocated_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("destination of freed hours")
        verbose_name_plural = _("destinations of freed hours")
        ordering = ["allocated_at", "pk"]
        indexes = [
            models.Index(fields=["initiative"], name="destinations_of_an_initiative")
        ]
        constraints = [
            signed_rightly("destination_has_the_right_sign"),
            models.CheckConstraint(
                name="destination_type_is_known",
                condition=Q(type__in=Conversion.values),
            ),
            models.CheckConstraint(
                name="destination_ends_after_it_starts",
                condition=Q(starts_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=F("starts_on")),
                violation_error_message=_("It expires after it starts."),
            ),
            models.CheckConstraint(
                name="headcount_reduction_names_its_consultation",
                condition=~Q(type="F") | ~Q(consultation_reference=""),
                violation_error_message=_(
                    "A headcount reduction needs its own consultation. "
                    "Enter its reference."
                ),
            ),
            models.CheckConstraint(
                name="kept_slack_has_a_reason_and_an_end",
                condition=~Q(type="G")
                | (~Q(kept_reason="") & Q(expires_on__isnull=False)),
                violation_error_message=_(
                    "Slack kept on purpose needs its reason in writing and an end date."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.hours} {self.type}"


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
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, editable=False)
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


class EconomicReview(Ledger):
    """Leadership says in writing how the initiative ended; the newest stands."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    outcome = models.CharField(_("outcome"), max_length=13, choices=ENDINGS)
    text = models.TextField(
        _("economic review"),
        help_text=_("What was intended, what happened, what it cost and brought."),
    )
    written_at = models.DateTimeField(default=clock.now, editable=False)
    written_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("economic review")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["initiative"], name="economic_reviews_of_one")]
        constraints = [
            models.CheckConstraint(
                name="economic_review_outcome_is_known",
                condition=Q(outcome__in=[value for value, _label in ENDINGS]),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.outcome}"


class OutcomeNote(Ledger):
    """What employees are told: the intent that was declared, and what became of it."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    outcome = models.CharField(max_length=13, choices=ENDINGS, editable=False)
    text = models.TextField(
        _("what employees read"),
        help_text=_("What was promised, and what became of it, in plain words."),
    )
    published_at = models.DateTimeField(default=clock.now, editable=False)
    published_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("published outcome")
        ordering = ["published_at", "pk"]
        indexes = [models.Index(fields=["initiative"], name="outcome_notes_of_one")]

    def __str__(self):
        return f"{self.initiative_id} {self.outcome}"
