"""What is done enters the record with the change, or not at all."""

import json
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit import clock, verification
from audit.actions import audited, record
from audit.errors import Refused
from audit.models import Entry, Head
from organisation.models import Person, Unit
from tests.audit.conftest import NOW, rename


def test_an_action_leaves_an_entry_with_its_change(unit, nobody):
    rename(unit, by=nobody, to="Maison")

    entry = Entry.objects.get()
    assert entry.action == "organisation.unit_edited"
    assert entry.actor_ref == nobody.pk
    assert (entry.object_type, entry.object_id) == ("organisation.unit", str(unit.pk))
    assert entry.at == NOW
    assert abs(entry.written_at - clock.true_now()) < timedelta(minutes=1)
    assert entry.facts == {"letters": 6}
    assert verification.verify().is_sound


def test_an_action_that_fails_leaves_nothing(unit, nobody):
    @audited
    def fail(*, by):
        rename(unit, by=by, to="Maison")
        raise Refused("No.")

    with pytest.raises(Refused):
        fail(by=nobody)

    assert Unit.objects.get().name == "Group"
    assert not Entry.objects.exists()
    assert Head.objects.get().seq == 0


def test_a_change_that_cannot_be_recorded_is_not_made(unit, nobody, settings, tmp_path):
    settings.AUDIT_KEYS_FILE = tmp_path / "damaged"
    settings.AUDIT_KEYS_FILE.write_text("{}")

    with pytest.raises(Exception, match="not an audit key file"):
        rename(unit, by=nobody, to="Maison")

    assert Unit.objects.get().name == "Group"


def test_actions_inside_an_action_write_once_at_its_end(unit, nobody):
    @audited
    def rename_twice(*, by):
        rename(unit, by=by, to="One")
        assert not Entry.objects.exists()
        rename(unit, by=by, to="Three")
        assert not Entry.objects.exists()

    with CaptureQueriesContext(connection) as queries:
        rename_twice(by=nobody)

    assert [e.facts["letters"] for e in Entry.objects.order_by("seq")] == [3, 5]
    assert len(set(Entry.objects.values_list("txid", flat=True))) == 1
    said = [query["sql"] for query in queries]
    touching = [i for i, sql in enumerate(said) if "audit_head" in sql]
    changes = [i for i, sql in enumerate(said) if "organisation_unit" in sql]
    assert min(touching) > max(changes)


def test_an_inner_action_that_fails_and_is_caught_takes_its_entry_back(unit, nobody):
    @audited
    def fail(*, by):
        rename(unit, by=by, to="Lost")
        raise Refused("No.")

    @audited
    def go_on(*, by):
        rename(unit, by=by, to="Kept")
        with pytest.raises(Refused):
            fail(by=by)

    go_on(by=nobody)

    assert Unit.objects.get().name == "Kept"
    assert [e.facts["letters"] for e in Entry.objects.all()] == [4]


def test_nothing_is_recorded_outside_an_action(nobody):
    with pytest.raises(RuntimeError, match="@audited"):
        record("organisation.unit_edited", by=nobody)


def test_an_action_without_a_person_is_not_recorded(db):
    @audited
    def act(*, by):
        record("organisation.unit_edited", by=by)

    for by in (None, Person(id=None)):
        with pytest.raises(TypeError, match="person"):
            act(by=by)


def test_facts_are_exact_and_of_known_kinds(db):
    @audited
    def note(**facts):
        record("organisation.configured", by="system", **facts)

    key = uuid4()
    note(
        hours=Decimal("12.50"),
        on=NOW.date(),
        at=NOW,
        key=key,
        kinds={"b", "a"},
        no=None,
    )

    entry = Entry.objects.get()
    assert (entry.actor_kind, entry.actor_ref) == ("system", None)
    assert entry.facts == {
        "hours": "12.50",
        "on": "2026-11-24",
        "at": "2026-11-24T09:00:00.000000Z",
        "key": str(key),
        "kinds": ["a", "b"],
        "no": None,
    }
    for inexact in (0.5, [1.5], Decimal("NaN"), NOW.replace(tzinfo=None), object()):
        with pytest.raises(TypeError):
            note(fact=inexact)


def test_the_body_is_one_text_whatever_stands_in_the_facts(nobody):
    @audited
    def note(*, by):
        record(
            "organisation.configured", by=by, z="Größe\u2028\x00", a={"y": 1, "b": 2}
        )

    note(by=nobody)

    body = Entry.objects.get().body
    assert body == json.dumps(
        json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert Entry.objects.get().facts["z"] == "Größe\u2028\x00"
    assert verification.verify().is_sound


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_people_at_once_make_one_chain_without_a_fork():
    person = Person.objects.create(email="many@example.com", name="Many")
    together, errors = Barrier(8), []

    def work():
        try:
            together.wait()
            for number in range(25):
                record_alone(by=person, number=number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not errors
    assert verification.verify() == verification.Result(
        True, 200, head=str(Head.objects.get())
    )


@audited
def record_alone(*, by, number):
    record("organisation.configured", by=by, number=number)
