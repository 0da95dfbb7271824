"""Grounds, houses and the mail server that fault tests start from."""

import shutil

import pytest

from governance.management.commands.test import postgres_programs
from tests.conftest import leave_out
from tests.faults.machinery import Grounds, House, MailSink


def pytest_collection_modifyitems(items):
    """Everything in this folder starts processes: a part of its own."""
    for item in items:
        if "tests/faults/" in item.nodeid:
            item.add_marker(pytest.mark.faults)


@pytest.fixture(scope="session")
def grounds(tmp_path_factory, worker_id):
    """What all tests build on; laid once, also for several processes of pytest."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "grounds"
    shared.mkdir(exist_ok=True)
    grounds = Grounds(shared)
    yield grounds
    grounds.close()


@pytest.fixture
def production(grounds):
    """An installation in production: PostgreSQL, and Redis once it is started."""
    if postgres_programs() is None or not shutil.which("redis-server"):
        leave_out("PostgreSQL or Redis is not installed")
    grounds.collect()
    name = grounds.new_database()
    url = grounds.postgres.url(name)
    house = House(
        grounds.new_folder(), url, production=True, static=grounds.static, url=url
    )
    yield house
    house.close()


@pytest.fixture
def embedded(grounds):
    """An installation on one machine: a SQLite file."""
    grounds.collect()
    path = grounds.sqlite()
    house = House(
        grounds.new_folder(),
        path,
        production=False,
        static=grounds.static,
        url=f"sqlite:///{path}",
    )
    yield house
    house.close()


@pytest.fixture
def mail():
    """A mail server."""
    sink = MailSink()
    yield sink
    sink.close()
