"""Who learnt what: dated measures, counted and never scored."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Attachment, Initiative, KeptFile
from literacy import querysets
from organisation.models import Person, Site, Unit


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


class Trigger(models.TextChoices):
    """What makes a measure due again before its date."""

    SYSTEM = "system", _("Another AI system takes its place")
    MODEL = "model", _("The model behind it is swapped")
    PURPOSE = "purpose", _("Its purpose changes")


AGAIN = {trigger: f"again_on_{trigger.value}" for trigger in Trigger}
"""The field of a measure that says it is due again after such a change."""


class Measure(Ledger):
    """A dated act by which people at one unit and site learnt about an AI system.

    `people` counts those who were not covered before, never who they are. One act at
    several places is a row for each, with the same `act`. A measure stays as it was
    written; a correction is a new row that supersedes it, and one with no people takes
    it back. After `valid_until`, or after a change that it names (`AGAIN`), it covers
    nobody any more.
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
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file of the content"),
    )
    minutes = models.PositiveIntegerField(
        _("duration in minutes"), null=True, blank=True
    )
    trainer = models.CharField(
        _("trainer or organiser, in words"), max_length=200, blank=True
    )
    languages = models.CharField(_("languages"), max_length=100, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    again_on_system = models.BooleanField(
        _("again for another AI system"), default=False
    )
    again_on_model = models.BooleanField(_("again after a model swap"), default=False)
    again_on_purpose = models.BooleanField(
        _("again after a change of purpose"), default=False
    )
    note = models.TextField(_("note"), blank=True)
    act = models.UUIDField(
        null=True,
        blank=True,
        editable=False,
        help_text="The same for all places of one act.",
    )
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("corrects"),
    )
    import_key = models.CharField(
        max_length=64,
        blank=True,
        default="",
        editable=False,
        help_text="What identifies it in an imported list, as a fingerprint.",
    )
    imported_people = models.PositiveIntegerField(
        null=True,
        blank=True,
        editable=False,
        help_text="The number that the last imported list had.",
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
            models.CheckConstraint(
                name="measure_is_valid_from_its_day",
                condition=Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("held_on")),
                violation_error_message=_(
                    "A measure is valid until its own day or a later one."
                ),
            ),
            models.CheckConstraint(
                name="measure_lasts_some_time",
                condition=Q(minutes__isnull=True)
                | Q(minutes__gt=0, minutes__lte=60_000),
                violation_error_message=_(
                    "Enter how long it took, between 1 and 60,000 minutes."
                ),
            ),
            models.UniqueConstraint(
                fields=["import_key"],
                condition=~Q(import_key="") & Q(supersedes__isnull=True),
                name="one_measure_per_imported_row",
            ),
        ]
        indexes = [
            models.Index(
                fields=["initiative", "unit", "site"], name="measures_of_place"
            ),
            models.Index(
                fields=["import_key"],
                condition=~Q(import_key=""),
                name="measures_imported",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.site}: {self.people}"

    @property
    def again_on(self) -> list[Trigger]:
        """The changes after which it is due again."""
        return [trigger for trigger, name in AGAIN.items() if getattr(self, name)]


class RefreshCall(Ledger):
    """Something changed, so that measures that name this change count no longer.

    Those held before the day `on` are meant; later ones know the new state.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    trigger = models.CharField(_("what changed"), max_length=7, choices=Trigger.choices)
    on = models.DateField(_("since"))
    reason = models.TextField(_("what changed, in words"))
    called_at = models.DateTimeField(default=clock.now, editable=False)
    called_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("call to learn again")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="refresh_trigger_is_known", condition=Q(trigger__in=Trigger.values)
            ),
        ]
        indexes = [
            models.Index(fields=["initiative", "on"], name="refresh_of_initiative")
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.trigger} {self.on}"


class LevelCount(Ledger):
    """How many people of a place have reached the levels above a dated measure.

    `able` use the named system well (L2), `coaching` redesign work or help others
    (L3); who coaches is able too. A count declared for a team and an audience, never
    a score of a person; the newest row of a place and audience counts.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    audience = models.CharField(_("for whom"), max_length=10, choices=Audience.choices)
    able = models.PositiveIntegerField(_("use it well in their work"))
    coaching = models.PositiveIntegerField(_("redesign work with it or coach others"))
    ground = models.CharField(_("how this is known"), max_length=200)
    declared_at = models.DateTimeField(default=clock.now, editable=False)
    declared_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.LevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("levels reached")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="who_coaches_is_able",
                condition=Q(coaching__lte=F("able")),
                violation_error_message=_(
                    "Who coaches others uses it well too: count them in both."
                ),
            ),
            models.CheckConstraint(
                name="levels_audience_is_known",
                condition=Q(audience__in=Audience.values),
            ),
        ]
        indexes = [
            models.Index(
                fields=["initiative", "unit", "site", "audience"],
                name="levels_of_place",
            )
        ]

    def __str__(self):
        return f"{self.unit_id} {self.site_id}: {self.able}, {self.coaching}"


class NamedListRule(Ledger):
    """A unit with all below it, or a country, may keep attendance by name.

    The administrator asks, HR agrees, and names the ground: an agreement with the
    representatives or a law. Without a rule, attendance is a number.
    """

    may_change = ("agreed", "answered_at", "answered_by", "ended_at", "ended_by")

    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit"),
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    ground = models.TextField(_("what allows it"))
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )
    agreed = models.BooleanField(_("agreed"), null=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = querysets.NamedListQuerySet.as_manager()

    class Meta:
        verbose_name = _("permission for named lists")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="named_lists_of_a_unit_or_a_country",
                condition=Q(unit__isnull=False, country="")
                | (Q(unit__isnull=True) & ~Q(country="")),
                violation_error_message=_("Choose a unit or a country, not both."),
            ),
            models.CheckConstraint(
                name="named_lists_answered_at_and_by",
                condition=Q(
                    agreed__isnull=True,
                    answered_at__isnull=True,
                    answered_by__isnull=True,
                )
                | Q(
                    agreed__isnull=False,
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="named_lists_ended_at_and_by",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="named_lists_take_two_people",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                violation_error_message=_("Another person must answer this."),
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(unit__isnull=False, ended_at__isnull=True)
                & (Q(agreed=True) | Q(agreed__isnull=True)),
                name="one_named_list_rule_per_unit",
                violation_error_message=_("This was asked for this unit already."),
            ),
            models.UniqueConstraint(
                fields=["country"],
                condition=~Q(country="")
                & Q(ended_at__isnull=True)
                & (Q(agreed=True) | Q(agreed__isnull=True)),
                name="one_named_list_rule_per_country",
                violation_error_message=_("This was asked for this country already."),
            ),
        ]

    def __str__(self):
        return str(self.unit or self.country)

    @property
    def is_open(self) -> bool:
        """Whether HR has not answered yet."""
        return self.agreed is None and self.ended_at is None

    @property
    def is_in_force(self) -> bool:
        """Whether names may be kept because of it."""
        return bool(self.agreed) and self.ended_at is None


class Attendee(Ledger):
    """Somebody on the named list of a measure: read by HR of the unit, erasable."""

    may_change = ("name", "erased_at", "erased_by")

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="attendees"
    )
    name = models.CharField(_("name or e-mail"), max_length=200, blank=True)
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
        verbose_name = _("attendee")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="attendee_erased_at_and_by",
                condition=Q(erased_at__isnull=True, erased_by__isnull=True)
                | Q(erased_at__isnull=False, erased_by__isnull=False, name=""),
            ),
        ]

    def __str__(self):
        return f"{self.measure_id}"


class AttendanceImport(KeptFile):
    """A list of attendance, brought in step by step; its file goes at the end."""

    class Meta:
        verbose_name = _("import of attendance")
        ordering = ["-added_at"]
        constraints = [
            models.CheckConstraint(
                name="attendance_deals_with_rows_of_its_file",
                condition=Q(done__lte=F("rows")),
            ),
        ]
