"""The part of the cast that these tests need, and small files to attach."""

import io
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from audit import clock
from initiatives import actions
from initiatives.models import Exposure, Initiative, Stay
from initiatives.stages import Kind, Stage
from organisation.functions import Function
from organisation.models import Body, Mandate, Person, Seat, Site, Unit

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PEOPLE = {
    "hana": Function.HR,
    "otto": Function.OPERATIONS,
    "mara": Function.MARKETING,
    "max": Function.MARKETING,
    "lena": Function.LEADERSHIP,
    "kim": Function.KNOWLEDGE,
    "fred": Function.FINANCE,
    "ines": Function.IT,
    "lou": Function.LEGAL,
    "rosa": None,
    "emma": None,
    "auda": None,
    "adam": None,
    "nobody": None,
}


@pytest.fixture(autouse=True)
def _frozen():
    with clock.at(NOW):
        yield


@pytest.fixture
def company(db):
    """A group with one service, two sites, a works council, everybody named."""
    root = Unit.objects.create(name="Group", code="group", country="FR", path="/")
    root.path = f"/{root.pk}/"
    root.save()
    service = Unit.objects.create(
        name="Service", code="service", country="FR", parent=root, path="/"
    )
    service.path = f"{root.path}{service.pk}/"
    service.save()
    lyon = Site.objects.create(name="Lyon", country="FR")
    leeds = Site.objects.create(name="Leeds", country="GB")
    council = Body.objects.create(name="CSE Lyon")
    council.sites.add(lyon)
    people = {}
    for name, function in PEOPLE.items():
        person = Person.objects.create(
            email=f"{name}@example.org",
            name=f"{name.title()} Test",
            unit=service if name == "emma" else None,
            is_auditor=name == "auda",
            is_administrator=name == "adam",
        )
        people[name] = person
        if function:
            Mandate.objects.create(
                person=person, function=function, unit=root, starts_on=date(2020, 1, 1)
            )
    Seat.objects.create(body=council, person=people["rosa"], starts_on=date(2020, 1, 1))

    class Company:
        pass

    found = Company()
    found.root, found.service, found.lyon, found.leeds = root, service, lyon, leeds
    found.council, found.people = council, people
    return found


def _person(name):
    @pytest.fixture(name=name)
    def person(company):
        return company.people[name]

    return person


for _name in PEOPLE:
    globals()[f"_{_name}"] = _person(_name)


@pytest.fixture
def draft(company, max):
    """A draft that max writes for the service."""
    return actions.save_draft(
        by=max,
        title="Answer broker e-mails",
        unit=company.service,
        problem="Answers take days.",
        purpose="Draft the answers.",
    )


@pytest.fixture
def initiative(company, max, hana, lena, kim):
    """An active initiative in Literacy, led by hana and lena."""
    row = Initiative.objects.create(
        number=900,
        ref="AI-900",
        title="Sort claims",
        problem="Sorting takes days.",
        purpose="Sort by machine.",
        unit=company.service,
        proposer=max,
        sponsor=lena,
        continuity_holder=kim,
        stage=Stage.LITERACY,
        stage_since=NOW,
        proposed_at=NOW,
        search_text="ai-900\nsort claims",
    )
    Stay.objects.create(
        initiative=row,
        visit=1,
        stage=Stage.LITERACY,
        kind=Kind.FORWARD,
        entered_at=NOW,
        entered_by=hana,
    )
    Exposure.objects.create(
        initiative=row, unit=company.service, site=company.lyon, people=96, overseers=4
    )
    for function, person in (("hr", hana), ("leadership", lena)):
        row.leads.create(function=function, person=person)
    return row


@pytest.fixture
def upload():
    """Make an uploaded file of a name and its bytes."""
    return lambda name, content: SimpleUploadedFile(name, content)


@pytest.fixture
def picture():
    """The bytes of a small picture, with hidden data in it."""

    def draw(kind="PNG", size=(40, 30), **options):
        out = io.BytesIO()
        Image.new("RGB", size, "navy").save(out, kind, **options)
        return out.getvalue()

    return draw
