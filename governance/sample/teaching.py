"""Stage 1 of the sample: people learn, bodies are consulted, promises are kept."""

from governance.sample import dialogue, prevention
from literacy import actions as literacy
from literacy.models import (
    Audience,
    Commitment,
    MeasureKind,
    StatementKind,
)
from organisation.functions import Function as F

ABLE, COACHING = 0.45, 0.08
"""The share of the people reached who use it well, and who coach others."""


def teach(teller):
    """Record what people learnt, site by site."""
    story, company = teller.story, teller.company
    hr = teller.second[F.HR]
    for unit, site, people, overseers in story.exposures:
        reached = round(people * story.covered / 100)
        common = {
            "by": hr,
            "unit": company.units[unit],
            "site": company.sites[site],
            "ai_system": story.ai_system,
        }
        teller.after(
            4,
            literacy.record_measure,
            teller.initiative,
            kind=MeasureKind.TRAINING,
            audience=Audience.EVERYONE,
            held_on=teller.today(4),
            people=reached,
            content="What it does, what it does not, how to check it",
            **common,
        )
        if story.covered >= 80:
            teller.after(
                1,
                literacy.record_measure,
                teller.initiative,
                kind=MeasureKind.WORKSHOP,
                audience=Audience.OVERSEERS,
                held_on=teller.today(1),
                people=overseers,
                content="When to stop it, and how",
                **common,
            )
            teller.after(
                1,
                literacy.declare_levels,
                teller.again(),
                by=hr,
                unit=company.units[unit],
                site=company.sites[site],
                audience=Audience.EVERYONE,
                able=round(reached * ABLE),
                coaching=round(reached * COACHING),
                ground="Counted by the trainers in the workshops of each team.",
            )


def consult(teller):
    """Say what the law asks, and inform and consult the bodies of the sites."""
    dialogue.tell_questions(teller)
    dialogue.tell_triage(teller)
    dialogue.tell_consultations(teller)


def keep_promises(teller):
    """What was promised to the bodies is done."""
    for promise in Commitment.objects.open().filter(
        consultation__initiative=teller.initiative
    ):
        teller.after(
            0,
            literacy.fulfil,
            promise,
            by=promise.owner,
            on=teller.today(),
            text="Measured and talked over with the body.",
        )


def conclude_literacy(teller):
    """What was tried, the assessment, the notes and the published intent."""
    prevention.tell_sandbox(teller)
    prevention.tell_assessment(teller)
    for kind, by, text in (
        (
            StatementKind.DIALOGUE,
            teller.first[F.HR],
            "What people asked, and what was answered.",
        ),
        (StatementKind.INTENT, teller.first[F.LEADERSHIP], teller.story.promise),
        (
            StatementKind.AMBITION,
            teller.first[F.LEADERSHIP],
            "Slower start, one team first.",
        ),
    ):
        teller.after(
            2, literacy.write_statement, teller.again(), by=by, kind=kind, text=text
        )
