"""Somebody who left is erased: two people, every room, and what was decided stands."""

from datetime import timedelta

import pytest
from axes.models import AccessLog
from django.core.management import call_command
from django.db import connection
from django.test import Client

from audit.errors import Invalid, Refused, Stale
from governance import actions
from governance.models import PersonErasure
from governance.obligations import waiting_for
from initiatives import actions as initiatives
from initiatives.models import Comment
from literacy import actions as literacy
from literacy.models import Concern
from organisation import actions as organisation
from organisation import notices
from organisation.models import Notification, Person
from tests.cast import NOW, fresh, propose


@pytest.fixture
def gone(cast_company):
    """Nobody Test asked something with their name, and has left."""
    person = cast_company.nobody
    literacy.ask_by_name(by=person, theme="jobs", text="Will I be moved?")
    person.ends_on = NOW.date() - timedelta(days=1)
    person.save()
    return person


def erasure(person):
    return f"/en/people/{person.pk}/erasure/"


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def test_two_people_erase_somebody_who_left_in_every_room(cast_company, gone):
    adam, lena, fred = cast_company.adam, cast_company.lena, cast_company.fred
    asking, confirming = client_of(adam), client_of(lena)
    assert client_of(fred).get(erasure(gone)).status_code == 403
    asking.post(erasure(gone), {"reason": "They asked for it", "once": "a"})
    asked = PersonErasure.objects.get()
    assert Notification.objects.filter(
        kind="person_erasure_asked", recipient=lena
    ).exists()
    with pytest.raises(Refused):
        actions.erase_person(asked, by=adam)

    confirming.post(erasure(gone), {"once": "b"})

    person = Person.objects.get(pk=gone.pk)
    assert person.erased_at
    whole = f"{person.name} {person.email} {person.job}"
    assert "Nobody" not in whole
    assert "example.org" not in whole
    concern = Concern.objects.get()
    assert (concern.sealed, concern.wrapped) == ("", "")
    assert "Two people erased" in confirming.get(erasure(gone)).text
    with pytest.raises(Stale):
        actions.keep_person(asked, by=adam)
    with pytest.raises(Invalid, match="erased"):
        organisation.reinstate_person(person, by=adam)


def test_nobody_is_erased_who_is_here_or_holds_something(cast_company, gone):
    adam, otto = cast_company.adam, cast_company.otto
    with pytest.raises(Invalid, match="still here"):
        actions.ask_person_erasure(otto, by=adam, reason="x")
    propose(cast_company)
    otto.ends_on = NOW.date() - timedelta(days=1)
    otto.save()
    with pytest.raises(Invalid, match="still holds"):
        actions.ask_person_erasure(otto, by=adam, reason="x")
    asked = actions.ask_person_erasure(gone, by=adam, reason="x")
    actions.keep_person(asked, by=adam)
    assert not Person.objects.get(pk=gone.pk).erased_at
    actions.ask_person_erasure(gone, by=adam, reason="again")


def test_who_must_answer_an_erasure_finds_it_among_what_waits(cast_company):
    initiative = propose(cast_company)
    initiatives.comment(initiative, by=cast_company.hana, text="Paul was ill.")
    target = Comment.objects.get()
    initiatives.ask_erasure(target, by=cast_company.lena, reason="Health")

    def waits(person):
        return [
            o.url for o in waiting_for(fresh(person)) if "to erase" in str(o.sentence)
        ]

    assert waits(cast_company.lou) == [
        f"/en/initiatives/{initiative.ref}/comments/{target.pk}/erase/"
    ]
    assert not waits(cast_company.lena)
    assert not waits(cast_company.hana)


def test_nothing_names_an_erased_person_any_more(cast_company, gone):
    adam, lena = cast_company.adam, cast_company.lena
    AccessLog.objects.create(username="nobody@example.org", ip_address="127.0.0.1")
    notices.tell([gone], "mentioned", initiative=None, by=None, url="/")
    organisation.end_person(gone, by=adam, at_once=True)
    assert "axes_accesslog" in naming("nobody@example.org")

    asked = actions.ask_person_erasure(gone, by=adam, reason="They asked for it")
    actions.erase_person(asked, by=lena)

    assert naming("Nobody Test") | naming("nobody@example.org") == set()
    call_command("verify_audit")


def naming(text) -> set:
    """The tables in which a text stands somewhere, in any column."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(text in str(value) for row in cursor.fetchall() for value in row):
                found.add(table)
    return found
