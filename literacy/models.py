"""Stage 1: who learnt what, which bodies were consulted, and when real work began."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Attachment, Initiative, Intent
from literacy import querysets
from organisation.models import Body, Person, Site, Unit


class MeasureKind(models.TextChoices):
    """The forms that learning takes (Regulation (EU) 2024/1689, Art. 4)."""

    TRAINING = "training", _("Training")
    GUIDANCE = "guidance", _("Written guidance")
    BRIEFING = "briefing", _("Briefing")
    WORKSHOP = "workshop", _("Workshop")
    SANDBOX = "sandbox", _("Sandbox session")
    COACHING = "coaching", _("Coaching")
    QUESTIONS = "questions", _("Round of questions and answers")


class Audience(models.TextChoices):
    """For whom a measure is: overseers are counted apart."""

    EVERYONE = "everyone", _("Everyone exposed")
    OPERATORS = "operators", _("Operators: they work with the AI system")
    BUILDERS = "builders", _("Builders: they configure it")
    OVERSEERS = "overseers", _("Overseers: they watch it and may stop it")


class Measure(Ledger):
    """A dated act by which people at one unit and site learnt about an AI system.

    `people` counts those who were not covered before, never who they are. A measure
    stays as it was written; a correction is a new row that supersedes it, and one
    with no people takes it back.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MeasureKind.choices)
    audience = models.CharField(_("for whom"), max_length=10, choices=Audience.choices)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    held_on = models.DateField(_("held on"))
    people = models.PositiveIntegerField(_("people newly covered"))
    ai_system = models.CharField(_("AI system covered"), max_length=200)
    content = models.CharField(_("content and its version"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("corrects"),
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="measure_covers_somebody",
                condition=Q(people__gt=0) | Q(supersedes__isnull=False),
                violation_error_message=_("Enter how many people, at least one."),
            ),
            models.CheckConstraint(
                name="measure_audience_is_known",
                condition=Q(audience__in=Audience.values),
            ),
            models.CheckConstraint(
                name="measure_kind_is_known", condition=Q(kind__in=MeasureKind.values)
            ),
        ]
        indexes = [models.Index(fields=["initiative"], name="measures_of_initiative")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.site}: {self.people}"


class Right(models.TextChoices):
    """What a body is entitled to: these are different things, with different ends."""

    INFORM = "inform", _("To be informed")
    CONSULT = "consult", _("To be consulted")
    CONSENT = "consent", _("To consent")


class Outcome(models.TextChoices):
    """What a body says."""

    FAVOURABLE = "favourable", _("Favourable")
    WITH_RESERVATIONS = "with_reservations", _("With reservations")
    UNFAVOURABLE = "unfavourable", _("Unfavourable")
    AGREEMENT = "agreement", _("Agreement signed")
    CONSENT_REFUSED = "consent_refused", _("Consent refused")
    NO_OPINION = "no_opinion", _("No opinion, and says so")


CONSENTING = (Outcome.FAVOURABLE, Outcome.AGREEMENT)
"""The outcomes that pass where the body must consent. Time alone never passes."""


class ConsultationState(models.TextChoices):
    """Where a consultation stands: computed, never stored."""

    OPENED = "opened", _("Nothing handed over yet")
    WAITING = "waiting", _("Opinion awaited")
    PASSED = "passed", _("Passed")
    NOT_PASSED = "not_passed", _("Not passed")


class Consultation(Ledger):
    """HR consults one body, at one site, on one initiative, by one right.

    What was handed over and what was answered are rows of their own.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("body")
    )
    right = models.CharField(
        _("what the body is entitled to"), max_length=7, choices=Right.choices
    )
    subject = models.CharField(_("subject"), max_length=200)
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    opened_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        ordering = ["site__name", "body__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "site", "body", "right"],
                name="one_consultation_per_body_site_and_right",
                violation_error_message=_(
                    "This consultation was opened already. Look at it on the page."
                ),
            ),
            models.CheckConstraint(
                name="consultation_right_is_known", condition=Q(right__in=Right.values)
            ),
        ]

    def __str__(self):
        return f"{self.body}, {self.get_right_display()}"

    @property
    def state(self) -> ConsultationState:
        """Where it stands; the row must come from `with_standing`."""
        if self.informed_on is None:
            return ConsultationState.OPENED
        if self.right == Right.INFORM:
            return ConsultationState.PASSED
        if not self.outcome:
            return ConsultationState.WAITING
        if self.right == Right.CONSENT and self.outcome not in CONSENTING:
            return ConsultationState.NOT_PASSED
        return ConsultationState.PASSED

    @property
    def has_passed(self) -> bool:
        """Whether the body's right has been honoured."""
        return self.state == ConsultationState.PASSED

    @property
    def awaits_opinion(self) -> bool:
        """Whether the body is asked and has not answered yet."""
        return self.state == ConsultationState.WAITING

    def get_outcome_display(self) -> str:
        """The last opinion in words, or nothing."""
        return Outcome(self.outcome).label if self.outcome else ""


class Information(Ledger):
    """What was handed over to a body in a consultation: a text, a file or both."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="information"
    )
    informed_on = models.DateField(_("handed over on"))
    text = models.TextField(_("what was handed over"), blank=True)
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("information handed over")
        ordering = ["informed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="information_says_something",
                condition=~Q(text="") | Q(attachment__isnull=False),
                violation_error_message=_("Write the information or choose a file."),
            ),
        ]

    def __str__(self):
        return f"{self.consultation_id} {self.informed_on}"


class Opinion(Ledger):
    """What a body answered, recorded by one of its own representatives.

    The last one counts; the earlier ones stay.
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="opinions"
    )
    outcome = models.CharField(_("opinion"), max_length=17, choices=Outcome.choices)
    text = models.TextField(_("in the words of the body"), blank=True)
    given_on = models.DateField(_("given on"))
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("opinion")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="opinion_outcome_is_known", condition=Q(outcome__in=Outcome.values)
            ),
        ]

    def __str__(self):
        return f"{self.consultation_id} {self.outcome}"


class Answer(models.TextChoices):
    """What the second person says."""

    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused")


def _answered(prefix):
    """An answer has its day and its person, and never comes from who asked."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_answered_at_and_by",
            condition=Q(
                agreed__isnull=True, answered_at__isnull=True, answered_by__isnull=True
            )
            | Q(
                agreed__isnull=False,
                answered_at__isnull=False,
                answered_by__isnull=False,
            ),
        ),
        models.CheckConstraint(
            name=f"{prefix}_takes_two_people",
            condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
            violation_error_message=_("Another person must answer this."),
        ),
        models.UniqueConstraint(
            fields=["initiative", "site"],
            condition=Q(agreed=True) | Q(agreed__isnull=True),
            name=f"one_{prefix}_per_site",
            violation_error_message=_("This was asked for this site already."),
        ),
    ]


class TwoPersonRequest(Ledger):
    """Something about one site that one person asks and another answers."""

    may_change = ("agreed", "answered_at", "answered_by")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )
    agreed = models.BooleanField(
        _("agreed"),
        null=True,
        editable=False,
        help_text="Empty until the second person has answered.",
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = querysets.TwoPersonQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.initiative_id} {self.site_id} {self.agreed}"

    @property
    def is_confirmed(self) -> bool:
        """Whether the second person agreed."""
        return self.agreed is True

    @property
    def is_open(self) -> bool:
        """Whether the second person has not answered yet."""
        return self.agreed is None


class Waiver(TwoPersonRequest):
    """No consultation is required at a site: justified by HR, confirmed by Legal."""

    class Meta(TwoPersonRequest.Meta):
        abstract = False
        verbose_name = _("consultation not required")
        ordering = ["-asked_at"]
        constraints = _answered("waiver")


class Override(TwoPersonRequest):
    """Real work may begin at a site before the consultations have passed.

    Asked by Leadership, confirmed by Legal. It never makes a consultation pass.
    """

    class Meta(TwoPersonRequest.Meta):
        abstract = False
        verbose_name = _("exception to the block")
        ordering = ["-asked_at"]
        constraints = _answered("override")


class UseStart(Ledger):
    """The day on which first real users began at a site; a sandbox is no real work."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    on = models.DateField(_("first day of use"))
    real_work = models.BooleanField(_("on real work"))
    override = models.ForeignKey(
        Override,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="The exception under which it began, where it did.",
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("start of use")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "site", "real_work"],
                name="one_first_use_per_site",
                violation_error_message=_("This was recorded for this site already."),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.site_id} {self.on}"


class StatementKind(models.TextChoices):
    """The four things that are said in writing before the gate of literacy."""

    DIALOGUE = "dialogue_note", _("Dialogue note")
    AMBITION = "ambition_note", _("How what was learnt refined the ambition")
    INTENT = "intent_published", _("Intent published to employees")
    IMPACT = "impact_assessment", _("Working-conditions impact assessment")


class Statement(Ledger):
    """Something said in writing for an initiative; a newer one takes its place."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=17, choices=StatementKind.choices)
    text = models.TextField(_("text"))
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    intent = models.CharField(
        max_length=12,
        choices=Intent.choices,
        blank=True,
        editable=False,
        help_text="The intent as it stood when it was published.",
    )
    written_at = models.DateTimeField(default=clock.now, editable=False)
    written_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="impact_assessment_has_a_file",
                condition=~Q(kind=StatementKind.IMPACT) | Q(attachment__isnull=False),
                violation_error_message=_("Choose the file of the assessment."),
            ),
            models.CheckConstraint(
                name="published_intent_is_kept",
                condition=(Q(kind=StatementKind.INTENT) & ~Q(intent=""))
                | (~Q(kind=StatementKind.INTENT) & Q(intent="")),
            ),
        ]
        indexes = [
            models.Index(fields=["initiative", "kind"], name="statements_of_a_kind")
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.kind}"
