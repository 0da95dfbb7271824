"""The rules of law that this installation applies, and what was asked about them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from literacy import querysets
from literacy.law.kinds import TIMED, Level, RightKind
from organisation.models import Person


class LawRule(Ledger):
    """A rule of law by its code, such as FR-CSE-TECH; its text is in its versions."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    level = models.CharField(
        _("whose law"), max_length=7, choices=Level.choices, default=Level.COUNTRY
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        help_text="ISO 3166-1, empty above the countries",
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("rule of law")
        ordering = ["level", "country", "code"]
        constraints = [
            models.CheckConstraint(
                name="law_rule_level_is_known", condition=Q(level__in=Level.values)
            ),
            models.CheckConstraint(
                name="law_rule_of_a_country_names_it",
                condition=Q(level="country") & ~Q(country="")
                | ~Q(level="country") & Q(country=""),
                violation_error_message=_("Say which country this rule is of."),
            ),
        ]

    def __str__(self):
        return self.code


class LawRuleVersion(Ledger):
    """The text of a rule from a day on; a change is a new version.

    `body` is the whole rule as in `literacy/law/rules.json`. What the product decides
    by stands in columns too, and agrees with the body. A version that came with the
    product has no proposer and counts at once. Any other counts when a second person
    has agreed. `verified_by` is somebody of Legal of this installation: until then
    the rule blocks where it is blocking, and never passes by time alone.
    """

    may_change = (
        "agreed",
        "confirmed_at",
        "confirmed_by",
        "verified_on",
        "verified_by",
    )

    rule = models.ForeignKey(LawRule, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    law_version = models.CharField(
        _("state of the law"),
        max_length=20,
        help_text="The day or name of the state of the law that the text renders.",
    )
    body = models.JSONField(_("text"))
    right_kind = models.CharField(
        _("what the body is entitled to"), max_length=18, choices=RightKind.choices
    )
    blocking = models.BooleanField(_("real work must wait for it"))
    time_may_pass = models.BooleanField(_("the end of its term alone can pass it"))
    in_force_from = models.DateField(
        _("in force from"),
        null=True,
        blank=True,
        help_text="Empty: it was in force before this installation began.",
    )
    reason = models.TextField(_("what changes and why"), blank=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    proposed_at = models.DateTimeField(null=True, blank=True, editable=False)
    proposed_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    agreed = models.BooleanField(
        _("agreed"),
        null=True,
        editable=False,
        help_text="Empty until the second person has answered.",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    verified_on = models.DateField(_("verified on"), null=True, editable=False)
    verified_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="Somebody of Legal of this installation.",
    )

    objects = querysets.LawRuleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a rule of law")
        ordering = ["rule", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "number"], name="one_law_version_of_a_number"
            ),
            models.UniqueConstraint(
                fields=["rule"],
                condition=Q(agreed__isnull=True),
                name="one_law_version_waits",
                violation_error_message=_(
                    "A new version of this rule waits for a second person already."
                ),
            ),
            models.CheckConstraint(
                name="law_right_kind_is_known",
                condition=Q(right_kind__in=RightKind.values),
            ),
            models.CheckConstraint(
                name="time_never_passes_consent_or_bargaining",
                condition=Q(time_may_pass=False) | Q(right_kind__in=TIMED),
                violation_error_message=_(
                    "Time alone can pass only a consultation, never consent or "
                    "negotiation."
                ),
            ),
            models.CheckConstraint(
                name="law_version_has_its_proposer",
                condition=Q(
                    proposed_at__isnull=True,
                    proposed_by__isnull=True,
                    agreed=True,
                    confirmed_at__isnull=True,
                    confirmed_by__isnull=True,
                )
                | Q(proposed_at__isnull=False, proposed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="law_version_confirmed_at_and_by",
                condition=Q(proposed_by__isnull=True)
                | Q(
                    agreed__isnull=True,
                    confirmed_at__isnull=True,
                    confirmed_by__isnull=True,
                )
                | Q(
                    agreed__isnull=False,
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="law_version_takes_two_people",
                condition=Q(confirmed_by__isnull=True)
                | ~Q(confirmed_by=F("proposed_by")),
                violation_error_message=_("Another person must answer this."),
            ),
            models.CheckConstraint(
                name="law_version_verified_on_and_by",
                condition=Q(verified_on__isnull=True, verified_by__isnull=True)
                | Q(verified_on__isnull=False, verified_by__isnull=False, agreed=True),
            ),
        ]

    def __str__(self):
        return f"{self.rule.code} {self.number}"

    @property
    def is_shipped(self) -> bool:
        """Whether it came with the product."""
        return self.proposed_by_id is None

    @property
    def is_open(self) -> bool:
        """Whether it waits for the second person."""
        return self.agreed is None

    @property
    def is_verified(self) -> bool:
        """Whether Legal of this installation has verified it."""
        return self.verified_by_id is not None

    @property
    def may_pass_by_time(self) -> bool:
        """Whether the end of its term alone can pass it, here and now."""
        return (
            self.time_may_pass
            and self.is_verified
            and RightKind(self.right_kind) in TIMED
        )

    @property
    def title(self) -> str:
        """What the rule is about, in the reader's language where it is known."""
        return gettext(self.body["title"])

    @property
    def handover(self) -> list[str]:
        """What must be handed over before the clock can safely start."""
        return [gettext(item) for item in self.body.get("handover", ())]

    @property
    def gate_pass(self) -> tuple[str, ...]:
        """The outcomes that pass it, as codes of `literacy.law.words.PASSES`."""
        return tuple(self.body.get("gate_pass", ()))


class Novelty(models.TextChoices):
    """Whether the technology is new in the company."""

    NEW = "new", _("New in this company")
    EVOLUTION = "evolution", _("A further version of a tool that was consulted on")


class Triage(Ledger):
    """HR answers in plain words what an initiative does; the newest counts.

    `answers` holds "yes" or "no" for each question of `literacy.law.triage`. That it
    is only the evolution of a tool consulted on before counts when Legal agreed too.
    """

    may_change = ("agreed", "signed_at", "signed_by")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    answers = models.JSONField(_("answers"))
    novelty = models.CharField(_("novelty"), max_length=9, choices=Novelty.choices)
    justification = models.TextField(_("why it is no new technology"), blank=True)
    earlier = models.CharField(
        _("the earlier consultation"),
        max_length=200,
        blank=True,
        help_text="A reference: who was consulted, on what, when.",
    )
    answered_at = models.DateTimeField(default=clock.now, editable=False)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )
    agreed = models.BooleanField(
        _("agreed"),
        null=True,
        editable=False,
        help_text="What Legal says to an evolution; empty until then.",
    )
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    signed_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = querysets.TriageQuerySet.as_manager()

    class Meta:
        verbose_name = _("triage")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="triage_novelty_is_known",
                condition=Q(novelty__in=Novelty.values),
            ),
            models.CheckConstraint(
                name="evolution_is_justified",
                condition=~Q(novelty="evolution")
                | (~Q(justification="") & ~Q(earlier="")),
                violation_error_message=_(
                    "Say why it is no new technology, and which consultation came "
                    "before."
                ),
            ),
            models.CheckConstraint(
                name="triage_signed_at_and_by",
                condition=Q(
                    agreed__isnull=True, signed_at__isnull=True, signed_by__isnull=True
                )
                | Q(
                    novelty="evolution",
                    agreed__isnull=False,
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="triage_takes_two_people",
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("answered_by")),
                violation_error_message=_("Another person must answer this."),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.answered_at:%Y-%m-%d}"

    @property
    def awaits_legal(self) -> bool:
        """Whether Legal has not said yet if it is only an evolution."""
        return self.novelty == Novelty.EVOLUTION and self.agreed is None

    @property
    def is_evolution(self) -> bool:
        """Whether HR and Legal both say that it is no new technology."""
        return self.novelty == Novelty.EVOLUTION and self.agreed is True

    def says(self, code) -> bool:
        """Whether a question was answered with yes."""
        return self.answers.get(code) == "yes"


class CalendarFeed(models.Model):
    """The secret address at which a person's calendar program fetches what is due.

    Only the hash of its key is kept: whoever reads the database cannot fetch it.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    key_hash = models.CharField(max_length=64, unique=True)
    renewed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("calendar feed")

    def __str__(self):
        return str(self.person_id)
