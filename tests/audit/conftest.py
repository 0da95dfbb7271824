"""An auditor, somebody else, a short chain, and a key ring of its own."""

from datetime import UTC, datetime

import pytest

from audit import clock
from audit.actions import audited, record
from organisation.models import Person, Unit

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@audited
def rename(unit, *, by, to):
    """The smallest action there is."""
    unit.name = to
    unit.save(update_fields=["name"])
    record("organisation.unit_edited", unit, by=by, letters=len(to))
    return unit


@pytest.fixture(autouse=True)
def _frozen():
    with clock.at(NOW):
        yield


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.AUDIT_KEYS_FILE = tmp_path / "audit_keys"


@pytest.fixture
def auda(db):
    return Person.objects.create(email="auda@example.com", name="Auda", is_auditor=True)


@pytest.fixture
def nobody(db):
    return Person.objects.create(email="nobody@example.com", name="Nobody")


@pytest.fixture
def unit(db):
    return Unit.objects.create(name="Group", code="group", path="/1/", country="FR")


@pytest.fixture
def renamed(unit, nobody):
    """Six entries by one person."""
    for number in range(6):
        rename(unit, by=nobody, to=f"Group {number}")
    return unit
