"""What is published of anonymous people, under an attacker who adds and takes away."""

from itertools import combinations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from literacy import disclosure

K = disclosure.ANSWERS
THEMES = ["jobs", "data", "skills", "workload"]

weeks = st.lists(
    st.fixed_dictionaries({theme: st.integers(0, 14) for theme in THEMES}),
    min_size=1,
    max_size=6,
)


def published(arrivals, k):
    """Every table of every week: blocks, each the weeks and theme that it sums."""
    pending = dict.fromkeys(THEMES, 0)
    since = dict.fromkeys(THEMES, 0)
    tables = []
    for week, came in enumerate(arrivals):
        for theme, n in came.items():
            pending[theme] += n
        for theme, n in disclosure.blocks(pending, k).items():
            tables.append((theme, range(since[theme], week + 1), n))
            pending[theme], since[theme] = 0, week + 1
    return tables, pending, since


@pytest.mark.parametrize("k", [disclosure.FLOOR, K])
@given(arrivals=weeks)
@settings(max_examples=12, deadline=None)
def test_no_hidden_cell_can_be_solved_for_from_all_tables_of_all_weeks(k, arrivals):
    """The attacker knows the scheme, every table, and that what is left is below k.

    The unknowns are the concerns of each theme in each week. Whatever is in no table
    is feasible from 0 to k - 1, so nothing is learnt of it but that it was not
    published; a sum that is pinned down is a block, of at least k.
    """
    tables, pending, since = published(arrivals, k)
    cells = [(theme, week) for theme in THEMES for week in range(len(arrivals))]
    at = {cell: n for n, cell in enumerate(cells)}
    equal, values = [], []
    for theme, span, n in tables:
        row = numpy.zeros(len(cells))
        row[[at[theme, week] for week in span]] = 1
        equal.append(row)
        values.append(n)
    upper, most = [], []
    for theme in THEMES:
        row = numpy.zeros(len(cells))
        row[[at[theme, week] for week in range(since[theme], len(arrivals))]] = 1
        upper.append(row)
        most.append(k - 1)

    def extreme(goal, sign):
        found = linprog(
            sign * goal,
            A_ub=numpy.array(upper),
            b_ub=most,
            A_eq=numpy.array(equal) if equal else None,
            b_eq=values or None,
            bounds=[(0, None)] * len(cells),
        )
        assert found.status == 0
        return sign * found.fun

    for theme in THEMES:
        rest = range(since[theme], len(arrivals))
        if rest:
            goal = numpy.zeros(len(cells))
            goal[[at[theme, week] for week in rest]] = 1
            low, high = extreme(goal, 1), extreme(goal, -1)
            assert low == pytest.approx(0)
            assert high == pytest.approx(k - 1)
            assert 0 <= pending[theme] <= k - 1
        for week in range(len(arrivals)):
            goal = numpy.zeros(len(cells))
            goal[at[theme, week]] = 1
            low, high = extreme(goal, 1), extreme(goal, -1)
            # as many whole numbers as k are feasible, or the cell is a block itself
            alone = any(t == theme and list(s) == [week] for t, s, _n in tables)
            assert high - low + 1 >= k - 1e-6 or alone


@pytest.mark.parametrize("k", [disclosure.FLOOR, K])
@given(arrivals=weeks)
@settings(max_examples=100, deadline=None)
def test_any_two_published_figures_differ_by_nobody_or_by_k_at_least(k, arrivals):
    tables, _pending, _since = published(arrivals, k)
    people = {
        (theme, week): {(theme, week, i) for i in range(n)}
        for week, came in enumerate(arrivals)
        for theme, n in came.items()
    }
    figures = [
        set().union(*(people[theme, week] for week in span))
        for theme, span, _n in tables
    ]
    # what a person may read: a block, or the sum of the blocks of a theme so far
    for theme in THEMES:
        so_far: set = set()
        for (t, _span, _n), block in zip(tables, list(figures), strict=False):
            if t == theme:
                so_far = so_far | block
                figures.append(so_far)
    for a, b in combinations(figures, 2):
        assert len(a ^ b) == 0 or len(a ^ b) >= k
    assert all(len(figure) >= k for figure in figures)


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


def said_of(cells):
    """What is published of one block: the number in fives, the mean, the low share."""
    counts = dict(enumerate(cells, start=1))
    return (
        disclosure.at_least(sum(cells)),
        disclosure.mean(counts),
        disclosure.band(counts[1] + counts[2], sum(cells)),
    )


def blocks_of(groups):
    """The blocks in which one round is published, by the rule of `pulses.results`."""

    def is_enough(block):
        cells = [sum(groups[g][v] for g in block) for v in range(5)]
        return sum(cells) >= K and disclosure.is_diverse(dict(enumerate(cells)))

    return disclosure.partition(groups, is_enough)


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
        parts = blocks_of(groups)
        if not parts:
            continue
        names = [(group, value) for group in sorted(groups) for value in range(5)]
        at = {name: n for n, name in enumerate(names)}
        upper, most = [], []

        def tell(block, *, at=at, names=names, groups=groups, upper=upper, most=most):
            cells = [sum(groups[g][v] for g in block) for v in range(5)]
            least, mean, low = said_of(cells)
            for sign, weigh, bound in (
                (-1, lambda v: 1, -least),
                (1, lambda v: 1, least + disclosure.COUNTS - 1),
                # sum(value * n) lies within half a tenth of mean * sum(n)
                (-1, lambda v: v + 1 - (mean - 0.05), 0),
                (1, lambda v: v + 1 - (mean + 0.05), 0),
                (-1, lambda v: (v < 2) - low.low / 100, 0),
                (1, lambda v: (v < 2) - low.high / 100, 0),
            ):
                row = numpy.zeros(len(names))
                for group in block:
                    for value in range(5):
                        row[at[group, value]] = sign * weigh(value)
                upper.append(row)
                most.append(bound)

        for part in parts:
            tell(part)
        tell([group for part in parts for group in part])

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
        parts = blocks_of(groups)
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
