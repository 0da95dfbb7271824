"""Every door holds: an empty form breaks nothing, and a long list costs no more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Head
from tests.architecture.test_access import clients, names, the_scene
from tests.cast import build_company, offer, propose
from tests.factories import put_at

OWN = {
    "logout",
    "login",
    "set_language",
    "password_change",
    "governance:feed",
    "governance:updates",
    "literacy:renew-feed",
    "organisation:profile",
}
"""Where everybody who is signed in may post something about themselves."""


ONE_PRESS = {
    ("api-close-meeting", "lena"),
    ("api-impact", "hana"),
    ("api-minutes", "lena"),
    ("audit:verify", "auda"),
    ("governance:withdraw-signature", "hana"),
    ("literacy:open-required", "hana"),
    ("organisation:reset-password", "adam"),
    ("organisation:set-administrator", "adam"),
}
"""Acts that ask for nothing but the press, and whose they are."""


@pytest.mark.slow
@pytest.mark.django_db
def test_an_empty_form_breaks_nothing_and_writes_nothing(noon, undrawn):
    scene = the_scene()
    people = clients(scene.company)
    last, wrong = Head.objects.get().seq, []
    for name in sorted(set(names()) - OWN):
        path = scene.path(name)
        for persona in ("hana", "lena", "fred", "rosa", "emma", "auda", "adam"):
            status = people[persona].post(path).status_code
            seq = Head.objects.get().seq
            if status >= 500:
                wrong.append(f"{name} {persona}: {status}")
            if seq != last and (name, persona) not in ONE_PRESS:
                wrong.append(f"{name} {persona}: wrote something, {status}")
            last = seq

    assert not wrong, "\n".join(wrong)


def addresses():
    """The pages that list something, with what may stand in their address."""
    for name in (
        *("waiting", "updates", "pipeline", "committee"),
        *("pipeline?view=table", "search?q=number"),
    ):
        name, _, query = name.partition("?")
        yield f"{reverse(f'governance:{name}')}?{query}"
    for room in ("literacy", "processes", "lessons", "value"):
        yield reverse(f"{room}:index")
    for name in ("people", "mandates", "units", "sites", "bodies", "deputies"):
        yield reverse(f"organisation:{name}")
    yield "/api/v1/initiatives/"
    yield "/api/v1/waiting/"


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("who", ["lena", "hana", "rosa"])
def test_a_list_costs_the_same_for_few_and_for_many(noon, client, who):
    company = build_company()
    stages = ("literacy", "appropriation", "learning", "value")

    def more(start):
        for number in range(start, start + 2):
            row = propose(company, title=f"Number {number}")
            offer(company, row)
        for stage in stages:
            put_at(company, stage, title=f"Number at {stage}")

    def costs():
        client.force_login(getattr(company, who))
        found = {}
        for path in addresses():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200, path
            found[path] = len(queries)
        return found

    more(0)
    costs()  # whatever is read once for a process is read now
    few = costs()
    more(10)
    many = costs()

    assert {p: (few[p], many[p]) for p in few if few[p] != many[p]} == {}
    assert max(many.values()) <= 50, many
