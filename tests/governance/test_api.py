"""The API: the same acts as the pages, each answer with its status and sentence."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from audit.models import Entry
from governance import api_urls
from governance.models import Handoff, SignOff, Wait
from initiatives import actions as initiatives
from initiatives.models import Initiative
from initiatives.stages import Stage
from organisation.functions import Function
from tests.cast import NOW, fresh, offer, propose, sign_all

FIELDS = {
    "ref",
    "title",
    "stage",
    "status",
    "holder_function",
    "holder",
    "waiting_since",
    "due_at",
    "stalled",
    "unit",
    "intent",
    "version",
    "url",
}


class Caller:
    """A person who speaks to the API in JSON."""

    def __init__(self, person=None):
        self.client = Client()
        if person is not None:
            self.client.force_login(person)

    def get(self, path, **params):
        return self.client.get(f"/api/v1/{path}", params)

    def post(self, path, body=None, name=None):
        return self.client.post(
            f"/api/v1/{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers={"Idempotency-Key": name} if name else None,
        )


@pytest.fixture
def lena(cast_company):
    return Caller(cast_company.lena)


def refs(answer):
    assert answer.status_code == 200, answer.content
    return [row["ref"] for row in answer.json()["results"]]


# Reading


def test_the_list_says_who_holds_each_since_and_until_when(lena, handoff):
    (row,) = lena.get("initiatives/").json()["results"]

    assert set(row) == FIELDS
    assert row["holder_function"] in [f.value for f in Function]
    assert row["due_at"].startswith("2026-12-01")
    assert row["unit"] == "service"


def test_the_list_is_narrowed_by_what_stands_in_the_address(cast_company, lena):
    first = propose(cast_company, title="Quote assistant")
    second = propose(cast_company, title="Reply assistant", intent="kept")
    offer(cast_company, second)
    found = {
        "stage=proposed": 2,
        "stage=literacy": 0,
        "status=active": 2,
        "status=stopped": 0,
        "unit=group": 2,
        "unit=service": 2,
        "search=quote": 1,
        "search=QUOTE assist": 1,
        "search=nothing": 0,
        "holder=finance": 0,
    }
    for params, number in found.items():
        pairs = dict(p.split("=") for p in params.split("&"))
        assert len(refs(lena.get("initiatives/", **pairs))) == number, params
    asked = [
        r for f in Function for r in refs(lena.get("initiatives/", holder=f.value))
    ]
    assert sorted(asked) == sorted([first.ref, second.ref])


@pytest.mark.parametrize(
    "params",
    [
        {"stage": "nowhere"},
        {"status": "draft"},
        {"holder": "boss"},
        {"unit": "no-such-unit"},
        {"ordering": "budget"},
        {"search": "a" * 1001},
        {"proposer": "x"},
    ],
)
def test_what_cannot_be_asked_for_is_answered_with_a_sentence(lena, params):
    answer = lena.get("initiatives/", **params)

    assert answer.status_code == 400
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    "ordering", ["ref", "-ref", "title", "stage", "waiting_since", "due_at", "-due_at"]
)
def test_pages_follow_each_other_without_a_gap_or_a_repeat(
    cast_company, lena, ordering, monkeypatch
):
    # so many alike that a cursor cannot tell them apart by their place alone
    offered = propose(cast_company)
    offer(cast_company, offered)
    Initiative.objects.bulk_create(
        Initiative(
            number=n,
            ref=f"AI-{n}",
            title="Imported",
            unit=cast_company.service,
            proposer=cast_company.lena,
            stage=Stage.LEARNING,
            taken_over_at=NOW,
            taken_over_stage=Stage.LEARNING,
        )
        for n in range(1000, 2210)
    )
    monkeypatch.setattr("governance.api.Pages.page_size", 300)
    found, path = [], f"/api/v1/initiatives/?ordering={ordering}"
    while path:
        page = lena.client.get(path).json()
        found += [row["ref"] for row in page["results"]]
        path = page["next"]
        assert len(found) <= 1211

    assert len(found) == len(set(found)) == 1211
    if ordering == "due_at":
        assert found[0] == offered.ref
    if ordering == "-due_at":
        assert found[-1] == offered.ref


def test_a_page_costs_the_same_for_two_and_for_fifty(cast_company, lena):
    for number in range(2):
        offer(cast_company, propose(cast_company, title=f"Number {number}"))
    lena.get("initiatives/")
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            lena.get("initiatives/")
        costs.append(len(queries))
        for number in range(3):
            propose(cast_company, title=f"More {number}")

    assert costs[0] == costs[1] <= 12


def test_one_initiative_and_its_gate_are_read_with_facts(lena, proposal, handoff):
    one = lena.get(f"initiatives/{proposal.ref.lower()}/").json()
    gate = lena.get(f"initiatives/{proposal.ref}/gate/").json()

    assert one["promise"] == proposal.promise
    assert set(gate) == {
        "gate",
        "lead",
        "must_sign",
        "receiver",
        "revision",
        "digest",
        "criteria",
        "handoff",
    }
    assert (gate["gate"], gate["lead"], gate["receiver"]) == ("G0", "leadership", "hr")
    assert gate["digest"] == handoff.digest == gate["handoff"]["digest"]
    for criterion in gate["criteria"]:
        assert set(criterion) == {"code", "label", "met", "fact", "fixed_by", "url"}
        assert criterion["met"] is True
        assert criterion["fact"]


def test_the_history_names_acts_and_ids_but_no_people(cast_company, lena, handoff):
    answer = lena.get(f"initiatives/{handoff.initiative.ref}/history/")

    actions = [row["action"] for row in answer.json()]
    assert actions[0] == "governance.offered"
    assert "Test" not in answer.text


def test_what_waits_is_what_the_person_owes(cast_company, handoff):
    owed = Caller(cast_company.otto).get("waiting/").json()
    nothing = Caller(cast_company.fred).get("waiting/").json()

    assert [(row["verb"], row["ref"]) for row in owed if row["due_at"]] == [
        ("sign", handoff.initiative.ref)
    ]
    assert nothing == []


def test_a_stranger_cannot_tell_what_exists(cast_company, proposal, handoff):
    stranger = Caller(cast_company.nobody)
    for known, unknown in (
        (f"initiatives/{proposal.ref}/", "initiatives/AI-999/"),
        (f"initiatives/{proposal.ref}/gate/", "initiatives/AI-999/gate/"),
        (f"initiatives/{proposal.ref}/history/", "initiatives/AI-999/history/"),
    ):
        here, nowhere = stranger.get(known), stranger.get(unknown)
        assert (here.status_code, here.content) == (404, nowhere.content)
    for act in ("sign", "accept", "return"):
        here = stranger.post(f"handoffs/{handoff.pk}/{act}/")
        nowhere = stranger.post(f"handoffs/999999/{act}/")
        assert (here.status_code, here.content) == (404, nowhere.content)
    assert stranger.get("initiatives/").json()["results"] == []


def test_a_confidential_initiative_is_hidden_from_the_list_and_its_handoff(
    cast_company, proposal, handoff
):
    initiatives.set_confidential(
        fresh(proposal), by=cast_company.lena, confidential=True
    )
    fred = Caller(cast_company.fred)

    assert refs(fred.get("initiatives/")) == []
    assert refs(fred.get("initiatives/", search="reply")) == []
    assert fred.post(f"handoffs/{handoff.pk}/sign/").status_code == 404


def test_without_signing_in_every_address_answers_401(db):
    for path in ("initiatives/", "initiatives/AI-1/", "waiting/", "schema/"):
        assert Caller().get(path).status_code == 401
    assert Caller().post("handoffs/1/sign/").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/initiatives/?search=%00",
        "/api/v1/initiatives/%00/",
        "/en/initiatives/AI%00/gate/",
        "/en/search/?q=a%00b",
        "/en/pipeline/?q=%00",
        "/en/lessons/?q=%00",
        "/en/audit/?initiative=%00",
    ],
)
def test_an_address_with_a_nul_is_refused(cast_company, path):
    client = Client()
    client.force_login(cast_company.lena)

    answer = client.get(path)

    assert answer.status_code == 400
    assert answer.headers["Content-Security-Policy"]


# Acting


def test_the_charter_passes_by_the_api_alone(cast_company, proposal):
    c = cast_company
    offered = Caller(c.lena).post(
        f"initiatives/{proposal.ref}/handoff/",
        {"version": proposal.version, "note": "Please read the promise."},
    )
    assert offered.status_code == 201
    handoff = offered.json()
    for person, function in (
        (c.lena, "leadership"),
        (c.hana, "hr"),
        (c.otto, "operations"),
        (c.kim, "knowledge"),
        (c.mara, "marketing"),
    ):
        answer = Caller(person).post(
            f"handoffs/{handoff['id']}/sign/",
            {"function": function, "digest": handoff["digest"]},
        )
        assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == "receiving"

    accepted = Caller(c.henri).post(
        f"handoffs/{handoff['id']}/accept/",
        {"digest": handoff["digest"], "owner": "HANA@example.org"},
    )

    assert accepted.json()["state"] == "passed"
    assert fresh(proposal).stage == Stage.LITERACY


def test_an_offer_needs_the_version_that_was_read(lena, proposal):
    path = f"initiatives/{proposal.ref}/handoff/"

    assert lena.post(path).status_code == 428
    assert lena.post(path, {"version": proposal.version - 1}).status_code == 409
    assert not Handoff.objects.exists()


def test_a_closed_gate_says_what_is_missing_and_who_mends_it(cast_company, lena):
    row = propose(cast_company, promise="")

    answer = lena.post(f"initiatives/{row.ref}/handoff/", {"version": row.version})

    assert answer.status_code == 409
    assert "promise" in answer.text


def test_a_signature_without_digest_is_428_and_with_an_old_one_409(
    cast_company, proposal, handoff
):
    hana = Caller(cast_company.hana)
    path = f"handoffs/{handoff.pk}/sign/"
    assert hana.post(path, {"function": "hr"}).status_code == 428
    initiatives.edit(
        fresh(proposal),
        by=cast_company.igor,
        version=fresh(proposal).version,
        promise="Some posts may go.",
    )

    stale = hana.post(path, {"function": "hr", "digest": handoff.digest})

    assert stale.status_code == 409
    assert any("Some posts may go." in change for change in stale.json()["changes"])
    assert not SignOff.objects.exists()


@pytest.mark.parametrize(
    "field",
    ["signed_at", "at", "person", "state", "stage", "is_standing", "mandate_id"],
)
def test_what_the_server_sets_cannot_be_said_by_the_caller(
    cast_company, handoff, field
):
    answer = Caller(cast_company.hana).post(
        f"handoffs/{handoff.pk}/sign/",
        {"function": "hr", "digest": handoff.digest, field: "2020-01-01"},
    )

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("body", ["[]", "[{}]", "5", '"text"', "{", "null", ""])
def test_a_body_that_is_no_object_is_400(cast_company, handoff, body):
    caller = Caller(cast_company.hana)
    for act in ("sign", "accept", "return"):
        answer = caller.client.post(
            f"/api/v1/handoffs/{handoff.pk}/{act}/",
            body,
            content_type="application/json",
        )
        assert answer.status_code == 400, (act, body)
        assert answer.json()["detail"]


def test_a_condition_is_made_by_the_signature(cast_company, handoff):
    condition = {
        "text": "Night shift trained",
        "owner": str(cast_company.otto.pk),
        "due_on": str(NOW.date() + timedelta(days=30)),
    }
    body = {"function": "hr", "digest": handoff.digest, "conditions": [condition]}

    answer = Caller(cast_company.hana).post(f"handoffs/{handoff.pk}/sign/", body)

    assert answer.status_code == 200
    assert handoff.conditions.get().owner == cast_company.otto


@pytest.mark.parametrize("owner", ["x@example.org", "otto", "1", "\0"])
def test_a_person_who_is_not_there_is_400(cast_company, handoff, owner):
    handoff = sign_all(cast_company, handoff)

    answer = Caller(cast_company.hana).post(
        f"handoffs/{handoff.pk}/accept/", {"digest": handoff.digest, "owner": owner}
    )

    assert answer.status_code == 400
    assert fresh(handoff).state == Handoff.State.RECEIVING


def test_a_return_blocks_and_says_what_would_change_the_answer(cast_company, handoff):
    mara = Caller(cast_company.mara)
    path = f"handoffs/{handoff.pk}/return/"
    body = {"function": "marketing", "digest": handoff.digest, "text": "Who pays?"}
    assert mara.post(path, body).status_code == 400

    answer = mara.post(path, {**body, "would_change": "A name."})

    assert answer.status_code == 200
    assert Wait.objects.filter(duty="answer", ended_at=None).exists()


def test_a_refusal_is_403_with_its_reason_and_leaves_no_trace(cast_company, handoff):
    before = Entry.objects.count()

    answer = Caller(cast_company.fred).post(
        f"handoffs/{handoff.pk}/sign/", {"function": "hr", "digest": handoff.digest}
    )

    assert answer.status_code == 403
    assert "HR" in answer.json()["detail"]
    assert Entry.objects.count() == before


def test_a_second_press_is_409(cast_company, handoff):
    hana = Caller(cast_company.hana)
    body = {"function": "hr", "digest": handoff.digest}
    path = f"handoffs/{handoff.pk}/sign/"

    assert hana.post(path, body).status_code == 200
    assert hana.post(path, body).status_code == 409
    assert SignOff.objects.count() == 1


def test_a_write_from_another_site_is_refused(cast_company, handoff):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast_company.hana)

    answer = client.post(
        f"/api/v1/handoffs/{handoff.pk}/sign/",
        json.dumps({"function": "hr", "digest": handoff.digest}),
        content_type="application/json",
    )

    assert answer.status_code == 403
    assert not SignOff.objects.exists()


def _addresses(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from _addresses(pattern.url_patterns)


def test_the_schema_describes_every_address_and_its_refusals(tmp_path):
    file = tmp_path / "schema.json"
    call_command(
        "spectacular",
        validate=True,
        fail_on_warn=True,
        file=str(file),
        format="openapi-json",
    )
    paths = json.loads(file.read_text())["paths"]

    # All but the address of the schema itself.
    assert len(paths) == len(list(_addresses(api_urls.urlpatterns))) - 1
    for path, methods in paths.items():
        for name, method in methods.items():
            assert {"400", "401", "403", "404", "409", "428"} <= set(
                method["responses"]
            ), (path, name)


# A request that names itself


@pytest.mark.django_db
def test_the_same_request_by_name_has_one_effect_and_one_answer(cast_company, handoff):
    mara = Caller(cast_company.mara)
    body = {"function": "marketing", "digest": handoff.digest}
    path = f"handoffs/{handoff.pk}/sign/"

    first = mara.post(path, body, name="once")
    again = mara.post(path, body, name="once")

    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert SignOff.objects.filter(person=cast_company.mara).count() == 1


@pytest.mark.django_db
def test_the_same_name_with_another_body_is_refused(cast_company, handoff):
    mara = Caller(cast_company.mara)
    body = {"function": "marketing", "digest": handoff.digest}
    path = f"handoffs/{handoff.pk}/sign/"
    mara.post(path, body, name="once")

    other = mara.post(path, body | {"note": "Gladly."}, name="once")

    assert other.status_code == 422
    assert "another body" in other.json()["detail"]


@pytest.mark.django_db
def test_another_name_is_another_request(cast_company, handoff):
    mara = Caller(cast_company.mara)
    body = {"function": "marketing", "digest": handoff.digest}
    path = f"handoffs/{handoff.pk}/sign/"

    assert mara.post(path, body, name="one").status_code == 200
    assert mara.post(path, body, name="two").status_code == 409


@pytest.mark.django_db
def test_what_was_refused_is_not_kept_under_its_name(cast_company, handoff):
    mara = Caller(cast_company.mara)
    path = f"handoffs/{handoff.pk}/sign/"
    body = {"function": "marketing", "digest": "0" * 64}

    assert mara.post(path, body, name="once").status_code == 409
    body["digest"] = handoff.digest

    assert mara.post(path, body, name="once").status_code == 200


@pytest.mark.django_db
def test_two_people_may_choose_the_same_name(cast_company, handoff):
    path = f"handoffs/{handoff.pk}/sign/"
    for name, function in (("mara", "marketing"), ("kim", "knowledge")):
        caller = Caller(getattr(cast_company, name))
        body = {"function": function, "digest": handoff.digest}
        assert caller.post(path, body, name="once").status_code == 200

    assert SignOff.objects.count() == 2


@pytest.mark.django_db
def test_a_name_that_is_too_long_is_refused(cast_company, handoff):
    mara = Caller(cast_company.mara)

    answer = mara.post(f"handoffs/{handoff.pk}/sign/", {}, name="x" * 201)

    assert answer.status_code == 400
    assert not SignOff.objects.exists()
