"""How it ended: Leadership's economic review, and what employees are told."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from organisation.models import Person
from value.models.kinds import ENDINGS

STRATEGIES = [
    ("adapted", _("The strategy is adapted")),
    ("kept", _("The strategy stays as it is")),
]


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
    strategy = models.CharField(
        _("strategy"), max_length=7, choices=STRATEGIES, blank=True
    )
    strategy_text = models.TextField(
        _("what changes in the strategy, or why nothing does"), blank=True
    )
    invested = models.DecimalField(
        max_digits=14, decimal_places=2, default=0, editable=False
    )
    confirmed = models.DecimalField(
        max_digits=14, decimal_places=2, default=0, editable=False
    )
    currency = models.CharField(max_length=3, blank=True, editable=False)
    intent = models.CharField(
        max_length=12,
        blank=True,
        editable=False,
        help_text="What was declared when the review was written.",
    )
    growth_hours = models.DecimalField(
        max_digits=10, decimal_places=1, default=0, editable=False
    )
    contraction_hours = models.DecimalField(
        max_digits=10, decimal_places=1, default=0, editable=False
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
            models.CheckConstraint(
                name="economic_review_says_why_of_its_strategy",
                condition=Q(strategy="")
                | (Q(strategy__in=["adapted", "kept"]) & ~Q(strategy_text="")),
                violation_error_message=_(
                    "Say what changes in the strategy, or why nothing does."
                ),
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
