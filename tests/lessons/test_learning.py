"""States of a lesson, series of experiments, repeat failures, figures by hand."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit import clock
from audit.errors import DomainError, Invalid, Refused
from initiatives.stages import Stage
from lessons import actions, maturity, repeats, series
from lessons.matching import matched
from lessons.models import Disposition, Lesson, LessonMove, Shown, State
from lessons.obligations import obligations
from organisation.models import Notification
from tests.literacy.cast import NOW, TODAY, make_initiative

VOICES = {"knowledge": "kim", "hr": "hana", "operations": "otto"}
TEXTS = {
    "title": "Sample the exceptions before buying",
    "observation": "A third of real files came back by hand.",
    "evidence": "64 of 200 files, case system.",
    "cause": "The test used clean files.",
    "cause_layer": "data",
    "rule": "Test 200 real files, exceptions included.",
    "action": "Keep a set of real files.",
    "strength": "one_case",
    "process_family": "Claims",
    "function": "operations",
}


@pytest.fixture
def tell(company):
    """Write a lesson and let three functions endorse it."""

    def lesson(of, **more):
        people = company.people
        row = actions.write_lesson(of, by=people["mara"], **TEXTS | more)
        for function, name in VOICES.items():
            actions.endorse(row, by=people[name], function=function, version=1)
        return Lesson.objects.get(pk=row.pk)

    return lesson


@pytest.fixture
def learn(company):
    """Take a lesson from endorsed to validated."""

    def move(lesson):
        people = company.people
        actions.assign_action(
            lesson,
            by=people["kim"],
            action_owner=people["olga"],
            action_due_on=TODAY + timedelta(days=400),
        )
        actions.move_lesson(lesson, by=people["olga"], to="implemented", note="Kept.")
        return actions.move_lesson(
            lesson, by=people["otto"], to="validated", note="It found 12 faults."
        )

    return move


@pytest.fixture
def source(company):
    """An initiative in Learning on the same process."""
    return make_initiative(
        company, number=904, stage=Stage.LEARNING, process_family="Claims"
    )


def tried(company, of, **more):
    """An experiment with limits: 6 % is good, 15 % asks for the stop."""
    fields = {
        "hypothesis": "Sorting by machine sends fewer than 6 % to the wrong team.",
        "measure": "Wrong team, case system",
        "unit": "%",
        "better": "lower",
        "baseline": Decimal(9),
        "threshold": "At most 6 %",
        "scale_at": Decimal(6),
        "stop_rule": "15 % in any week; Operations stops it.",
        "stop_at": Decimal(15),
        "stopper": "operations",
        "prediction": "About 5 %.",
        "predicted": Decimal(5),
        "sample": 100,
        "ends_on": TODAY + timedelta(days=30),
    }
    return actions.start_experiment(of, by=company.people["olga"], **fields | more)


# states


def test_a_lesson_goes_from_draft_to_learnt_by_those_who_may(
    company, source, tell, kim, otto, mara
):
    people = company.people
    row = tell(source)
    assert row.state == State.IDENTIFIED
    due = {"action_owner": people["olga"], "action_due_on": TODAY}
    with pytest.raises(Refused):
        actions.assign_action(row, by=mara, **due)
    with pytest.raises(DomainError):
        actions.move_lesson(row, by=kim, to="validated", note="Too soon.")
    actions.assign_action(row, by=kim, **due)
    with pytest.raises(Refused):
        actions.move_lesson(row, by=mara, to="implemented", note="Not mine.")
    with pytest.raises(Invalid):
        actions.move_lesson(row, by=people["olga"], to="implemented", note=" ")
    actions.move_lesson(row, by=people["olga"], to="implemented", note="Done.")
    with pytest.raises(Refused):
        actions.move_lesson(row, by=people["olga"], to="validated", note="Mine.")
    row = actions.move_lesson(row, by=otto, to="validated", note="12 faults found.")
    assert [m.state for m in row.moves.all()] == [
        "identified",
        "assigned",
        "implemented",
        "validated",
    ]
    changed = actions.edit_lesson(row, by=mara, version=1, scope="Letters only.")
    assert (changed.state, changed.version) == (State.DRAFT, 2)
    assert [v.words["scope"] for v in changed.versions.all()] == ["", "Letters only."]


def test_a_retired_or_outdated_lesson_is_put_before_nobody(
    company, source, tell, kim, mara
):
    proposal = make_initiative(
        company, number=910, stage=Stage.PROPOSED, process_family="Claims"
    )
    old = tell(source)
    new = tell(source, title="Sample them by language", supersedes=old)
    old.refresh_from_db()
    assert old.state == State.RETIRED
    assert [row for row, _why in matched(proposal)] == [new]
    with pytest.raises(DomainError):
        actions.edit_lesson(old, by=mara, version=1, title="Again")
    actions.edit_lesson(new, by=mara, version=1, valid_until=TODAY - timedelta(days=1))
    assert matched(proposal) == []
    actions.retire_lesson(new, by=kim, reason="The tool is gone.")
    assert not Lesson.objects.live().exists()


def test_the_database_keeps_more_than_an_anecdote_from_having_no_evidence(source, tell):
    row = tell(source)
    for change in ({"evidence": ""}, {"state": "learnt"}, {"state": "assigned"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Lesson.objects.filter(pk=row.pk).update(**change)


# experiments


def test_a_stop_rule_that_is_met_asks_those_who_may_stop(
    company, source, otto, kim, hana
):
    row = tried(company, source)
    actions.record_readings(
        row, by=kim, rows=[{"day": TODAY, "value": Decimal("9.5"), "cases": 80}]
    )
    assert obligations(otto) == []
    actions.record_readings(row, by=kim, rows=[{"day": TODAY, "value": Decimal(17)}])
    values = series.of(row)
    assert values.asks_for_the_stop
    assert (len(values.written), len(values.standing), values.replaced) == (2, 1, 1)
    (owed,) = obligations(otto)
    assert "stop rule" in str(owed.sentence)
    assert obligations(hana) == obligations(kim) == []
    with pytest.raises(Invalid) as refusal:
        actions.edit_experiment(row, by=otto, version=1, stop_at=Decimal(20))
    assert refusal.value.field == "stop_at"
    actions.give_verdict(
        row,
        by=otto,
        verdict="stop",
        result="17 %",
        value=Decimal(17),
        cases=240,
        low=Decimal("12.5"),
        high=Decimal("22.4"),
    )
    assert obligations(otto) == []
    with pytest.raises(DomainError):
        actions.record_readings(row, by=kim, rows=[{"day": TODAY, "value": 1}])


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("day,value,cases,note\n2026-11-03,7.5,40,first\n2026-11-10,8,,", [7.5, 8]),
        ("Jour;Valeur;N\n03/11/2026;7,5;1 200\n", [7.5]),
        ("date\tvalue\n03.11.2026\t12 %\n", [12]),
    ],
)
def test_a_series_is_read_as_people_save_it(content, found):
    for code in ("utf-8-sig", "cp1252"):
        rows = series.read(content.encode(code))
        assert [row["value"] for row in rows] == [Decimal(str(v)) for v in found]
        assert rows[0]["day"].isoformat() == "2026-11-03"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"day,value\n",
        b"week,value\n1,2\n",
        b"day,value\n2026-13-01,2\n",
        b"day,value\n2026-11-01,many\n",
        b"day,value\n2026-11-01,NaN\n",
        b"PK\x03\x04\x00\x00",
    ],
)
def test_a_file_that_is_no_series_is_refused_whole(content):
    with pytest.raises(Invalid):
        series.read(content)


def test_a_limit_needs_a_direction_and_the_stop_is_the_worse_one(company, source):
    for more in ({"better": ""}, {"stop_at": Decimal(5)}, {"better": "higher"}):
        with pytest.raises(Invalid):
            tried(company, source, **more)
    with pytest.raises(Invalid):
        actions.record_readings(
            tried(company, source),
            by=company.people["kim"],
            rows=[{"day": TODAY + timedelta(days=1), "value": Decimal(1)}],
        )


# what is learnt


def stopped_in(row, stage):
    """Let it have been in a stage until it is stopped now."""
    stay = row.stays.get()
    row.stays.update(
        stage=stage, entered_at=NOW - timedelta(days=150), left_at=clock.now()
    )
    stay.pk = None
    stay.visit, stay.kind, stay.stage = 2, "stop", Stage.LEARNING
    stay.entered_at = clock.now()
    stay.save()


@pytest.fixture
def story(company, source, tell, learn, kim, otto):
    """A lesson is learnt; a later initiative declines it and fails for the same cause.

    The source was stopped 120 days ago in Appropriation, its lesson endorsed that day.
    The later one is stopped today in Literacy, by its experiment that Operations stops.
    """
    with clock.at(NOW - timedelta(days=120)):
        source.stopped_at = clock.now()
        source.budget = Decimal(60_000)
        source.save()
        stopped_in(source, Stage.APPROPRIATION)
        actions.note_stop(source, by=kim, cause_layer="data", spent=Decimal(38_000))
        lesson = tell(source)
    with clock.at(NOW - timedelta(days=110)):
        learn(lesson)
    later = make_initiative(
        company, number=910, stage=Stage.PROPOSED, process_family="Claims"
    )
    user = make_initiative(
        company, number=911, stage=Stage.PROPOSED, process_family="Claims"
    )
    with clock.at(NOW - timedelta(days=60)):
        actions.answer(
            later, by=kim, lesson=lesson, answer="decline", reason="Our files differ."
        )
        use = actions.answer(user, by=kim, lesson=lesson, answer="adopt")
        actions.record_outcome(
            use, by=kim, outcome="12 faults before the start.", effect="supported"
        )
    later.stage = Stage.LEARNING
    later.stopped_at = NOW
    later.save()
    stopped_in(later, Stage.LITERACY)
    actions.note_stop(later, by=kim, cause_layer="data", spent=Decimal(10_000))
    one = tried(company, later)
    actions.give_verdict(one, by=otto, verdict="stop", result="8 %", value=Decimal(8))
    return lesson, later, user


def test_a_failure_whose_cause_was_known_is_a_repeat(story, source):
    lesson, later, _user = story
    found = repeats.failures(type(later).objects.all())
    assert list(found) == [later.pk, source.pk]
    assert found[later.pk].is_repeat
    (known,) = found[later.pk].known
    assert known.lesson == lesson
    assert known.answer.answer == "decline"
    assert not found[source.pk].is_repeat
    assert Shown.objects.filter(initiative=later, lesson=lesson).count() == 1


def test_leadership_is_told_of_a_repeat_once(client, story, lena, kim):
    _lesson, later, _user = story
    (told,) = Notification.objects.filter(kind="lessons.repeat_failure")
    assert (told.recipient, told.initiative_id) == (lena, later.pk)
    actions.record_review(
        later,
        by=kim,
        held_on=TODAY,
        failure_type="basic",
        cause_layer="data",
        **{"expected": "6 %", "happened": "17 %", "why": "Files", "change": "Sample"},
    )
    assert Notification.objects.filter(kind="lessons.repeat_failure").count() == 1
    client.force_login(lena, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/en/updates/").content.decode()
    assert "failed for a cause that a validated lesson had covered" in page


def test_every_figure_is_what_one_counts_by_hand(story, lena, kim):
    found = maturity.facts(lena)
    value = {f.code: f.count(found.of(f.code)) for f in maturity.FIGURES}
    assert value == {
        "capture": 1 / 2,  # the source has its lesson, the later one has none
        "time": 0,  # endorsed on the day of the stop
        "learned": 1,
        "reuse": 1,  # endorsed 120 days ago, adopted once
        "compliance": 1,  # shown to two, answered by two
        "repeat": 1 / 2,
        "intelligent": None,  # no review was held
        "stop_cost": pytest.approx(38 / 60),  # the later one has no budget
        "prediction": pytest.approx(0.6),  # 5 predicted, 8 measured
        "cycle_adopted": None,
        "cycle_other": None,
    }
    # 0.25 * 1/2 + 0.25 * 1 + 0.2 * 1 + 0.2 * (1 - 1/2) + 0.1 * 1/2
    assert maturity.index(found)[0] == pytest.approx(0.725)
    now = maturity.Quarter.of(TODAY)
    assert [r.counts for r in found.of("capture", quarter=now)] == [False]
    # Operations led where the source was stopped, and stops the later experiment
    assert [r.counts for r in found.of("capture", function="operations")] == [
        False,
        True,
    ]
    # HR led where the later one was stopped, from which nobody has learnt
    assert [r.counts for r in found.of("capture", function="hr")] == [False]
    assert [r.counts for r in found.of("repeat", function="hr")] == [True]
    assert len(found.of("prediction", function="operations")) == 1
    assert found.of("prediction", function="hr") == []
    assert maturity.index(found, function="finance") == (
        None,
        ["capture", "reuse", "learned", "repeat", "in_time"],
    )


@pytest.fixture
def fuller(company, story, source, tell, kim, otto):
    """The same company with a third failure, reviews, other lessons and four ends.

    The third was stopped on 27 October for another cause, its lesson endorsed on 10
    November; 50,000 were approved and 20,000 spent. A lesson of the source that nobody
    uses is older than 90 days. Two that adopted the first lesson ended in growth and
    unconverted; three that adopted none ended kept, contracted and unconverted.
    """
    lesson, later, _user = story
    with clock.at(NOW - timedelta(days=100)):
        tell(source, title="Nobody uses this one")
    third = make_initiative(
        company,
        number=920,
        stage=Stage.LEARNING,
        process_family="Routing",
        stopped_at=NOW - timedelta(days=28),
        budget=Decimal(50_000),
    )
    actions.note_stop(third, by=kim, cause_layer="people", spent=Decimal(20_000))
    with clock.at(NOW - timedelta(days=14)):
        tell(third, process_family="Routing", title="Train before you route letters")
    one = tried(company, third)
    actions.give_verdict(one, by=otto, verdict="adapt", result="4 %", value=Decimal(4))
    told = {"expected": "6 %", "happened": "17 %", "why": "Files", "change": "Sample"}
    for row, kind in ((source, "intelligent"), (later, "basic"), (third, "complex")):
        actions.record_review(
            row,
            by=kim,
            held_on=TODAY,
            failure_type=kind,
            late_reason="Nobody was there.",
            **told,
        )
    ends = ("growth", "not_converted"), ("kept", "contracted", "not_converted")
    for number, outcome in enumerate((*ends[0], *ends[1]), start=930):
        row = make_initiative(
            company, number=number, stage=Stage.PROPOSED, process_family="Claims"
        )
        if number < 932:
            actions.answer(row, by=kim, lesson=lesson, answer="adopt")
        row.stage, row.outcome = Stage.CLOSED, outcome
        row.save()


def test_every_figure_of_a_fuller_company_is_what_one_counts_by_hand(fuller, lena):
    found = maturity.facts(lena)
    value = {f.code: f.count(found.of(f.code)) for f in maturity.FIGURES}
    assert value == {
        "capture": 2 / 3,  # the source and the third have a lesson, the later one none
        "time": 5,  # the median of 0 and of the 10 working days to 10 November
        "learned": 1 / 3,  # of three endorsed lessons one was seen to work
        "reuse": 1 / 2,  # of two older than 90 days one is adopted
        "compliance": 4 / 8,  # one of one before two, one of three before two others
        "repeat": 1 / 3,  # of three failures whose cause is said, one was covered
        "intelligent": 1 / 3,  # of three reviews one
        "stop_cost": pytest.approx(58 / 110),  # 38 of 60 and 20 of 50 thousand
        "prediction": pytest.approx(0.4),  # 5 predicted: 8 and 4 measured, 0.6 and 0.2
        "cycle_adopted": 1 / 2,  # growth, and unconverted
        "cycle_other": 1 / 3,  # kept, contracted, unconverted
    }
    # two of three learnt within 20 working days
    assert maturity.share(found.of("in_time")) == 2 / 3
    # 0.25 * 2/3 + 0.25 * 1/2 + 0.2 * 1/3 + 0.2 * (1 - 1/3) + 0.1 * 2/3
    assert maturity.index(found)[0] == pytest.approx(0.558333, abs=1e-6)
    october = maturity.Quarter(2026, 4)
    assert maturity.share(found.of("capture", quarter=october)) == 1 / 2


def test_the_figures_cost_a_constant_number_of_queries(company, story, tell, lena):
    def cost():
        with CaptureQueriesContext(connection) as counted:
            maturity.facts(lena)
        return len(counted)

    cost()
    few = cost()
    for number in range(3):
        row = make_initiative(
            company, number=950 + number, stage=Stage.LEARNING, stopped_at=NOW
        )
        tell(row)
    assert cost() == few


def test_leadership_sees_the_repeat_and_employees_read_no_name(
    client, story, lena, emma
):
    client.force_login(lena, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/en/lessons/figures/").content.decode()
    assert "2 failures, 1 with an endorsed lesson. 1 repeats" in page
    assert "Failed for a cause that was known" in page
    assert "L-001" in page
    records = client.get("/en/lessons/figures/repeat/?quarter=2026-4")
    assert records.status_code == 200
    for path in ("figures/none/", "digest/2026-5/", "digest/x/"):
        assert client.get(f"/en/lessons/{path}").status_code == 404
    client.force_login(emma, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/en/lessons/figures/").status_code == 403
    digest = client.get("/en/lessons/digest/2026-3/").content.decode()
    assert "Sample the exceptions before buying" in digest
    assert "Kim" not in digest
    assert "Olga" not in digest


def test_the_library_filters_and_leaves_as_a_file(client, story, hana, mara, source):
    actions.write_lesson(source, by=mara, **TEXTS | {"title": "=HYPERLINK(1)"})
    client.force_login(hana, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(
        "/en/lessons/?q=exception&cause=data&state=validated&process=claim"
    ).content.decode()
    assert "L-001" in page
    assert "L-002" not in page
    text = client.post("/en/lists/lessons/", {"as": "csv"}).streaming_content
    assert "'=HYPERLINK(1)" in b"".join(text).decode("utf-8-sig")
    book = client.post("/en/lists/lessons/?q=exceptions", {"as": "xlsx"})
    assert b"".join(book.streaming_content)[:2] == b"PK"
    paper = client.get("/en/lessons/L-001/paper/").content.decode()
    assert "1 initiative works by it." in paper
    assert "Kim" not in paper
    assert LessonMove.objects.count() == 4
    assert Disposition.objects.filter(effect="supported").count() == 1


def test_the_page_shows_the_repeat_the_stop_and_the_chain_of_cycles(
    client, company, story, source, hana
):
    _lesson, later, _user = story
    make_initiative(company, number=912, origin=later, cycle=2)
    client.force_login(hana, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/en/initiatives/{later.ref}/lessons/").content.decode()
    assert "It failed for a cause that was known" in page
    assert "Our files differ." in page
    assert "€10,000" in page
    assert "The chain of cycles" in page
    assert "AI-912" in page
    other = client.get(f"/en/initiatives/{source.ref}/lessons/").content.decode()
    assert "The chain of cycles" not in other
    assert "It failed for a cause" not in other
