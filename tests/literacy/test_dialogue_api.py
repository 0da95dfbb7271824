"""Each act of stage 1 that is one thing has an address in the API, and an entry."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.models import Entry
from literacy import actions
from literacy.law import shipped
from literacy.models import (
    LawRuleVersion,
    Measure,
    NamedListRule,
    Pulse,
    Recipe,
    SandboxReport,
    StatementKind,
)
from organisation.models import Mandate, Person


@pytest.fixture
def send(company):
    """POST to the API as somebody; the JSON and the status."""

    def post(name, path, body=None):
        client = Client()
        client.force_login(company.people[name])
        answer = client.post(
            f"/api/v1/{path}", body or {}, content_type="application/json"
        )
        return answer.status_code, answer.json()

    return post


def noted():
    return list(Entry.objects.order_by("seq").values_list("action", flat=True))


REPORT = {
    "hypothesis": "Shorter",
    "tool": "Chat",
    "data_class": "synthetic",
    "tried_on": "2026-11-20",
    "result": "Good",
    "errors_seen": "none",
    "would_use": "yes",
}


def test_learning_and_trying(send, initiative, company, hana, otto):
    one = f"initiatives/{initiative.ref}/"
    place = {"unit": "service", "site": "lyon", "audience": "everyone"}
    levels = {**place, "able": 9, "coaching": 1, "ground": "Counted"}
    assert send("hana", f"{one}levels/", levels)[0] == 201
    status, told = send("hana", f"{one}levels/", {**levels, "site": "Nowhere"})
    assert (status, "site" in str(told)) == (400, True)
    assert send("otto", f"{one}levels/", levels)[0] == 403
    change = {"trigger": "model", "on": "2026-11-20", "reason": "Model 5"}
    assert send("otto", f"{one}refresh/", change)[0] == 201
    said = {"kind": StatementKind.DIALOGUE.value, "text": "What people asked."}
    assert send("hana", f"{one}statements/", said)[0] == 201
    assert send("emma", f"{one}statements/", said)[0] == 404

    actions.open_assessment(initiative, by=hana)
    measure = actions.plan_prevention(
        initiative,
        by=hana,
        dimension="workload",
        text="Rest",
        owner=otto,
        due_on=date(2027, 1, 8),
    )
    change = {"reason": "Not needed", "drop": True}
    assert send("hana", f"preventions/{measure.pk}/change/", change)[0] == 201

    would = SandboxReport
    use = would._meta.get_field("would_use").choices[0][0]
    sandbox = actions.record_sandbox(
        by=otto,
        unit=company.service,
        idea="Letters",
        **{**REPORT, "tried_on": date(2026, 11, 20), "would_use": use},
    )
    again = {**REPORT, "would_use": use, "seen": 1}
    assert send("otto", f"sandboxes/{sandbox.pk}/report/", again)[0] == 201
    assert send("otto", f"sandboxes/{sandbox.pk}/report/", again)[0] == 409
    recipe = {"title": "T", "function": "hr", "prompt": "P", "check_by": "C"}
    assert send("otto", f"sandboxes/{sandbox.pk}/recipe/", recipe)[0] == 201
    pk = Recipe.objects.get().pk
    version = {"prompt": "Q", "check_by": "C", "changed_because": "x", "seen": 1}
    assert send("otto", f"recipes/{pk}/version/", version)[0] == 201
    assert send("otto", f"recipes/{pk}/retirement/", {"reason": "Old"})[0] == 201
    assert {
        "literacy.levels_declared",
        "literacy.refresh_called",
        "literacy.prevention_dropped",
        "literacy.sandbox_revised",
        "literacy.recipe_shared",
        "literacy.recipe_retired",
    } <= set(noted())


def test_questions_and_the_pulse(send, initiative, emma, hana):
    asked = actions.ask_by_name(
        by=emma, theme="jobs", text="Fewer?", initiative=initiative
    )
    question = actions.publish_question(
        asked, by=hana, text="Fewer people?", function="operations"
    )
    path = f"questions/{question.pk}/"
    assert send("hana", f"{path}move/", {"function": "leadership"})[0] == 201
    assert send("otto", f"{path}move/", {"function": "hr"})[0] == 403
    assert send("otto", f"{path}too/")[0] == 201
    answered = {"outcome": "answered", "text": "No."}
    assert send("lena", f"{path}answer/", answered)[0] == 200
    assert send("otto", f"{path}verdict/", {"answered": True})[0] == 404
    doubt = {"answered": False, "text": "And later?"}
    assert send("emma", f"{path}verdict/", doubt)[0] == 200
    status, shown = send("hana", f"{path}missing/", {"text": "And next year?"})
    assert (status, shown["earlier_answer"], shown["missing"]) == (
        200,
        "No.",
        "And next year?",
    )

    assert send("hana", "pulses/new/", {"closes_on": "2026-12-20"})[0] == 201
    pulse = Pulse.objects.get()
    assert send("hana", f"pulses/{pulse.pk}/reminder/")[0] == 409
    assert send("otto", f"pulses/{pulse.pk}/close/")[0] == 403
    assert send("hana", f"pulses/{pulse.pk}/close/")[0] == 201


def test_the_law_and_named_lists_take_two_people(send, company, lou, adam):
    lara = Person.objects.create(email="lara@example.org", name="Lara")
    Mandate.objects.create(
        person=lara, function="legal", unit=company.root, starts_on=date(2020, 1, 1)
    )
    company.people["lara"] = lara
    body = {**shipped.rules()[0], "title": "Written anew"}
    code = body.pop("id")
    text = {"body": body, "reason": "Read again", "law_version": "2026-11-24"}
    wrong = {**text, "body": {**body, "right_kind": "veto"}, "seen": 1}
    assert send("lou", f"law/{code}/versions/", wrong)[0] == 400
    assert send("lou", f"law/{code}/versions/", {**text, "seen": 1})[0] == 201
    number = LawRuleVersion.objects.open().get().number
    answer = f"law/{code}/versions/{number}/answer/"
    assert send("lou", answer, {"answer": "confirmed"})[0] == 403
    assert send("lara", answer, {"answer": "confirmed"})[0] == 201
    assert send("lara", f"law/{code}/versions/{number}/verification/")[0] in (201, 403)
    new = {**text, "code": "PL-26", "level": "country", "country": "PL"}
    assert send("lou", "law/rules/new/", new)[0] == 201

    ask = {"ground": "Agreement of 2024", "unit": "service"}
    assert send("hana", "named-lists/", ask)[0] == 403
    assert send("adam", "named-lists/", ask)[0] == 201
    pk = NamedListRule.objects.get().pk
    assert send("hana", f"named-lists/{pk}/answer/", {"agreed": True})[0] == 201
    assert send("hana", f"named-lists/{pk}/end/")[0] == 201
    assert {
        "literacy.law_version_proposed",
        "literacy.named_lists_answered",
        "literacy.named_lists_ended",
    } <= set(noted())


def test_asking_by_name_and_taking_it_back(send, company, initiative, emma):
    asked = {"theme": "jobs", "text": "Will I be moved?", "ref": initiative.ref}
    status, told = send("emma", "concerns/", asked)
    assert (status, told["text"], told["ref"]) == (
        *(201, "Will I be moved?"),
        initiative.ref,
    )
    for ref in ("AI-999", "nothing"):
        status, told_no = send("emma", "concerns/", {**asked, "ref": ref})
        assert (status, told_no["field"]) == (400, "ref")
    assert send("emma", "concerns/", {**asked, "text": " "})[0] == 400
    one = f"concerns/{told['id']}/"
    assert send("emma", f"{one}more/", {"text": "Me and my team."})[0] == 201
    assert send("hana", f"{one}more/", {"text": "Not mine."})[0] == 404
    status, told = send("emma", f"{one}withdrawal/")
    assert (status, told["text"], bool(told["withdrawn_at"])) == (201, "", True)
    page = Client()
    page.force_login(emma)
    assert [row["id"] for row in page.get("/api/v1/concerns/").json()] == [told["id"]]


def test_a_list_of_attendance_comes_in_by_the_api(company, initiative, hana, otto):
    client = Client()
    client.force_login(hana)
    lines = "Initiative;Unit;Site;Audience;Date;People\n"
    lines += f"{initiative.ref};service;Lyon;everyone;2026-11-12;3\n"
    lines += f"{initiative.ref};service;Lyon;everyone;no day;3\n"

    def give(content, name="list.csv"):
        return client.post(
            "/api/v1/attendance/", {"file": SimpleUploadedFile(name, content)}
        )

    assert give(b"%PDF-1.4 x").status_code == 400
    sent = give(lines.encode())
    assert sent.status_code == 201
    told = sent.json()
    assert (told["state"], told["read"], told["missing"]) == ("checking", 2, "")
    assert not Measure.objects.exists()
    one = f"/api/v1/attendance/{told['id']}/"
    done = client.post(one, {}, content_type="application/json").json()
    assert (done["state"], done["created"], done["rejected"]) == ("done", 1, 1)
    assert client.get(one).json()["errors"][0]["line"] == 3
    client.force_login(otto)
    assert client.get(one).status_code == 404
    assert give(lines.encode()).status_code == 403


def test_the_feed_of_the_calendar_is_made_and_ended(send, company):
    status, told = send("hana", "calendar/feed/")
    assert status == 201
    path = told["address"].partition("/en/")[2]
    assert Client().get(f"/en/{path}").status_code == 200
    assert send("emma", "calendar/feed/")[0] == 404
    assert send("hana", "calendar/feed/end/")[0] == 201
    assert Client().get(f"/en/{path}").status_code == 404
    assert send("hana", "calendar/feed/end/")[0] == 409
