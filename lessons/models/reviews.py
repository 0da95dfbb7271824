"""Stops with their cause, and reviews: roles, never names."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from organisation.functions import Function
from organisation.models import Person

ENDORSING = (Function.KNOWLEDGE, Function.HR, Function.OPERATIONS)
"""The functions that attest a review and endorse a lesson, each by its own person."""


class CauseLayer(models.TextChoices):
    """Where the cause lies: what a failure is counted under."""

    DATA = "data", _("Data")
    MODEL = "model", _("Model")
    PROCESS = "process", _("Process")
    PEOPLE = "people", _("People and skills")
    CHANGE = "change", _("Change management")
    ORGANISATION = "organisation", _("Organisation and ownership")
    LEGAL = "legal", _("Legal and social dialogue")
    VALUE = "value", _("Value case")
    VENDOR = "vendor", _("Vendor")


class FailureType(models.TextChoices):
    """What kind of failure it was, if it was one (after A. Edmondson)."""

    NONE = "none", _("No failure")
    BASIC = "basic", _("Basic: a known rule was not followed")
    COMPLEX = "complex", _("Complex: several causes met")
    INTELLIGENT = "intelligent", _("Intelligent: new ground, small and on purpose")


class Stopping(Ledger):
    """Why an initiative was stopped, by class, and what was spent until then.

    `spent` is in the currency of the initiative; empty until somebody knows.
    """

    may_change = ("spent",)

    initiative = models.OneToOneField(
        Initiative, on_delete=models.PROTECT, related_name="stopping", editable=False
    )
    cause_layer = models.CharField(
        _("where the cause lies"), max_length=12, choices=CauseLayer.choices
    )
    spent = models.DecimalField(
        _("spent to date"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    said_at = models.DateTimeField(default=clock.now, editable=False)
    said_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("cause of a stop")
        constraints = [
            models.CheckConstraint(
                name="stop_cause_is_known",
                condition=Q(cause_layer__in=CauseLayer.values),
            ),
            models.CheckConstraint(
                name="stop_spent_is_not_negative",
                condition=Q(spent__isnull=True) | Q(spent__gte=0),
                violation_error_message=_("What was spent is zero or more."),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.cause_layer}"


class Review(Ledger):
    """People sat together and said what happened and why: roles, never names."""

    FailureType = FailureType

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    held_on = models.DateField(_("held on"))
    failure_type = models.CharField(
        _("kind of failure"), max_length=11, choices=FailureType.choices
    )
    cause_layer = models.CharField(
        _("where the cause lies"),
        max_length=12,
        choices=CauseLayer.choices,
        blank=True,
        help_text=_("Leave it open when it was no failure."),
    )
    expected = models.TextField(_("what was expected"))
    happened = models.TextField(_("what happened"))
    why = models.TextField(
        _("why"), help_text=_("Causes, not culprits: name roles, never people.")
    )
    cause_chain = models.TextField(
        _("five whys"),
        blank=True,
        help_text=_("Ask why again of each answer, up to five times. One a line."),
    )
    change = models.TextField(_("what we change"))
    late_reason = models.TextField(
        _("why it was held late"),
        blank=True,
        help_text=_("Only when it was held after its limit."),
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("review")
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["initiative", "-held_on"], name="latest_review_first")
        ]
        constraints = [
            models.CheckConstraint(
                name="review_failure_type_is_known",
                condition=Q(failure_type__in=FailureType.values),
            ),
            models.CheckConstraint(
                name="review_cause_is_known",
                condition=Q(cause_layer__in=["", *CauseLayer.values]),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.held_on}"

    @property
    def chain(self) -> list[str]:
        """The whys, one after the other."""
        return [line.strip() for line in self.cause_chain.splitlines() if line.strip()]


class ReviewAttestation(Ledger):
    """A function says that it took part in the review: one person for each."""

    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="attestations"
    )
    function = models.CharField(max_length=12, choices=Function.choices)
    attested_at = models.DateTimeField(default=clock.now)
    attested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("attestation")
        ordering = ["attested_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attestation_is_for_one_of_three_functions",
                condition=Q(function__in=["knowledge", "hr", "operations"]),
            ),
            models.UniqueConstraint(
                fields=["review", "function"],
                name="one_attestation_per_function",
                violation_error_message=_("This function has attested already."),
            ),
            models.UniqueConstraint(
                fields=["review", "attested_by"],
                name="one_attestation_per_person",
                violation_error_message=_(
                    "You attested already for another function. Another person must."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.review_id} {self.function}"
