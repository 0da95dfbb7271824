"""Initiatives at any stage, told through the real actions of every room."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from audit import clock
from audit.models import Ledger
from governance import actions as governance
from governance import gates, rules
from governance.models import Handoff
from initiatives.stages import FOUR, Kind, Stage
from initiatives.transitions import move
from lessons import actions as lessons
from literacy import actions as literacy
from literacy.impact import populations
from literacy.models import Dimension, UseStart
from processes import actions as processes
from processes.known import Said
from processes.models import Measurement, NoteKind, Phase
from processes.reading.steps import Row, build
from tests.cast import NOW, fresh, ground_of, propose
from tests.replaying import replayed
from value import actions as value

FIRST = {
    "leadership": "lena",
    "hr": "hana",
    "operations": "otto",
    "knowledge": "kim",
    "marketing": "mara",
    "finance": "fred",
    "it": "ines",
    "legal": "lou",
}
"""Who signs for each function; the second of each function does the work."""


def at_stage(company, stage, *, complete=True, seen=None, **charter):
    """An initiative in a stage; when complete, its gate asks for nothing more.

    It came there through every gate before, on real evidence. `seen` is called with
    the initiative before it crosses each of them.
    """
    tell = partial(_tell, company, stage, complete, seen, charter)
    if seen or charter:
        return tell()
    return fresh(replayed(("stage", stage, complete), tell, ground=ground_of(company)))


def _tell(company, stage, complete, seen, charter):
    with clock.at(_before(120)):
        row = propose(company, **charter)
    for here, began, crossed, evidence in (
        (Stage.PROPOSED, 110, 110, None),
        (Stage.LITERACY, 100, 100, learnt),
        (Stage.APPROPRIATION, 95, 12, redesigned),
        (Stage.LEARNING, 12, 12, reviewed),
        (Stage.VALUE, 5, 5, converted),
    ):
        if evidence and (complete or here != stage):
            with clock.at(_before(began)):
                evidence(company, row)
        if here == stage:
            return fresh(row)
        with clock.at(_before(crossed)):
            if seen:
                seen(fresh(row))
            cross(company, row)
    return fresh(row)


def put_at(company, stage, **charter):
    """An initiative in a stage where nothing is done yet; no gate saw it come."""
    row = propose(company, **charter)
    for here in (*FOUR, Stage.CLOSED):
        if row.stage == stage:
            return row
        move(
            row,
            to=here,
            kind=Kind.FORWARD,
            by=company.lena,
            requirement=gates.requirement(gates.GATES[here]),
        )
    return row


def copies(row, count):
    """Many initiatives that stand exactly as one does, with all that hangs on it.

    Told once and copied row by row, hundreds come to a state in a second. The record
    has no entries about them before what a test does.
    """
    made = {}
    for model in _hanging_on_an_initiative():
        made[model] = {}
        links = [
            f for f in model._meta.concrete_fields if f.is_relation and f.many_to_one
        ]
        links += [f for f in model._meta.concrete_fields if f.one_to_one]
        for original in _originals(model, links, made, row):
            twins = [_twin(original, links, made, n) for n in range(count)]
            if {"number", "ref"} <= {f.name for f in model._meta.concrete_fields}:
                _number(twins, original)
            model._base_manager.bulk_create(twins)
            made[model][original.pk] = [twin.pk for twin in twins]
    found = made[type(row)][row.pk]
    return [fresh(type(row)(pk=pk)) for pk in found]


def _hanging_on_an_initiative():
    """The models of the rooms above the organisation, what is pointed at first.

    What closes another comes after it.
    """
    rooms = ("initiatives", "literacy", "processes", "lessons", "value", "governance")
    waiting = [m for room in rooms for m in apps.get_app_config(room).get_models()]
    done = []
    while waiting:
        model = next(
            m
            for m in waiting
            if not any(
                f.related_model in waiting and f.related_model is not m
                for f in m._meta.concrete_fields
                if f.is_relation
            )
            and not any(
                apps.get_model(closed.by) is m
                for other in waiting
                if issubclass(other, Ledger)
                for closed in other.closed_by
            )
        )
        waiting.remove(model)
        done.append(model)
    return done


def _originals(model, links, made, row):
    if model is type(row):
        return [fresh(row)]
    found = {}
    for link in links:
        pks = made.get(link.related_model)
        if pks and link.related_model is not model:
            for original in model._base_manager.filter(**{f"{link.name}__in": pks}):
                found[original.pk] = original
    return [found[pk] for pk in sorted(found)]


def _twin(original, links, made, n):
    model = type(original)
    twin = model()
    for field in model._meta.concrete_fields:
        setattr(twin, field.attname, getattr(original, field.attname))
    twin._state.adding = True
    twin.pk = uuid4() if hasattr(original.pk, "hex") else None
    for link in links:
        pks = made.get(link.related_model, {}).get(getattr(original, link.attname))
        if pks:
            setattr(twin, link.attname, pks[n])
    return twin


def _number(twins, original):
    last = type(original)._base_manager.order_by("-number")[0].number
    for number, twin in enumerate(twins, last + 1):
        twin.number, twin.ref = number, f"{original.ref.split('-')[0]}-{number:03}"


def _before(days):
    return NOW - timedelta(days=days)


def cross(company, row):
    """Everybody signs, the receiver accepts: the gate passes."""
    handoff = signed_by_all(company, row)
    if handoff.state != Handoff.State.RECEIVING:
        return fresh(row)
    receiver = getattr(company, FIRST[handoff.receiver])
    governance.accept(handoff, by=receiver, digest=handoff.digest, owner=receiver)
    return fresh(row)


def signed_by_all(company, row, *, but=()):
    """The handoff of its gate, offered and signed, except by the functions named."""
    row = fresh(row)
    state = rules.standing(row)
    handoff = governance.offer(
        row, by=getattr(company, FIRST[state.gate.lead.value]), version=row.version
    )
    for function in state.must_sign:
        if function.value not in but:
            sign(company, handoff, function.value)
    return fresh(handoff)


def sign(company, handoff, function, *, by=None):
    """A function signs what stands there now."""
    handoff = fresh(handoff)
    by = by or getattr(company, FIRST[function])
    return governance.sign(handoff, by=by, function=function, digest=handoff.digest)


def learnt(company, row):
    """Stage 1: all are covered, the council was heard, all is said in writing."""
    today = clock.today()
    for audience, people in (("everyone", 96), ("overseers", 4)):
        literacy.record_measure(
            row,
            by=company.henri,
            kind="training",
            audience=audience,
            unit=company.service,
            site=company.lyon,
            held_on=today,
            people=people,
            ai_system="Drafting assistant",
            content="Introduction, version 1",
        )
    consultation = literacy.open_consultation(
        row,
        by=company.hana,
        site=company.lyon,
        body=company.cse,
        right="consult",
        subject="The assistant",
    )
    literacy.hand_over_information(
        consultation, by=company.hana, informed_on=today, text="Purpose and data."
    )
    literacy.give_opinion(
        consultation,
        by=company.rosa,
        outcome="with_reservations",
        given_on=today,
        text="We look again.",
    )
    assessed(row, by=company.henri)
    for kind, by in (
        ("dialogue_note", company.hana),
        ("intent_published", company.lena),
        ("ambition_note", company.lena),
    ):
        literacy.write_statement(fresh(row), by=by, kind=kind, text="As was said.")


def assessed(row, *, by):
    """The impact assessment in its first version: nothing changes for anybody."""
    assessment = literacy.open_assessment(fresh(row), by=by)
    literacy.answer_dimensions(
        assessment,
        by=by,
        dimensions=Dimension.values,
        places=populations(row),
        is_affected=False,
        reason="The work stays as it is.",
    )
    literacy.complete_assessment(
        assessment,
        by=by,
        contributors="Two advisers and their manager.",
        risk_document="not_needed",
    )
    return assessment


def redesigned(company, row):
    """Stage 2: both maps, the bottleneck, use for two months, before and after."""
    by, started = company.olga, clock.now()
    processes.name_owner(row, by=company.otto, person=company.otto)
    for kind in ("as_is", "to_be"):
        mapped(row, by, kind)
    processes.name_bottleneck(
        row, by=by, step="Sorting", how_known="Logs", to_be_effect="same", reason="Cap"
    )
    for kind in (NoteKind.MANAGERS, NoteKind.CHECKING):
        processes.write_note(row, by=company.otto, kind=kind, text="Heard and drawn.")
    day = started.date()
    figure = partial(dict, sample=240, certainty="measured")
    baseline = processes.record_baseline(
        row,
        by=by,
        role="Advisers",
        **figure(
            volume=1_500,
            value=11,
            starts_on=day - timedelta(days=9),
            ends_on=day - timedelta(days=1),
        ),
    )
    literacy.start_use(row, by=company.otto, site=company.lyon, on=day, real_work=True)
    with clock.at(started + timedelta(days=80)):
        until = clock.today() - timedelta(days=1)
        since = until - timedelta(days=20)
        processes.record_after(
            row,
            by=by,
            baseline=baseline,
            **figure(volume=1_500, value=7, checking=1, starts_on=since, ends_on=until),
        )
        value.record_hours(
            row,
            by=by,
            unit=company.service,
            hours=400,
            certainty="measured",
            measured_from=since,
            measured_to=until,
            sample="Times from the case system",
        )
        value.plan_reception(
            row, by=company.max, unit=company.service, team="Service", text="Calls."
        )


def mapped(row, by, kind, *, role="Advisers"):
    """A map of two steps, with all that the analysis asks for."""
    steps = [Row("1", "Sort", "Desk"), Row("2", "Answer", role, "end")]
    build(steps)
    version = processes.save_steps(
        row, by=by, kind=kind, rows=steps, base=None, title=kind
    )
    said = [Said("step", step.key, "touch", 6, unit="minutes") for step in steps]
    said += [
        Said("role", name, what, value)
        for name in ("Desk", role)
        for what, value in (("fte", 9), ("hours", 30))
    ]
    said.append(Said("process", "", "demand", 1_500))
    processes.state_facts(version, by=by, facts=said)
    return version


def worked(row, by, *, saved=1_000, volume=1_500):
    """The work of a role was timed, before use on real work and since: hours are free.

    Many more than any test gives away: 1,100,000 a year.
    """
    day = clock.today()
    site = row.exposures.order_by("pk").first().site
    UseStart.objects.get_or_create(
        initiative=row,
        site=site,
        defaults={"on": day - timedelta(days=30), "real_work": True, "recorded_by": by},
    )
    for phase, minutes, first, last in (
        (Phase.BASELINE, saved + 1, 90, 60),
        (Phase.AFTER, 1, 29, 1),
    ):
        Measurement.objects.create(
            initiative=row,
            role="Timed",
            thing="@timed | minutes | ",
            volume=volume,
            checking=None if phase == Phase.BASELINE else 0,
            due_on=None if phase == Phase.BASELINE else day + timedelta(days=90),
            unit="minutes",
            phase=phase,
            value=minutes,
            sample=240,
            starts_on=day - timedelta(days=first),
            ends_on=day - timedelta(days=last),
            certainty="measured",
            measured_by=by,
        )
    return row


def reviewed(company, row):
    """Stage 3: an experiment with its verdict, a review, an endorsed lesson."""
    experiment = lessons.start_experiment(
        row,
        by=company.kai,
        hypothesis="Drafts save four minutes.",
        measure="Minutes",
        threshold="4",
        stop_rule="Two bad weeks.",
        ends_on=clock.today(),
        prediction="Four minutes.",
        sample=50,
    )
    lessons.give_verdict(experiment, by=company.kai, verdict="scale", result="Yes.")
    endorsed(company, row)


def endorsed(company, row):
    """The review is held and attested, and its lesson stands behind three functions."""
    review = lessons.record_review(
        row,
        by=company.kai,
        held_on=clock.today(),
        expected="Four minutes",
        happened="Four minutes",
        why="Short texts",
        change="Nothing",
        failure_type="none",
    )
    lesson = lessons.write_lesson(
        row,
        by=company.kai,
        title="Test with real files",
        observation="Real files differ.",
        cause="Samples were tidy.",
        rule="Test 200 real files, exceptions included.",
        action="Put it in the checklist.",
        action_owner=company.olga,
        action_due_on=clock.today(),
    )
    for function in ("hr", "operations", "knowledge"):
        by = getattr(company, FIRST[function])
        lessons.attest_review(review, by=by, function=function)
        lessons.endorse(lesson, by=by, function=function, version=lesson.version)


def converted(company, row):
    """Stage 4: every hour has a use, Finance found the money, the end is told."""
    today = clock.today()
    allocation = value.allocate(
        row,
        by=company.max,
        hours=400,
        type="A",
        team="Service",
        use="Call-backs",
        starts_on=today,
        target="12 more renewals a month",
        expires_on=today + timedelta(days=300),
    )
    amount = value.report_amount(
        row,
        by=company.max,
        type="A",
        amount=12_000,
        period_from=today - timedelta(days=30),
        period_to=today - timedelta(days=1),
        source="Renewal orders",
        allocation=allocation,
    )
    value.answer_amount(amount, by=company.fay, answer="confirmed", account="7060")
    value.review(row, by=company.louis, outcome="growth", text="It grew.")
    value.publish_outcome(row, by=company.hana, text="The time went to call-backs.")


def a_file(name, text="text"):
    """A small file to attach."""
    start = "%PDF-1.4\n" if name.endswith(".pdf") else ""
    return SimpleUploadedFile(name, f"{start}% {text}\n%%EOF\n".encode())
