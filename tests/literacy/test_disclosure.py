"""What is published of anonymous people, under an attacker who adds and takes away."""

import random
from collections import defaultdict
from datetime import timedelta
from itertools import combinations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from audit import clock
from audit.actions import SYSTEM
from literacy import actions, codes, disclosure, pulses, voicing
from literacy.models import LOW, Concern, Item
from organisation.models import Unit
from tests.literacy.cast import NOW

K = disclosure.ANSWERS
THEMES = ["jobs", "data", "skills", "workload"]
WEEKS = 4
ONES = numpy.ones(5)


def make_root():
    """The unit of all the organisation: its calendar says when a week is released."""
    root = Unit.objects.create(name="Group", code="group", country="FR", path="/")
    root.path = f"/{root.pk}/"
    root.save()


def cumulated(seed):
    """Send, release and publish week by week; what each week's tables said, of whom.

    Returns the cells that came, and for each week and theme the figure on the page
    with the set of cells that it sums: (theme, week, number of the asker).
    """
    chance = random.Random(seed)
    came, tables = set(), []
    for week in range(WEEKS + 3):
        monday = NOW + timedelta(days=7 * week)
        with clock.at(monday):
            for theme in THEMES if week < WEEKS else ():
                for n in range(chance.choice((0, 1, 2, 4, 7, 9, 10, 12))):
                    came.add((theme, week, n))
                    text, code = f"{theme} {week} {n}", codes.fresh()
                    actions.send_anonymously(theme=theme, text=text, code=code)
            actions.release_due(by=SYSTEM)
            actions.publish_counts(by=SYSTEM)
        summed = defaultdict(set)
        for row in Concern.objects.filter(counted_in__isnull=False):
            theme, at, n = voicing.clear(row).split()
            summed[theme].add((theme, int(at), int(n)))
        for row in voicing.concerns_by_theme():
            if row["concerns"]:
                tables.append((row["concerns"], frozenset(summed[row["theme"]])))
                assert row["concerns"] == len(summed[row["theme"]])
    return came, tables


@pytest.mark.parametrize("seed", [1, 4])
def test_no_hidden_cell_can_be_solved_for_from_all_tables_of_all_weeks(db, seed):
    """The attacker reads the page each week, and knows that what is left is below k.

    The unknowns are the concerns of each theme in each week. Whatever is in no table
    is feasible from 0 to k - 1, so nothing is learnt of it but that it was not
    published; a sum that is pinned down is a block, of at least k.
    """
    make_root()
    came, tables = cumulated(seed)
    assert tables
    cells = [(theme, week) for theme in THEMES for week in range(WEEKS)]
    at = {cell: n for n, cell in enumerate(cells)}

    def row_of(weeks):
        row = numpy.zeros(len(cells))
        row[[at[cell] for cell in weeks]] = 1
        return row

    equal, values, upper = [], [], []
    said = set()
    for figure, people in tables:
        weeks = {person[:2] for person in people}
        # whole weeks alone: nobody of a week is told apart from the others
        assert people == {person for person in came if person[:2] in weeks}
        # weeks in which nobody came are known to be counted with those before
        last = max(week for _theme, week in weeks)
        theme = next(iter(weeks))[0]
        span = [(theme, week) for week in range(last + 1)]
        said.update(span)
        equal.append(row_of(span))
        values.append(figure)
    for theme in THEMES:
        upper.append(row_of(c for c in cells if c[0] == theme and c not in said))
    most = [K - 1] * len(upper)

    def reach(goal):
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * goal, A_ub=numpy.array(upper), b_ub=most,
                A_eq=numpy.array(equal), b_eq=values, bounds=[(0, None)] * len(cells),
            )  # fmt: skip
            assert found.status == 0
            ends.append(sign * found.fun)
        return ends

    for theme in THEMES:
        rest = [cell for cell in cells if cell[0] == theme and cell not in said]
        assert sum(person[:2] in rest for person in came) < K
        if rest:
            assert reach(row_of(rest)) == pytest.approx([0, K - 1])
    for cell in cells:
        low, high = reach(row_of([cell]))
        # as many whole numbers as k are feasible, or what is known is large itself
        assert high - low + 1 >= K - 1e-6 or low >= K - 1e-6, cell
    for (_n, a), (_m, b) in combinations(tables, 2):
        assert len(a ^ b) == 0 or len(a ^ b) >= K


@given(
    st.dictionaries(
        st.integers(0, 12),
        st.lists(st.integers(0, 6), min_size=5, max_size=5),
        min_size=1,
        max_size=10,
    )
)
@settings(max_examples=200, deadline=None)
def test_blocks_of_a_pulse_are_large_diverse_disjoint_and_leave_nobody_out(groups):
    def is_enough(block):
        cells = [sum(groups[g][v] for g in block) for v in range(5)]
        return sum(cells) >= K and disclosure.is_diverse(dict(enumerate(cells)))

    parts = disclosure.partition(groups, is_enough)

    held = [group for part in parts for group in part]
    assert sorted(held) == (sorted(groups) if parts else [])
    assert all(is_enough(part) for part in parts)
    assert bool(parts) == is_enough(list(groups))


@given(
    st.dictionaries(
        st.lists(st.integers(2, 5), max_size=3).map(
            lambda steps: "/1/" + "".join(f"{s}/" for s in steps)
        ),
        st.integers(1, 30),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=200, deadline=None)
def test_no_counter_of_a_pulse_ever_stands_for_fewer_than_ten_people(people):
    group_of = disclosure.rolled_up(people)

    sizes: dict = {}
    for path, group in group_of.items():
        sizes[group] = sizes.get(group, 0) + people[path]
    assert set(group_of) == set(people)
    assert sum(sizes.values()) == sum(people.values())
    assert min(sizes.values()) >= min(K, sum(people.values()))


@given(part=st.integers(0, 500), more=st.integers(0, 500))
def test_a_band_never_says_how_many(part, more):
    whole = part + more
    band = disclosure.band(part, whole)

    if whole < K:
        assert band is None
        return
    share = 100 * part / whole
    assert band.low <= share <= band.high
    same = [n for n in range(whole + 1) if disclosure.band(n, whole) == band]
    assert len(same) >= 2


def test_no_caller_gets_below_the_floor():
    assert disclosure.threshold(1) == disclosure.FLOOR
    assert disclosure.at_least(9, step=1) == 5
    assert disclosure.blocks({"jobs": 4}, k=1) == {}
    assert disclosure.rate(9, 9) is None
    assert disclosure.mean({5: 9}) is None


# The pulse, in all its rounds

ANSWERS_OF_A_GROUP = st.lists(st.integers(0, 9), min_size=5, max_size=5)
ROUNDS = st.lists(
    st.dictionaries(st.integers(0, 5), ANSWERS_OF_A_GROUP, min_size=2, max_size=6),
    min_size=1,
    max_size=3,
)


def tables_of(groups):
    """All that a round publishes: (groups, number, mean, low share) of all and blocks.

    Five values are counted in each group; they are given to each of the five items.
    """
    counts = {
        group: {item: dict(enumerate(cells, start=1)) for item in Item.values}
        for group, cells in groups.items()
    }
    whole, parts = pulses.published(counts)
    found = []
    for names, part in [(list(groups), whole), *((p["groups"], p) for p in parts)]:
        if part["items"] and part["items"][0]["mean"] is not None:
            row = part["items"][0]
            found.append((names, part["answers"], row["mean"], row["low"]))
    return found, [part["groups"] for part in parts]


@given(rounds=ROUNDS)
@settings(max_examples=8, deadline=None)
def test_no_answer_of_a_pulse_can_be_solved_for_from_all_its_tables(rounds):
    """The attacker has every round: blocks and totals, as number, mean and share.

    The unknowns are the answers of each value in each group. The mean is rounded and
    the number and the share stand in steps, so each is a pair of bounds. Of a group
    that is published with others k sizes at least are feasible, and of no group it is
    known to the last answer how many chose the lowest value.
    """
    for groups in rounds:
        tables, parts = tables_of(groups)
        if not tables:
            continue
        names = [(group, value) for group in sorted(groups) for value in range(5)]
        at = {name: n for n, name in enumerate(names)}
        upper, most = [], []

        for block, least, mean, low in tables:
            value, few = numpy.arange(1, 6), numpy.arange(1, 6) <= LOW
            for weights, bound in (
                (-ONES, -least),
                (ONES, least + disclosure.COUNTS - 1),
                # sum(value * n) lies within half a tenth of mean * sum(n)
                (mean - 0.05 - value, 0),
                (value - mean - 0.05, 0),
                (low.low / 100 - few, 0),
                (few - low.high / 100, 0),
            ):
                row = numpy.zeros(len(names))
                for group in block:
                    for cell in range(5):
                        row[at[group, cell]] = weights[cell]
                upper.append(row)
                most.append(bound)

        def reach(cells, *, at=at, names=names, upper=upper, most=most):
            goal = numpy.zeros(len(names))
            goal[[at[cell] for cell in cells]] = 1
            ends = []
            for sign in (1, -1):
                found = linprog(
                    sign * goal,
                    A_ub=numpy.array(upper),
                    b_ub=most,
                    bounds=[(0, None)] * len(names),
                )
                assert found.status == 0
                ends.append(sign * found.fun)
            return ends

        for part in parts:
            for group in part:
                low, high = reach([(group, 0)])
                assert low - 1e-6 <= groups[group][0] <= high + 1e-6
                # nobody is pinned down: no cell is known to the last answer
                assert high - low >= 1, (part, group)
                if len(part) > 1:
                    # of a group that stands with others not even the size is known
                    low, high = reach([(group, value) for value in range(5)])
                    assert low <= 1e-6
                    assert high - low >= K - 1e-6


@given(rounds=ROUNDS)
@settings(max_examples=60, deadline=None)
def test_any_two_figures_of_a_pulse_differ_by_nobody_or_by_ten_people(rounds):
    """Blocks, their total, and any sum of blocks, within a round.

    Rounds share no ballot: a figure of one is never part of a figure of another.
    """
    for groups in rounds:
        _tables, parts = tables_of(groups)
        people = [
            {(g, v, i) for g in part for v in range(5) for i in range(groups[g][v])}
            for part in parts
        ]
        figures = [
            set().union(*chosen)
            for size in range(1, len(people) + 1)
            for chosen in combinations(people, size)
        ]
        for a, b in combinations(figures, 2):
            assert len(a ^ b) == 0 or len(a ^ b) >= K
        assert all(len(figure) >= K for figure in figures)
