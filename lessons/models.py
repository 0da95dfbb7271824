"""Experiments, verdicts, reviews and lessons: what is learnt, also by failing."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from lessons import querysets
from organisation.functions import Function
from organisation.models import Person

ENDORSING = (Function.KNOWLEDGE, Function.HR, Function.OPERATIONS)
"""The functions that attest a review and endorse a lesson, each by its own person."""


class Experiment(models.Model):
    """A trial with a question, a measure and a threshold said before it starts."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    hypothesis = models.TextField(
        _("hypothesis"), help_text=_("We believe that X does Y for Z, because …")
    )
    measure = models.CharField(
        _("what is measured"), max_length=200, help_text=_("With its source.")
    )
    threshold = models.TextField(
        _("threshold"), help_text=_("What must be reached to go on, as a number.")
    )
    stop_rule = models.TextField(
        _("stop rule"), help_text=_("When it is stopped at once, and who may stop it.")
    )
    ends_on = models.DateField(_("ends on"))
    prediction = models.TextField(
        _("prediction"),
        blank=True,
        help_text=_("What you expect, written before it starts."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    started_at = models.DateTimeField(default=clock.now, editable=False)
    started_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.ExperimentQuerySet.as_manager()

    class Meta:
        verbose_name = _("experiment")
        ordering = ["started_at", "pk"]
        indexes = [
            models.Index(fields=["initiative"], name="experiments_of_an_initiative")
        ]

    def __str__(self):
        return self.hypothesis[:60]

    @property
    def is_open(self) -> bool:
        """Whether the verdict is still owed."""
        return getattr(self, "verdict", None) is None


class Verdict(Ledger):
    """What an experiment showed against its threshold: said once, never changed."""

    class Answer(models.TextChoices):
        """What follows from the result."""

        SCALE = "scale", _("Scale: the threshold was reached")
        ADAPT = "adapt", _("Adapt: change it and try again")
        STOP = "stop", _("Stop: it did not work")
        INCONCLUSIVE = "inconclusive", _("Inconclusive: the result says too little")

    experiment = models.OneToOneField(
        Experiment, on_delete=models.PROTECT, related_name="verdict", editable=False
    )
    verdict = models.CharField(_("verdict"), max_length=12, choices=Answer.choices)
    result = models.TextField(
        _("result"), help_text=_("What was seen, how many cases, how sure.")
    )
    value = models.DecimalField(
        _("measured value"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    given_at = models.DateTimeField(default=clock.now, editable=False)
    given_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("verdict")
        constraints = [
            models.CheckConstraint(
                name="verdict_is_known",
                condition=Q(verdict__in=["scale", "adapt", "stop", "inconclusive"]),
            ),
        ]

    def __str__(self):
        return self.get_verdict_display()


class Review(Ledger):
    """People sat together and said what happened and why: roles, never names."""

    class FailureType(models.TextChoices):
        """What kind of failure it was, if it was one."""

        NONE = "none", _("No failure")
        BASIC = "basic", _("Basic: a known rule was not followed")
        COMPLEX = "complex", _("Complex: several causes met")
        INTELLIGENT = "intelligent", _("Intelligent: new ground, small and on purpose")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    held_on = models.DateField(_("held on"))
    expected = models.TextField(_("what was expected"))
    happened = models.TextField(_("what happened"))
    why = models.TextField(
        _("why"), help_text=_("Causes, not culprits: name roles, never people.")
    )
    change = models.TextField(_("what we change"))
    failure_type = models.CharField(
        _("kind of failure"), max_length=11, choices=FailureType.choices
    )
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
                condition=Q(
                    failure_type__in=["none", "basic", "complex", "intelligent"]
                ),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.held_on}"


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


class Lesson(models.Model):
    """What was learnt, as a rule that the next initiative can test."""

    number = models.PositiveIntegerField(unique=True, editable=False)
    ref = models.CharField(max_length=12, unique=True, editable=False)
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    title = models.CharField(_("title"), max_length=200)
    observation = models.TextField(_("what was observed"))
    cause = models.TextField(
        _("cause"), help_text=_("Name roles and conditions, never people.")
    )
    rule = models.TextField(
        _("rule that can be tested"),
        validators=[MinLengthValidator(15)],
        help_text=_("For example: test 200 real files, exceptions included."),
    )
    action = models.TextField(_("action"), help_text=_("What changes because of it."))
    action_owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner of the action"),
    )
    action_due_on = models.DateField(_("action done by"), null=True, blank=True)
    process_family = models.CharField(_("process"), max_length=120, blank=True)
    technique = models.CharField(_("AI technique"), max_length=200, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=clock.now, editable=False)
    written_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        ordering = ["-number"]
        indexes = [models.Index(fields=["initiative"], name="lessons_of_an_initiative")]

    def __str__(self):
        return f"{self.ref} {self.title}"

    def get_absolute_url(self):
        return reverse("lessons:lesson", args=[self.ref])


class Endorsement(Ledger):
    """A function stands behind a lesson, in the version that its person read."""

    lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="endorsements"
    )
    version = models.PositiveIntegerField()
    function = models.CharField(max_length=12, choices=Function.choices)
    endorsed_at = models.DateTimeField(default=clock.now)
    endorsed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("endorsement")
        ordering = ["endorsed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="endorsement_is_for_one_of_three_functions",
                condition=Q(function__in=["knowledge", "hr", "operations"]),
            ),
            models.UniqueConstraint(
                fields=["lesson", "version", "function"],
                name="one_endorsement_per_function",
                violation_error_message=_("This function has endorsed it already."),
            ),
            models.UniqueConstraint(
                fields=["lesson", "version", "endorsed_by"],
                name="one_endorsement_per_person",
                violation_error_message=_(
                    "You endorsed it already for another function. Another person must."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.lesson_id} {self.function}"


class Disposition(models.Model):
    """What an initiative does with a lesson of an earlier one, and what came of it."""

    class Answer(models.TextChoices):
        """What is done with the lesson."""

        ADOPT = "adopt", _("Adopt it as it is")
        ADAPT = "adapt", _("Adapt it to this initiative")
        DECLINE = "decline", _("Decline it, with a reason")

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
                name="disposition_outcome_at_and_by",
                condition=Q(outcome_at__isnull=True, outcome_by__isnull=True)
                | Q(outcome_at__isnull=False, outcome_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.answer} {self.lesson_id}"

    @property
    def is_used(self) -> bool:
        """Whether the initiative works by the lesson, as it is or adapted."""
        return self.answer != self.Answer.DECLINE
