"""What several actions of this room ask first."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.errors import Invalid
from initiatives.models import Exposure
from literacy.models import Outcome, Right

_SAYS = (
    Outcome.FAVOURABLE,
    Outcome.WITH_RESERVATIONS,
    Outcome.UNFAVOURABLE,
    Outcome.NO_OPINION,
)
OUTCOMES = {
    Right.INFORM: _SAYS,
    Right.PROCEDURAL: _SAYS,
    Right.CONSULT: _SAYS,
    Right.CONSULT_LEAD_TIME: _SAYS,
    Right.CONSULT_STANDSTILL: _SAYS,
    Right.CONSENT: (
        Outcome.AGREEMENT,
        Outcome.FAVOURABLE,
        Outcome.CONSENT_REFUSED,
    ),
    Right.BARGAIN: (Outcome.AGREEMENT, Outcome.NO_AGREEMENT),
}
"""What a body can answer, by what it is entitled to."""


def page_of(initiative) -> str:
    """The address of an initiative's page of literacy."""
    return reverse("literacy:page", args=[initiative.ref])


def consultation_page(consultation) -> str:
    """The address of one consultation's own page."""
    return reverse(
        "literacy:consultation", args=[consultation.initiative.ref, consultation.pk]
    )


def require_past(day, field) -> None:
    """Refuse a day that has not come; raises Invalid at the field."""
    if day > clock.today():
        raise Invalid(_("This day has not come yet."), field=field)


def require_listed(initiative, site) -> None:
    """Refuse a site where nobody is exposed to the initiative; raises Invalid."""
    if not Exposure.objects.filter(initiative=initiative, site=site).exists():
        raise Invalid(
            _("Nobody at this site is exposed to this initiative."), field="site"
        )
