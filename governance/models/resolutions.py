"""What the committee decided: the log, the votes, what follows, and the minutes."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from governance.models.handoffs import Decision
from governance.models.meetings import (
    AgendaItem,
    Briefing,
    Meeting,
    Member,
    Presence,
)
from governance.models.stalls import StallDecision
from initiatives.models import Initiative
from initiatives.stages import Stage
from organisation.functions import Function
from organisation.models import Person


class Answer(models.TextChoices):
    """What the committee says to an item; each kind of item offers its own."""

    APPROVE = "approve", _("Approve")
    CONDITIONS = "conditions", _("Approve with conditions")
    SEND_BACK = "send_back", _("Send back with questions")
    BACK = "back", _("Send back a stage")
    REASSIGN = "reassign", _("Reassign: another person takes it on")
    SPLIT = "split", _("Split: part of it goes on, the rest is proposed anew")
    ACCEPT_RISK = "accept_risk", _("Accept the risk until a date")
    STOP = "stop", _("Stop and keep the lessons")
    NOTE = "note", _("Note it")


class Resolution(Ledger):
    """One entry of the decision log: question, options, answer, and what was seen.

    It is written once. A correction is a row of its own that names the first; a later
    decision may supersede an earlier one.
    """

    number = models.PositiveIntegerField(unique=True)
    ref = models.CharField(max_length=12, unique=True)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="resolutions"
    )
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, related_name="resolutions"
    )
    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="+")
    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="resolutions",
    )
    question = models.TextField(_("what was asked"))
    options = models.JSONField(_("options considered"), default=list, blank=True)
    answer = models.CharField(_("decision"), max_length=11, choices=Answer.choices)
    text = models.TextField(_("for the minutes"))
    promises = models.JSONField(
        default=list,
        blank=True,
        help_text="What was promised, as decided: text, owner, function, day.",
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who takes it on"),
    )
    until = models.DateField(
        _("until"), null=True, blank=True, help_text="The end of an accepted risk."
    )
    to = models.CharField(
        _("back to stage"), max_length=13, choices=Stage.choices, blank=True
    )
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    review_on = models.DateField(_("looked at again on"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("takes the place of"),
    )
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects"),
    )
    decision = models.OneToOneField(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="resolution",
    )
    stall_decision = models.OneToOneField(
        StallDecision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="resolution",
    )
    decided_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who recorded it; the votes say who decided.",
    )

    class Meta:
        verbose_name = _("decision of the committee")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(corrects__isnull=True),
                name="one_decision_per_item",
                violation_error_message=_("This item is decided already."),
            ),
            models.UniqueConstraint(
                fields=["supersedes"], name="one_decision_takes_the_place_of_one"
            ),
            models.CheckConstraint(
                name="a_correction_has_no_effect_of_its_own",
                condition=Q(corrects__isnull=True)
                | Q(decision__isnull=True, stall_decision__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_on"],
                condition=Q(review_on__isnull=False),
                name="decisions_to_look_at",
            ),
        ]

    def __str__(self):
        return self.ref

    def get_absolute_url(self):
        return reverse("governance:resolution", args=[self.pk])


class Vote(Ledger):
    """What one person said to a decision; a conflict of interest takes it away."""

    class Way(models.TextChoices):
        """For, against, neither, or not allowed to say."""

        FOR = "for", _("For")
        AGAINST = "against", _("Against")
        ABSTAIN = "abstain", _("Abstains")
        CONFLICT = "conflict", _("Conflict of interest")

    resolution = models.ForeignKey(
        Resolution, on_delete=models.PROTECT, related_name="votes"
    )
    function = models.CharField(max_length=12, choices=Function.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    principal = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    way = models.CharField(max_length=8, choices=Way.choices)
    text = models.TextField(_("dissent, or the conflict in words"), blank=True)

    class Meta:
        verbose_name = _("vote")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resolution", "person"], name="one_vote_per_person"
            ),
            models.CheckConstraint(
                name="a_conflict_is_said",
                condition=~Q(way="conflict") | ~Q(text=""),
                violation_error_message=_("Say in a sentence what the conflict is."),
            ),
        ]

    def __str__(self):
        return f"{self.resolution_id} {self.function} {self.way}"


class FollowUp(models.Model):
    """What somebody must do because of a decision that no gate watches over.

    Its owner reports that it is done, and what shows it; it is done once the function
    that checks it says so.
    """

    resolution = models.ForeignKey(
        Resolution, on_delete=models.PROTECT, related_name="follow_ups"
    )
    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    function = models.CharField(
        max_length=12, choices=Function.choices, help_text="Who checks it."
    )
    text = models.TextField(_("what must be done"))
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("by"))
    made_at = models.DateTimeField(default=clock.now)
    proof = models.TextField(_("what shows that it is done"), blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("action of the committee")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="follow_up_reported_with_proof",
                condition=Q(reported_at__isnull=True) | ~Q(proof=""),
            ),
            models.CheckConstraint(
                name="follow_up_done_at_and_by",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner"],
                condition=Q(done_at__isnull=True),
                name="open_follow_ups",
            ),
        ]

    def __str__(self):
        return self.text[:60]


class PresenceCorrection(Ledger):
    """Who was in a meeting, as it was put right after the meeting was closed.

    `presence` is what had been noted; without one nothing had been. Without times the
    person was not there.
    """

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="presence_corrections"
    )
    presence = models.ForeignKey(
        Presence,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("what was wrong"))
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("correction of a presence")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="corrected_presence_from_and_to",
                condition=Q(arrived_at__isnull=True, left_at__isnull=True)
                | Q(left_at__gt=F("arrived_at")),
                violation_error_message=_("Somebody leaves after they came."),
            ),
            models.CheckConstraint(
                name="absence_corrects_a_presence",
                condition=Q(arrived_at__isnull=False) | Q(presence__isnull=False),
            ),
            models.CheckConstraint(
                name="presence_corrected_with_reason", condition=~Q(reason="")
            ),
        ]

    def __str__(self):
        return f"{self.member_id} {self.person_id}"


class StaffMessage(Ledger):
    """What the committee tells the employees whom an initiative concerns."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="messages"
    )
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="staff_messages"
    )
    text = models.TextField(_("message"))
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("message to staff")
        ordering = ["-published_at", "-pk"]

    def __str__(self):
        return self.text[:60]


class Minutes(Ledger):
    """The minutes of a meeting as they were issued; corrected ones are a new row."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="minutes"
    )
    number = models.PositiveSmallIntegerField()
    content = models.TextField(help_text="Canonical JSON of what was recorded.")
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=clock.now)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(help_text="Until when members confirm or object.")
    reckoning = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("minutes")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="minutes_are_numbered"
            ),
            models.CheckConstraint(
                name="minutes_due_after_issued",
                condition=Q(due_at__gte=F("issued_at")),
            ),
        ]

    def __str__(self):
        return f"{self.meeting_id} {self.number}"


class MinutesAnswer(Ledger):
    """A member confirms the minutes, or objects in writing; silence is no row."""

    minutes = models.ForeignKey(
        Minutes, on_delete=models.PROTECT, related_name="answers"
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="minutes_answers"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_confirmed = models.BooleanField()
    text = models.TextField(_("objection"), blank=True)
    answered_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("answer to minutes")
        ordering = ["answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "member"],
                name="one_answer_to_minutes",
                violation_error_message=_("You have answered already."),
            ),
            models.CheckConstraint(
                name="an_objection_is_in_writing",
                condition=Q(is_confirmed=True) | ~Q(text=""),
                violation_error_message=_("Write what is not right."),
            ),
        ]

    def __str__(self):
        return f"{self.minutes_id} {self.member_id}"
