"""The cast of the tests beside this file."""

import pytest

from tests.conftest import leave_out
from tests.literacy.cast import *  # noqa: F403
from tests.processes.flow_cases import MAPS, NO_MAPS


@pytest.fixture(scope="session")
def sample_maps():
    """The folder of sample maps beside the project."""
    if not MAPS.is_dir():
        leave_out(NO_MAPS)
    return MAPS
