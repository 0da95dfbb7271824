"""Stopping with a cause: by the action, on the page, and what the offer keeps."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from audit import clock
from audit.errors import Duplicate, Invalid, Refused
from governance import actions
from initiatives.models import Initiative
from initiatives.stages import Stage
from lessons import actions as lessons
from lessons.models import Stopping
from tests.cast import fresh
from tests.factories import endorsed, put_at
from tests.literacy.cast import TODAY


def test_a_stop_says_where_the_cause_lies_and_what_was_spent(
    cast_company,
    client,
):
    row = put_at(cast_company, Stage.LITERACY)
    louis = cast_company.louis
    with pytest.raises(Invalid):
        actions.stop(
            row, by=louis, version=row.version, reason="No.", cause="x", spent=1
        )
    assert fresh(row).stage == Stage.LITERACY
    client.force_login(louis, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("governance:stop", args=[row.ref])
    typed = {"reason": "It does not pay.", "version": fresh(row).version}
    missing = client.post(url, typed)
    assert missing.status_code == 422
    assert "It does not pay." in missing.content.decode()
    done = client.post(url, typed | {"cause": "value", "spent": "12 500,50"})
    assert done.status_code == 302
    noted = Stopping.objects.get()
    assert (noted.cause_layer, noted.spent) == ("value", Decimal("12500.50"))
    assert fresh(row).status == "stopped"


def test_who_would_stop_what_was_never_offered_reads_that_it_is_withdrawn(
    cast_company, proposal, client
):
    client.force_login(
        cast_company.lena, backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.get(reverse("governance:stop", args=[proposal.ref])).text
    assert "A proposal that was never offered is withdrawn, not stopped." in page
    assert "Stop this initiative" not in page


def test_what_a_stop_left_unsaid_is_asked_for_and_said_once(
    cast_company,
    client,
):
    row = put_at(cast_company, Stage.LITERACY)
    # as the committee stops, at a gate or for a stall: a reason and nothing else
    actions.stop(row, by=cast_company.lena, version=row.version, reason="No.")
    url = reverse("governance:note-stop", args=[row.ref])

    def see(who, path, data=None):
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(path) if data is None else client.post(path, data)

    for path in (row.get_absolute_url(), reverse("lessons:page", args=[row.ref])):
        page = page_of(see(cast_company.kim, path))
        assert "where the cause lies, or what was spent" in page
        assert url in page
    with pytest.raises(Refused):
        actions.note_stop(row, by=cast_company.mara, cause="data")
    assert see(cast_company.kim, url, {"spent": "5"}).status_code == 422
    assert see(cast_company.kim, url, {"cause": "data"}).status_code == 302
    assert "Nobody has said yet what was spent." in page_of(see(cast_company.lena, url))
    assert see(cast_company.lena, url, {"spent": "900.50"}).status_code == 302
    noted = Stopping.objects.get()
    assert (noted.cause_layer, noted.spent) == ("data", Decimal("900.50"))
    assert "noted already" in page_of(see(cast_company.kim, url))
    with pytest.raises(Duplicate):
        actions.note_stop(row, by=cast_company.kim, spent=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Stopping.objects.update(spent=1)


def page_of(response):
    return response.content.decode()


def test_whom_an_experiment_names_may_stop_while_its_stop_rule_is_met(
    cast_company,
):
    row = put_at(cast_company, Stage.APPROPRIATION)
    olga, fred = cast_company.olga, cast_company.fred
    one = lessons.start_experiment(
        row,
        by=olga,
        hypothesis="Sorting by machine costs less a case.",
        measure="Cost a case, accounts",
        better="lower",
        threshold="At most 2 EUR",
        scale_at=2,
        stop_rule="5 EUR a case; Finance stops it.",
        stop_at=5,
        stopper="finance",
        ends_on=TODAY,
        prediction="It costs 1 EUR.",
        sample=50,
    )

    def stop(by):
        actions.stop(row, by=by, version=row.version, reason="It costs too much.")

    lessons.record_readings(one, by=olga, rows=[{"day": TODAY, "value": Decimal(4)}])
    with pytest.raises(Refused):
        stop(fred)
    lessons.record_readings(one, by=olga, rows=[{"day": TODAY, "value": Decimal(6)}])
    with pytest.raises(Refused):
        stop(cast_company.mara)
    stop(fred)
    assert fresh(row).status == "stopped"


def test_no_hand_closes_what_was_stopped_without_an_endorsed_lesson(
    cast_company,
):
    row = put_at(cast_company, Stage.LITERACY)
    actions.stop(row, by=cast_company.louis, version=row.version, reason="No.")
    rows = Initiative.objects.filter(pk=row.pk)
    for outcome in ("stopped", "growth"):
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
            rows.update(stage="closed", outcome=outcome)
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
            rows.update(stage="closed", outcome=outcome, stopped_at=None)
    # nor is it added as closed, nor made stopped once it is closed
    values = {f.column: f"{f.column}" for f in Initiative._meta.local_concrete_fields}
    values |= {"id": "%s", "number": "977", "ref": "'AI-977'", "stage": "'closed'"}

    def copy(**more):
        columns = values | more
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO initiatives_initiative ({', '.join(columns)}) SELECT "
                f"{', '.join(columns.values())} FROM initiatives_initiative "
                "WHERE ref = %s",
                [Initiative._meta.pk.get_db_prep_value(uuid4(), connection), row.ref],
            )

    for more in ({}, {"outcome": "'stopped'", "stopped_at": "NULL"}):
        with pytest.raises(DatabaseError, match=r"INSERT on .* is refused"):
            copy(**more)
    copy(outcome="'growth'", stopped_at="NULL")
    added = Initiative.objects.filter(ref="AI-977")
    for more in ({"outcome": "stopped"}, {"stopped_at": clock.now()}):
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
            added.update(**more)
    endorsed(cast_company, fresh(row))
    assert rows.update(stage="closed", outcome="stopped") == 1


def test_the_api_stops_by_the_same_action_and_opens_the_next_cycle(
    cast_company,
    client,
):
    row = put_at(cast_company, Stage.LITERACY)
    at = f"/api/v1/initiatives/{row.ref}/"
    body = {"version": row.version, "reason": "It does not pay.", "cause": "value"}

    def post(person, path, **body):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client.post(at + path, body, content_type="application/json")

    assert post(cast_company.otto, "stop/", **body).status_code == 403
    unsaid = {name: body[name] for name in ("version", "reason")}
    assert post(cast_company.louis, "stop/", **unsaid).status_code == 400
    assert post(cast_company.louis, "next-cycle/").status_code == 409
    done = post(cast_company.louis, "stop/", **body, spent="12500.50")
    assert (done.status_code, done.json()["status"]) == (200, "stopped")
    assert Stopping.objects.get().spent == Decimal("12500.50")
    late = post(cast_company.louis, "stop/", **body)
    assert late.status_code == 409
    opened = post(cast_company.olga, "next-cycle/")
    assert (opened.status_code, opened.json()["cycle"]) == (201, 2)
