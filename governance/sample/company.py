"""Lumerac Group: its units, sites, bodies and people. All of it is invented."""

from dataclasses import dataclass, field

from audit import clock
from organisation.actions import (
    add_body,
    add_person,
    add_site,
    add_unit,
    configure,
    found,
    give_seat,
    grant_mandate,
    name_deputy,
    reset_password,
    set_auditor,
)
from organisation.functions import Function as F
from organisation.models import Body, Person, Unit
from value import actions as value

DOMAIN = "lumerac.example"

UNITS = [
    ("customer-service", "Customer service", "FR", 96),
    ("field-maintenance", "Field maintenance", "FR", 402),
    ("parts-distribution", "Parts distribution", "DE", 262),
    ("claims", "Claims", "FR", 41),
    ("corporate", "Corporate", "FR", 34),
    ("bids", "Bids and marketing", "FR", 14),
]

RATES = {
    "customer-service": 34,
    "field-maintenance": 58,
    "parts-distribution": 49,
    "corporate": 36,
    "bids": 52,
}
"""What an hour costs, in euro; 40 elsewhere."""

SITES = [
    ("Lyon", "FR", "", 540),
    ("Nantes", "FR", "", 170),
    ("Lille", "FR", "", 210),
    ("Stuttgart", "DE", "BW", 250),
    ("Leipzig", "DE", "SN", 160),
    ("Eindhoven", "NL", "", 180),
    ("Gent", "BE", "", 160),
    ("Zaragoza", "ES", "", 110),
    ("Leeds", "GB", "ENG", 70),
]

BODIES = [
    ("CSE central", Body.Kind.CENTRAL, ["Lyon", "Nantes"], "Sophie Lemoine"),
    ("CSE Lille", Body.Kind.WORKS_COUNCIL, ["Lille"], "Karim Haddad"),
    ("Betriebsrat Stuttgart", Body.Kind.WORKS_COUNCIL, ["Stuttgart"], "Jürgen Maier"),
    ("Betriebsrat Leipzig", Body.Kind.WORKS_COUNCIL, ["Leipzig"], "Anke Vogel"),
    (
        "Ondernemingsraad Eindhoven",
        Body.Kind.WORKS_COUNCIL,
        ["Eindhoven"],
        "Bas Visser",
    ),
    ("Conseil d'entreprise Gent", Body.Kind.WORKS_COUNCIL, ["Gent"], "Els Claes"),
    ("Comité de empresa Zaragoza", Body.Kind.WORKS_COUNCIL, ["Zaragoza"], "Pilar Gil"),
]

HOLDERS = [
    (F.HR, "Nadia Ferrand", "Head of HR development", True),
    (F.HR, "Paul Girard", "Training manager", False),
    (F.OPERATIONS, "Hugo Lambert", "Head of operations", True),
    (F.OPERATIONS, "Greta Lindner", "Process manager", False),
    (F.KNOWLEDGE, "Inès Roche", "Head of knowledge", True),
    (F.KNOWLEDGE, "Tomas Novak", "Knowledge manager", False),
    (F.MARKETING, "Marc Besson", "Head of marketing", True),
    (F.MARKETING, "Sarah Benali", "Offer manager", False),
    (F.LEADERSHIP, "Claire Morel", "Chief executive", True),
    (F.LEADERSHIP, "Antoine Roux", "Chief operating officer", False),
    (F.FINANCE, "Thomas Petit", "Head of controlling", True),
    (F.FINANCE, "Julie Marchand", "Controller", False),
    (F.IT, "Omar Diallo", "Head of IT", True),
    (F.IT, "Lena Fischer", "IT architect", False),
    (F.LEGAL, "Elise Faure", "General counsel", True),
    (F.LEGAL, "Pieter Bakker", "Employment lawyer", False),
]

EMPLOYEES = [
    ("Emma Colin", "Customer adviser", "customer-service", "Lyon"),
    ("Louis Perrot", "Field technician", "field-maintenance", "Nantes"),
    ("Mia Krause", "Warehouse planner", "parts-distribution", "Leipzig"),
]


@dataclass
class Company:
    """The people and places of the sample, by the names that the stories use."""

    root: Unit
    administrator: Person
    units: dict = field(default_factory=dict)
    sites: dict = field(default_factory=dict)
    bodies: dict = field(default_factory=dict)
    speakers: dict = field(default_factory=dict)
    first: dict = field(default_factory=dict)
    second: dict = field(default_factory=dict)
    accounts: list = field(default_factory=list)


def address(name: str) -> str:
    """The e-mail of a person of the sample: plain letters only."""
    plain = name.lower().translate(str.maketrans("éèüïç'", "eeuic "))
    return f"{'.'.join(plain.split())}@{DOMAIN}"


def build(password: str) -> Company:
    """Found the company and give everybody their standing, on the day that is set."""
    start = clock.today()
    administrator = found(
        name="Victor Blanc",
        email=address("Victor Blanc"),
        password=password,
        organisation="Lumerac Group",
        country="FR",
    )
    root = Unit.objects.get(parent__isnull=True)
    company = Company(root, administrator)
    configure(by=administrator, organisation="Lumerac Group", currency="EUR")
    for code, name, country, headcount in UNITS:
        company.units[code] = add_unit(
            by=administrator,
            name=name,
            code=code,
            country=country,
            parent=root,
            headcount=headcount,
        )
    for name, country, region, headcount in SITES:
        company.sites[name] = add_site(
            by=administrator,
            name=name,
            country=country,
            subdivision=region,
            headcount=headcount,
        )
    lyon = company.sites["Lyon"]
    for function, name, job, is_head in HOLDERS:
        person = _add(company, name, job, company.units["corporate"], lyon)
        grant_mandate(
            person,
            by=administrator,
            function=function.value,
            unit=root,
            starts_on=start,
            is_head=is_head,
        )
        (company.first if is_head else company.second)[function] = person
        if is_head:
            _open(company, person, function.label)
    for unit in (root, *company.units.values()):
        value.set_rate(
            unit,
            by=company.second[F.FINANCE],
            amount=RATES.get(unit.code, 40),
            valid_from=start,
        )
    for name, kind, sites, speaker in BODIES:
        places = [company.sites[s] for s in sites]
        body = add_body(by=administrator, name=name, kind=kind, sites=places)
        person = _add(
            company, speaker, "", company.units["customer-service"], places[0]
        )
        give_seat(body, by=administrator, person=person, is_chair=True, starts_on=start)
        company.bodies[name] = body
        company.speakers[name] = person
    _open(company, company.speakers["CSE central"], "Employee representative")
    for name, job, unit, site in EMPLOYEES:
        person = _add(company, name, job, company.units[unit], company.sites[site])
        if name == EMPLOYEES[0][0]:
            _open(company, person, "Employee")
    auditor = _add(company, "Ruth Weber", "Internal auditor", company.root, lyon)
    set_auditor(auditor, by=administrator, value=True)
    _open(company, auditor, "Auditor")
    company.accounts.append(
        {
            "email": administrator.email,
            "password": password,
            "function": "Administrator",
            "name": administrator.name,
        }
    )
    name_deputy(
        company.first[F.MARKETING],
        by=company.first[F.MARKETING],
        deputy=company.second[F.MARKETING],
    )
    return company


def _add(company, name, job, unit, site):
    return add_person(
        by=company.administrator,
        name=name,
        email=address(name),
        job=job,
        unit=unit,
        site=site,
    )


def _open(company, person, function):
    """Give somebody a password, made for this installation, that is printed once."""
    company.accounts.append(
        {
            "email": person.email,
            "password": reset_password(person, by=company.administrator),
            "function": str(function),
            "name": person.name,
        }
    )
