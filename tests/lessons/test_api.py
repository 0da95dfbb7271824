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
    company, call, kim, mara, otto
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
    path = f"initiatives/AI-904/experiments/{made.json()['id']}/readings/"
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
