"""What-if: a scenario is somebody's own sum, and touches no ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Initiative
from organisation.models import Person


class Scenario(models.Model):
    """Assumptions that somebody saved to come back to; whoever may see it, reads it."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    name = models.CharField(_("name"), max_length=120)
    assumptions = models.JSONField(
        default=dict, help_text="Numbers as text, so that none becomes a float."
    )
    saved_at = models.DateTimeField(default=clock.now, editable=False)
    saved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("scenario")
        ordering = ["-saved_at", "-pk"]
        indexes = [
            models.Index(fields=["initiative"], name="scenarios_of_an_initiative")
        ]

    def __str__(self):
        return self.name
