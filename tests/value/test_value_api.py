"""The journey of an hour by the API, and how the dashboard moves at each step."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from governance.sample.stories import STORIES
from initiatives.stages import Stage
from tests.factories import worked
from tests.literacy.cast import NOW, TODAY, make_initiative
from value import actions, pages, whatif
from value.obligations import obligations

IDEA = {
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
}


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
    idea = IDEA | {"owner": people["max"].email}
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


def test_what_the_pages_take_back_set_aside_save_and_close_the_api_does_too(
    initiative, company, client
):
    people, root = company.people, "/api/v1/"
    here = f"initiatives/{initiative.ref}/value/"
    day = (TODAY - timedelta(days=1)).isoformat()

    def sign_in(name):
        client.force_login(
            people[name], backend="django.contrib.auth.backends.ModelBackend"
        )

    def post(who, path, status=201, **body):
        sign_in(who)
        sent = client.post(root + path, body, content_type="application/json")
        assert sent.status_code == status, sent.content
        return sent.json() if sent.content else None

    def get(name, path, status=200):
        sign_in(name)
        answer = client.get(root + path)
        assert answer.status_code == status
        return answer.json()

    # the books
    post("mara", "value/rates/", 403, unit="service", amount="34", valid_from=day)
    post("fred", "value/rates/", 400, unit="moon", amount="34", valid_from=day)
    post("fred", "value/rates/", unit="service", amount="34", valid_from=day)
    assert [row["amount"] for row in get("otto", "value/rates/")] == ["34.00"]
    get("emma", "value/rates/", 403)
    sign_in("fred")
    file = io.BytesIO(
        b"initiative;kind;from;to;planned;actual\n"
        + f"{initiative.ref};capex;{day};{day};9;36000\n".encode()
    )
    file.name = "lines.csv"
    told = client.post(root + "value/import/", {"file": file})
    assert (told.status_code, told.json()["created"]) == (201, 2)
    state = get("fred", here)
    assert (state["invested"], state["planned"]) == ("36000.00", "9.00")
    # capital is written off over 36 months from November on
    assert state["cost_of_year"] == "2000.00"
    line = next(row for row in state["investment"] if row["basis"] == "actual")
    back = f"{here}investment/{line['id']}/reversal/"
    post("fred", back, 400, reason="")
    assert post("fred", back, reason="Booked twice.")["invested"] == "0.00"
    post("fred", back, 404, reason="Again.")
    closed = post("fred", "value/closed-periods/", until=day)
    assert closed["until"] == day
    refused = post("fred", "value/closed-periods/", 400, until=day)
    assert "closed up to" in refused["detail"]
    assert [row["until"] for row in get("fred", "value/closed-periods/")] == [day]
    # hours, destinations, ideas
    worked(initiative, people["otto"])
    plan = {"unit": "service", "team": "Sales Lyon", "text": "They call customers."}
    post("otto", f"{here}plans/", 403, **plan)
    post("mara", f"{here}plans/", **plan)
    freed = post(
        "otto", f"{here}hours/", unit="service", hours="1000", certainty="measured",
        measured_from=day, measured_to=day, sample="240 cases", people=4,
    )["freed"][0]  # fmt: skip
    idea = IDEA | {"owner": people["max"].email}
    aside = f"{here}ideas/{post('mara', f'{here}ideas/', **idea)[0]['id']}/aside/"
    assert post("mara", aside, reason="Too late.")[0]["state"] == "set_aside"
    given = post(
        "mara", f"{here}destinations/", hours="40", type="G", team="Service",
        use="Rest", starts_on=TODAY.isoformat(), kept_reason="Load",
        expires_on=(TODAY + timedelta(days=90)).isoformat(),
    )["destinations"][0]  # fmt: skip
    hours_back = f"{here}hours/{freed['id']}/reversal/"
    taken = post("otto", hours_back, 409, reason="Wrong week.")
    assert "Take the destination back first" in taken["detail"]
    back = f"{here}destinations/{given['id']}/reversal/"
    assert post("mara", back, reason="No.")["unallocated"] == "1000.0"
    assert post("otto", hours_back, reason="Wrong week.")["verified"] == "0.0"
    # the what-if
    told = next(story.reached for story in STORIES if story.key == "LUM-01")
    name, assumptions = told["scenario"][0], dict(told["scenario"][1])
    scenarios = f"{here}scenarios/"
    assumptions["lines"] = [
        {"type": kind, "hours": hours} for kind, hours, *_ in told["allocations"]
    ]
    post("fred", scenarios, 400, name=name, **assumptions, ledger="1")
    post("fred", scenarios, 400, name=name, **(assumptions | {"win_rate": "101"}))
    for wrong in ({"idea": 999}, {"destination": 999}, {"type": "A", "idea": 1}, {}):
        line = {"hours": "9", **wrong}
        post("fred", scenarios, 400, name=name, **(assumptions | {"lines": [line]}))
    made = post("fred", scenarios, name=name, **assumptions)
    entered = made["results"][-1]
    assert (entered["code"], entered["payback_months"]) == ("entered", "13.6")
    assert round(float(entered["npv"]), -3) == 420_000
    assert [row["line"] for row in made["moves"]] == ["newA", "newB", "newC", "newD"]
    assert made["lines"]["newD"] == {"hours": "2340.0"}
    most = {name: str(n) for name, n in whatif.LIMITS.items() if name != "hours"}
    worst = {"initial": "0.01", "run": "0", "lines": assumptions["lines"]}
    worst = post("fred", scenarios, name="Worst", **(most | worst))
    post("fred", f"{scenarios}{worst['id']}/deletion/", 204)
    reader = Client()
    reader.force_login(company.people["fred"])
    page = reader.get(
        reverse("value:what-if", args=[initiative.ref]), {"scenario": made["id"]}
    )
    assert page.status_code == 200, "what the API kept its page reads"
    one = f"{scenarios}{made['id']}/"
    assert get("otto", one)["results"] == made["results"]
    post("mara", f"{one}deletion/", 403)
    post("fred", f"{one}deletion/", 204)
    assert get("fred", scenarios) == []
    # the end
    review = {
        "outcome": "growth", "text": "Yes.", "strategy": "adapted",
        "strategy_text": "Two more desks.",
    }  # fmt: skip
    post("hana", f"{here}outcome/", 409, text="We kept it.")
    post("mara", f"{here}reviews/", 403, **review)
    post("lena", f"{here}reviews/", **review)
    assert [row["strategy"] for row in get("mara", f"{here}reviews/")] == ["adapted"]
    assert post("hana", f"{here}outcome/", text="We kept it.")["outcome"] == "growth"


def test_after_180_days_leadership_chooses_in_writing(initiative, company, client):
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
    assert not [o for o in obligations(people["mara"]) if "destination" in o.sentence]
    assert not pages.may_allocate(initiative, people["mara"])
    assert pages.may_allocate(initiative, people["lena"])
    with clock.at(NOW - timedelta(days=30)):
        assert obligations(people["lena"]) == []
        early = actions.allocate(
            initiative, by=people["mara"], hours=1, type="G", team="Service",
            use="Rest", starts_on=TODAY, kept_reason="Load",
            expires_on=TODAY + timedelta(days=90), scheduling_plan="Fridays",
        )  # fmt: skip
        assert early.choice_reason == ""
    given = {
        "hours": "10", "type": "G", "team": "Service", "use": "Rest",
        "starts_on": "2026-11-24", "expires_on": "2027-02-22", "kept_reason": "Load",
        "scheduling_plan": "Fridays",
    }  # fmt: skip
    here = f"/api/v1/initiatives/{initiative.ref}/value/destinations/"

    def post(who, **more):
        client.force_login(
            people[who], backend="django.contrib.auth.backends.ModelBackend"
        )
        return client.post(here, given | more, content_type="application/json")

    assert post("mara", choice_reason="Sales asked.").status_code == 403
    refused = post("lena")
    assert (refused.status_code, refused.json()["field"]) == (400, "choice_reason")
    page = client.get(reverse("value:allocate", args=[initiative.ref])).text
    assert 'name="choice_reason"' in page
    for kind, missing in (("A", {"starts_on", "target"}), ("G", {"kept_reason"})):
        less = {"hours": "1", "type": kind, "team": "T", "use": "U"}
        less |= {"expires_on": "2027-02-22", "choice_reason": "It pays."}
        sent = client.post(reverse("value:allocate", args=[initiative.ref]), less)
        assert set(sent.context["form"].errors) == missing
    assert post("lena", choice_reason="No sale came of it.").status_code == 201
    page = client.get(reverse("value:page", args=[initiative.ref])).text
    assert "No sale came of it." in page


def test_employees_read_the_outcome_and_the_review_once_they_are_published(
    initiative, company, client
):
    people = company.people
    review = {"outcome": "growth", "strategy": "adapted", "strategy_text": "Two desks."}
    actions.review(initiative, by=people["lena"], text="It paid for itself.", **review)
    client.force_login(
        people["emma"], backend="django.contrib.auth.backends.ModelBackend"
    )
    where = reverse("literacy:employees", args=[initiative.ref])
    assert "It paid for itself." not in client.get(where).text
    actions.publish_outcome(initiative, by=people["hana"], text="Nobody left.")
    with clock.at(NOW + timedelta(minutes=1)):
        actions.review(initiative, by=people["lena"], text="Not told yet.", **review)
    page = client.get(where).text
    for words in ("What came of it", "Nobody left.", "It paid for itself.", "Two desk"):
        assert words in page
    assert "0 hours to growth, 0 hours to contraction" in page
    assert "Not told yet." not in page
