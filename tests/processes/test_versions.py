"""Maps in versions, and the figures that go from one to the next."""

import json

import pytest
from django.db import IntegrityError, transaction

from audit.errors import Invalid, Stale
from processes import actions, reading, storing
from processes.analysed import analysed
from processes.drawing import bpmn
from processes.known import Said
from processes.models import Fact, ProcessMap
from processes.reading.steps import Row
from tests.processes.flow_cases import MAPS, needs_maps

DESKS = [
    Row("1", "Receive", "Front desk"),
    Row("2", "Assess", "Claims"),
    Row("3", "Check", "Claims", "2 30%, 4 70%"),
    Row("4", "Pay", "Finance", "end"),
]


@pytest.fixture
def initiative(in_appropriation):
    return in_appropriation


@pytest.fixture
def save(initiative, otto):
    """Save a table of steps."""

    def act(rows=DESKS, base=None, **more):
        fields = {"kind": "as_is", "title": "Claims", "by": otto} | more
        return actions.save_steps(initiative, rows=rows, base=base, **fields)

    return act


def key_of(version, name):
    graph = storing.from_data(version.graph)
    return next(n.id for n in graph.nodes.values() if n.name == name)


def times(version, **touch):
    return [
        Said("step", key_of(version, name), "touch", value, unit="minutes")
        for name, value in touch.items()
    ]


@needs_maps
def test_every_sample_map_is_stored_whole():
    files = sorted(path for path in MAPS.rglob("*.*") if path.is_file())
    assert len(files) == 36
    for path in files:
        graph, _facts = reading.read(path.read_bytes(), path.name)
        kept = json.loads(json.dumps(storing.to_data(graph)))
        again = storing.from_data(kept)
        assert again.nodes.keys() == graph.nodes.keys()
        assert again.counts() == graph.counts()
        assert storing.to_data(again) == kept, path.name


def test_figures_go_with_their_steps_to_the_next_version(save, otto):
    first = save()
    said = times(first, Receive=10, Assess=60, Check=20, Pay=5)
    said += [
        Said("role", "Claims", "fte", 2, source="measured"),
        Said("process", "", "demand", 30),
    ]
    actions.state_facts(first, by=otto, facts=said)
    again = [
        Row("1", "Receive", "Front desk"),
        Row("2", "Assess the claim", "Claims", "3"),
        Row("3", "Check", "Claims", "2 10%, end 90%"),
    ]
    second = save(again, base=1)
    found = analysed(second)
    assert found.row("role", "Claims", "fte").source == "measured"
    renamed = key_of(second, "Assess the claim")
    assert found.row("step", renamed, "touch").value == 60
    assert found.row("step", renamed, "touch").stated_by == otto
    (lost,) = found.homeless
    assert (lost.label, lost.value) == ("Pay", 5)
    with pytest.raises(Invalid, match="part of this map"):
        actions.give_home(lost, by=otto, key="nowhere")
    actions.give_home(lost, by=otto, key=key_of(second, "Receive"))
    assert not analysed(second).homeless
    assert analysed(second).row("step", key_of(second, "Receive"), "touch").value == 5
    assert Fact.objects.filter(version=first).count() == 6


def test_of_two_who_save_at_once_one_is_told(save, olga):
    save()
    save(base=1)
    with pytest.raises(Stale, match="saved version 2"):
        save(base=1, by=olga)
    assert ProcessMap.objects.get().number == 2


def test_what_was_drawn_in_the_browser_keeps_its_figures(save, initiative, otto):
    first = save()
    actions.state_facts(first, by=otto, facts=times(first, Receive=10, Pay=5))
    xml = bpmn.written(storing.from_data(first.graph)).replace(b"Pay", b"Pay out")
    second = actions.save_drawing(
        initiative, by=otto, kind="as_is", xml=xml, base=1, title="Claims"
    )
    assert (second.source, second.number) == ("editor", 2)
    found = analysed(second)
    assert not found.homeless
    assert found.row("step", key_of(second, "Pay out"), "touch").value == 5
    with pytest.raises(Invalid):
        actions.save_drawing(initiative, by=otto, kind="as_is", xml="<x", base=2)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (Said("step", "nowhere", "touch", 3), "is not on this map"),
        (Said("process", "", "fte", 3), "cannot be said of that"),
        (Said("process", "", "demand", -3), "0 or more"),
        (Said("role", "Claims", "fte", text="two"), "Enter a number"),
        (Said("process", "", "margin", 3, unit="hours"), "Only a time has a unit"),
        (Said("process", "", "demand", 3, source="felt"), "not a valid choice"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(save, otto, said, sentence):
    version = save()
    with pytest.raises(Invalid, match=sentence):
        actions.state_facts(version, by=otto, facts=[said])
    assert not Fact.objects.exists()


def test_a_figure_stays_as_it_was_written(save, otto):
    version = save()
    actions.state_facts(version, by=otto, facts=times(version, Receive=10))
    with pytest.raises(IntegrityError), transaction.atomic():
        Fact.objects.update(value=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        version.delete()
