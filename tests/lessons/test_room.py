"""Experiments, reviews, lessons and answers: criteria, refusals, who owes what."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from audit.models import Entry
from initiatives.models import Lead
from initiatives.stages import Stage
from lessons import actions, evidence
from lessons.forms import ExperimentForm
from lessons.matching import matched
from lessons.models import Disposition, Endorsement, Lesson, Verdict
from lessons.obligations import obligations
from organisation.models import Mandate
from processes import actions as process_actions
from processes import places
from processes.reading.steps import Row
from tests.literacy.cast import NOW, TODAY, make_initiative
from tests.processes.test_compare_pages import both_maps

VOICES = {"knowledge": "kim", "hr": "hana", "operations": "otto"}


@pytest.fixture
def initiative(company):
    """An active initiative in Learning."""
    return make_initiative(
        company, number=904, stage=Stage.LEARNING, process_family="Claims handling"
    )


@pytest.fixture
def stopped(company):
    """An initiative that was stopped today."""
    return make_initiative(company, number=905, stage=Stage.LEARNING, stopped_at=NOW)


@pytest.fixture
def criterion(initiative):
    """A criterion of the gate of learning by its code."""

    def find(code, of=None):
        return {c.code: c for c in evidence.criteria(of or initiative)}[code]

    return find


@pytest.fixture
def start(initiative, otto):
    """Start an experiment."""

    def experiment(of=None, **more):
        fields = {
            "hypothesis": "We believe that sorting frees two hours.",
            "measure": "Minutes a case, case system",
            "threshold": "Under 8 minutes",
            "stop_rule": "Errors over 2 %",
            "prediction": "Seven minutes",
            "sample": 50,
            "ends_on": TODAY + timedelta(days=30),
        }
        return actions.start_experiment(of or initiative, by=otto, **fields | more)

    return experiment


@pytest.fixture
def judge(kim):
    """Give a verdict."""
    return lambda experiment, **more: actions.give_verdict(
        experiment, by=kim, **{"verdict": "adapt", "result": "9 minutes"} | more
    )


@pytest.fixture
def hold(initiative, kim):
    """Record a review."""

    def review(of=None, held_on=TODAY, **more):
        fields = {
            "expected": "Eight minutes",
            "happened": "Nine",
            "why": "Exceptions come by hand.",
            "change": "Sample exceptions first.",
            "failure_type": "complex",
        }
        return actions.record_review(
            of or initiative, by=kim, held_on=held_on, **fields | more
        )

    return review


@pytest.fixture
def attest(company):
    """Let the three functions attest a review."""

    def all_three(review):
        for function, name in VOICES.items():
            actions.attest_review(review, by=company.people[name], function=function)

    return all_three


@pytest.fixture
def write(initiative, mara, otto):
    """Write a lesson."""

    def lesson(of=None, **more):
        fields = {
            "title": "Sample the exceptions before buying",
            "observation": "A third of real files came back by hand.",
            "cause": "The test used clean files.",
            "rule": "Test 200 real files, exceptions included.",
            "action": "Keep a set of real files.",
            "action_owner": otto,
        }
        return actions.write_lesson(of or initiative, by=mara, **fields | more)

    return lesson


@pytest.fixture
def stand_behind(company):
    """Let the three functions endorse a lesson."""

    def all_three(lesson):
        for function, name in VOICES.items():
            actions.endorse(
                lesson,
                by=company.people[name],
                function=function,
                version=lesson.version,
            )
        return lesson

    return all_three


@pytest.fixture
def proposal(company):
    """A proposal on the same process as the initiative."""
    return make_initiative(
        company, number=910, stage=Stage.PROPOSED, process_family="Claims"
    )


# the gate of learning


def test_every_experiment_needs_its_verdict(criterion, start, judge):
    assert not criterion("verdicts").met
    first, _second = start(), start()
    judge(first)
    assert not criterion("verdicts").met
    assert str(criterion("verdicts").fact) == "1 of 2 with a verdict"


def test_a_stopped_initiative_needs_no_experiment_but_no_open_one(
    stopped, criterion, start
):
    assert criterion("verdicts", stopped).met
    start(stopped)
    assert not criterion("verdicts", stopped).met


def test_a_review_needs_three_functions(criterion, start, judge, hold, attest):
    judge(start())
    assert str(criterion("review").fact) == "Due by 8 December 2026"
    review = hold()
    assert not criterion("review").met
    attest(review)
    assert criterion("review").met
    assert str(criterion("review").fact) == "Held on 24 November 2026"


def test_a_review_before_the_last_verdict_does_not_count(
    criterion, start, judge, hold, attest
):
    judge(start())
    attest(hold())
    with clock.at(NOW + timedelta(days=7)):
        judge(start())
        assert not criterion("review").met
        attest(hold(held_on=TODAY + timedelta(days=7)))
        assert criterion("review").met


def test_a_late_review_says_why_it_was_late(stopped, criterion, hold, attest):
    late = TODAY + timedelta(days=30)
    with clock.at(NOW + timedelta(days=30)):
        with pytest.raises(Invalid) as refusal:
            hold(stopped, held_on=late)
        assert refusal.value.field == "late_reason"
        attest(hold(stopped, held_on=late, late_reason="Two functions were away."))
        assert criterion("review", stopped).met


def test_a_review_is_recorded_after_it_was_held(hold):
    with pytest.raises(Invalid):
        hold(held_on=TODAY + timedelta(days=1))


def test_one_person_attests_for_one_function(company, hold, hana):
    review = hold()
    Mandate.objects.create(
        person=hana, function="operations", unit=company.root, starts_on=TODAY
    )
    actions.attest_review(review, by=hana, function="hr")
    with pytest.raises(Invalid):
        actions.attest_review(review, by=hana, function="operations")


def test_one_lesson_must_be_endorsed_by_three(criterion, write, stand_behind):
    lesson = write()
    assert not criterion("lesson").met
    stand_behind(lesson)
    assert criterion("lesson").met


def test_each_action_needs_an_owner(criterion, write):
    assert not criterion("actions").met
    write()
    assert criterion("actions").met
    write(action_owner=None)
    assert not criterion("actions").met


def test_each_lesson_that_is_used_needs_its_outcome(
    initiative, criterion, write, stand_behind, stopped, kim
):
    lesson = stand_behind(write(stopped, process_family="Claims"))
    assert criterion("outcomes").met
    answer = actions.answer(initiative, by=kim, lesson=lesson, answer="adopt")
    assert not criterion("outcomes").met
    actions.record_outcome(answer, by=kim, outcome="Exceptions were sampled.")
    assert criterion("outcomes").met


def test_the_criteria_cost_a_constant_number_of_queries(
    initiative, start, judge, write, django_assert_max_num_queries
):
    for _turn in range(6):
        judge(start())
        write()
    with django_assert_max_num_queries(5):
        evidence.criteria(initiative)
    with django_assert_max_num_queries(7):
        evidence.intake_criteria(initiative)


# experiments


def test_an_experiment_can_be_changed_until_its_verdict(start, judge, otto):
    experiment = start()
    changed = actions.edit_experiment(
        experiment, by=otto, version=1, threshold="Under 7 minutes"
    )
    assert changed.version == 2
    with pytest.raises(Stale):
        actions.edit_experiment(experiment, by=otto, version=1, threshold="None")
    judge(experiment)
    with pytest.raises(DomainError):
        actions.edit_experiment(experiment, by=otto, version=2, threshold="None")


def test_a_verdict_is_given_once_and_stays(start, judge):
    experiment = start()
    judge(experiment)
    with pytest.raises(Duplicate):
        judge(experiment, verdict="scale")
    with pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.update(verdict="scale")


def test_who_gives_a_verdict_has_touched_a_figure(initiative, start, judge, kim):
    judge(start())
    assert evidence.contributors(initiative) == {kim.pk}


@pytest.mark.parametrize("name", ["hana", "mara", "fred", "nobody", "adam"])
def test_only_operations_and_knowledge_experiment(company, initiative, name):
    with pytest.raises(Refused):
        actions.start_experiment(
            initiative, by=company.people[name], hypothesis="?", ends_on=TODAY
        )


def test_an_experiment_does_not_end_before_it_starts(start, otto):
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(Invalid, match="cannot end before it starts"):
        start(ends_on=yesterday)
    row = start(ends_on=TODAY)
    with pytest.raises(Invalid) as error:
        actions.edit_experiment(row, by=otto, version=1, ends_on=yesterday)
    assert error.value.field == "ends_on"


def test_reviews_and_lessons_name_roles_and_no_person(hold, write, mara):
    mara.name = "Mara Stone"
    mara.save()
    for act, field in ((hold, "happened"), (write, "cause")):
        with pytest.raises(Invalid, match="“Mara Stone” is a person") as error:
            act(**{field: "Late, since Mara\nStone had forgotten it."})
        assert error.value.field == field
    assert hold(happened="A wall of Mara Stoneware", why="Otto is a word")
    lesson = write()
    with pytest.raises(Invalid):
        actions.edit_lesson(lesson, by=mara, version=1, rule="Ask Mara Stone")


def test_nothing_is_recorded_on_a_closed_initiative(company, write):
    closed = make_initiative(company, number=906, stage=Stage.CLOSED, outcome="growth")
    with pytest.raises(DomainError):
        write(closed)


# lessons


def test_a_lesson_gets_the_next_number_and_the_words_of_its_initiative(write):
    first, second = write(), write()
    assert (first.ref, second.ref) == ("L-001", "L-002")
    assert first.process_family == "Claims handling"
    assert list(Lesson.objects.matching("EXCEPTIONS files").order_by("pk")) == [
        first,
        second,
    ]


def test_changed_words_need_new_endorsements(write, stand_behind, mara):
    lesson = stand_behind(write())
    changed = actions.edit_lesson(
        lesson, by=mara, version=1, rule="Test 300 real files, exceptions included."
    )
    assert changed.version == 2
    assert not Lesson.objects.endorsed().exists()
    stand_behind(changed)
    assert Lesson.objects.endorsed().exists()


def test_an_old_version_is_neither_changed_nor_endorsed(write, mara, hana):
    lesson = write()
    actions.edit_lesson(lesson, by=mara, version=1, title="Sample first")
    with pytest.raises(Stale):
        actions.edit_lesson(lesson, by=mara, version=1, title="Sample last")
    for version in (1, "1", "", "x"):
        with pytest.raises(Stale):
            actions.endorse(lesson, by=hana, function="hr", version=version)


def test_a_new_owner_of_the_action_leaves_the_endorsements(write, stand_behind, mara):
    lesson = stand_behind(write())
    actions.edit_lesson(lesson, by=mara, version=1, action_owner=mara)
    assert Lesson.objects.endorsed().get().action_owner == mara


def test_who_wrote_a_lesson_does_not_endorse_it(initiative, kim):
    lesson = actions.write_lesson(
        initiative,
        by=kim,
        title="One",
        observation="Two",
        cause="Three",
        rule="Test 200 real files.",
        action="Four",
    )
    with pytest.raises(Refused):
        actions.endorse(lesson, by=kim, function="knowledge", version=1)


def test_one_person_endorses_for_one_function(company, write, hana):
    lesson = write()
    Mandate.objects.create(
        person=hana, function="knowledge", unit=company.root, starts_on=TODAY
    )
    actions.endorse(lesson, by=hana, function="hr", version=1)
    with pytest.raises(Invalid):
        actions.endorse(lesson, by=hana, function="knowledge", version=1)


def test_a_function_endorses_once(write, hana, henri):
    lesson = write()
    actions.endorse(lesson, by=hana, function="hr", version=1)
    with pytest.raises(Invalid):
        actions.endorse(lesson, by=henri, function="hr", version=1)


@pytest.mark.parametrize("function", ["", "finance", "nonsense"])
def test_only_three_functions_have_a_voice(write, hana, hold, function):
    with pytest.raises(Invalid):
        actions.endorse(write(), by=hana, function=function, version=1)
    with pytest.raises(Invalid):
        actions.attest_review(hold(), by=hana, function=function)


def test_an_endorsement_stays(write, hana):
    actions.endorse(write(), by=hana, function="hr", version=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Endorsement.objects.all().delete()


def test_the_record_carries_no_words_of_a_lesson(write):
    write(title="Something secret")
    entry = Entry.objects.get(action="lessons.written")
    assert "secret" not in entry.body.casefold()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_lessons_written_at_once_get_their_own_numbers(company, write):
    rows = [make_initiative(company, number=920 + n) for n in range(4)]
    gate, errors = Barrier(len(rows)), []

    def one(row):
        try:
            gate.wait()
            with clock.at(NOW):
                write(row)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=one, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert Lesson.objects.count() == len(rows)


# answers


def intake(initiative):
    return evidence.intake_criteria(initiative)[0]


def test_lessons_that_fit_are_answered_before_the_charter(
    proposal, write, stand_behind, kim
):
    assert intake(proposal).met
    draft = write()
    assert intake(proposal).met
    stand_behind(draft)
    assert not intake(proposal).met
    actions.answer(proposal, by=kim, lesson=draft, answer="adopt")
    assert intake(proposal).met
    assert str(intake(proposal).fact) == "1 of 1 answered"


def test_adapting_or_declining_needs_a_reason(proposal, write, stand_behind, kim):
    lesson = stand_behind(write())
    for answer in ("adapt", "decline"):
        with pytest.raises(Invalid):
            actions.answer(proposal, by=kim, lesson=lesson, answer=answer, reason=" ")
    actions.answer(
        proposal, by=kim, lesson=lesson, answer="decline", reason="No files here."
    )


def test_an_answer_can_be_changed_until_its_outcome(proposal, write, stand_behind, kim):
    lesson = stand_behind(write())
    actions.answer(proposal, by=kim, lesson=lesson, answer="decline", reason="No.")
    row = actions.answer(proposal, by=kim, lesson=lesson, answer="adopt")
    assert Disposition.objects.count() == 1
    actions.record_outcome(row, by=kim, outcome="It held.")
    with pytest.raises(DomainError):
        actions.answer(proposal, by=kim, lesson=lesson, answer="decline", reason="No.")
    with pytest.raises(Duplicate):
        actions.record_outcome(row, by=kim, outcome="It did not.")


def test_nothing_came_of_a_declined_lesson(proposal, write, stand_behind, kim):
    lesson = stand_behind(write())
    row = actions.answer(
        proposal, by=kim, lesson=lesson, answer="decline", reason="No."
    )
    with pytest.raises(DomainError):
        actions.record_outcome(row, by=kim, outcome="Much.")


def test_a_lesson_that_does_not_fit_is_not_answered(
    initiative, proposal, write, stand_behind, kim
):
    draft = write()
    other = stand_behind(write(process_family="Payroll", technique="Speech"))
    for lesson in (draft, other):
        with pytest.raises(Invalid):
            actions.answer(proposal, by=kim, lesson=lesson, answer="adopt")
    own = stand_behind(write())
    with pytest.raises(Invalid):
        actions.answer(initiative, by=kim, lesson=own, answer="adopt")


def test_the_earlier_cycle_comes_first_then_process_then_technique(
    company, initiative, stopped, write, stand_behind
):
    by_technique = stand_behind(write(stopped, process_family="", technique="Sorter"))
    by_process = stand_behind(write(stopped, process_family="CLAIMS", technique=""))
    earlier = stand_behind(write(process_family="", technique=""))
    later = make_initiative(
        company, number=911, process_family="Claims", origin=initiative, cycle=2
    )
    assert [row for row, _why in matched(later)] == [earlier, by_process, by_technique]
    assert [why for _row, why in matched(later)] == [
        "It comes from the earlier cycle. Same unit.",
        "It comes from the same process. Words in common: claims. Same unit.",
        "It comes from the same AI technique. Words in common: sorter. Same unit.",
    ]


def test_at_most_seven_lessons_fit(proposal, write, stand_behind):
    for _turn in range(9):
        stand_behind(write())
    assert len(matched(proposal)) == 7


def test_a_confidential_lesson_reaches_nobody_but_its_next_cycle(
    company, proposal, write, stand_behind
):
    secret = make_initiative(
        company, number=912, process_family="Claims", is_confidential=True
    )
    lesson = stand_behind(write(secret))
    assert matched(proposal) == []
    cycle = {"process_family": "Claims", "origin": secret}
    opened = make_initiative(company, number=913, **cycle)
    hidden = make_initiative(company, number=914, is_confidential=True, **cycle)
    assert matched(opened) == []
    assert [row for row, _why in matched(hidden)] == [lesson]


# what a signature covers


def test_a_signature_covers_experiments_verdicts_and_rules(
    initiative, start, judge, write, hold
):
    before = evidence.signed(initiative)
    judge(start())
    write()
    covered = evidence.signed(initiative)
    assert covered != before
    assert covered["experiments"][0]["verdict"] == "adapt"
    hold()
    assert evidence.signed(initiative) == covered


# what people owe


def test_three_functions_owe_their_voice(write, hold, hana, otto, mara, kim):
    lesson, review = write(), hold()
    assert obligations(mara) == []
    assert len(obligations(hana)) == 2
    actions.endorse(lesson, by=hana, function="hr", version=1)
    actions.attest_review(review, by=hana, function="hr")
    assert obligations(hana) == []
    assert [o.function for o in obligations(otto)] == ["operations", "operations"]


def test_who_attested_already_owes_no_second_voice(company, hold, hana):
    Mandate.objects.create(
        person=hana, function="operations", unit=company.root, starts_on=TODAY
    )
    actions.attest_review(hold(), by=hana, function="hr")
    assert obligations(hana) == []


def test_a_lead_owes_the_answers_of_a_proposal(
    proposal, write, stand_behind, mara, lena, kim
):
    lesson = stand_behind(write())
    Lead.objects.create(initiative=proposal, function="marketing", person=mara)
    assert obligations(lena) == []
    (owed,) = obligations(mara)
    assert str(owed.sentence) == "1 lesson waits for your answer."
    actions.answer(proposal, by=kim, lesson=lesson, answer="adopt")
    assert obligations(mara) == []


def test_what_is_owed_costs_the_same_for_many(company, write, hold, hana):
    def cost():
        hana._holdings = None
        with CaptureQueriesContext(connection) as counted:
            obligations(hana)
        return len(counted)

    write()
    hold()
    few = cost()
    for number in range(12):
        row = make_initiative(company, number=930 + number, stage=Stage.LEARNING)
        write(row)
        hold(row)
    assert cost() == few


def test_what_is_expected_and_how_much_is_enough_is_said_before_it_starts(start, otto):
    for missing in ({"prediction": " "}, {"sample": None}, {"sample": 0}):
        with pytest.raises(Invalid, match="how many cases are enough") as error:
            start(**missing)
        assert error.value.field == next(iter(missing))
    row = start()
    with pytest.raises(Invalid, match="how many cases are enough"):
        actions.edit_experiment(row, by=otto, version=1, sample=None)
    assert actions.edit_experiment(row, by=otto, version=1, sample=90).sample == 90


def test_the_step_of_an_experiment_is_one_of_the_map_where_there_is_one(
    company, start, otto, see_experiment
):
    row = start(step="Sorting", bottleneck="It waits there.")
    assert (row.step, row.step_key) == ("Sorting", "")
    mapped = make_initiative(company, number=977, stage=Stage.APPROPRIATION)
    assert both_maps(mapped, otto)
    found = {place.label: place for place in places.of(mapped).values()}
    check, pay = found["Check the file"], found["Pay"]
    assert (check.holds_up, pay.holds_up) == (True, False)
    with pytest.raises(Invalid, match="Choose the step on the map") as error:
        start(mapped, step="Sorting")
    assert error.value.field == "step_key"
    with pytest.raises(Invalid, match="Choose the step on the map"):
        start(mapped, step_key="nowhere")
    with pytest.raises(Invalid, match="held up by Experts, and “P") as error:
        start(mapped, step_key=pay.key)
    assert error.value.field == "bottleneck"
    tried = start(mapped, step_key=check.key)
    assert tried.step == "Check the file"
    page, map_page = see_experiment(tried), check.url.partition("#")
    assert f'<a href="{check.url}">Check the file</a>' in page
    assert "Yes: the process is held up by Experts" in page
    assert f'id="{map_page[2]}"' in see_experiment(tried, map_page[0])
    form = see_experiment(tried, reverse("lessons:start-experiment", args=["AI-977"]))
    assert f'<option value="{check.key}">Check the file · Experts · bottleneck' in form
    assert 'name="step"' not in form
    assert '<option value="" selected>Choose</option>' in form
    asked = ExperimentForm(
        {"hypothesis": "It frees an hour.", "step_key": "-"}, initiative=mapped
    )
    assert "step_key" not in asked.errors
    assert asked.cleaned_data["step_key"] == ""
    # the step is gone with the next version, and what was said stays readable
    actions.edit_experiment(tried, by=otto, version=1, hypothesis="It frees an hour.")
    other = [Row("1", "Something else", "Desk")]
    process_actions.save_steps(
        mapped, by=otto, kind="as_is", rows=other, base=1, title="New"
    )
    process_actions.save_steps(
        mapped, by=otto, kind="to_be", rows=other, base=1, title="New"
    )
    assert "No longer on the map" in see_experiment(tried)
    actions.edit_experiment(tried, by=otto, version=2, hypothesis="It frees two.")


@pytest.fixture
def see_experiment(client, otto):
    """The page of an experiment, or another one, as Operations sees it."""
    client.force_login(otto, backend="django.contrib.auth.backends.ModelBackend")

    def see(row, address=""):
        own = reverse("lessons:experiment", args=[row.initiative.ref, row.pk])
        return client.get(address or own).content.decode()

    return see
