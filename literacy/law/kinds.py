"""What kinds of right a rule of law gives, and what sets it in motion."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RightKind(TextChoices):
    """What a rule entitles a body to: different things, with different ends."""

    INFORM = "inform", _("To be informed")
    CONSULT = "consult", _("To be consulted")
    CONSULT_LEAD_TIME = "consult_lead_time", _("To be consulted a time before")
    CONSULT_STANDSTILL = "consult_standstill", _("To be consulted, then a standstill")
    CONSENT = "consent", _("To consent")
    BARGAIN = "bargain", _("To negotiate")
    PROCEDURAL = "procedural", _("To have an expert")


TIMED = (
    RightKind.CONSULT,
    RightKind.CONSULT_LEAD_TIME,
    RightKind.CONSULT_STANDSTILL,
)
"""The only kinds that the end of a term can pass: never consent, never bargaining."""


class Level(TextChoices):
    """Whose law a rule is."""

    COUNTRY = "country", _("Country")
    EU = "eu", _("European Union")
    EWC = "ewc", _("European works council")


class Mode(TextChoices):
    """How the term of a rule runs."""

    ELAPSE = "elapse", _("It runs from the information")
    LEAD_TIME = "lead_time", _("Work begins at the earliest this long after")
    STANDSTILL = "standstill", _("It runs from a decision that departs from the advice")
    NONE = "none", _("There is no term")


class Trigger(TextChoices):
    """What an AI system or its introduction does that a rule looks at."""

    NEW_TECH = "new_tech_intro", _("technology that is new in this company")
    WORK = "work_organisation_change", _("a change in how work is organised")
    FUNDAMENTAL = "fundamental_method_change", _("fundamentally new ways of working")
    MONITORING = "monitoring_capable", _("behaviour or performance can be watched")
    LOGS = "usage_logs_per_person", _("the company can see who used it and how")
    PERSONAL_DATA = "personal_data_system", _("data about single employees")
    HR_DECISION = "hr_decision_support", _("decisions about people")
    RECRUITMENT = "recruitment_tool", _("recruiting")
    SCHEDULING = "scheduling", _("planning of shifts or working time")
    TRAINING = "training_change", _("a change in training")
    HEADCOUNT = "headcount_effect", _("an effect on the number of posts")
    CROSS_BORDER = "cross_border", _("more than one country")
    HIGH_RISK = "ai_high_risk_workplace", _("high-risk AI at the workplace")


EU = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR"),
        *("HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI"),
        "SK",
    }
)
"""The member states of the European Union, by ISO code."""
EEA = EU | {"IS", "LI", "NO"}
"""The European Economic Area, where a European works council can be set up."""
