"""Production for real: replicas, worker and beat on PostgreSQL and Redis."""

import json
import re

import pytest

from tests.faults.machinery import NAMES_OF_JOBS, Browser, until

OFFERED = "/api/v1/initiatives/"


@pytest.fixture
def background(production):
    """Redis, a worker and beat, as compose starts them."""
    production.redis.start()
    production.worker_process = production.worker()
    production.beat_process = production.beat()
    return production


def later(house, before, name="deliver"):
    """Whether a job has succeeded since."""
    return house.runs().get(name, ("",))[0] > before.get(name, ("",))[0]


def test_f_08_f_11_beat_and_worker_run_on_after_kill_9_and_two_beats_double_nothing(
    background,
):
    house = background
    until(lambda: set(house.runs()) >= NAMES_OF_JOBS, 60, "all jobs")
    before = house.runs()

    house.worker_process.kill()
    house.worker_process = house.worker()
    second_beat = house.beat()

    # The next period does the work; a second beat does no harm.
    until(lambda: later(house, before), 60, "the next delivery")
    assert {failures for _at, failures in house.runs().values()} == {0}
    assert second_beat.lives

    # Beat keeps no file: one that died without a word begins anew at once.
    for beat in (house.beat_process, second_beat):
        beat.kill()
    assert not list(house.folder.rglob("celerybeat*"))
    house.beat_process = house.beat()
    until(lambda: "Sending due task" in house.beat_process.said, 60, "the new beat")
    before = house.runs()
    until(lambda: later(house, before), 60, "a job of the new beat")

    # Nobody is flagged, told or written to twice.
    for column, table in (
        ("key", "organisation_notification"),
        ("key", "organisation_delivery"),
        ("message_id", "organisation_delivery"),
    ):
        found = house.rows(f"SELECT {column} FROM {table}")
        assert found
        assert len(found) == len(set(found)), table
    flags = house.rows("SELECT stall_id, climb, level FROM governance_escalation")
    assert len(flags) == len(set(flags))
    assert house.worker_process.terminate() == 0
    assert house.beat_process.terminate() == 0
    house.is_sound()


def test_one_journey_goes_through_two_replicas(production):
    production.redis.start()
    first, second = production.web(), production.web()

    plain = Browser(first.socket, https=False).get("/en/login/")
    assert (plain.status, plain.headers["Location"]) == (
        301,
        "https://maillon.example/en/login/",
    )
    assert Browser(first.socket, https=False).get("/readyz").status == 200

    # The session of one replica is good at the other.
    lena = Browser(first.socket).sign_in("lena")
    assert "__Host-sessionid" in lena.cookies
    lena.path = second.socket
    page = lena.get("/en/")
    assert page.status == 200
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]

    # A whole charter, signed through both.
    ref, handoff = production.rows(
        "SELECT i.ref, h.id FROM governance_handoff h"
        " JOIN initiatives_initiative i ON i.id = h.initiative_id"
    )[0]
    for number, (name, function) in enumerate(
        [
            ("lena", "leadership"),
            ("hana", "hr"),
            ("otto", "operations"),
            ("kim", "knowledge"),
            ("mara", "marketing"),
        ]
    ):
        person = Browser((first, second)[number % 2].socket).sign_in(name)
        person.path = (second, first)[number % 2].socket
        gate = json.loads(person.get(f"/api/v1/initiatives/{ref}/gate/").text)
        answer = person.api(
            f"handoffs/{handoff}/sign/",
            {"function": function, "digest": digest_of(gate)},
        )
        assert answer.status in (200, 201), answer.text
    hana = Browser(second.socket).sign_in("hana")
    gate = json.loads(hana.get(f"/api/v1/initiatives/{ref}/gate/").text)
    person = production.rows(
        "SELECT id FROM organisation_person WHERE email = 'hana@example.org'"
    )[0][0]
    answer = hana.api(
        f"handoffs/{handoff}/accept/",
        {"digest": digest_of(gate), "owner": str(person)},
    )
    assert answer.status in (200, 201), answer.text

    assert production.rows("SELECT stage FROM initiatives_initiative") == [
        ("literacy",)
    ]
    assert "unbroken" in production.is_sound()
    lines = [json.loads(line) for line in first.said.splitlines() if line[:1] == "{"]
    asked = [line for line in lines if line["logger"] == "maillon.request"]
    assert asked
    assert "@" not in "".join(json.dumps(line) for line in lines)
    assert any(re.fullmatch(r"[0-9a-f-]{36}", line.get("person", "")) for line in asked)


def digest_of(gate):
    """The digest that the API shows for the open handoff."""
    found = re.findall(r'"digest": "([0-9a-f]{64})"', json.dumps(gate))
    assert found, gate
    return found[0]
