"""The initiative: what it is, promises and does, and where it stands."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from audit import clock
from initiatives import querysets
from initiatives.stages import Stage
from organisation.models import Person, Unit


class Intent(models.TextChoices):
    """What the company means to do with the time that is freed."""

    GROWTH = "growth", _("Growth: more sales, service or a new offer")
    CONTRACTION = "contraction", _("Contraction: posts not replaced")
    BOTH = "both", _("Both growth and contraction")
    KEPT = "kept", _("Kept slack: the time stays with the team")


class Conversion(models.TextChoices):
    """How freed hours may turn into value: the types A to G."""

    A = "A", _("A. More sales of current offers")
    B = "B", _("B. New offers or new markets")
    C = "C", _("C. Perceived value or price")
    D = "D", _("D. Labour cost avoided")
    E = "E", _("E. Other costs or assets released")
    F = "F", _("F. Headcount reduction")
    G = "G", _("G. Slack kept on purpose")


class Outcome(models.TextChoices):
    """How a closed initiative ended."""

    GROWTH = "growth", _("Growth")
    CONTRACTED = "contracted", _("Contracted")
    KEPT = "kept", _("Slack kept on purpose")
    NOT_CONVERTED = "not_converted", _("Not converted")
    STOPPED = "stopped", _("Stopped")


class Screening(models.TextChoices):
    """The answer to the AI Act screening (Regulation (EU) 2024/1689, Art. 5)."""

    CLEAR = "clear", _("No prohibited practice")
    HIGH_RISK = "high_risk", _("No prohibited practice; likely high-risk (Annex III)")
    PROHIBITED = "prohibited", _("A prohibited practice (Article 5)")


class Initiative(models.Model):
    """One use of AI with leads and a sponsor, on its way through the stages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True, editable=False)
    ref = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    # what it is
    title = models.CharField(_("title"), max_length=200)
    problem = models.TextField(_("problem"), blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    process_family = models.CharField(_("process"), max_length=120, blank=True)
    ai_system = models.CharField(_("AI system"), max_length=200, blank=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )

    # what it promises
    intent = models.CharField(
        _("intent"), max_length=12, choices=Intent.choices, blank=True
    )
    promise = models.TextField(_("promise to employees"), blank=True)
    hypothesis = models.CharField(
        _("value hypothesis"), max_length=1, choices=Conversion.choices, blank=True
    )
    hypothesis_proof = models.TextField(
        _("how it would show in the accounts"), blank=True
    )
    hours_expected = models.PositiveIntegerField(
        _("hours expected to be freed a year (estimated)"), null=True, blank=True
    )
    budget = models.DecimalField(
        _("budget"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    screening = models.CharField(
        _("AI Act screening"), max_length=10, choices=Screening.choices, blank=True
    )
    screening_answers = models.CharField(
        _("answers to the screening"),
        max_length=10,
        blank=True,
        help_text="One letter, y or n, for each question of screening.py, in order.",
    )
    screening_note = models.TextField(_("ground for the screening"), blank=True)
    screening_law = models.CharField(
        max_length=10,
        blank=True,
        default="",
        editable=False,
        help_text="The version of the law under which Legal answered; empty before.",
    )

    # who stands for it
    proposer = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposer")
    )
    sponsor = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sponsor"),
    )
    continuity_holder = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("continuity holder"),
    )
    is_confidential = models.BooleanField(_("confidential"), default=False)

    # where it stands
    stage = models.CharField(
        _("stage"),
        max_length=13,
        choices=Stage.choices,
        default=Stage.PROPOSED,
        editable=False,
    )
    stage_since = models.DateTimeField(default=clock.now, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now, editable=False)
    proposed_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    stopped_at = models.DateTimeField(null=True, blank=True, editable=False)
    stop_reason = models.TextField(blank=True, editable=False)
    taken_over_at = models.DateTimeField(null=True, blank=True, editable=False)
    taken_over_stage = models.CharField(
        max_length=13, choices=Stage.choices, blank=True, editable=False
    )
    accepted_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When a lead accepted an initiative that was taken over.",
    )
    outcome = models.CharField(
        max_length=13, choices=Outcome.choices, blank=True, editable=False
    )

    # where it comes from
    origin = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="next_cycles",
        editable=False,
    )
    cycle = models.PositiveSmallIntegerField(default=1, editable=False)
    source = models.CharField(max_length=200, blank=True, editable=False)
    external_key = models.CharField(
        max_length=120, null=True, blank=True, unique=True, editable=False
    )
    external_digest = models.CharField(max_length=64, blank=True, editable=False)
    search_text = models.TextField(
        blank=True,
        editable=False,
        help_text="Casefolded text that searches look in; kept by the actions.",
    )

    objects = querysets.InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("initiative")
        ordering = ["-number"]
        permissions = [("see_confidential", "See this confidential initiative")]
        constraints = [
            models.CheckConstraint(
                name="initiative_stage_is_known", condition=Q(stage__in=Stage.values)
            ),
            models.CheckConstraint(
                name="closed_initiative_has_an_outcome",
                condition=Q(stage=Stage.CLOSED, outcome__in=Outcome.values)
                | (~Q(stage=Stage.CLOSED) & Q(outcome="")),
            ),
            models.CheckConstraint(
                name="stopped_initiative_is_in_learning_or_closed",
                condition=Q(stopped_at__isnull=True)
                | Q(stage__in=[Stage.LEARNING, Stage.CLOSED]),
            ),
            models.CheckConstraint(
                name="only_a_proposal_is_withdrawn",
                condition=Q(withdrawn_at__isnull=True) | Q(stage=Stage.PROPOSED),
            ),
            models.CheckConstraint(
                name="past_proposal_means_proposed_or_taken_over",
                condition=Q(stage=Stage.PROPOSED)
                | Q(proposed_at__isnull=False)
                | Q(taken_over_at__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_takes_over_what_was_proposed_here",
                condition=Q(proposed_at__isnull=True) | Q(taken_over_at__isnull=True),
            ),
            models.CheckConstraint(
                name="taken_over_names_its_stage",
                condition=Q(taken_over_at__isnull=True, taken_over_stage="")
                | (Q(taken_over_at__isnull=False) & ~Q(taken_over_stage="")),
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "-number"], name="pipeline_by_stage"),
            models.Index(fields=["unit", "stage"], name="pipeline_by_unit"),
            models.Index(fields=["stage", "stage_since"], name="board_oldest_first"),
        ]

    def __str__(self):
        return f"{self.ref} {self.title}"

    def get_absolute_url(self):
        return reverse("governance:initiative", args=[self.ref])

    @property
    def status(self) -> str:
        """draft, withdrawn, closed, stopped, taken_over or active."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.stage == Stage.CLOSED:
            return "closed"
        if self.stopped_at:
            return "stopped"
        if self.taken_over_at and not self.accepted_at:
            return "taken_over"
        if self.proposed_at or self.taken_over_at:
            return "active"
        return "draft"

    @property
    def is_open(self) -> bool:
        """Whether anything can still happen to it."""
        return self.status in ("active", "stopped", "taken_over")


STATUS_LABELS = {
    "draft": _("Draft"),
    "active": _("Active"),
    "taken_over": _("Taken over, not accepted yet"),
    "stopped": _("Stopped"),
    "withdrawn": _("Withdrawn"),
    "closed": _("Closed"),
}


class InitiativeUserPermission(UserObjectPermissionBase):
    """A confidential initiative is shared with a named person."""

    content_object = models.ForeignKey(Initiative, on_delete=models.CASCADE)


class InitiativeGroupPermission(GroupObjectPermissionBase):
    """Guardian wants its pair; Maillon shares with persons only."""

    content_object = models.ForeignKey(Initiative, on_delete=models.CASCADE)
