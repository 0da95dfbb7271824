"""A consultation: one body, one site, one right."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from literacy import querysets
from literacy.law.kinds import RightKind as Right
from literacy.models.consulting.kinds import ConsultationState, Outcome
from literacy.models.consulting.reading import Reading
from literacy.models.law import LawRuleVersion
from organisation.models import Body, Person, Site


class Consultation(Ledger):
    """HR consults one body, at one site, on one initiative, by one right.

    `rule` is the version of the law that was in force at the opening; consultations
    that were taken over have none, and pass by an answer of the body only. `items` is
    how many things must be handed over before a term begins. A material change opens
    another consultation that `follows` this one; only the last of a row counts.
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
    rule = models.ForeignKey(
        LawRuleVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rule"),
    )
    right = models.CharField(
        _("what the body is entitled to"), max_length=20, choices=Right.choices
    )
    subject = models.CharField(_("subject"), max_length=200)
    items = models.PositiveSmallIntegerField(default=0, editable=False)
    talks_pass = models.BooleanField(
        default=False,
        editable=False,
        help_text="Whether minutes of the talks pass the rule, without an opinion.",
    )
    follows = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        editable=False,
    )
    reason = models.TextField(_("what has changed"), blank=True, editable=False)
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
                condition=Q(follows__isnull=True, rule__isnull=True),
                name="one_consultation_per_body_site_and_right",
                violation_error_message=_(
                    "This consultation was opened already. Look at it on the page."
                ),
            ),
            models.UniqueConstraint(
                fields=["initiative", "site", "body", "rule", "right"],
                condition=Q(follows__isnull=True, rule__isnull=False),
                name="one_consultation_per_body_site_and_rule",
                violation_error_message=_(
                    "This consultation was opened already. Look at it on the page."
                ),
            ),
            models.CheckConstraint(
                name="consultation_right_is_known", condition=Q(right__in=Right.values)
            ),
            models.CheckConstraint(
                name="consultation_follows_for_a_reason",
                condition=Q(follows__isnull=True, reason="")
                | (Q(follows__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self):
        return f"{self.body}, {self.get_right_display()}"

    @property
    def about(self) -> str:
        """The subject; where it is the title of the rule, in the reader's language."""
        title = self.rule.body["title"] if self.rule_id else ""
        return gettext(title) if title and self.subject == title[:200] else self.subject

    @property
    def reading(self) -> "Reading":
        """Where it stands; the row must come from `with_standing`."""
        return Reading(self)

    @property
    def state(self) -> ConsultationState:
        """Where it stands; the row must come from `with_standing`."""
        return self.reading.state

    @property
    def state_label(self):
        """The state in words; where no term can run, no clock is spoken of."""
        state = self.state
        if state == ConsultationState.INCOMPLETE and not self.reading.is_timed:
            return _("Information incomplete")
        return state.label

    @property
    def tone(self) -> str:
        """How the state is coloured: plain where it has passed, info while it runs."""
        if self.has_passed:
            return "plain"
        late = (ConsultationState.OVERDUE, ConsultationState.UNPROVEN)
        runs = self.awaits_opinion and self.state not in late
        return "info" if runs else "warn"

    @property
    def has_passed(self) -> bool:
        """Whether the body's right has been honoured."""
        return self.reading.has_passed

    @property
    def awaits_opinion(self) -> bool:
        """Whether the body was informed and can still answer in time."""
        return self.reading.awaits_opinion

    def get_outcome_display(self) -> str:
        """The last opinion in words, or nothing."""
        return Outcome(self.outcome).label if self.outcome else ""
