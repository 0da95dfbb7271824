"""The pages of dialogue: asking, reading, answering, and the employees' page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from audit.actions import SYSTEM
from audit.models import Entry
from literacy import actions, codes
from literacy.models import Concern, PublishedQuestion, Statement, StatementKind
from literacy.obligations import obligations
from organisation.models import Person
from tests.literacy.cast import make_initiative
from tests.literacy.test_voice import LATEST, send


@pytest.fixture
def see():
    """Open a page as a person."""

    def open_page(person, path, data=None, **options):
        client = Client()
        client.force_login(person)
        if data is not None:
            return client.post(path, data, **options)
        return client.get(path, **options)

    return open_page


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def url(name, *args, **query):
    more = "?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""
    return reverse(f"literacy:{name}", args=args) + more


def publish(hana, person, initiative, number=1, function="operations"):
    row = actions.ask_by_name(
        by=person, theme="jobs", text=f"Mine {number}?", initiative=initiative
    )
    return actions.publish_question(
        row, by=hana, text=f"Neutral question {number}?", function=function
    )


def test_the_modes_are_shown_before_anything_can_be_typed(see, emma, initiative):
    page = see(emma, url("ask", about=initiative.ref))

    for way in ("With my name", "Confidential", "Anonymous"):
        assert way in text(page)
    assert "<textarea" not in page.text
    assert "Your way of writing can give you away" in text(page)
    assert see(emma, url("ask", about="AI-1")).status_code == 404


def test_from_the_question_to_its_answer_on_the_employees_page(
    see, emma, hana, otto, initiative
):
    sent = see(
        emma,
        url("ask-named", about=initiative.ref),
        {"theme": "jobs", "text": "Will Paul be moved?", "once": "a" * 32},
        follow=True,
    )
    assert "It is sent" in text(sent)
    row = Concern.objects.get()
    reading = see(hana, url("concern", row.pk))
    assert "Will Paul be moved?" in reading.text
    assert "Emma" in text(reading)
    see(
        hana,
        url("publish-question", row.pk),
        {"text": "Are people moved?", "function": "operations"},
    )
    question = PublishedQuestion.objects.get()
    employees = url("employees", initiative.ref)
    assert "With Operations" in text(see(emma, employees))
    see(
        otto,
        url("answer-question", question.pk),
        {"outcome": "committed", "text": "Nobody is moved before June."},
    )

    page = text(see(emma, employees))

    assert "Are people moved?" in page
    assert "Nobody is moved before June." in page
    assert "What was committed since" in page
    assert "Will Paul" not in page
    assert "Will Paul" not in text(see(otto, url("question", question.pk)))

    # the asker finds that it does not answer it, and the question is open again
    assert "Say whether it answers it" in text(see(emma, url("my-concern", row.pk)))
    judge = url("judge-answer", row.pk)
    refused = see(emma, judge, {"answered": "no", "text": ""})
    assert refused.status_code == 400
    assert "Say in a sentence what is missing." in text(refused)
    see(emma, judge, {"answered": "no", "text": "And after June, Paul asks?"})
    shown = text(see(otto, url("question", question.pk)))
    assert "the question was opened again" in shown
    assert "Paul asks" not in shown
    assert "Say what is still open" in text(see(hana, url("question", question.pk)))
    see(hana, url("say-missing", question.pk), {"text": "What holds after June?"})
    assert "What holds after June?" in text(see(otto, url("question", question.pk)))
    assert see(otto, url("say-missing", question.pk)).status_code == 404


def test_only_its_readers_open_a_concern(see, company, emma, hana, otto, initiative):
    row = actions.ask_by_name(
        by=emma, theme="jobs", text="Secret words", initiative=initiative
    )
    for name in ("otto", "lena", "auda", "adam", "rosa", "emma", "nobody"):
        person = company.people[name]
        for page in ("concern", "publish-question", "join-question"):
            assert see(person, url(page, row.pk)).status_code == 404, (name, page)
    assert see(otto, url("concerns")).status_code == 403
    assert "Secret words" not in see(hana, url("concerns")).text
    assert see(hana, url("my-concern", row.pk)).status_code == 404
    assert "Secret words" in see(emma, url("my-concern", row.pk)).text


def test_the_form_keeps_what_was_typed_when_it_is_refused(see, emma, rosa):
    page = see(
        emma,
        url("ask-confidentially"),
        {"theme": "", "text": "Kept words", "code": codes.fresh(), "trusted": rosa.pk},
    )

    assert page.status_code == 422
    assert "Kept words" in page.text


def test_the_employees_page_is_for_those_it_concerns_and_who_see_it(
    see, company, initiative
):
    path = url("employees", initiative.ref)
    for name, status in (
        ("emma", 200),
        ("hana", 200),
        ("auda", 200),
        ("rosa", 200),
        ("nobody", 404),
    ):
        assert see(company.people[name], path).status_code == status, name


def test_the_employees_page_says_growth_or_contraction_as_declared(
    see, emma, hana, initiative
):
    path = url("employees", initiative.ref)
    assert "Where it stands" in text(see(emma, path))
    assert "This is not published yet." in text(see(emma, path))
    Statement.objects.create(
        initiative=initiative,
        kind=StatementKind.INTENT,
        text="Call-backs.",
        intent="contraction",
        written_by=hana,
    )

    page = text(see(emma, path))

    assert "Contraction: posts that it frees are not replaced." in page
    assert "Nobody has to work with it yet." in page


def test_pages_cost_the_same_for_few_and_for_many(see, company, emma, hana, initiative):
    client = Client()
    client.force_login(hana)
    pages = [
        url("questions"),
        url("concerns"),
        url("concerns", all=1),
        url("employees", initiative.ref),
        url("pulses"),
        "/api/v1/questions/",
    ]

    def grow(start, n):
        for number in range(start, start + n):
            publish(hana, emma, initiative, number)
            actions.ask_by_name(
                by=emma, theme="data", text="Again?", initiative=initiative
            )

    def costs():
        found = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        return found

    grow(0, 2)
    few = costs()
    grow(2, 12)
    assert costs() == few


def test_what_waits_is_an_obligation_of_who_must_act(emma, hana, otto, initiative):
    row = actions.ask_by_name(by=emma, theme="jobs", text="Why?", initiative=initiative)

    def owed(person):
        fresh = Person.objects.get(pk=person.pk)
        return {str(o.sentence): o for o in obligations(fresh)}

    read = "Read what was asked about it, and answer it or pass it on"
    assert owed(hana)[read].due_at == row.answer_by
    actions.publish_question(row, by=hana, text="Why so?", function="operations")
    assert read not in owed(hana)
    assert "Answer a question of employees" in owed(otto)


def test_an_exception_in_force_stands_wherever_an_initiative_is_asked_about(
    see, company, emma, hana, otto, lena, lou, initiative
):
    row = actions.ask_override(
        initiative, by=lena, site=company.lyon, reason="Security repair"
    )
    actions.answer_override(row, by=lou, answer="confirmed")
    question = publish(hana, emma, initiative)
    concern = Concern.objects.get()
    pulse = actions.open_pulse(
        by=hana, closes_on=clock.today() + timedelta(days=20), initiative=initiative
    )

    for person, page in (
        (emma, url("question", question.pk)),
        (otto, url("answer-question", question.pk)),
        (hana, url("concern", concern.pk)),
        (hana, url("publish-question", concern.pk)),
        (emma, url("my-concern", concern.pk)),
        (emma, url("ask", about=initiative.ref)),
        (emma, url("ask-named", about=initiative.ref)),
        (emma, url("pulse", pulse.pk)),
    ):
        assert "allowed it: Security repair" in text(see(person, page)), page


def test_a_question_is_asked_too_from_its_page(see, emma, hana, lena, initiative):
    question = publish(hana, emma, initiative)
    path = url("ask-too", question.pk)
    before = Entry.objects.count()

    for _each in range(2):
        page = see(lena, path, {}, follow=True)
        assert "You are counted among those who ask this." in text(page)

    assert "asked by fewer than 5 people" in text(page)
    assert Entry.objects.count() == before


def test_an_anonymous_one_about_an_initiative_comes_to_its_hr(
    see, company, hana, initiative
):
    send(2, about=initiative.ref)
    with clock.at(LATEST):
        actions.release_due(by=SYSTEM)
        page = text(see(hana, url("concerns")))

        assert "2 to read and 0 questions without an answer" in page
        assert "AI-900" in page
        row = Concern.objects.first()
        assert "nobody knows who asks" in text(see(hana, url("concern", row.pk)))


def test_it_speaks_french(see, emma, initiative):
    page = see(emma, f"/fr/initiatives/{initiative.ref}/employees/")

    assert page.status_code == 200
    assert 'lang="fr"' in page.text


def test_the_api_reads_and_answers_questions(emma, hana, otto, initiative, company):
    question = publish(hana, emma, initiative)
    client = Client()
    client.force_login(emma)
    path = f"/api/v1/questions/{question.pk}/"
    row = client.get(path).json()
    assert (row["state"], row["asked_by_at_least"]) == ("open", 0)
    body = {"outcome": "answered", "text": "No."}
    answer = {"data": body, "content_type": "application/json"}
    assert client.post(f"{path}answer/", **answer).status_code == 403
    client.force_login(otto)
    assert client.post(f"{path}answer/", **answer).json()["state"] == "answered"
    assert client.post(f"{path}answer/", **answer).status_code == 409
    client.force_login(company.people["nobody"])
    assert client.get(path).status_code == 404
    assert client.get("/api/v1/questions/").json() == []


def test_a_confidential_initiative_shows_its_questions_to_nobody_outside(
    emma, hana, company
):
    row = make_initiative(company, number=950)
    question = publish(hana, emma, row)
    type(row).objects.filter(pk=row.pk).update(is_confidential=True)

    assert not PublishedQuestion.objects.readable_by(emma).filter(pk=question.pk)
