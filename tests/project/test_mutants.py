"""A seeded fault whose place has moved away would prove nothing."""

from pathlib import Path

import pytest

from tests.mutants.faults import FAULTS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_seeded_fault_has_exactly_one_place(fault):
    assert (ROOT / fault.file).read_text().count(fault.old) == 1
