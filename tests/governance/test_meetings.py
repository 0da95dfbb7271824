"""A meeting of the committee, from its agenda to confirmed minutes."""

from datetime import timedelta

import pytest

from audit import clock
from audit.models import Entry
from governance import actions, rules
from governance.meetings import agenda, minutes
from governance.models import Answer, Handoff, Vote
from initiatives.stages import Stage
from tests.cast import fresh
from tests.governance.meeting_cast import (
    SEATS,
    asked,
    hold,
    item_of,
    plan,
    resolve,
)
from tests.replaying import replayed


@pytest.fixture
def meeting(cast_company, handoff):
    """A meeting that is held, with a question at gate G0 on its agenda."""

    def build():
        asked(cast_company, handoff)
        return hold(cast_company, plan(cast_company))

    return replayed("meeting", build, ground=(cast_company.lena.pk, handoff.pk))


def test_an_agenda_builds_itself_and_a_decision_takes_effect_at_once(
    cast_company, proposal, handoff
):
    c = cast_company
    meeting = plan(c)
    before = [row.key for row in agenda.items(meeting, c.lena)]
    referral = asked(c, handoff)
    item = item_of(c, meeting, "referral-")
    assert before == ["messages"]
    assert item.pk is None
    assert item.why == "HR asks at gate G0, since 24 November 2026."

    meeting = hold(c, meeting)
    row = resolve(
        c,
        meeting,
        item_of(c, meeting, "referral-"),
        Answer.CONDITIONS,
        person=c.hana,
        conditions=[
            {
                "text": "The works council is informed first.",
                "owner": c.otto,
                "function": "hr",
                "due_on": clock.today() + timedelta(days=20),
            }
        ],
        review_on=clock.today() + timedelta(days=90),
    )

    assert fresh(proposal).stage == Stage.LITERACY
    assert fresh(handoff).state == Handoff.State.PASSED
    assert row.decision == fresh(referral).decision
    assert row.ref == "D-001"
    assert row.votes.filter(way=Vote.Way.FOR).count() == len(SEATS)
    state = rules.standing(fresh(proposal))
    open_ = next(c for c in state.unmet if c.code == "conditions")
    assert "works council" in str(open_.fact)

    actions.close_meeting(meeting, by=c.lena)
    issued = actions.issue_minutes(meeting, by=c.lena)
    assert issued.due_at.date().isoformat() == "2026-11-27"
    for name in SEATS.values():
        actions.answer_minutes(
            issued, by=getattr(c, name), digest=issued.digest, is_confirmed=True
        )
    assert minutes.page(meeting, c.lena)["state"]["code"] == "confirmed"
    assert Entry.objects.filter(action="governance.resolved").count() == 1
