"""Measurements, verified hours, the comparison and the library in JSON."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from literacy import actions as literacy_actions
from processes import actions
from processes.compared import side_by_side
from tests.literacy.cast import TODAY
from tests.processes.test_compare_pages import both

__all__ = ["both"]

BEFORE = {
    "role": "Claims",
    "value": "42",
    "volume": "60",
    "sample": 240,
    "starts_on": "2026-05-01",
    "ends_on": "2026-07-31",
    "certainty": "measured",
}
AFTER = {
    "value": "30",
    "checking": "2",
    "volume": "60",
    "sample": 260,
    "starts_on": "2026-11-01",
    "ends_on": "2026-11-20",
    "certainty": "measured",
}


@pytest.fixture
def initiative(in_appropriation):
    return in_appropriation


@pytest.fixture
def api(initiative):
    """Ask the API as a person, below the initiative unless the path is whole."""

    def ask(person, method, path, body=None):
        client = APIClient()
        client.force_authenticate(person)
        if not path.startswith("/"):
            path = f"/api/v1/initiatives/{initiative.ref}/{path}"
        return getattr(client, method)(path, body, format="json")

    return ask


def test_work_is_measured_and_verified_in_json(
    api, initiative, company, otto, hana, nobody, consulted
):
    assert api(hana, "post", "measurements/", BEFORE).status_code == 403
    assert api(nobody, "get", "verified-hours/").status_code == 404
    made = api(otto, "post", "measurements/", BEFORE)
    assert made.status_code == 201
    day = TODAY - timedelta(days=60)
    consulted(initiative, on=day)
    literacy_actions.start_use(
        initiative, by=otto, site=company.lyon, on=day, real_work=True
    )
    late = api(otto, "post", "measurements/", BEFORE | {"role": "Legal"})
    assert late.status_code == 409
    assert "frozen" in late.json()["detail"]
    again = f"measurements/{made.json()['id']}/again/"
    half = {key: value for key, value in AFTER.items() if key != "checking"}
    assert api(otto, "post", again, half).status_code == 400
    new = api(otto, "post", again, AFTER)
    assert new.status_code == 201
    (row,) = api(hana, "get", "verified-hours/").json()
    assert (row["hours_a_week"], row["hours_a_year"]) == ("10.0", "440.0")
    assert row["tag"] == "Not known whether at the bottleneck"
    fix = AFTER | {"value": "33", "reason": "Two days were counted twice."}
    fixed = api(otto, "post", f"measurements/{new.json()['id']}/correct/", fix)
    assert fixed.json()["corrects"] == new.json()["id"]
    (pair,) = api(hana, "get", "measurements/").json()
    assert pair["baseline"]["label"] == "Hands-on time a case, Claims"
    assert [after["value"] for after in pair["after"]] == ["33.00"]
    assert pair["change"] == "-16.67"


def test_maps_are_compared_and_found_in_json(api, both, otto, hana):
    found = api(hana, "get", "comparison/").json()
    (merge,) = [step for step in found["steps"] if step["proposed"]]
    assert merge["before_names"] == ["Read the fields", "Match to the order"]
    assert found["bottleneck_before"] == "Experts"
    assert {m["code"] for m in found["measures"]} >= {"lead", "capacity", "handoffs"}
    answer = {key: merge[key] for key in ("before", "after")} | {"is_refused": True}
    assert api(hana, "post", "comparison/", answer).status_code == 403
    assert api(otto, "post", "comparison/", answer).status_code == 201
    assert not side_by_side(both).proposed
    actions.name_owner(both, by=otto, person=otto)
    (row,) = api(hana, "get", "/api/v1/processes/?q=experts&limit=role").json()[
        "results"
    ]
    assert (row["owner"], row["bottleneck"]) == ("Otto", "Experts")
    assert 0 < row["how_sure"] <= 1
    assert api(hana, "get", "/api/v1/processes/?measured=x").status_code == 400
