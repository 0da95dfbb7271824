"""Where literacy and consultation stand, site by site: read once, for many at once."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Exposure
from literacy.law.triage import NOT_ANSWERED, Requirement, local_bodies, outcomes
from literacy.models import (
    Consultation,
    LawRuleVersion,
    Measure,
    Override,
    Right,
    Triage,
    Waiver,
)
from organisation.models import Body, Site, Unit


@dataclass(frozen=True)
class Place:
    """The people exposed in one unit at one site, and how many of them were reached.

    Nobody is covered twice: more people in measures than are exposed count as all.
    """

    unit: Unit
    site: Site
    in_scope: bool
    people: int
    overseers: int
    covered: int
    overseers_covered: int

    @property
    def share(self) -> float:
        """The share of people covered, from 0 to 1."""
        return self.covered / self.people


@dataclass
class Duty:
    """What is owed to one body at one site by one rule, and how far that has come.

    `rule` is None where no rule says so: before the triage, where the law of a country
    is not known, and for what was taken over. `body` is None where a rule applies and
    nobody sits there: then it passes by a waiver only. `right` is a Right.
    """

    site: Site
    body: Body | None
    right: str
    rule: LawRuleVersion | None = None
    blocking: bool = True
    because: object = ""
    consultation: Consultation | None = None
    is_waived: bool = False

    @property
    def has_passed(self) -> bool:
        """Whether it has passed, or is waived; a waiver never helps once it is open."""
        if self.consultation is not None:
            return self.consultation.has_passed
        return self.is_waived

    @property
    def code(self) -> str:
        """The code of the rule, or nothing."""
        return self.rule.rule.code if self.rule else ""

    @property
    def law(self) -> str:
        """Where the law says so, shortly: the first of its articles."""
        basis = self.rule.body.get("basis") if self.rule else None
        return gettext(basis[0]) if basis else ""

    @property
    def title(self):
        """What it is about."""
        return self.rule.title if self.rule else _("Consultation of every body")


@dataclass
class BodyStanding:
    """One body at one site, or nobody where a rule asks for one: all that is owed."""

    body: Body | None
    duties: list = field(default_factory=list)

    @property
    def name(self):
        """The name of the body, or that there is none."""
        if self.body is None:
            return _("the employees, who have no body here")
        return self.body.name

    @property
    def consultations(self) -> list:
        """What was opened with it and counts now."""
        return [d.consultation for d in self.duties if d.consultation is not None]

    @property
    def is_waived(self) -> bool:
        """Whether something that is not open need not be opened."""
        return any(d.is_waived and d.consultation is None for d in self.duties)

    @property
    def first_missing(self) -> Duty | None:
        """The first thing owed that has not passed."""
        return next((d for d in self.duties if not d.has_passed), None)

    @property
    def has_passed(self) -> bool:
        """Whether everything that is owed has passed."""
        return self.first_missing is None


@dataclass
class SiteStanding:
    """One site of an initiative: its people, its bodies, its block."""

    site: Site
    places: list = field(default_factory=list)
    bodies: list = field(default_factory=list)
    override_id: int | None = None

    @property
    def in_scope(self) -> bool:
        """Whether any unit at this site is in scope."""
        return any(place.in_scope for place in self.places)

    @property
    def missing(self) -> list:
        """The bodies whose right has not been honoured, in scope or not."""
        return [b for b in self.bodies if not b.has_passed]

    @property
    def is_blocked(self) -> bool:
        """Whether no real work may begin here, whatever an exception says."""
        return bool(self.blocking)

    @property
    def duties(self) -> list:
        """All that is owed here."""
        return [duty for body in self.bodies for duty in body.duties]

    @property
    def blocking(self) -> list:
        """What real work must wait for, in scope or not."""
        return [d for d in self.duties if d.blocking and not d.has_passed]

    @property
    def people(self) -> int:
        """People exposed in scope."""
        return sum(p.people for p in self.places if p.in_scope)

    @property
    def covered(self) -> int:
        """People covered in scope."""
        return sum(p.covered for p in self.places if p.in_scope)

    @property
    def overseers(self) -> int:
        """Overseers in scope."""
        return sum(p.overseers for p in self.places if p.in_scope)

    @property
    def overseers_covered(self) -> int:
        """Overseers trained in scope."""
        return sum(p.overseers_covered for p in self.places if p.in_scope)


@dataclass
class Standing:
    """All sites of one initiative."""

    sites: list = field(default_factory=list)

    @property
    def to_open(self) -> list:
        """The duties to a body that are neither open nor waived, in scope or not.

        What is owed to the European works council is opened once, for all its sites.
        """
        found, opened = [], set()
        for site in self.sites:
            for duty in site.duties:
                if duty.consultation or not duty.body or duty.is_waived:
                    continue
                if duty.body.kind == Body.Kind.EUROPEAN:
                    once = duty.code, duty.body.pk
                    if once in opened:
                        continue
                    opened.add(once)
                found.append(duty)
        return found

    @property
    def in_scope(self) -> list:
        """The sites that the gate looks at."""
        return [site for site in self.sites if site.in_scope]

    @property
    def people(self) -> int:
        """People exposed in scope."""
        return sum(site.people for site in self.in_scope)

    @property
    def covered(self) -> int:
        """People covered in scope."""
        return sum(site.covered for site in self.in_scope)

    @property
    def overseers(self) -> int:
        """Overseers in scope."""
        return sum(site.overseers for site in self.in_scope)

    @property
    def overseers_covered(self) -> int:
        """Overseers trained in scope."""
        return sum(site.overseers_covered for site in self.in_scope)

    @property
    def missing(self) -> list:
        """The bodies in scope whose right has not been honoured, with their site."""
        return [(site, body) for site in self.in_scope for body in site.missing]

    def at(self, site) -> SiteStanding | None:
        """The standing of one site, in scope or not, or nothing."""
        return next((s for s in self.sites if s.site.pk == site.pk), None)


def standing_of(initiative, *, real_work=None) -> Standing:
    """Where one initiative stands, in a constant number of queries."""
    return standings([initiative], real_work=real_work)[initiative.pk]


def standings(initiatives, *, real_work=None) -> dict:
    """Where each of these stands, in the same number of queries for one and for all.

    `real_work` overrides what the triage says of it: whoever begins real work asks
    with True, so that a triage which denied it lets nothing through.
    """
    initiatives = list(initiatives)
    ids = [initiative.pk for initiative in initiatives]
    covered = {
        (row["initiative_id"], row["unit_id"], row["site_id"]): row
        for row in Measure.objects.filter(initiative__in=ids).covered(clock.today())
    }
    opened, everywhere = defaultdict(list), defaultdict(list)
    for row in (
        Consultation.objects.filter(initiative__in=ids, body__is_active=True)
        .current()
        .select_related("body", "site", "rule__rule", "initiative")
        .with_standing()
    ):
        opened[row.initiative_id, row.site_id].append(row)
        if row.body.kind == Body.Kind.EUROPEAN:
            everywhere[row.initiative_id].append(row)
    asked = _asked(initiatives, real_work)
    waived = defaultdict(set)
    for initiative, site, rule in (
        Waiver.objects.confirmed()
        .filter(initiative__in=ids)
        .values_list("initiative", "site", "rule")
    ):
        waived[initiative, site].add(rule)
    result = {key: Standing() for key in ids}
    for exposure in _exposures(ids):
        here = exposure.initiative_id, exposure.site_id
        standing = result[exposure.initiative_id]
        site = standing.at(exposure.site)
        if site is None:
            site = SiteStanding(exposure.site, override_id=exposure.allowed_by)
            site.bodies = _bodies(
                exposure.site,
                asked.get(here),
                opened.get(here, []),
                waived[here],
                everywhere[exposure.initiative_id],
            )
            standing.sites.append(site)
        reached = covered.get(
            (exposure.initiative_id, exposure.unit_id, exposure.site_id),
            {"covered": 0, "overseers": 0},
        )
        site.places.append(
            Place(
                exposure.unit,
                exposure.site,
                exposure.in_scope,
                exposure.people,
                exposure.overseers,
                min(reached["covered"], exposure.people),
                min(reached["overseers"], exposure.overseers),
            )
        )
    return result


def missing_consultation(initiatives) -> set:
    """The keys of those in which a body at a site in scope has not been honoured.

    Read like `Standing.missing`, for counting and sorting many initiatives.
    """
    rows = initiatives.only("pk", "screening")
    return {key for key, standing in standings(rows).items() if standing.missing}


COVERS = {
    Right.INFORM: set(Right),
    Right.PROCEDURAL: set(Right),
    Right.CONSULT: {
        *(Right.CONSULT, Right.CONSULT_LEAD_TIME, Right.CONSULT_STANDSTILL),
        Right.CONSENT,
    },
    Right.CONSULT_LEAD_TIME: {Right.CONSENT},
    Right.CONSULT_STANDSTILL: {Right.CONSENT},
    Right.CONSENT: {Right.CONSENT},
    Right.BARGAIN: {Right.BARGAIN},
}
"""For what a body is entitled to: by which right a taken-over consultation does it."""


def _asked(initiatives, real_work) -> dict:
    """What the law asks at each site of the initiatives whose triage is answered."""
    answered = set(
        Triage.objects.filter(initiative__in=[i.pk for i in initiatives]).values_list(
            "initiative", flat=True
        )
    )
    if not answered:
        return {}
    found = outcomes(
        [row for row in initiatives if row.pk in answered], real_work=real_work
    )
    return {
        (key, place.site.pk): place.requirements
        for key, outcome in found.items()
        for place in outcome.sites
    }


def _bodies(site, requirements, opened, waived, european) -> list[BodyStanding]:
    """What is owed to each body of a site: by the law, and by what was opened.

    The one file of the European works council (`european`) counts at all its sites.
    """
    standing = {body.pk: BodyStanding(body) for body in local_bodies(site)}
    everything = None in waived
    left = list(opened)
    if requirements is None:
        requirements = [
            Requirement(None, site, body, Right.CONSULT, True, NOT_ANSWERED)
            for body in local_bodies(site)
        ]
    for asked in requirements:
        key = asked.body.pk if asked.body else None
        mine = [row for row in left if row.body_id == key]
        match = _match(asked, mine) or _match(
            asked, [row for row in european if row.body_id == key]
        )
        if asked.rule_version is None and any(
            r.body_id == key and r.right in COVERS[asked.right_kind] for r in opened
        ):
            continue
        if match in left:
            left.remove(match)
        place = standing.setdefault(key, BodyStanding(asked.body))
        rule = asked.rule_version
        place.duties.append(
            Duty(
                site,
                asked.body,
                asked.right_kind,
                rule,
                asked.blocking,
                asked.because,
                match,
                everything or (rule is not None and rule.rule_id in waived),
            )
        )
    # where no rule is known to be the right one, every consultation must pass first
    unruled = {r.body.pk for r in requirements if r.rule_version is None}
    for row in left:
        place = standing.setdefault(row.body_id, BodyStanding(row.body))
        place.duties.append(
            Duty(
                site,
                row.body,
                row.right,
                row.rule,
                row.rule is None or row.rule.blocking or row.body_id in unruled,
                _("It was opened."),
                row,
            )
        )
    return list(standing.values())


def _match(asked, rows):
    """The consultation by which a requirement is met: of its rule, or taken over.

    A lighter right than what is asked now meets nothing: who was informed has not been
    consulted.
    """
    if asked.rule_version is None:
        return None
    covering = [row for row in rows if row.right in COVERS[asked.right_kind]]
    for row in rows:
        if (
            row.rule_id
            and row.rule.rule_id == asked.rule_version.rule_id
            and (row.right == asked.right_kind or row in covering)
        ):
            return row
    return next((row for row in covering if not row.rule_id), None)


def _exposures(ids):
    here = {"initiative": OuterRef("initiative"), "site": OuterRef("site")}
    return (
        Exposure.objects.filter(initiative__in=ids)
        .select_related("unit", "site")
        .prefetch_related(
            Prefetch(
                "site__bodies",
                queryset=Body.objects.filter(is_active=True),
                to_attr="sitting",
            )
        )
        .annotate(
            allowed_by=Subquery(
                Override.objects.confirmed().filter(**here).values("pk")[:1]
            ),
        )
        .order_by("site__name", "unit__path")
    )
