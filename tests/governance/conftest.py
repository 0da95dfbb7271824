"""What tests of this room begin with."""

import pytest

from tests.governance.meeting_cast import asked, hold, plan
from tests.replaying import replayed


@pytest.fixture
def meeting(cast_company, handoff):
    """A meeting that is held, with a question at gate G0 on its agenda."""

    def build():
        asked(cast_company, handoff)
        return hold(cast_company, plan(cast_company))

    return replayed("meeting", build, ground=(cast_company.lena.pk, handoff.pk))
