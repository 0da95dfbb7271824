"""The processes of the sample say what their stories say."""

import pytest

from governance.sample.processes import PROCESSES, table
from processes.flow import questions
from processes.flow.analysis import MARKET, analyse
from processes.known import facts_of
from processes.reading.steps import build

HELD_UP_BY = {
    "LUM-01": ("Second-level experts", "Second-level experts"),
    "LUM-02": ("Pricing managers", "Pricing managers"),
    "LUM-05": ("Supplier confirmation", MARKET),
    "LUM-06": ("Price approval", MARKET),
    "LUM-09": ("Supplier onboarding", "Supplier onboarding"),
    "LUM-12": ("Counter", MARKET),
}
"""Story -> its bottleneck, and what holds it up: that role, or the demand."""


@pytest.mark.parametrize("key", PROCESSES)
def test_each_process_is_held_up_by_whom_its_story_names(key):
    as_is, to_be = (found and analysis_of(found) for found in PROCESSES[key])
    assert (as_is.bottleneck, as_is.constraint) == HELD_UP_BY[key]
    assert not questions.of(as_is)
    if to_be is not None:
        assert to_be.constraint == MARKET
        assert not questions.of(to_be)


def analysis_of(process):
    rows, said = table(process)
    graph = build(rows)
    return analyse(graph, facts_of([one.row(None, graph) for one in said], graph))
