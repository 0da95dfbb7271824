"""What an AI system changes in the work: fifteen dimensions, prevention, the view."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from literacy import querysets
from organisation.models import Person, Seat, Site, Unit

LEAST, MOST = 1, 4
"""The ends of the scales of severity and likelihood."""


class Dimension(models.TextChoices):
    """The fifteen dimensions of work that are looked at, one by one.

    They build on the six psychosocial factors (Gollac and Bodier, 2011), the topics of
    the Belgian collective agreement no. 39, and what courts have looked at.
    """

    CONTENT = "content", _("Content and meaning of the job")
    WORKLOAD = "workload", _("Workload and pace")
    AUTONOMY = "autonomy", _("Autonomy")
    EMOTIONS = "emotions", _("Emotional load")
    RELATIONS = "relations", _("Relations and cooperation")
    QUALITY = "quality", _("Quality of the work, conflicts of values")
    SECURITY = "security", _("Security of job and employment")
    SKILLS = "skills", _("Skills and training")
    PAY = "pay", _("Pay and classification")
    MONITORING = "monitoring", _("Monitoring and personal data")
    SAFETY = "safety", _("Health, safety, ergonomics")
    HOURS = "hours", _("Working time and shifts")
    EQUALITY = "equality", _("Equality and bias")
    ACCESS = "access", _("Accessibility")
    LIABILITY = "liability", _("Who answers when the AI errs")


class Direction(models.TextChoices):
    """Which way the work changes for a population."""

    BETTER = "better", _("Better")
    SAME = "same", _("The same")
    WORSE = "worse", _("Worse")


class Severity(models.IntegerChoices):
    """How bad it is for those whom it meets."""

    SLIGHT = 1, _("Slight")
    NOTICEABLE = 2, _("Noticeable")
    SERIOUS = 3, _("Serious")
    GRAVE = 4, _("Grave")


class Likelihood(models.IntegerChoices):
    """How probable it is that it happens."""

    UNLIKELY = 1, _("Unlikely")
    POSSIBLE = 2, _("Possible")
    LIKELY = 3, _("Likely")
    CERTAIN = 4, _("Almost certain")


class RiskDocument(models.TextChoices):
    """Whether the employer's risk assessment document follows.

    In France the *document unique* (Code du travail, R4121-1 and R4121-2).
    """

    UPDATED = "updated", _("It is updated")
    TO_UPDATE = "to_update", _("It must still be updated")
    NOT_NEEDED = "not_needed", _("Nothing in it changes, or the law asks for none")


class Assessment(Ledger):
    """One version of the working-conditions impact assessment of an initiative.

    A version starts from the one before: an answer holds until a later version gives
    another. It can be written in until it is complete, and never after.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveSmallIntegerField(_("version"))
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    opened_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("impact assessment")
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "version"],
                name="one_assessment_of_a_version",
                violation_error_message=_("Somebody opened this version a moment ago."),
            ),
            models.CheckConstraint(
                name="assessment_versions_from_one", condition=Q(version__gte=1)
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.version}"

    @property
    def is_complete(self) -> bool:
        """Whether it is finished; nothing is written in it any more."""
        return hasattr(self, "completion")


class AssessmentCompletion(Ledger):
    """A version is complete: who was heard, on which papers, by whom it is signed."""

    assessment = models.OneToOneField(
        Assessment, on_delete=models.PROTECT, related_name="completion"
    )
    contributors = models.TextField(_("who was heard"))
    documents = models.TextField(_("documents used"), blank=True)
    risk_document = models.CharField(
        _("risk assessment document"), max_length=10, choices=RiskDocument.choices
    )
    completed_at = models.DateTimeField(default=clock.now, editable=False)
    completed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("completed assessment")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="completion_names_who_was_heard", condition=~Q(contributors="")
            ),
            models.CheckConstraint(
                name="completion_risk_document_is_known",
                condition=Q(risk_document__in=RiskDocument.values),
            ),
        ]

    def __str__(self):
        return f"{self.assessment_id} {self.completed_at:%Y-%m-%d}"


def _rated(severity, likelihood):
    return Q(
        **{
            f"{severity}__gte": LEAST,
            f"{severity}__lte": MOST,
            f"{likelihood}__gte": LEAST,
            f"{likelihood}__lte": MOST,
        }
    )


class Finding(Ledger):
    """What changes for one population in one dimension, or why nothing does.

    A population is a unit at a site. `assessment` is the version in which it was
    written; a later answer takes its place in later versions only.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="findings"
    )
    dimension = models.CharField(
        _("dimension"), max_length=10, choices=Dimension.choices
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    is_affected = models.BooleanField(_("affected"))
    reason = models.TextField(_("why nothing changes"), blank=True)
    before = models.TextField(_("before"), blank=True)
    after = models.TextField(_("after"), blank=True)
    direction = models.CharField(
        _("direction"), max_length=6, choices=Direction.choices, blank=True
    )
    severity = models.PositiveSmallIntegerField(
        _("severity"), choices=Severity.choices, null=True, blank=True
    )
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood"), choices=Likelihood.choices, null=True, blank=True
    )
    residual_severity = models.PositiveSmallIntegerField(
        _("severity with the measures"),
        choices=Severity.choices,
        null=True,
        blank=True,
    )
    residual_likelihood = models.PositiveSmallIntegerField(
        _("likelihood with the measures"),
        choices=Likelihood.choices,
        null=True,
        blank=True,
    )
    evidence = models.TextField(_("what it rests on"), blank=True)
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.VersionedQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "dimension", "unit", "site"],
                condition=Q(supersedes__isnull=True),
                name="one_first_finding_of_a_population",
                violation_error_message=_(
                    "Somebody answered this a moment ago. Look at the page again."
                ),
            ),
            models.CheckConstraint(
                name="finding_dimension_is_known",
                condition=Q(dimension__in=Dimension.values),
            ),
            models.CheckConstraint(
                name="finding_says_what_changes_or_why_nothing_does",
                condition=(
                    Q(is_affected=True, reason="", direction__in=Direction.values)
                    & ~Q(before="")
                    & ~Q(after="")
                )
                | (
                    Q(is_affected=False, before="", after="", direction="")
                    & ~Q(reason="")
                ),
            ),
            models.CheckConstraint(
                name="finding_is_rated_when_it_is_worse",
                condition=(Q(direction="worse") & _rated("severity", "likelihood"))
                | (
                    ~Q(direction="worse")
                    & Q(severity__isnull=True, likelihood__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="finding_residual_is_rated_whole",
                condition=Q(
                    residual_severity__isnull=True, residual_likelihood__isnull=True
                )
                | (
                    Q(direction="worse")
                    & _rated("residual_severity", "residual_likelihood")
                ),
            ),
        ]
        indexes = [models.Index(fields=["initiative"], name="findings_of_initiative")]

    def __str__(self):
        return f"{self.get_dimension_display()}, {self.unit}, {self.site}"

    @property
    def score(self) -> int | None:
        """Severity times likelihood, 1 to 16; nothing where it gets no worse."""
        return self.severity * self.likelihood if self.severity else None

    @property
    def residual_score(self) -> int | None:
        """The same with the prevention measures in place, where it was rated."""
        if not self.residual_severity:
            return None
        return self.residual_severity * self.residual_likelihood


class Prevention(Ledger):
    """A measure that keeps harm away: what, by whom, until when.

    It stays as it was written; another owner, day or wording is a new row that
    supersedes it and says why, and so is giving it up. `is_follow_up` tells what was
    changed after the version was complete: no signature covers that.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="preventions"
    )
    dimension = models.CharField(
        _("dimension"), max_length=10, choices=Dimension.choices
    )
    text = models.TextField(_("measure"))
    indicator = models.CharField(_("how it shows"), max_length=200, blank=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due on"))
    is_follow_up = models.BooleanField(default=False, editable=False)
    is_dropped = models.BooleanField(_("given up"), default=False, editable=False)
    reason = models.TextField(_("why it changes"), blank=True)
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.PreventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("prevention measure")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="prevention_dimension_is_known",
                condition=Q(dimension__in=Dimension.values),
            ),
            models.CheckConstraint(
                name="prevention_change_has_a_reason",
                condition=Q(supersedes__isnull=True, is_dropped=False)
                | (Q(supersedes__isnull=False) & ~Q(reason="")),
                violation_error_message=_("Write why the measure changes."),
            ),
        ]
        indexes = [
            models.Index(fields=["initiative"], name="preventions_of_initiative"),
            models.Index(fields=["due_on"], name="preventions_by_day"),
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def is_done(self) -> bool:
        """Whether somebody showed that it is in place."""
        return hasattr(self, "done")

    @property
    def is_late(self) -> bool:
        """Whether its day has passed and it is not in place."""
        return not self.is_done and self.due_on < clock.today()


class PreventionDone(Ledger):
    """A prevention measure is in place: since when, and what shows it."""

    prevention = models.OneToOneField(
        Prevention, on_delete=models.PROTECT, related_name="done"
    )
    done_on = models.DateField(_("in place since"))
    proof = models.TextField(_("what shows it"))
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("measure in place")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="prevention_done_is_shown", condition=~Q(proof="")
            ),
        ]

    def __str__(self):
        return f"{self.prevention_id} {self.done_on}"


class RepresentativeView(Ledger):
    """What the employee representatives of a site say about an assessment.

    It has a table of its own, and each row hangs on the seat of who wrote it: the
    employer's side, administrators too, has no seat and so no row. The last one of a
    seat counts for its dimension; the earlier ones stay.
    """

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="views"
    )
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    dimension = models.CharField(
        _("dimension"),
        max_length=10,
        choices=Dimension.choices,
        blank=True,
        help_text="Empty: on the assessment as a whole.",
    )
    text = models.TextField(_("in the words of the representatives"))
    written_at = models.DateTimeField(default=clock.now, editable=False)
    written_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("view of the representatives")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="view_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="view_dimension_is_known",
                condition=Q(dimension="") | Q(dimension__in=Dimension.values),
            ),
        ]

    def __str__(self):
        return f"{self.assessment_id} {self.seat_id}"

    def clean(self):
        """Refuse a view by anybody but the holder of the seat, at a site of the body.

        Raises ValidationError.
        """
        seat = self.seat
        if (
            seat.person_id != self.written_by_id
            or not seat.body.sites.filter(pk=self.site_id).exists()
        ):
            raise ValidationError(
                _("Only a representative who sits at this site writes this view.")
            )

    def save(self, *args, **kwargs):
        """Write the view, once it is sure whose it is."""
        self.clean()
        super().save(*args, **kwargs)
