"""What the pages of governance say, and to whom."""

import ast
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from audit import triggers
from governance import digest, presenters, rules
from governance.gates import BY_CODE
from governance.models import Wait
from governance.starting import refuse_unprotected
from initiatives import actions as initiatives
from initiatives.models import Initiative, Stay
from initiatives.signed import SIGNED_FIELDS
from initiatives.stages import Kind, Stage
from tests.cast import NOW, fresh, propose, sign_all
from tests.factories import at_stage

BASE = Path(__file__).resolve().parents[2]


@pytest.fixture
def see(cast_company):
    """The text of a page as a person sees it."""

    def page(person, path, language="en"):
        client = Client()
        client.force_login(person)
        answer = client.get(f"/{language}/{path}")
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    return page


def take_over(company, stage=Stage.LEARNING, title="Old scorer"):
    """An initiative that ran before it came here."""
    return fresh(
        initiatives.take_over(
            by=company.lena, title=title, unit=company.service, stage=stage
        )
    )


# What is owed


def test_every_page_of_what_was_taken_over_lists_what_it_owes(cast_company, see):
    row = take_over(cast_company)
    owed = [str(c.label) for c in rules.debts(row)]
    assert owed

    for part in (
        *("", "gate/", "history/", "literacy/", "processes/", "lessons/"),
        *("value/", "files/", "leads/"),
    ):
        text = see(cast_company.lena, f"initiatives/{row.ref}/{part}")
        assert "Taken over at Learning" in text, part
        assert all(label in text for label in owed), part
        assert ("<details open>" in text) == (part == "gate/"), part


def test_a_proposal_of_this_house_asks_for_no_debts(cast_company, proposal, see):
    assert "Taken over at" not in see(
        cast_company.lena, f"initiatives/{proposal.ref}/lessons/"
    )


def test_debts_cost_the_same_with_many_initiatives(cast_company):
    row = take_over(cast_company)
    client = Client()
    client.force_login(cast_company.lena)
    path = f"/en/initiatives/{row.ref}/literacy/"
    client.get(path)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    few = cost()
    for number in range(5):
        take_over(cast_company, title=f"Old scorer {number}")
    assert cost() == few


# The handoff


def test_each_answer_says_what_follows_from_it(cast_company, handoff, see):
    path = f"initiatives/{handoff.initiative.ref}/handoffs/{handoff.pk}/"

    signing = see(cast_company.otto, path)
    assert "HR is asked to accept." in signing
    assert "It goes back to Leadership" in signing
    assert "The next gate stays shut" in signing
    assert signing.count('_sub"') >= 6

    sign_all(cast_company, handoff)
    receiving = see(cast_company.hana, path)
    assert "by the person you name" in receiving
    assert "before the committee has decided" in receiving
    assert "checked" not in receiving


def test_the_last_gate_is_called_by_what_it_does(cast_company):
    assert presenters.gate_heading(BY_CODE["G4"]) == "Gate G4, the last one: it closes"
    assert presenters.gate_heading(BY_CODE["G0"]) == "Gate G0 to Literacy"
    assert presenters.gate_heading(None) == "No gate"


def test_a_holiday_is_named_in_the_language_of_the_reader(cast_company):
    wait = Wait(
        due_at=NOW,
        patience=5,
        reckoning={"country": "FR", "holidays": ["2026-11-11", ["2026-12-25", "Xmas"]]},
    )
    assert "11 November (Armistice Day)" in presenters.due_sentence(wait)
    with translation.override("fr"):
        french = presenters.due_sentence(wait)
    assert "11 novembre (Armistice)" in french
    assert "25 décembre (Noël)" in french

    wait.reckoning = {"country": "DE", "holidays": ["2026-10-03"]}
    with translation.override("fr"):
        assert "3 octobre." in presenters.due_sentence(wait)
    wait.reckoning = {"country": "XX", "has_calendar": False}
    assert "the public holidays there are not known" in presenters.due_sentence(wait)


def test_a_handoff_whose_criterion_is_not_met_any_more_is_said_to_be_suspended(
    cast_company, handoff, see
):
    ref = handoff.initiative.ref
    suspended = "The handoff is suspended: “A named lead for each"
    assert suspended not in see(cast_company.otto, f"initiatives/{ref}/")
    initiatives.name_leads(
        fresh(handoff.initiative), by=cast_company.lena, leads={"knowledge": None}
    )

    for path in ("", "gate/"):
        page = see(cast_company.otto, f"initiatives/{ref}/{path}")
        assert suspended in page
        assert "Leadership can mend it" in page


# The board


def test_a_card_tells_how_many_have_signed(cast_company, handoff, see):
    sign_all(cast_company, handoff, but=("marketing", "hr"))

    assert "3 of 5 signed" in see(cast_company.lena, "pipeline/")


def test_a_stage_has_a_usual_length_from_five_stays_on(cast_company, see):
    for number, days in enumerate((10, 20, 30, 40, 99)):
        assert "usually" not in see(cast_company.lena, "pipeline/")
        row = propose(cast_company, title=f"Number {number}")
        Stay.objects.create(
            initiative=row,
            visit=90,
            stage=Stage.LITERACY,
            kind=Kind.FORWARD,
            entered_at=NOW - timedelta(days=days),
            entered_by=cast_company.lena,
            left_at=NOW,
        )
    assert "usually 30 days" in see(cast_company.lena, "pipeline/")


# Words


KINDS = {
    "asked_{duty}": [f"asked_{duty.value}" for duty in Wait.Duty],
    "literacy.{name}_asked": ["literacy.waiver_asked", "literacy.override_asked"],
    "literacy.{name}_answered": [
        "literacy.waiver_answered",
        "literacy.override_answered",
    ],
}
"""Kinds that the code puts together, and what comes of them."""


def told():
    """Every kind that the code passes to `notices.tell`, by its own word for it."""
    rooms = ("governance", "value", "lessons", "processes", "literacy", "initiatives")
    for room in rooms:
        for file in (BASE / room).rglob("*.py"):
            tree = ast.parse(file.read_text())
            if "tell" not in file.read_text():
                continue
            for call in ast.walk(tree):
                func = getattr(call, "func", None)
                name = getattr(func, "id", getattr(func, "attr", ""))
                if name not in ("tell", "tell_about") or len(call.args) < 2:
                    continue
                kind = call.args[1]
                if isinstance(kind, ast.Constant):
                    yield kind.value
                elif isinstance(kind, ast.JoinedStr):
                    yield from KINDS[ast.unparse(kind)[2:-1]]


def test_every_notice_has_a_sentence():
    kinds = set(told())

    assert {"passed", "processes.owner_named", "asked_sign"} <= kinds
    assert kinds - set(presenters.UPDATES) == set()
    for kind in kinds:
        for facts in ({}, {"agreed": True, "function": "hr", "to": "closed"}):
            assert str(presenters.UPDATES[kind](facts)).strip()


def paths(content, path=()):
    """Every place in a signed content."""
    for key, value in content.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from paths(value, (*path, key))


@pytest.mark.django_db
def test_each_part_of_a_signed_content_has_words(cast_company):
    row = at_stage(cast_company, Stage.VALUE)
    state = rules.standing(row)
    content = json.loads(state.content.text)
    rooms = set(content)
    found = {p for p in paths(content) if len(p) > 1 and p != ("initiative",) * 2}
    assert ("processes", "maps", "as_is", "sha256") in found
    for path in found:
        if path[:-1] == ("initiative", "initiative"):
            field = Initiative._meta.get_field(path[-1])
            assert isinstance(field.verbose_name, Promise), path
        elif path[-1] not in rooms:
            field = digest._field(path[:-1], path[-1])
            assert field is not None or path[-1] in digest._PARTS, path
    assert len(SIGNED_FIELDS["initiatives.initiative"]) == len(
        content["initiative"]["initiative"]
    )


@pytest.mark.django_db
def test_a_change_is_told_in_the_words_of_its_choices():
    before = (
        '{"initiative": {"initiative": {"intent": "growth"}},'
        ' "processes": {"bottleneck": {}, "maps": {}}}'
    )
    after = (
        '{"initiative": {"initiative": {"intent": "contraction"}},'
        ' "processes": {"bottleneck": {"step": "Claims desk"},'
        ' "maps": {"as_is": {"title": "Claims", "sha256": "aa"}}}}'
    )
    said = digest.changes(before, after)

    assert "growth" not in said[0]
    assert "Growth: more sales" in said[0]
    assert "Bottleneck, step or role: “” became “Claims desk”" in said
    assert "Map of the process as it runs, content: changed" in said


# The form that is sent twice


def test_the_same_form_with_other_answers_is_refused(cast_company, handoff):
    client = Client()
    client.force_login(cast_company.hana)
    url = reverse("governance:handoff", args=[handoff.initiative.ref, handoff.pk])
    sent = {"once": "a" * 32, "function": "hr", "digest": handoff.digest}

    first = client.post(url, {**sent, "answer": "signed"})
    again = client.post(url, {**sent, "answer": "signed"}, follow=True)
    other = client.post(
        url, {**sent, "answer": "signed", "note": "With a note."}, follow=True
    )

    assert first.status_code == 302
    assert "Nothing was done twice" in again.text or again.status_code == 422
    assert other.status_code == 422
    assert handoff.signoffs.filter(is_standing=True).count() == 1


# The start


def test_a_web_process_does_not_start_on_a_database_without_a_record(tmp_path):
    environ = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
        "MAILLON_NO_BOOTSTRAP": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", "import governance.wsgi"],
        cwd=BASE,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "Maillon does not start: " in done.stderr
    assert "manage.py migrate" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_a_web_process_starts_only_where_the_record_is_protected():
    refuse_unprotected()

    name, (table, _text) = next(iter(triggers._standing(connection).items()))
    with connection.cursor() as cursor:
        triggers._drop(cursor, connection, name, table)
    with pytest.raises(SystemExit, match="Maillon does not start"):
        refuse_unprotected()
