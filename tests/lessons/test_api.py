"""Stage 3 in JSON: experiments with their series, lessons, answers, figures."""

from datetime import timedelta

import pytest

from initiatives.stages import Stage
from lessons.models import Lesson, Reading
from tests.lessons.test_learning import TEXTS, VOICES
from tests.literacy.cast import TODAY, make_initiative

BASE = "/api/v1"


@pytest.fixture
def call(client):
    """What a person gets from an address of the API."""

    def answer(person, path, body=None):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        if body is None:
            return client.get(f"{BASE}/{path}")
        return client.post(f"{BASE}/{path}", body, content_type="application/json")

    return answer


def test_a_series_comes_from_a_measuring_system_whole_or_not(
    company, call, change, kim, mara, otto
):
    make_initiative(company, number=904, stage=Stage.LEARNING)
    made = call(
        otto,
        "initiatives/AI-904/experiments/",
        {
            "hypothesis": "Sorting by machine is right.",
            "measure": "Wrong team",
            "unit": "%",
            "better": "lower",
            "threshold": "6 %",
            "scale_at": "6",
            "stop_rule": "15 %",
            "stop_at": "15",
            "prediction": "5 %",
            "sample": 90,
            "ends_on": str(TODAY + timedelta(days=9)),
        },
    )
    assert made.status_code == 201, made.json()
    one = f"initiatives/AI-904/experiments/{made.json()['id']}/"
    assert change(mara, one, {"sample": 120, "version": 1}).status_code == 403
    assert change(otto, one, {"sample": 120, "version": 1}).json()["sample"] == 120
    assert change(otto, one, {"sample": 130, "version": 1}).status_code == 409
    assert change(otto, one, {"sample": None, "version": 2}).status_code == 400
    assert call(kim, one).json()["prediction"] == "5 %"
    path = f"{one}readings/"
    rows = [{"day": str(TODAY), "value": "17", "cases": 90}]
    late = [*rows, {"day": str(TODAY + timedelta(days=1)), "value": "3"}]
    assert call(otto, path, {"readings": late}).status_code == 400
    assert not Reading.objects.exists()
    assert call(otto, path, {"readings": rows}).status_code == 201
    assert call(mara, path, {"readings": rows}).status_code == 403
    assert call(otto, path, {"readings": rows, "source": "hand"}).status_code == 400
    (seen,) = call(kim, "initiatives/AI-904/experiments/").json()
    assert seen["asks_for_the_stop"]
    assert seen["verdict"] is None
    assert [row["source"] for row in call(kim, path).json()] == ["api"]


def test_a_lesson_is_written_endorsed_found_and_answered(
    company, call, mara, kim, lena, emma
):
    make_initiative(company, number=904, stage=Stage.LEARNING)
    make_initiative(company, number=910, stage=Stage.PROPOSED, process_family="Claims")
    weak = {**TEXTS, "evidence": ""}
    refused = call(mara, "initiatives/AI-904/lessons/", weak)
    assert "anecdote" in refused.json()["detail"]
    made = call(mara, "initiatives/AI-904/lessons/", TEXTS)
    assert made.status_code == 201, made.json()
    for function, name in VOICES.items():
        done = call(
            company.people[name],
            "lessons/L-001/endorse/",
            {"function": function, "version": 1},
        )
    assert done.json()["state"] == "identified"
    (found,) = call(kim, "lessons/?q=exceptions").json()
    assert found["ref"] == "L-001"
    (fit,) = call(kim, "initiatives/AI-910/fits/").json()
    assert fit["why"].startswith("It comes from the same process.")
    path = "initiatives/AI-910/fits/L-001/answer/"
    assert call(kim, path, {"answer": "decline"}).status_code == 400
    assert call(kim, path, {"answer": "adopt"}).status_code == 200
    figures = call(lena, "learning/").json()
    value = {row["code"]: row["value"] for row in figures["figures"]}
    assert value["compliance"] == 1
    assert call(emma, "learning/").status_code == 403
    assert call(emma, "lessons/L-001/").status_code == 404
    assert Lesson.objects.get().terms.filter(is_live=True).exists()


def test_a_lesson_is_edited_acted_upon_seen_to_work_and_retired_as_on_the_pages(
    company, call, change, mara, kim, hana, otto, lena
):
    make_initiative(company, number=904, stage=Stage.LEARNING)
    make_initiative(
        company, number=910, stage=Stage.APPROPRIATION, process_family="Claims"
    )
    call(mara, "initiatives/AI-904/lessons/", TEXTS)
    one = "lessons/L-001/"
    new = {"rule": "Check that eight of ten files are whole before the trial starts."}
    assert change(hana, one, new).status_code == 409
    assert change(hana, one, {**new, "version": 1}).json()["version"] == 2
    late = change(mara, one, {**new, "version": 1})
    assert late.status_code == 409
    assert "Look again" in late.json()["detail"]
    assert change(mara, one, {"version": 2, "state": "validated"}).status_code == 400
    early = {"action_owner": str(lena.pk), "action_due_on": str(TODAY)}
    assert call(kim, f"{one}action/", early).status_code == 409
    for function, name in VOICES.items():
        body = {"function": function, "version": 2}
        call(company.people[name], f"{one}endorse/", body)
    call(kim, "initiatives/AI-910/fits/L-001/answer/", {"answer": "adopt"})
    for person, path, body, status in (
        (otto, "action/", early, 403),
        (kim, "action/", {**early, "action_due_on": "2020-01-01"}, 400),
        (kim, "action/", {**early, "action_owner": "nobody"}, 400),
        (kim, "action/", early, 200),
        (otto, "move/", {"to": "implemented", "note": "Checked."}, 403),
        (lena, "move/", {"to": "implemented", "note": "Checked at intake."}, 200),
        (lena, "move/", {"to": "validated", "note": "It holds."}, 403),
        (otto, "move/", {"to": "validated", "note": "38 % became 9 %."}, 200),
        (kim, "retire/", {"reason": " "}, 400),
        (otto, "retire/", {"reason": "Out of date."}, 403),
    ):
        answer = call(person, f"{one}{path}", body)
        assert answer.status_code == status, (path, body, answer.json())
    outcome = "initiatives/AI-910/fits/L-001/outcome/"
    said = {"outcome": "Nine of ten files were whole.", "effect": "supported"}
    assert call(kim, outcome, {**said, "effect": "maybe"}).status_code == 400
    assert call(hana, "initiatives/AI-910/fits/L-009/outcome/", said).status_code == 404
    assert call(kim, outcome, said).status_code == 201
    assert call(kim, outcome, said).status_code == 409
    gone = call(kim, f"{one}retire/", {"reason": "Out of date."})
    assert gone.json()["state"] == "retired"
    assert change(mara, one, {**new, "version": 2}).status_code == 409


@pytest.fixture
def change(client):
    """Change something below the API as a person."""

    def answer(person, path, body):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client.patch(f"{BASE}/{path}", body, content_type="application/json")

    return answer


def test_a_review_is_attested_by_those_who_took_part(company, call, kim, otto, hana):
    row = make_initiative(company, number=904, stage=Stage.LEARNING)
    body = {
        **{"held_on": str(TODAY), "failure_type": "complex", "expected": "Two hours"},
        **{"happened": "None", "why": "Files were not whole", "change": "Check first"},
    }
    made = call(kim, "initiatives/AI-904/reviews/", body)
    assert made.status_code == 201, made.json()
    path = f"initiatives/AI-904/reviews/{made.json()['id']}/attest/"
    assert call(otto, path, {"function": "hr"}).status_code == 403
    assert call(otto, path, {"function": "finance"}).status_code == 400
    for person, function in ((otto, "operations"), (hana, "hr"), (kim, "knowledge")):
        assert call(person, path, {"function": function}).status_code == 201
    assert call(otto, path, {"function": "operations"}).status_code == 400
    other = make_initiative(company, number=911, stage=Stage.LEARNING)
    strange = path.replace(row.ref, other.ref)
    assert call(otto, strange, {"function": "operations"}).status_code == 404
