"""The words of a consultation: outcomes, states, sides."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """What a body says."""

    FAVOURABLE = "favourable", _("Favourable")
    WITH_RESERVATIONS = "with_reservations", _("With reservations")
    UNFAVOURABLE = "unfavourable", _("Unfavourable")
    AGREEMENT = "agreement", _("Agreement signed")
    NO_AGREEMENT = "no_agreement", _("Negotiation closed without agreement")
    CONSENT_REFUSED = "consent_refused", _("Consent refused")
    NO_OPINION = "no_opinion", _("No opinion, and says so")


CONSENTING = (Outcome.FAVOURABLE, Outcome.AGREEMENT)
"""The outcomes that pass where the body must consent. Time alone never passes."""


NEGOTIATED = (Outcome.AGREEMENT, Outcome.NO_AGREEMENT)
"""The outcomes that end a negotiation."""


APPROVING = (Outcome.FAVOURABLE, Outcome.AGREEMENT, Outcome.NO_OPINION)
"""The outcomes from which no decision can depart, so that no standstill follows."""


OPEN_ENDED = Outcome.CONSENT_REFUSED
"""The one answer after which talks go on: it does not close the file."""


class ConsultationState(models.TextChoices):
    """Where a consultation stands: computed from what was done, never stored."""

    OPENED = "opened", _("Nothing handed over yet")
    INCOMPLETE = "incomplete", _("Clock not safely started")
    INFORMED = "informed", _("Informed")
    WAITING = "waiting", _("Opinion awaited")
    EXPERT = "expert", _("Expert at work, opinion awaited")
    CONTESTED = "contested", _("Information contested")
    EXTENDED = "extended", _("Term extended by a court")
    SUSPENDED = "suspended", _("Suspended by order")
    UNPROVEN = "unproven", _("Term over, delivery not proven")
    OVERDUE = "overdue", _("Term over, not passed")
    DEEMED = "deemed", _("Deemed consulted, opinion counts as negative")
    LAPSED = "lapsed", _("Term over without an objection")
    LEAD_TIME = "lead_time", _("Earliest day not reached")
    STANDSTILL = "standstill", _("Standstill")
    REFUSED = "refused", _("Consent refused")
    SUBSTITUTED = "substituted", _("Consent replaced by a ruling")
    GIVEN = "given", _("Opinion given, answer owed")
    FOLLOWED_UP = "followed_up", _("Commitments to keep")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened, another took its place")


class Side(models.TextChoices):
    """Who acts in a consultation."""

    EMPLOYER = "employer", _("The employer")
    BODY = "body", _("The body")
