"""Freed hours, ideas for them, and where they go."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Conversion, Initiative
from literacy.models import Consultation
from organisation.models import Person, Unit
from value import querysets
from value.models.kinds import CONSULT_FIRST, CONTRACTION, MINUTES, ZERO_OR_MORE

WORKING_DAYS = 220
"""Days that a full-time person works in a year: 1,560 hours of 7 hours 5 minutes."""
USABLE_MINUTES = 30
"""Minutes a person a day under which freed time is diffuse."""


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
    people = models.PositiveIntegerField(
        _("people whose time it is"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Under 30 minutes a day for each of them, the time is diffuse: only a "
            "scheduling plan makes it usable."
        ),
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

    @property
    def minutes_a_day(self) -> Decimal | None:
        """Minutes that one person gains on a working day; None where nobody counted."""
        if not self.people:
            return None
        return self.hours * MINUTES / self.people / WORKING_DAYS

    @property
    def is_diffuse(self) -> bool:
        """Whether it is so little for each person that no work can be planned in it."""
        minutes = self.minutes_a_day
        return minutes is not None and 0 < minutes < USABLE_MINUTES


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


class Idea(Ledger):
    """What these people and hours could do: imagined by Marketing, compared, chosen.

    An idea is never changed: a better one is written beside it, and it is set aside.
    """

    may_change = ("set_aside_at", "set_aside_by", "set_aside_reason")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    title = models.CharField(_("idea in a few words"), max_length=120)
    type = models.CharField(_("type"), max_length=1, choices=Conversion.choices)
    hypothesis = models.TextField(
        _("hypothesis"),
        help_text=_(
            "If these people do this, then what happens, and how would it show?"
        ),
    )
    offer = models.CharField(
        _("offer"), max_length=200, help_text=_("What customers get, today's or new.")
    )
    market = models.CharField(
        _("market"), max_length=200, help_text=_("Which customers, where.")
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("receiving unit"),
    )
    team = models.CharField(_("receiving team"), max_length=120)
    skills = models.CharField(
        _("skills that are needed"),
        max_length=200,
        help_text=_("Can these people do the work? What do they have to learn?"),
    )
    training_hours = models.DecimalField(
        _("hours of training"),
        max_digits=8,
        decimal_places=1,
        validators=ZERO_OR_MORE,
    )
    hours = models.DecimalField(
        _("hours a year"),
        max_digits=10,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.1"))],
    )
    starts_on = models.DateField(_("starts on"))
    target = models.CharField(
        _("target a quarter"),
        max_length=200,
        help_text=_("For example: 36 more tenders a quarter."),
    )
    target_amount = models.DecimalField(
        _("target amount a quarter"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=ZERO_OR_MORE,
    )
    currency = models.CharField(max_length=3, editable=False)
    expires_on = models.DateField(
        _("expires on"), help_text=_("On this day the hours need a new decision.")
    )
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("consultation"),
        help_text=_("Only for fewer posts, types D and F: HR opens it."),
    )
    consultation_reference = models.CharField(
        _("reference of the consultation"),
        max_length=120,
        blank=True,
        help_text=_("The number of its file, where there is one."),
    )
    scheduling_plan = models.TextField(
        _("scheduling plan"),
        blank=True,
        help_text=_(
            "Only for diffuse time: how minutes become hours that can be used."
        ),
    )
    imagined_at = models.DateTimeField(default=clock.now, editable=False)
    imagined_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )
    set_aside_at = models.DateTimeField(null=True, editable=False)
    set_aside_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    set_aside_reason = models.TextField(null=True, editable=False)  # noqa: DJ001 - null says that nobody has

    objects = querysets.IdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("idea")
        ordering = ["imagined_at", "pk"]
        indexes = [models.Index(fields=["initiative"], name="ideas_of_an_initiative")]
        constraints = [
            models.CheckConstraint(
                name="idea_type_is_known", condition=Q(type__in=Conversion.values)
            ),
            models.CheckConstraint(
                name="idea_ends_after_it_starts",
                condition=Q(expires_on__gt=F("starts_on")),
                violation_error_message=_("It expires after it starts."),
            ),
            models.CheckConstraint(
                name="idea_of_fewer_people_names_its_consultation",
                condition=~Q(type__in=CONTRACTION) | Q(consultation__isnull=False),
                violation_error_message=CONSULT_FIRST,
            ),
            models.CheckConstraint(
                name="idea_is_set_aside_by_somebody_for_a_reason",
                condition=Q(
                    set_aside_at__isnull=True,
                    set_aside_by__isnull=True,
                    set_aside_reason__isnull=True,
                )
                | Q(
                    set_aside_at__isnull=False,
                    set_aside_by__isnull=False,
                    set_aside_reason__isnull=False,
                ),
            ),
        ]

    def __str__(self):
        return self.title


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
    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("consultation"),
        help_text=_("Only for fewer posts, types D and F: HR opens it."),
    )
    consultation_reference = models.CharField(
        _("reference of the consultation"),
        max_length=120,
        blank=True,
        help_text=_("The number of its file, where there is one."),
    )
    choice_reason = models.TextField(
        _("why this destination"),
        blank=True,
        help_text=_(
            "After 180 days without a destination Leadership chooses, in writing."
        ),
    )
    kept_reason = models.TextField(
        _("why the time is kept"),
        blank=True,
        help_text=_("Only for slack kept on purpose."),
    )
    scheduling_plan = models.TextField(
        _("scheduling plan"),
        blank=True,
        help_text=_(
            "Only for diffuse time: how minutes become hours that can be used."
        ),
    )
    idea = models.ForeignKey(
        Idea,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        editable=False,
    )
    allocated_at = models.DateTimeField(default=clock.now, editable=False)
    allocated_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.AllocationQuerySet.as_manager()

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
                name="destination_says_when_and_what_for",
                condition=Q(type="G")
                | (
                    Q(starts_on__isnull=False, expires_on__isnull=False) & ~Q(target="")
                ),
                violation_error_message=_(
                    "A destination needs its start, its target and its expiry."
                ),
            ),
            models.CheckConstraint(
                name="contraction_names_its_consultation",
                condition=~Q(type__in=CONTRACTION) | Q(consultation__isnull=False),
                violation_error_message=CONSULT_FIRST,
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

    @property
    def to_bring_a_year(self) -> Decimal | None:
        """Its target for the hours that were not taken back, as `with_plan` has it."""
        if self.target_amount is None or not hasattr(self, "reversal"):
            return self.target_amount
        return self.target_amount - self.reversal.target_amount

    @property
    def stands(self) -> Decimal:
        """Hours a year that it has today: as given, less what was taken back."""
        use = self.balance
        minutes = use.allocated + use.converted + use.contracted
        return (Decimal(minutes) / MINUTES).quantize(Decimal("0.1"))
