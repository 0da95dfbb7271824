"""The committee of the sample: it met last week, and meets again next week."""

from datetime import timedelta

from audit import clock
from governance import actions
from governance.meetings import agenda, briefing
from governance.models import Answer, Cadence, Purpose, Section, Vote
from organisation.functions import Function as F

MET_DAYS_AGO = 8
MEETS_IN_DAYS = 6
SEATS = (F.LEADERSHIP, F.HR, F.OPERATIONS, F.KNOWLEDGE, F.MARKETING, F.FINANCE)


def hold(company, now):
    """Hold last week's meeting up to confirmed minutes, and plan the next one."""
    chair = company.first[F.LEADERSHIP]
    day = _working_day(now - timedelta(days=MET_DAYS_AGO), back=1)
    with clock.at(day - timedelta(days=14)):
        meeting = _plan(company, day)
        actions.add_item(
            meeting,
            by=chair,
            section=Section.MESSAGES,
            purpose=Purpose.DECIDE,
            title="How often do we write to all teams?",
            question="Do we write to every team after each meeting of the committee?",
            recommendation="Yes, ten lines at most, in the words of the teams.",
            presenter=company.first[F.HR],
            minutes=10,
        )
    with clock.at(day + timedelta(minutes=2)):
        meeting = actions.open_meeting(meeting, by=chair)
        for member in meeting.members.select_related("person", "meeting"):
            actions.arrive(member, by=chair, person=member.person)
    for minutes, item in enumerate(_to_decide(meeting, chair), start=1):
        with clock.at(day + timedelta(minutes=8 * minutes)):
            actions.show_item(meeting, by=chair, key=item.key)
            _decide(company, meeting, item, chair)
    with clock.at(day + timedelta(minutes=58)):
        meeting = actions.close_meeting(meeting, by=chair)
        issued = actions.issue_minutes(meeting, by=chair)
    for hours, function in enumerate(SEATS, start=3):
        with clock.at(day + timedelta(hours=hours)):
            actions.answer_minutes(
                issued,
                by=company.first[function],
                digest=issued.digest,
                is_confirmed=True,
            )
    with clock.at(now - timedelta(days=2)):
        _plan(company, _working_day(now + timedelta(days=MEETS_IN_DAYS), back=-1))


def _plan(company, day):
    return actions.plan_meeting(
        by=company.first[F.LEADERSHIP],
        starts_at=day,
        ends_at=day + timedelta(hours=1),
        place="Lyon, room Rhône, and by video",
        cadence=Cadence.MONTHLY,
        chair=company.first[F.LEADERSHIP],
        members={f.value: company.first[f] for f in SEATS},
    )


def _working_day(day, back):
    """Two in the afternoon, on this day or the nearest one that is no weekend."""
    while day.weekday() >= 5:
        day -= timedelta(days=back)
    return day.replace(hour=13, minute=0)


def _to_decide(meeting, chair):
    """What was decided last week: one use of hours, and the item that was added."""
    found = agenda.standing(agenda.items(meeting, chair))
    hours = [row for row in found if row.key.startswith("hours-")][:1]
    return [*hours, *(row for row in found if row.is_added)]


def _decide(company, meeting, item, chair):
    about_hours = item.key.startswith("hours-")
    votes = [{"person": company.first[f], "way": Vote.Way.FOR} for f in SEATS]
    if not about_hours:
        votes[-1] |= {
            "way": Vote.Way.AGAINST,
            "text": "Once a quarter is enough, and less work for the teams.",
        }
    actions.resolve(
        meeting,
        by=chair,
        key=item.key,
        seen=briefing.now(item)[1],
        answer=Answer.CONDITIONS,
        text="Marketing names a use for these hours, and asks the teams first."
        if about_hours
        else "After each meeting HR writes ten lines to every team.",
        votes=votes,
        conditions=[
            {
                "text": "A named use for the hours, with the receiving team.",
                "owner": company.first[F.MARKETING],
                "function": F.FINANCE.value,
                "due_on": clock.today() + timedelta(days=MEETS_IN_DAYS + MET_DAYS_AGO),
            }
            if about_hours
            else {
                "text": "A first draft, read by two teams before it is sent.",
                "owner": company.first[F.HR],
                "function": F.KNOWLEDGE.value,
                "due_on": clock.today() + timedelta(days=30),
            }
        ],
        review_on=clock.today() + timedelta(days=180),
    )
