"""Questions and concerns: three modes, sealed weeks, readers, answers, erasure."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from audit import clock, keys
from audit.actions import SYSTEM
from audit.errors import DomainError, Invalid, Refused, Stale
from audit.models import Entry
from governance.models import Level, Rule, Stall
from governance.obligations import waiting_for
from governance.sweeping import sweep
from literacy import actions, codes, sealing, voicing
from literacy.models import (
    Batch,
    Concern,
    ConcernReply,
    Envelope,
    PublishedQuestion,
    Seconding,
    ThemeBlock,
)
from literacy.releasing import latest_release, week_of
from organisation.models import Notification
from tests.literacy.cast import NOW

MONDAY = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
LATEST = datetime(2026, 12, 7, 16, 0, tzinfo=UTC)
"""Ten working days after Monday 23 November, at 17 o'clock in Paris."""


def send(n=1, theme="jobs", text="Will our team get smaller?", about=""):
    found = [codes.fresh() for _each in range(n)]
    for code in found:
        actions.send_anonymously(theme=theme, text=text, code=code, about=about)
    return found


def release(at=MONDAY):
    with clock.at(at):
        return actions.release_due(by=SYSTEM)


@pytest.fixture
def asked(emma, initiative):
    return actions.ask_by_name(
        by=emma, theme="jobs", text="Will I be moved?", initiative=initiative
    )


@pytest.fixture
def question(asked, hana):
    return actions.publish_question(
        asked, by=hana, text="Are people moved?", function="operations"
    )


# Sealing


def test_a_sealed_text_opens_again_and_no_other_does():
    sealed = sealing.seal("Peur de perdre mon poste, é")

    assert sealing.opened(*sealed) == "Peur de perdre mon poste, é"
    assert "poste" not in sealed.text + sealed.key
    assert sealing.seal("x").text != sealing.seal("x").text
    with pytest.raises(sealing.Unreadable):
        sealing.opened(sealing.seal("other").text, sealed.key)
    with pytest.raises(sealing.Unreadable):
        sealing.opened(sealed.text[:-8] + "AAAAAAA=", sealed.key)
    with pytest.raises(sealing.Unreadable):
        sealing.opened(sealed.text, "gone:" + sealed.key.split(":")[1])


def test_the_key_of_a_text_is_not_in_the_database(db):
    ring = keys.ring()
    sealed = sealing.seal("words")

    assert ring.keys[ring.current].hex() not in sealed.key
    assert sealed.key.startswith(f"{ring.current}:")


# Release


def test_what_is_sealed_waits_for_the_end_of_its_week(company):
    send(12)

    with clock.at(NOW + timedelta(days=3)):
        assert actions.release_due(by=SYSTEM) is None
    assert Envelope.objects.count() == 12
    assert not Concern.objects.exists()


def test_ten_are_released_together_once_their_week_is_over(company):
    send(10)

    batch = release()

    assert batch.received == 10
    assert not Envelope.objects.exists()
    assert Concern.objects.filter(batch=batch, mode="anonymous").count() == 10


def test_fewer_wait_until_the_latest_day_and_are_released_then(company):
    send(3)

    assert latest_release(week_of(NOW)) == LATEST
    assert release() is None
    assert release(LATEST - timedelta(minutes=1)) is None
    assert release(LATEST).received == 3


def test_the_latest_day_is_stored_and_the_same_for_all_of_a_week(company):
    send(1)
    with clock.at(NOW + timedelta(days=4)):
        send(1)

    assert set(Envelope.objects.values_list("release_by", flat=True)) == {LATEST}


def test_a_later_week_goes_along_with_the_oldest(company):
    send(2)
    with clock.at(MONDAY + timedelta(days=2)):
        send(2)
    with clock.at(LATEST):
        send(2)

    assert release(LATEST).received == 4
    assert Envelope.objects.count() == 2


def test_a_release_is_done_once_however_often_it_is_swept(company):
    send(10)

    assert release() is not None
    assert release() is None
    sweep(MONDAY + timedelta(minutes=5))

    assert Batch.objects.count() == 1
    assert Concern.objects.count() == 10
    assert Entry.objects.filter(action="literacy.concerns_received").count() == 1


def test_the_record_says_how_many_were_received_and_by_nobody(company):
    before = Entry.objects.count()
    send(10)
    assert Entry.objects.count() == before

    release()

    entry = Entry.objects.get(action="literacy.concerns_received")
    assert entry.actor_ref is None
    assert entry.facts == {"received": 10, "week": "2026-W49"}


def test_the_clock_of_fifteen_working_days_starts_with_the_release(company):
    send(10)
    release()

    due = Concern.objects.first().answer_by
    # from Monday 30 November: 15 working days in France
    assert due == datetime(2026, 12, 21, 16, 0, tzinfo=UTC)


def test_a_spoiled_envelope_holds_nobody_else_up(company):
    send(11)
    Envelope.objects.filter(pk=Envelope.objects.first().pk).update(sealed="spoiled")

    assert release().received == 10
    assert Envelope.objects.count() == 1


def test_the_sweep_releases_and_tells_its_readers_once(company, hana):
    send(10)

    sweep(MONDAY)
    sweep(MONDAY + timedelta(minutes=1))

    told = Notification.objects.filter(kind="literacy.concerns_released")
    assert told.filter(recipient=hana).count() == 1
    assert told.count() == 2  # hana and henri, of HR


# Modes


def test_a_mode_cannot_be_widened_by_anybody(company, initiative, asked):
    send(10)
    release()
    row = Concern.objects.filter(mode="anonymous").first()

    for change in (
        {"mode": "named", "asked_by": company.people["emma"]},
        {"asked_by": company.people["emma"]},
        {"mode": "confidential"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Concern.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=row.pk).delete()


def confide(person, trusted, text="Count my clicks?", **more):
    code = codes.fresh()
    actions.send_confidentially(
        person, theme="data", text=text, code=code, trusted=trusted, **more
    )
    with clock.at(LATEST):
        actions.release_due(by=SYSTEM)
    return Concern.objects.get(claim_hash=codes.digest(code)), code


def test_a_confidential_name_is_seen_by_the_trusted_person_alone(
    company, initiative, emma, rosa, rolf, hana
):
    row, _code = confide(emma, rosa, initiative=initiative)

    assert row.asked_by is None
    assert str(emma.pk) not in row.who + row.sealed
    assert actions.read_concern(row, by=hana)["who"] is None
    assert actions.read_concern(row, by=rosa)["who"] == emma
    with pytest.raises(Refused):
        actions.read_concern(row, by=rolf)
    with pytest.raises(Refused):
        actions.publish_question(row, by=rosa, text="?", function="hr")


def test_who_does_not_sit_on_a_body_cannot_be_trusted_with_a_name(
    company, emma, hana, rosa
):
    for trusted in (hana, None):
        with pytest.raises(Invalid):
            confide(emma, trusted)
    with pytest.raises(Invalid):
        confide(rosa, rosa)


def test_a_trusted_person_who_left_the_body_knows_nothing_any_more(company, emma, rosa):
    row, _code = confide(emma, rosa)
    rosa.seats.update(ends_on=clock.today() - timedelta(days=1))

    with pytest.raises(Refused):
        actions.read_concern(row, by=rosa)


# Readers


@pytest.mark.parametrize("name", ["otto", "lena", "auda", "adam", "emma", "rosa"])
def test_only_hr_reads_what_was_asked(company, asked, name):
    person = company.people[name]

    assert not Concern.objects.readable_by(person).exists()
    with pytest.raises(Refused):
        actions.read_concern(asked, by=person)


def test_reading_leaves_a_trace_without_the_text(asked, hana):
    assert actions.read_concern(asked, by=hana)["text"] == "Will I be moved?"

    entry = Entry.objects.get(action="literacy.concern_read")
    assert entry.actor_ref == hana.pk
    assert "moved" not in entry.body


def test_a_concern_about_what_one_may_not_see_is_refused(company, initiative, nobody):
    with pytest.raises(Refused):
        actions.ask_by_name(by=nobody, theme="jobs", text="?", initiative=initiative)


def test_who_asked_by_name_is_in_no_history_and_no_entry_of_the_record(
    asked, emma, initiative
):
    actions.write_again(asked, by=emma, text="And my team?")
    actions.withdraw_concern(asked, by=emma)

    assert not Entry.objects.filter(actor_ref=emma.pk).exists()
    about = Entry.objects.filter(initiative_id=initiative.pk)
    assert not about.filter(action__startswith="literacy.concern").exists()


# Questions


def test_a_question_is_answered_once_by_the_function_that_was_named(
    question, otto, lena, emma
):
    with pytest.raises(Refused):
        actions.answer_question(question, by=lena, outcome="answered", text="No")

    actions.answer_question(
        question, by=otto, outcome="committed", text="Nobody is moved."
    )

    assert question.answered_by == otto
    told = Notification.objects.get(kind="literacy.concern_answered")
    assert told.recipient == emma
    with pytest.raises(Stale):
        actions.answer_question(question, by=otto, outcome="answered", text="Or yes.")


def test_an_answer_says_something(question, otto):
    with pytest.raises(Invalid):
        actions.answer_question(question, by=otto, outcome="declined", text=" ")
    with pytest.raises(Invalid):
        actions.answer_question(question, by=otto, outcome="open", text="x")


def test_a_concern_stands_in_one_question(question, asked, hana):
    with pytest.raises(Stale):
        actions.publish_question(asked, by=hana, text="Again?", function="operations")
    with pytest.raises(Stale):
        actions.join_question(asked, by=hana, question=question)


def test_each_person_asks_a_question_too_once_and_unnamed(
    company, question, emma, rosa, lena, nobody
):
    before = Entry.objects.count()

    assert not actions.second_question(question, by=emma)  # asked it herself
    assert actions.second_question(question, by=lena)
    assert not actions.second_question(question, by=lena)
    with pytest.raises(Refused):
        actions.second_question(question, by=nobody)

    assert Seconding.objects.count() == 1
    assert Entry.objects.count() == before
    row = PublishedQuestion.objects.with_askers().get()
    assert row.askers == 2
    assert str(lena.pk) not in str(list(Seconding.objects.values()))


def test_an_open_question_is_given_to_another_function(question, hana, ines, otto):
    with pytest.raises(Refused):
        actions.move_question(question, by=otto, function="it")
    actions.move_question(question, by=hana, function="it")

    actions.answer_question(question, by=ines, outcome="answered", text="No.")
    with pytest.raises(Stale):
        actions.move_question(question, by=hana, function="hr")


# By code


def test_who_has_the_code_reads_the_reply_and_writes_back(company, hana):
    (code,) = send()
    assert isinstance(actions.by_code(code.lower()), Envelope)
    with pytest.raises(DomainError):
        actions.add_by_code(code, text="More")
    release(LATEST)
    row = actions.by_code(code)

    with clock.at(LATEST):
        actions.reply_to_concern(row, by=hana, text="We look into it.")
        actions.add_by_code(code, text="Thank you.")
        mine = [line["text"] for line in voicing.thread(row, for_reader=False)]
        read = [line["text"] for line in voicing.thread(row, for_reader=True)]
    with clock.at(LATEST + timedelta(days=7)):
        later = [line["text"] for line in voicing.thread(row, for_reader=True)]

    assert mine == later == ["We look into it.", "Thank you."]
    assert read == ["We look into it."]
    back = ConcernReply.objects.get(from_asker=True)
    assert (back.written_at, back.written_by, back.week) == (None, None, "2026-W50")
    assert not Entry.objects.filter(object_id=str(back.pk)).exists()


def test_what_was_sent_is_taken_back_by_its_code_sealed_or_released(company):
    early, late = send(2)
    actions.withdraw_by_code(early)
    assert actions.by_code(early) is None

    release(LATEST)
    with clock.at(LATEST + timedelta(days=1)):
        actions.withdraw_by_code(late)

    row = Concern.objects.get()
    assert (row.sealed, row.wrapped, voicing.clear(row)) == ("", "", "")
    # no finer than the week
    assert row.withdrawn_at == datetime(2026, 12, 6, 23, 0, tzinfo=UTC)


def test_a_form_sent_twice_counts_once(company):
    code = codes.fresh()
    for _each in range(2):
        actions.send_anonymously(theme="jobs", text="Once", code=code)
    assert Envelope.objects.count() == 1

    release(LATEST)
    actions.send_anonymously(theme="jobs", text="Once", code=code)
    assert not Envelope.objects.exists()


def test_wrong_input_is_refused_in_a_sentence(company):
    for wrong in (
        {"theme": "gossip"},
        {"text": "  "},
        {"text": "x" * 4001},
        {"code": "short"},
    ):
        with pytest.raises(Invalid):
            actions.send_anonymously(
                **{"theme": "jobs", "text": "Why?", "code": codes.fresh(), **wrong}
            )
    assert not Envelope.objects.exists()


def test_an_anonymous_one_about_a_confidential_initiative_tells_nothing(
    company, initiative
):
    type(initiative).objects.filter(pk=initiative.pk).update(is_confidential=True)
    send(about=initiative.ref)
    release(LATEST)

    row = Concern.objects.get()
    assert row.initiative is None
    assert voicing.clear(row).startswith(initiative.ref)


# Counts


def test_a_theme_is_counted_once_ten_have_come_and_never_in_another_cut(company):
    send(10)
    send(4, theme="data")
    release()

    def publish(at):
        with clock.at(at):
            return actions.publish_counts(by=SYSTEM)

    assert publish(MONDAY) == []  # released this week
    week = timedelta(days=7)
    assert [b.concerns for b in publish(MONDAY + week)] == [10]
    assert publish(MONDAY + week) == []
    assert publish(MONDAY + 2 * week) == []
    shown = {row["theme"]: row["concerns"] for row in voicing.concerns_by_theme()}
    assert shown["jobs"] == 10
    assert shown["data"] is None
    block = ThemeBlock.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ThemeBlock.objects.filter(pk=block.pk).update(concerns=11)


# Stalls


def test_a_concern_without_an_answer_stalls_with_hr_then_with_the_function(
    initiative, asked, hana, otto
):
    sweep(NOW + timedelta(days=30))
    stall = Stall.objects.get(rule=Rule.CONCERN, closed_at=None)
    assert (stall.function, stall.level >= Level.LIMIT) == ("hr", True)
    assert stall.limit == 15

    with clock.at(NOW + timedelta(days=30)):
        row = actions.publish_question(
            asked, by=hana, text="Are people moved?", function="operations"
        )
    sweep(NOW + timedelta(days=30, minutes=1))
    stall = Stall.objects.get(rule=Rule.CONCERN, closed_at=None)
    assert stall.function == "operations"

    with clock.at(NOW + timedelta(days=31)):
        actions.answer_question(row, by=otto, outcome="answered", text="No.")
    sweep(NOW + timedelta(days=31, minutes=1))
    assert not Stall.objects.filter(rule=Rule.CONCERN, closed_at=None).exists()


def test_what_waits_sealed_stalls_with_nobody(company, initiative):
    send(2, about=initiative.ref)

    with clock.at(NOW + timedelta(days=5)):
        assert voicing.late_concerns(initiative) == 0
    assert not Stall.objects.filter(rule=Rule.CONCERN).exists()


def test_hr_sees_what_waits_and_what_is_late(asked, question, hana, emma):
    other = actions.ask_by_name(by=emma, theme="data", text="Whose data?")

    assert voicing.waiting_concerns(hana) == {
        "unread": 1,
        "open": 1,
        "late": 0,
        "next_due": other.answer_by,
    }
    with clock.at(NOW + timedelta(days=40)):
        assert voicing.waiting_concerns(hana)["late"] == 2


# Nothing links an anonymous one to anybody (I-30)


def test_no_column_of_an_envelope_says_who_or_when():
    fields = {f.name: f for f in Envelope._meta.get_fields()}

    assert set(fields) == {
        *("id", "week", "release_by", "claim_hash", "sealed", "wrapped")
    }
    assert not any(f.is_relation for f in fields.values())
    assert fields["id"].default.__name__ == "uuid4"


def test_no_stored_datum_of_an_anonymous_concern_is_finer_than_its_batch(company):
    for minute in range(10):
        with clock.at(NOW + timedelta(minutes=minute * 7)):
            send()
    waiting = list(Envelope.objects.values("week", "release_by"))
    assert all(row == waiting[0] for row in waiting)
    release()

    rows = list(Concern.objects.values())
    same = ("batch_id", "released_at", "answer_by", "mode", "asked_by_id", "trusted_id")
    assert len({tuple(row[name] for name in same) for row in rows}) == 1
    assert {row["asked_by_id"] for row in rows} == {None}
    assert {row["who"] for row in rows} == {""}
    assert {row["id"].version for row in rows} == {4}


def test_not_even_the_order_of_the_rows_is_the_order_in_which_they_came(company):
    sent = send(10)
    came = [codes.digest(code) for code in sent]
    release()

    # where a row lies, which no column says
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT claim_hash FROM literacy_concern ORDER BY {place}")
        stands = [row[0] for row in cursor.fetchall()]
    # one in 3,628,800 that the order is the same by chance
    assert sorted(stands) == sorted(came)
    assert stands != came


# Erasure (I-31)


def test_erasing_a_person_leaves_no_hit_in_what_they_asked(
    company, initiative, asked, emma, rosa, lou
):
    confide(emma, rosa, text="Emma asks this", initiative=initiative)
    code = codes.fresh()
    actions.send_confidentially(
        emma, theme="data", text="Emma again", code=code, trusted=rosa
    )
    with pytest.raises(Refused):
        actions.erase_concerns_of(emma, by=rosa)

    assert actions.erase_concerns_of(emma, by=lou) == 3

    assert not Envelope.objects.exists()
    for row in Concern.objects.all():
        assert (row.sealed, row.wrapped, row.who) == ("", "", "")
    assert not Concern.objects.filter(mode="confidential", asked_by=emma)
    entry = Entry.objects.get(action="literacy.concerns_erased")
    assert str(emma.pk) not in entry.body


def test_old_texts_are_forgotten_two_years_after_their_answer(asked, question, otto):
    actions.answer_question(question, by=otto, outcome="answered", text="No.")

    with clock.at(NOW + timedelta(days=700)):
        assert actions.forget_old(by=SYSTEM) == 0
    with clock.at(NOW + timedelta(days=740)):
        assert actions.forget_old(by=SYSTEM) == 1
        assert actions.forget_old(by=SYSTEM) == 0
    asked.refresh_from_db()
    assert voicing.clear(asked) == ""


# What the askers say of an answer


def replied(question, otto):
    return actions.answer_question(
        question, by=otto, outcome="answered", text="Nobody is moved this year."
    )


def test_who_asked_by_name_accepts_the_answer_once(asked, question, emma, otto, hana):
    with pytest.raises(DomainError, match="no answer yet"):
        actions.judge_answer(fresh(asked), by=emma, answered=True)
    replied(question, otto)
    with pytest.raises(Refused):
        actions.judge_answer(fresh(asked), by=hana, answered=True)
    actions.judge_answer(fresh(asked), by=emma, answered=True)
    assert voicing.is_accepted(PublishedQuestion.objects.get())
    with pytest.raises(DomainError, match="already"):
        actions.judge_answer(fresh(asked), by=emma, answered=False, text="Why?")
    entries = Entry.objects.filter(action="literacy.answer_accepted")
    assert [row.actor_ref for row in entries] == [None]


def test_an_answer_that_does_not_answer_opens_the_question_again_once(
    asked, question, emma, otto, hana
):
    replied(question, otto)
    with pytest.raises(Invalid, match="what is missing"):
        actions.judge_answer(fresh(asked), by=emma, answered=False, text=" ")
    later = NOW + timedelta(days=7)
    with clock.at(later):
        actions.judge_answer(fresh(asked), by=emma, answered=False, text="And next?")
        row = PublishedQuestion.objects.get()
        assert row.is_open
        assert row.answer_by > question.answer_by
        assert row.earlier.text == "Nobody is moved this year."
        told = Notification.objects.filter(kind="literacy.question_reopened")
        assert {n.recipient for n in told} >= {otto, hana}
        assert "And next?" not in str([n.facts for n in told])
        actions.say_what_is_missing(row, by=hana, text="What holds after this year?")
        with pytest.raises(Stale):
            actions.say_what_is_missing(row, by=hana, text="Again")
        replied(row, otto)
        with pytest.raises(DomainError, match="once"):
            actions.judge_answer(fresh(asked), by=emma, answered=False, text="Hm")
        actions.judge_answer(fresh(asked), by=emma, answered=True)


def test_what_is_said_by_code_counts_from_the_next_week_on(company, hana, otto):
    (code,) = send(1)
    with clock.at(LATEST + timedelta(hours=1)):
        actions.release_due(by=SYSTEM)
        question = actions.publish_question(
            Concern.objects.get(), by=hana, text="Fewer people?", function="operations"
        )
        replied(question, otto)
        before = Entry.objects.count()
        actions.judge_by_code(code, answered=False, text="Our team, I mean")
        assert Entry.objects.count() == before
        sweep(clock.now())
        assert not PublishedQuestion.objects.get().is_open
    with clock.at(LATEST + timedelta(days=7)):
        sweep(clock.now())
        row = PublishedQuestion.objects.get()
        assert row.is_open
        sweep(clock.now())
        replied(row, otto)
        sweep(clock.now())
        assert not PublishedQuestion.objects.get().is_open
        with pytest.raises(DomainError, match="once"):
            actions.judge_by_code(code, answered=False, text="Still")


def fresh(concern):
    return Concern.objects.get(pk=concern.pk)


def test_a_question_about_ai_in_general_waits_for_the_whole_company_alone(
    company, emma, hana, lena
):
    asked = actions.ask_by_name(by=emma, theme="jobs", text="Fewer of us?")

    def waits(person):
        person = type(person).objects.get(pk=person.pk)
        return [
            o
            for o in waiting_for(person)
            if "/questions/" in o.url or "/concerns/" in o.url
        ]

    (owed,) = waits(hana)
    assert owed.initiative is None
    question = actions.publish_question(
        asked, by=hana, text="Fewer people?", function="leadership"
    )
    assert not waits(hana)
    assert [o.url for o in waits(lena)] == [question.get_absolute_url()]
    page = Client()
    page.force_login(lena)
    assert "AI in general" in page.get("/en/").text
    rows = page.get("/api/v1/waiting/").json()
    assert [row["ref"] for row in rows if "/questions/" in row["url"]] == [None]
