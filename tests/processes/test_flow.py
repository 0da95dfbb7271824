"""The worked examples: what holds each process up, and what a change really does."""

import json

import pytest

from processes.errors import Unsolvable
from processes.facts import Facts, Figure, RoleFacts, Source, StepFacts, Unit
from processes.flow.analysis import MARKET, analyse
from processes.flow.comparing import Comparison
from processes.flow.queueing import erlang_c, queue_wait, servers_of
from processes.graph import Kind
from processes.reading import data
from tests.processes.flow_cases import (
    CLAIMS,
    DESKS,
    FOLDER,
    changed,
    graph_of,
    needs_maps,
    quotes,
    solved,
)

ONE_PER_CENT = 0.01


def near(value):
    return pytest.approx(value, rel=ONE_PER_CENT)


# Four desks


def test_four_desks_are_solved_as_jackson_has_it():
    a = solved(DESKS)

    assert (a.bottleneck, a.constraint) == ("B", MARKET)
    assert a.capacity == near(17.5)
    assert a.throughput == near(14)
    assert a.roles["B"].utilisation == near(0.8)
    assert a.lead == near(18.26)
    assert {s.name: round(s.visits, 4) for s in a.steps.values()} == {
        "A": 1.4286,
        "B": 1.4286,
        "C": 1.4286,
        "D": 1.0,
    }


@pytest.mark.parametrize(
    ("change", "bottleneck", "capacity", "lead"),
    [
        ({"step_4": {"touch": 0.48}}, "B", 17.5, 16.77),
        ({"step_2": {"touch": 0.64}}, "A", 28.0, 8.18),
        ({"step_3": {"next": "1 10%, 4 90%"}}, "B", 22.5, 9.88),
    ],
    ids=["a desk that is not the bottleneck", "the bottleneck", "quality"],
)
def test_a_change_at_one_desk_is_worth_what_the_bottleneck_makes_of_it(
    change, bottleneck, capacity, lead
):
    a = solved(changed(DESKS, **change))

    assert a.bottleneck == bottleneck
    assert a.capacity == near(capacity)
    assert a.lead == near(lead)


def test_above_its_capacity_a_process_has_no_lead_time_but_a_growing_queue():
    a = solved(changed(DESKS, demand=25))

    assert a.throughput == near(17.5)
    assert a.lead is None
    assert a.queue_grows == near(7.5)
    assert a.constraint == a.bottleneck == "B"


def test_after_the_bottleneck_the_others_see_its_throughput_only():
    a = solved(changed(DESKS, demand=25))

    assert a.roles["B"].utilisation == near(1.0)
    assert a.roles["C"].utilisation == near(0.5)
    assert a.roles["C"].pressure == near(25 / 35)


def test_relieving_the_bottleneck_lets_the_demand_through():
    a = solved(changed(DESKS, demand=25, step_2={"touch": 0.64}))

    assert a.throughput == near(25)
    assert a.roles["B"].utilisation == near(0.571)
    assert a.lead == near(24.3)


# Motor claims


def test_motor_claims_wait_for_the_supplier_desk():
    a = solved(CLAIMS)

    assert a.bottleneck == "Supplier desk"
    assert a.capacity == near(60)
    assert a.lead == near(28.43)
    assert {n: r.utilisation for n, r in a.roles.items()} == {
        "Front desk": near(0.6875),
        "Claims": near(0.816),
        "Supplier desk": near(0.8333),
        "Finance": near(0.7292),
    }
    assert {n: r.load for n, r in a.roles.items()} == {
        "Front desk": near(0.825),
        "Claims": near(2.9375),
        "Supplier desk": near(0.5),
        "Finance": near(0.2188),
    }
    assert {n: r.capacity for n, r in a.roles.items()} == {
        "Front desk": near(72.7273),
        "Claims": near(61.2766),
        "Supplier desk": near(60.0),
        "Finance": near(68.5714),
    }
    assert a.lead_is_lower_bound


def test_typing_claims_by_machine_frees_hours_and_moves_nothing():
    before, after = solved(CLAIMS), solved(changed(CLAIMS, step_2={"touch": 0.1}))
    comparison = Comparison(before, after)

    assert (after.bottleneck, after.capacity) == ("Supplier desk", near(60))
    assert after.lead == near(27.41)
    assert comparison.change("capacity") == pytest.approx(0)
    assert "capacity 0%" in str(comparison.sentence)
    assert "still held up by Supplier desk" in str(comparison.sentence)
    assert comparison.freed_hours()["Front desk"] > 1000


def test_the_parallel_steps_read_as_a_choice_point_at_the_wrong_people():
    right = solved(CLAIMS)
    wrong = solved(changed(CLAIMS, step_2={"next": "3 50%, 4 50%"}))

    assert (wrong.bottleneck, wrong.capacity) == ("Finance", near(68.6))
    assert wrong.bottleneck != right.bottleneck


def test_equal_shares_everywhere_point_at_the_wrong_people_too():
    right = solved(CLAIMS)
    wrong = solved(changed(CLAIMS, step_2={"next": "3, 4"}, step_5={"next": "6, 2, 7"}))

    assert (wrong.bottleneck, wrong.capacity) == ("Claims", near(54.3))
    assert wrong.bottleneck != right.bottleneck


# Quotes: five options


OPTIONS = [
    # draft, approval, rejected, clarified: rates a day of the four pools, throughput,
    # hours freed and margin a year against as-is
    ((95, 55, 22, 12), (53.7, 47.6, 39.5, 51.5), "Pricing", 39.5, 0, 0),
    ((52, 55, 22, 12), (53.7, 87.0, 39.5, 51.5), "Pricing", 39.5, 8050, 0),
    ((52, 55, 30, 16), (52.3, 78.9, 35.8, 49.1), "Pricing", 35.8, 8434, -224_000),
    ((95, 30, 10, 8), (55.1, 54.9, 83.5, 53.8), MARKET, 46.0, 654, 395_000),
    ((52, 30, 10, 8), (55.1, 100.4, 83.5, 53.8), MARKET, 46.0, 8781, 395_000),
]


@pytest.mark.parametrize(
    ("option", "rates", "constraint", "throughput", "freed", "margin"), OPTIONS
)
def test_the_five_options_for_quotes(
    option, rates, constraint, throughput, freed, margin
):
    before, after = solved(quotes()), solved(quotes(*option))
    comparison = Comparison(before, after)

    found = [after.roles[n].capacity / 5 for n in after.roles]
    assert list(after.roles) == ["Sales admin", "Engineers", "Pricing", "Legal"]
    assert found == [near(rate) for rate in rates]
    assert after.constraint == constraint
    assert after.throughput / 5 == near(throughput)
    assert comparison.freed == pytest.approx(freed, rel=ONE_PER_CENT, abs=1)
    assert comparison.gained_margin == pytest.approx(margin, rel=ONE_PER_CENT, abs=1)


def test_the_visits_and_loads_of_quotes_as_they_run():
    a = solved(quotes())

    assert {s.name: round(s.visits, 3) for s in a.steps.values()} == {
        "Intake": 1.0,
        "Draft": 1.293,
        "Pricing approval": 0.711,
        "Legal": 0.341,
        "Send": 1.136,
    }
    loads = [role.load * 60 for role in a.roles.values()]
    assert loads == [near(29.1), near(122.8), near(24.9), near(13.6)]
    assert a.touch * 60 == near(190.4)
    draft = next(s for s in a.steps.values() if s.name == "Draft")
    # what is drafted again; checking and sending again are rework as well
    assert (draft.visits - 1) * draft.touch / a.touch == near(0.146)
    assert a.rework_share == near(0.195)
    assert a.first_pass_yield == near((0.45 + 0.55 * 0.78) * 0.88)


def test_more_speed_with_less_quality_accelerates_the_dysfunction():
    comparison = Comparison(solved(quotes()), solved(quotes(52, 55, 30, 16)))

    assert comparison.change("touch") < -0.2
    assert comparison.change("capacity") < -0.05
    assert "fewer cases" in str(comparison.sentence)


def test_a_gain_on_one_desk_has_no_leverage():
    assert Comparison(solved(quotes()), solved(quotes(52))).leverage == pytest.approx(0)
    assert Comparison(solved(quotes()), solved(quotes(95, 30, 10, 8))).leverage > 0.9


# What a minute is worth


def test_a_minute_is_worth_something_only_where_the_process_is_held_up():
    a = solved(quotes())
    worth = {s.name: s for s in a.steps.values()}

    approval = worth.pop("Pricing approval")
    rate = a.throughput * approval.visits / (60 * a.roles["Pricing"].load)
    assert approval.worth_throughput == near(rate)
    assert approval.worth_money == near(rate * 276)
    assert a.ranked()[0].name == "Pricing approval"
    assert {s.worth_throughput for s in worth.values()} == {0.0}
    assert worth["Draft"].freed_hours > 0


def test_where_the_market_is_the_limit_a_minute_buys_capacity_and_no_cases():
    a = solved(DESKS)
    best = a.ranked()[0]

    assert best.name == "B"
    assert best.worth_throughput == 0
    assert best.worth_capacity > 0


def test_the_worth_of_a_minute_is_what_a_minute_less_gives():
    table = changed(DESKS, demand=100)
    before = solved(table)
    b = before.ranked()[0]
    after = solved(changed(table, step_2={"touch": 1.6 - 1 / 60}))

    gained = after.throughput - before.throughput
    assert gained == pytest.approx(b.worth_throughput, rel=0.02)


# People, queues, units


def test_half_a_person_serves_alone_at_half_speed():
    assert servers_of(0.5) == (1, 0.5)
    assert servers_of(2) == (2, 1.0)
    assert servers_of(2.5) == (3, pytest.approx(2.5 / 3))


@pytest.mark.parametrize(
    ("servers", "utilisation", "wait"),
    [(1, 0.8, 4.0), (1, 0.9, 9.0), (1, 0.95, 19.0), (4, 0.8, 0.75), (4, 0.9, 1.97)],
)
def test_the_wait_grows_as_the_textbook_says(servers, utilisation, wait):
    found = queue_wait(servers * utilisation, 1.0, 1.0, servers)

    assert found == pytest.approx(wait, rel=0.01)


def test_nobody_waits_for_people_without_work_and_all_wait_for_the_overloaded():
    assert erlang_c(3, 0) == 0
    assert erlang_c(2, 2.5) == 1
    assert queue_wait(0, 1, 1, 1) == 0
    assert queue_wait(2, 1, 1, 1) == float("inf")


def test_a_time_is_the_same_in_any_unit():
    assert Figure(90, unit=Unit.MINUTES).hours() == 1.5
    assert Figure(2, unit=Unit.WORKING_DAYS).hours(7.5) == 15
    assert Figure(7, unit=Unit.CALENDAR_DAYS).hours() == 40
    assert Figure(1, unit=Unit.WEEKS).hours() == 40


def test_calendar_days_of_waiting_are_not_working_days():
    calendar = {"value": 7, "unit": "calendar_days"}
    working = {"value": 5, "unit": "days"}
    one = solved(changed(DESKS, step_2={"wait": calendar}))
    two = solved(changed(DESKS, step_2={"wait": working}))

    assert one.wait == pytest.approx(two.wait)


def test_cases_under_way_follow_from_little():
    a = solved(DESKS)

    assert a.work_in_progress == pytest.approx(a.throughput * a.lead / 40)


def test_the_measured_share_says_how_much_of_the_work_was_looked_at():
    measured = {"value": 1.6, "source": "measured"}
    a = solved(changed(DESKS, step_2={"touch": measured}))

    assert solved(DESKS).measured_share == 0
    assert a.measured_share == pytest.approx(1.6 * 1.428571 / a.touch, rel=1e-4)


def test_a_role_without_limit_is_never_the_bottleneck():
    roles = {**DESKS["roles"], "B": {"unlimited": True}}

    assert solved(changed(DESKS, roles=roles)).bottleneck == "A"


def test_nobody_at_all_for_a_role_stops_the_process():
    roles = {**DESKS["roles"], "B": {"fte": 0, "hours": 40}}
    a = solved(changed(DESKS, roles=roles))

    assert (a.bottleneck, a.capacity, a.throughput) == ("B", 0.0, 0.0)
    assert a.lead is None


def test_work_done_again_at_once_counts_and_for_ever_is_refused():
    a = solved(changed(DESKS, step_4={"rework": 0.5}))

    assert a.steps[next(k for k, s in a.steps.items() if s.name == "D")].visits == near(
        2
    )
    with pytest.raises(Unsolvable, match="“D” is done again each time"):
        solved(changed(DESKS, step_4={"rework": 1}))


def test_figures_keep_how_they_are_known():
    _graph, facts = data.read_steps(
        changed(
            DESKS, step_1={"touch": {"value": 30, "unit": "min", "source": "sampled"}}
        )
    )
    (figure,) = [f.touch for f in facts.steps.values() if f.touch.unit == Unit.MINUTES]

    assert figure == Figure(30, Source.SAMPLED, Unit.MINUTES)
    assert Facts().step("unknown").touch is None


def timed(graph, hours, **shares):
    """The lead time where nobody ever waits for people."""
    facts = Facts(
        steps={k: StepFacts(touch=Figure(h), who="R") for k, h in hours.items()},
        shares={k: Figure(v) for k, v in shares.items()},
        roles={"R": RoleFacts(Figure(10_000), Figure(40))},
        demand=Figure(0.001),
    )
    return analyse(graph, facts)


def test_parallel_steps_cost_the_slowest_of_them():
    graph = graph_of(
        {
            **{"s": Kind.START, "x": Kind.AND, "a": Kind.TASK, "b": Kind.TASK},
            **{"j": Kind.AND, "t": Kind.TASK, "e": Kind.END},
        },
        ["sx", "xa", "xb", "aj", "bj", "jt", "te"],
    )

    assert timed(graph, {"a": 1, "b": 3, "t": 2}).lead == near(5)


def test_a_side_path_that_never_meets_again_does_not_hide_the_rounds_of_a_loop():
    graph = graph_of(
        {
            **{"s": Kind.START, "b": Kind.TASK, "x": Kind.XOR, "e": Kind.END},
            **{"n": {"kind": Kind.BOUNDARY, "host": "b", "interrupting": False}},
            **{"side": Kind.TASK, "f": Kind.END},
        },
        ["sb", "bx", ("x", "b", 0.75), ("x", "e", 0.25), ("n", "side"), ("side", "f")],
    )

    assert timed(graph, {"b": 1, "side": 0.5}, n=1.0).lead == near(4)
    assert timed(graph, {"b": 1, "side": 9}, n=1.0).lead > 9


def test_a_path_that_starts_another_pool_lasts_as_long_as_the_longer_of_both():
    graph = graph_of(
        {
            "s": {"kind": Kind.START, "pool": "P"},
            "a": {"kind": Kind.TASK, "pool": "P"},
            "e": {"kind": Kind.END, "pool": "P"},
            "s2": {"kind": Kind.START, "pool": "Q"},
            "b": {"kind": Kind.TASK, "pool": "Q"},
        },
        ["sa", "ae", ("s2", "b")],
        messages=[("a", "s2")],
        pools=["P", "Q"],
    )

    assert timed(graph, {"a": 1, "b": 5}).lead == near(6)


# The same from the file that was handed over


@needs_maps
def test_every_example_of_the_file_and_each_of_its_variants():
    examples = json.loads((FOLDER / "flow_examples.json").read_text())["examples"]
    checked = 0
    for example in examples:
        if "steps" not in example:
            continue
        tables = [(example, example["expect"])]
        for variant in example.get("variants", ()):
            changes = {}
            for key, value in variant["change"].items():
                if key.startswith("step "):
                    _step, number, field = key.split()
                    changes[f"step_{number}"] = {field: value}
                else:
                    changes[key] = value
            tables.append((changed(example, **changes), variant["expect"]))
        for table, expect in tables:
            a = solved(table)
            for key, value in expect.items():
                _check(a, key, value)
                checked += 1
    assert checked > 25


def _check(a, key, value):
    found = {
        "bottleneck": a.bottleneck,
        "capacity": a.capacity,
        "throughput": a.throughput,
        "lead": a.lead,
        "queue_grows_per_week": a.queue_grows,
        "utilisation_B": a.roles["B"].utilisation if "B" in a.roles else None,
        "utilisation": {n: r.utilisation for n, r in a.roles.items()},
        "load_hours_per_case": {n: r.load for n, r in a.roles.items()},
        "capacity_per_week": {n: r.capacity for n, r in a.roles.items()},
    }[key]
    if isinstance(value, dict):
        value = {name: near(one) for name, one in value.items()}
    elif isinstance(value, float):
        value = near(value)
    assert found == value, key


def test_a_case_costs_the_hours_of_all_who_work_on_it_and_what_else_a_visit_costs():
    priced = changed(DESKS, step_4={"cost": 5})
    priced["roles"] = {
        name: {**DESKS["roles"][name], "cost": cost}
        for name, cost in {"A": 30, "B": 40, "C": 50, "D": 20}.items()
    }
    # 1/0.7 visits to A, B and C, one to D: 42.857 + 91.429 + 57.143 + 24 + 5
    assert solved(priced).cost == pytest.approx(220.428571)
    # nothing is said where the cost of somebody who works on it is not known
    del priced["roles"]["B"]["cost"]
    assert solved(priced).cost is None
    assert solved(DESKS).cost is None
