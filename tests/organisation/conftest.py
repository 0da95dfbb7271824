"""A small company: who is needed to manage people and mandates, and nobody else."""

from datetime import UTC, date, datetime

import pytest

from audit import clock
from organisation.functions import Function
from organisation.models import Body, Mandate, Person, Seat, Site, Unit

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


class Company:
    """The people and places by name: `company.hana`, `company.group`."""

    def __init__(self):
        self.group = self.unit("Group", "group", None)
        self.service = self.unit("Service", "service", self.group)
        self.claims = self.unit("Claims", "claims", self.service)
        self.sales = self.unit("Sales", "sales", self.group)
        self.lyon = Site.objects.create(name="Lyon", country="FR", headcount=96)
        self.leeds = Site.objects.create(name="Leeds", country="GB", headcount=70)
        self.council = Body.objects.create(name="CSE Lyon")
        self.council.sites.add(self.lyon)
        self.adam = self.person("adam", is_administrator=True)
        self.auda = self.person("auda", is_auditor=True)
        self.hana = self.holder("hana", Function.HR)
        self.otto = self.holder("otto", Function.OPERATIONS)
        self.emma = self.person("emma", unit=self.service)
        self.nobody = self.person("nobody")
        self.rosa = self.person("rosa")
        Seat.objects.create(body=self.council, person=self.rosa, starts_on=TODAY)

    @staticmethod
    def unit(name, code, parent):
        unit = Unit.objects.create(name=name, code=code, parent=parent, country="FR")
        unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
        unit.save(update_fields=["path"])
        return unit

    @staticmethod
    def person(name, **fields):
        return Person.objects.create(
            name=name.title(), email=f"{name}@example.org", **fields
        )

    def holder(self, name, function, unit=None, **fields):
        person = self.person(name)
        Mandate.objects.create(
            person=person,
            function=function,
            unit=unit or self.group,
            starts_on=date(2026, 1, 1),
            **fields,
        )
        return person


@pytest.fixture
def _now():
    """It is the morning of 24 November 2026."""
    with clock.at(NOW):
        yield


@pytest.fixture
def company(db, _now):
    """The company, on that morning."""
    return Company()


@pytest.fixture
def as_(client):
    """The browser of somebody: `as_(adam).get(...)`."""

    def sign_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
