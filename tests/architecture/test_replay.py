"""What one person did, tried by another: nobody gets further than their own rights."""

import re
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from functools import wraps
from unittest.mock import patch
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
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
from initiatives.models import Comment, Initiative, Link
from initiatives.stages import Stage
from lessons.models import Disposition, Experiment, Lesson, Review
from literacy.models import (
    Consultation,
    Information,
    Measure,
    Override,
    Prevention,
    ScreeningVersion,
    Statement,
    Triage,
    Waiver,
)
from organisation.functions import Function
from organisation.models import Body, Mandate, Person, Seat, Unit
from processes.models import Fact, MapVersion, Measurement
from tests import factories
from tests.architecture.test_access import routes
from tests.cast import NOW, SINCE, fresh, offer, propose, sign_all
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
    "api-experiment": Experiment,
    "api-readings": Experiment,
    "api-verdict": Experiment,
    "api-attest-review": Review,
    "api-measure-correction": Measure,
    "api-value-choose-idea": Idea,
    "api-value-idea-aside": Idea,
    "api-value-answer-amount": RealisedAmount,
    "api-value-investment-reversal": Investment,
    "api-value-hours-reversal": FreedHours,
    "api-value-destination-reversal": Allocation,
    "api-value-scenario": Scenario,
    "api-value-scenario-deletion": Scenario,
    "api-prevention-done": Prevention,
    "api-measure-again": Measurement,
    "api-correct-measurement": Measurement,
    "api-sign-triage": Triage,
    "initiatives:erase-file": None,
    "initiatives:erase-comment": Comment,
    "initiatives:unlink": Link,
    "literacy:sign-triage": Triage,
    "literacy:measure-file": Measure,
    "literacy:attendees": Measure,
    "literacy:instructions-file": ScreeningVersion,
    "literacy:consultation": Consultation,
    "literacy:write-note": Consultation,
    "literacy:erase-notes": Consultation,
    "literacy:consultation-file": Consultation,
    "literacy:answer-event": Consultation,
    "literacy:fulfil": Consultation,
    "literacy:consultation-act": Consultation,
    "literacy:read-information": Information,
    "literacy:answer-waiver": Waiver,
    "literacy:answer-override": Override,
    "literacy:change-prevention": Prevention,
    "literacy:finish-prevention": Prevention,
    "processes:map-version": MapVersion,
    "processes:map-bpmn": MapVersion,
    "processes:give-home": Fact,
    "lessons:record-outcome": Disposition,
}
"""The rows that addresses below an initiative name by number."""

OF_THE_INITIATIVE = {
    *("literacy:impact-version", "literacy:impact-paper", "literacy:nothing-changes"),
    *("literacy:complete-impact", "literacy:write-view", "literacy:answer-dimension"),
    "processes:sheet-columns",
}
"""Addresses whose number counts within the initiative, and a file kept for an hour."""


PARTS = {"show"}
"""Acts that no door calls: part of another, which has asked for the right."""


WITHOUT_A_ROW = {
    *("api-sign-triage", "literacy:sign-triage", "literacy:instructions-file"),
    *("governance:answer-question", "governance:meet-condition"),
    *("lessons:record-outcome", "literacy:answer-waiver", "literacy:answer-override"),
}
"""Addresses of rows that no initiative of the scene has."""


def more_rows(c, row):
    """What an initiative on its way to value may have besides."""
    other = propose(c, title="Beside it", process_family="Other")
    initiatives.actions.link(row, by=c.lena, kind="feeds", other=fresh(other))
    initiatives.actions.comment(row, by=c.hana, text="We meet on Friday.")
    note = SimpleUploadedFile("note.txt", b"a line of text", "text/plain")
    initiatives.actions.attach(row, by=c.otto, upload=note)
    value.actions.save_scenario(
        row, by=c.fred, name="Two desks", assumptions={"rate": "9"}
    )
    value.actions.invest(
        row,
        by=c.fred,
        kind="capex",
        basis="actual",
        amount=Decimal(140_000),
        period_from=NOW.date() - timedelta(days=90),
        period_to=NOW.date(),
    )
    value.actions.imagine(
        row,
        by=c.mara,
        owner=c.max,
        type="A",
        title="Outbound renewals",
        hypothesis="Called customers renew more often than a control group.",
        offer="Service contracts",
        market="Customers in their third year",
        unit=c.service,
        team="Sales Lyon",
        skills="Selling on the phone",
        training_hours=16,
        hours=400,
        starts_on=NOW.date(),
        target="90 renewals",
        target_amount=Decimal(20_000),
        expires_on=NOW.date() + timedelta(days=365),
    )
    literacy.actions.plan_prevention(
        row,
        by=c.hana,
        dimension="workload",
        text="Rotate the desks",
        owner=c.otto,
        due_on=NOW.date() + timedelta(days=400),
    )


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
    key = pk if isinstance(pk, UUID) else UUID(int=0)
    path = re.sub(r"<uuid:\w+>", str(key), path)
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
        *("map__initiative", "version__map__initiative"),
    ):
        if path.split("__")[0] in {f.name for f in model._meta.fields}:
            return rows.filter(**{path: row}).first()
    raise LookupError(model)


def test_every_row_that_an_address_names_is_tried_under_another_initiative():
    numbered = {n for n, p in below_an_initiative() if re.search(r"<(int|uuid):", p)}

    assert numbered == {*ROWS, *OF_THE_INITIATIVE}


@pytest.mark.slow
@pytest.mark.django_db
def test_what_is_confidential_is_nowhere_for_who_is_not_named(cast_company):
    sven = neighbour(cast_company)
    row = factories.at_stage(cast_company, Stage.VALUE)
    factories.signed_by_all(cast_company, row, but=("marketing",))
    lesson = Lesson.objects.get(initiative=row)
    more_rows(cast_company, fresh(row))
    initiatives.actions.set_confidential(
        fresh(row), by=cast_company.lena, confidential=True
    )
    own = initiatives.actions.save_draft(
        by=sven, unit=Unit.objects.get(code="sales"), title="His own"
    )
    own = actions.propose(fresh(own), by=sven)
    client = Client()
    client.force_login(sven)
    last, wrong, there = Head.objects.get().seq, [], set()
    for name, pattern in below_an_initiative():
        hung = last_row_of(ROWS[name], row) if name in ROWS else None
        pk = hung.pk if hung else 999_999
        nested = name in ROWS and hung
        there |= {name} if nested else set()
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
    # What the scene has no row of is tried with a number that nothing has.
    assert set(ROWS) - there <= WITHOUT_A_ROW


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
