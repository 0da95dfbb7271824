"""The two drawings: what is drawn is what is said."""

from datetime import date
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from governance import charts
from initiatives.stages import Kind, Stage

TODAY = date(2026, 11, 24)
GROUPS = [
    ("HR to Operations", [(6, "AI-017")]),
    ("Knowledge to Marketing", [(27, "AI-011"), (19, "AI-005")]),
    ("Leadership to HR", []),
]


def _share(text):
    return float(text.removesuffix("%"))


def test_each_waiting_handoff_is_one_dot():
    drawn = charts.ageing(GROUPS, 14)

    assert [len(row["dots"]) for row in drawn["rows"]] == [1, 2, 0]
    assert [row["text"] for row in drawn["rows"]] == [
        "1 waiting, 6 days",
        "2 waiting, oldest 27 days",
        "none waiting",
    ]


def test_handoffs_of_the_same_age_share_a_dot_that_names_them():
    waits = [(6, f"AI-{n:03}") for n in range(1, 13)] + [(9, "AI-020")]

    (row,) = charts.ageing([("HR to Operations", waits)], 14)["rows"]

    names = ", ".join(f"AI-{n:03}" for n in range(1, 9))
    titles = [dot["title"] for dot in row["dots"]]
    assert titles == [f"{names}, …: 6 days", "AI-020: 9 days"]
    assert row["text"] == "13 waiting, oldest 9 days"


def test_a_dot_is_late_exactly_when_it_stands_past_the_limit():
    waits = [(days, f"AI-{days:03}") for days in range(60)]

    drawn = charts.ageing([("All", waits)], 14)

    limit = _share(drawn["limit_x"])
    for (days, _name), dot in zip(waits, drawn["rows"][0]["dots"], strict=True):
        assert dot["late"] == (days > 14)
        assert (_share(dot["x"]) > limit) == dot["late"]
        assert _share(dot["x"]) <= 100


def test_the_shaded_part_ends_where_the_strip_ends():
    drawn = charts.ageing(GROUPS, 10)

    assert _share(drawn["limit_x"]) + _share(drawn["over_width"]) == pytest.approx(100)


def test_lengths_stay_readable_for_a_drawing_in_french(language):
    html = render_to_string(
        "_components/ageing.html",
        {"ageing": charts.ageing(GROUPS, 14), "caption": "Handoffs"},
    )

    assert 'x="39.9%"' in html
    assert html.count("<circle") == 3
    assert html.count('class="dot late"') == 2


def _stays():
    rows = [
        (Stage.PROPOSED, Kind.PROPOSED, date(2026, 2, 10), date(2026, 3, 3)),
        (Stage.LITERACY, Kind.FORWARD, date(2026, 3, 3), date(2026, 5, 12)),
        (Stage.APPROPRIATION, Kind.FORWARD, date(2026, 5, 12), date(2026, 9, 9)),
        (Stage.LEARNING, Kind.FORWARD, date(2026, 9, 9), None),
    ]
    names = ("stage", "kind", "entered_at", "left_at")
    return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in rows]


SIGNS = [
    (date(2026, 5, 11), "HR", True),
    (date(2026, 5, 11), "Legal", True),
    (date(2026, 5, 11), "Leadership", True),
    (date(2026, 5, 11), "Operations", True),
    (date(2026, 11, 24), "Marketing", False),
]


def test_the_bars_follow_each_other_without_a_gap():
    bars = charts.timeline(_stays(), SIGNS, TODAY)["bars"]

    assert [bar["number"] for bar in bars] == [0, 1, 2, 3, 4]
    assert [bar["next"] for bar in bars] == [False, False, False, False, True]
    for left, right in pairwise(bars):
        end = float(left["x"]) + float(left["width"])
        assert abs(end - float(right["x"])) <= 1


def test_every_gate_and_every_signature_is_drawn():
    drawn = charts.timeline(_stays(), SIGNS, TODAY)

    assert [gate["open"] for gate in drawn["gates"]] == [False, False, False, True]
    assert len(drawn["signs"]) == len(SIGNS)
    assert sum(sign["done"] for sign in drawn["signs"]) == 4


def test_the_drawing_says_its_periods_in_words():
    drawn = charts.timeline(_stays(), SIGNS, TODAY)

    assert "Literacy from 3 March 2026 to 12 May 2026" in drawn["description"]
    assert drawn["description"].count("from") == 3


def test_nothing_is_drawn_outside_the_frame():
    drawn = charts.timeline(_stays(), SIGNS, TODAY)

    for bar in drawn["bars"]:
        assert float(bar["x"]) >= 0
        assert float(bar["x"]) + float(bar["width"]) <= float(drawn["width"])
    assert all(float(sign["y"]) < float(drawn["bottom"]) for sign in drawn["signs"])


@pytest.mark.parametrize(
    "stays",
    [
        [],
        _stays()[:1],
        [
            SimpleNamespace(
                stage="learning", kind="taken_over", entered_at=TODAY, left_at=None
            )
        ],
        [
            SimpleNamespace(
                stage="closed",
                kind="forward",
                entered_at=date(2016, 1, 31),
                left_at=None,
            )
        ],
    ],
)
def test_a_young_or_a_closed_initiative_can_be_drawn(stays, language):
    drawn = charts.timeline(stays, [], TODAY)

    html = render_to_string("_components/timeline.html", {"timeline": drawn, "id": "t"})

    assert "<title" in html
    assert "<desc" in html
    assert len(drawn["months"]) <= 6


def test_a_stage_that_was_sent_back_passes_no_gate():
    stays = _stays()[:2]
    stays.append(
        SimpleNamespace(
            stage=Stage.LITERACY,
            kind=Kind.BACK,
            entered_at=date(2026, 6, 1),
            left_at=None,
        )
    )

    drawn = charts.timeline(stays, [], TODAY)

    assert sum(not gate["open"] for gate in drawn["gates"]) == 1
