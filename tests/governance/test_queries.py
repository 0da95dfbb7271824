"""Pages cost the same number of queries, however much there is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit import clock
from governance import obligations
from initiatives.models import Initiative
from initiatives.stages import Stage
from organisation import actions as organisation
from tests.cast import HOLDERS, NOW, OTHERS, fresh, offer, propose
from tests.factories import learnt, put_at, worked
from value import actions as value

PAGES = {
    "board": "/en/pipeline/",
    "table": "/en/pipeline/?view=table",
    "waiting": "/en/",
    "initiative": "/en/initiatives/{ref}/",
    "gate": "/en/initiatives/{ref}/gate/",
    "list": "/api/v1/initiatives/",
    "owed": "/api/v1/waiting/",
}
MOST = {
    "board": 15,
    "table": 14,
    "waiting": 9,
    "initiative": 24,
    "gate": 19,
    "list": 5,
    "owed": 7,
}
"""Queries of a whole request: session, person, page and frame, with all rooms asked
what waits. Without an earlier look-up: what is kept for the frame saves four."""


def _count(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def _many(company, count):
    """Initiatives that run already, in all four stages."""
    first = Initiative.objects.order_by("-number").first().number
    stages = (Stage.LITERACY, Stage.APPROPRIATION, Stage.LEARNING, Stage.VALUE)
    now = Initiative.objects.first().created_at
    Initiative.objects.bulk_create(
        Initiative(
            number=first + n,
            ref=f"AI-{first + n:03d}",
            title=f"Use case {n}",
            search_text=f"use case {n}",
            unit=company.service,
            proposer=company.louis,
            stage=stages[n % 4],
            taken_over_at=now,
            taken_over_stage=stages[n % 4],
        )
        for n in range(1, count + 1)
    )


@pytest.mark.django_db
def test_pages_cost_the_same_for_few_and_for_many(cast_company):
    initiative = propose(cast_company)
    offer(cast_company, initiative)
    client = Client()
    client.force_login(cast_company.mara)
    ref = fresh(initiative).ref
    _many(cast_company, 40)
    for path in PAGES.values():
        _count(client, path.format(ref=ref))  # what is read once a process
    few = {n: _count(client, p.format(ref=ref)) for n, p in PAGES.items()}

    _many(cast_company, 300)
    many = {n: _count(client, p.format(ref=ref)) for n, p in PAGES.items()}

    assert few == many
    for name, most in MOST.items():
        assert many[name] <= most, many


@pytest.mark.django_db
def test_whoever_owes_more_than_is_listed_reads_that_it_is_more(
    cast_company, handoff, monkeypatch
):
    mara = Client()
    mara.force_login(cast_company.mara)
    assert "or more wait for you" not in mara.get("/en/").content.decode()
    owed = len(obligations.waiting_for(fresh(cast_company.mara)))
    monkeypatch.setattr(obligations, "MOST", owed)
    said = mara.get("/en/").context["lead"]
    assert said.startswith(f"{owed} items or more wait for you. The most urgent stand")


@pytest.mark.lasts(30)
@pytest.mark.django_db
def test_the_number_in_the_frame_is_the_length_of_the_list(cast_company):
    stages = (Stage.PROPOSED, Stage.LITERACY, Stage.APPROPRIATION, Stage.VALUE)
    rows = [put_at(cast_company, s, title=s.value, budget=1) for s in stages]
    offer(cast_company, propose(cast_company, title="Offered"))
    learnt(cast_company, rows[1])
    worked(fresh(rows[3]), cast_company.olga)
    value.record_hours(
        fresh(rows[3]),
        by=cast_company.olga,
        unit=cast_company.service,
        hours=400,
        certainty="measured",
        measured_from=clock.today(),
        measured_to=clock.today(),
        sample="Times from the case system",
    )
    lengths = {}
    for days in (0, 30, 90):
        with clock.at(NOW + timedelta(days=days)):
            for name in (*HOLDERS, *OTHERS):
                person = getattr(cast_company, name)
                counted = obligations.summary(fresh(person))
                found = obligations.waiting_for(fresh(person))
                late = any(o.due_at and o.due_at <= clock.now() for o in found)
                assert counted == (len(found), late), name
                lengths[name, days] = len(found)
    assert lengths["mara", 90]
    assert lengths["hana", 0]
    assert lengths["nobody", 0] == 0


@pytest.mark.django_db
def test_a_badge_is_counted_once_until_something_is_done(cast_company):
    client = Client()
    client.force_login(cast_company.mara)
    initiative = propose(cast_company)
    page = "/en/help/words/"
    first, again = _count(client, page), _count(client, page)
    assert again < first
    assert 'class="count' not in client.get(page).text

    offer(cast_company, initiative)

    assert 'class="count' in client.get(page).text


@pytest.mark.django_db
def test_the_second_look_at_an_initiative_takes_twenty_queries(cast_company):
    client = Client()
    client.force_login(cast_company.mara)
    initiative = propose(cast_company)
    offer(cast_company, initiative)
    page = PAGES["initiative"].format(ref=fresh(initiative).ref)
    _count(client, page)
    assert _count(client, page) <= 20


@pytest.mark.django_db
def test_the_frame_names_the_company_anew_as_soon_as_its_name_changes(cast_company):
    client = Client()
    client.force_login(cast_company.adam)
    page = "/en/help/words/"
    for name in ("First Works", "Second Works"):
        organisation.configure(by=cast_company.adam, organisation=name)
        assert name in client.get(page).text


@pytest.mark.django_db
def test_a_badge_turns_red_when_its_limit_passes_though_nobody_did_anything(
    cast_company,
):
    handoff = offer(cast_company, propose(cast_company))
    due = handoff.waits.get(function="marketing").due_at
    client = Client()
    client.force_login(cast_company.mara)
    assert "count hot" not in client.get("/en/help/words/").text

    with clock.at(due + timedelta(minutes=1)):
        assert "count hot" in client.get("/en/help/words/").text
