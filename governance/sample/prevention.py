"""What the sample tried in sandboxes, and what it found for the work: plain data."""

from datetime import timedelta

from literacy import actions as literacy
from literacy import impact
from literacy.models import Dimension
from organisation.functions import Function as F

SANDBOXES = {
    "LUM-01": (
        "customer-service",
        F.OPERATIONS,
        {
            "hypothesis": "A draft saves three minutes a contact, also for hard ones.",
            "tool": "Reply drafting assistant",
            "data_class": "synthetic",
            "result": "40 invented contacts: 31 drafts were sent as they were.",
            "errors_seen": "It promised a refund twice. It never asked back.",
            "would_use": "changed",
            "time_before": "11.5",
            "time_after": "8.1",
            "time_unit": "minutes",
        },
        {
            "title": "Reply to a customer in plain words",
            "prompt": "Answer the contact below in at most 120 words. Name the next "
            "step and its date. Promise nothing that the contract does not say.",
            "check_by": "Compare each promise with the contract; read dates aloud.",
        },
    ),
    "LUM-06": (
        "bids",
        F.MARKETING,
        {
            "hypothesis": "Standard chapters are written in half of the time.",
            "tool": "Tender drafting assistant",
            "data_class": "internal",
            "result": "Three old bids rewritten: chapters 2 and 5 could stay.",
            "errors_seen": "Certificates that have expired came back as valid.",
            "would_use": "yes",
            "time_before": "9",
            "time_after": "5",
            "time_unit": "hours",
        },
        {
            "title": "A standard chapter from last year's bid",
            "prompt": "Rewrite the chapter for the tender below. Keep every figure as "
            "it is and mark each certificate with CHECK.",
            "check_by": "Look up every certificate marked CHECK in the register.",
        },
    ),
    "LUM-08": (
        "corporate",
        F.LEGAL,
        {
            "hypothesis": "It finds 98 of 100 critical clauses in each language.",
            "tool": "Clause finder",
            "data_class": "anonymous",
            "result": "English good enough, French near, German far from it.",
            "errors_seen": "Liability caps in annexes were missed in German.",
            "would_use": "no",
        },
        {
            "title": "Test a clause finder in each language",
            "prompt": "List the critical clauses of the contract below, each with its "
            "page. Say which annexes you did not read.",
            "check_by": "Run 100 marked contracts a language; stop below 98.",
        },
    ),
}
"""By story: the unit, who tried it, the report, and the recipe that came of it."""

_ASIS = {"direction": "same"}

SHIFTS = {
    "content": {
        "before": "Planners build the week by hand and know each team.",
        "after": "Planners correct a proposal; the puzzle itself goes to the machine.",
        "direction": "worse",
        "severity": 2,
        "likelihood": 3,
    },
    "workload": {
        "before": "Plans change twice a week; peaks fall on the same people.",
        "after": "Four weeks ahead, peaks are spread over all teams.",
        "direction": "better",
    },
    "autonomy": {
        "before": "Swaps are agreed with the team leader on the day.",
        "after": "A swap needs the system; it answers by the next morning.",
        "direction": "worse",
        "severity": 3,
        "likelihood": 3,
        "residual_severity": 2,
        "residual_likelihood": 2,
    },
    "emotions": {
        "before": "Late changes cause quarrels at the board.",
        "after": "Fewer late changes; refusals have no face any more.",
        **_ASIS,
    },
    "relations": {
        "before": "Team leaders settle wishes among people.",
        "after": "Wishes are typed in; talks about them become rare.",
        "direction": "worse",
        "severity": 2,
        "likelihood": 3,
    },
    "quality": {
        "before": "A good plan is one that the shift accepts.",
        "after": "A good plan is one that scores; leaders may set it aside.",
        **_ASIS,
    },
    "security": {
        "before": "Six planners at two sites.",
        "after": "Two posts are not replaced when their holders retire by 2028.",
        "direction": "worse",
        "severity": 3,
        "likelihood": 4,
        "residual_severity": 2,
        "residual_likelihood": 3,
    },
    "skills": {
        "before": "Planning is learnt in years at the board.",
        "after": "16 hours of training each; the old craft fades if never used.",
        "direction": "worse",
        "severity": 2,
        "likelihood": 2,
    },
    "pay": "Classification and shift premiums stay as agreed.",
    "monitoring": {
        "before": "No logs for each person; the plan hangs on the wall.",
        "after": "Wishes and swaps are stored by person for 14 days.",
        "direction": "worse",
        "severity": 4,
        "likelihood": 2,
        "residual_severity": 2,
        "residual_likelihood": 1,
    },
    "safety": {
        "before": "Eleven hours of rest are checked by hand, with errors.",
        "after": "No plan with less than eleven hours of rest can be saved.",
        "direction": "better",
    },
    "hours": {
        "before": "Plans are known five days ahead.",
        "after": "Plans are known four weeks ahead.",
        "direction": "better",
    },
    "equality": {
        "before": "Night shifts follow habit; part-timers get more of them.",
        "after": "The share of nights by contract type is shown each month.",
        "direction": "better",
    },
    "access": "The board stays beside the screen; the app is read aloud.",
    "liability": {
        "before": "The planner answers for the plan.",
        "after": "The planner still does, and may set any proposal aside.",
        **_ASIS,
    },
}
"""The shift planner, dimension by dimension; a text alone says why nothing changes."""

PLAN = (
    ("autonomy", "Team leaders decide swaps within 24 hours by themselves", 45, False),
    (
        "security",
        "Both planners who stay get the training of process managers",
        90,
        False,
    ),
    (
        "monitoring",
        "Logs by person are deleted after 14 days, shown to nobody",
        -10,
        True,
    ),
    ("relations", "A talk about wishes in each team, once a month", 20, False),
)
"""Measures: dimension, text, days from today, and whether they are in place."""

VIEWS = {
    "Betriebsrat Leipzig": "The logs are the point: 14 days is the most we can accept.",
    "CSE Lille": "Two posts not replaced is a contraction and must be called one.",
}


def tell_sandbox(teller):
    """Record what was tried for a story, and share its recipe."""
    found = SANDBOXES.get(teller.story.key)
    if not found:
        return
    unit, function, report, recipe = found
    by = teller.second[function]
    row = teller.after(
        1,
        literacy.record_sandbox,
        by=by,
        unit=teller.company.units[unit],
        initiative=teller.again(),
        tried_on=teller.today(1),
        **report,
    )
    recipe = teller.after(
        0, literacy.share_recipe, row, by=by, function=function.value, **recipe
    )
    for reader in (teller.first[F.HR], teller.second[F.KNOWLEDGE]):
        teller.after(0, literacy.use_recipe, recipe, by=reader)


def tell_assessment(teller):
    """Assess the effects on the work: in full for the shift planner, else in short."""
    story, by = teller.story, teller.second[F.HR]
    is_full = story.key == "LUM-07"
    assessment = teller.after(1, literacy.open_assessment, teller.again(), by=by)
    places = impact.populations(teller.initiative)
    for dimension, said in (SHIFTS if is_full else _short(story)).items():
        if isinstance(said, str):
            said = {"is_affected": False, "reason": said}
        teller.after(
            0,
            literacy.answer_dimensions,
            assessment,
            by=by,
            dimensions=[dimension],
            places=places,
            **{"is_affected": True, **said},
        )
    open_left = sorted({d for d, _place in impact.read(assessment, places).missing})
    if open_left:
        teller.after(
            0,
            literacy.answer_dimensions,
            assessment,
            by=by,
            dimensions=open_left,
            places=places,
            is_affected=False,
            reason="Team leaders and two members of each team see no change here.",
        )
    _plan(teller, PLAN if is_full else _short_plan())
    if is_full:
        _views(teller, assessment)
    teller.after(
        1,
        literacy.complete_assessment,
        assessment,
        by=by,
        contributors="Team leaders, two members of each team, occupational doctor.",
        documents="Task lists, logs of eight weeks.",
        risk_document="updated",
    )


def _short(story):
    return {
        Dimension.WORKLOAD: {
            "before": story.problem,
            "after": f"{story.purpose} Hard cases follow each other more often.",
            "direction": "worse",
            "severity": 2,
            "likelihood": 3,
            "residual_severity": 2,
            "residual_likelihood": 1,
        },
        Dimension.SKILLS: {
            "before": "The work is learnt beside a colleague.",
            "after": "Checking what a machine wrote is trained, six hours each.",
            "direction": "better",
        },
    }


def _short_plan():
    return (("workload", "Hard and easy cases are mixed in each shift", 0, True),)


def _plan(teller, plan):
    owner = teller.second[F.OPERATIONS]
    for dimension, text, days, is_done in plan:
        due = max(teller.today(0), (teller.now + timedelta(days=days)).date())
        row = teller.after(
            0,
            literacy.plan_prevention,
            teller.initiative,
            by=teller.second[F.HR],
            dimension=dimension,
            text=text,
            owner=owner,
            due_on=due,
            indicator="Asked in the pulse of the team",
        )
        if is_done:
            teller.after(
                0,
                literacy.finish_prevention,
                row,
                by=owner,
                done_on=teller.today(0),
                proof="Shown to the team leaders.",
            )


def _views(teller, assessment):
    for name, text in VIEWS.items():
        speaker = teller.company.speakers[name]
        teller.after(0, literacy.write_view, assessment, by=speaker, text=text)
