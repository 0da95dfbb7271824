"""The representatives' side: their files, their notes, who has read what."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock, sealing
from audit.errors import Refused
from audit.models import Entry
from initiatives.models import Exposure, Initiative
from literacy import actions
from literacy.models import (
    Consultation,
    CouncilKey,
    CouncilNote,
    FileReading,
    LawRuleVersion,
)
from literacy.obligations import obligations
from organisation.functions import Function
from organisation.models import Mandate, Seat
from tests.literacy.cast import NOW, TODAY, make_initiative

SECRET = "We will ask for the contract first, then vote against."


@pytest.fixture
def row(initiative, company, hana):
    """A consultation of the council of Lyon by the French rule, handed over."""
    version = LawRuleVersion.objects.in_force(TODAY).get(rule__code="FR-CSE-TECH")
    row = actions.open_consultation(
        initiative,
        by=hana,
        site=company.lyon,
        body=company.council,
        rule=version,
        subject="The sorter",
    )
    actions.hand_over_information(
        row, by=hana, informed_on=TODAY, text="Inside words", items=range(1, 9)
    )
    return row


@pytest.fixture
def sign_in(client):
    """Sign a person in."""

    def sign(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign


def address(name, *args):
    return reverse(f"literacy:{name}", args=args)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def _plain(content):
    """A page without the token against forged requests, which is new each time."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", content).decode()


def page_of(row):
    return address("consultation", row.initiative.ref, row.pk)


# Notes


def test_a_note_stands_in_no_table_in_clear_and_its_body_reads_it(row, rosa, sign_in):
    actions.write_note(row, by=rosa, text=SECRET)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert SECRET[:20] not in repr(cursor.fetchall()), table
    assert SECRET in text(sign_in(rosa).get(page_of(row)))


@pytest.mark.parametrize("name", ["hana", "lou", "lena", "auda", "adam", "otto"])
def test_nobody_on_the_employers_side_reads_notes(row, rosa, sign_in, company, name):
    actions.write_note(row, by=rosa, text=SECRET)
    browser = sign_in(company.people[name])
    page = browser.get(page_of(row))
    assert page.status_code == 200
    assert SECRET not in text(page)
    assert "Notes of your body" not in text(page)
    ref = row.initiative.ref
    assert browser.get(address("write-note", ref, row.pk)).status_code == 404
    assert browser.get(f"/api/v1/consultations/{row.pk}/notes/").status_code == 404
    history = browser.get(f"/api/v1/initiatives/{ref}/history/")
    assert SECRET not in history.content.decode()
    with pytest.raises(Refused):
        actions.write_note(row, by=company.people[name], text="x")


@pytest.mark.parametrize("how", ["mandate", "administrator", "auditor"])
def test_a_seat_opens_no_notes_to_whoever_stands_on_another_side_too(
    row, rosa, company, sign_in, how
):
    actions.write_note(row, by=rosa, text=SECRET)
    person = company.people["nobody"]
    Seat.objects.create(body=company.council, person=person, starts_on=TODAY)
    if how == "mandate":
        Mandate.objects.create(
            person=person, function=Function.HR, unit=company.root, starts_on=TODAY
        )
    elif how == "administrator":
        person.is_administrator = True
    else:
        person.is_auditor = True
    person.save()
    page = text(sign_in(person).get(page_of(row)))
    assert SECRET not in page
    assert "closed to whoever also holds a mandate" in page


def test_a_note_opens_with_the_key_of_its_own_file_only(row, rosa, company, hana):
    actions.write_note(row, by=rosa, text=SECRET)
    other = actions.open_consultation(
        row.initiative,
        by=hana,
        site=company.lyon,
        body=company.council,
        right="consent",
        subject="Another",
    )
    actions.write_note(other, by=rosa, text="x")
    note, key = CouncilNote.objects.get(consultation=row), CouncilKey.objects
    mine, theirs = key.get(consultation=row), key.get(consultation=other)
    about = f"literacy.consultation:{row.pk}"

    def opened(kept, sealed=note.sealed):
        return sealing.unseal(
            sealed, key_id=kept.key_id, wrapped=kept.wrapped, about=about
        )

    assert opened(mine) == SECRET
    with pytest.raises(sealing.Unreadable):
        opened(theirs)
    changed = note.sealed[:30] + ("A" if note.sealed[30] != "A" else "B")
    with pytest.raises(sealing.Unreadable):
        opened(mine, changed + note.sealed[31:])


def test_notes_that_were_erased_open_to_nobody_again(row, rosa, sign_in, company):
    actions.write_note(row, by=rosa, text=SECRET)
    path = f"/api/v1/consultations/{row.pk}/notes/erasure/"
    assert sign_in(company.people["hana"]).post(path).status_code == 404
    sent = sign_in(rosa).post(path, {}, content_type="application/json")
    assert sent.status_code == 201
    assert not CouncilKey.objects.exists()
    assert CouncilNote.objects.get().sealed == ""
    assert SECRET not in text(sign_in(rosa).get(page_of(row)))
    actions.write_note(row, by=rosa, text="A new one")
    assert "A new one" in text(sign_in(rosa).get(page_of(row)))


def test_the_record_says_that_a_note_was_written_and_not_what(row, rosa):
    actions.write_note(row, by=rosa, text=SECRET)
    entry = Entry.objects.get(action="literacy.council_note_written")
    assert json.loads(entry.body)["facts"] == {"consultation": row.pk}


# Readings


def test_reading_confidential_information_leaves_a_trace_that_the_council_sees(
    row, hana, lou, rosa, sign_in
):
    given = actions.hand_over_information(
        row,
        by=hana,
        informed_on=TODAY,
        text="Deep inside",
        upload=SimpleUploadedFile("plan.txt", b"The plan."),
        is_confidential=True,
    )
    ref = row.initiative.ref
    where = address("read-information", ref, given.pk)
    browser = sign_in(lou)
    assert "Deep inside" not in text(browser.get(page_of(row)))
    asked = browser.get(where)
    assert "Your name and the time are noted" in text(asked)
    assert not FileReading.objects.exists()
    assert "Deep inside" in text(browser.post(where))
    plan = browser.post(where, {"file": "1"})
    assert plan.content == b"The plan."
    assert browser.get(address("information-file", ref, given.pk)).status_code == 302
    listed = browser.get(reverse("initiatives:files", args=[ref]))
    assert "plan.txt" not in text(listed)
    file = reverse("initiatives:download", args=[ref, given.attachment_id])
    assert browser.get(file).status_code == 404
    assert [r.person for r in FileReading.objects.all()] == [lou, lou]
    seen = text(sign_in(rosa).get(page_of(row)))
    assert "Who opened confidential information" in seen
    assert "Lou" in seen


# Who sees what


@pytest.mark.parametrize("name", ["rolf", "emma", "nobody"])
def test_a_file_of_another_body_is_as_absent_as_one_that_never_was(
    row, company, sign_in, name
):
    Exposure.objects.create(
        initiative=row.initiative,
        unit=company.service,
        site=company.stuttgart,
        people=3,
    )
    browser = sign_in(company.people[name])
    ref = row.initiative.ref
    for route, more in (
        ("consultation", ()),
        ("hand-over-information", ()),
        ("give-opinion", ()),
        ("consultation-act", ("documents",)),
        ("write-note", ()),
    ):
        there = browser.get(address(route, ref, row.pk, *more))
        never = browser.get(address(route, ref, 999999, *more))
        assert there.status_code == never.status_code == 404
        here = f"consultations/{row.pk}/".encode()
        absent = there.content.replace(here, b"consultations/999999/")
        assert _plain(absent) == _plain(never.content)
    for path in (f"/api/v1/consultations/{row.pk}/",):
        there = browser.get(path)
        never = browser.get("/api/v1/consultations/999999/")
        assert (there.status_code, there.content) == (404, never.content)


def test_only_who_sits_on_a_body_has_the_page_of_its_files(row, company, sign_in):
    for name in ("hana", "lou", "adam", "auda", "nobody"):
        assert sign_in(company.people[name]).get("/en/council/").status_code == 404
    mine = text(sign_in(company.people["rosa"]).get("/en/council/"))
    assert "waits for an answer of your body, until 24 December 2026" in mine
    assert "1 month from 24 November 2026" in mine
    other = text(sign_in(company.people["rolf"]).get("/en/council/"))
    assert "The sorter" not in other
    assert "Nothing waits" in other


def test_the_council_reads_its_file_of_a_confidential_initiative_and_answers(
    row, rosa, sign_in
):
    Initiative.objects.update(is_confidential=True)
    browser = sign_in(rosa)
    assert browser.get(address("page", row.initiative.ref)).status_code == 404
    page = browser.get(page_of(row))
    assert page.status_code == 200
    assert "Inside words" in text(page)
    assert "Files of your body" in text(page)
    assert [str(o.sentence) for o in obligations(rosa)] == [
        "Give the opinion of CSE Lyon on The sorter"
    ]
    sent = browser.post(
        address("give-opinion", row.initiative.ref, row.pk),
        {"outcome": "favourable", "given_on": "2026-11-24", "seen": "1"},
        follow=True,
    )
    assert "The opinion is recorded" in text(sent)


def test_the_page_says_where_it_stands_with_the_derivation(row, hana, sign_in):
    page = text(sign_in(hana).get(page_of(row)))
    assert "CSE Lyon: opinion awaited until 24 December 2026." in page
    assert "1 month from 24 November 2026: 24 December 2026." in page
    assert "The end of this term passes nothing by itself." in page
    assert "Not yet: time passes nothing" in page
    assert "Calendar holidays" in page


def test_every_act_opens_as_a_form_for_its_side_and_refuses_the_other(
    row, hana, rosa, sign_in
):
    ref = row.initiative.ref
    for person, slugs in (
        (
            hana,
            (
                "delivery",
                "minutes",
                "term",
                "order",
                "response",
                "commitment",
                "addendum",
                "reopen",
            ),
        ),
        (rosa, ("documents", "expert", "authority", "delivery", "term", "addendum")),
    ):
        for slug in slugs:
            page = sign_in(person).get(address("consultation-act", ref, row.pk, slug))
            assert page.status_code == 200, slug
            assert page.content.count(b"<h1") == 1
            assert b"checked" not in page.content
    sent = sign_in(rosa).post(
        address("consultation-act", ref, row.pk, "reopen"), {"reason": "Kept words"}
    )
    assert sent.status_code == 403
    assert "Kept words" in sent.content.decode()
    assert (
        sign_in(hana).get(address("consultation-act", ref, row.pk, "x")).status_code
        == 404
    )


def test_a_file_runs_in_the_browser_from_request_to_commitment(
    row, hana, rosa, otto, sign_in, pdf
):
    ref, pk = row.initiative.ref, row.pk

    def act(person, slug, **answers):
        sent = sign_in(person).post(
            address("consultation-act", ref, pk, slug), answers, follow=True
        )
        assert sent.status_code == 200, text(sent)
        return text(sent)

    act(rosa, "documents", text="The contract")
    event = row.events.get(kind="request")
    owed = [str(o.sentence) for o in obligations(hana)]
    assert owed == ["Answer CSE Lyon, which asks for documents"]
    sign_in(hana).post(
        address("answer-event", ref, pk, event.pk),
        {"text": "Here", "upload": pdf()},
    )
    paper = row.events.get(kind="answer").attachment
    got = sign_in(rosa).get(address("consultation-file", ref, pk, paper.pk))
    assert got.content.startswith(b"%PDF")
    assert "Expert at work" in act(
        rosa, "expert", text="Cabinet", on="2026-11-24", upload=pdf("vote")
    )
    sign_in(rosa).post(
        address("give-opinion", ref, pk),
        {"outcome": "with_reservations", "text": "Not so fast.", "seen": "1"}
        | {"given_on": "2026-11-24"},
    )
    assert [str(o.sentence) for o in obligations(hana)] == [
        "Give CSE Lyon the employer's reasoned answer"
    ]
    act(hana, "response", departs="no", text="We slow down.", on="2026-11-24")
    act(hana, "commitment", text="Measure", owner=otto.pk, due_on="2026-12-01")
    assert [str(o.sentence) for o in obligations(otto)] == [
        "Promised to a body: Measure"
    ]
    promise = row.commitments.get()
    done = sign_in(otto).post(
        address("fulfil", ref, pk, promise.pk),
        {"on": "2026-11-24", "text": "Measured"},
        follow=True,
    )
    assert "Measured" in text(done)


def test_the_api_opens_hands_over_and_records_the_opinion(
    initiative, company, hana, rosa, sign_in
):
    def post(person, path, **body):
        return sign_in(person).post(
            f"/api/v1/{path}", json.dumps(body), content_type="application/json"
        )

    made = post(
        hana,
        f"initiatives/{initiative.ref}/consultations/",
        site=company.lyon.pk,
        body=company.council.pk,
        rule="FR-CSE-TECH",
        subject="The sorter",
    )
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert made.json()["state"] == "opened"
    future = post(
        hana,
        f"consultations/{key}/information/",
        informed_on="2026-11-25",
        text="x",
    )
    assert future.status_code == 400
    assert future.json()["field"] == "informed_on"
    early = post(
        rosa,
        f"consultations/{key}/opinion/",
        outcome="favourable",
        given_on="2026-11-24",
    )
    assert early.status_code == 409
    given = post(
        hana,
        f"consultations/{key}/information/",
        informed_on="2026-11-24",
        text="All of it",
        items=list(range(1, 9)),
    )
    assert given.json()["due_on"] == "2026-12-24"
    assert given.json()["derivation"].startswith("1 month from 24 November 2026")
    said = post(
        rosa,
        f"consultations/{key}/opinion/",
        outcome="unfavourable",
        given_on="2026-11-24",
        text="No.",
        seen=1,
    )
    assert said.status_code == 201, said.content
    assert said.json()["has_passed"] is True
    late = post(rosa, f"consultations/{key}/documents/", text="More")
    assert late.status_code == 409
    assert "stands as it is" in late.json()["detail"]
    listed = sign_in(rosa).get("/api/v1/council/")
    assert [item["id"] for item in listed.json()] == [key]
    assert sign_in(hana).get("/api/v1/council/").status_code == 404
    strange = post(hana, f"consultations/{key}/response/", state="closed")
    assert strange.status_code == 400


def test_the_page_of_a_body_costs_the_same_for_2_files_and_for_40(
    company, hana, rosa, sign_in, consulted
):
    browser = sign_in(rosa)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/en/council/").status_code == 200
        return len(queries)

    for number in (1, 2):
        consulted(make_initiative(company, number=number), outcome=None)
    cost()
    few = cost()
    for number in range(3, 41):
        consulted(make_initiative(company, number=number), outcome=None)
    assert cost() == few
    assert Consultation.objects.count() == 40


def test_what_is_owed_to_bodies_costs_the_same_for_many(
    row, hana, rosa, django_assert_num_queries
):
    actions.ask_documents(row, by=rosa, text="One")
    for person in (hana, rosa):
        obligations(person)
        with CaptureQueriesContext(connection) as few:
            obligations(person)
        for _n in range(3):
            actions.ask_documents(row, by=rosa, text="More")
        with django_assert_num_queries(len(few)):
            obligations(person)


def test_employees_read_that_a_silence_counts_by_law_and_what_the_employer_answers(
    row, hana, rosa, emma, lou, sign_in
):
    LawRuleVersion.objects.filter(pk=row.rule_id).update(
        verified_on=TODAY, verified_by=lou
    )
    actions.prove_delivery(row, by=rosa, on=TODAY)
    with clock.at(NOW + timedelta(days=31)):
        actions.respond(
            row, by=hana, on=clock.today(), text="We begin slowly.", departs=False
        )
        page = text(sign_in(emma).get(address("employees", row.initiative.ref)))
    assert "nobody says that it agreed" in page
    assert "We begin slowly." in page
