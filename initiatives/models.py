"""The initiative: what it is, promises and does, where it stands, who leads it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from audit import clock
from audit.models import Ledger
from initiatives import querysets
from initiatives.stages import Kind, Stage
from organisation.functions import Function
from organisation.models import Person, Site, Unit


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


class Exposure(models.Model):
    """People who will work with the AI system, per unit and site.

    `people` and `overseers` are head counts; overseers are part of `people`.
    A row out of scope stays: a site that was consulted keeps its block.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="exposures"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    people = models.PositiveIntegerField(_("people"))
    overseers = models.PositiveIntegerField(
        _("of whom oversee the AI system"), default=0
    )
    in_scope = models.BooleanField(_("in scope"), default=True)

    class Meta:
        verbose_name = _("people exposed")
        verbose_name_plural = _("people exposed")
        ordering = ["unit__path", "site__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "unit", "site"],
                name="one_exposure_per_unit_and_site",
                violation_error_message=_("This unit and site is already listed."),
            ),
            models.CheckConstraint(
                name="overseers_are_among_the_people",
                condition=Q(overseers__lte=F("people")),
                violation_error_message=_(
                    "There cannot be more overseers than people."
                ),
            ),
            models.CheckConstraint(
                name="somebody_is_exposed",
                condition=Q(people__gt=0),
                violation_error_message=_("Enter how many people, at least one."),
            ),
        ]

    def __str__(self):
        return f"{self.unit}, {self.site}: {self.people}"


class Lead(models.Model):
    """A named person leads the initiative for a function, until replaced."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="leads"
    )
    function = models.CharField(_("function"), max_length=12, choices=Function.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leading")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lead")
        ordering = ["function"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "function"],
                condition=Q(until__isnull=True),
                name="one_lead_per_function",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "initiative"],
                condition=Q(until__isnull=True),
                name="what_a_person_leads",
            ),
        ]

    def __str__(self):
        return f"{self.get_function_display()}: {self.person}"


class Asked(models.Model):
    """A function is asked to sign or receive, as long as the handoff is open.

    Whoever can answer for it then sees a confidential initiative: the person is not
    named here, so that a new mandate or a deputy counts at once.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="asked"
    )
    function = models.CharField(_("function"), max_length=12, choices=Function.choices)
    of_root = models.BooleanField(
        default=False,
        help_text="The committee is asked: only a mandate for the root unit counts.",
    )
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("function asked")
        ordering = ["function"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "function", "of_root"],
                condition=Q(until__isnull=True),
                name="a_function_is_asked_once",
            ),
            models.CheckConstraint(
                name="asked_until_after_since",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.function}"


class Answered(models.Model):
    """A person has answered at a gate, and keeps seeing what they put their name to."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="answered"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("person who answered")
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "person"], name="answered_is_kept_once"
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.person_id}"


class Stay(models.Model):
    """One visit of a stage: entered, left, and what its gate asks (frozen).

    `requirement` is null until governance freezes it: an initiative that was taken
    over has none, and no clocks, until a lead accepts it.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="stays"
    )
    visit = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=13, choices=Stage.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    entered_at = models.DateTimeField(default=clock.now)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    requirement = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("stay")
        ordering = ["visit"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "visit"], name="one_stay_per_visit"
            ),
            models.UniqueConstraint(
                fields=["initiative"],
                condition=Q(left_at__isnull=True),
                name="one_open_stay",
            ),
            models.CheckConstraint(
                name="stay_ends_after_it_starts",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("entered_at")),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.stage} {self.visit}"


class Link(models.Model):
    """One initiative needs or feeds another."""

    class Kind(models.TextChoices):
        """How two initiatives hang together."""

        NEEDS = "needs", _("Needs")
        FEEDS = "feeds", _("Feeds")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="links"
    )
    kind = models.CharField(max_length=5, choices=Kind.choices)
    other = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="linked_from"
    )

    class Meta:
        verbose_name = _("link")
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "kind", "other"], name="one_link_of_a_kind"
            ),
            models.CheckConstraint(
                name="no_link_to_itself", condition=~Q(initiative=F("other"))
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.kind} {self.other_id}"


def stored_under(attachment, filename):
    """A random storage key: the name that was given stays metadata only."""
    return f"{attachment.initiative_id}/{uuid.uuid4().hex}"


class Attachment(Ledger):
    """A file of an initiative, immutable; erasing leaves its hash and its size.

    Name and note may say what the file says, so that they go with its bytes.
    """

    may_change = ("erased_at", "erased_by_id", "file", "name", "note")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="attachments"
    )
    file = models.FileField(upload_to=stored_under, max_length=200, blank=True)
    name = models.CharField(_("file name"), max_length=120)
    kind = models.CharField(max_length=10)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(_("what it shows"), max_length=200, blank=True)
    is_traced = models.BooleanField(
        default=False,
        editable=False,
        help_text="Read only where each reading is noted, never from the list.",
    )
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("file")
        ordering = ["-added_at"]
        constraints = [
            models.CheckConstraint(
                name="attachment_erased_at_and_by",
                condition=Q(erased_at__isnull=True, erased_by__isnull=True)
                | Q(erased_at__isnull=False, erased_by__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.title)

    @property
    def title(self):
        """The name of the file, or the words that stand in its place."""
        return _("Erased file") if self.erased_at else self.name


class Comment(Ledger):
    """Somebody says something on the initiative's page; erasing leaves its hash.

    The hash is made with a salt that goes with the text: nobody can find a short text
    again by trying.
    """

    may_change = ("text", "salt", "erased_at", "erased_by_id")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="comments"
    )
    text = models.TextField(_("comment"))
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    mentions = models.JSONField(default=list, blank=True)
    salt = models.CharField(max_length=32, blank=True, editable=False)
    sha256 = models.CharField(
        max_length=64,
        default="",
        editable=False,
        help_text="Of the salt, then the text.",
    )
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("comment")
        ordering = ["written_at"]
        constraints = [
            models.CheckConstraint(
                name="comment_erased_at_and_by",
                condition=Q(erased_at__isnull=True, erased_by__isnull=True)
                | Q(
                    erased_at__isnull=False,
                    erased_by__isnull=False,
                    text="",
                    salt="",
                ),
            ),
        ]

    def __str__(self):
        return self.text[:60]


class Erasure(models.Model):
    """A file or a comment is to be erased: one person asks, another one confirms.

    `leftover` names the stored bytes from the moment the row is erased until the
    storage has let them go, so that a crash between the two is found and mended.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="erasures"
    )
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="erasures",
    )
    comment = models.ForeignKey(
        Comment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="erasures",
    )
    reason = models.CharField(_("reason"), max_length=500)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    leftover = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("erasure")
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                name="erasure_of_one_thing",
                condition=Q(attachment__isnull=False, comment__isnull=True)
                | Q(attachment__isnull=True, comment__isnull=False),
            ),
            models.CheckConstraint(
                name="two_people_erase",
                condition=Q(done_by__isnull=True) | ~Q(done_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="erasure_done_at_and_by",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="erasure_declined_at_and_by",
                condition=Q(declined_at__isnull=True, declined_by__isnull=True)
                | Q(declined_at__isnull=False, declined_by__isnull=False),
            ),
            models.CheckConstraint(
                name="erasure_ends_once",
                condition=Q(done_at__isnull=True) | Q(declined_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["attachment"],
                condition=Q(done_at__isnull=True, declined_at__isnull=True),
                name="one_open_erasure_of_a_file",
            ),
            models.UniqueConstraint(
                fields=["comment"],
                condition=Q(done_at__isnull=True, declined_at__isnull=True),
                name="one_open_erasure_of_a_comment",
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.attachment_id or self.comment_id}"

    @property
    def is_open(self) -> bool:
        """Whether a second person has not answered yet."""
        return self.done_at is None and self.declined_at is None


def kept_for_import(upload, filename):
    """A random storage key for an import: the name that was given is metadata only."""
    return f"imports/{uuid.uuid4().hex}"


class KeptFile(models.Model):
    """A spreadsheet that was read and is brought in step by step, for any room.

    `done` counts the rows of the file that were dealt with, so that a long import
    goes on where it stopped; `mapping` is what the person chose on the page.
    """

    class State(models.TextChoices):
        """Where the import stands."""

        CHECKING = "checking", _("Being checked")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(upload_to=kept_for_import, max_length=200)
    name = models.CharField(_("file name"), max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(
        max_length=8, choices=State.choices, default=State.CHECKING
    )
    mapping = models.JSONField(default=dict, blank=True)
    rows = models.PositiveIntegerField(_("rows in the file"), default=0)
    done = models.PositiveIntegerField(_("rows dealt with"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    errors = models.JSONField(default=list, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class Import(KeptFile):
    """A spreadsheet of initiatives that already run."""

    class Meta:
        verbose_name = _("import")
        ordering = ["-added_at"]
        constraints = [
            models.CheckConstraint(
                name="import_deals_with_rows_of_its_file",
                condition=Q(done__lte=F("rows")),
            ),
        ]
