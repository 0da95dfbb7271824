"""What the law asks before each initiative of the sample, and how the bodies are heard.

HR answers the triage, opens what follows from it, hands over the information; the
bodies answer. All of it is done through the real actions.
"""

from datetime import timedelta

from audit import clock
from literacy import actions as literacy
from literacy.law.triage import QUESTIONS
from literacy.models import (
    Answer,
    Consultation,
    LawRuleVersion,
    Novelty,
    Outcome,
    Right,
)
from organisation.functions import Function as F
from organisation.models import Person

ALWAYS = {"real_work", "accounts", "effects"}
"""What is answered with yes for every initiative of the sample."""
YES = {
    "LUM-03": {"personal_data", "hr_decisions", "recruitment", "high_risk"},
    "LUM-07": {"personal_data", "scheduling", "headcount"},
}
"""What is answered with yes for a story besides."""
EVOLUTIONS = {
    "LUM-09": (
        "The matching of cycle 1 goes on; only its rules for order references are new.",
        "CSE central, Invoice Matching cycle 1, opinion of 14 March 2024",
    )
}
"""Stories that are no new technology: why, and the consultation that came before."""
VERIFIED = ("FR-CSE-TECH", "BE-CCT39")
"""The rules that Legal of the sample has verified."""
PROMISED = ("FR-CSE-TECH", "BE-CCT39", "NL-25-1-k")
"""After which opinions something is promised."""
WITH_EXPERT = "LUM-03"
"""The story for which a body of an open consultation names an expert."""


QUESTIONS_ASKED = {
    "LUM-10": (
        (
            "Louis Perrot",
            "jobs",
            "Will the expert desk get smaller once technicians find guides alone?",
            "No post goes. Experts teach two days a week, from the first month on.",
        ),
        (
            "Louis Perrot",
            "surveillance",
            "Does my team leader see what I ask the assistant?",
            "",
        ),
    ),
    "LUM-07": (
        (
            "Mia Krause",
            "fairness",
            "Who decides when the planner refuses a wish for a shift?",
            "Your team leader, within a day. The planner refuses nothing by itself.",
        ),
    ),
}
"""What employees ask by name: who, the theme, the question, and HR's answer if any."""


def verify_law(company):
    """Legal verifies some rules on the day that is set; time passes no others."""
    for version in LawRuleVersion.objects.in_force(clock.today()).filter(
        rule__code__in=VERIFIED
    ):
        literacy.verify_version(version, by=company.first[F.LEGAL])


def tell_questions(teller):
    """Employees ask by name; HR publishes the questions and answers some of them."""
    hr = teller.first[F.HR]
    for name, theme, text, answer in QUESTIONS_ASKED.get(teller.story.key, ()):
        concern = teller.after(
            1,
            literacy.ask_by_name,
            by=Person.objects.get(name=name),
            theme=theme,
            text=text,
            initiative=teller.again(),
        )
        question = teller.after(
            0, literacy.publish_question, concern, by=hr, text=text, function="hr"
        )
        if answer:
            teller.after(
                1,
                literacy.answer_question,
                question,
                by=hr,
                outcome="committed",
                text=answer,
            )


def tell_triage(teller):
    """HR answers the plain questions; Legal signs where it is no new technology."""
    story = teller.story
    yes = ALWAYS | YES.get(story.key, set())
    countries = {teller.company.sites[row[1]].country for row in story.exposures}
    if len(countries) > 1:
        yes = yes | {"cross_border"}
    why, earlier = EVOLUTIONS.get(story.key, ("", ""))
    row = teller.after(
        1,
        literacy.answer_triage,
        teller.again(),
        by=teller.second[F.HR],
        answers={code: "yes" if code in yes else "no" for code in QUESTIONS},
        novelty=Novelty.EVOLUTION if why else Novelty.NEW,
        justification=why,
        earlier=earlier,
    )
    if why:
        teller.after(
            1,
            literacy.sign_triage,
            row,
            by=teller.first[F.LEGAL],
            answer=Answer.CONFIRMED,
        )


def tell_consultations(teller):
    """Open what the law asks for, hand over the information, and hear the bodies.

    Where the story goes on today, every third site has its opinions, at another third
    something is missing in the list, so that no clock runs.
    """
    hr = teller.first[F.HR]
    is_open = teller.story.upto == "consulting"
    rows = teller.after(1, literacy.open_required, teller.again(), by=hr)
    places = [site for _unit, site, _people, _overseers in teller.story.exposures]
    told = teller.day + timedelta(days=2)
    for row in rows:
        third = places.index(row.site.name) % 3 if is_open else None
        last = row.items if third == 1 and row.items > 1 else row.items + 1
        teller.after(
            max(0, (told - teller.day).days),
            literacy.hand_over_information,
            row,
            by=hr,
            informed_on=teller.day_of(told),
            text="Purpose, data, access, retention, effects on the work.",
            items=range(1, last),
        )
    teller.after(6, clock.today)
    for row in rows:
        if not is_open or places.index(row.site.name) % 3 == 2:
            _conclude(teller, row)
        elif row.rule.rule.code == PROMISED[0]:
            _deliberate(teller, row)
    if not is_open:
        _wait_for_lead_times(teller, rows)


def _deliberate(teller, row):
    """The body confirms the receipt, and may name an expert; it has not answered."""
    speaker = teller.company.speakers[row.body.name]
    today = teller.day_of(teller.day)
    teller.after(0, literacy.prove_delivery, row, by=speaker, on=today)
    if teller.story.key == WITH_EXPERT:
        teller.after(
            0,
            literacy.name_expert,
            row,
            by=speaker,
            on=today,
            text="A certified expert on new technology, for the risks of ranking.",
        )


def _conclude(teller, row):
    """The body answers, the employer replies with reasons and may promise something."""
    if row.right in (Right.INFORM, Right.PROCEDURAL):
        return
    consent = row.right == Right.CONSENT
    today = teller.day_of(teller.day)
    teller.after(
        0,
        literacy.give_opinion,
        row,
        by=teller.company.speakers[row.body.name],
        outcome=Outcome.AGREEMENT if consent else Outcome.WITH_RESERVATIONS,
        given_on=today,
        text=_said(row),
    )
    if consent:
        return
    teller.after(
        0,
        literacy.respond,
        row,
        by=teller.first[F.HR],
        on=today,
        text="The employer follows the opinion, and measures it with the body.",
        departs=False,
    )
    if row.rule.rule.code in PROMISED:
        teller.after(
            0,
            literacy.commit_to,
            row,
            by=teller.first[F.HR],
            text="Look at the workload again, with the body.",
            owner=teller.first[F.OPERATIONS],
            due_on=(teller.now + timedelta(days=21)).date(),
        )


def _said(row):
    if row.right == Right.CONSENT:
        return "No log is read person by person; all logs end after 90 days."
    if row.rule.rule.code in PROMISED:
        return "Workload is looked at again after three months."
    if row.rule.rule.code == "EU-EWC":
        return "Taken note of; the bodies of each country say more."
    return "The purposes of each record stand in writing before the start."


def _wait_for_lead_times(teller, rows):
    """Go on when the last lead time is over: no work begins before."""
    keys = [row.pk for row in rows if row.right == Right.CONSULT_LEAD_TIME]
    for row in Consultation.objects.filter(pk__in=keys).with_standing():
        days = (row.due_on - teller.day.date()).days
        teller.after(max(0, days), clock.today)
