"""Units, sites, bodies, people, mandates and deputies, all named by codes."""

import random
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from governance.seeding.writing import Table
from organisation.functions import Function
from organisation.models import Body, Deputy, Mandate, Person, Seat, Site, Unit

COUNTRIES = ("FR", "DE", "GB", "ES", "NL")
SITES_A_COUNTRY = 4
AT_THE_ROOT = 2
IN_A_COUNTRY = 2
SINCE = date(2020, 1, 1)
FUNCTIONS = tuple(f.value for f in Function)


@dataclass
class Company:
    """What the portfolio refers to."""

    paths: dict[int, str] = field(default_factory=dict)
    countries: dict[int, str] = field(default_factory=dict)
    leaves: list[int] = field(default_factory=list)
    users: list[UUID] = field(default_factory=list)
    mandates: dict = field(default_factory=dict)
    """For each function the pairs of a person and the key of the mandate."""


def key(generator: random.Random) -> UUID:
    """A random key that is the same in every run."""
    return UUID(int=generator.getrandbits(128), version=4)


def build(profile, generator, now, say) -> Company:
    """Write the company; `say` is told of each part."""
    company = Company()
    say("units", _units(profile, company))
    say("sites", _sites(now))
    say("employees", _people(profile, company, generator, now))
    say("mandates", _mandates(profile, company, generator))
    return company


def _units(profile, company):
    table = Table(Unit)
    rows, each = [], profile.employees // profile.units
    parents = [None, *[1] * len(COUNTRIES)]
    divisions = max((profile.units - 6) // 20, 1)
    for n in range(1, profile.units + 1):
        if n <= len(parents):
            parent = parents[n - 1]
        elif n <= 6 + divisions:
            parent = 2 + (n - 7) % len(COUNTRIES)
        else:
            parent = 7 + (n - 7 - divisions) % divisions
        path = f"{company.paths.get(parent, '/')}{n}/"
        country = (
            COUNTRIES[(n - 2) % len(COUNTRIES)]
            if parent in (None, 1)
            else company.countries[parent]
        )
        company.paths[n], company.countries[n] = path, country
        rows.append(
            table.row(
                id=n,
                name="Group" if n == 1 else f"Unit {n:03d}",
                code=f"u{n:03d}",
                parent_id=parent,
                path=path,
                country=country,
                headcount=each,
            )
        )
    company.leaves = list(range(7 + divisions, profile.units + 1))
    return table.write(rows)


def _sites(now):
    sites, bodies, at = Table(Site), Table(Body), Table(Body.sites.through)
    places = [
        (n, COUNTRIES[(n - 1) % len(COUNTRIES)])
        for n in range(1, len(COUNTRIES) * SITES_A_COUNTRY + 1)
    ]
    sites.write(
        sites.row(id=n, name=f"Site {n:02d}", country=c, headcount=100)
        for n, c in places
    )
    bodies.write(
        bodies.row(id=n, name=f"Council {n:02d}", is_active=True) for n, _c in places
    )
    at.write(at.row(id=n, body_id=n, site_id=n) for n, _c in places)
    return len(places)


def _people(profile, company, generator, now):
    table = Table(Person, password="!", created_at=now)
    keys = [key(generator) for _n in range(profile.employees)]
    company.users = keys[: profile.users]
    sites = len(COUNTRIES) * SITES_A_COUNTRY
    return table.write(
        table.row(
            id=pk,
            email=f"e{n:06d}@example.org",
            name=f"Employee {n:05d}",
            unit_id=company.leaves[n % len(company.leaves)],
            site_id=1 + n % sites,
            is_active=n <= profile.users,
        )
        for n, pk in enumerate(keys, start=1)
    )


def _mandates(profile, company, generator):
    """Some for the whole, some for a country, the others for a unit each."""
    table, seats, deputies = Table(Mandate), Table(Seat), Table(Deputy)
    places = [1] * AT_THE_ROOT * len(FUNCTIONS)
    for country in range(2, 2 + len(COUNTRIES)):
        places += [country] * IN_A_COUNTRY * len(FUNCTIONS)
    users = company.users[:-20]
    rows = []
    for n, person in enumerate(users):
        unit = (
            places[n]
            if n < len(places)
            else 7 + (n // len(FUNCTIONS)) % (profile.units - 6)
        )
        function = FUNCTIONS[n % len(FUNCTIONS)]
        company.mandates.setdefault(function, []).append((person, n + 1, unit))
        rows.append(
            table.row(
                id=n + 1,
                person_id=person,
                function=function,
                unit_id=unit,
                is_head=n < len(places),
                starts_on=SINCE,
            )
        )
    seats.write(
        seats.row(
            id=n + 1,
            body_id=1 + n % (len(COUNTRIES) * SITES_A_COUNTRY),
            person_id=person,
            starts_on=SINCE,
        )
        for n, person in enumerate(company.users[-20:])
    )
    deputies.write(
        deputies.row(
            id=n + 1,
            principal_id=users[n],
            deputy_id=users[-1 - n],
            starts_on=SINCE,
        )
        for n in range(min(100, len(users) // 4))
    )
    return table.write(rows)
