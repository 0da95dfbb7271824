"""The AI Act screening of an initiative, as Legal answered it: a row a version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Attachment, Initiative, Screening
from literacy import querysets
from organisation.models import Person


class LegalRole(models.TextChoices):
    """What the company is to the AI system (Regulation (EU) 2024/1689, Art. 3)."""

    DEPLOYER = "deployer", _("Deployer: we use it")
    PROVIDER = "provider", _("Provider: we build it or sell it under our name")
    BOTH = "both", _("Both: we build it and use it")


class Annex(models.TextChoices):
    """The point of Annex I or III under which a system falls."""

    NONE = "none", _("None of these")
    PRODUCT = "I", _("Part of the safety of a product (Annex I)")
    BIOMETRICS = "III.1", _("Recognising or sorting people by their body (III.1)")
    INFRASTRUCTURE = "III.2", _("Safety of critical infrastructure (III.2)")
    EDUCATION = "III.3", _("Access to training, marking, exams (III.3)")
    RECRUITMENT = "III.4.a", _("Finding, filtering or choosing applicants (III.4.a)")
    WORKERS = (
        "III.4.b",
        _("Promotion, dismissal, tasks by behaviour, judging work (III.4.b)"),
    )
    SERVICES = "III.5", _("Access to credit, insurance, public help (III.5)")
    LAW_ENFORCEMENT = "III.6", _("Law enforcement (III.6)")
    MIGRATION = "III.7", _("Migration and borders (III.7)")
    JUSTICE = "III.8", _("Justice and democratic processes (III.8)")


class Claim(models.TextChoices):
    """Why a system of Annex III is said to be no significant risk (Art. 6(3))."""

    NONE = "none", _("No such claim")
    NARROW = "narrow", _("It only does a narrow procedural task")
    IMPROVES = "improves", _("It only improves what a person has finished")
    PATTERNS = "patterns", _("It only shows where decisions leave the usual pattern")
    PREPARES = "prepares", _("It only prepares an assessment that a person makes")


class Fria(models.TextChoices):
    """The assessment of the impact on fundamental rights (Art. 27)."""

    OWED = "owed", _("Owed: public service, credit scoring, life or health insurance")
    VOLUNTARY = "voluntary", _("Not owed, we make one all the same")
    NO = "no", _("Not owed, and none is made")


class ScreeningVersion(Ledger):
    """The answers to the AI Act screening under one version of the law.

    `practices` has a letter, y or n, for each of the nine questions about prohibited
    practices, in the order of `initiatives.screening`. `outcome` is computed from the
    answers and written onto the initiative by the same act; the newest row counts.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    law_version = models.CharField(max_length=10, editable=False)
    ai_system = models.CharField(_("AI system"), max_length=200)
    vendor = models.CharField(_("who makes it"), max_length=200, blank=True)
    model_version = models.CharField(_("model and version"), max_length=200, blank=True)
    role = models.CharField(_("our role"), max_length=8, choices=LegalRole.choices)
    becomes_provider = models.BooleanField(
        _("put under our name, changed much, or given another purpose")
    )
    practices = models.CharField(max_length=9)
    annex = models.CharField(_("high-risk use"), max_length=8, choices=Annex.choices)
    profiling = models.BooleanField(_("profiles people"))
    claim = models.CharField(
        _("claim of no significant risk"), max_length=8, choices=Claim.choices
    )
    claim_ground = models.TextField(_("ground of this claim"), blank=True)
    talks_to_people = models.BooleanField(_("people talk to it"))
    makes_content = models.BooleanField(_("makes text, sound or pictures"))
    makes_deepfakes = models.BooleanField(_("makes what looks like real people"))
    informs_public = models.BooleanField(_("writes for the public without an editor"))
    reads_bodies = models.BooleanField(_("recognises emotions or sorts by the body"))
    affected = models.TextField(_("who is affected besides its users"), blank=True)
    go_live_on = models.DateField(_("planned first day of use"), null=True, blank=True)
    overseers = models.TextField(_("who oversees it"), blank=True)
    overseers_may_stop = models.BooleanField(_("they may stop it"))
    instructions = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("instructions for use"),
    )
    logs_months = models.PositiveSmallIntegerField(
        _("months for which logs are kept"), null=True, blank=True
    )
    dpia_ref = models.CharField(
        _("data protection impact assessment"), max_length=200, blank=True
    )
    fria = models.CharField(
        _("fundamental rights impact assessment"), max_length=9, choices=Fria.choices
    )
    fria_ref = models.CharField(
        _("where that assessment stands"), max_length=200, blank=True
    )
    workers_told_on = models.DateField(_("workers told on"), null=True, blank=True)
    representatives_told_on = models.DateField(
        _("representatives told on"), null=True, blank=True
    )
    affected_told_on = models.DateField(
        _("people affected told on"), null=True, blank=True
    )
    incident_contact = models.CharField(
        _("contact for incidents"), max_length=200, blank=True
    )
    next_review_on = models.DateField(_("next review"), null=True, blank=True)
    note = models.TextField(_("what these answers rest on"))
    outcome = models.CharField(max_length=10, choices=Screening.choices, editable=False)
    screened_at = models.DateTimeField(default=clock.now, editable=False)
    screened_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.ScreeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("AI Act screening")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="screening_outcome_is_known",
                condition=Q(outcome__in=Screening.values),
            ),
            models.CheckConstraint(
                name="who_profiles_claims_nothing",
                condition=Q(profiling=False) | Q(claim=Claim.NONE),
                violation_error_message=_(
                    "A system that profiles people is always high-risk: Article 6(3) "
                    "cannot be claimed."
                ),
            ),
            models.CheckConstraint(
                name="a_claim_has_its_ground",
                condition=Q(claim=Claim.NONE) | ~Q(claim_ground=""),
                violation_error_message=_("Write the ground of this claim."),
            ),
        ]
        indexes = [
            models.Index(fields=["initiative", "-id"], name="screenings_of_initiative")
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.law_version} {self.outcome}"
