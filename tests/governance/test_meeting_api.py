"""Meetings over the API: the same actions, the same refusals."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from audit import clock
from initiatives.stages import Stage
from tests.cast import fresh
from tests.governance.meeting_cast import SEATS, asked

V1 = "/api/v1"


@pytest.fixture
def as_():
    """A client of the API, signed in as somebody."""

    def sign_in(person):
        client = APIClient()
        client.force_login(person)
        return client

    return sign_in


def test_a_meeting_is_planned_held_and_confirmed_by_the_api(
    cast_company, proposal, handoff, as_
):
    c = cast_company
    asked(c, handoff)
    lena, begins = as_(c.lena), clock.now() + timedelta(days=2)
    body = {
        "starts_at": begins.isoformat(),
        "ends_at": (begins + timedelta(hours=1)).isoformat(),
        "place": "Room 2",
        "cadence": "monthly",
        "chair": c.lena.email,
        "members": {f: getattr(c, n).email for f, n in SEATS.items()},
    }

    assert as_(c.hana).post(f"{V1}/meetings/", body, "json").status_code == 403
    assert as_(c.emma).get(f"{V1}/meetings/").status_code == 404
    made = lena.post(f"{V1}/meetings/", body, "json")
    assert made.status_code == 201, made.data
    one = f"{V1}/meetings/{made.data['id']}/"
    key = made.data["agenda"][0]["key"]
    assert key.startswith("referral-")
    assert lena.post(f"{one}open/").data["has_quorum"] is False
    for function in SEATS:
        found = lena.post(f"{one}presence/", {"function": function}, "json")
    assert found.data["has_quorum"] is True

    item = lena.get(f"{one}items/{key}/").data
    decide = {"answer": "approve", "text": "Agreed.", "person": c.hana.email}
    url = f"{one}items/{key}/decision/"
    assert lena.post(url, decide | {"votes": "all"}, "json").status_code == 428
    silent = lena.post(url, decide | {"digest": item["digest"]}, "json")
    assert silent.status_code == 400
    assert "Say how it was voted" in silent.data["detail"]
    odd = lena.post(url, decide | {"digest": item["digest"], "votes": "both"}, "json")
    assert (odd.status_code, list(odd.data["fields"])) == (400, ["votes"])
    decide["votes"] = "all"
    promise = {
        "text": "Ask the body.",
        "owner": c.otto.email,
        "function": "hr",
        "due_on": "2026-12-30",
    }
    odd = lena.post(
        url, decide | {"digest": item["digest"], "conditions": [promise]}, "json"
    )
    assert odd.status_code == 400
    assert "Conditions belong to" in odd.data["detail"]
    stale = lena.post(url, decide | {"digest": "0" * 64}, "json")
    assert stale.status_code == 409
    assert lena.post(url, decide | {"digest": item["digest"], "at": 1}, "json").data[
        "fields"
    ] == {"at": ["This field cannot be set."]}
    done = lena.post(url, decide | {"digest": item["digest"]}, "json")
    assert (done.status_code, done.data["ref"]) == (201, "D-001")
    assert len(done.data["votes"]) == len(SEATS)
    again = lena.post(url, decide | {"digest": item["digest"]}, "json")
    assert (again.status_code, again.data["theirs"]) == (409, "Agreed.")
    assert fresh(proposal).stage == Stage.LITERACY

    assert lena.post(f"{one}close/").data["state"] == "closed"
    issued = lena.post(f"{one}minutes/").data
    assert (issued["state"], issued["number"]) == ("open", 1)
    for name in SEATS.values():
        told = as_(getattr(c, name)).post(
            f"{one}minutes/answer/",
            {"digest": issued["digest"], "confirmed": True},
            "json",
        )
    assert told.data["state"] == "confirmed"
    log = as_(c.auda).get(f"{V1}/decisions/").data
    assert [row["ref"] for row in log] == ["D-001"]
    fixed = lena.post(
        f"{V1}/decisions/{log[0]['id']}/correction/", {"text": "So."}, "json"
    )
    assert (fixed.status_code, fixed.data["corrects"]) == (201, "D-001")
