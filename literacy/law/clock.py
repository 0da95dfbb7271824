"""Statutory terms: when they end, and a sentence by which anybody can check it.

Terms are reckoned in days of the site: an instant becomes the day that it is there
(`local_day`), and what has come or is over is asked of the day there (`today_at`).
"""

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import SimpleNamespace

import holidays
from django.db.models import Case, DateField, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from literacy.law.kinds import TIMED, Mode
from literacy.law.words import SUB_TERMS
from organisation import calendar
from organisation.templatetags.ui import written_day

CALENDAR_VERSION = f"holidays {holidays.__version__}"
"""The package of public holidays by which last days are moved."""
ROLL_AT_MOST = 30
"""Days that a last day may move: more would be a broken calendar."""

PLACES = {
    code: SimpleNamespace(country=code)
    for code in (*calendar.COUNTRIES, *calendar.ALIASES)
}
"""A place in each country whose time zone is known; elsewhere it is UTC."""

EXPERT = "expert_appointed"
BOTH_LEVELS = "experts_central_and_establishment"
DUE = "due"
OF_AN_EXPERT = {
    "expert_asks",
    "employer_answers",
    "expert_costs",
    "employer_contests",
    "expert_report",
}
"""The dates that exist only where an expert was named."""


@dataclass(frozen=True)
class SubTerm:
    """A date inside a term: who must do what by when; no day while its start is open.

    `code` is one of literacy.law.words.SUB_TERMS.
    """

    code: str
    label: str
    due_on: date | None


@dataclass(frozen=True)
class Term:
    """The end of a term and how it came about.

    `due_on` is the last day of the body's term, or for a lead time the first day on
    which implementation may begin; None where the law sets no term, or where it
    cannot be known yet. `may_pass_by_time` says whether the end of the term alone
    passes the rule. `reckoning` is plain JSON to be stored beside the date; `sentence`
    says it in the language of whoever reads it.
    """

    due_on: date | None
    subs: tuple[SubTerm, ...]
    may_pass_by_time: bool
    reckoning: dict
    calendar_version: str = CALENDAR_VERSION
    law_version: str = ""

    @property
    def sentence(self) -> str:
        """How the date came about, for a lay person to check."""
        return sentence(self.reckoning)

    def has_ended(self, on: date) -> bool:
        """Whether the term is over on a day: after its last day, or from a first day.

        A lead time is over on the day itself, since work may begin then.
        """
        if self.due_on is None:
            return False
        if self.reckoning["mode"] == Mode.LEAD_TIME:
            return on >= self.due_on
        return on > self.due_on


def local_day(instant: datetime, place) -> date:
    """The day that an instant is at a unit or a site."""
    return instant.astimezone(calendar.zone_of(place)).date()


def today_at(place) -> date:
    """The day that it is now at a unit or a site."""
    return local_day(clock.now(), place)


def today_there(country):
    """The same for a query: the day at the site whose country stands at this path."""
    now = clock.now()
    quarter = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    return Case(
        *(
            When(**{f"{country}__in": codes}, then=Value(day))
            for day, codes in _days_elsewhere(quarter).items()
        ),
        default=Value(now.date()),
        output_field=DateField(),
    )


@lru_cache(maxsize=8)
def _days_elsewhere(quarter: datetime) -> dict[date, list[str]]:
    """The countries where it is another day than here; it dawns at a quarter hour."""
    days = defaultdict(list)
    for code, place in PLACES.items():
        day = local_day(quarter, place)
        if day != quarter.date():
            days[day].append(code)
    return days


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last of that month if it has no such day.

    The way months are counted in French procedure (code de procédure civile, art.
    641) and in Regulation (EEC, Euratom) 1182/71, art. 3; months may be negative.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def earliest_start(information_on: date, months: int) -> date:
    """The first day on which work may begin after information with a lead time.

    Reckoned backwards as the law says it: the information lies at the latest so many
    months before the start. After 30 November, 28 February minus three months is 28
    November, too late; so work begins on 1 March.
    """
    day = add_months(information_on, months)
    while add_months(day, -months) < information_on:
        day += timedelta(days=1)
    return day


def term(
    body: dict,
    *,
    started_on: date | None,
    place=None,
    expert: bool = False,
    experts_at_both_levels: bool = False,
    expert_appointed_on: date | None = None,
    expert_asked_on: date | None = None,
    court_asked_on: date | None = None,
    deviating_decision_on: date | None = None,
    authority_asked_on: date | None = None,
    agreed_months: int | None = None,
    court_extended_to: date | None = None,
    suspensions: tuple = (),
    not_before: date | None = None,
    is_verified: bool = False,
    law_version: str = "",
) -> Term:
    """When the term of a rule ends.

    `body` is the text of a rule (LawRuleVersion.body). `started_on` is the day from
    which the law counts: the information delivered, complete; None while it has not
    safely started. `place` is the site, for its weekends and public holidays.
    `deviating_decision_on` starts a standstill: the day on which the body was told in
    writing of a decision that departs from its advice. `authority_asked_on` is the day
    on which the body asked the supervisory authority, where the rule lets it.
    `suspensions` are pairs (from, to) of days on which the term stood still, `to` None
    while it still does; the days of both ends count. `not_before` is the deadline so
    far: it never gets earlier (I-15 of the design: what was promised stays).
    Raises ValueError where a day in `suspensions` ends before it begins.
    """
    terms = body["clock"]
    mode = Mode(terms.get("mode", Mode.NONE))
    verify = []
    reckoning = {"mode": mode.value, "started_on": _iso(started_on), "verify": verify}
    expert = expert or expert_appointed_on is not None
    months, days, ground = _length(terms, expert, experts_at_both_levels, agreed_months)
    start = started_on
    if mode == Mode.STANDSTILL:
        start, months, days, ground = (
            deviating_decision_on,
            terms.get("standstill_months"),
            None,
            "",
        )
    if start is None or mode == Mode.NONE or (months is None and days is None):
        due = not_before
        reckoning |= {"due_on": _iso(due), "kept": _iso(not_before)}
    else:
        reckoning |= {
            "started_on": _iso(start),
            "base_months": terms.get("standstill_months", terms.get("months")),
            "base_days": terms.get("days"),
            "months": months,
            "days": days,
            "ground": ground,
        }
        due = _end(start, months, days, mode)
        if authority_asked_on is not None and terms.get("authority_months"):
            due = max(due, add_months(authority_asked_on, terms["authority_months"]))
            reckoning |= {
                "authority_on": _iso(authority_asked_on),
                "authority_months": terms["authority_months"],
            }
        due, stood = _suspended(start, due, suspensions)
        if stood is not None:
            reckoning["suspended_days"] = stood
        if due is not None:
            due = _later(reckoning, "court", due, court_extended_to)
            due = _rolled(terms, due, place, reckoning, verify)
            due = _later(reckoning, "kept", due, not_before)
        reckoning["due_on"] = _iso(due)
    passes = (
        is_verified
        and bool(body.get("time_may_pass"))
        and body.get("right_kind") in TIMED
        and due is not None
        and authority_asked_on is None
        and not _is_open(suspensions)
    )
    reckoning["may_pass"] = passes
    return Term(
        due_on=due,
        subs=_subs(
            terms,
            {
                DUE: due,
                EXPERT: expert_appointed_on,
                "expert_asked": expert_asked_on,
                "court_asked": court_asked_on,
            },
            expert or experts_at_both_levels,
        ),
        may_pass_by_time=passes,
        reckoning=reckoning,
        law_version=law_version,
    )


def sentence(reckoning: dict) -> str:
    """How a deadline came about, in words, from what was stored beside it."""
    due = _day(reckoning.get("due_on"))
    mode = reckoning["mode"]
    if due is None:
        return _no_date(reckoning, mode)
    if "months" not in reckoning:
        return _("The deadline of %(day)s stays.") % {"day": due}
    start = _day(reckoning["started_on"])
    if mode == Mode.LEAD_TIME:
        return _(
            "Told on %(start)s, at the latest %(length)s before work begins: not "
            "before %(day)s."
        ) % {"start": start, "length": _length_words(reckoning), "day": due}
    base = _length_words(
        {"months": reckoning["base_months"], "days": reckoning["base_days"]}
    )
    ground = reckoning.get("ground")
    if ground:
        parts = [
            _GROUNDS[ground]()
            % {"base": base, "start": start, "length": _length_words(reckoning)}
        ]
    else:
        parts = [
            _("%(length)s from %(start)s")
            % {"length": _length_words(reckoning), "start": start}
        ]
    if reckoning.get("authority_on"):
        parts.append(
            _("%(length)s from %(start)s, when the authority was asked")
            % {
                "length": _length_words({"months": reckoning["authority_months"]}),
                "start": _day(reckoning["authority_on"]),
            }
        )
    if reckoning.get("suspended_days"):
        parts.append(
            ngettext(
                "%(n)d day longer because it was suspended",
                "%(n)d days longer because it was suspended",
                reckoning["suspended_days"],
            )
            % {"n": reckoning["suspended_days"]}
        )
    if reckoning.get("court"):
        parts.append(
            _("extended by the court to %(day)s") % {"day": _day(reckoning["court"])}
        )
    if reckoning.get("rolled_from"):
        parts.append(
            _("%(day)s is not a working day, so the next one")
            % {"day": _day(reckoning["rolled_from"])}
        )
    if reckoning.get("kept"):
        parts.append(_("the later deadline set before stays"))
    return _("%(how)s: %(day)s.") % {"how": ", ".join(parts), "day": due}


def caution(reckoning: dict) -> str:
    """What Legal must still look at in a reckoning, or nothing."""
    if "roll" in reckoning.get("verify", ()):
        return _(
            "That a last day on a weekend or holiday moves to the next working day is "
            "not sourced: Legal must check it."
        )
    return ""


def _expert_words():
    return _("%(base)s from %(start)s, %(length)s because an expert was named")


def _both_words():
    return _(
        "%(base)s from %(start)s, %(length)s because experts were named at the centre "
        "and at the site"
    )


def _agreed_words():
    return _("%(length)s from %(start)s, as agreed in the company")


_GROUNDS = {EXPERT: _expert_words, BOTH_LEVELS: _both_words, "agreed": _agreed_words}


def _no_date(reckoning, mode) -> str:
    if mode == Mode.NONE:
        return _("The law sets no term here: silence never passes for an answer.")
    if mode == Mode.STANDSTILL:
        return _(
            "There is no fixed term for the advice. A standstill begins when the body "
            "is told of a decision that departs from it."
        )
    if reckoning.get("months") is not None or reckoning.get("days") is not None:
        return _("The term stands still: it is suspended.")
    return _("The clock has not started: the information is not complete.")


def _length(terms, expert, both, agreed_months):
    """Months, days and the ground of a term; the longest of what applies.

    An agreement replaces the term of the law where the law lets it.
    """
    months, days, ground = terms.get("months"), terms.get("days"), ""
    if agreed_months is not None and terms.get("agreement_may_replace"):
        return agreed_months, None, "agreed"
    asked = {EXPERT: expert or both, BOTH_LEVELS: both}
    for extension in terms.get("ext", ()):
        if asked.get(extension["if_"]) and extension["months"] > (months or 0):
            months, ground = extension["months"], extension["if_"]
    return months, days, ground


def _end(start, months, days, mode):
    if months is None:
        return start + timedelta(days=days)
    if mode == Mode.LEAD_TIME:
        return earliest_start(start, months)
    return add_months(start, months)


def _suspended(start, due, suspensions):
    """The end of a term that stood still for some days, and how many those were.

    No end while it still stands still. Days that two suspensions share count once.
    """
    if _is_open(suspensions):
        return None, None
    stood = 0
    reached = start
    for begins, ends in sorted(suspensions):
        if ends < begins:
            raise ValueError("A suspension ends after it begins.")
        begins = max(begins, reached)
        if begins > due or ends < begins:
            continue
        still = (ends - begins).days + 1
        due += timedelta(days=still)
        stood += still
        reached = ends + timedelta(days=1)
    return due, stood or None


def _is_open(suspensions) -> bool:
    return any(ends is None for _begins, ends in suspensions)


def _later(reckoning, name, due, other):
    if other is not None and other > due:
        reckoning[name] = other.isoformat()
        return other
    return due


def _rolled(terms, due, place, reckoning, verify):
    if terms.get("roll") != "forward":
        return due
    day = due
    for _step in range(ROLL_AT_MOST):
        if calendar.is_working_day(day, place):
            break
        day += timedelta(days=1)
    if day != due:
        reckoning["rolled_from"] = due.isoformat()
        if terms.get("roll_confidence") == "knowledge-verify":
            verify.append("roll")
    return day


def _subs(terms, anchors, has_expert):
    found = []
    for sub in terms.get("sub", ()):
        if sub["code"] in OF_AN_EXPERT and not has_expert:
            continue
        anchor = anchors.get(sub["anchor"])
        due = anchor + timedelta(days=sub["days"]) if anchor else None
        label = SUB_TERMS.get(sub["code"], sub.get("what", sub["code"]))
        found.append(SubTerm(sub["code"], str(label), due))
    return tuple(found)


def _length_words(length) -> str:
    if length.get("months") is not None:
        return ngettext("%(n)d month", "%(n)d months", length["months"]) % {
            "n": length["months"]
        }
    days = length.get("days") or 0
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _iso(day):
    return day.isoformat() if day else None


def _day(text) -> str | None:
    return written_day(date.fromisoformat(text)) if text else None
