"""The pages of stage 3, as the cast sees them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.stages import Stage
from lessons import actions
from lessons.models import Endorsement, Experiment, Lesson, Review, ReviewAttestation
from tests.literacy.cast import NOW, TODAY, make_initiative

TEXTS = {
    "title": "Sample the exceptions",
    "observation": "A third came back by hand.",
    "cause": "The test used clean files.",
    "rule": "Test 200 real files, exceptions included.",
    "action": "Keep a set of real files.",
    "strength": "anecdote",
    "cause_layer": "data",
}


@pytest.fixture
def initiative(company):
    """An active initiative in Learning."""
    return make_initiative(
        company, number=904, stage=Stage.LEARNING, process_family="Claims"
    )


@pytest.fixture
def see(client):
    """What a person gets at an address."""

    def page(person, name, *args, data=None):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        url = reverse(f"lessons:{name}", args=args)
        return client.get(url) if data is None else client.post(url, data)

    return page


@pytest.fixture
def lesson(initiative, mara):
    """A draft of a lesson."""
    return actions.write_lesson(initiative, by=mara, **TEXTS)


def lead_of(response):
    text = response.content.decode()
    return " ".join(re.search(r'class="lead">(.*?)</p>', text, re.S)[1].split())


def many(company, count, first=2000):
    """Initiatives with an experiment, a review and an endorsed lesson each."""
    people = company.people
    for number in range(first, first + count):
        row = make_initiative(company, number=number, stage=Stage.LEARNING)
        lesson = Lesson.objects.create(
            number=number,
            ref=f"L-{number}",
            initiative=row,
            written_by=people["mara"],
            process_family="Claims",
            **TEXTS,
        )
        for function, name in (
            ("hr", "hana"),
            ("operations", "otto"),
            ("knowledge", "kim"),
        ):
            Endorsement.objects.create(
                lesson=lesson, version=1, function=function, endorsed_by=people[name]
            )


def test_the_library_says_how_many_and_what_is_owed(company, see, lesson, hana):
    assert lead_of(see(hana, "index")) == (
        "1 lesson, 1 not endorsed yet. Nothing was stopped without one."
    )
    make_initiative(
        company,
        number=905,
        stage=Stage.LEARNING,
        stopped_at=NOW - timedelta(days=16),
    )
    page = see(hana, "index")
    assert "1 initiative was stopped without a lesson." in lead_of(page)
    assert "16 days" in page.content.decode()


def test_an_empty_library_says_what_comes_here(see, hana):
    page = see(hana, "index").content.decode()
    assert "No lesson yet" in page
    assert "Choose the initiative" in page or "See what is in Learning" in page


def test_the_library_is_searched_in_the_address(client, see, lesson, hana):
    see(hana, "index")
    found = client.get(reverse("lessons:index"), {"q": "EXCEPTIONS clean"})
    assert lesson.title in found.content.decode()
    missed = client.get(reverse("lessons:index"), {"q": "payroll"})
    assert "No lesson has these words" in missed.content.decode()


@pytest.mark.parametrize("name", ["index", "page"])
def test_a_page_costs_the_same_for_2_lessons_and_for_200(
    company, initiative, see, hana, name
):
    def cost():
        args = [] if name == "index" else [initiative.ref]
        with CaptureQueriesContext(connection) as counted:
            assert see(hana, name, *args).status_code == 200
        return len(counted)

    many(company, 2)
    cost()
    few = cost()
    many(company, 198, first=3000)
    assert cost() == few


def test_an_empty_choice_is_said_in_words(initiative, see, kim):
    for name in ("start-experiment", "record-review", "write-lesson"):
        page = see(kim, name, initiative.ref).content.decode()
        assert "---------" not in page, name
    assert (
        "Operations or Knowledge"
        in see(kim, "start-experiment", initiative.ref).content.decode()
    )


def test_a_whole_path_through_the_pages(initiative, see, otto, kim, hana, mara):
    ref = initiative.ref
    answer = see(
        otto,
        "start-experiment",
        ref,
        data={
            "hypothesis": "We believe",
            "measure": "Minutes",
            "threshold": "8",
            "stop_rule": "Errors",
            "prediction": "Seven",
            "sample": "50",
            "ends_on": str(TODAY + timedelta(days=9)),
        },
    )
    assert answer.status_code == 302
    experiment = Experiment.objects.get()
    assert "Give the verdict" in see(otto, "page", ref).content.decode()
    see(
        kim,
        "give-verdict",
        ref,
        experiment.pk,
        data={"verdict": "scale", "result": "7 minutes", "value": "7"},
    )
    assert "It is due by" in see(kim, "page", ref).content.decode()
    fields = dict.fromkeys(("expected", "happened", "why", "change"), "Words")
    see(
        kim,
        "record-review",
        ref,
        data={"held_on": str(TODAY), "failure_type": "none", **fields},
    )
    review = Review.objects.get()
    see(hana, "attest-review", ref, review.pk, data={"function": "hr"})
    assert ReviewAttestation.objects.get().function == "hr"
    see(mara, "write-lesson", ref, data=TEXTS)
    lesson = Lesson.objects.get()
    see(hana, "endorse", lesson.ref, data={"function": "hr", "version": "1"})
    assert lead_of(see(mara, "lesson", lesson.ref)) == (
        "A draft: 2 functions have not endorsed it yet."
    )
    assert lead_of(see(mara, "page", ref)) == (
        "1 experiment, 0 without a verdict. 1 lesson, 0 endorsed."
    )


def test_a_stale_lesson_is_not_written_over(see, lesson, mara, lena):
    page = see(mara, "edit-lesson", lesson.ref).content.decode()
    assert 'name="version" value="1"' in page
    data = {**TEXTS, "version": "1"}
    assert (
        see(
            mara, "edit-lesson", lesson.ref, data={**data, "title": "First"}
        ).status_code
        == 302
    )
    late = see(lena, "edit-lesson", lesson.ref, data={**data, "title": "Second"})
    assert late.status_code == 409
    assert "Second" in late.content.decode()
    lesson.refresh_from_db()
    assert lesson.title == "First"


def test_a_stale_experiment_is_not_written_over(initiative, see, otto, kim):
    fields = {
        "hypothesis": "We believe",
        "measure": "Minutes",
        "threshold": "8",
        "stop_rule": "Errors",
        "prediction": "Seven",
        "sample": 50,
        "ends_on": TODAY,
    }
    row = actions.start_experiment(initiative, by=otto, **fields)
    data = {**fields, "version": "1", "threshold": "7"}
    args = ("edit-experiment", initiative.ref, row.pk)
    assert see(otto, *args, data=data).status_code == 302
    assert see(kim, *args, data={**data, "threshold": "6"}).status_code == 409
    row.refresh_from_db()
    assert row.threshold == "7"


def test_an_answer_is_asked_only_for_lessons_that_fit(company, see, kim, lesson):
    proposal = make_initiative(
        company, number=910, stage=Stage.PROPOSED, process_family="Claims"
    )
    assert see(kim, "answer", proposal.ref, lesson.ref).status_code == 404
    for function, name in (
        ("hr", "hana"),
        ("operations", "otto"),
        ("knowledge", "kim"),
    ):
        actions.endorse(lesson, by=company.people[name], function=function, version=1)
    assert see(kim, "answer", proposal.ref, lesson.ref).status_code == 200
    refused = see(kim, "answer", proposal.ref, lesson.ref, data={"answer": "adapt"})
    assert refused.status_code in (400, 422)
    assert "with a reason" in refused.content.decode()
    see(kim, "answer", proposal.ref, lesson.ref, data={"answer": "adopt"})
    again = see(kim, "answer", proposal.ref, lesson.ref).content.decode()
    assert re.search(r'value="adopt"[^>]*checked', again)
    assert ">Adopted</span>" in see(kim, "page", proposal.ref).content.decode()


def test_a_confidential_lesson_is_not_found(company, see, hana, mara):
    secret = make_initiative(
        company, number=912, process_family="Claims", is_confidential=True
    )
    lesson = actions.write_lesson(secret, by=mara, **TEXTS)
    public = make_initiative(company, number=915, process_family="Claims")
    assert see(hana, "lesson", lesson.ref).status_code == 404
    assert see(hana, "answer", public.ref, lesson.ref).status_code == 404
    assert TEXTS["title"] not in see(hana, "index").content.decode()


def test_who_may_not_sees_the_page_with_the_reason(initiative, see, lesson, fred):
    page = see(fred, "page", initiative.ref)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Only Operations or Knowledge can" in text
    assert reverse("lessons:start-experiment", args=[initiative.ref]) not in text
    refused = see(fred, "write-lesson", initiative.ref, data=TEXTS)
    assert refused.status_code == 403
    assert Lesson.objects.count() == 1


@pytest.mark.parametrize("function", ["", "finance", "x"])
def test_a_made_up_voice_is_refused_with_a_sentence(see, lesson, hana, function):
    data = {"function": function, "version": "x"}
    refused = see(hana, "endorse", lesson.ref, data=data)
    assert refused.status_code == 400
    assert not Endorsement.objects.exists()


def test_a_stranger_finds_no_initiative_here(initiative, see, lesson, nobody):
    assert see(nobody, "page", initiative.ref).status_code == 404
    assert see(nobody, "lesson", lesson.ref).status_code == 404
    assert see(nobody, "index").status_code == 200
