"""Pages cost the same number of queries, however much there is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from initiatives.models import Initiative
from initiatives.stages import Stage
from tests.cast import fresh, offer, propose

PAGES = {
    "board": "/en/pipeline/",
    "table": "/en/pipeline/?view=table",
    "waiting": "/en/",
    "initiative": "/en/initiatives/{ref}/",
    "gate": "/en/initiatives/{ref}/gate/",
}
MOST = {"board": 28, "table": 26, "waiting": 24, "initiative": 44, "gate": 36}
"""Queries of a page with its frame, where each room is asked what waits."""


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
