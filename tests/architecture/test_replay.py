"""What one person did, tried by another: nobody gets further than their own rights."""

import re
from contextlib import ExitStack
from functools import wraps
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.test import Client

import initiatives.actions
import lessons.actions
import literacy.actions
import processes.actions
import value.actions
from audit.errors import DomainError
from audit.models import Head
from governance import actions
from governance.models import Condition, Handoff, Question, Referral, SignOff
from initiatives.models import Initiative
from initiatives.stages import Stage
from lessons.models import Disposition, Experiment, Lesson, Review
from literacy.models import Consultation, Information, Measure, Statement
from organisation.functions import Function
from organisation.models import Body, Mandate, Person, Seat, Unit
from processes.models import MapVersion, Measurement
from tests import factories
from tests.architecture.test_access import routes
from tests.cast import SINCE, fresh, offer, propose, sign_all
from value.models import (
    Allocation,
    FreedHours,
    Idea,
    Investment,
    RealisedAmount,
    Scenario,
)

ROOMS = (
    initiatives.actions,
    literacy.actions,
    processes.actions,
    lessons.actions,
    value.actions,
    actions,
)
ROWS = {
    "governance:handoff": Handoff,
    "governance:withdraw-offer": Handoff,
    "governance:withdraw-signature": SignOff,
    "governance:answer-question": Question,
    "governance:meet-condition": Condition,
    "initiatives:download": None,
    "literacy:correct-measure": Measure,
    "literacy:give-opinion": Consultation,
    "literacy:hand-over-information": Consultation,
    "literacy:information-file": Information,
    "literacy:statement-file": Statement,
    "processes:map-file": MapVersion,
    "processes:correct-measurement": Measurement,
    "processes:record-after": Measurement,
    "lessons:add-reading": Experiment,
    "lessons:edit-experiment": Experiment,
    "lessons:experiment": Experiment,
    "lessons:read-series": Experiment,
    "lessons:give-verdict": Experiment,
    "lessons:attest-review": Review,
    "value:answer-amount": RealisedAmount,
    "value:reverse-allocation": Allocation,
    "value:reverse-hours": FreedHours,
    "value:choose-idea": Idea,
    "value:set-idea-aside": Idea,
    "value:reverse-investment": Investment,
    "value:delete-scenario": Scenario,
}
"""The rows that addresses below an initiative name by number."""


PARTS = {"show"}
"""Acts that no door calls: part of another, which has asked for the right."""


def neighbour(company):
    """Somebody who holds every function, but for another unit; it has its own site."""
    sales = Unit.objects.create(
        name="Sales", code="sales", country="FR", parent=company.root, path="/"
    )
    sales.path = f"{company.root.path}{sales.pk}/"
    sales.save()
    sven = Person.objects.create(email="sven@example.org", name="Sven Test", unit=sales)
    for function in Function:
        Mandate.objects.create(
            person=sven, function=function, unit=sales, starts_on=SINCE
        )
    body = Body.objects.create(name="Works council of Sales")
    body.sites.add(company.leeds)
    Seat.objects.create(body=body, person=sven, starts_on=SINCE)
    return sven


@pytest.fixture
def tried_by_others(cast_company):
    """Before anybody does anything, people without the right try the same."""
    others = [
        neighbour(cast_company),
        cast_company.emma,
        cast_company.adam,
        cast_company.auda,
        cast_company.rolf,
    ]
    tried, got_through = set(), []

    def first_by_others(action):
        @wraps(action)
        def act(*args, by, **kwargs):
            # What a person does to a draft of their own needs no right over another.
            for other in others if args or action.__name__ != "save_draft" else ():
                try:
                    with transaction.atomic():
                        action(*args, by=other, **kwargs)
                        got_through.append(f"{action.__name__} by {other.name}")
                        transaction.set_rollback(True)
                except DomainError:
                    tried.add(action.__name__)
            # A refused try may have changed what it was given.
            args = [fresh(a) if isinstance(a, Initiative) else a for a in args]
            return action(*args, by=by, **kwargs)

        return act

    with ExitStack() as stack:
        for room in ROOMS:
            for name, action in vars(room).copy().items():
                if getattr(action, "is_audited", False) and name not in PARTS:
                    stack.enter_context(
                        patch.object(room, name, first_by_others(action))
                    )
        yield tried, got_through


@pytest.mark.slow
def test_nobody_else_can_do_what_takes_an_initiative_to_its_end(
    cast_company, tried_by_others
):
    tried, got_through = tried_by_others

    row = factories.at_stage(cast_company, Stage.CLOSED)

    assert fresh(row).stage == Stage.CLOSED
    assert not got_through
    assert {
        *("set_exposures", "name_leads", "propose", "offer", "sign", "accept"),
        *("record_measure", "open_consultation", "hand_over_information"),
        *("give_opinion", "write_statement", "name_owner", "save_steps"),
        *("name_bottleneck", "write_note", "record_baseline", "start_use"),
        *("record_after", "record_hours", "plan_reception", "start_experiment"),
        *("give_verdict", "record_review", "write_lesson", "attest_review"),
        *("endorse", "allocate", "report_amount", "answer_amount", "review"),
        "publish_outcome",
    } <= tried


def below_an_initiative():
    """Every address that names an initiative: (name, pattern)."""
    return [(n, p) for n, p in routes() if n and "<str:ref>" in p]


def address(pattern, ref, pk, other="L-999"):
    """An address with these names in it."""
    path = pattern.replace("^", "").replace("<str:ref>", ref)
    path = re.sub(r"<int:\w+>", str(pk), path)
    path = re.sub(r"<uuid:\w+>", "00000000-0000-0000-0000-000000000000", path)
    path = path.replace("<slug:slug>", "dialogue-note")
    path = re.sub(r"<(str:)?\w+>", other, path)
    return f"/{path}" if path.startswith(("en/", "api/")) else f"/en/{path}"


def last_row_of(model, row):
    """The newest row of a model that hangs on an initiative."""
    if model is None:
        return row.attachments.last()
    rows = model._base_manager.order_by("-pk")
    for path in (
        *("initiative", "handoff__initiative", "consultation__initiative"),
        "map__initiative",
    ):
        if path.split("__")[0] in {f.name for f in model._meta.fields}:
            return rows.filter(**{path: row}).first()
    raise LookupError(model)


@pytest.mark.slow
@pytest.mark.django_db
def test_what_is_confidential_is_nowhere_for_who_is_not_named(cast_company):
    sven = neighbour(cast_company)
    row = factories.at_stage(cast_company, Stage.VALUE)
    factories.signed_by_all(cast_company, row, but=("marketing",))
    lesson = Lesson.objects.get(initiative=row)
    initiatives.actions.set_confidential(
        fresh(row), by=cast_company.lena, confidential=True
    )
    own = initiatives.actions.save_draft(
        by=sven, unit=Unit.objects.get(code="sales"), title="His own"
    )
    own = actions.propose(fresh(own), by=sven)
    client = Client()
    client.force_login(sven)
    last, wrong = Head.objects.get().seq, []
    for name, pattern in below_an_initiative():
        hung = last_row_of(ROWS[name], row) if name in ROWS else None
        pk = hung.pk if hung else 999_999
        nested = name in ROWS and hung
        for ref in (row.ref, own.ref) if nested else (row.ref,):
            path = address(pattern, ref, pk, lesson.ref)
            for method in ("get", "post"):
                answer = getattr(client, method)(path)
                if answer.status_code not in (404, 405) or (
                    answer.status_code == 404 and row.title in answer.text
                ):
                    wrong.append(f"{method} {path} ({name}): {answer.status_code}")
    handoff = Handoff.objects.get(initiative=row, state__in=Handoff.OPEN)
    for act in ("sign", "accept", "return"):
        answer = client.post(f"/api/v1/handoffs/{handoff.pk}/{act}/")
        if answer.status_code != 404:
            wrong.append(f"api {act}: {answer.status_code}")
    for path in (
        "/en/",
        "/en/pipeline/",
        "/en/pipeline/?view=table",
        f"/en/search/?q={row.title.split()[0]}",
        "/en/committee/",
        "/en/updates/",
        "/en/literacy/",
        "/en/processes/",
        "/en/lessons/",
        "/en/value/",
        f"/en/lessons/{lesson.ref}/",
        "/api/v1/initiatives/",
        "/api/v1/waiting/",
    ):
        if row.ref in client.get(path).text:
            wrong.append(f"{path} tells of it")

    assert not wrong, "\n".join(wrong)
    assert Head.objects.get().seq == last


@pytest.mark.slow
@pytest.mark.django_db
def test_an_employee_and_a_draft_s_neighbours_see_only_what_is_theirs(cast_company):
    mine = initiatives.actions.save_draft(
        by=cast_company.igor, unit=cast_company.service, title="Half written"
    )
    row = propose(cast_company)
    initiatives.actions.set_confidential(
        fresh(row), by=cast_company.lena, confidential=True
    )
    seen = Initiative.objects.visible_to

    for name in ("lena", "ines", "auda", "adam", "rosa", "emma"):
        assert mine not in seen(getattr(cast_company, name)), name
    assert mine in seen(cast_company.igor)
    for person in (cast_company.emma, cast_company.rosa):
        assert row not in Initiative.objects.concerning(person)
        assert row not in seen(person)
    assert row in seen(cast_company.auda)
    for name in ("lena", "mara", "louis", "kai", "igor"):
        assert row in seen(getattr(cast_company, name)), name


@pytest.mark.django_db
def test_a_decision_of_the_committee_is_found_by_who_sees_the_initiative(
    cast_company, proposal
):
    handoff = sign_all(cast_company, offer(cast_company, proposal))
    referral = actions.ask_committee(
        handoff, by=cast_company.hana, digest=handoff.digest, text="Who pays?"
    )
    initiatives.actions.set_confidential(
        fresh(proposal), by=cast_company.lena, confidential=True
    )
    client = Client()
    client.force_login(neighbour(cast_company))

    assert client.get(f"/en/committee/{referral.pk}/").status_code == 404
    assert Referral.objects.get().decision is None
    assert connection.in_atomic_block


@pytest.mark.django_db
def test_a_representative_sees_what_touches_their_sites(cast_company, proposal):
    seen = Initiative.objects.visible_to

    assert proposal in seen(cast_company.rosa)
    assert proposal not in seen(cast_company.rolf)


@pytest.mark.django_db
def test_no_function_answers_a_lesson_for_another_unit(cast_company):
    factories.at_stage(cast_company, Stage.VALUE)
    row = propose(cast_company, title="Second")
    lesson = Lesson.objects.get()

    with pytest.raises(DomainError):
        lessons.actions.answer(
            fresh(row), by=neighbour(cast_company), lesson=lesson, answer="adopt"
        )

    assert not Disposition.objects.exists()
