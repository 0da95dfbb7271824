"""What was put before an initiative, what it did with it, and what came of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from initiatives.stages import Stage
from lessons.models.library import Lesson
from organisation.models import Person


class Shown(Ledger):
    """A lesson was put before an initiative in a stage, once for each stage.

    Written when somebody answers there or offers the gate: what a page shows and
    nobody acts upon is not counted as shown.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="showings"
    )
    stage = models.CharField(max_length=13, choices=Stage.choices)
    rank = models.PositiveSmallIntegerField()
    shown_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("lesson put before an initiative")
        ordering = ["shown_at", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "lesson", "stage"], name="shown_once_in_a_stage"
            )
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.lesson_id} {self.stage}"


class Disposition(models.Model):
    """What an initiative does with a lesson of an earlier one, and what came of it."""

    class Answer(models.TextChoices):
        """What is done with the lesson."""

        ADOPT = "adopt", _("Adopt it as it is")
        ADAPT = "adapt", _("Adapt it to this initiative")
        DECLINE = "decline", _("Decline it, with a reason")

    class Effect(models.TextChoices):
        """What the later work says about the lesson."""

        SUPPORTED = "supported", _("It held: the rule helped")
        CONTRADICTED = "contradicted", _("It did not hold here")
        OPEN = "open", _("One cannot tell")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="dispositions", editable=False
    )
    answer = models.CharField(_("answer"), max_length=7, choices=Answer.choices)
    reason = models.TextField(
        _("reason"),
        blank=True,
        help_text=_("Needed when the lesson is adapted or declined."),
    )
    answered_at = models.DateTimeField(default=clock.now, editable=False)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )
    outcome = models.TextField(_("what came of it"), blank=True, editable=False)
    effect = models.CharField(
        max_length=12, choices=Effect.choices, blank=True, editable=False
    )
    outcome_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("answer to a lesson")
        verbose_name_plural = _("answers to lessons")
        ordering = ["answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "lesson"], name="one_answer_to_a_lesson"
            ),
            models.CheckConstraint(
                name="disposition_answer_is_known",
                condition=Q(answer__in=["adopt", "adapt", "decline"]),
            ),
            models.CheckConstraint(
                name="disposition_has_a_reason_unless_adopted",
                condition=Q(answer="adopt") | ~Q(reason=""),
                violation_error_message=_(
                    "Say why: a lesson is adapted or declined with a reason."
                ),
            ),
            models.CheckConstraint(
                name="disposition_effect_follows_its_outcome",
                condition=Q(effect="")
                | Q(
                    effect__in=["supported", "contradicted", "open"],
                    outcome_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="disposition_outcome_at_and_by",
                condition=Q(outcome_at__isnull=True, outcome_by__isnull=True)
                | Q(outcome_at__isnull=False, outcome_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.answer} {self.lesson_id}"

    @property
    def said(self) -> str:
        """What was done with the lesson, once it is answered."""
        return {
            self.Answer.ADOPT: _("Adopted"),
            self.Answer.ADAPT: _("Adapted"),
            self.Answer.DECLINE: _("Declined"),
        }[self.answer]

    @property
    def is_used(self) -> bool:
        """Whether the initiative works by the lesson, as it is or adapted."""
        return self.answer != self.Answer.DECLINE
