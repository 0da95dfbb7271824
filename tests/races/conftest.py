"""Eight callers, each with its own connection, and a barrier between them."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from audit import clock
from audit.errors import DomainError
from tests.cast import NOW, build_company

CALLERS = 8
ROUNDS = int(os.environ.get("MAILLON_RACE_ROUNDS", "15"))
"""How often each race is run; `manage.py test races` runs 500."""


@pytest.fixture
def company(transactional_db):
    """The company, told in rows that every connection sees."""
    assert connection.vendor == "postgresql"
    with clock.at(NOW):
        return build_company()


@pytest.fixture
def race(company):
    """Run deeds at the same instant, and say what came of each.

    The answer is "done", or the class of the refusal. Anything but a refusal of ours
    is a fault and ends the test.
    """
    barrier = Barrier(CALLERS)
    callers = ThreadPoolExecutor(CALLERS)

    def call(deed):
        barrier.wait(30)
        with clock.at(NOW):
            try:
                deed()
            except DomainError as refusal:
                return type(refusal).__name__
        return "done"

    def run(deeds):
        assert len(deeds) == CALLERS
        return [f.result(60) for f in [callers.submit(call, deed) for deed in deeds]]

    def leave():
        barrier.wait(30)
        connections.close_all()

    yield run
    for future in [callers.submit(leave) for _ in range(CALLERS)]:
        future.result(60)
    callers.shutdown()
