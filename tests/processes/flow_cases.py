"""Processes with known answers, and the folder of real maps."""

import copy

import pytest
from django.conf import settings

from processes.flow.analysis import analyse
from processes.graph import Flow, Kind, Node, Pool, ProcessGraph
from processes.reading import data

FOLDER = settings.BASE_DIR.parent / "shared" / "data"
MAPS = FOLDER / "process_maps"
NO_MAPS = "the folder of sample maps is not beside the project"
# They are data beside the project that no install brings; in CI their absence fails.
needs_maps = pytest.mark.usefixtures("sample_maps")

DESKS = {
    "title": "Four desks, rework from C back to A",
    "steps": [
        {"no": 1, "name": "A", "who": "A", "touch": 1.0},
        {"no": 2, "name": "B", "who": "B", "touch": 1.6},
        {"no": 3, "name": "C", "who": "C", "touch": 0.8, "next": "1 30%, 4 70%"},
        {"no": 4, "name": "D", "who": "D", "touch": 1.2},
    ],
    "roles": {name: {"fte": 1, "hours": 40} for name in "ABCD"},
    "demand": 14,
    "cv": 1.0,
}
CLAIMS = {
    "title": "Motor claims: shared roles, parallel block, rework",
    "steps": [
        {
            "no": 1,
            "name": "Receive claim",
            "who": "Front desk",
            "touch": 0.2,
            "cv": 0.5,
        },
        {
            "no": 2,
            "name": "Key in claim data",
            "who": "Front desk",
            "touch": 0.5,
            "cv": 0.5,
            "next": "3 + 4",
        },
        {
            "no": 3,
            "name": "Check policy cover",
            "who": "Claims",
            "touch": 0.75,
            "cv": 1,
            "next": "5",
        },
        {
            "no": 4,
            "name": "Get repair estimate",
            "who": "Supplier desk",
            "touch": 0.4,
            "wait": 16,
            "cv": 1,
            "next": "5",
        },
        {
            "no": 5,
            "name": "Assess claim",
            "who": "Claims",
            "touch": 1.5,
            "cv": 1.2,
            "next": "6 70%, 2 20%, 7 10%",
        },
        {
            "no": 6,
            "name": "Pay out",
            "who": "Finance",
            "touch": 0.25,
            "cv": 0.3,
            "next": "end",
        },
        {
            "no": 7,
            "name": "Write refusal letter",
            "who": "Claims",
            "touch": 1.0,
            "cv": 0.5,
            "next": "end",
        },
    ],
    "roles": {
        "Front desk": {"fte": 2, "hours": 30},
        "Claims": {"fte": 6, "hours": 30},
        "Supplier desk": {"fte": 1, "hours": 30},
        "Finance": {"fte": 0.5, "hours": 30},
    },
    "demand": 50,
}


def quotes(draft=95, approval=55, rejected=22, clarified=12):
    """Quotes for field maintenance; minutes and days as the worked example has them."""
    on, back, again = approval / 100, rejected / 100, clarified / 100
    return {
        "title": "Field-maintenance quotes",
        "steps": [
            {"no": 1, "name": "Intake", "who": "Sales admin", "touch": minutes(12)},
            {
                "no": 2,
                "name": "Draft",
                "who": "Engineers",
                "touch": minutes(draft),
                "next": f"3 {pc(on)}, 4 {pc((1 - on) * 0.3)}, 5 {pc((1 - on) * 0.7)}",
            },
            {
                "no": 3,
                "name": "Pricing approval",
                "who": "Pricing",
                "touch": minutes(35),
                "next": (
                    f"2 {pc(back)}, 4 {pc((1 - back) * 0.3)}, 5 {pc((1 - back) * 0.7)}"
                ),
            },
            {"no": 4, "name": "Legal", "who": "Legal", "touch": minutes(40)},
            {
                "no": 5,
                "name": "Send",
                "who": "Sales admin",
                "touch": minutes(15),
                "next": f"2 {pc(again)}, end {pc(1 - again)}",
            },
        ],
        "roles": {
            "Sales admin": {"fte": 4, "hours": 32.5},
            "Engineers": {"fte": 15, "hours": 32.5},
            "Pricing": {"fte": 7 * 0.36, "hours": 32.5},
            "Legal": {"fte": 2 * 0.9, "hours": 32.5},
        },
        "demand": 46 * 5,
        "margin": 276,
        "weeks_a_year": 44,
    }


def minutes(value):
    """A time in minutes."""
    return {"value": value, "unit": "minutes"}


def pc(share):
    """A share as people write it."""
    return f"{share * 100:.6f}%"


def changed(table, **more):
    """A copy of a table with other values at the top, or as `step_4={}` in a step."""
    found = copy.deepcopy(table)
    for key, value in more.items():
        if key.startswith("step_"):
            step = next(s for s in found["steps"] if s["no"] == int(key[5:]))
            step.update(value)
        else:
            found[key] = value
    return found


def solved(table):
    """The analysis of a table."""
    return analyse(*data.read_steps(table))


def graph_of(nodes, arrows, *, all_arrows=True, messages=(), pools=()):
    """A map from ids with kinds and pairs of ids, as a modelling tool would draw it.

    A node is an id with a kind or a dict of its fields; an arrow may carry a share.
    """
    graph = ProcessGraph(arrows_mean_all=all_arrows, source="bpmn")
    for pool in pools:
        graph.pools[pool] = Pool(pool, pool)
    for key, kind in nodes.items():
        fields = kind if isinstance(kind, dict) else {"kind": kind}
        name = "" if fields["kind"] in (Kind.XOR, Kind.AND, Kind.OR) else key
        graph.nodes[key] = Node(key, **{"name": name, **fields})
    for source, target, *share in arrows:
        key = f"{source}>{target}"
        graph.flows[key] = Flow(key, source, target, share=share[0] if share else None)
    for source, target in messages:
        key = f"{source}~{target}"
        graph.messages[key] = Flow(key, source, target)
    return graph
