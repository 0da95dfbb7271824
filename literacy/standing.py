"""Where literacy and consultation stand, site by site: read once, for many at once."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Prefetch, Subquery

from audit import clock
from initiatives.models import Exposure
from literacy.models import Consultation, Measure, Override, Waiver
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

    @property
    def overseers_share(self) -> float:
        """The share of overseers trained, from 0 to 1; 1 where there are none."""
        return self.overseers_covered / self.overseers if self.overseers else 1


@dataclass
class BodyStanding:
    """One body at one site: what was opened with it and whether that has passed."""

    body: Body
    consultations: list = field(default_factory=list)
    is_waived: bool = False

    @property
    def has_passed(self) -> bool:
        """Whether everything opened has passed, or nothing is required here.

        A waiver never helps against a consultation that was opened.
        """
        if self.consultations:
            return all(row.has_passed for row in self.consultations)
        return self.is_waived


@dataclass
class SiteStanding:
    """One site of an initiative: its people, its bodies, its block."""

    site: Site
    places: list = field(default_factory=list)
    bodies: list = field(default_factory=list)
    is_waived: bool = False
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
        return bool(self.missing)

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


def standing_of(initiative) -> Standing:
    """Where one initiative stands, in four queries."""
    return standings([initiative])[initiative.pk]


def standings(initiatives) -> dict:
    """Where each of these initiatives stands, in four queries whatever their number."""
    ids = [initiative.pk for initiative in initiatives]
    covered = {
        (row["initiative_id"], row["unit_id"], row["site_id"]): row
        for row in Measure.objects.filter(initiative__in=ids).covered(clock.today())
    }
    opened = defaultdict(list)
    for row in (
        Consultation.objects.filter(initiative__in=ids)
        .select_related("body", "site")
        .with_standing()
    ):
        opened[row.initiative_id, row.site_id, row.body_id].append(row)
    result = {key: Standing() for key in ids}
    for exposure in _exposures(ids):
        standing = result[exposure.initiative_id]
        site = standing.at(exposure.site)
        if site is None:
            site = SiteStanding(
                exposure.site,
                is_waived=exposure.is_waived,
                override_id=exposure.allowed_by,
            )
            site.bodies = [
                BodyStanding(
                    body,
                    opened.get((exposure.initiative_id, exposure.site_id, body.pk), []),
                    exposure.is_waived,
                )
                for body in exposure.site.sitting
            ]
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


def misses_consultation() -> Exists:
    """Whether a body at a site in scope has not been honoured: for a query.

    The same rule as `Standing.missing`, for counting and sorting many initiatives.
    """
    here = {"initiative": OuterRef("initiative"), "site": OuterRef("site")}
    opened = Consultation.objects.filter(**here, body=OuterRef("body"))
    return Exists(
        Exposure.objects.filter(
            initiative=OuterRef("pk"), in_scope=True, site__bodies__is_active=True
        )
        .annotate(body=F("site__bodies"))
        .filter(
            Exists(opened.not_passed())
            | (~Exists(opened) & ~Exists(Waiver.objects.confirmed().filter(**here)))
        )
    )


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
            is_waived=Exists(Waiver.objects.confirmed().filter(**here)),
            allowed_by=Subquery(
                Override.objects.confirmed().filter(**here).values("pk")[:1]
            ),
        )
        .order_by("site__name", "unit__path")
    )
