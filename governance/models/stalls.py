"""Stalls: what is past its limit, how far it has climbed, and what was decided."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from governance.models.handoffs import Wait
from initiatives.models import Initiative
from organisation.functions import Function
from organisation.models import Person


class Rule(models.TextChoices):
    """What is watched; `governance.stalls.RULES` says how, one row for each."""

    SIGN = "sign", _("Sign-off not given")
    ACCEPT = "accept", _("Handoff not accepted")
    ANSWER = "answer", _("Question not answered")
    DECIDE = "decide", _("Committee has not decided")
    VACANT = "vacant", _("Function without a holder")
    CONSULTATION = "consultation", _("Information not handed over")
    PREVENTION = "prevention", _("Prevention measure past its date")
    TERM = "term", _("Term of a consultation ends")
    RESPONSE = "response", _("Opinion not answered")
    COMMITMENT = "commitment", _("Commitment to a body not kept")
    CONCERN = "concern", _("Question or concern not answered")
    LESSON = "lesson", _("No endorsed lesson")
    MAP = "map", _("Questions on a map unanswered")
    REMEASURE = "remeasure", _("Freed hours not measured again")
    HOURS = "hours", _("Freed hours without destination")
    CONFIRMATION = "confirmation", _("Amount not confirmed")
    CONDITION = "condition", _("Condition past its date")
    IDLE = "idle", _("No activity in a stage")


class Level(models.IntegerChoices):
    """The rungs of the ladder: the share of the limit that is used up, in percent."""

    HALF = 50, _("half of the limit")
    NEAR = 80, _("four fifths of the limit")
    LIMIT = 100, _("past the limit")
    HEADS = 150, _("with the heads of both functions")
    SPONSOR = 200, _("with the sponsor and the committee")
    DECISION = 300, _("before the committee, which must decide")


class Stall(models.Model):
    """A handoff or duty that uses up its limit.

    The row is made at half of the limit, when people are reminded; from `Level.LIMIT`
    on it is a stall that pages show. `since` is when the cause began and `due_at` when
    the limit ran out, whenever the sweep saw it. It closes by itself with its cause.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="stalls"
    )
    rule = models.CharField(max_length=12, choices=Rule.choices)
    function = models.CharField(
        max_length=12, choices=Function.choices, help_text="Who holds it."
    )
    other = models.CharField(
        max_length=12,
        choices=Function.choices,
        blank=True,
        help_text="The function on the other side, where there is one.",
    )
    wait = models.ForeignKey(
        Wait, on_delete=models.PROTECT, null=True, blank=True, related_name="stalls"
    )
    subject = models.CharField(
        max_length=40, blank=True, help_text="The row that is the cause: its key."
    )
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    limit = models.PositiveSmallIntegerField(help_text="Days, working or calendar.")
    reckoning = models.JSONField(
        default=dict, help_text="How the due time was derived: country, holidays."
    )
    climbs_from = models.DateTimeField(
        help_text="The ladder counts from here: the start, or the last decision."
    )
    climb = models.PositiveSmallIntegerField(default=1)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    next_at = models.DateTimeField(
        null=True, blank=True, help_text="When the next rung is reached."
    )
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("stall")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "rule", "function"],
                condition=Q(closed_at__isnull=True),
                name="one_open_stall",
            ),
            models.CheckConstraint(
                name="stall_level_is_a_rung", condition=Q(level__in=Level.values)
            ),
            models.CheckConstraint(
                name="stall_is_due_after_its_cause", condition=Q(due_at__gte=F("since"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(closed_at__isnull=True, next_at__isnull=False),
                name="sweep_reads_next_rung",
            ),
            models.Index(
                fields=["rule", "initiative"],
                condition=Q(closed_at__isnull=True),
                name="open_stalls_by_rule",
            ),
            models.Index(fields=["initiative"], name="stalls_of_an_initiative"),
            models.Index(fields=["closed_at"], name="time_lost_by_day"),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.rule} {self.function} {self.level}"

    @property
    def patience(self) -> int:
        """The limit in days, by the name that clocks have for it."""
        return self.limit

    @property
    def is_past(self) -> bool:
        """Whether the limit has run out: only then is it shown as stalled."""
        return self.level >= Level.LIMIT


class Escalation(Ledger):
    """A stall reached a rung: when that became true, and when the sweep said so."""

    stall = models.ForeignKey(
        Stall, on_delete=models.PROTECT, related_name="escalations"
    )
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    climb = models.PositiveSmallIntegerField(
        default=1, help_text="Which climb it is: a decision starts a new one."
    )
    due_at = models.DateTimeField()
    flagged_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("escalation")
        ordering = ["due_at", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["stall", "climb", "level"], name="one_flag_per_rung"
            ),
        ]

    def __str__(self):
        return f"{self.stall_id} {self.level}"


class StallDecision(Ledger):
    """What the committee decided about a stall, in writing."""

    class Outcome(models.TextChoices):
        """The four ways out."""

        REASSIGN = "reassign", _("Reassign: another person takes it on")
        SPLIT = "split", _("Split: part of it goes on, the rest is proposed anew")
        STOP = "stop", _("Stop and keep the lessons")
        ACCEPT_RISK = "accept_risk", _("Accept the risk until a date")

    stall = models.ForeignKey(Stall, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=11, choices=Outcome.choices)
    reason = models.TextField(_("reason"))
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who takes it on"),
    )
    until = models.DateField(_("until"), null=True, blank=True)
    decided_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("decision on a stall")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reassigned_stall_names_a_person",
                condition=~Q(outcome="reassign") | Q(person__isnull=False),
                violation_error_message=_("Name the person who takes it on."),
            ),
            models.CheckConstraint(
                name="accepted_risk_has_an_end",
                condition=~Q(outcome="accept_risk") | Q(until__isnull=False),
                violation_error_message=_("Say until which day the risk is accepted."),
            ),
        ]

    def __str__(self):
        return f"{self.stall_id} {self.outcome}"
