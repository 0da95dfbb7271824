"""The part of the cast that the tests of stages 1 and 2 need, and what they do."""

from datetime import UTC, date, datetime
from functools import partial
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit import clock
from initiatives.models import Exposure, Initiative, Intent, Stay
from initiatives.stages import Kind, Stage
from literacy import actions as literacy_actions
from organisation.functions import Function
from organisation.models import Body, Mandate, Person, Seat, Site, Unit

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
PEOPLE = {
    "hana": Function.HR,
    "henri": Function.HR,
    "otto": Function.OPERATIONS,
    "olga": Function.OPERATIONS,
    "mara": Function.MARKETING,
    "max": Function.MARKETING,
    "lena": Function.LEADERSHIP,
    "kim": Function.KNOWLEDGE,
    "fred": Function.FINANCE,
    "ines": Function.IT,
    "lou": Function.LEGAL,
    "rosa": None,
    "rolf": None,
    "emma": None,
    "auda": None,
    "adam": None,
    "nobody": None,
}


@pytest.fixture(autouse=True)
def frozen():
    """It is 24 November 2026, ten in the morning in Paris."""
    with clock.at(NOW):
        yield


@pytest.fixture
def company(db):
    """A group with one service, three sites, two bodies, everybody in place."""
    root = Unit.objects.create(name="Group", code="group", country="FR", path="/")
    root.path = f"/{root.pk}/"
    root.save()
    service = Unit.objects.create(
        name="Service", code="service", country="FR", parent=root, path="/"
    )
    service.path = f"{root.path}{service.pk}/"
    service.save()
    lyon = Site.objects.create(name="Lyon", country="FR")
    stuttgart = Site.objects.create(name="Stuttgart", country="DE")
    leeds = Site.objects.create(name="Leeds", country="GB")
    council = Body.objects.create(name="CSE Lyon")
    council.sites.add(lyon)
    betriebsrat = Body.objects.create(name="Betriebsrat")
    betriebsrat.sites.add(stuttgart)
    people = {}
    for name, function in PEOPLE.items():
        people[name] = Person.objects.create(
            email=f"{name}@example.org",
            name=name.title(),
            unit=service if name == "emma" else None,
            is_auditor=name == "auda",
            is_administrator=name == "adam",
        )
        if function:
            Mandate.objects.create(
                person=people[name],
                function=function,
                unit=root,
                starts_on=date(2020, 1, 1),
            )
    for name, body in (("rosa", council), ("rolf", betriebsrat)):
        Seat.objects.create(body=body, person=people[name], starts_on=date(2020, 1, 1))
    return SimpleNamespace(
        root=root,
        service=service,
        lyon=lyon,
        stuttgart=stuttgart,
        leeds=leeds,
        council=council,
        betriebsrat=betriebsrat,
        people=people,
    )


def _person(name):
    @pytest.fixture(name=name)
    def person(company):
        return company.people[name]

    return person


for _name in PEOPLE:
    globals()[f"person_{_name}"] = _person(_name)


def make_initiative(company, number=900, stage=Stage.LITERACY, **fields):
    """An active initiative of the service, 96 people exposed in Lyon."""
    people = company.people
    row = Initiative.objects.create(
        number=number,
        ref=f"AI-{number}",
        title="Sort claims",
        problem="Sorting takes days.",
        purpose="Sort by machine.",
        ai_system="Sorter",
        unit=company.service,
        intent=Intent.GROWTH,
        promise="Nobody loses their job.",
        proposer=people["max"],
        sponsor=people["lena"],
        continuity_holder=people["kim"],
        stage=stage,
        stage_since=NOW,
        **{"proposed_at": NOW, **fields},
    )
    Stay.objects.create(
        initiative=row,
        visit=1,
        stage=stage,
        kind=Kind.FORWARD,
        entered_at=NOW,
        entered_by=people["hana"],
    )
    Exposure.objects.create(
        initiative=row, unit=company.service, site=company.lyon, people=96, overseers=4
    )
    return row


@pytest.fixture
def initiative(company):
    """An active initiative in Literacy."""
    return make_initiative(company)


@pytest.fixture
def taken_over(company):
    """An initiative that already ran elsewhere, brought in at Literacy."""
    return make_initiative(
        company,
        number=902,
        proposed_at=None,
        taken_over_at=NOW,
        taken_over_stage=Stage.LITERACY,
    )


@pytest.fixture
def in_appropriation(company):
    """An active initiative in Productive appropriation."""
    return make_initiative(company, number=901, stage=Stage.APPROPRIATION)


@pytest.fixture
def text_file():
    """A small file to attach."""
    return lambda: SimpleUploadedFile("assessment.txt", b"What changes at work.")


@pytest.fixture
def pdf():
    """A small PDF to attach, different each time its text is."""
    return lambda text="map": SimpleUploadedFile(
        "map.pdf", f"%PDF-1.4\n% {text}\n%%EOF\n".encode()
    )


@pytest.fixture
def measure(initiative, company, hana):
    """Record a measure, 80 people in Lyon unless said otherwise."""

    def record(people=80, audience="everyone", of=None, **more):
        return literacy_actions.record_measure(
            of or initiative,
            by=hana,
            kind="training",
            audience=audience,
            unit=company.service,
            site=company.lyon,
            held_on=TODAY,
            people=people,
            ai_system="Sorter",
            content="Introduction, version 1",
            **more,
        )

    return record


@pytest.fixture
def consulted(company):
    """Consult the council of Lyon to its opinion: `consulted(initiative)`."""
    return partial(consult, company)


def consult(
    company, initiative, outcome="with_reservations", right="consult", on=TODAY
):
    """Consult the council of Lyon; without an outcome it has not answered yet."""
    hana, rosa = company.people["hana"], company.people["rosa"]
    row = literacy_actions.open_consultation(
        initiative,
        by=hana,
        site=company.lyon,
        body=company.council,
        right=right,
        subject="The sorter",
    )
    literacy_actions.hand_over_information(
        row, by=hana, informed_on=on, text="Purpose, data, access."
    )
    if outcome:
        literacy_actions.give_opinion(
            row, by=rosa, outcome=outcome, given_on=on, text="We look again."
        )
    return row
