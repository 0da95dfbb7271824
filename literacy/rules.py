"""What several actions of this room ask first."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.errors import Invalid
from initiatives.models import Exposure, Initiative
from literacy.law.clock import today_at
from literacy.models import Audience, Outcome, Right
from organisation import access

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


def require_past(day, field, site=None) -> None:
    """Refuse a day that has not come, at a site where one is meant; raises Invalid."""
    if day > (today_at(site) if site else clock.today()):
        raise Invalid(_("This day has not come yet."), field=field)


def require_listed(initiative, site) -> None:
    """Refuse a site where nobody is exposed to the initiative; raises Invalid."""
    if not Exposure.objects.filter(initiative=initiative, site=site).exists():
        raise Invalid(
            _("Nobody at this site is exposed to this initiative."), field="site"
        )


def may_record_sandbox(person, unit, initiative=None):
    """Whether a person may record a sandbox of a unit, and the reason for a no."""
    allowed = access.may(person, "literacy.record_sandbox", of=unit, fresh=True)
    if allowed or initiative is None or unit is None:
        return allowed
    mine = person.unit_id == unit.pk
    if mine and Initiative.objects.concerning(person).filter(pk=initiative.pk).exists():
        return access.Access(True)
    return allowed


def exposed_at(initiative, unit, site) -> Exposure | None:
    """Who is exposed at one place of an initiative, in scope or not."""
    return Exposure.objects.filter(initiative=initiative, unit=unit, site=site).first()


def too_many(exposure, audience, people):
    """Why a measure cannot count so many people there, or nothing."""
    if audience == Audience.OVERSEERS:
        if not exposure.overseers:
            return _(
                "Nobody is listed as overseer at this place. List the overseers first."
            )
        if people > exposure.overseers:
            return format_lazy(
                _("Only {n} overseers are listed there. Count those only."),
                n=exposure.overseers,
            )
    elif people > exposure.people:
        return format_lazy(
            _(
                "Only {n} people are exposed there. Count those only, or correct the "
                "list of people exposed first."
            ),
            n=exposure.people,
        )
    return None


def chain_of(measure) -> list[int]:
    """The keys of a measure and of those that it corrects, the newest first."""
    found = [measure.pk]
    while measure.supersedes_id is not None:
        measure = measure.supersedes
        found.append(measure.pk)
    return found
