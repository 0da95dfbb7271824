"""The stays of an initiative in its stages, and what it is linked with."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models.initiatives import Initiative
from initiatives.stages import Kind, Stage
from organisation.models import Person


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
