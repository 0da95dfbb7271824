"""Which bodies are consulted, by which right, and what they said."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Attachment, Initiative
from literacy import querysets
from organisation.models import Body, Person, Site


class Right(models.TextChoices):
    """What a body is entitled to: these are different things, with different ends."""

    INFORM = "inform", _("To be informed")
    CONSULT = "consult", _("To be consulted")
    CONSENT = "consent", _("To consent")


class Outcome(models.TextChoices):
    """What a body says."""

    FAVOURABLE = "favourable", _("Favourable")
    WITH_RESERVATIONS = "with_reservations", _("With reservations")
    UNFAVOURABLE = "unfavourable", _("Unfavourable")
    AGREEMENT = "agreement", _("Agreement signed")
    CONSENT_REFUSED = "consent_refused", _("Consent refused")
    NO_OPINION = "no_opinion", _("No opinion, and says so")


CONSENTING = (Outcome.FAVOURABLE, Outcome.AGREEMENT)
"""The outcomes that pass where the body must consent. Time alone never passes."""


class ConsultationState(models.TextChoices):
    """Where a consultation stands: computed, never stored."""

    OPENED = "opened", _("Nothing handed over yet")
    WAITING = "waiting", _("Opinion awaited")
    PASSED = "passed", _("Passed")
    NOT_PASSED = "not_passed", _("Not passed")


class Consultation(Ledger):
    """HR consults one body, at one site, on one initiative, by one right.

    What was handed over and what was answered are rows of their own.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("body")
    )
    right = models.CharField(
        _("what the body is entitled to"), max_length=7, choices=Right.choices
    )
    subject = models.CharField(_("subject"), max_length=200)
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    opened_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        ordering = ["site__name", "body__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "site", "body", "right"],
                name="one_consultation_per_body_site_and_right",
                violation_error_message=_(
                    "This consultation was opened already. Look at it on the page."
                ),
            ),
            models.CheckConstraint(
                name="consultation_right_is_known", condition=Q(right__in=Right.values)
            ),
        ]

    def __str__(self):
        return f"{self.body}, {self.get_right_display()}"

    @property
    def state(self) -> ConsultationState:
        """Where it stands; the row must come from `with_standing`."""
        if self.informed_on is None:
            return ConsultationState.OPENED
        if self.right == Right.INFORM:
            return ConsultationState.PASSED
        if not self.outcome:
            return ConsultationState.WAITING
        if self.right == Right.CONSENT and self.outcome not in CONSENTING:
            return ConsultationState.NOT_PASSED
        return ConsultationState.PASSED

    @property
    def has_passed(self) -> bool:
        """Whether the body's right has been honoured."""
        return self.state == ConsultationState.PASSED

    @property
    def awaits_opinion(self) -> bool:
        """Whether the body is asked and has not answered yet."""
        return self.state == ConsultationState.WAITING

    def get_outcome_display(self) -> str:
        """The last opinion in words, or nothing."""
        return Outcome(self.outcome).label if self.outcome else ""


class Information(Ledger):
    """What was handed over to a body in a consultation: a text, a file or both."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="information"
    )
    informed_on = models.DateField(_("handed over on"))
    text = models.TextField(_("what was handed over"), blank=True)
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
        verbose_name = _("information handed over")
        ordering = ["informed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="information_says_something",
                condition=~Q(text="") | Q(attachment__isnull=False),
                violation_error_message=_("Write the information or choose a file."),
            ),
        ]

    def __str__(self):
        return f"{self.consultation_id} {self.informed_on}"


class Opinion(Ledger):
    """What a body answered, recorded by one of its own representatives.

    The last one counts; the earlier ones stay.
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="opinions"
    )
    outcome = models.CharField(_("opinion"), max_length=17, choices=Outcome.choices)
    text = models.TextField(_("in the words of the body"), blank=True)
    given_on = models.DateField(_("given on"))
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
        ]

    def __str__(self):
        return f"{self.consultation_id} {self.outcome}"
