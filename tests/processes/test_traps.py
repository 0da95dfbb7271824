"""Where a map is easily misread: each trap with the answer that is right."""

import pytest

from processes.errors import Unsolvable
from processes.facts import Facts, Figure, RoleFacts, StepFacts
from processes.flow import questions
from processes.flow.analysis import analyse
from processes.graph import Kind
from tests.processes.flow_cases import DESKS, changed, graph_of, solved

START, END, TASK = Kind.START, Kind.END, Kind.TASK
XOR, AND, OR = Kind.XOR, Kind.AND, Kind.OR


def codes(analysis):
    return [f.code for f in analysis.findings]


def said(analysis, code):
    return next(str(f.sentence) for f in analysis.findings if f.code == code)


def visits(graph, facts=None):
    return analyse(graph, facts or Facts()).visits


def gaps(graph, facts=None):
    return [g.code for g in analyse(graph, facts or Facts()).gaps]


# Parallel paths


def test_parallel_paths_that_meet_without_waiting_count_what_follows_twice():
    graph = graph_of(
        {"s": START, "x": AND, "a": TASK, "b": TASK, "m": XOR, "t": TASK, "e": END},
        ["sx", "xa", "xb", "am", "bm", "mt", "te"],
    )
    a = analyse(graph, Facts())

    assert a.visits["t"] == 2.0
    assert "without waiting" in said(a, "no_wait")
    assert "wait for both" in said(a, "no_wait")


def test_so_does_a_split_that_leads_straight_into_one_step():
    graph = graph_of(
        {"s": START, "x": AND, "a": TASK, "b": TASK, "t": TASK, "e": END},
        ["sx", "xa", "xb", "at", "bt", "te"],
    )

    assert visits(graph)["t"] == 2.0
    assert "no_wait" in codes(analyse(graph, Facts()))


def test_the_answer_that_they_wait_counts_it_once():
    graph = graph_of(
        {"s": START, "x": AND, "a": TASK, "b": TASK, "t": TASK, "e": END},
        ["sx", "xa", "xb", "at", "bt", "te"],
    )
    a = analyse(graph, Facts(waits=frozenset({"t"})))

    assert a.visits["t"] == 1.0
    assert "no_wait" not in codes(a)


def test_a_choice_that_leads_into_a_parallel_join_would_hang():
    graph = graph_of(
        {"s": START, "x": XOR, "a": TASK, "b": TASK, "j": AND, "e": END},
        [("s", "x"), ("x", "a", 0.7), ("x", "b", 0.3), "aj", "bj", "je"],
    )
    a = analyse(graph, Facts())

    assert "0.3 against 0.7" in said(a, "unbalanced")


def test_a_branch_that_leaves_a_parallel_block_early_is_seen():
    graph = graph_of(
        {
            **{"s": START, "x": AND, "a": TASK, "b": TASK, "c": XOR},
            **{"j": AND, "t": TASK, "e": END, "f": END},
        },
        ["sx", "xa", "xb", "aj", "bc", ("c", "j", 0.9), ("c", "f", 0.1), "jt", "te"],
    )

    assert "0.9 against 1" in said(analyse(graph, Facts()), "unbalanced")


def test_an_even_parallel_block_is_balanced_and_costs_its_slowest_branch():
    graph = graph_of(
        {"s": START, "x": AND, "a": TASK, "b": TASK, "j": AND, "t": TASK, "e": END},
        ["sx", "xa", "xb", "aj", "bj", "jt", "te"],
    )
    facts = Facts(
        steps={
            k: StepFacts(touch=Figure(h), who=k)
            for k, h in {"a": 1.0, "b": 3.0, "t": 2.0}.items()
        },
        roles={k: RoleFacts(unlimited=True) for k in "abt"},
        demand=Figure(1),
    )
    facts.roles["other"] = RoleFacts(fte=Figure(1), hours=Figure(40))
    a = analyse(graph, facts)

    assert codes(a) == []
    assert a.visits["t"] == 1.0
    assert a.touch == 6.0


def test_an_inclusive_join_counts_as_its_split():
    graph = graph_of(
        {"s": START, "x": OR, "a": TASK, "b": TASK, "j": OR, "t": TASK, "e": END},
        [("s", "x"), ("x", "a", 0.8), ("x", "b", 0.6), "aj", "bj", "jt", "te"],
    )
    found = visits(graph)

    assert (found["a"], found["b"], found["t"]) == (0.8, 0.6, 1.0)


def test_an_inclusive_join_that_no_parallel_paths_reach_is_a_plain_merge():
    graph = graph_of(
        {
            **{"s": START, "x": XOR, "a": TASK, "b": TASK, "j": OR, "t": TASK},
            **{"r": XOR, "e": END},
        },
        [
            *("sx", ("x", "a", 0.6), ("x", "b", 0.4), "aj", "bj", "jt", "tr"),
            *(("r", "j", 0.5), ("r", "e", 0.5)),
        ],
    )

    assert visits(graph)["t"] == pytest.approx(2.0)


# Loops


def test_a_loop_that_nobody_leaves_is_refused_by_name():
    graph = graph_of(
        {"s": START, "a": TASK, "x": XOR, "e": END},
        ["sa", "ax", ("x", "a", 1.0), ("x", "e", 0.0)],
    )

    with pytest.raises(Unsolvable, match="From “a” no way leads to an end") as error:
        analyse(graph, Facts())
    assert error.value.code == "no_way_out"
    assert "a" in error.value.nodes


def test_a_loop_that_almost_nobody_leaves_is_computed_and_doubted():
    graph = graph_of(
        {"s": START, "a": TASK, "x": XOR, "e": END},
        ["sa", "ax", ("x", "a", 0.9999), ("x", "e", 0.0001)],
    )
    a = analyse(graph, Facts())

    assert a.visits["a"] == pytest.approx(10_000, rel=1e-6)
    assert "10,000" in said(a, "many_rounds")


def test_a_loop_that_makes_more_of_itself_is_refused_though_it_has_a_number():
    graph = graph_of(
        {"s": START, "a": TASK, "x": AND, "m": XOR, "y": XOR, "e": END},
        ["sm", "ma", "ax", "xm", "xy", ("y", "m", 0.5), ("y", "e", 0.5)],
    )

    with pytest.raises(Unsolvable, match="more than one new one") as error:
        analyse(graph, Facts())
    assert error.value.code == "explodes"


# Shares


def test_shares_over_a_hundred_are_refused_by_name():
    with pytest.raises(Unsolvable, match=r"after “C” add up to 120%") as error:
        solved(changed(DESKS, step_3={"next": "1 50%, 4 70%"}))
    assert error.value.code == "shares_sum"


def test_shares_under_a_hundred_are_refused_as_well():
    with pytest.raises(Unsolvable, match=r"add up to 80%"):
        solved(changed(DESKS, step_3={"next": "1 10%, 4 70%"}))
    with pytest.raises(Unsolvable, match=r"add up to 70%"):
        solved(changed(DESKS, step_3={"next": "4 70%"}))


def test_shares_that_miss_a_hundred_by_rounding_are_scaled_with_a_note():
    a = solved(changed(DESKS, step_3={"next": "1 29%, 4 70%"}))

    assert "99%" in said(a, "shares_scaled")
    assert sum(a.network.choices.popitem()[1].values()) == pytest.approx(1)


def test_one_missing_share_is_the_rest_and_is_not_asked():
    graph = graph_of(
        {"s": START, "x": XOR, "a": TASK, "b": TASK},
        ["sx", ("x", "a", 0.7), "xb"],
    )
    a = analyse(graph, Facts())

    assert a.visits["b"] == pytest.approx(0.3)
    assert "choice_share" not in [g.code for g in a.gaps]


def test_several_missing_shares_are_assumed_and_asked_in_plain_words():
    graph = graph_of(
        {"s": START, "c": TASK, "x": XOR, "a": TASK, "b": TASK},
        ["sc", "cx", "xa", "xb"],
    )
    a = analyse(graph, Facts())
    (asked,) = [q for q in questions.of(a) if q.code == "choice_share"]

    assert a.visits["a"] == 0.5
    assert asked.assumed == 0.5
    assert str(asked.sentence) == "After “c”: how many cases of 100 go to “a”, “b”?"
    assert a.is_provisional


def test_a_way_back_is_asked_as_such():
    graph = graph_of(
        {"s": START, "a": TASK, "x": XOR, "e": END}, ["sa", "ax", "xa", "xe"]
    )
    (asked,) = [
        q for q in questions.of(analyse(graph, Facts())) if q.code == "choice_share"
    ]

    assert "how often does a case go back to “a”" in str(asked.sentence)


def test_no_sign_rests_on_a_share_that_was_assumed():
    graph = graph_of(
        {"s": START, "a": TASK, "x": XOR, "e": END}, ["sa", "ax", "xa", "xe"]
    )

    assert codes(analyse(graph, Facts())) == []


# Arrows


def test_several_arrows_out_of_a_step_mean_all_in_bpmn_and_one_in_a_flow_chart():
    nodes = {"s": START, "t": TASK, "a": TASK, "b": TASK}
    arrows = ["st", "ta", "tb"]
    bpmn = graph_of(nodes, arrows)
    chart = graph_of(nodes, arrows, all_arrows=False)

    assert visits(bpmn)["a"] == 1.0
    assert visits(chart)["a"] == 0.5
    assert "meaning" in gaps(bpmn)
    assert "meaning" in gaps(chart)
    answered = Facts(meaning={"t": "one"})
    assert visits(bpmn, answered)["a"] == 0.5
    assert "meaning" not in gaps(bpmn, answered)


def test_a_link_is_an_arrow():
    graph = graph_of(
        {
            **{"s": START, "a": TASK, "b": TASK, "e": END},
            "out": {"kind": Kind.EVENT, "type": "link", "link": "L"},
            "in": {"kind": Kind.EVENT, "type": "link", "link": "L"},
        },
        ["sa", ("a", "out"), ("in", "b"), "be"],
    )

    assert visits(graph)["b"] == 1.0


# Sub-processes and exceptions


def test_a_sub_process_with_two_ends_is_left_once():
    graph = graph_of(
        {
            **{"s": START, "P": Kind.SUBPROCESS, "t": TASK, "e": END},
            "is": {"kind": START, "parent": "P"},
            "ia": {"kind": AND, "parent": "P"},
            "ib": {"kind": TASK, "parent": "P"},
            "ic": {"kind": TASK, "parent": "P"},
            "id": {"kind": END, "parent": "P"},
            "ie": {"kind": END, "parent": "P"},
        },
        [
            *("sP", "Pt", "te", ("is", "ia"), ("ia", "ib"), ("ia", "ic")),
            *(("ib", "id"), ("ic", "ie")),
        ],
    )
    found = visits(graph)

    assert (found["ib"], found["ic"], found["t"]) == (1.0, 1.0, 1.0)


def boundary(interrupting):
    return graph_of(
        {
            **{"s": START, "a": TASK, "b": TASK, "x": TASK, "e": END, "f": END},
            "q": {
                "kind": Kind.BOUNDARY,
                "host": "a",
                "interrupting": interrupting,
            },
        },
        ["sa", "ab", "be", "qx", "xf"],
    )


def test_an_exception_takes_its_share_away_when_it_interrupts():
    facts = Facts(shares={"q": Figure(0.1)})

    taken, beside = visits(boundary(True), facts), visits(boundary(False), facts)
    assert (taken["x"], taken["b"]) == (0.1, pytest.approx(0.9))
    assert (beside["x"], beside["b"]) == (0.1, 1.0)


def test_an_exception_without_a_share_is_not_counted_and_asked():
    a = analyse(boundary(True), Facts())

    assert a.visits["x"] == 0
    assert "No case reaches “x”" in said(a, "never_reached")
    assert "exception_share" in [g.code for g in a.gaps]


def test_more_exceptions_than_cases_are_refused():
    graph = boundary(True)
    second = graph.nodes["q"]
    graph.nodes["r"] = type(second)("r", "r", Kind.BOUNDARY, host="a")
    facts = Facts(shares={"q": Figure(0.7), "r": Figure(0.6)})

    with pytest.raises(Unsolvable, match="More than all cases leave “a”"):
        analyse(graph, facts)


def test_event_sub_processes_and_compensation_are_listed_and_not_counted():
    graph = graph_of(
        {
            **{"s": START, "a": TASK, "e": END},
            "P": {"kind": Kind.SUBPROCESS, "by_event": True},
            "i": {"kind": TASK, "parent": "P"},
            "u": {"kind": TASK, "compensation": True},
        },
        ["sa", "ae"],
    )
    a = analyse(graph, Facts())

    assert codes(a).count("outside") == 2
    assert "u" not in a.visits
    assert "never_reached" not in codes(a)


def test_a_repeated_step_is_asked_how_often():
    graph = graph_of({"s": START, "a": {"kind": TASK, "repeats": True}}, ["sa"])
    facts = Facts(steps={"a": StepFacts(touch=Figure(1), times=Figure(3), who="R")})

    assert "times" in gaps(graph)
    assert "times" not in gaps(graph, facts)
    assert analyse(graph, facts).touch == 3


# Pools


def two_pools(messages):
    return graph_of(
        {
            "s": {"kind": START, "pool": "P"},
            "a": {"kind": TASK, "pool": "P"},
            "e": {"kind": END, "pool": "P"},
            "s2": {"kind": START, "pool": "Q"},
            "b": {"kind": TASK, "pool": "Q"},
            "e2": {"kind": END, "pool": "Q"},
        },
        ["sa", "ae", ("s2", "b"), ("b", "e2")],
        messages=messages,
        pools=["P", "Q"],
    )


def test_only_the_pool_that_is_started_carries_load():
    a = analyse(two_pools([]), Facts())

    assert (a.visits["a"], a.visits["b"]) == (1.0, 0.0)
    assert "Nothing on this map starts “Q”" in said(a, "pool_not_started")


def test_a_message_starts_the_other_pool():
    a = analyse(two_pools([("a", "s2")]), Facts())

    assert a.visits["b"] == 1.0
    assert "pool_not_started" not in codes(a)


def test_a_message_to_a_running_pool_moves_no_case():
    assert visits(two_pools([("a", "s2"), ("b", "a")]))["a"] == 1.0


def test_two_pools_that_start_each_other_do_not_go_round_for_ever():
    assert visits(two_pools([("a", "s2"), ("b", "s")]))["a"] == 1.0


# What else is asked


def test_a_map_that_just_stops_is_counted_as_ended_there():
    a = analyse(graph_of({"s": START, "a": TASK}, ["sa"]), Facts())

    assert "goes no further" in said(a, "stops")


def test_steps_without_a_name_and_steps_of_one_name_are_listed():
    graph = graph_of({"s": START, "a": TASK, "b": TASK, "c": TASK}, ["sa", "ab", "bc"])
    graph.nodes["a"].name = graph.nodes["b"].name = "Check"
    graph.nodes["c"].name = ""
    a = analyse(graph, Facts())

    assert "2 steps are called “Check”" in said(a, "same_name")
    assert "after “Check”" in said(a, "nameless")


def test_only_what_changes_the_answer_is_asked():
    graph = graph_of(
        {"s": START, "a": TASK, "x": XOR, "b": TASK, "c": TASK, "e": END},
        ["sa", "ax", "xb", "xc", "be", "ce"],
    )
    known = {
        k: StepFacts(touch=Figure(h), who="R")
        for k, h in {"a": 5.0, "b": 0.001, "c": 0.001}.items()
    }
    facts = Facts(
        steps=known,
        roles={"R": RoleFacts(fte=Figure(1), hours=Figure(40))},
        demand=Figure(1),
    )

    assert questions.of(analyse(graph, facts)) == []
    facts = facts.changed("c", touch=Figure(4))
    assert [q.code for q in questions.of(analyse(graph, facts))] == ["choice_share"]


def test_a_missing_time_is_assumed_and_its_question_weighs_what_it_can_move():
    steps = [{**s} for s in DESKS["steps"]]
    del steps[1]["touch"]
    a = solved({**DESKS, "steps": steps})
    (asked,) = questions.of(a)

    assert (asked.code, asked.assumed) == ("touch", 1.0)
    assert str(asked.sentence) == "How long does somebody work on “B”, each time?"
    assert a.bottleneck is not None
    assert a.is_provisional


def test_without_any_figure_nothing_is_claimed_and_all_is_asked():
    steps = [{k: v for k, v in s.items() if k != "touch"} for s in DESKS["steps"]]
    a = solved({"steps": steps})
    asked = {q.code for q in questions.of(a)}

    assert (a.bottleneck, a.capacity, a.lead, a.throughput) == (None,) * 4
    assert asked == {"touch", "fte", "demand"}


def test_a_step_that_nobody_does_is_asked():
    steps = [{**s} for s in DESKS["steps"]]
    del steps[3]["who"]

    assert "Who does “D”?" in [
        str(q.sentence) for q in questions.of(solved({**DESKS, "steps": steps}))
    ]


def test_a_map_of_too_many_steps_is_refused():
    nodes = {"s": START, **{f"t{i}": TASK for i in range(1501)}}
    arrows = [("s", "t0"), *((f"t{i}", f"t{i + 1}") for i in range(1500))]

    with pytest.raises(Unsolvable, match="more than 1,500 steps"):
        analyse(graph_of(nodes, arrows), Facts())


def test_an_empty_map_is_analysed_to_nothing():
    a = analyse(graph_of({}, []), Facts())

    assert (a.visits, a.bottleneck) == ({}, None)
    assert questions.of(a) != [] or a.gaps == []


# Signs that only words and facts show


def test_the_same_data_keyed_twice_is_a_sign_on_the_steps_that_key_it():
    def keyed(*names):
        steps = [{"name": name, "who": "Desk", "touch": 1} for name in names]
        return [
            (str(f.sentence), len(f.nodes))
            for f in solved({"steps": steps}).findings
            if f.code == "keyed_twice"
        ]

    (found,) = keyed("Enter the order in the portal", "Check it", "Key in orders")
    assert found[1] == 2
    assert "Enter the order in the portal” and “Key in orders” key in" in found[0]
    assert keyed("Saisir la commande", "Valider", "Saisie commande SAP")
    assert keyed("Re-enter the claim") == [
        ("“Re-enter the claim” keys in again what stands somewhere already.", 1)
    ]
    assert keyed("Ressaisir le dossier")
    for others in (
        ("Enter the order", "Enter the address"),
        ("Enter the order", "Check the order"),
        ("Decide the type of claim", "Type the letter", "Check type"),
        ("Enter data", "Key in data"),
    ):
        assert keyed(*others) == [], others


def test_a_step_that_nobody_does_is_a_sign_where_the_map_names_the_others():
    table = changed(DESKS, step_3={"who": ""})
    assert said(solved(table), "no_owner") == "Nobody is named who does “C”."
    table["steps"][2]["type"] = "service"
    table["steps"][2].pop("touch")
    assert "no_owner" not in codes(solved(table))
    nobody = {"steps": [{"name": "A", "touch": 1}, {"name": "B", "touch": 1}]}
    assert "no_owner" not in codes(solved(nobody))


def test_rules_that_differ_by_site_are_a_sign_on_the_whole_process():
    a = solved(changed(DESKS, site_variants="25 %"))
    assert said(a, "variants").startswith("25% of the rules differ from site to")
    assert "variants" in a.codes_of_the_whole()
    assert "variants" not in codes(solved(changed(DESKS, site_variants=0.2)))
