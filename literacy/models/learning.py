"""Who learnt what: dated measures, counted and never scored."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
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
