"""The command: a map in, one JSON object on the last line out."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.processes.flow_cases import CLAIMS, DESKS, MAPS, changed, needs_maps
from tests.processes.test_reading import process


def ran(file, **options):
    out = StringIO()
    call_command("analyse_process", str(file), stdout=out, **options)
    return out.getvalue().strip().splitlines()


def saved(folder, content, name="map.json"):
    file = folder / name
    file.write_bytes(
        content if isinstance(content, bytes) else json.dumps(content).encode()
    )
    return file


def test_a_table_of_steps_is_analysed(tmp_path):
    lines = ran(saved(tmp_path, CLAIMS))
    found = json.loads(lines[-1])

    assert found["bottleneck"] == "Supplier desk"
    assert found["constraint"] == "market"
    assert found["capacity"] == pytest.approx(60)
    assert found["throughput"] == 50
    assert found["utilisation"]["Claims"] == pytest.approx(0.816, rel=0.01)
    assert found["lead"] == pytest.approx(28.43, rel=0.01)
    assert (found["steps"], found["lanes"]) == (7, 4)
    assert found["questions"] == []
    assert "rework" in [f["code"] for f in found["findings"]]
    assert "held up by Supplier desk: at most" in "\n".join(lines)


def test_with_json_there_is_nothing_else(tmp_path):
    (line,) = ran(saved(tmp_path, changed(DESKS, demand=25)), json=True)
    found = json.loads(line)

    assert found["lead"] is None
    assert found["queue_grows_per_week"] == pytest.approx(7.5)
    assert found["constraint"] == "B"


def test_figures_beside_a_map_answer_its_questions(tmp_path):
    content = process(
        '<startEvent id="s"/><userTask id="a" name="Read"/>'
        '<exclusiveGateway id="x" name="OK?"/><userTask id="b" name="Pay"/>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="a"/>'
        '<sequenceFlow id="f2" sourceRef="a" targetRef="x"/>'
        '<sequenceFlow id="f3" sourceRef="x" targetRef="b" name="yes"/>'
        '<sequenceFlow id="f4" sourceRef="x" targetRef="a" name="no"/>'
    )
    file = saved(tmp_path, content, "map.bpmn")
    asked = json.loads(ran(file)[-1])["questions"]
    figures = {
        "steps": {
            "Read": {"touch": {"value": 30, "unit": "minutes"}, "who": "Clerk"},
            "b": {"touch": 0.25, "who": "Cashier"},
        },
        "shares": {"OK?": {"no": "20 %", "Pay": 0.8}},
        "roles": {"Clerk": {"fte": 1, "hours": 30}, "Cashier": {"fte": 1, "hours": 30}},
        "demand": 40,
    }
    found = json.loads(
        ran(file, data=saved(tmp_path, figures, "figures.json"), json=True)[-1]
    )

    assert {q["code"] for q in asked} == {"choice_share", "touch", "who", "demand"}
    assert found["questions"] == []
    assert found["bottleneck"] == "Clerk"
    assert found["capacity"] == pytest.approx(30 / 0.625)


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        ({"steps": {"Nobody": {"touch": 1}}}, "no step “Nobody”"),
        ({"shares": {"A": {"Z": 1}}}, "no way from “A” to “Z”"),
        ({"shares": {"A -> B": 2}}, "“2”"),
        ({"roles": []}, "no figure"),
        ([], "not an object"),
    ],
)
def test_figures_that_do_not_fit_the_map_are_refused(tmp_path, figures, word):
    file = saved(tmp_path, {"steps": [{"name": "A"}, {"name": "B"}]})
    with pytest.raises(CommandError, match=word) as error:
        ran(file, data=saved(tmp_path, figures, "figures.json"))
    assert error.value.returncode == 2


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE x><x/>", "document type"),
        (json.dumps(changed(DESKS, step_3={"next": "1 60%, 4 70%"})).encode(), "130"),
        (
            json.dumps(changed(DESKS, step_3={"next": "1 100%"})).encode(),
            "no way leads",
        ),
    ],
)
def test_what_is_refused_ends_with_two_and_says_why_in_json_too(
    tmp_path, content, word
):
    out = StringIO()
    with pytest.raises(CommandError, match=word) as error:
        call_command("analyse_process", str(saved(tmp_path, content)), stdout=out)
    assert error.value.returncode == 2
    assert word in json.loads(out.getvalue())["refused"]


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("what", ["map", "folder", "figures"])
def test_a_file_that_is_not_there_ends_with_two_and_says_so_in_json(
    tmp_path, what, as_json
):
    missing, out = tmp_path / "missing.bpmn", StringIO()
    file, more = {
        "map": (missing, {}),
        "folder": (tmp_path, {}),
        "figures": (saved(tmp_path, DESKS), {"data": missing}),
    }[what]
    with pytest.raises(CommandError, match="cannot be read") as error:
        call_command("analyse_process", str(file), stdout=out, json=as_json, **more)
    assert error.value.returncode == 2
    *before, last = out.getvalue().splitlines()
    assert "cannot be read" in json.loads(last)["refused"]
    assert not before


def test_a_file_of_several_tables_asks_which_one(tmp_path):
    file = saved(
        tmp_path,
        {"examples": [{"id": "ONE", **DESKS}, {"id": "TWO", **CLAIMS}, {"id": "X"}]},
    )
    with pytest.raises(CommandError, match="Choose one of: ONE, TWO"):
        ran(file)

    assert json.loads(ran(file, example="TWO")[-1])["bottleneck"] == "Supplier desk"


@needs_maps
@pytest.mark.parametrize(
    "name",
    ["miwg_reference/C.1.0.bpmn", "other/visio_b10.vsdx", "other/swimlane.drawio"],
)
def test_a_real_map_is_read_and_asked_about(name):
    found = json.loads(ran(MAPS / name)[-1])

    assert found["flow_nodes"] > 15
    assert found["questions"]
    assert found["bottleneck"] is None
