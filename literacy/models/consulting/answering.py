"""What a body answers, and what the employer owes then."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Attachment
from literacy import querysets
from literacy.models.consulting.file import Consultation
from literacy.models.consulting.kinds import Outcome, Side
from organisation.models import Person


class Opinion(Ledger):
    """What a body answered, recorded by one of its own representatives.

    One answer closes the file; after a refused consent talks go on, and the last
    answer counts.
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="opinions"
    )
    outcome = models.CharField(_("opinion"), max_length=17, choices=Outcome.choices)
    text = models.TextField(_("in the words of the body"), blank=True)
    given_on = models.DateField(_("given on"))
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("opinion")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="opinion_outcome_is_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=~Q(outcome="consent_refused"),
                name="one_answer_closes_a_consultation",
                violation_error_message=_(
                    "The opinion is recorded already, and cannot be changed. "
                    "Write an addendum."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.consultation_id} {self.outcome}"


class Response(Ledger):
    """The employer's reasoned answer to an opinion, or to the silence of the body.

    `departs` says that the decision departs from the advice; where the rule knows a
    standstill, `waits_until` is its last day.
    """

    consultation = models.OneToOneField(
        Consultation, on_delete=models.PROTECT, related_name="response"
    )
    on = models.DateField(_("told the body on"))
    text = models.TextField(_("what you do with the opinion, and why"))
    departs = models.BooleanField(_("the decision departs from the opinion"))
    waits_until = models.DateField(null=True, blank=True, editable=False)
    facts = models.JSONField(
        default=dict, blank=True, editable=False, encoder=DjangoJSONEncoder
    )
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("employer's answer")

    def __str__(self):
        return f"{self.consultation_id} {self.on}"


class Commitment(Ledger):
    """A promise to a body that follows from its opinion: who does it, by when.

    It stays as it was written. When its owner leaves, a new row with the same promise
    and another owner supersedes it.
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="commitments"
    )
    text = models.TextField(_("what is promised"))
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("by when"))
    is_confidential = models.BooleanField(
        _("confidential: only the body and the employer read it"), default=False
    )
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        editable=False,
    )
    made_at = models.DateTimeField(default=clock.now, editable=False)
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment to a body")
        ordering = ["due_on", "pk"]

    def __str__(self):
        return f"{self.consultation_id} {self.due_on}"


class Fulfilment(Ledger):
    """A commitment was kept: on which day, and what shows it."""

    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, related_name="fulfilment"
    )
    on = models.DateField(_("done on"))
    text = models.TextField(_("what shows it"))
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("commitment kept")

    def __str__(self):
        return f"{self.commitment_id} {self.on}"


class Addendum(Ledger):
    """A correction or an addition after the opinion, by the side that it concerns."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="addenda"
    )
    side = models.CharField(max_length=8, choices=Side.choices)
    text = models.TextField(_("what you add or correct"))
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("addendum")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="addendum_side_is_known", condition=Q(side__in=Side.values)
            ),
        ]

    def __str__(self):
        return f"{self.consultation_id} {self.side}"
