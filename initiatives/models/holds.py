"""A legal hold: nothing of a matter or of a person may be erased while it lasts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models.initiatives import Initiative
from organisation.models import Person


class LegalHold(models.Model):
    """Legal keeps everything of an initiative, or of a person, from being erased."""

    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="holds",
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="holds"
    )
    reason = models.CharField(_("reason"), max_length=500)
    set_at = models.DateTimeField(default=clock.now)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_because = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("legal hold")
        ordering = ["-set_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="legal_hold_on_one_thing",
                condition=Q(initiative__isnull=False, person__isnull=True)
                | Q(initiative__isnull=True, person__isnull=False),
            ),
            models.CheckConstraint(
                name="legal_hold_lifted_at_by_and_because",
                condition=Q(
                    lifted_at__isnull=True, lifted_by__isnull=True, lifted_because=""
                )
                | (
                    Q(lifted_at__isnull=False, lifted_by__isnull=False)
                    & ~Q(lifted_because="")
                ),
            ),
            models.UniqueConstraint(
                fields=["initiative"],
                condition=Q(lifted_at__isnull=True),
                name="one_legal_hold_on_an_initiative",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(lifted_at__isnull=True),
                name="one_legal_hold_on_a_person",
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id or self.person_id}"
