"""A meeting in the browser, from its agenda to confirmed minutes."""

from datetime import UTC, datetime, timedelta

import pytest

from audit import clock
from governance import actions, rules
from governance.models import Condition, Meeting, Minutes, Resolution
from initiatives.stages import Stage
from organisation.models import Deputy
from tests.browser.conftest import said
from tests.cast import fresh, offer, propose, sign_all
from tests.governance.meeting_cast import SEATS

QUESTION = "Who pays for the pilot?"
RECORD = "Record the decision"


@pytest.fixture
def asked(cast):
    """A proposal whose receiver asks the committee."""
    proposal = propose(cast)
    handoff = sign_all(cast, offer(cast, proposal))
    actions.ask_committee(handoff, by=cast.hana, digest=handoff.digest, text=QUESTION)
    return proposal


def test_a_meeting_from_agenda_to_confirmed_minutes(walk, cast, asked):
    walking, plain = walk(), walk(java_script_enabled=False)
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    seats = {function: getattr(cast, name).pk for function, name in SEATS.items()}
    page = walking.answer(
        cast.lena,
        "committee/meetings/new/",
        day=tomorrow.isoformat(),
        begins="14:00",
        ends="15:00",
        place="Room 2",
        cadence="monthly",
        chair=cast.lena.pk,
        **seats,
    )
    meeting = Meeting.objects.get()
    one = f"committee/meetings/{meeting.pk}/"
    assert QUESTION in page.inner_text("main")
    assert "0 of 1 papers are ready." in page.inner_text("main")

    # the paper, then the meeting; Marketing is missing
    page.get_by_role("link", name="Paper Reply Assist").click()
    page = walking.fill(
        page,
        recommendation="Operations, from its own budget.",
        presenter=cast.otto.pk,
    )
    page = walking.press(page, "Open the meeting")
    for name in ("Lena", "Hana", "Otto", "Kim", "Fred"):
        page = walking.press(page, f"{name} Test is here")
    assert "No quorum: missing is Marketing" in page.inner_text("main")
    page.get_by_role("link", name="Meeting view").click()
    assert page.locator("input[name=answer]:checked").count() == 0
    assert page.locator("input[type=radio]:checked").count() == 0
    page = walking.fill(
        page,
        status=409,
        button=RECORD,
        answer="approve",
        person=cast.hana.pk,
        voting="all",
        text="Operations pays.",
    )
    assert "missing is Marketing" in said(page)
    assert page.locator("[name=text]").input_value() == "Operations pays."

    # a deputy brings the quorum back
    Deputy.objects.create(principal=cast.mara, deputy=cast.max, starts_on=clock.today())
    walking.see(cast.lena, f"{one}presence/")
    page = walking.press(page, "Max Test is here as deputy")
    assert "There is a quorum" in page.inner_text("main")
    page = walking.press(page, "Otto Test leaves")
    assert "missing is Operations" in page.inner_text("main")
    page = walking.press(page, "Otto Test is here")

    # others follow without script, and may decide nothing
    other = plain.see(cast.hana, f"{one}now/")
    assert QUESTION in other.inner_text("main")
    assert other.locator("input[name=answer]").count() == 0

    # arrows turn the page; the draft keeps itself when the field is left
    page.get_by_role("link", name="Meeting view").click()
    first = page.locator("h1").inner_text()
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    # by locator: a function would be a text run as script, which the policy refuses
    page.locator("h1").filter(has_not_text=first).wait_for(timeout=5_000)
    page.keyboard.press("ArrowLeft")
    page.locator("h1", has_text=first).wait_for(timeout=5_000)
    page.locator("[name=text]").fill("Operations pays; the works council first.")
    page.get_by_role("button", name="Next item").focus()  # its form takes no text along
    page.locator("[data-saved]", has_text="Draft saved").wait_for(timeout=5_000)

    # a dissent, and a condition
    rows = {row.person_id: row.pk for row in _present(meeting)}
    votes = {f"vote_{pk}": "for" for pk in rows.values()}
    votes[f"vote_{rows[cast.fred.pk]}"] = "against"
    page.reload()
    page.locator("input[name=answer][value=conditions]").check()
    page.locator("input[name=voting][value=by_name]").check()
    page = walking.fill(
        page,
        button=RECORD,
        person=cast.hana.pk,
        condition_1="The works council is informed first.",
        owner_1=cast.otto.pk,
        checks_1="hr",
        due_1=(tomorrow + timedelta(days=20)).isoformat(),
        **votes,
        **{f"said_{rows[cast.fred.pk]}": "Nobody asked Finance."},
    )
    assert "Approve with conditions" in page.inner_text("main")
    assert fresh(asked).stage == Stage.LITERACY
    decided = Resolution.objects.get()
    assert decided.text == "Operations pays; the works council first."
    assert decided.votes.get(person=cast.max).principal == cast.mara

    # the condition keeps the next gate shut
    condition = Condition.objects.get()
    state = rules.standing(fresh(asked))
    assert "conditions" in [c.code for c in state.unmet]
    page = walking.see(cast.hana, f"initiatives/{asked.ref}/gate/")
    assert condition.text in page.inner_text("main")

    # minutes, issued and confirmed, one without script
    walking.see(cast.lena, f"{one}close/")
    page = walking.press(walking.page(cast.lena), "Close the meeting")
    page = walking.press(page, "Issue the minutes")
    assert "Nobody asked Finance." in page.inner_text("main")
    assert "Max Test (for Mara Test)" in page.inner_text("main")
    for name in SEATS.values():
        person = getattr(cast, name)
        by = plain if name == "fred" else walking
        page = by.answer(person, f"{one}minutes/", answer="confirmed")
    assert "Every member has confirmed the minutes." in page.inner_text("main")
    assert Minutes.objects.get().answers.count() == len(SEATS)


def _present(meeting):
    return [
        row
        for member in meeting.members.all()
        for row in member.presences.filter(left_at__isnull=True)
    ]
