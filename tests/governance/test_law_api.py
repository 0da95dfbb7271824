"""The law in the API: the same answers and refusals as on the pages."""

import json

import pytest
from django.test import Client

from literacy.law.triage import QUESTIONS
from literacy.models import LawRuleVersion, Triage


class Caller:
    """A person who speaks to the API in JSON."""

    def __init__(self, person):
        self.client = Client()
        self.client.force_login(person)

    def get(self, path, **params):
        return self.client.get(f"/api/v1/{path}", params)

    def post(self, path, body):
        return self.client.post(
            f"/api/v1/{path}", json.dumps(body), content_type="application/json"
        )


@pytest.fixture
def hana(cast_company):
    return Caller(cast_company.hana)


ALL_NO = dict.fromkeys(QUESTIONS, "no")


def test_the_rules_are_listed_and_filtered(hana):
    rules = hana.get("law/").json()
    german = hana.get("law/", country="DE").json()
    british = hana.get("law/", country="UK").json()

    assert len(rules) == 25
    assert {r["code"] for r in german} >= {"DE-87-1-6", "DE-90"}
    assert {r["country"] for r in british} == {"GB"}
    assert not any(r["is_verified"] for r in rules)


def test_a_rule_shows_its_text_and_versions(hana):
    rule = hana.get("law/FR-CSE-TECH/").json()

    assert rule["body"]["clock"]["months"] == 1
    assert [v["number"] for v in rule["versions"]] == [1]
    assert hana.get("law/XX-1/").status_code == 404


def test_the_triage_is_answered_and_says_what_is_owed(hana, proposal):
    ref = proposal.ref
    before = hana.get(f"initiatives/{ref}/triage/").json()
    assert before["triage"] is None
    assert set(before["questions"]) == set(QUESTIONS)

    answer = hana.post(
        f"initiatives/{ref}/triage/",
        {"answers": ALL_NO | {"real_work": "yes"}, "novelty": "new", "seen": 0},
    )

    assert answer.status_code == 201, answer.content
    owed = hana.get(f"initiatives/{ref}/requirements/").json()
    assert [(r["rule"], r["body"], r["blocking"]) for r in owed["requirements"]] == [
        ("FR-CSE-TECH", "CSE Lyon", True)
    ]
    assert owed["unknown_law"] == []
    assert {r["rule"] for r in owed["not_required"]} >= {"FR-CSE-MONITOR"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"answers": {}, "novelty": "new"}, 400),
        ({"answers": ALL_NO | {"real_work": "maybe"}, "novelty": "new"}, 400),
        ({"answers": ALL_NO | {"magic": "yes"}, "novelty": "new"}, 400),
        ({"answers": ALL_NO, "novelty": "evolution"}, 400),
        ({"answers": ALL_NO, "novelty": "new", "answered_at": "2020-01-01"}, 400),
        ({"answers": ALL_NO, "novelty": "new", "seen": 99}, 409),
        ({"answers": [], "novelty": "new"}, 400),
    ],
)
def test_wrong_answers_are_refused(hana, proposal, body, status):
    answer = hana.post(f"initiatives/{proposal.ref}/triage/", body)

    assert answer.status_code == status, answer.content
    assert not Triage.objects.exists()


def test_only_hr_answers_and_strangers_find_nothing(cast_company, proposal):
    path = f"initiatives/{proposal.ref}/triage/"
    body = {"answers": ALL_NO, "novelty": "new"}

    assert Caller(cast_company.otto).post(path, body).status_code == 403
    assert Caller(cast_company.emma).post(path, body).status_code == 404
    for path in ("law/", "calendar/", f"initiatives/{proposal.ref}/requirements/"):
        assert Caller(cast_company.emma).get(path).status_code == 404


def test_the_calendar_is_read_and_its_filters_are_checked(hana, cast_company):
    assert hana.get("calendar/", country="FR").json() == []
    assert hana.get("calendar/", site=cast_company.lyon.pk).status_code == 200
    assert hana.get("calendar/", site="Lyon").status_code == 400


def test_a_rule_that_waits_is_not_in_the_list(hana, cast_company):
    row = LawRuleVersion.objects.get(rule__code="FR-CSE-TECH")
    LawRuleVersion.objects.create(
        rule=row.rule,
        number=2,
        law_version="x",
        body=row.body,
        right_kind="consult",
        blocking=True,
        time_may_pass=True,
        proposed_by=cast_company.lou,
        proposed_at=row.recorded_at,
    )

    listed = hana.get("law/", country="FR").json()

    assert {r["number"] for r in listed} == {1}
    assert len(hana.get("law/FR-CSE-TECH/").json()["versions"]) == 2
