"""What is due to whom by when, at all sites that a person may see."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from initiatives.models import Initiative
from literacy.filing import term_of
from literacy.law.clock import CALENDAR_VERSION, caution, sentence, term, today_at
from literacy.law.kinds import Mode
from literacy.law.triage import outcomes, spellings
from literacy.law.words import SUB_ACTORS
from literacy.models import Commitment, Consultation, Event, Order, Right
from literacy.rules import consultation_page
from organisation import access
from organisation.functions import Function
from organisation.models import Body, Site

BLOCK = 500
"""How many open consultations are read at once, with all that hangs on them."""


@dataclass(frozen=True)
class Due:
    """One thing that is due: what, by whom, on which day, and how that day came about.

    `on` is None where no term runs. `who` names a body, a function or whoever promised.
    `is_first_day` says that the day is the first on which something may be done, not
    the last. `rule` is the code of the rule of law behind it, where there is one. `uid`
    names it for good, also in another language.
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
    rule: str = ""
    calendar_version: str = CALENDAR_VERSION

    @property
    def is_confidential(self) -> bool:
        """Whether its title may not leave the product."""
        return self.initiative.is_confidential

    @property
    def is_over(self) -> bool:
        """Whether its day is over where the body sits."""
        return self.on is not None and self.on < today_at(self.site)

    @property
    def is_late(self) -> bool:
        """Whether it should have been done by a day that is over."""
        return self.is_over and not self.is_first_day

    @property
    def is_today(self) -> bool:
        """Whether its day has come where the body sits."""
        return self.on is not None and self.on == today_at(self.site)


def due_items(person, *, country="", site=None, body=None) -> list[Due]:
    """What is due, the earliest first and what has no day last.

    Whoever holds a mandate, the auditor and the administrator see all sites of the
    initiatives that they see; a representative those of their own bodies. All of
    them: a constant number of queries for each `BLOCK` of consultations.
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
    seats = {seat.body_id for seat in access.current_seats(person)}
    rows = (
        Consultation.objects.readable_by(person, Initiative.objects.visible_to(person))
        .filter(initiative__in=Initiative.objects.running().values("pk"))
        .unfinished()
        .select_related("initiative__unit", "site", "body", "rule__rule", "response")
        .prefetch_related(
            "orders",
            "deadlines",
            Prefetch(
                "commitments",
                Commitment.objects.open().select_related("owner"),
            ),
            Prefetch("events", Event.objects.select_related("answers")),
        )
        .order_by("pk")
    )
    places = places_of(person)
    if places is not None:
        rows = rows.filter(Q(site__in=places) | Q(body__in=seats))
    if site:
        rows = rows.filter(site=site)
    if body:
        rows = rows.filter(body=body)
    if country:
        rows = rows.filter(site__country__in=spellings(country))
    found, last = [], 0
    while block := list(rows.filter(pk__gt=last)[:BLOCK]):
        last = block[-1].pk
        begun = [row.initiative for row in block if not row.rule_id]
        rules = outcomes({i.pk: i for i in begun}.values())
        for row in block:
            found += _commitments(row)
            found += _court_dates(row)
            if row.rule_id:
                found += _of_its_rule(row)
            elif not row.has_passed:
                found += _items(row, _rules_for(row, rules[row.initiative_id]))
    return found


def _common(row) -> dict:
    return {
        "rule": row.rule.rule.code if row.rule_id else "",
        "initiative": row.initiative,
        "site": row.site,
        "body": row.body,
        "url": consultation_page(row),
    }


def _commitments(row):
    for promise in row.commitments.all():
        yield Due(
            on=promise.due_on,
            what=_("Commitment to %(body)s") % {"body": row.body},
            who=promise.owner.name,
            sentence=_("It was promised after the opinion."),
            uid=f"commitment-{promise.pk}",
            **_common(row),
        )


def _court_dates(row):
    """The end of a suspension by order, while nothing has lifted it before."""
    orders = list(row.orders.all())
    lifted = any(order.kind == Order.Kind.LIFTED for order in orders)
    for order in orders:
        if order.kind == Order.Kind.SUSPENDED and order.until and not lifted:
            yield Due(
                on=order.until,
                what=_("The suspension ends (%(reference)s)")
                % {"reference": order.reference},
                who=order.get_forum_display(),
                sentence=_("Until this day the order suspends the project."),
                uid=f"order-{order.pk}",
                **_common(row),
            )


def _of_its_rule(row):
    """What is due in a consultation by its own rule, with its stored deadline."""
    uid, common = f"consultation-{row.pk}", _common(row)
    reading = row.reading
    if row.complete_on is None:
        yield Due(
            on=None,
            what=_("Hand over the information to %(body)s") % {"body": row.body},
            who=str(Function.HR.label),
            sentence=_("No term runs before the information is handed over."),
            uid=f"{uid}-information",
            **common,
        )
        return
    if reading.response_is_owed:
        yield Due(
            on=None,
            what=_("Answer the opinion of %(body)s") % {"body": row.body},
            who=str(Function.HR.label),
            sentence=_("The law asks for a reasoned answer."),
            uid=f"{uid}-response",
            **common,
        )
    if reading.in_standstill and row.waits_until:
        yield Due(
            on=row.waits_until + timedelta(days=1),
            what=_("First day on which work may begin"),
            who=str(Function.OPERATIONS.label),
            sentence=sentence(row.response.facts),
            uid=f"{uid}-standstill",
            is_first_day=True,
            **common,
        )
    is_lead_time = row.right == Right.CONSULT_LEAD_TIME
    if reading.has_passed or not (reading.awaits_opinion or is_lead_time):
        return
    reckoned = list(row.deadlines.all())
    last = reckoned[-1] if reckoned else None
    yield Due(
        on=last.due_on if last else None,
        what=_("First day on which work may begin") if is_lead_time else _awaited(row),
        who=str(Function.OPERATIONS.label) if is_lead_time else row.body.name,
        sentence=sentence(last.facts)
        if last
        else _("The law sets no term here: silence never passes for an answer."),
        uid=uid,
        is_first_day=is_lead_time,
        caution=caution(last.facts) if last else "",
        calendar_version=last.calendar_version if last else CALENDAR_VERSION,
        **common,
    )
    found = term_of(row, events=row.events.all(), orders=row.orders.all())
    for sub in _ahead(row, found.subs if found else ()):
        yield Due(
            on=sub.due_on,
            what=sub.label,
            who=str(SUB_ACTORS.get(sub.code, row.body.name)),
            sentence=found.sentence,
            uid=f"{uid}-{sub.code}",
            **common,
        )


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
    common = _common(row)
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
    for sub in _ahead(row, found.subs):
        yield Due(
            on=sub.due_on,
            what=sub.label,
            who=str(SUB_ACTORS.get(sub.code, row.body.name)),
            sentence=found.sentence,
            uid=f"{uid}-{sub.code}",
            **common,
        )


def _ahead(row, subs):
    """The steps inside a term that lie ahead: a day that is over waits for nobody."""
    today = today_at(row.site)
    return [sub for sub in subs if sub.due_on is not None and sub.due_on >= today]


def _awaited(row) -> str:
    if row.right == Right.CONSENT:
        return _("Consent of %(body)s") % {"body": row.body}
    return _("Opinion of %(body)s") % {"body": row.body}
