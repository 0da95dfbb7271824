"""Meetings over the API: the same actions, the same refusals."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from audit import clock
from governance.models import Answer
from initiatives.stages import Stage
from tests.cast import fresh
from tests.governance.meeting_cast import SEATS, asked, hold, plan, resolve

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
    lena, begins = as_(c.lena), clock.now() + timedelta(days=1)
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


def test_an_agenda_is_prepared_and_minuted_by_the_api(
    cast_company, proposal, handoff, as_
):
    c = cast_company
    referral = asked(c, handoff)
    lena, meeting = as_(c.lena), plan(c)
    one = f"{V1}/meetings/{meeting.pk}/"
    key = f"referral-{referral.pk}"
    body = {
        "starts_at": (clock.now() + timedelta(days=1)).isoformat(),
        "ends_at": (clock.now() + timedelta(days=1, hours=1)).isoformat(),
        "place": "Room 9",
        "cadence": "extra",
        "chair": c.lena.email,
        "members": {f: getattr(c, n).email for f, n in SEATS.items()},
    }
    assert lena.post(f"{one}change/", body, "json").data["place"] == "Room 9"
    assert as_(c.hana).post(f"{one}change/", body, "json").status_code == 403
    wrong = body | {"members": {"moon": c.lena.email}}
    assert lena.post(f"{one}change/", wrong, "json").status_code == 400

    # papers
    option = {"title": "Wait", "hours": 40, "amount": "1000.00"}
    paper = {"recommendation": "Yes.", "presenter": c.otto.email, "options": [option]}
    odd = lena.post(f"{one}items/{key}/paper/", paper, "json")
    assert (odd.status_code, odd.data["detail"]) == (
        400,
        "Say how sure this figure is.",
    )
    option["certainty"] = "estimated"
    agenda = lena.post(f"{one}items/{key}/paper/", paper, "json").data
    assert (agenda[0]["presenter"], agenda[0]["lacks"]) == (c.otto.email, "")
    assert agenda[0]["options"][0]["currency"] == "EUR"
    own = {"section": 4, "purpose": "discuss", "title": "The budget"}
    added = lena.post(f"{one}items/", own | {"options": [option]}, "json").data
    mine = next(row["key"] for row in added if row["title"] == "The budget")
    moved = lena.post(f"{one}items/{mine}/move/", {"up": True}, "json").data
    assert [row["key"] for row in moved][:2] == [mine, key]
    assert lena.post(f"{one}items/{mine}/restore/").status_code == 409
    no = lena.post(f"{one}items/{mine}/withdraw/", {"reason": " "}, "json")
    assert no.status_code == 400
    off = lena.post(f"{one}items/{mine}/withdraw/", {"reason": "Later."}, "json").data
    assert [row["withdrawn"] for row in off if row["key"] == mine] == [True]
    assert lena.post(f"{one}items/{mine}/restore/").status_code == 200
    assert lena.post(f"{one}items/none/move/", {"up": True}, "json").status_code == 404
    call = lena.post(f"{one}items/call/", {"key": key}, "json")
    assert call.status_code == 409  # it stands there already
    assert lena.post(f"{one}items/call/", {"key": "x"}, "json").status_code == 404

    # in the meeting
    assert lena.post(f"{one}items/{key}/show/").status_code == 409
    named = lena.post(f"{one}minute-taker/", {"person": c.hana.email}, "json")
    assert named.data["minute_taker"] == c.hana.email
    meeting = hold(c, meeting)
    hana = as_(c.hana)
    assert hana.post(f"{one}items/{key}/show/").status_code == 200
    draft = {"text": "We talk."}
    url = f"{one}items/{key}/draft/"
    assert hana.post(url, draft, "json").status_code == 428
    assert hana.post(url, draft | {"version": 0}, "json").status_code == 200
    late = lena.post(url, {"text": "They talk.", "version": 0}, "json")
    assert (late.status_code, late.data["theirs"]) == (409, "We talk.")
    assert hana.get(f"{one}items/{key}/").data["draft_version"] == 1
    row = resolve(
        c,
        meeting,
        meeting.items.get(key=mine),
        Answer.CONDITIONS,
        conditions=[
            {
                "text": "Write the plan.",
                "owner": c.emma,
                "function": "finance",
                "due_on": clock.today() + timedelta(days=9),
            }
        ],
    )
    told = {"initiative": proposal.ref, "text": "It begins in January."}
    assert as_(c.otto).post(f"{one}messages/", told, "json").status_code == 403
    assert hana.post(f"{one}messages/", told, "json").status_code == 201

    # what follows
    (duty,) = as_(c.emma).get(f"{V1}/duties/?open=1").data
    assert (duty["decision"], duty["state"]) == (row.ref, "open")
    done = f"{V1}/duties/{duty['id']}/done/"
    proof = {"proof": "It is in the wiki."}
    assert as_(c.emma).post(done, proof, "json").data["state"] == "reported"
    assert as_(c.otto).post(done, proof, "json").status_code == 403
    assert as_(c.fred).post(done, proof, "json").data["state"] == "done"
    assert as_(c.fred).post(done, proof, "json").status_code == 409
    assert as_(c.emma).get(f"{V1}/duties/?open=1").data == []
    fix = {"function": "hr", "person": c.hana.email, "reason": "She was away."}
    fix["presence"] = meeting.members.get(function="hr").presences.get().pk
    assert lena.post(f"{one}presence/correction/", fix, "json").status_code == 409
    lena.post(f"{one}close/")
    fixed = hana.post(f"{one}presence/correction/", fix, "json").data
    assert fixed["corrected"][0]["reason"] == "She was away."
    other = plan(c)
    gone = lena.post(
        f"{V1}/meetings/{other.pk}/cancel/", {"reason": "Too few."}, "json"
    )
    assert gone.data["state"] == "cancelled"
