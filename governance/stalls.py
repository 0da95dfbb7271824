"""The stall rules, one row each, and the ladder that a stall climbs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from audit.actions import record
from governance import causes
from governance.models import Level, Rule, Wait
from organisation import calendar, numbers
from value.rules import CHOOSE_DAYS, IDLE_DAYS

AT_ONCE_CLIMBS_EVERY = 5
"""Working days from rung to rung where the limit is no time at all."""


class StallRule(NamedTuple):
    """What is watched, how long it may last, who holds it, and what is said of it.

    `limit` is the code of a number of this installation, in working days, or 0 meaning
    at once; where `days` is given it names the calendar days of each rung instead, and
    `limit` is the one of the third. `sentence` tells of one stall the `days` that it
    has lasted, the `function` that holds it, and the `stage`. `clock` is the duty whose
    running clocks are watched; `causes` are queries of what else can last (see
    `governance.causes`). A stall ends with the row that is its cause, `by_subject`, or
    where that is false only once no cause is left; and where it `starts_anew` also when
    the cause begins again.
    """

    code: Rule
    watches: object
    limit: str | int
    holder: object
    sentence: object
    clock: Wait.Duty | None = None
    causes: tuple[Callable, ...] = ()
    days: tuple[tuple[Level, int], ...] = ()
    by_subject: bool = True
    starts_anew: bool = False

    def days_now(self, now: dict | None = None) -> int:
        """The limit in days as it is now, or by `now`, the numbers that were read."""
        if isinstance(self.limit, int):
            return self.limit
        return (numbers.current() if now is None else now)[self.limit]

    def rungs(self, limit: int) -> tuple[tuple[Level, int], ...]:
        """Each rung with the days after which it is reached, the first one first."""
        if self.days:
            return self.days
        if not limit:
            high = [level for level in Level if level >= Level.LIMIT]
            return tuple((lv, n * AT_ONCE_CLIMBS_EVERY) for n, lv in enumerate(high))
        return tuple((level, ceil(limit * level / 100)) for level in Level)


RULES = (
    StallRule(
        Rule.SIGN,
        _("from the offer until a function has signed"),
        "sign",
        _("the function that must sign"),
        _("%(days)s since the offer, and %(function)s has not signed."),
        clock=Wait.Duty.SIGN,
    ),
    StallRule(
        Rule.ACCEPT,
        _("from the last signature until the receiver accepts"),
        "accept",
        _("the receiving function"),
        _("%(days)s with %(function)s, accepted by nobody."),
        clock=Wait.Duty.ACCEPT,
    ),
    StallRule(
        Rule.ANSWER,
        _("from a return until its question is answered; returned twice: at once"),
        "answer",
        _("the giving function"),
        _("%(days)s with %(function)s, and the question has no answer."),
        clock=Wait.Duty.ANSWER,
    ),
    StallRule(
        Rule.DECIDE,
        _("from the question to the committee until it decides"),
        "accept",
        _("Leadership, for the committee"),
        _("%(days)s before the committee, and nothing is decided."),
        clock=Wait.Duty.DECIDE,
    ),
    StallRule(
        Rule.VACANT,
        _("a function must act and nobody holds it for the unit"),
        0,
        _("the function that has no holder"),
        _("%(function)s must act, and nobody has held it for this unit for %(days)s."),
        causes=(causes.vacant_clocks, causes.vacant_stages),
        by_subject=False,
    ),
    StallRule(
        Rule.CONSULTATION,
        _("a consultation is open and the body has not received everything"),
        0,
        _("HR"),
        _(
            "A consultation has been open for %(days)s, and the body has not "
            "received everything."
        ),
        causes=(causes.consultations,),
    ),
    StallRule(
        Rule.PREVENTION,
        _("a prevention measure is past its date and not in place"),
        0,
        _("HR; its owner is told"),
        _("A measure that protects people at work is past its date by %(days)s."),
        causes=(causes.preventions,),
    ),
    StallRule(
        Rule.TERM,
        _("from ten days before a consultation's term ends until the body answers"),
        0,
        _("HR"),
        _(
            "A body has not answered, and its term ends within ten days or is over: "
            "it has stood so for %(days)s."
        ),
        causes=(causes.ending_terms,),
    ),
    StallRule(
        Rule.RESPONSE,
        _("from an opinion, or a term that ended, until the employer answers it"),
        "response",
        _("HR"),
        _("%(days)s since a body gave its opinion, and the employer has not answered."),
        causes=(causes.responses,),
    ),
    StallRule(
        Rule.COMMITMENT,
        _("a commitment to a body is past its date and not kept"),
        0,
        _("HR; its owner is told"),
        _("A commitment to a body is past its date by %(days)s."),
        causes=(causes.commitments,),
    ),
    StallRule(
        Rule.CONCERN,
        _("from the release of a question or concern until it is answered"),
        "concern",
        _("HR until the question is published, then the function that answers"),
        _("%(days)s with %(function)s, and what employees asked has no answer."),
        causes=(causes.concerns, causes.questions),
    ),
    StallRule(
        Rule.LESSON,
        _("from a stop or a failed verdict until a lesson is endorsed"),
        "lesson",
        _("Knowledge"),
        _("%(days)s since it stopped or failed: no lesson is endorsed."),
        causes=(causes.lessons,),
    ),
    StallRule(
        Rule.MAP,
        _("from the last version of a map with open questions until they are answered"),
        "map_questions",
        _("Operations; the process owner is told"),
        _(
            "A map of the process has had open questions for %(days)s, and nobody "
            "has answered them."
        ),
        causes=(causes.map_questions,),
        starts_anew=True,
    ),
    StallRule(
        Rule.REMEASURE,
        _("hours that were freed are due to be measured again"),
        0,
        _("Operations; the process owner is told"),
        _("Freed hours have been due to be measured again for %(days)s."),
        causes=(causes.remeasures,),
    ),
    StallRule(
        Rule.HOURS,
        _("measured hours have no destination: 60, 90 and 180 calendar days"),
        IDLE_DAYS,
        _("Marketing"),
        _("Freed hours have had no destination for %(days)s."),
        causes=(causes.hours,),
        starts_anew=True,
        days=(
            (Level.HALF, 30),
            (Level.NEAR, 48),
            (Level.LIMIT, IDLE_DAYS),
            (Level.SPONSOR, 90),
            (Level.DECISION, CHOOSE_DAYS),
        ),
    ),
    StallRule(
        Rule.CONFIRMATION,
        _("from the report of an amount until Finance answers"),
        "confirmation",
        _("Finance"),
        _("%(days)s since an amount was reported, and Finance has not answered."),
        causes=(causes.confirmations,),
    ),
    StallRule(
        Rule.CONDITION,
        _("a condition is past its date and not met"),
        0,
        _("the function that set it; its owner is told"),
        _("A condition is past its date by %(days)s."),
        causes=(causes.conditions,),
    ),
    StallRule(
        Rule.IDLE,
        _("nobody does anything in a stage; paused while the law or a date is awaited"),
        "idle",
        _("the function that leads the stage"),
        _("%(days)s without any act in %(stage)s, which %(function)s leads."),
        causes=(causes.idle_stages,),
        starts_anew=True,
    ),
)
BY_CODE = {rule.code: rule for rule in RULES}
BY_CLOCK = {rule.clock: rule for rule in RULES if rule.clock}


class Place(NamedTuple):
    """Where working days are counted."""

    country: str


class Rung(NamedTuple):
    """A rung of one ladder and the instant at which it is reached."""

    level: Level
    at: datetime


def ladder(rule, since, place, *, limit) -> list[Rung]:
    """The rungs of one stall, each with its instant, the first one first."""
    if rule.days:
        return [Rung(level, since + timedelta(days=n)) for level, n in rule.days]
    return [
        Rung(level, calendar.due(since, days, place).at)
        for level, days in rule.rungs(limit)
    ]


def ladder_of(stall) -> list[Rung]:
    """The rungs of a stall as it stands, from where its ladder counts."""
    return ladder(
        BY_CODE[stall.rule],
        stall.climbs_from,
        Place(stall.reckoning.get("country", "")),
        limit=stall.limit,
    )


def reached(rungs, now) -> list[Rung]:
    """Those of the rungs that are reached now."""
    return [rung for rung in rungs if rung.at <= now]


def following(rungs, now) -> datetime | None:
    """When the next rung is reached, or nothing at the top."""
    return next((rung.at for rung in rungs if rung.at > now), None)


def note(action, found, *, by):
    """One entry of the record for many stalls: how many, and a digest of which."""
    if not found:
        return
    ids = sorted(str(stall.pk) for stall in found)
    record(
        action,
        by=by,
        stalls=len(ids),
        ids=ids,
        sha256=sha256("\n".join(ids).encode()).hexdigest(),
    )
