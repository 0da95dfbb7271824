"""The pulse: one answer a person, and nobody can say which."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.actions import SYSTEM
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from audit.models import Entry
from governance.obligations import waiting_for
from governance.sweeping import sweep
from literacy import actions, ballots, evidence, pacing, pulses
from literacy.models import (
    Ballot,
    Item,
    Pulse,
    PulseGroup,
    SpentBallot,
    Statement,
    StatementKind,
    Tally,
)
from literacy.obligations import obligations
from organisation.models import Mandate, Notification, Person, Unit
from tests.literacy.cast import NOW, make_initiative

LAST = date(2026, 12, 4)


@pytest.fixture(autouse=True)
def _room():
    pacing.BALLOTS.empty()


def people_of(unit, n, name="w"):
    return [
        Person.objects.create(
            email=f"{name}{unit.pk}-{i}@example.org", name=f"W {i}", unit=unit
        )
        for i in range(n)
    ]


@pytest.fixture
def workers(company):
    return people_of(company.service, 24)


@pytest.fixture
def pulse(company, hana, initiative, workers):
    return actions.open_pulse(by=hana, closes_on=LAST, initiative=initiative)


def answer(pulse, person, **values):
    given = actions.give_ballot(pulse, by=person)
    actions.answer_pulse(given, {item: values.get(item, 4) for item in Item.values})
    return given


def answer_all(pulse, people, trust=(2, 4, 5)):
    for n, person in enumerate(people):
        actions.answer_pulse(
            actions.give_ballot(pulse, by=person),
            {item: (trust[n % len(trust)]) for item in Item.values},
        )


def dialogue(initiative):
    """The criterion that asks whether people are heard."""
    return {c.code: c for c in evidence.criteria(initiative)}["dialogue"]


def test_each_quarter_hr_is_proposed_the_pulse_and_opens_it_with_one_press(
    company, hana, henri, otto, workers, client
):
    def waits(person):
        return [
            str(duty.sentence)
            for duty in obligations(person)
            if duty.url == reverse("literacy:pulses")
        ]

    Mandate.objects.filter(person=henri).update(unit=company.service)
    client.force_login(hana)
    index = client.get(reverse("literacy:index")).text
    assert "This quarter has no pulse yet" in index
    assert waits(hana) == []  # until the first one nothing is owed
    day = re.search(r'name="closes_on" value="([^"]+)"', index)[1]
    assert day == "2026-12-08"
    sent = client.post(reverse("literacy:open-pulse"), {"closes_on": day})
    assert sent.status_code == 302
    first = Pulse.objects.get()
    assert first.initiative is None
    assert "no pulse yet" not in client.get(reverse("literacy:pulses")).text
    with clock.at(datetime(2027, 1, 4, 8, tzinfo=UTC)):
        assert waits(hana) == []  # the one of before still runs
        actions.close_pulse(first, by=SYSTEM)
        assert waits(hana) == ["Open the pulse of this quarter"]
        assert waits(henri) == waits(otto) == []
        assert waiting_for(hana)
        assert "no pulse yet" in client.get(reverse("literacy:pulses")).text
        actions.open_pulse(by=hana, closes_on=date(2027, 1, 20))
        assert waits(hana) == []


def test_hr_opens_it_for_those_whom_the_initiative_concerns(
    company, pulse, workers, emma, otto, initiative
):
    assert pulse.invited == 25  # emma and the workers of the service
    told = Notification.objects.filter(kind="literacy.pulse_opened")
    assert told.count() == 25
    with pytest.raises(Duplicate):
        actions.open_pulse(
            by=company.people["hana"], closes_on=LAST, initiative=initiative
        )
    with pytest.raises(Refused):
        actions.open_pulse(by=otto, closes_on=LAST)


@pytest.mark.parametrize("days", [-1, 0, 61])
def test_its_last_day_is_near_and_to_come(company, hana, days):
    with pytest.raises(Invalid):
        actions.open_pulse(by=hana, closes_on=clock.today() + timedelta(days=days))


def test_each_person_answers_once_and_only_those_who_are_asked(pulse, workers, otto):
    given = answer(pulse, workers[0])

    with pytest.raises(Stale):
        actions.give_ballot(pulse, by=workers[0])
    with pytest.raises(Stale):
        actions.answer_pulse(given, dict.fromkeys(Item.values, 1))
    with pytest.raises(Refused):
        actions.give_ballot(pulse, by=otto)
    assert Tally.objects.filter(answers=1).count() == 5


@pytest.mark.parametrize("wrong", ["", "x", "1.2.3", "1.1.AAAA.00", "²3.1.A.b"])
def test_a_ballot_that_is_none_of_ours_counts_nothing(pulse, wrong):
    with pytest.raises(Invalid):
        actions.answer_pulse(wrong, dict.fromkeys(Item.values, 3))
    assert not Tally.objects.filter(answers__gt=0).exists()


def test_a_ballot_cannot_be_bent_to_another_group_or_pulse(pulse, workers, company):
    given = actions.give_ballot(pulse, by=workers[0])
    parts = given.split(".")
    for at in (0, 1, 2, 3):
        bent = list(parts)
        bent[at] = bent[at][:-1] + ("2" if bent[at][-1] != "2" else "3")
        assert ballots.opened(".".join(bent)) is None
    assert ballots.opened(given).pulse == pulse.pk


def test_all_five_are_answered_from_one_to_five(pulse, workers):
    given = actions.give_ballot(pulse, by=workers[0])
    for answers in ({}, {"trust": 3}, dict.fromkeys(Item.values, 6)):
        with pytest.raises(Invalid):
            actions.answer_pulse(given, answers)
    actions.answer_pulse(given, dict.fromkeys(Item.values, 3))


# Nobody can join a person and an answer


def test_no_row_joins_a_person_and_an_answer(pulse, workers):
    """Rows of giving out hold no number, those of answers no person.

    Two histories that differ only in who answered what leave the same tables.
    """
    before = Entry.objects.count()

    def tables():
        found = {}
        for model in (Ballot, Tally, SpentBallot):
            fields = [
                f.attname
                for f in model._meta.concrete_fields
                if f.attname not in ("id", "number")
            ]
            found[model] = sorted(map(str, model.objects.values_list(*fields)))
        return found

    def history(order):
        Ballot.objects.all().delete()
        SpentBallot.objects.all().delete()
        Tally.objects.update(answers=0)
        for person, value in order:
            answer(pulse, person, trust=value)
        return tables()

    a, b = workers[:2]
    assert history([(a, 1), (b, 5)]) == history([(a, 5), (b, 1)])
    assert Entry.objects.count() == before


def test_the_number_of_a_ballot_is_stored_nowhere_when_it_is_given_out(pulse, workers):
    given = actions.give_ballot(pulse, by=workers[0])
    _pulse, _group, number, seal = given.split(".")

    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            stored = str(cursor.fetchall())
            for part in (number, seal, ballots.opened(given).digest):
                assert part not in stored, model


def test_the_tables_of_answers_hold_no_person_no_time_and_no_answer_row():
    for model in (Tally, SpentBallot, PulseGroup):
        for field in model._meta.concrete_fields:
            assert not isinstance(field, models.DateField | models.TimeField)
            if field.is_relation:
                assert field.related_model in (Pulse, PulseGroup, Unit)
    assert {f.name for f in Ballot._meta.concrete_fields} == {"id", "pulse", "person"}


def test_the_close_forgets_who_was_given_a_ballot(pulse, workers, hana):
    given = actions.give_ballot(pulse, by=workers[0])
    answer(pulse, workers[1])

    actions.close_pulse(pulse, by=hana)

    assert not Ballot.objects.exists()
    assert not SpentBallot.objects.exists()
    with pytest.raises(DomainError):
        actions.answer_pulse(given, dict.fromkeys(Item.values, 3))
    with pytest.raises(DomainError):
        actions.give_ballot(pulse, by=workers[2])
    with pytest.raises(Stale):
        actions.close_pulse(pulse, by=hana)


def test_it_closes_by_itself_after_its_last_day(pulse):
    sweep(NOW + timedelta(days=10))
    pulse.refresh_from_db()
    assert pulse.is_open

    sweep(NOW + timedelta(days=11))
    pulse.refresh_from_db()
    assert not pulse.is_open


def test_a_reminder_goes_to_everybody_and_not_too_soon(pulse, workers, hana):
    answer(pulse, workers[0])
    with pytest.raises(DomainError):
        actions.remind_of_pulse(pulse, by=hana)

    with clock.at(NOW + timedelta(days=4)):
        actions.remind_of_pulse(pulse, by=hana)

    told = Notification.objects.filter(kind="literacy.pulse_reminder")
    assert told.count() == 25
    assert told.filter(recipient=workers[0]).exists()


# Results


def test_nothing_is_said_while_it_runs_nor_of_fewer_than_ten(pulse, workers, hana):
    answer_all(pulse, workers[:9])
    assert pulses.results(pulse) is None

    actions.close_pulse(pulse, by=hana)

    found = pulses.results(pulse)
    assert (found["answers"], found["rate"]) == (None, None)
    assert found["items"] == found["blocks"] == []
    assert pulses.gate_pulse(pulse.initiative) is None


def test_ten_answers_give_rounded_figures(pulse, workers, hana):
    answer_all(pulse, workers[:13])
    actions.close_pulse(pulse, by=hana)

    found = pulses.results(pulse)
    trust = next(row for row in found["items"] if row["item"] == "trust")
    assert (found["invited"], found["answers"], found["rate"]) == (25, 10, 50)
    assert trust["mean"] == 3.5  # 5 × 2, 4 × 4, 4 × 5
    assert trust["low"] == (20, 40)
    gate = pulses.gate_pulse(pulse.initiative)
    assert gate["is_enough"]
    assert gate["trust"] == 3.5
    assert dialogue(pulse.initiative).met


def test_too_little_trust_leaves_the_gate_to_the_note_of_hr(pulse, workers, hana):
    for n, person in enumerate(workers[:13]):
        answer(pulse, person, trust=1 + n % 3)
    assert str(dialogue(pulse.initiative).fact) == (
        "No note yet, and no pulse with ten answers"
    )
    actions.close_pulse(pulse, by=hana)

    heard = dialogue(pulse.initiative)
    assert not heard.met
    assert str(heard.fact) == "No note yet, and the pulse is not enough"

    actions.write_statement(
        pulse.initiative, by=hana, kind="dialogue_note", text="We met every team."
    )
    assert dialogue(pulse.initiative).met


def test_what_everybody_answers_alike_is_not_published(pulse, workers, hana):
    for person in workers[:12]:
        answer(pulse, person)
    actions.close_pulse(pulse, by=hana)

    found = pulses.results(pulse)
    assert all(row["mean"] is None for row in found["items"])


def test_units_are_shown_apart_in_blocks_of_ten_and_none_by_difference(
    company, hana, initiative
):
    units = []
    for n, size in enumerate((15, 12, 4, 11)):
        unit = Unit.objects.create(
            name=f"Team {n}",
            code=f"team-{n}",
            country="FR",
            parent=company.service,
            path="/",
        )
        unit.path = f"{company.service.path}{unit.pk}/"
        unit.save()
        units.append((unit, people_of(unit, size)))
    pulse = actions.open_pulse(by=hana, closes_on=LAST, initiative=initiative)
    assert min(pulse.groups.values_list("invited", flat=True)) >= 10
    answer_all(pulse, units[0][1])
    answer_all(pulse, units[1][1])
    answer_all(pulse, units[2][1])
    answer_all(pulse, units[3][1][:6])
    actions.close_pulse(pulse, by=SYSTEM)

    found = pulses.results(pulse)

    shown = {unit.name for block in found["blocks"] for unit in block["units"]}
    assert {"Team 0", "Team 1", "Team 3"} <= shown
    assert all(block["answers"] >= 10 for block in found["blocks"])
    assert sum(block["invited"] for block in found["blocks"]) == pulse.invited
    assert pulses.results(pulse) == found


def test_the_gap_compares_initiatives_with_and_without_a_published_intent(
    company, hana, workers
):
    for n in range(4):
        row = make_initiative(company, number=910 + n)
        if n < 2:
            Statement.objects.create(
                initiative=row,
                kind=StatementKind.INTENT,
                text="Growth.",
                intent="growth",
                written_by=hana,
                written_at=NOW - timedelta(days=1),
            )
        pulse = actions.open_pulse(by=hana, closes_on=LAST, initiative=row)
        answer_all(pulse, workers[:12], trust=(5, 4) if n < 2 else (1, 2))
        actions.close_pulse(pulse, by=hana)
        if n < 3:
            assert pulses.buy_in_gap(hana) is None

    assert pulses.buy_in_gap(hana) == {
        "declared": 4.5,
        "undeclared": 1.5,
        "gap": 3.0,
        "initiatives": 4,
    }


# The pages


def test_a_ballot_is_given_in_the_session_and_answered_outside_it(pulse, workers):
    client = Client()
    client.force_login(workers[0])
    page = client.post(f"/en/pulses/{pulse.pk}/ballot/")
    given = page.context["ballot"]
    assert given in page.text
    assert 'action="/en/anonymous/pulse/"' in page.text

    body = "&".join([f"ballot={given}", "answer=1", *(f"{i}=4" for i in Item.values)])
    stranger = Client(enforce_csrf_checks=True)
    path, form = "/en/anonymous/pulse/", "application/x-www-form-urlencoded"
    missing = stranger.post(path, f"ballot={given}&answer=1&trust=2", content_type=form)
    assert missing.status_code == 422
    assert given in missing.text
    sent = stranger.post(path, body, content_type=form)
    assert "Thank you" in sent.text
    assert stranger.post(path, body, content_type=form).status_code == 409
    later = stranger.post(path, f"ballot={given}", content_type=form)
    assert later.status_code == 200


def test_results_are_read_by_all_and_units_by_some(pulse, workers, hana, rosa):
    answer_all(pulse, workers)
    actions.close_pulse(pulse, by=hana)
    client = Client()
    client.force_login(workers[0])

    page = client.get(f"/en/pulses/{pulse.pk}/")

    assert "Share who answered 1 or 2" in page.text
    assert "Units are not shown apart" not in page.text
    client.force_login(hana)
    assert "Units are not shown apart" in client.get(f"/en/pulses/{pulse.pk}/").text
    client.force_login(Person.objects.get(name="Nobody"))
    assert client.get(f"/en/pulses/{pulse.pk}/").status_code == 404


def test_the_api_says_what_the_page_says(pulse, workers, hana):
    client = Client()
    client.force_login(hana)
    assert client.get(f"/api/v1/pulses/{pulse.pk}/").json()["items"] == []
    answer_all(pulse, workers)
    actions.close_pulse(pulse, by=hana)

    found = client.get(f"/api/v1/pulses/{pulse.pk}/").json()

    assert found["answers_at_least"] == 20
    assert len(found["items"]) == 5
    assert client.get("/api/v1/pulses/").json()[0]["ref"] == "AI-900"
