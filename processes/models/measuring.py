"""Whose process it is, what holds it up, what changed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from organisation.models import Person
from processes import querysets


class ProcessOwner(Ledger):
    """Who answers for the process; naming somebody else is a new row."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    named_at = models.DateTimeField(default=clock.now, editable=False)
    named_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("process owner")
        ordering = ["pk"]

    def __str__(self):
        return str(self.person)


class Effect(models.TextChoices):
    """What the to-be process does to the load on the bottleneck."""

    LOWER = "lower", _("Lower load")
    SAME = "same", _("Same load")
    HIGHER = "higher", _("Higher load")


class Bottleneck(Ledger):
    """The step or role that holds up the whole process, and how that is known."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    step = models.CharField(_("step or role"), max_length=200)
    how_known = models.TextField(_("how it is known"))
    to_be_effect = models.CharField(
        _("what the to-be process does to its load"),
        max_length=6,
        choices=Effect.choices,
    )
    reason = models.TextField(_("why"))
    named_at = models.DateTimeField(default=clock.now, editable=False)
    named_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("bottleneck")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="bottleneck_effect_is_known",
                condition=Q(to_be_effect__in=Effect.values),
            ),
        ]

    def __str__(self):
        return self.step


class MeasuredIn(models.TextChoices):
    """The unit of a measurement."""

    MINUTES = "minutes", _("minutes")
    HOURS = "hours", _("hours")
    PERCENT = "percent", _("per cent")
    CASES = "cases", _("cases")


class Phase(models.TextChoices):
    """Before the AI system was used on real work, or after."""

    BASELINE = "baseline", _("Before")
    AFTER = "after", _("After")


class Certainty(models.TextChoices):
    """How a value is known here; Finance confirms amounts of money, not this."""

    ESTIMATED = "estimated", _("Estimated")
    MEASURED = "measured", _("Measured")


class Measurement(Ledger):
    """One figure of the process, over a period, before or after.

    It stays as it was written. A correction supersedes it, and both are shown.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField(_("what is measured"), max_length=200)
    unit = models.CharField(_("unit"), max_length=7, choices=MeasuredIn.choices)
    phase = models.CharField(_("phase"), max_length=8, choices=Phase.choices)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    sample = models.PositiveIntegerField(_("size of the sample"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    certainty = models.CharField(
        _("certainty"), max_length=9, choices=Certainty.choices
    )
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("corrects"),
    )
    reason = models.TextField(_("why it was corrected"), blank=True)
    measured_at = models.DateTimeField(default=clock.now, editable=False)
    measured_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="measurement_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day comes after the first."),
            ),
            models.CheckConstraint(
                name="measurement_has_a_sample",
                condition=Q(sample__gt=0),
                violation_error_message=_("Enter how many cases were looked at."),
            ),
            models.CheckConstraint(
                name="measurement_is_not_negative",
                condition=Q(value__gte=0),
                violation_error_message=_("A value cannot be below zero."),
            ),
            models.CheckConstraint(
                name="measurement_words_are_known",
                condition=Q(
                    unit__in=MeasuredIn.values,
                    phase__in=Phase.values,
                    certainty__in=Certainty.values,
                ),
            ),
            models.CheckConstraint(
                name="correction_says_why",
                condition=Q(supersedes__isnull=True, reason="")
                | (Q(supersedes__isnull=False) & ~Q(reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["initiative"], name="measurements_of_initiative")
        ]

    def __str__(self):
        return f"{self.what}: {self.value} {self.get_unit_display()}"

    @property
    def decimals(self) -> int:
        """How many decimals its value needs to be written."""
        return 0 if self.value == self.value.to_integral_value() else 2


class NoteKind(models.TextChoices):
    """What is said in writing before the gate of appropriation."""

    MANAGERS = "managers_heard", _("Managers of the exposed units heard")
    CHECKING = "checking_modelled", _("Checking of AI output modelled")
    RED_SIGN = "red_sign_reason", _("Reason for AI on a step with a red sign")


class Note(Ledger):
    """Something said in writing about the process; a newer one takes its place."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=17, choices=NoteKind.choices)
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(default=clock.now, editable=False)
    written_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.NewestQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="note_kind_is_known", condition=Q(kind__in=NoteKind.values)
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.kind}"
