"""Which step of one map the owner says is which step of the other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from organisation.models import Person


class MatchAnswer(Ledger):
    """The owner says which steps of the as-is map became which step of the to-be map.

    `before` are ids of steps, `after` one id: empty where the steps were removed; empty
    `before` says that the step is new. `is_refused` says no to a merge that was
    proposed. The newest answer about a step counts. `said` keeps the names as they
    stood on both maps.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    before = models.JSONField(default=list, blank=True)
    after = models.CharField(max_length=500, blank=True)
    is_refused = models.BooleanField(default=False)
    said = models.TextField(_("in words"), blank=True)
    answered_at = models.DateTimeField(default=clock.now, editable=False)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("matched steps")
        ordering = ["pk"]
        indexes = [models.Index(fields=["initiative"], name="matches_of_initiative")]

    def __str__(self):
        return f"{self.initiative_id} {self.after}"
