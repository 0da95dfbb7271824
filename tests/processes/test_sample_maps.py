"""All 36 real maps: read, counted, drawn, and analysed or asked about."""

from collections import Counter
from xml.etree import ElementTree

import pytest

from processes import reading, tables
from processes.drawing import layout, svg
from processes.flow import questions
from processes.flow.analysis import analyse
from tests.processes.flow_cases import MAPS, needs_maps

pytestmark = needs_maps

COUNTS = {
    # nodes, arrows, steps, pools, lanes
    "A.1.0.bpmn": (5, 4, 3, 0, 0),
    "A.2.0.bpmn": (8, 9, 4, 0, 0),
    "A.2.1.bpmn": (8, 11, 4, 0, 0),
    "A.3.0.bpmn": (10, 8, 5, 0, 0),
    "A.4.0.bpmn": (17, 13, 8, 1, 2),
    "A.4.1.bpmn": (17, 13, 8, 2, 3),
    "B.1.0.bpmn": (29, 26, 13, 2, 2),
    "B.2.0.bpmn": (94, 85, 41, 2, 2),
    "C.1.0.bpmn": (21, 20, 9, 2, 4),
    "C.1.1.bpmn": (10, 10, 5, 0, 0),
    "C.2.0.bpmn": (29, 25, 12, 4, 2),
    "C.3.0.bpmn": (14, 15, 5, 0, 0),
    "C.4.0.bpmn": (40, 41, 22, 4, 2),
    "C.5.0.bpmn": (37, 40, 19, 1, 3),
    "C.6.0.bpmn": (40, 32, 14, 0, 0),
    "C.7.0.bpmn": (11, 12, 6, 1, 2),
    "C.8.0.bpmn": (18, 16, 9, 0, 0),
    "C.8.1.bpmn": (18, 16, 9, 1, 0),
    "C.9.0.bpmn": (25, 21, 12, 1, 0),
    "C.9.1.bpmn": (10, 7, 4, 1, 0),
    "C.9.2.bpmn": (20, 12, 8, 1, 0),
    "flowchart.drawio": (19, 21, 11, 0, 0),
    "swimlane.drawio": (19, 22, 19, 0, 7),
    "visio_b10.vsdx": (29, 26, 13, 2, 2),
}
VENDORS = (8, 9, 4, 0, 0)
"""The same map as twelve tools export it; one adds two pools."""
ACTIVITIES = {
    *("task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask"),
    *("receiveTask", "businessRuleTask", "callActivity", "subProcess", "transaction"),
    *("adHocSubProcess", "choreographyTask"),
}
NODES = ACTIVITIES | {
    *("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent"),
    *("boundaryEvent", "exclusiveGateway", "parallelGateway", "inclusiveGateway"),
    *("eventBasedGateway", "complexGateway"),
}


def files():
    return sorted(MAPS.rglob("*.*")) if MAPS.exists() else []


def every_map(function):
    return pytest.mark.parametrize("file", files(), ids=lambda f: f.name)(function)


def test_the_folder_holds_thirty_six_maps():
    assert len(files()) == 36


@every_map
def test_a_real_map_is_read_with_all_that_is_on_it(file):
    graph, _facts = reading.read(file.read_bytes(), file.name)
    found = tuple(graph.counts().values())

    if file.name in COUNTS:
        assert found == COUNTS[file.name]
    else:
        pools = 2 if file.name.startswith("Bizagi") else 0
        assert found == (*VENDORS[:3], pools, 0)
    assert graph.loose == []


@pytest.mark.parametrize(
    "file", [f for f in files() if f.suffix == ".bpmn"], ids=lambda f: f.name
)
def test_an_independent_count_of_the_file_agrees(file):
    graph, _facts = reading.read(file.read_bytes(), file.name)
    tags = Counter(
        element.tag.rpartition("}")[2]
        for element in ElementTree.fromstring(file.read_bytes()).iter()
        if "/BPMN/20100524/MODEL" in element.tag
    )
    found = graph.counts()

    assert found["flow_nodes"] == sum(tags[tag] for tag in NODES)
    assert found["steps"] == sum(tags[tag] for tag in ACTIVITIES)
    assert found["flows"] == tags["sequenceFlow"]
    assert found["pools"] == tags["participant"]
    assert found["lanes"] == tags["lane"]
    assert len(graph.messages) == tags["messageFlow"]


@every_map
def test_a_real_map_is_analysed_and_asked_about(file):
    graph, facts = reading.read(file.read_bytes(), file.name)
    analysis = analyse(graph, facts)

    # no tool writes times into its maps: nothing may be claimed, something is asked
    assert analysis.bottleneck is None
    assert questions.of(analysis)
    assert all(v >= 0 for v in analysis.visits.values())
    assert any(v > 0 for v in analysis.visits.values())
    assert str(analysis.findings) is not None


@every_map
def test_a_real_map_is_drawn_as_it_was_and_from_nothing(file):
    graph, _facts = reading.read(file.read_bytes(), file.name)
    for drawn in (graph, layout.laid_out(graph)):
        picture = svg.draw(drawn)
        tree = ElementTree.fromstring(picture)
        boxes = [e for e in tree.iter() if e.get("class", "").startswith("step")]
        steps = [n for n in drawn.shown() if n.kind in ("task", "call")]

        assert len(boxes) >= len(steps)
        for node in drawn.shown():
            assert node.name.split()[:1] == [] or node.name.split()[0][:8] in picture


@every_map
def test_the_table_of_a_real_map_means_what_the_drawing_means(file):
    graph, facts = reading.read(file.read_bytes(), file.name)
    rows = tables.rows_of(graph, facts)
    other = tables.rebuilt(rows)
    one, two = analyse(graph, facts), analyse(other, facts)

    assert {r.key for r in rows} <= graph.nodes.keys()
    for step in graph.steps():
        assert two.visits.get(step.id, 0) == pytest.approx(
            one.visits.get(step.id, 0)
        ), step.name
        assert other.who(other.nodes[step.id]) == graph.who(step)
    again = tables.rows_of(other, facts)
    assert sorted((r.name, r.who, r.kind) for r in again) == sorted(
        (r.name, r.who, r.kind) for r in rows
    )


def test_the_same_map_from_twelve_tools_is_one_map():
    found = set()
    for file in sorted((MAPS / "miwg_vendors").iterdir()):
        graph, facts = reading.read(file.read_bytes(), file.name)
        visits = analyse(graph, facts).visits
        found.add(tuple(sorted((n.name.strip(), visits[n.id]) for n in graph.steps())))

    assert len(found) == 1


def test_a_drawing_of_visio_says_what_the_same_map_in_bpmn_says():
    drawn, _f = reading.read((MAPS / "other" / "visio_b10.vsdx").read_bytes(), "v.vsdx")
    bpmn, _f = reading.read((MAPS / "miwg_reference" / "B.1.0.bpmn").read_bytes(), "b")

    ours = {n.name for n in drawn.nodes.values() if n.kind in ("task", "call")}
    theirs = {n.name for n in bpmn.nodes.values() if n.kind in ("task", "call")}
    assert len(ours & theirs) >= 9
    assert tuple(drawn.counts().values()) == tuple(bpmn.counts().values())
    assert len(drawn.messages) == len(bpmn.messages)
    assert {pool.name for pool in drawn.pools.values()} == {"Pool", "Participant"}
    assert {lane.name for lane in drawn.lanes.values()} == {"Lane 1", "Lane 2"}
