"""Stage 3 of the sample: what failed and what worked, reviewed and written down."""

from decimal import Decimal

from governance import actions as governance
from governance.sample import teaching
from lessons import actions as lessons
from lessons.models import Disposition
from organisation.functions import Function as F


def fail(teller):
    """An experiment fails, the initiative stops, the lessons are written."""
    story = teller.story
    hypothesis, measure, result, figure = story.reached["experiment"]
    knowledge = teller.second[F.KNOWLEDGE]
    teaching.keep_promises(teller)
    experiment = teller.after(
        5,
        lessons.start_experiment,
        teller.again(),
        by=knowledge,
        hypothesis=hypothesis,
        measure=measure,
        threshold="See the hypothesis: above it, the experiment stops.",
        stop_rule="Over the limit in two weeks running; Operations may stop it.",
        ends_on=teller.today(60),
        prediction="It will hold in two of three teams.",
        **story.reached["trial"],
    )
    weeks = 42 // len(story.reached["series"])
    for measured, cases in story.reached["series"]:
        teller.after(
            weeks,
            lessons.record_readings,
            experiment,
            by=knowledge,
            rows=[
                {
                    "day": teller.today(),
                    "value": Decimal(measured),
                    "cases": cases,
                }
            ],
        )
    cases, low, high = story.reached["interval"]
    teller.after(
        42 % len(story.reached["series"]),
        lessons.give_verdict,
        experiment,
        by=knowledge,
        verdict="stop",
        result=result,
        value=figure,
        cases=cases,
        low=low,
        high=high,
        surprises=story.reached["surprises"],
    )
    teller.after(
        2,
        governance.stop,
        teller.again(),
        by=teller.first[F.OPERATIONS],
        version=teller.again().version,
        reason=story.reached["stop_reason"],
        cause=story.reached["cause"],
        spent=story.reached["spent"],
    )
    hold_review(teller, story.reached["failure"], hypothesis, result)
    for title, observation, rule, action in story.reached["lessons"]:
        write_lesson(teller, title, observation, rule, action)


def learn(teller):
    """A success is reviewed too, and leaves a lesson."""
    story = teller.story
    measured = story.reached["measured"]
    before, after = story.reached["before"], story.reached["after"]
    knowledge = teller.second[F.KNOWLEDGE]
    experiment = teller.after(
        3,
        lessons.start_experiment,
        teller.again(),
        by=knowledge,
        hypothesis=f"{measured}: from {before} towards {after}.",
        measure=measured,
        threshold=f"{after}",
        stop_rule="No change after six weeks; Operations may stop it.",
        ends_on=teller.today(45),
        prediction="The threshold is reached in four weeks.",
        sample=100,
    )
    teller.after(
        14,
        lessons.give_verdict,
        experiment,
        by=knowledge,
        verdict="scale",
        result=f"From {before} to {after}, measured over four weeks.",
        value=after,
    )
    hold_review(teller, "none", f"{measured} falls", f"From {before} to {after}")
    write_lesson(teller, *story.reached["lesson"])
    for answer in Disposition.objects.filter(
        initiative=teller.initiative, outcome_at__isnull=True
    ):
        teller.after(
            1,
            lessons.record_outcome,
            answer,
            by=teller.first[F.KNOWLEDGE],
            outcome="Checked from the start; nothing had to be undone.",
        )


def hold_review(teller, failure, expected, happened):
    """Held within days, and attested by three functions."""
    review = teller.after(
        3,
        lessons.record_review,
        teller.again(),
        by=teller.second[F.KNOWLEDGE],
        held_on=teller.today(3),
        expected=expected,
        happened=happened,
        why="What arrives at the step decides more than the step itself.",
        change="The rule of the lesson is checked before the next start.",
        failure_type=failure,
        cause_layer="" if failure == "none" else teller.story.reached["cause"],
        late_reason="",
    )
    for function in (F.KNOWLEDGE, F.HR, F.OPERATIONS):
        teller.after(
            0,
            lessons.attest_review,
            review,
            by=teller.first[function],
            function=function.value,
        )


def write_lesson(teller, title, observation, rule, action):
    """Written by Knowledge, endorsed by three functions."""
    lesson = teller.after(
        2,
        lessons.write_lesson,
        teller.again(),
        by=teller.second[F.KNOWLEDGE],
        title=title,
        observation=observation,
        evidence=observation,
        strength="one_case",
        cause_layer=teller.story.reached.get("cause", "process"),
        cause="The condition was known in the team and asked by nobody.",
        function="operations",
        rule=rule,
        action=action,
        action_owner=teller.second[F.OPERATIONS],
        action_due_on=teller.today(60),
    )
    for function in (F.KNOWLEDGE, F.HR, F.OPERATIONS):
        teller.after(
            1,
            lessons.endorse,
            lesson,
            by=teller.first[function],
            function=function.value,
            version=1,
        )
    owner = teller.second[F.OPERATIONS]
    teller.after(
        2,
        lessons.assign_action,
        lesson,
        by=teller.first[F.KNOWLEDGE],
        action_owner=owner,
        action_due_on=teller.today(60),
    )
    if lesson.number == 1:
        teller.after(
            20,
            lessons.move_lesson,
            lesson,
            by=owner,
            to="implemented",
            note="Completeness at intake is measured for each process family.",
        )
        teller.after(
            20,
            lessons.move_lesson,
            lesson,
            by=teller.first[F.HR],
            to="validated",
            note="Incomplete claims fell from 38% to 12% in eight weeks.",
        )
