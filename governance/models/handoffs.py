"""Handoffs between functions: who was asked, who answered, what it waits for."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative, Stay
from organisation.functions import Function
from organisation.models import Person


class Handoff(models.Model):
    """One function gives the initiative to the next, through a gate."""

    class State(models.TextChoices):
        """Where the handoff stands; only the first three are open."""

        SIGNING = "signing", _("Waiting for signatures")
        RECEIVING = "receiving", _("Waiting to be accepted")
        COMMITTEE = "committee", _("Before the committee")
        PASSED = "passed", _("Accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        OVERTAKEN = "overtaken", _("Overtaken")

    OPEN = (State.SIGNING, State.RECEIVING, State.COMMITTEE)

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="handoffs"
    )
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="handoffs")
    gate = models.CharField(max_length=3)
    giver = models.CharField(max_length=12, choices=Function.choices)
    receiver = models.CharField(max_length=12, choices=Function.choices, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.SIGNING)
    revision = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64)
    note = models.TextField(_("note to the receiver"), blank=True)
    offered_at = models.DateTimeField(default=clock.now)
    offered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_for = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The principal, when a deputy accepted.",
    )
    owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken on by"),
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("handoff")
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative"],
                condition=Q(state__in=["signing", "receiving", "committee"]),
                name="one_open_handoff",
            ),
            models.CheckConstraint(
                name="handoff_accepted_at_and_by",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_ended_handoff_is_closed",
                condition=Q(
                    state__in=["signing", "receiving", "committee"],
                    closed_at__isnull=True,
                )
                | Q(
                    state__in=["passed", "withdrawn", "overtaken"],
                    closed_at__isnull=False,
                ),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.gate} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether somebody must still act on it."""
        return self.state in self.OPEN


class Revision(Ledger):
    """A frozen state of what is being signed, kept to say later what changed."""

    handoff = models.ForeignKey(
        Handoff, on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    content = models.TextField(help_text="Canonical JSON of the signed content.")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("revision")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["handoff", "number"], name="one_revision_per_number"
            ),
        ]

    def __str__(self):
        return f"{self.handoff_id} r{self.number}"


class SignOff(Ledger):
    """A named person answers, for a function, on one revision and its digest.

    Asking again is a new row. Only `is_standing` may change, from true to false: when
    the function answers anew on the same revision, or the signer withdraws.
    """

    may_change = ("is_standing",)

    class Answer(models.TextChoices):
        """What the function said."""

        SIGNED = "signed", _("Signed")
        CONDITIONS = "conditions", _("Signed with conditions")
        RETURNED = "returned", _("Returned with questions")

    handoff = models.ForeignKey(
        Handoff, on_delete=models.PROTECT, related_name="signoffs"
    )
    revision = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    function = models.CharField(max_length=12, choices=Function.choices)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    principal = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="For whom a deputy signed.",
    )
    mandate_id = models.BigIntegerField(
        help_text="The mandate that gave the right to sign."
    )
    counts_with = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="also",
        help_text="The signature of a unit's only holder that counts here too.",
    )
    note = models.TextField(blank=True)
    signed_at = models.DateTimeField(default=clock.now)
    is_standing = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("sign-off")
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["handoff", "revision", "function"],
                condition=Q(is_standing=True),
                name="one_standing_answer_per_function",
            ),
            models.UniqueConstraint(
                fields=["handoff", "revision", "person"],
                condition=Q(is_standing=True, counts_with__isnull=True),
                name="one_standing_answer_per_person",
            ),
            models.CheckConstraint(
                name="nobody_signs_for_themselves_as_deputy",
                condition=Q(principal__isnull=True) | ~Q(principal=F("person")),
            ),
        ]

    def __str__(self):
        return f"{self.function} {self.answer} r{self.revision}"


class Question(models.Model):
    """A return: what is asked, what would change the answer, and the reply."""

    handoff = models.ForeignKey(
        Handoff, on_delete=models.PROTECT, related_name="questions"
    )
    revision = models.PositiveSmallIntegerField()
    function = models.CharField(max_length=12, choices=Function.choices)
    signoff = models.OneToOneField(
        SignOff,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="question",
        help_text="Empty when the receiver returned the handoff.",
    )
    text = models.TextField(_("question"))
    would_change = models.TextField(_("what would change the answer"))
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("question")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="question_answered_at_and_by",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.text[:60]


class Condition(models.Model):
    """A promise attached to a sign-off or a decision: owner, date, proof."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="conditions"
    )
    handoff = models.ForeignKey(
        Handoff, on_delete=models.PROTECT, related_name="conditions"
    )
    signoff = models.ForeignKey(
        SignOff,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conditions",
    )
    function = models.CharField(
        max_length=12, choices=Function.choices, help_text="Who checks it."
    )
    text = models.TextField(_("condition"))
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("by"))
    made_at = models.DateTimeField(default=clock.now)
    proof = models.TextField(_("proof"), blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("condition")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="condition_met_at_and_by",
                condition=Q(met_at__isnull=True, met_by__isnull=True)
                | Q(met_at__isnull=False, met_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["initiative"],
                condition=Q(met_at__isnull=True),
                name="open_conditions",
            ),
        ]

    def __str__(self):
        return self.text[:60]


class Wait(models.Model):
    """A clock that runs on a handoff: which function must do what, since, until.

    `due_at` is computed when the clock starts, in working days of the unit, and
    stays; `patience` says how many days it was. One runs per handoff, duty and
    function; `ended_at` closes it.
    """

    class Duty(models.TextChoices):
        """The verb of the obligation."""

        SIGN = "sign", _("Sign")
        ACCEPT = "accept", _("Accept or return")
        ANSWER = "answer", _("Answer")
        DECIDE = "decide", _("Decide")

    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="waits")
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="waits"
    )
    duty = models.CharField(max_length=6, choices=Duty.choices)
    function = models.CharField(max_length=12, choices=Function.choices)
    since = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    patience = models.PositiveSmallIntegerField(help_text="Working days.")
    reckoning = models.JSONField(
        default=dict, help_text="How the due time was derived: country, holidays."
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    watched_at = models.DateTimeField(
        null=True,
        blank=True,
        default=clock.now,
        help_text="When the sweep looks next; empty once a stall watches it.",
    )

    class Meta:
        verbose_name = _("waiting")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["handoff", "duty", "function"],
                condition=Q(ended_at__isnull=True),
                name="one_running_clock",
            ),
            models.CheckConstraint(
                name="due_after_since", condition=Q(due_at__gte=F("since"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["watched_at"],
                condition=Q(ended_at__isnull=True, watched_at__isnull=False),
                name="sweep_reads_watched",
            ),
            models.Index(
                fields=["initiative", "due_at"],
                condition=Q(ended_at__isnull=True),
                name="what_an_initiative_waits_for",
            ),
        ]

    def __str__(self):
        return f"{self.handoff_id} {self.duty} {self.function}"


class Decision(Ledger):
    """The committee decides on a handoff; Leadership of the root unit records it."""

    class Outcome(models.TextChoices):
        """What the committee said."""

        ACCEPT = "accept", _("The receiver takes it on")
        RETURN = "return", _("Back to the giver, with questions")
        STOP = "stop", _("Stop and keep the lessons")

    handoff = models.ForeignKey(
        Handoff, on_delete=models.PROTECT, related_name="decisions"
    )
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="decisions"
    )
    asked = models.TextField(_("what was asked"))
    outcome = models.CharField(max_length=6, choices=Outcome.choices)
    reason = models.TextField(_("reason"))
    decided_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("decision")
        ordering = ["-decided_at", "-pk"]

    def __str__(self):
        return f"{self.handoff_id} {self.outcome}"


class Referral(models.Model):
    """The receiver asks the committee: an item that waits for a decision."""

    handoff = models.ForeignKey(
        Handoff, on_delete=models.PROTECT, related_name="referrals"
    )
    text = models.TextField(_("what the committee is asked"))
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("question to the committee")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["handoff"],
                condition=Q(decision__isnull=True),
                name="one_open_question_to_the_committee",
            ),
        ]

    def __str__(self):
        return self.text[:60]
