"""What is said in writing before the gate of literacy."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Attachment, Initiative, Intent
from literacy import querysets
from organisation.models import Person


class StatementKind(models.TextChoices):
    """The four things that are said in writing before the gate of literacy."""

    DIALOGUE = "dialogue_note", _("Dialogue note")
    AMBITION = "ambition_note", _("How what was learnt refined the ambition")
    INTENT = "intent_published", _("Intent published to employees")
    IMPACT = "impact_assessment", _("Working-conditions impact assessment")


class Statement(Ledger):
    """Something said in writing for an initiative; a newer one takes its place."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=17, choices=StatementKind.choices)
    text = models.TextField(_("text"))
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    intent = models.CharField(
        max_length=12,
        choices=Intent.choices,
        blank=True,
        editable=False,
        help_text="The intent as it stood when it was published.",
    )
    written_at = models.DateTimeField(default=clock.now, editable=False)
    written_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="impact_assessment_has_a_file",
                condition=~Q(kind=StatementKind.IMPACT) | Q(attachment__isnull=False),
                violation_error_message=_("Choose the file of the assessment."),
            ),
            models.CheckConstraint(
                name="published_intent_is_kept",
                condition=(Q(kind=StatementKind.INTENT) & ~Q(intent=""))
                | (~Q(kind=StatementKind.INTENT) & Q(intent="")),
            ),
        ]
        indexes = [
            models.Index(fields=["initiative", "kind"], name="statements_of_a_kind")
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.kind}"
