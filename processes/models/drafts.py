"""What somebody is editing and has not saved as a version yet."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Initiative
from organisation.models import Person
from processes.models.maps import MapKind


class MapDraft(models.Model):
    """A table of steps or a drawing as one person left it: nobody else sees it.

    `content` is what was in the form: of a table its rows, or its text; of a drawing
    its BPMN. `base` is the version that it changes. It counts nowhere, and goes when it
    is saved as a version or thrown away.
    """

    class Way(models.TextChoices):
        """How the map is edited."""

        TABLE = "table", _("Table of steps")
        DRAWING = "drawing", _("Drawing in the browser")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    kind = models.CharField(max_length=5, choices=MapKind.choices)
    way = models.CharField(max_length=7, choices=Way.choices)
    base = models.PositiveIntegerField(default=0)
    content = models.JSONField(default=dict)
    kept_at = models.DateTimeField(default=clock.now, editable=False)
    kept_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("draft of a map")
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "kind", "way", "kept_by"],
                name="one_draft_of_a_person",
            ),
            models.CheckConstraint(
                name="draft_words_are_known",
                condition=Q(kind__in=MapKind.values, way__in=["table", "drawing"]),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.kind} {self.way}"
