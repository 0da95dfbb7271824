"""The journey of an hour by the API, and how the dashboard moves at each step."""

from datetime import timedelta

import pytest

from audit import clock
from initiatives.stages import Stage
from tests.factories import worked
from tests.literacy.cast import NOW, TODAY, make_initiative
from value import actions
from value.obligations import obligations


@pytest.fixture
def initiative(company):
    """An active initiative in Value conversion."""
    return make_initiative(company, number=903, stage=Stage.VALUE)


def figures(client):
    rows = client.get("/api/v1/value/").json()["figures"]
    return {row["code"]: row["value"] for row in rows}


def test_an_hour_goes_from_its_measurement_to_the_accounts(initiative, company, client):
    people, here = company.people, f"/api/v1/initiatives/{initiative.ref}/value/"

    def post(name, path, **body):
        client.force_login(
            people[name], backend="django.contrib.auth.backends.ModelBackend"
        )
        return client.post(here + path, body, content_type="application/json")

    day = (TODAY - timedelta(days=1)).isoformat()
    freed = {
        "unit": "service",
        "hours": "1000",
        "certainty": "measured",
        "measured_from": day,
        "measured_to": day,
        "sample": "240 cases",
        "people": 4,
    }
    assert post("mara", "hours/", **freed).status_code == 403
    assert post("otto", "hours/", **freed, verified="9").status_code == 400
    untimed = post("otto", "hours/", **freed)
    assert untimed.status_code == 400
    assert "time the work of a role" in untimed.json()["detail"]
    worked(initiative, people["otto"])
    assert post("otto", "hours/", **freed).status_code == 201
    assert figures(client)["unallocated"] == "1000.0"
    idea = {
        "title": "Outbound renewals",
        "type": "A",
        "hypothesis": "Called customers renew more often.",
        "offer": "Contracts",
        "market": "Third year",
        "unit": "service",
        "team": "Sales Lyon",
        "skills": "Phone",
        "training_hours": "16",
        "hours": "400",
        "starts_on": TODAY.isoformat(),
        "target": "90 renewals",
        "target_amount": "20000",
        "expires_on": (TODAY + timedelta(days=365)).isoformat(),
        "owner": people["max"].email,
    }
    made = post("mara", "ideas/", **idea)
    assert (made.status_code, made.json()[0]["state"]) == (201, "open")
    chosen = post("mara", f"ideas/{made.json()[0]['id']}/choose/")
    assert chosen.json()["allocated"] == "400.0"
    assert figures(client)["given"] == "400.0"
    claim = {
        "type": "A",
        "amount": "30000",
        "margin": "40",
        "destination": chosen.json()["destinations"][0]["id"],
        "period_from": day,
        "period_to": day,
        "source": "Orders",
        "evidence": "E1",
    }
    assert post("mara", "amounts/", **claim, currency="USD").status_code == 400
    told = post("mara", "amounts/", **claim).json()
    assert (told["gross"], told["weighted"], told["confirmed"]) == (
        "12000.00",
        "4800.00",
        "0.00",
    )
    answer = f"amounts/{told['amounts'][0]['id']}/answer/"
    said = {"answer": "confirmed", "account": "7060"}
    assert post("mara", answer, **said).status_code == 403
    told = post("fred", answer, **said).json()
    assert (told["converted"], told["confirmed"]) == ("400.0", "12000.00")
    line = {
        "kind": "training",
        "basis": "actual",
        "amount": "8000",
        "period_from": day,
        "period_to": day,
    }
    assert post("fred", "investment/", **line).json()["invested"] == "8000.00"
    assert post("otto", "gone/", hours="601", reason="Less.").status_code == 400
    assert post("otto", "gone/", hours="100", reason="Less.").status_code == 201
    after = figures(client)
    assert (after["realised"], after["invested"]) == ("12000.00", "8000.00")
    assert (after["converted"], after["evaporated"]) == ("400.0", "100.0")
    assert after["return_ratio"] == "1.5000"
    assert [row["number"] for row in client.get(here).json()["movements"]] == [
        4,
        3,
        2,
        1,
    ]


def test_after_180_days_leadership_chooses_in_writing(initiative, company):
    people = company.people
    with clock.at(NOW - timedelta(days=181)):
        worked(initiative, people["otto"])
        actions.record_hours(
            initiative,
            by=people["otto"],
            unit=company.service,
            hours=100,
            certainty="measured",
            measured_from=TODAY - timedelta(days=200),
            measured_to=TODAY - timedelta(days=190),
            sample="240 cases",
        )
    (owed,) = obligations(people["lena"])
    assert str(owed.sentence) == (
        "180 days without a destination: 100 hours a year. Choose one in writing."
    )
    with clock.at(NOW - timedelta(days=30)):
        assert obligations(people["lena"]) == []
