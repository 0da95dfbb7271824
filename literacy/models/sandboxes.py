"""What was tried with AI outside of real work, and the recipes that came of it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from literacy import querysets
from organisation.functions import Function
from organisation.models import Person, Unit


class DataClass(models.TextChoices):
    """Which data went into a tool: real personal data only on stated ground."""

    PUBLIC = "public", _("Public data")
    SYNTHETIC = "synthetic", _("Invented or synthetic data")
    ANONYMOUS = "anonymous", _("Anonymised data")
    INTERNAL = "internal", _("Internal data without persons")
    PERSONAL = "personal", _("Real personal data")


class WouldUse(models.TextChoices):
    """Whether those who tried it would use it at work."""

    YES = "yes", _("Would use it")
    CHANGED = "changed", _("Would use it with changes")
    NO = "no", _("Would not use it")


class TimeUnit(models.TextChoices):
    """In what the time is told."""

    MINUTES = "minutes", _("Minutes for a case")
    HOURS = "hours", _("Hours for a case")
    WEEK = "week", _("Hours a week")


class Sandbox(models.Model):
    """Something tried in a unit, for an initiative or for an idea that may become one.

    What was found stands in its reports; the last one counts. The initiative that the
    idea became is set once and stays.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("initiative"),
    )
    idea = models.CharField(_("idea"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.SandboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("sandbox")
        verbose_name_plural = _("sandboxes")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="sandbox_is_for_an_initiative_or_an_idea",
                condition=Q(initiative__isnull=False) | ~Q(idea=""),
                violation_error_message=_(
                    "Choose the initiative, or say in one line what the idea is."
                ),
            ),
        ]
        indexes = [models.Index(fields=["initiative"], name="sandboxes_of_initiative")]

    def __str__(self):
        return self.idea or f"{self.initiative_id}"

    def get_absolute_url(self):
        return reverse("literacy:sandbox", args=[self.pk])


class SandboxReport(Ledger):
    """What was tried and found: each change is a new report, the last one counts.

    Times are what people say they needed: estimated, never measured.
    """

    sandbox = models.ForeignKey(
        Sandbox, on_delete=models.PROTECT, related_name="reports"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    hypothesis = models.TextField(_("hypothesis"))
    tool = models.CharField(_("tool"), max_length=120)
    data_class = models.CharField(
        _("data used"), max_length=9, choices=DataClass.choices
    )
    personal_ground = models.TextField(
        _("who allowed personal data, and on which ground"), blank=True
    )
    personal_confirmed = models.BooleanField(
        _("personal data confirmed"), default=False
    )
    tried_on = models.DateField(_("tried on"))
    result = models.TextField(_("result"))
    would_use = models.CharField(
        _("would use it or not"), max_length=7, choices=WouldUse.choices
    )
    time_before = models.DecimalField(
        _("time before (estimated)"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
    )
    time_after = models.DecimalField(
        _("time with the tool (estimated)"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
    )
    time_unit = models.CharField(
        _("unit of the time"), max_length=7, choices=TimeUnit.choices, blank=True
    )
    errors_seen = models.TextField(_("errors seen"))
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("sandbox report")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["sandbox", "number"],
                name="one_report_of_a_number",
                violation_error_message=_(
                    "Somebody changed this a moment ago. Look at the page again."
                ),
            ),
            models.CheckConstraint(
                name="report_data_class_is_known",
                condition=Q(data_class__in=DataClass.values),
            ),
            models.CheckConstraint(
                name="report_would_use_is_known",
                condition=Q(would_use__in=WouldUse.values),
            ),
            models.CheckConstraint(
                name="personal_data_is_confirmed_on_a_ground",
                condition=(
                    Q(data_class="personal", personal_confirmed=True)
                    & ~Q(personal_ground="")
                )
                | (
                    ~Q(data_class="personal")
                    & Q(personal_confirmed=False, personal_ground="")
                ),
                violation_error_message=_(
                    "Real personal data needs its ground and a second confirmation."
                ),
            ),
            models.CheckConstraint(
                name="report_times_stand_together_with_their_unit",
                condition=Q(
                    time_before__isnull=True, time_after__isnull=True, time_unit=""
                )
                | Q(
                    time_before__gte=0,
                    time_after__gte=0,
                    time_unit__in=TimeUnit.values,
                ),
                violation_error_message=_("Give both times and their unit, or none."),
            ),
        ]

    def __str__(self):
        return f"{self.sandbox_id} {self.number}"


class Recipe(models.Model):
    """A prompt that others can use again, with what it is for; its versions say how.

    It is shared with everybody unless its sandbox belongs to a confidential
    initiative. A retired one stays readable and is found no more.
    """

    sandbox = models.ForeignKey(
        Sandbox, on_delete=models.PROTECT, related_name="recipes"
    )
    title = models.CharField(_("title"), max_length=160)
    function = models.CharField(
        _("for which function"), max_length=12, choices=Function.choices
    )
    tool = models.CharField(_("tool"), max_length=120)
    data_class = models.CharField(
        _("data it takes"), max_length=9, choices=DataClass.choices
    )
    search_text = models.TextField(
        blank=True,
        editable=False,
        help_text="Words that searches look in, without accents; kept by the actions.",
    )
    shared_at = models.DateTimeField(default=clock.now, editable=False)
    shared_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    retired_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    retire_reason = models.TextField(_("why it is retired"), blank=True)

    objects = querysets.RecipeQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipe")
        ordering = ["-shared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="recipe_retired_at_and_by",
                condition=Q(
                    retired_at__isnull=True, retired_by__isnull=True, retire_reason=""
                )
                | (
                    Q(retired_at__isnull=False, retired_by__isnull=False)
                    & ~Q(retire_reason="")
                ),
            ),
            models.CheckConstraint(
                name="recipe_takes_no_real_personal_data",
                condition=Q(data_class__in=DataClass.values)
                & ~Q(data_class="personal"),
            ),
        ]
        indexes = [
            models.Index(fields=["-shared_at", "-id"], name="recipes_newest_first")
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("literacy:recipe", args=[self.pk])

    @property
    def is_retired(self) -> bool:
        """Whether it should not be used any more."""
        return self.retired_at is not None


class RecipeVersion(Ledger):
    """The words of a recipe at one time; a change is a new version."""

    recipe = models.ForeignKey(
        Recipe, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    prompt = models.TextField(_("prompt or steps"))
    check_by = models.TextField(_("how to check what comes out"))
    changed_because = models.CharField(_("what changed"), max_length=200, blank=True)
    written_at = models.DateTimeField(default=clock.now, editable=False)
    written_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("version of a recipe")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipe", "number"],
                name="one_recipe_version_of_a_number",
                violation_error_message=_(
                    "Somebody changed this a moment ago. Look at the page again."
                ),
            ),
            models.CheckConstraint(
                name="later_recipe_version_says_what_changed",
                condition=Q(number=1) | ~Q(changed_because=""),
                violation_error_message=_("Say in one line what changed."),
            ),
        ]

    def __str__(self):
        return f"{self.recipe_id} {self.number}"


class RecipeUse(Ledger):
    """Somebody uses a recipe: counted once, and nobody can read who.

    `token` is a keyed digest of recipe and person: it keeps a second press from
    counting, and names nobody. No time is kept either.
    """

    recipe = models.ForeignKey(Recipe, on_delete=models.PROTECT, related_name="uses")
    token = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("use of a recipe")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.recipe_id}"
