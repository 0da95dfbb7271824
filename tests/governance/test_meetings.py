"""A meeting of the committee, from its agenda to confirmed minutes."""

import html
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from audit import clock
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from audit.models import Entry
from governance import actions, rules
from governance.actions.resolving import Conflict
from governance.meetings import agenda, briefing, log, minutes
from governance.models import Answer, Handoff, Presence, Vote
from governance.sweeping import sweep
from initiatives import actions as initiatives
from initiatives.stages import Stage
from lessons.models import Lesson, LessonMove, State
from organisation.models import Deputy
from tests.cast import NOW, fresh, propose
from tests.factories import put_at
from tests.governance.meeting_cast import (
    SEATS,
    asked,
    hold,
    item_of,
    page_of,
    plan,
    resolve,
)


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
    opened = item_of(c, meeting, "referral-")
    with translation.override("fr"):
        (read,) = briefing.say_why(meeting, [opened])
        assert read.why.startswith("RH le demande au point de passage G0")
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
    with pytest.raises(Duplicate, match="decided already"):
        actions.word_item(meeting, by=c.lena, key=row.item.key, recommendation="No.")
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


def test_an_agenda_is_not_frozen_long_before_its_day(cast_company):
    c = cast_company
    later = clock.now() + timedelta(days=2)
    meeting = plan(c, starts_at=later, ends_at=later + timedelta(hours=1))
    for n, minutes_ in enumerate((50, 20)):
        words = {"purpose": "decide", "title": f"No {n}", "minutes": minutes_}
        actions.add_item(meeting, by=c.lena, section=5, **words)
    client = Client()
    client.force_login(c.lena)

    with pytest.raises(DomainError, match="from 25 November 2026"):
        actions.open_meeting(meeting, by=c.lena)
    page = client.get(meeting.get_absolute_url()).text
    assert "Can be opened" in page
    assert "25 November 2026</time>" in page
    assert "Open the meeting" not in page
    assert "15 more than it lasts" in page

    with clock.at(NOW + timedelta(days=1)):
        assert "Open the meeting" in client.get(meeting.get_absolute_url()).text
        meeting = hold(c, meeting)
        row = next(r for r in agenda.items(meeting, c.lena) if r.title == "No 0")
        resolve(c, meeting, row, Answer.APPROVE)
        page = client.get(meeting.get_absolute_url()).text
        assert "3 items, 2 to decide. 1 of 2 are decided." in page


# Quorum, votes, conflicts


def test_nothing_is_decided_without_quorum_and_a_deputy_brings_it_back(
    cast_company, proposal, meeting
):
    c = cast_company
    item = item_of(c, meeting, "referral-")
    mara = Presence.objects.get(member__meeting=meeting, person=c.mara)
    actions.leave(mara, by=c.lena)

    with pytest.raises(DomainError, match="missing is Marketing"):
        resolve(c, meeting, item, Answer.APPROVE, person=c.hana)
    assert resolve(c, meeting, item_of(c, meeting, "messages"), Answer.NOTE)

    with pytest.raises(Invalid, match="neither the member"):
        actions.arrive(mara.member, by=c.lena, person=c.max)
    Deputy.objects.create(principal=c.mara, deputy=c.max, starts_on=NOW.date())
    there = actions.arrive(mara.member, by=c.lena, person=c.max)
    row = resolve(c, meeting, item, Answer.APPROVE, person=c.hana)

    assert there.principal == c.mara
    assert row.votes.get(person=c.max).principal == c.mara
    assert fresh(proposal).stage == Stage.LITERACY


def test_no_gate_is_decided_without_its_lead_function(cast_company, handoff):
    c = cast_company
    asked(c, handoff)  # Leadership leads gate G0
    planned = plan(
        c,
        quorum=["hr", "finance"],
        chair=c.hana,
        members={"hr": c.hana, "finance": c.fred, "leadership": c.lena},
    )
    meeting = hold(c, planned, but=("leadership",))

    with pytest.raises(DomainError, match="Leadership leads this gate"):
        resolve(c, meeting, item_of(c, meeting, "referral-"), Answer.STOP)


def test_votes_are_counted_and_who_proposed_declares_a_conflict(cast_company):
    c = cast_company
    row = put_at(c, Stage.LITERACY, by=c.mara, title="Offer writer")
    planned = plan(c)
    item = actions.add_item(
        planned,
        by=c.lena,
        section=5,
        purpose="decide",
        title="Offer writer goes on?",
        initiative=fresh(row),
    )
    meeting = hold(c, planned)
    ways = {
        c.lena: ("for", ""),
        c.hana: ("for", ""),
        c.otto: ("abstain", ""),
        c.kim: ("against", "Too early."),
        c.fred: ("against", "No budget."),
    }

    def votes(**mara):
        rows = [{"person": p, "way": w, "text": t} for p, (w, t) in ways.items()]
        return [*rows, {"person": c.mara, **mara}]

    with pytest.raises(Invalid, match="Mara Test proposed it"):
        resolve(c, meeting, item, Answer.APPROVE)
    with pytest.raises(DomainError, match="2 for, 2 against"):
        resolve(
            c,
            meeting,
            item,
            Answer.APPROVE,
            votes=votes(way="conflict", text="It is mine."),
        )
    ways[c.fred] = ("abstain", "")
    with pytest.raises(Invalid, match="what the conflict is"):
        resolve(c, meeting, item, Answer.APPROVE, votes=votes(way="conflict"))
    row = resolve(
        c,
        meeting,
        item,
        Answer.APPROVE,
        votes=votes(way="conflict", text="It is mine."),
    )

    assert minutes.tally(row) == (
        "2 for, 1 against, 2 abstained, 1 with a conflict of interest"
    )
    entry = next(e for e in minutes.items(meeting, c.lena) if e["item"].key == item.key)
    assert {v.text for v in entry["dissent"]} == {"Too early.", "It is mine."}


# Two at once, and what is out of date


def test_a_second_recorder_gets_both_texts_and_corrects_instead(cast_company, meeting):
    c = cast_company
    item = item_of(c, meeting, "messages")
    first = resolve(c, meeting, item, Answer.NOTE, by=c.louis, text="First text.")

    with pytest.raises(Conflict, match="Louis Test has recorded") as told:
        resolve(c, meeting, item, Answer.NOTE, text="Second text.")
    assert told.value.theirs == first

    second = actions.correct_resolution(first, by=c.lena, text="Second text.")
    assert (second.corrects, second.answer, second.ref) == (first, "note", "D-002")
    with pytest.raises(Invalid, match="the first"):
        actions.correct_resolution(second, by=c.lena, text="Third text.")
    with pytest.raises(IntegrityError), transaction.atomic():
        type(first).objects.filter(pk=first.pk).update(text="Changed.")


def test_a_decision_on_an_outdated_paper_is_refused_with_what_changed(
    cast_company, proposal, meeting
):
    c = cast_company
    item = item_of(c, meeting, "referral-")
    seen = page_of(item)
    actions.show_item(meeting, by=c.lena, key=item.key)
    row = fresh(proposal)
    initiatives.edit(
        row, by=c.lena, version=row.version, promise="Nothing is promised."
    )

    with pytest.raises(Stale, match="The paper changed") as told:
        resolve(c, meeting, item, Answer.APPROVE, person=c.hana, seen=seen)

    changes = " ".join(map(str, told.value.changes))
    assert "Nothing is promised." in changes
    assert "Content that was signed" in changes
    assert fresh(proposal).stage == Stage.PROPOSED


def test_a_paper_that_changes_just_before_its_initiative_is_held_is_outdated(
    cast_company, proposal, meeting
):
    c = cast_company
    item = item_of(c, meeting, "referral-")
    seen, held = page_of(item), []

    def somebody_was_faster(execute, sql, params, many, context):
        """Another act has written, and ends as the lock on the initiative is given."""
        with_unit = 'FROM "initiatives_initiative" INNER JOIN "organisation_unit"'
        by_key = 'WHERE "initiatives_initiative"."id" = %s'
        if with_unit in sql and by_key in sql and not held:
            held.append(sql)
            type(proposal).objects.filter(pk=proposal.pk).update(promise="Nothing.")
        return execute(sql, params, many, context)

    with (
        connection.execute_wrapper(somebody_was_faster),
        pytest.raises(Stale, match="The paper changed"),
    ):
        resolve(c, meeting, item, Answer.APPROVE, person=c.hana, seen=seen)
    assert held
    assert fresh(proposal).stage == Stage.PROPOSED


def test_the_chair_names_a_member_who_records_in_this_meeting(
    cast_company, proposal, meeting
):
    c = cast_company
    with pytest.raises(Refused, match="Only Leadership"):
        resolve(c, meeting, item_of(c, meeting, "messages"), Answer.NOTE, by=c.hana)
    with pytest.raises(Refused):
        actions.name_minute_taker(meeting, by=c.hana, person=c.hana)
    with pytest.raises(Invalid, match="member of this meeting"):
        actions.name_minute_taker(meeting, by=c.lena, person=c.max)
    client = Client()
    client.force_login(c.lena)
    url = reverse("governance:minute-taker", args=[meeting.pk])
    assert client.post(url, {"person": c.hana.pk}).status_code == 302

    item = item_of(c, meeting, "referral-")
    client.force_login(c.hana)
    address = reverse("governance:meeting-item", args=[meeting.pk, item.key])
    assert 'name="answer"' in client.get(address).text
    row = resolve(c, meeting, item, Answer.STOP, by=c.hana)
    assert (row.decided_by, fresh(proposal).stage) == (c.hana, Stage.LEARNING)
    with pytest.raises(Refused):
        actions.close_meeting(meeting, by=c.hana)
    other = plan(c)
    with pytest.raises(Refused):
        actions.withdraw_item(other, by=c.hana, key="messages", reason="No.")


def test_a_minute_taker_records_that_an_initiative_goes_back_or_stops(cast_company):
    c = cast_company
    rows = [put_at(c, Stage.APPROPRIATION, title=f"No {n}") for n in (1, 2)]
    planned = plan(c)
    for row in rows:
        actions.add_item(
            planned,
            by=c.lena,
            section=5,
            purpose="decide",
            title=row.title,
            initiative=fresh(row),
        )
    actions.name_minute_taker(planned, by=c.lena, person=c.mara)
    meeting = hold(c, planned)
    one, two = meeting.items.filter(is_added=True)
    resolve(c, meeting, one, Answer.BACK, by=c.mara, to=Stage.LITERACY)
    resolve(c, meeting, two, Answer.STOP, by=c.mara)

    assert fresh(rows[0]).stage == Stage.LITERACY
    assert fresh(rows[1]).stopped_at
    said = {e["item"].pk: e["effect"] for e in minutes.items(meeting, c.lena)}
    assert said[one.pk] == "It goes back to Literacy."
    assert said[two.pk] == ""


def test_a_later_decision_takes_the_place_of_an_earlier_one_about_the_same(
    cast_company, proposal, meeting
):
    c = cast_company
    about = resolve(c, meeting, item_of(c, meeting, "referral-"), Answer.SEND_BACK)
    first = resolve(c, meeting, item_of(c, meeting, "messages"), Answer.NOTE)
    fixed = actions.correct_resolution(first, by=c.lena, text="Noted, and sent.")
    actions.close_meeting(meeting, by=c.lena)
    with clock.at(NOW + timedelta(days=30)):
        later = hold(c, plan(c))
        item = item_of(c, later, "messages")
        for wrong in (about, fixed):
            with pytest.raises(Invalid):
                resolve(c, later, item, Answer.NOTE, supersedes=wrong)
        client = Client()
        client.force_login(c.lena)
        address = reverse("governance:meeting-item", args=[later.pk, item.key])
        assert "D-002, 24 November 2026: What is told" in client.get(address).text
        second = resolve(c, later, item, Answer.NOTE, supersedes=first)
        assert first not in log.replaceable(item)
        assert second.ref in client.get(first.get_absolute_url()).text
        assert first.ref in client.get(second.get_absolute_url()).text


def test_two_who_type_minutes_at_once_lose_nothing(cast_company, meeting):
    c = cast_company
    actions.save_draft(meeting, by=c.lena, key="messages", text="Mine.", seen=0)

    with pytest.raises(Stale) as told:
        actions.save_draft(meeting, by=c.louis, key="messages", text="His.", seen=0)

    assert told.value.details == {"theirs": "Mine.", "version": 1}
    row = actions.save_draft(meeting, by=c.louis, key="messages", text="His.", seen=1)
    assert (row.draft, row.draft_version) == ("His.", 2)


# The agenda


def test_items_are_added_moved_and_taken_off_with_a_reason(cast_company, handoff):
    c = cast_company
    asked(c, handoff)
    put_at(c, Stage.LEARNING, title="Other")
    meeting = plan(c)
    for title in ("One", "Two"):
        actions.add_item(meeting, by=c.lena, section=4, purpose="discuss", title=title)

    def titles():
        rows = agenda.standing(agenda.items(meeting, c.lena))
        return [agenda.title(row) for row in rows if row.section == 4]

    assert titles() == ["Reply Assist", "One", "Two"]

    two = next(r for r in meeting.items.all() if r.title == "Two")
    actions.move_item(meeting, by=c.lena, key=two.key, up=True)
    assert titles() == ["Reply Assist", "Two", "One"]

    item = item_of(c, meeting, "referral-")
    assert agenda.lacks(item) == "Nobody has written a recommendation."
    actions.word_item(
        meeting, by=c.lena, key=item.key, recommendation="Yes.", presenter=c.hana
    )
    assert agenda.lacks(item_of(c, meeting, "referral-")) == ""
    with pytest.raises(Invalid, match="reason"):
        actions.withdraw_item(meeting, by=c.lena, key=item.key, reason=" ")
    actions.withdraw_item(meeting, by=c.lena, key=item.key, reason="Not ready.")
    assert titles() == ["Two", "One"]
    with pytest.raises(Refused):
        actions.add_item(
            meeting, by=c.hana, section=4, purpose="discuss", title="Three"
        )


def test_what_a_member_may_not_see_stands_on_no_agenda_of_theirs(cast_company):
    c = cast_company
    row = propose(c, title="Site plan")
    type(row).objects.filter(pk=row.pk).update(
        is_confidential=True, screening="prohibited"
    )
    meeting = plan(c)

    def keys(person):
        return {row.key for row in agenda.items(meeting, person)}

    assert f"prohibited-{row.ref}" in keys(c.lena)  # who leads it
    assert f"prohibited-{row.ref}" not in keys(c.fred)
    hold(c, meeting)
    assert f"prohibited-{row.ref}" not in {
        e["item"].key for e in minutes.items(meeting, c.fred)
    }


def test_rows_whose_cause_has_ended_do_not_come_back_when_a_meeting_opens(
    cast_company, proposal
):
    c = cast_company
    hidden = propose(c, title="Site plan")
    rows = type(hidden).objects.filter(pk__in=[hidden.pk, proposal.pk])
    rows.update(screening="prohibited")
    rows.filter(pk=hidden.pk).update(is_confidential=True, sponsor=c.kai)
    meeting = plan(c)
    ended, lasting = f"prohibited-{proposal.ref}", f"prohibited-{hidden.ref}"
    for key in (ended, lasting):
        actions.word_item(meeting, by=c.lena, key=key, recommendation="Stop it.")
    rows.filter(pk=proposal.pk).update(screening="clear")

    assert lasting not in {r.key for r in agenda.items(meeting, c.louis)}
    actions.open_meeting(meeting, by=c.louis)

    assert [r.key for r in agenda.items(meeting, c.lena)] == [lasting, "messages"]
    page = meeting.items.get(key=lasting).briefings.get()
    assert "Article 5 of the AI Act" in briefing.read(page.content)["why"]
    assert fresh(meeting).current == "messages"


def test_what_is_confidential_leaves_an_agenda_neither_in_words_nor_by_its_address(
    cast_company, proposal, client
):
    c = cast_company
    rows = type(proposal).objects.filter(pk=proposal.pk)
    rows.update(is_confidential=True, screening="prohibited")
    meeting = plan(c)
    key = f"prohibited-{proposal.ref}"
    with clock.at(NOW + timedelta(hours=1)):
        hold(c, meeting)
        actions.show_item(meeting, by=c.lena, key=key)
    client.force_login(c.fred)
    now = reverse("governance:meeting-now", args=[meeting.pk])

    led = client.get(now)
    told = client.get(now, headers={"accept": "application/json"})

    assert led.url.endswith("/messages/?follow=1")
    assert proposal.ref not in told.text
    rows.update(stage=Stage.LEARNING, stopped_at=clock.now())
    assert proposal.ref not in item_of(c, plan(c), "messages").why


def test_new_lessons_are_counted_alike_for_all_who_read_the_agenda(cast_company):
    c = cast_company
    row = put_at(c, Stage.LEARNING)
    for initiative, title in ((row, "Open"), (put_at(c, Stage.LEARNING), "Hidden")):
        lesson = Lesson.objects.create(
            initiative=initiative,
            number=900 + len(title),
            ref=title,
            title=title,
            rule="Ask first.",
            function="hr",
            written_by=c.kim,
        )
        LessonMove.objects.create(
            lesson=lesson, state=State.VALIDATED, note="Seen.", moved_by=c.kim
        )
    type(row).objects.filter(pk=initiative.pk).update(is_confidential=True)
    meeting = plan(c)
    said = {item_of(c, meeting, "lessons").why}
    said |= {r.why for r in agenda.items(meeting, c.auda) if r.key == "lessons"}

    assert said == {"1 lesson was validated since the last meeting."}


def test_the_cost_of_an_agenda_does_not_grow(cast_company, handoff):
    c = cast_company
    asked(c, handoff)
    meeting = plan(c)

    def cost():
        with CaptureQueriesContext(connection) as found:
            agenda.items(meeting, c.lena)
        return len(found)

    cost()
    few = cost()
    for n in range(4):
        row = propose(c, title=f"Row {n}")
        type(row).objects.filter(pk=row.pk).update(screening="prohibited")
    assert len(agenda.items(meeting, c.lena)) >= 6
    assert cost() == few <= 25


def test_a_stalled_handoff_is_reassigned_or_stopped_in_the_meeting(
    cast_company, proposal, handoff
):
    c = cast_company
    with clock.at(NOW + timedelta(days=30)):
        sweep(clock.now())
        meeting = hold(c, plan(c))
        stalled = [
            r for r in agenda.items(meeting, c.lena) if r.key.startswith("stall-")
        ]
        item = next(r for r in stalled if r.stall.function == "marketing")
        rule = item.stall.get_rule_display()
        assert agenda.title(item) == f"{rule}: {proposal.title}"
        row = resolve(c, meeting, item, Answer.REASSIGN, person=c.max)
        assert row.stall_decision.person == c.max
        assert fresh(item.stall).climb == 2
        other = next(r for r in stalled if r.stall.function == "hr")
        until = date(2027, 3, 1)
        kept = resolve(c, meeting, other, Answer.ACCEPT_RISK, until=until, person=c.max)
        third = next(r for r in stalled if r.stall.function == "leadership")
        resolve(c, meeting, third, Answer.STOP)

        client = Client()
        client.force_login(c.lena)
        for address in ("minutes/", "minutes/print/"):
            page = client.get(f"{meeting.get_absolute_url()}{address}").text
            assert "Max Test takes it on." in page
            assert "The risk is accepted until 1 March 2027." in page
        assert (kept.person, kept.until) == (None, until)
        for row_, words in ((row, "Max Test takes it on."), (kept, "1 March 2027")):
            for address in ("", "print/"):
                assert words in client.get(f"{row_.get_absolute_url()}{address}").text
        french = client.get(f"/fr{meeting.get_absolute_url()[3:]}minutes/").text
        with translation.override("fr"):
            assert agenda.question(item) in html.unescape(french)
        assert "1er mars 2027" in french
    assert fresh(proposal).stage == Stage.LEARNING
