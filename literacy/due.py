"""What is due to whom by when, at all sites that a person may see."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.models import Initiative
from literacy.law.clock import CALENDAR_VERSION, caution, term
from literacy.law.kinds import Mode
from literacy.law.triage import iso, outcomes
from literacy.models import Consultation, Right
from organisation import access
from organisation.functions import Function
from organisation.models import Body, Site

MOST = 1000
"""How many open consultations a calendar reads at most, the oldest first."""


@dataclass(frozen=True)
class Due:
    """One thing that is due: what, by whom, on which day, and how that day came about.

    `on` is None where no term runs. `who` names a body or a function. `is_first_day`
    says that the day is the first on which something may be done, not the last.
    `uid` names it for good, also in another language.
    """

    on: date | None
    what: str
    who: str
    sentence: str
    initiative: Initiative
    site: Site
    body: Body | None
    url: str
    uid: str
    is_first_day: bool = False
    caution: str = ""
    calendar_version: str = CALENDAR_VERSION

    @property
    def is_confidential(self) -> bool:
        """Whether its title may not leave the product."""
        return self.initiative.is_confidential


def due_items(person, *, country="", site=None, body=None) -> list[Due]:
    """What is due, the earliest first and what has no day last.

    Whoever holds a mandate, the auditor and the administrator see all sites of the
    initiatives that they see; a representative those of their own bodies. A constant
    number of queries.
    """
    found = _of_consultations(person, country=country, site=site, body=body)
    far = date.max
    return sorted(found, key=lambda item: (item.on or far, item.uid))


def places_of(person):
    """The sites of which a person may see what is due, or None for all."""
    if access.current_holdings(person) or person.is_auditor or person.is_administrator:
        return None
    return {
        site.pk
        for seat in access.current_seats(person)
        for site in seat.body.sites.all()
    }


def _of_consultations(person, *, country, site, body):
    rows = (
        Consultation.objects.filter(
            initiative__in=Initiative.objects.visible_to(person).running()
        )
        .not_passed()
        .select_related("initiative__unit", "site", "body")
        .order_by("pk")
    )
    places = places_of(person)
    if places is not None:
        rows = rows.filter(site__in=places)
    if site:
        rows = rows.filter(site=site)
    if body:
        rows = rows.filter(body=body)
    rows = list(rows[:MOST])
    if country:
        rows = [row for row in rows if iso(row.site.country) == country]
    rules = outcomes({row.initiative_id: row.initiative for row in rows}.values())
    return [
        item
        for row in rows
        for item in _items(row, _rules_for(row, rules[row.initiative_id]))
    ]


def _rules_for(row, found):
    """The rules under which a body is consulted at a site, by what the triage says."""
    return [
        owed.rule_version
        for owed in found.requirements
        if owed.rule_version is not None
        and owed.site.pk == row.site_id
        and owed.body is not None
        and owed.body.pk == row.body_id
    ]


def _items(row, versions):
    url = reverse("literacy:page", args=[row.initiative.ref]) + "#consultations"
    common = {
        "initiative": row.initiative,
        "site": row.site,
        "body": row.body,
        "url": url,
    }
    if row.informed_on is None:
        yield Due(
            on=None,
            what=_("Hand over the information to %(body)s") % {"body": row.body},
            who=str(Function.HR.label),
            sentence=_("No term runs before the information is handed over."),
            uid=f"consultation-{row.pk}-information",
            **common,
        )
        return
    timed = [v for v in versions if v.body["clock"].get("mode") != Mode.NONE]
    for version in timed:
        yield from _of_rule(row, version, common)
    if not timed:
        yield Due(
            on=None,
            what=_awaited(row),
            who=row.body.name,
            sentence=_(
                "The law sets no term here: silence never passes for an answer."
            ),
            uid=f"consultation-{row.pk}",
            **common,
        )


def _of_rule(row, version, common):
    found = term(
        version.body,
        started_on=row.informed_on,
        place=row.site,
        is_verified=version.is_verified,
        law_version=version.law_version,
    )
    uid = f"consultation-{row.pk}-{version.rule.code}"
    is_lead_time = version.body["clock"]["mode"] == Mode.LEAD_TIME
    yield Due(
        on=found.due_on,
        what=_("First day on which work may begin") if is_lead_time else _awaited(row),
        who=str(Function.OPERATIONS.label) if is_lead_time else row.body.name,
        sentence=found.sentence,
        uid=uid,
        is_first_day=is_lead_time,
        caution=caution(found.reckoning),
        **common,
    )
    for sub in found.subs:
        if sub.due_on is not None:
            yield Due(
                on=sub.due_on,
                what=sub.label,
                who=row.body.name,
                sentence=found.sentence,
                uid=f"{uid}-{sub.code}",
                **common,
            )


def _awaited(row) -> str:
    if row.right == Right.CONSENT:
        return _("Consent of %(body)s") % {"body": row.body}
    return _("Opinion of %(body)s") % {"body": row.body}
