"""The installation itself: its name, forms that were sent, its numbers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from organisation import querysets
from organisation.models.people import Person
from organisation.numbers import NUMBERS


class Installation(models.Model):
    """The company that this installation belongs to: one row, its own words."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    organisation = models.CharField(_("name of the organisation"), max_length=120)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    council_en = models.CharField(
        _("what the works council is called, in English"),
        max_length=60,
        default="Works council",
    )
    council_fr = models.CharField(
        _("what the works council is called, in French"), max_length=60, default="CSE"
    )
    productive_hours_per_fte = models.PositiveIntegerField(
        _("productive hours of a full-time post a year"), default=1560
    )

    objects = querysets.InstallationQuerySet.as_manager()

    class Meta:
        verbose_name = _("settings")
        verbose_name_plural = _("settings")
        constraints = [
            models.CheckConstraint(name="one_installation", condition=Q(id=1)),
            models.CheckConstraint(
                name="a_post_has_hours",
                condition=Q(productive_hours_per_fte__gt=0)
                & Q(productive_hours_per_fte__lte=3000),
                violation_error_message=_(
                    "Enter the hours a full-time post works in a year, up to 3000."
                ),
            ),
        ]

    def __str__(self):
        return self.organisation

    @property
    def council(self) -> str:
        """What the works council is called, in the language of the reader."""
        return self.council_fr if get_language() == "fr" else self.council_en


class Submission(models.Model):
    """A form that was sent once: its hidden token, so that a double press is one.

    A request to the API that names itself keeps what was answered, to be said again.
    """

    token = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(default=clock.now, db_index=True)
    answer = models.JSONField(
        null=True,
        blank=True,
        help_text="Of the API: the digest of what was asked, the status and the body.",
    )

    class Meta:
        verbose_name = _("sent form")

    def __str__(self):
        return self.token


class NumberChange(Ledger):
    """A number of this installation is to change: one person asks, another answers.

    The last one that was agreed to counts; every version stays.
    """

    may_change = ("agreed", "answered_at", "answered_by")

    code = models.CharField(max_length=20)
    value = models.PositiveSmallIntegerField(_("new value"))
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )
    agreed = models.BooleanField(
        null=True,
        editable=False,
        help_text="Empty until the second person has answered.",
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("change of a number")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="number_answered_at_and_by",
                condition=Q(
                    agreed__isnull=True,
                    answered_at__isnull=True,
                    answered_by__isnull=True,
                )
                | Q(
                    agreed__isnull=False,
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="number_takes_two_people",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                violation_error_message=_("Another person must answer this."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(agreed__isnull=True),
                name="one_open_change_per_number",
                violation_error_message=_(
                    "A change of this number waits for its answer already."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.value}"

    @property
    def number(self):
        """The row of the table that it changes."""
        return NUMBERS[self.code]
