"""When real work begins at a site, and what two people allow together."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from literacy import querysets
from literacy.models.consulting import Consultation
from literacy.models.law import LawRule
from organisation.models import Person, Site


class Answer(models.TextChoices):
    """What the second person says."""

    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused")


ALREADY_ASKED = _("This was asked for this site already.")


def _answered(prefix, **only):
    """An answer has its day and its person, and never comes from who asked."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_answered_at_and_by",
            condition=Q(
                agreed__isnull=True, answered_at__isnull=True, answered_by__isnull=True
            )
            | Q(
                agreed__isnull=False,
                answered_at__isnull=False,
                answered_by__isnull=False,
            ),
        ),
        models.CheckConstraint(
            name=f"{prefix}_takes_two_people",
            condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
            violation_error_message=_("Another person must answer this."),
        ),
        models.UniqueConstraint(
            fields=["initiative", "site"],
            condition=(Q(agreed=True) | Q(agreed__isnull=True)) & Q(**only),
            name=f"one_{prefix}_per_site",
            violation_error_message=ALREADY_ASKED,
        ),
    ]


class TwoPersonRequest(Ledger):
    """Something about one site that one person asks and another answers."""

    may_change = ("agreed", "answered_at", "answered_by")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )
    agreed = models.BooleanField(
        _("agreed"),
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

    objects = querysets.TwoPersonQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.initiative_id} {self.site_id} {self.agreed}"

    @property
    def is_confirmed(self) -> bool:
        """Whether the second person agreed."""
        return self.agreed is True

    @property
    def is_open(self) -> bool:
        """Whether the second person has not answered yet."""
        return self.agreed is None


class Waiver(TwoPersonRequest):
    """No consultation is required at a site: justified by HR, confirmed by Legal.

    By one rule where `rule` says which, else by any. `earlier` is the consultation in
    which the body was heard on the same tool before, where there was one.
    """

    rule = models.ForeignKey(
        LawRule,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rule"),
    )
    earlier = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("earlier consultation"),
    )

    class Meta(TwoPersonRequest.Meta):
        abstract = False
        verbose_name = _("consultation not required")
        ordering = ["-asked_at"]
        constraints = [
            *_answered("waiver", rule__isnull=True),
            models.UniqueConstraint(
                fields=["initiative", "site", "rule"],
                condition=(Q(agreed=True) | Q(agreed__isnull=True))
                & Q(rule__isnull=False),
                name="one_waiver_per_site_and_rule",
                violation_error_message=ALREADY_ASKED,
            ),
        ]


class Override(TwoPersonRequest):
    """Real work may begin at a site before the consultations have passed.

    Asked by Leadership, confirmed by Legal. It never makes a consultation pass.
    """

    class Meta(TwoPersonRequest.Meta):
        abstract = False
        verbose_name = _("exception to the block")
        ordering = ["-asked_at"]
        constraints = _answered("override")


class UseStart(Ledger):
    """The day on which first real users began at a site; a sandbox is no real work."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    on = models.DateField(_("first day of use"))
    real_work = models.BooleanField(_("on real work"))
    override = models.ForeignKey(
        Override,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="The exception under which it began, where it did.",
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("start of use")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "site", "real_work"],
                name="one_first_use_per_site",
                violation_error_message=_("This was recorded for this site already."),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.site_id} {self.on}"
