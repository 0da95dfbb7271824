"""The seeded company: whole, repeatable, its record unbroken, never beside data."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from audit import clock, verification
from audit.models import Entry, Head
from governance import obligations, rules, sweeping
from governance.models import Handoff, Level, SignOff, Stall, Wait
from governance.seeding import running
from governance.seeding.profiles import TINY
from governance.seeding.writing import count_on
from initiatives.models import Initiative
from initiatives.stages import Stage
from organisation.models import Mandate, Person, Site, Unit
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def seed():
    parts = []
    with clock.at(NOW):
        running.seed(TINY, now=NOW, say=lambda *part: parts.append(part))
    return parts


def test_there_is_as_much_as_the_profile_says():
    seed()
    assert Person.objects.count() == TINY.employees
    assert Person.objects.filter(is_active=True).count() == TINY.users
    assert Unit.objects.count() == TINY.units
    assert Initiative.objects.count() == TINY.initiatives
    assert set(Initiative.objects.values_list("stage", flat=True)) == set(Stage.values)
    assert Handoff.objects.count() == TINY.handoffs
    assert SignOff.objects.count() <= TINY.signoffs
    assert Entry.objects.count() == TINY.entries
    late = Wait.objects.filter(ended_at__isnull=True, due_at__lte=NOW)
    assert late.values("handoff").distinct().count() == TINY.overdue


def test_a_key_once_given_out_is_not_given_out_again():
    given = Site.objects.create(name="Shut", country="FR")
    key = given.pk
    given.delete()
    count_on([Site])
    after = Site.objects.create(name="New", country="FR")
    assert after.pk > key


def test_the_record_is_unbroken_and_still_protected():
    seed()
    assert verification.verify().is_sound
    assert Head.objects.get().seq == TINY.entries
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(seq=1).update(action="x.y")
    connection.check_constraints()


def test_the_sweep_flags_each_handoff_that_is_late():
    seed()
    late = Wait.objects.filter(ended_at__isnull=True, due_at__lte=NOW)
    expected = set(late.values_list("initiative", "function"))
    sweeping.sweep(NOW)
    flagged = Stall.objects.filter(closed_at__isnull=True, level__gte=Level.LIMIT)
    assert expected
    assert expected <= set(flagged.values_list("initiative", "function"))


def test_every_run_makes_the_same_company():
    with transaction.atomic():
        seed()
        first = set(Initiative.objects.values_list("pk", "ref", "stage"))
        people = set(Person.objects.values_list("pk", "name"))
        transaction.set_rollback(True)
    seed()
    assert set(Initiative.objects.values_list("pk", "ref", "stage")) == first
    assert set(Person.objects.values_list("pk", "name")) == people


@pytest.mark.slow
def test_what_waits_is_what_was_offered():
    seed()
    for handoff in Handoff.objects.filter(state__in=Handoff.OPEN)[:8]:
        state = rules.standing(handoff.initiative, handoff=handoff)
        assert not state.has_changed
    with clock.at(NOW):
        counted = [
            obligations.summary(m.person)[0]
            for m in Mandate.objects.filter(is_head=True)
        ]
    assert max(counted) > 0


def test_a_database_in_use_is_refused(cast_company):
    with pytest.raises(CommandError, match="already"):
        call_command("seed", profile="tiny", stdout=StringIO())
    assert not Initiative.objects.exists()
