"""Tables, drawings, comparisons: a map in words, in a picture, beside another."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from processes import matching, reading, tables
from processes.drawing import bpmn, layout, svg
from processes.flow.analysis import analyse
from processes.flow.comparing import Comparison
from processes.graph import Flow, Kind
from processes.matching import Fate
from processes.reading import data, steps
from processes.reading.bpmn import read as read_bpmn
from tests.processes.flow_cases import (
    CLAIMS,
    DESKS,
    MAPS,
    changed,
    graph_of,
    needs_maps,
    quotes,
    solved,
)

START, END, TASK = Kind.START, Kind.END, Kind.TASK
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "'; DROP TABLE x; --",
    "=1+1",
    "{{ 7*7 }}{% now %}",
    "a\x00b\x1f\u202e",
]


# Tables


def test_a_typed_table_comes_back_as_it_was_typed():
    for table in (DESKS, CLAIMS, quotes()):
        graph, facts = data.read_steps(table)
        rows = tables.rows_of(graph, facts)

        assert [r.name for r in rows] == [s["name"] for s in table["steps"]]
        assert [r.who for r in rows] == [s["who"] for s in table["steps"]]
        again, _facts = data.read_steps(
            {
                **table,
                "steps": [
                    {**s, "no": r.no, "next": r.next}
                    for s, r in zip(table["steps"], rows, strict=True)
                ],
            }
        )
        assert again.counts() == graph.counts()
    assert tables.rows_of(*data.read_steps(CLAIMS))[1].next == "3 + 4"
    assert tables.rows_of(*data.read_steps(DESKS))[2].next == "1 30%, 4 70%"


def test_a_table_keeps_the_names_of_choices_and_arrows():
    graph = graph_of(
        {"s": START, "a": TASK, "x": {"kind": Kind.XOR, "name": "OK?"}, "e": END},
        ["sa", "ax", ("x", "a", 0.2), ("x", "e", 0.8)],
    )
    graph.flows["x>a"].name = 'no, "again"'
    rows = tables.rows_of(graph)
    again = tables.rebuilt(rows)

    assert [r.kind for r in rows] == ["start", "", "choice", "end"]
    assert rows[2].next == "2 \"no, 'again'\" 20%, 4 80%"
    assert again.nodes["x"].name == "OK?"
    assert "no, 'again'" in [f.name for f in again.flows.values()]


def test_parallel_paths_that_do_not_wait_stay_so_in_the_table():
    graph = graph_of(
        {"s": START, "p": Kind.AND, "a": TASK, "b": TASK, "t": TASK, "e": END},
        ["sp", "pa", "pb", "at", "bt", "te"],
    )
    rows = tables.rows_of(graph)
    again = analyse(tables.rebuilt(rows), data.Facts())

    assert "side by side" in [r.kind for r in rows]
    assert again.visits["t"] == 2.0


def test_a_map_that_begins_in_several_places_begins_there_in_its_table_too():
    graph = graph_of({"a": TASK, "b": TASK, "t": TASK, "e": END}, ["at", "bt", "te"])
    rows = tables.rows_of(graph)

    assert [r.kind for r in rows] == ["start", "", "", "end", "start", ""]
    assert tables.mean_the_same(graph, data.Facts(), rows)


def test_a_map_that_just_stops_gets_no_end_by_its_table():
    graph = graph_of({"s": START, "a": TASK}, ["sa"])
    rows = tables.rows_of(graph)

    assert rows[-1].next == "stops"
    assert tables.rebuilt(rows).counts()["flow_nodes"] == 2


def test_several_arrows_into_one_step_at_once_stay_two():
    graph = graph_of({"s": START, "a": TASK, "t": TASK, "e": END}, ["sa", "at", "te"])
    graph.flows["again"] = Flow("again", "a", "t")
    rows = tables.rows_of(graph)

    assert analyse(graph, data.Facts()).visits["t"] == 2.0
    assert tables.mean_the_same(graph, data.Facts(), rows)


# Written as BPMN


def same_meaning(one, two, facts):
    before, after = analyse(one, facts), analyse(two, facts)
    ours = sorted((one.nodes[k].name, v) for k, v in before.visits.items())
    theirs = sorted((two.nodes[k].name, v) for k, v in after.visits.items())
    assert [name for name, _v in ours] == [name for name, _v in theirs]
    assert [v for _name, v in theirs] == pytest.approx([v for _name, v in ours])


@pytest.mark.parametrize("table", [DESKS, CLAIMS, quotes()], ids=lambda t: t["title"])
def test_a_typed_table_is_written_as_bpmn_and_read_back_the_same(table):
    graph, facts = data.read_steps(table)
    content = bpmn.written(graph)
    again = read_bpmn(content)

    assert again.counts() == graph.counts()
    assert all(n.box for n in again.nodes.values())
    assert [again.who(n) for n in again.steps()] == [
        graph.who(n) for n in graph.steps()
    ]
    same_meaning(graph, again, facts)
    assert bpmn.written(again) == bpmn.written(read_bpmn(bpmn.written(again)))


@needs_maps
def test_every_real_map_is_written_as_bpmn_and_read_back_the_same():
    for file in sorted(MAPS.rglob("*.*")):
        graph, facts = reading.read(file.read_bytes(), file.name)
        again = read_bpmn(bpmn.written(graph))

        assert again.counts() == graph.counts(), file.name
        same_meaning(graph, again, facts)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_or_id_is_written_as_text(name):
    graph = graph_of({"s": START, name: TASK, "e": END}, [("s", name), (name, "e")])
    graph.nodes[name].name = name
    again = read_bpmn(bpmn.written(graph))

    assert len(again.nodes) == 3
    assert [n.kind for n in again.steps()] == [TASK]


# The picture


def boxes(graph):
    return [n.box for n in graph.shown()]


def apart(one, two):
    return (
        one.x + one.width <= two.x
        or two.x + two.width <= one.x
        or one.y + one.height <= two.y
        or two.y + two.height <= one.y
    )


@pytest.mark.parametrize("table", [DESKS, CLAIMS, quotes()], ids=lambda t: t["title"])
def test_a_table_is_laid_out_in_lanes_and_nothing_lies_on_anything(table):
    graph, _facts = data.read_steps(table)
    placed = layout.placed(graph)
    found = boxes(placed)

    assert all(found)
    for i, one in enumerate(found):
        for two in found[:i]:
            assert apart(one, two)
    for step in placed.steps():
        lane = placed.lanes[step.lane].box
        assert lane.holds(step.box.centre)
    assert boxes(graph) == [None] * len(found)


@pytest.mark.parametrize("table", [DESKS, CLAIMS, quotes()], ids=lambda t: t["title"])
def test_no_arrow_runs_through_a_step(table):
    graph, _facts = data.read_steps(table)
    placed = layout.placed(graph)

    for flow in placed.flows.values():
        for (ax, ay), (bx, by) in pairwise(flow.points):
            for step in placed.steps():
                if step.id in (flow.source, flow.target):
                    continue
                middle = ((ax + bx) / 2, (ay + by) / 2)
                quarter = ((3 * ax + bx) / 4, (3 * ay + by) / 4)
                assert not step.box.holds(middle)
                assert not step.box.holds(quarter)


def test_a_choice_that_nobody_does_stands_in_the_lane_before_it():
    graph, _facts = data.read_steps(
        {
            "steps": [
                {"no": 1, "name": "Draft", "who": "Desk", "next": "2"},
                {"no": 2, "name": "Unusual?", "kind": "choice", "next": "3 30%, 4 70%"},
                {"no": 3, "name": "Check", "who": "Legal", "next": "4"},
                {"no": 4, "name": "Send", "who": "Desk"},
                {"no": 5, "name": "Stray", "next": "end"},
            ]
        }
    )
    placed = layout.placed(graph)
    at = {node.name: node.box.centre for node in placed.nodes.values()}
    desk = next(lane.box for lane in placed.lanes.values() if lane.name == "Desk")

    assert desk.holds(at["Unusual?"])
    assert not any(lane.box.holds(at["Stray"]) for lane in placed.lanes.values())


def test_a_sub_process_is_drawn_around_what_it_holds():
    graph = graph_of(
        {
            **{"s": START, "P": Kind.SUBPROCESS, "e": END},
            "i": {"kind": TASK, "parent": "P"},
            "j": {"kind": TASK, "parent": "P"},
            "b": {"kind": Kind.BOUNDARY, "host": "P"},
            "f": END,
        },
        ["sP", "Pe", "ij", "bf"],
    )
    placed = layout.placed(graph).nodes

    for key in "ij":
        assert placed["P"].box.holds(placed[key].box.centre)
    assert placed["b"].box.centre[1] == placed["P"].box.y + placed["P"].box.height


def test_what_lacks_a_place_is_put_below_and_the_rest_stays():
    graph, _facts = data.read_steps(DESKS)
    drawn = layout.laid_out(graph)
    key = drawn.steps()[0].id
    before = dict(drawn.nodes)
    drawn.nodes[key].box = None
    placed = layout.placed(drawn)

    assert placed.nodes[key].box.y > max(
        n.box.y for k, n in placed.nodes.items() if k != key
    )
    assert all(placed.nodes[k].box == before[k].box for k in before if k != key)


def test_a_picture_has_neither_style_nor_script_nor_link():
    analysis = solved(CLAIMS)
    picture = svg.draw(analysis.graph, heat=svg.heat_of(analysis))
    tree = ElementTree.fromstring(picture)

    for element in tree.iter():
        assert element.tag in {
            *(
                "svg",
                "g",
                "rect",
                "circle",
                "path",
                "polyline",
                "text",
                "title",
                "desc",
            ),
        }
        for name in element.attrib:
            assert not name.startswith("on")
            assert name not in ("style", "href")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_wherever_it_stands(name):
    graph, _facts = data.read_steps(
        {
            "title": name,
            "steps": [
                {"no": 1, "name": name, "who": name, "next": "2 50%, 1 50%"},
                {"no": 2, "name": name, "who": name},
            ],
        }
    )
    for part in (*graph.nodes.values(), *graph.lanes.values(), *graph.flows.values()):
        part.name = part.name or name
    picture = svg.draw(
        graph,
        label=name,
        heat={k: svg.Heat(0.5, name, True) for k in graph.nodes},
        numbers=dict.fromkeys(graph.nodes, name),
        marks=dict.fromkeys(graph.nodes, Fate.ADDED),
    )
    clean = re.sub(r"[\x00-\x08\x0b-\x1f]", "", picture)
    tree = ElementTree.fromstring(clean)

    assert {e.tag for e in tree.iter()} <= {
        *("svg", "g", "rect", "circle", "path", "polyline", "text", "title", "desc"),
    }
    assert "<script" not in picture
    assert "<img" not in picture


def test_heat_is_a_figure_and_the_bottleneck_a_word_as_well_as_colours():
    analysis = solved(CLAIMS)
    heat = svg.heat_of(analysis)
    picture = svg.draw(analysis.graph, heat=heat)
    hot = [k for k, h in heat.items() if h.is_bottleneck]

    assert [analysis.steps[k].name for k in hot] == ["Get repair estimate"]
    assert "83%" in picture
    assert "bottleneck" in picture


def test_a_map_without_steps_is_drawn_as_a_sentence():
    assert "no steps" in svg.draw(graph_of({}, []))


def test_a_thousand_steps_are_laid_out_and_drawn():
    table = {
        "steps": [
            {"no": n, "name": f"S{n}", "who": f"R{n % 9}"} for n in range(1, 1001)
        ]
    }
    graph, _facts = data.read_steps(table)

    assert svg.draw(graph).count('class="step"') == 1000


# As-is against to-be


AS_IS = steps.build(
    [
        steps.Row("1", "Receive and scan", "Mail room"),
        steps.Row("2", "Read fields", "Finance"),
        steps.Row("3", "Match to order", "Finance", "4 60%, 5 40%"),
        steps.Row("4", "Exceptions queue", "Clerks", "5"),
        steps.Row("5", "Approve and pay", "Treasury"),
    ]
)


def fates(was, now, pinned=()):
    found = {}
    for change in matching.compare(was, now, pinned):
        names = [was.nodes[k].name for k in change.before]
        key = " & ".join(names) or now.nodes[change.after].name
        found[key] = (
            change.fate.value,
            now.nodes[change.after].name if change.after else "",
        )
    return found


def to_be(*rows):
    return steps.build([steps.Row(*row) for row in rows])


def test_an_untouched_map_is_the_same_whatever_its_ids():
    table = {"steps": [{**s, "id": f"other-{s['no']}"} for s in CLAIMS["steps"]]}
    was, now = data.read_steps(CLAIMS)[0], data.read_steps(table)[0]

    assert {c.fate for c in matching.compare(was, now)} == {Fate.SAME}


def test_removed_added_renamed_moved_and_automated_steps_are_told():
    now = to_be(
        ("1", "Receive and scan", "Mail room"),
        ("2", "Read the fields", "Finance"),
        ("3", "Match to order", "Finance", "4 60%, 5 40%"),
        ("4", "Settle with buyer", "Buyers", "5"),
        ("5", "Check AI output", "Finance"),
        ("6", "Approve and pay", "Finance"),
    )
    key = next(n.id for n in now.steps() if n.name == "Match to order")
    now.nodes[key].type = "service"

    assert fates(AS_IS, now) == {
        "Receive and scan": ("same", "Receive and scan"),
        "Read fields": ("renamed", "Read the fields"),
        "Match to order": ("automated", "Match to order"),
        "Exceptions queue": ("removed", ""),
        "Settle with buyer": ("added", "Settle with buyer"),
        "Check AI output": ("added", "Check AI output"),
        "Approve and pay": ("moved", "Approve and pay"),
    }


def test_steps_that_became_one_are_proposed_and_the_owner_decides():
    now = to_be(
        ("1", "Receive and scan", "Mail room"),
        ("2", "Read and match together", "Finance", "3 60%, 4 40%"),
        ("3", "Exceptions queue", "Clerks"),
        ("4", "Approve and pay", "Treasury"),
    )
    found = matching.compare(AS_IS, now)
    merge = next(c for c in found if c.fate == Fate.MERGED)

    assert [AS_IS.nodes[k].name for k in merge.before] == [
        "Read fields",
        "Match to order",
    ]
    assert now.nodes[merge.after].name == "Read and match together"
    assert merge.is_proposed

    confirmed = matching.compare(AS_IS, now, [(merge.before, merge.after)])
    assert not next(c for c in confirmed if c.fate == Fate.MERGED).is_proposed
    apart_again = [((merge.before[0],), ""), ((merge.before[1],), merge.after)]
    assert fates(AS_IS, now, apart_again)["Read fields"] == ("removed", "")


def test_an_id_that_was_handed_out_again_does_not_make_two_steps_one():
    was = to_be(("1", "Receive", "A"), ("2", "Check", "B"), ("3", "Pay", "C"))
    now = to_be(("1", "Pay", "C"), ("2", "Archive", "D"))
    ids = [n.id for n in was.steps()]
    for node, key in zip(now.steps(), ids, strict=False):
        now.nodes[key] = now.nodes.pop(node.id)
        now.nodes[key].id = key
        for flow in now.flows.values():
            flow.source = key if flow.source == node.id else flow.source
            flow.target = key if flow.target == node.id else flow.target

    assert fates(was, now)["Pay"] == ("same", "Pay")
    assert fates(was, now)["Archive"] == ("added", "Archive")


def test_steps_of_one_name_are_told_apart_by_who_does_them_and_where():
    was = to_be(("1", "Check", "A"), ("2", "Work", "B"), ("3", "Check", "C"))
    table = [("1", "Check", "A"), ("2", "Work", "B"), ("3", "Check", "C")]
    now = steps.build([steps.Row(*r, key=f"k{r[0]}") for r in table])
    pairs = {c.before[0]: c.after for c in matching.compare(was, now)}

    for before, after in pairs.items():
        assert was.who(was.nodes[before]) == now.who(now.nodes[after])


def test_both_drawings_carry_what_happened_in_words():
    now = to_be(
        ("1", "Receive and scan", "Mail room"),
        ("2", "Read and match together", "Finance", "3"),
        ("3", "Approve and pay", "Treasury"),
    )
    changes = matching.compare(AS_IS, now)
    before = svg.draw(AS_IS, marks=svg.marks_of(changes, "before"))
    after = svg.draw(now, marks=svg.marks_of(changes, "after"))

    assert "− removed" in before
    assert "⊕ merged" in before
    assert "⊕ merged" in after
    assert "mark-removed" not in after


def test_before_and_after_stand_side_by_side_with_hours_by_role():
    before = solved(quotes())
    after = solved(quotes(52, 30, 10, 8))
    comparison = Comparison(before, after)
    measures = {m.code: m for m in comparison.measures}

    assert measures["throughput"].change == pytest.approx(46 / 39.49 - 1, rel=1e-3)
    assert measures["lead"].before is None
    assert measures["lead"].after is not None
    assert measures["lead"].change is None
    assert all(str(m.label) for m in comparison.measures)
    freed = comparison.freed_hours()
    assert set(freed) == {"Sales admin", "Engineers", "Pricing", "Legal"}
    assert sum(freed.values()) == pytest.approx(comparison.freed)


def test_the_jobs_that_change_are_listed_by_role():
    was = changed(CLAIMS)
    now = changed(
        CLAIMS,
        step_2={"kind": "", "type": "service", "touch": 0},
        step_7={"name": "Write letter with reasons"},
    )
    one, two = solved(was), solved(now)
    changes = matching.compare(one.graph, two.graph)
    found = matching.jobs(changes, Comparison(one, two))

    assert found["Front desk"]["freed_hours"] > 1000
    assert len(found["Front desk"]["automated"]) == 1
    assert "Finance" not in found


def test_pins_of_a_comparison_give_the_same_comparison_again():
    now = to_be(("1", "Receive", "Mail room"), ("2", "Pay at once", "Treasury"))
    changes = matching.compare(AS_IS, now)
    again = matching.compare(AS_IS, now, matching.pins(changes))

    assert [(c.before, c.after) for c in again] == [
        (c.before, c.after) for c in changes
    ]
