"""AI on one step, tried on the whole; how sure the bottleneck is; random maps."""

import math
import random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from processes.errors import Unsolvable
from processes.facts import Facts, Figure, RoleFacts, Source, StepFacts
from processes.flow import draws, flows, network
from processes.flow.analysis import analyse
from processes.flow.solve import solve
from processes.flow.whatif import AiOnStep, try_out, with_ai
from processes.graph import Kind
from processes.reading import data
from tests.processes.flow_cases import CLAIMS, DESKS, changed, graph_of, quotes


def tried(table, step, **change):
    graph, facts = data.read_steps(table)
    key = next(n.id for n in graph.steps() if n.name == step)
    return try_out(graph, facts, AiOnStep(key, **change))


def codes(trial):
    return [w.code for w in trial.warnings]


# AI on a step


def test_ai_beside_the_bottleneck_gives_hours_and_no_case():
    trial = tried(quotes(), "Draft", cut=43 / 95, checking=0.01)

    assert trial.comparison.change("capacity") == pytest.approx(0)
    assert str(trial.comparison.sentence).startswith("Hands-on time −29%, capacity 0%")
    assert "not_the_bottleneck" in codes(trial)
    assert "longer_queue" in codes(trial)
    assert "no_checking" not in codes(trial)


def test_ai_at_the_bottleneck_gives_cases_until_the_next_role_holds():
    trial = tried(DESKS, "B", cut=0.6, checking=0.05)
    comparison = trial.comparison

    assert comparison.after.bottleneck == "A"
    assert comparison.change("capacity") == pytest.approx(0.6)
    assert "bottleneck_moves" in codes(trial)
    assert "not_the_bottleneck" not in codes(trial)


def test_checking_by_the_bottleneck_loads_it():
    trial = tried(
        CLAIMS, "Key in claim data", cut=0.8, checking=0.1, checked_by="Supplier desk"
    )

    assert "loads_bottleneck" in codes(trial)
    assert trial.comparison.change("capacity") < -0.1
    assert "7.5 minutes" in str(
        trial.warnings[codes(trial).index("loads_bottleneck")].sentence
    )


def test_errors_send_the_step_round_again():
    alone = tried(DESKS, "D", cut=0.5, errors=0.5).comparison.after
    checked = tried(
        DESKS, "D", cut=0.5, errors=0.5, checking=0.2, checked_by="A"
    ).comparison.after

    d = next(s for s in alone.steps.values() if s.name == "D")
    assert d.visits == pytest.approx(2)
    d = next(s for s in checked.steps.values() if s.name == "D")
    check = next(s for s in checked.steps.values() if s.name == "Check: D")
    assert (d.visits, check.visits) == (pytest.approx(2), pytest.approx(2))
    assert check.who == "A"


def test_a_checker_after_a_step_with_a_choice_leaves_the_choice_as_it_is():
    trial = tried(
        CLAIMS, "Assess claim", cut=0.4, errors=0.1, checking=0.2, checked_by="Finance"
    )
    visits = {s.name: s.visits for s in trial.comparison.after.steps.values()}

    assert visits["Pay out"] == pytest.approx(0.875)
    assert visits["Check: Assess claim"] == pytest.approx(1.25 / 0.9)


def test_a_checker_beside_parallel_steps_keeps_them_parallel():
    trial = tried(
        CLAIMS,
        "Key in claim data",
        errors=0.2,
        checking=0.2,
        checked_by="Claims",
    )
    visits = {s.name: s.visits for s in trial.comparison.after.steps.values()}

    assert visits["Check policy cover"] == pytest.approx(1.25)
    assert visits["Get repair estimate"] == pytest.approx(1.25)


def test_better_quality_downstream_is_worth_more_than_speed():
    graph, facts = data.read_steps(DESKS)
    flows_of = {f.share: f.id for f in graph.flows.values() if f.share}
    key = next(n.id for n in graph.steps() if n.name == "C")
    trial = try_out(
        graph,
        facts,
        AiOnStep(key, checking=0.01, shares={flows_of[0.3]: 0.1, flows_of[0.7]: 0.9}),
    )

    assert trial.comparison.change("capacity") == pytest.approx(22.5 / 17.5 - 1)


def test_ai_on_a_step_with_a_sign_is_warned_of():
    trial = tried(CLAIMS, "Key in claim data", cut=0.5)

    assert "no_checking" in codes(trial)
    trial = tried(changed(DESKS, step_3={"next": "1 40%, 4 60%"}), "A", cut=0.5)
    assert "flawed_step" in codes(trial)


@pytest.mark.parametrize(
    "change", [{"cut": 1.2}, {"cut": -0.1}, {"errors": 1}, {"checking": -1}]
)
def test_a_change_that_cannot_be_is_refused(change):
    with pytest.raises(Unsolvable, match="A cut lies between"):
        tried(DESKS, "A", **change)


def test_what_is_no_step_cannot_be_sped_up():
    graph, facts = data.read_steps(DESKS)
    with pytest.raises(Unsolvable, match="Choose a step"):
        with_ai(graph, facts, AiOnStep("end", cut=0.1))


def test_a_trial_leaves_the_map_and_its_figures_alone():
    graph, facts = data.read_steps(CLAIMS)
    before = (graph.counts(), [f.source for f in graph.flows.values()])
    key = graph.steps()[1].id
    with_ai(
        graph, facts, AiOnStep(key, 0.5, checking=1, checked_by="Claims", errors=0.1)
    )

    assert (graph.counts(), [f.source for f in graph.flows.values()]) == before


# How sure


def test_the_chances_of_the_bottleneck_are_the_same_each_time_and_add_up():
    graph, facts = data.read_steps(CLAIMS)
    one, two = draws.chances(graph, facts), draws.chances(graph, facts)

    assert one == two
    assert sum(one.roles.values()) == pytest.approx(1)
    assert next(iter(one.roles)) == "Supplier desk"
    assert one.roles["Supplier desk"] < 0.9
    assert one.low < 60 < one.high
    assert one.draws == 1000


def test_what_is_measured_is_surer_than_what_is_guessed():
    def table(source):
        steps = [
            {**s, "touch": {"value": s["touch"], "source": source}}
            for s in CLAIMS["steps"]
        ]
        return {**CLAIMS, "steps": steps}

    sure = draws.chances(*data.read_steps(table("measured")))
    guess = draws.chances(*data.read_steps(table("assumed")))

    assert sure.roles["Supplier desk"] > guess.roles["Supplier desk"]
    assert sure.high - sure.low < guess.high - guess.low


def test_without_people_or_times_there_are_no_chances():
    graph, _facts = data.read_steps(CLAIMS)

    assert draws.chances(graph, Facts()) == draws.Chances()


# The solver and random maps


def test_a_loop_that_is_solved_by_parts_is_solved_as_the_whole_matrix():
    rng = random.Random(3)
    for _round in range(20):
        count = rng.randint(2, 40)
        edges = [
            (rng.randrange(count), rng.randrange(count), rng.random() / 4)
            for _edge in range(count * 2)
        ]
        matrix = np.zeros((count, count))
        for i, j, weight in edges:
            matrix[j, i] += weight
        enters = np.zeros(count)
        enters[0] = 1
        expected = np.linalg.solve(np.eye(count) - matrix, enters)
        found = solve(count, edges, {0: 1.0})
        drawn = solve(count, edges, {0: 1.0}, draws=2)

        assert found == pytest.approx(expected.tolist(), abs=1e-9)
        assert drawn[:, 1] == pytest.approx(expected, abs=1e-9)


@st.composite
def tables(draw):
    """A typed process: choices, ways back, parallel steps, in any mixture."""
    count = draw(st.integers(2, 14))
    steps = []
    for no in range(1, count + 1):
        step = {
            "no": no,
            "name": f"S{no}",
            "who": f"R{draw(st.integers(1, 4))}",
            "touch": draw(st.floats(0.01, 5)),
        }
        kind = draw(st.sampled_from(["on", "choice", "back", "both", "any"]))
        ahead = st.integers(min(no + 1, count), count)
        if no < count:
            on, other = draw(ahead), draw(ahead)
            share = draw(st.integers(5, 95))
            step["next"] = {
                "on": str(on),
                "choice": f"{on} {share}%, {other} {100 - share}%",
                "back": f"{on} {share}%, {draw(st.integers(1, no))} {100 - share}%",
                "both": f"{on} + {other}" if on != other else str(on),
                "any": f"{on} {share}% | {other} {100 - share}%",
            }[kind]
        steps.append(step)
    roles = {
        f"R{n}": {"fte": draw(st.floats(0.5, 9)), "hours": 30} for n in range(1, 5)
    }
    return {"steps": steps, "roles": roles, "demand": draw(st.floats(0.1, 60))}


@settings(max_examples=120, deadline=None)
@given(tables())
def test_on_any_map_no_case_is_lost_and_none_is_negative(table):
    graph, facts = data.read_steps(table)
    try:
        built = network.build(graph, facts)
        found = flows.visits(built)
    except Unsolvable:
        return
    assert all(value >= 0 for value in found)
    assume("no_wait" not in [n.code for n in built.notes])
    # what leaves a choice is what came to it, and each way gets its share
    for node, shares in built.choices.items():
        place = built.place_of[node]
        if place in built.live:
            assert sum(shares.values()) == pytest.approx(1)
    into = dict.fromkeys(range(built.count), 0.0)
    for i, j, share, factor in built.edges:
        if i in built.live:
            into[j] += found[i] * share * factor
    for place in built.live:
        entered = built.entries.get(place, 0.0)
        assert found[place] == pytest.approx(into[place] + entered, rel=1e-6, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(tables(), st.sampled_from(["R1", "R2", "R3", "R4"]), st.floats(1.05, 4))
def test_more_people_never_make_less_and_more_cases_never_wait_less(table, role, more):
    graph, facts = data.read_steps(table)
    try:
        before = analyse(graph, facts)
    except Unsolvable:
        return
    assume(before.capacity is not None)
    roles = {**facts.roles}
    fte = roles[role].fte.value * more
    roles[role] = RoleFacts(Figure(fte), roles[role].hours)
    richer = analyse(
        graph, Facts(facts.steps, facts.shares, roles=roles, demand=facts.demand)
    )

    assert richer.capacity >= before.capacity * (1 - 1e-9)
    assert richer.throughput >= before.throughput * (1 - 1e-9)
    assert before.throughput <= min(before.demand, before.capacity) + 1e-9
    busier = analyse(
        graph,
        Facts(
            facts.steps,
            facts.shares,
            roles=facts.roles,
            demand=Figure(facts.demand.value * more),
        ),
    )
    if busier.lead is not None:
        assert busier.lead >= before.lead * (1 - 1e-9)
    assert busier.capacity == pytest.approx(before.capacity)


@settings(max_examples=60, deadline=None)
@given(tables(), st.integers(0, 13), st.floats(0, 0.95))
def test_less_time_on_a_step_never_lowers_what_gets_through(table, place, cut):
    graph, facts = data.read_steps(table)
    step = graph.steps()[place % len(graph.steps())]
    try:
        trial = try_out(graph, facts, AiOnStep(step.id, cut=cut))
    except Unsolvable:
        return
    assume(trial.comparison.before.capacity is not None)

    before, after = trial.comparison.before, trial.comparison.after
    assert after.touch <= before.touch * (1 + 1e-9)
    if after.capacity is not None:
        assert after.capacity >= before.capacity * (1 - 1e-9)
    assert 0 <= after.first_pass_yield <= 1 + 1e-9
    if after.lead is not None:
        assert math.isfinite(after.lead)
        assert after.lead >= 0


def test_a_step_of_a_role_that_is_measured_keeps_its_source():
    graph = graph_of({"s": Kind.START, "a": Kind.TASK}, ["sa"])
    facts = Facts(
        steps={"a": StepFacts(touch=Figure(1, Source.MEASURED), who="R")},
        roles={"R": RoleFacts(Figure(1, Source.MEASURED), Figure(40))},
        demand=Figure(10),
    )
    a = analyse(graph, facts)

    assert a.steps["a"].source == "measured"
    assert a.measured_share == 1
    assert a.lead == pytest.approx(1 / (1 - 0.25))
