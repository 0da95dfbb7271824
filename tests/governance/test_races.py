"""One form, sent by eight threads at once, has one effect (PostgreSQL only)."""

from collections import Counter
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from tests.cast import NOW, build_company, fresh, offer, propose, sign_all

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MANY = 8


def at_once(person, url, bodies):
    """Send these bodies at the same moment, each in a thread; the statuses."""
    clients = [Client() for _ in bodies]
    for client in clients:
        client.force_login(person)
    gate, statuses = Barrier(len(bodies)), []

    def send(client, body):
        try:
            with clock.at(NOW):
                gate.wait()
                statuses.append(client.post(url, body).status_code)
        finally:
            connections.close_all()

    threads = [
        Thread(target=send, args=pair) for pair in zip(clients, bodies, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)


@pytest.fixture
def company():
    """Everybody, on a clock that stands still."""
    with clock.at(NOW):
        yield build_company()


@pytest.fixture
def offered(company):
    """A charter that waits for signatures."""
    return offer(company, propose(company))


def address(handoff):
    return reverse("governance:handoff", args=[handoff.initiative.ref, handoff.pk])


def test_one_key_and_one_body_sign_once_and_are_answered_alike(company, offered):
    body = {"once": "b" * 32, "digest": offered.digest, "function": "hr"}

    found = at_once(
        company.hana, address(offered), [{**body, "answer": "signed"}] * MANY
    )

    assert found == {302: MANY}
    assert offered.signoffs.count() == 1
    assert Entry.objects.filter(action="governance.signed").count() == 1


def test_one_key_and_other_bodies_sign_once_and_the_rest_is_refused(company, offered):
    body = {"once": "c" * 32, "digest": offered.digest, "function": "hr"}
    bodies = [{**body, "answer": "signed", "note": f"Note {n}"} for n in range(MANY)]

    found = at_once(company.hana, address(offered), bodies)

    assert found == {302: 1, 422: MANY - 1}
    assert offered.signoffs.count() == 1


def test_as_many_keys_accept_once_and_the_rest_is_told_so(company, offered):
    handoff = sign_all(company, offered)
    bodies = [
        {
            "once": f"{n:032d}",
            "digest": handoff.digest,
            "function": "hr",
            "answer": "accept",
            "owner": str(company.hana.pk),
        }
        for n in range(MANY)
    ]

    found = at_once(company.hana, address(handoff), bodies)

    assert found[302] == 1
    assert set(found) <= {302, 200, 403, 409}
    assert fresh(handoff.initiative).stays.count() == 2
    assert Entry.objects.filter(action="governance.passed").count() == 1
