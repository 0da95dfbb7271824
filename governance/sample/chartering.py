"""Stage 0 of the sample: an initiative is proposed, screened and signed."""

from audit import clock
from governance import actions as governance
from initiatives import actions as initiatives
from initiatives import screening
from lessons import actions as lessons
from lessons.matching import matched
from organisation.functions import LEADING
from organisation.functions import Function as F


def charter(teller):
    """Propose: the charter, the people, the leads."""
    story, company = teller.story, teller.company
    proposer = teller.second[F.IT]
    likely_high_risk = bool(story.reached.get("high_risk"))
    answers = "".join(
        screening.YES if likely_high_risk and not q.prohibits else screening.NO
        for q in screening.QUESTIONS
    )
    teller.initiative = teller.after(
        0,
        initiatives.save_draft,
        by=proposer,
        unit=company.units[story.unit],
        title=story.title,
        problem=story.problem,
        purpose=story.purpose,
        process_family=story.family,
        ai_system=story.ai_system,
        intent=story.intent,
        promise=story.promise,
        hypothesis=story.hypothesis,
        hypothesis_proof=story.proof,
        hours_expected=story.hours,
        budget=story.budget,
        screening_answers=answers,
        screening_note="Screened with Legal at intake.",
    )
    rows = [
        {
            "unit": company.units[unit],
            "site": company.sites[site],
            "people": people,
            "overseers": overseers,
            "in_scope": True,
        }
        for unit, site, people, overseers in story.exposures
    ]
    teller.after(
        0, initiatives.set_exposures, teller.initiative, by=proposer, rows=rows
    )
    teller.after(
        0,
        initiatives.name_leads,
        teller.initiative,
        by=proposer,
        leads={f.value: teller.first[f] for f in LEADING},
        sponsor=teller.second[F.LEADERSHIP],
        continuity_holder=teller.second[F.KNOWLEDGE],
    )
    if story.confidential:
        teller.after(
            0,
            initiatives.set_confidential,
            teller.again(),
            by=proposer,
            confidential=True,
        )
    teller.after(1, governance.propose, teller.again(), by=proposer)


def pass_charter(teller):
    """Answer the lessons that fit, then charter to Literacy."""
    with clock.at(teller.day):
        found = matched(teller.again())
    for lesson, _why in found:
        teller.after(
            1,
            lessons.answer,
            teller.initiative,
            by=teller.first[F.KNOWLEDGE],
            lesson=lesson,
            answer="adopt",
            reason="It fits this process.",
        )
    teller.cross()
