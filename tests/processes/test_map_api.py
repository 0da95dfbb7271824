"""Process maps in JSON: the same actions as the pages."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from processes.models import MapVersion
from tests.processes.flow_cases import CLAIMS


@pytest.fixture
def api(in_appropriation):
    """Ask the API as a person, below the maps of the initiative."""

    def ask(person, method, path="", body=None, **kwargs):
        client = APIClient()
        client.force_authenticate(person)
        address = f"/api/v1/initiatives/{in_appropriation.ref}/maps/{path}"
        return getattr(client, method)(address, body, format="json", **kwargs)

    return ask


STEPS = [
    {key: str(step[key]) for key in ("no", "name", "who", "next") if key in step}
    for step in CLAIMS["steps"]
]
FIGURES = {
    "steps": {
        step["name"]: {key: step.get(key) for key in ("touch", "wait", "cv")}
        for step in CLAIMS["steps"]
    },
    "roles": CLAIMS["roles"],
    "demand": CLAIMS["demand"],
}


def test_a_process_is_typed_computed_and_tried_in_json(api, otto, hana, nobody):
    body = {"base": 0, "title": "Claims", "steps": STEPS}
    assert api(hana, "post", "as-is/steps/", body).status_code == 403
    made = api(otto, "post", "as-is/steps/", body)
    assert made.status_code == 201, made.json()
    version = made.json()["version"]
    assert made.json()["analysis"]["bottleneck"] is None
    late = api(otto, "post", "as-is/steps/", body)
    assert late.status_code == 409
    stated = api(otto, "post", "as-is/facts/", FIGURES | {"version": version["id"]})
    assert stated.status_code == 201, stated.json()
    found = api(hana, "get", "as-is/").json()
    assert found["analysis"]["bottleneck"] == "Supplier desk"
    assert found["analysis"]["capacity"] == pytest.approx(60)
    assert found["analysis"]["lead"] == pytest.approx(28.43, rel=0.01)
    assert {fact["stated_by"] for fact in found["facts"]} == {otto.email}
    key = next(s["key"] for s in found["steps"] if s["name"] == "Key in claim data")
    tried = api(hana, "post", "as-is/what-if/", {"step": key, "cut": 0.8})
    assert "no more cases get through" in tried.json()["sentence"]
    assert tried.json()["after"]["lead"] == pytest.approx(27.41, rel=0.01)
    assert api(nobody, "get", "as-is/").status_code == 404
    assert api(otto, "get", "to-be/").status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "as-is/steps/",
            {"base": 0, "title": "x", "steps": [{"next": "7"}]},
        ),
        ("as-is/steps/", {"base": 0, "title": "x", "steps": [], "stage": "value"}),
        ("as-is/facts/", {"version": 1, "steps": {"nowhere": {"touch": 1}}}),
        ("as-is/facts/", {"version": 1, "demand": -1}),
        ("as-is/what-if/", {"step": "nowhere"}),
        ("as-is/what-if/", {"step": "x", "cut": 7}),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(api, otto, path, body):
    api(otto, "post", "as-is/steps/", {"base": 0, "title": "x", "steps": STEPS})
    if "base" in body:
        body = body | {"base": 1}
    answer = api(otto, "post", path, body)
    assert answer.status_code == 400, answer.json()
    assert answer.json()["detail"] or answer.json()["fields"]


def test_a_file_is_sent_and_listed(api, in_appropriation, otto):
    client = APIClient()
    client.force_authenticate(otto)
    content = b"no,name,who,next\n1,Open,Desk,2\n2,Answer,Desk,end\n"
    sent = client.post(
        f"/api/v1/initiatives/{in_appropriation.ref}/maps/",
        {"kind": "as-is", "upload": SimpleUploadedFile("steps.csv", content)},
        format="multipart",
    )
    assert sent.status_code == 201, sent.json()
    assert sent.json()["source"] == "sheet"
    assert [row["number"] for row in api(otto, "get").json()] == [1]


def test_a_sheet_with_unknown_headings_is_asked_about_and_read_as_answered(
    in_appropriation, otto, hana
):
    sheet = "Alpha;Beta;Gamma;Delta (min)\n1;Receive;Desk;5\n2;Answer it;Experts;20\n"

    def send(person, **more):
        client = APIClient()
        client.force_authenticate(person)
        file = SimpleUploadedFile("steps.csv", sheet.encode())
        address = f"/api/v1/initiatives/{in_appropriation.ref}/maps/"
        body = {"kind": "as-is", "upload": file, **more}
        return client.post(address, body, format="multipart")

    asked = send(otto)
    assert asked.status_code == 400
    assert "No column of this table names the steps" in asked.json()["detail"]
    question = asked.json()["question"]
    assert question["columns"][1] == {
        "column": "B",
        "cells": ["Beta", "Receive", "Answer it"],
    }
    guess = question["guess"]
    assert guess["columns"] == {"no": "A", "touch": "D", "name": "B", "who": "C"}
    assert (guess["headings"], guess["units"]) == (1, {"touch": "minutes"})
    assert "question" not in send(hana).json()
    for wrong in (
        {"columns": {"name": "Z"}},
        {"columns": {"stage": "A"}},
        {"columns": {"who": "C"}},
        {"columns": {"name": "B", "who": "B"}},
        {"columns": {"name": "B", "touch": "D"}},
        {"headings": "x", "columns": {"name": "B"}},
        {"columns": "B"},
        ["name"],
    ):
        refused = send(otto, columns=json.dumps(wrong))
        assert (refused.status_code, refused.json()["field"]) == (400, "columns"), wrong
    made = send(otto, columns=json.dumps(guess))
    assert made.status_code == 201, made.json()
    version = MapVersion.objects.get()
    assert [n["name"] for n in version.graph["nodes"] if "name" in n] == [
        "Receive",
        "Answer it",
    ]
    assert version.facts.get(value=20).unit == "minutes"


def test_a_file_is_analysed_as_the_command_does_and_nothing_is_kept(
    in_appropriation, otto, emma
):
    def send(person, content, name="map.json", **more):
        client = APIClient()
        client.force_authenticate(person)
        body = {"upload": SimpleUploadedFile(name, content), **more}
        return client.post("/api/v1/processes/analyse/", body, format="multipart")

    steps = {**CLAIMS, "roles": {}, "demand": None}
    figures = {"roles": CLAIMS["roles"], "demand": CLAIMS["demand"]}
    bare = send(otto, json.dumps(steps).encode()).json()
    assert (bare["bottleneck"], bare["steps"], bare["lanes"]) == (None, 7, 4)
    assert bare["questions"]
    beside = SimpleUploadedFile("figures.json", json.dumps(figures).encode())
    full = send(otto, json.dumps(steps).encode(), figures=beside)
    assert full.json()["bottleneck"] == "Supplier desk"
    assert full.json()["lead"] == pytest.approx(28.43, rel=0.01)
    refused = send(otto, b"%PDF-1.7", "map.pdf")
    assert refused.status_code == 400
    assert "This is a PDF" in refused.json()["detail"]
    endless = {"steps": [{"name": "A", "next": "2"}, {"name": "B", "next": "1"}]}
    stuck = send(otto, json.dumps(endless).encode())
    assert (stuck.status_code, stuck.json()["steps"]) == (400, 2)
    assert send(emma, json.dumps(steps).encode()).status_code == 403
    assert not MapVersion.objects.exists()
