"""What pages and messages say of stalls: sentences, next steps, time lost."""

from collections import defaultdict
from datetime import timedelta
from statistics import median

from django.db.models import Count, F, Min, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit import clock
from governance import causes, presenters, querysets
from governance.models import Level, Referral, Rule, Stall
from governance.stalls import BY_CODE, RULES
from governance.sweeping import next_step
from initiatives.models import Initiative
from initiatives.stages import LEADS, Stage
from organisation import calendar, numbers
from organisation.functions import Function
from organisation.templatetags.ui import written_number
from processes.evidence import in_use_until

YEAR = timedelta(days=365)
MOST = 500
OF_EACH = 25
"""Stalls of one function that the page of all functions shows, its oldest."""

STEPS = {
    Rule.SIGN: gettext_lazy("Sign or return it"),
    Rule.ACCEPT: gettext_lazy("Accept or return it"),
    Rule.ANSWER: gettext_lazy("Answer the question"),
    Rule.DECIDE: gettext_lazy("See in which meeting it is decided"),
    Rule.VACANT: gettext_lazy("Name a holder"),
    Rule.IDLE: gettext_lazy("See what the gate misses"),
    Rule.CONSULTATION: gettext_lazy("Hand over the information"),
    Rule.PREVENTION: gettext_lazy("Put the measure in place"),
    Rule.TERM: gettext_lazy("See the consultation"),
    Rule.RESPONSE: gettext_lazy("Answer the opinion"),
    Rule.COMMITMENT: gettext_lazy("Keep the commitment"),
    Rule.CONCERN: gettext_lazy("Answer it, or put it to who can"),
    Rule.LESSON: gettext_lazy("Write and endorse the lesson"),
    Rule.MAP: gettext_lazy("Answer the questions on the map"),
    Rule.REMEASURE: gettext_lazy("Measure the hours again"),
    Rule.HOURS: gettext_lazy("Give the hours a destination"),
    Rule.CONFIRMATION: gettext_lazy("Confirm or refuse the amount"),
    Rule.CONDITION: gettext_lazy("Meet the condition"),
}
"""What ends a stall, as the words of its button."""


def past(person=None):
    """Open stalls past their limit, those that a person may see, the oldest first."""
    rows = querysets.open_stalls()
    if person is not None:
        seen = Initiative.objects.visible_to(person)
        rows = rows.filter(initiative__in=seen.values("pk"))
    return rows.select_related("initiative__unit", "wait__handoff__stay").order_by(
        "since", "pk"
    )


def before_committee(person):
    """What waits for the committee: questions at gates, and stalls on its list."""
    seen = Initiative.objects.visible_to(person).values("pk")
    questions = (
        Referral.objects.filter(decision__isnull=True, handoff__initiative__in=seen)
        .select_related("handoff__initiative", "asked_by")
        .order_by("asked_at")
    )
    return questions, past(person).filter(level__gte=Level.SPONSOR)


def sentence(stall, now=None) -> str:
    """What is stalled, with whom and since when, in one sentence."""
    now = now or clock.now()
    end = stall.closed_at or now
    words = {
        "days": presenters.in_days(presenters.days_since(stall.since, end)),
        "function": Function(stall.function).label,
    }
    said = BY_CODE[stall.rule].sentence % (words | {"stage": _stage(stall).label})
    return _with_the_giver(said, stall) if stall.rule == Rule.ACCEPT else said


def _stage(stall) -> Stage:
    """The stage that stood still: its lead is with the stall.

    An initiative that was moved since is elsewhere, until the sweep closes the stall.
    """
    led = {function: stage for stage, function in LEADS.items()}
    return led.get(stall.function) or Stage(stall.initiative.stage)


def _with_the_giver(text, stall) -> str:
    """What is said of a receiver, and how long the giver took before."""
    handoff = stall.wait.handoff if stall.wait_id else None
    if handoff is None:
        return text
    took = presenters.days_since(handoff.stay.entered_at, handoff.offered_at)
    return _("%(text)s %(giver)s took %(days)s.") % {
        "text": text,
        "giver": Function(handoff.giver).label,
        "days": presenters.in_days(took),
    }


def limit_sentence(stall) -> str:
    """Which limit has passed, and how the day was reckoned."""
    if stall.rule == Rule.HOURS:
        return _("The limit was %(days)s, until %(day)s.") % {
            "days": presenters.in_days(stall.limit),
            "day": presenters.day(stall.due_at),
        }
    if not stall.limit:
        return _("It counts at once, since %(day)s.") % {
            "day": presenters.day(stall.due_at)
        }
    return presenters.past_sentence(stall)


def _presses(stall) -> str:
    """The function whose press ends a stall: old hours are for Leadership to place."""
    if stall.rule == Rule.HOURS and stall.level >= Level.DECISION:
        return Function.LEADERSHIP.value
    return stall.function


def item(stall, now):
    """One stall for a list: what, with whom, how far, and the one next step."""
    initiative = stall.initiative
    return {
        "pk": stall.pk,
        "ref": initiative.ref,
        "title": initiative.title,
        "url": initiative.get_absolute_url(),
        "sentence": sentence(stall, now),
        "limit": limit_sentence(stall),
        "days": presenters.days_since(stall.since, now),
        "level": stall.level,
        "rung": stall.get_level_display(),
        "is_clock": bool(stall.wait_id),
        "is_listed": stall.level >= Level.SPONSOR,
        "function": Function(stall.function).label,
        "holder": _presses(stall),
        "rule": stall.get_rule_display(),
        "step": STEPS[stall.rule],
        "step_url": next_step(stall, initiative),
    }


def by_function(rows, now, most=None):
    """Stalls grouped by the function that holds them, the largest group first.

    Of each group at most `most`, its oldest; `count` and `oldest`, in days, are of all.
    """
    counted = {
        row["function"]: row
        for row in rows.order_by()
        .values("function")
        .annotate(count=Count("pk"), oldest=Min("since"))
    }
    numbered = rows.annotate(
        place=Window(
            RowNumber(), partition_by="function", order_by=[F("since"), F("pk")]
        )
    )
    groups = defaultdict(list)
    for stall in numbered.filter(place__lte=most or MOST):
        groups[stall.function].append(item(stall, now))
    return [
        {
            "function": Function(key),
            "label": Function(key).label,
            "items": groups[key],
            "count": row["count"],
            "more": row["count"] - len(groups[key]),
            "oldest": presenters.days_since(row["oldest"], now),
        }
        for key, row in sorted(counted.items(), key=lambda g: -g[1]["count"])
    ]


def finding(groups) -> str:
    """The sentence that opens the page of stalls."""
    if not groups:
        return _("Nothing is past its limit.")
    total = sum(group["count"] for group in groups)
    top = groups[0]
    first = ngettext(
        "%(n)s duty or handoff is past its limit.",
        "%(n)s duties and handoffs are past their limit.",
        total,
    ) % {"n": written_number(total)}
    second = ngettext(
        "%(function)s holds %(n)s, the oldest for %(days)s.",
        "%(function)s holds %(n)s of them, the oldest for %(days)s.",
        top["count"],
    ) % {
        "function": top["label"],
        "n": written_number(top["count"]),
        "days": presenters.in_days(top["oldest"]),
    }
    return f"{first} {second}"


def time_lost(person, now):
    """Per function, over the last year: stalls, and working days past the limit.

    Days count from when the limit ran out to the end of the cause, or to now.
    """
    seen = Initiative.objects.visible_to(person)
    rows = Stall.objects.filter(
        initiative__in=seen.values("pk"), level__gte=Level.LIMIT, due_at__lte=now
    ).exclude(closed_at__lt=now - YEAR)
    found = defaultdict(lambda: {"open": 0, "ended": 0, "days": []})
    for stall in rows.select_related("initiative__unit").order_by("-due_at")[:5000]:
        entry = found[stall.function]
        entry["ended" if stall.closed_at else "open"] += 1
        entry["days"].append(
            calendar.working_days_between(
                stall.due_at, stall.closed_at or now, stall.initiative.unit
            )
        )
    lost = [
        {
            "label": Function(key).label,
            "open": entry["open"],
            "ended": entry["ended"],
            "days": sum(entry["days"]),
            "median": round(median(entry["days"])),
        }
        for key, entry in found.items()
    ]
    return sorted(lost, key=lambda row: -row["days"])


def of_initiative(initiative, now=None):
    """The open stalls of one initiative, for the banner of its pages."""
    now = now or clock.now()
    rows = (
        querysets.open_stalls()
        .filter(initiative=initiative)
        .select_related("wait__handoff__stay")
        .order_by("-level", "since")
    )
    items = []
    for stall in rows:
        stall.initiative = initiative
        items.append(item(stall, now))
    return items


def pause(initiative) -> str:
    """Why the clock of the stage rests now, or nothing: the law, or a date."""
    if initiative.stage == Stage.LITERACY:
        asked = (
            causes.awaiting_opinion(initiative.pk)
            .select_related("body")
            .order_by(F("due_on").desc(nulls_first=True), "pk")
            .first()
        )
        if asked and asked.due_on and asked.due_on >= clock.today():
            return _(
                "Waiting on law until %(day)s, the end of the term: %(body)s has not "
                "answered yet. The clock of the stage rests until it does."
            ) % {"day": presenters.day(asked.due_on), "body": asked.body.name}
        if asked:
            return _(
                "Waiting on law: %(body)s has not answered yet. "
                "The clock of the stage rests until then."
            ) % {"body": asked.body.name}
    if initiative.stage == Stage.APPROPRIATION:
        until = in_use_until(initiative)
        if until and until > clock.today():
            return _(
                "The new process must be in use until %(day)s. "
                "The clock of the stage rests until then."
            ) % {"day": presenters.day(until)}
    return ""


def rules():
    """The table of rules in words, for the page that explains what is watched."""
    now = numbers.current()
    return [
        {
            "label": rule.code.label,
            "watches": rule.watches,
            "limit": _limit(rule, now),
            "holder": rule.holder,
        }
        for rule in RULES
    ]


def _limit(rule, now) -> str:
    limit = rule.days_now(now)
    if rule.days:
        return presenters.in_days(limit)
    if not limit:
        return _("at once")
    return ngettext("%(n)d working day", "%(n)d working days", limit) % {"n": limit}
