"""The figures of the portfolio: time in stage and between functions, where it piles up.

Functions are counted, never people. Times are of what ended in the last twelve months,
in whole calendar days. A median and the 80th percentile stand only where there are five
or more; the percentile is the nearest rank: of n sorted values the one at place
ceil(0.8 n).
"""

from collections import Counter, defaultdict
from datetime import timedelta
from math import ceil
from statistics import median

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.models import Handoff, Level, Stall, Wait
from governance.presenters import day, days_since, in_days
from initiatives.models import Initiative, Intent, Stay
from initiatives.stages import FOUR, Kind, Stage
from organisation.functions import Function

YEAR = timedelta(days=365)
ENOUGH = 5
"""Values from which on a median says something, and nobody can tell one apart."""
MOST = 20_000
"""Stays and handoffs that are read at most, the newest first."""


def figures(rows, now) -> dict:
    """All figures of the initiatives in `rows`, which come from `querysets.pipeline`.

    Seven queries, whatever their number.
    """
    keys = rows.order_by().values("pk")
    open_ = rows.filter(withdrawn_at__isnull=True).exclude(stage=Stage.CLOSED)
    held = list(
        open_.order_by().values_list(
            "stage", "holder_function", "stage_since", "due_at", "stall_rule"
        )
    )
    found = {
        "as_of": now,
        "since": now - YEAR,
        "total": len(held),
        "stages": _stages(keys, held, now),
        "pairs": _pairs(keys, now),
        "holds": _holds(keys, held, now),
        "piles": _piles(held),
        "intents": _intents(keys),
    }
    return found | {"lead": finding(found)}


def spread(values) -> dict:
    """How many there are, and from five on their median and 80th percentile."""
    values = sorted(values)
    n = len(values)
    if n < ENOUGH:
        return {"n": n, "median": None, "p80": None}
    return {"n": n, "median": round(median(values)), "p80": values[ceil(0.8 * n) - 1]}


def _stages(keys, held, now):
    """Per stage: stays that ended in twelve months, and what stands there now."""
    took = defaultdict(list)
    stays = (
        Stay.objects.filter(initiative__in=keys, left_at__gt=now - YEAR)
        .exclude(kind=Kind.TAKEN_OVER)
        .order_by("-left_at", "-pk")
        .values_list("stage", "entered_at", "left_at")
    )
    for stage, entered_at, left_at in stays[:MOST]:
        took[stage].append(days_since(entered_at, left_at))
    here = defaultdict(list)
    for stage, _holder, since, _due, _stall in held:
        here[stage].append(days_since(since, now))
    return [
        {
            "stage": stage,
            "label": stage.label,
            "here": len(here[stage]),
            "oldest": max(here[stage], default=None),
            **spread(took[stage]),
        }
        for stage in (Stage.PROPOSED, *FOUR)
    ]


def _pairs(keys, now):
    """Per pair of functions: how long handoffs took, and how many wait now."""
    rows = (
        Handoff.objects.filter(initiative__in=keys)
        .filter(
            Q(state=Handoff.State.PASSED, closed_at__gt=now - YEAR)
            | Q(state__in=Handoff.OPEN)
        )
        .order_by("-offered_at", "-pk")
        .values_list("giver", "receiver", "offered_at", "closed_at")
    )
    took, waits = defaultdict(list), defaultdict(list)
    for giver, receiver, offered_at, closed_at in rows[:MOST]:
        kept = took if closed_at else waits
        kept[giver, receiver].append(days_since(offered_at, closed_at or now))
    order = list(Function.values)
    return [
        {
            "giver": Function(giver),
            "receiver": Function(receiver) if receiver else None,
            "label": _("%(giver)s to %(receiver)s")
            % {
                "giver": Function(giver).label,
                "receiver": Function(receiver).label if receiver else _("close"),
            },
            "waiting": len(waits[giver, receiver]),
            "oldest": max(waits[giver, receiver], default=None),
            **spread(took[giver, receiver]),
        }
        for giver, receiver in sorted(
            took.keys() | waits.keys(),
            key=lambda pair: (order.index(pair[0]), pair[1]),
        )
    ]


def _holds(keys, held, now):
    """Per function: initiatives it holds, clocks that run for it, stalls it has."""
    found = {f.value: Counter() for f in Function}
    for _stage, holder, _since, due_at, stall in held:
        if holder:
            found[holder]["holds"] += 1
            found[holder]["late"] += bool(due_at and due_at <= now) or bool(stall)
    clocks = (
        Wait.objects.filter(initiative__in=keys, ended_at__isnull=True)
        .order_by()
        .values_list("function")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lte=now)))
    )
    for function, n, late in clocks:
        found[function].update(clocks=n, clocks_late=late)
    stalls = (
        Stall.objects.filter(
            initiative__in=keys, closed_at__isnull=True, level__gte=Level.LIMIT
        )
        .order_by()
        .values_list("function")
        .annotate(n=Count("pk"))
    )
    for function, n in stalls:
        found[function]["stalls"] += n
    return [
        {"function": Function(code), "label": Function(code).label}
        | {name: counts[name] for name in HELD}
        for code, counts in found.items()
        if counts.total()
    ]


HELD = ("holds", "late", "clocks", "clocks_late", "stalls")


def _piles(held):
    """Stage by holder: how many open initiatives stand there, the most first."""
    counts = Counter((stage, holder) for stage, holder, *_rest in held)
    top = max(counts.values(), default=0)
    return [
        {
            "stage": Stage(stage),
            "stage_label": Stage(stage).label,
            "function": Function(holder) if holder else None,
            "label": Function(holder).label if holder else _("nobody yet"),
            "n": n,
            "width": f"{100 * n / top:.1f}".rstrip("0").rstrip(".") + "%",
        }
        for (stage, holder), n in sorted(
            counts.items(), key=lambda item: (-item[1], Stage(item[0][0]).number)
        )
    ]


def _intents(keys):
    """What initiatives that are not withdrawn intend, and the hours they expect."""
    rows = (
        Initiative.objects.filter(pk__in=keys, withdrawn_at__isnull=True)
        .order_by()
        .values_list("intent")
        .annotate(
            n=Count("pk"),
            open=Count("pk", filter=~Q(stage=Stage.CLOSED)),
            hours=Sum(F("hours_expected")),
        )
    )
    found = {intent: (n, open_, hours) for intent, n, open_, hours in rows}
    total = sum(n for n, _open, _hours in found.values())
    labels = [*Intent.choices, ("", _("not said yet"))]
    return [
        {
            "intent": intent,
            "label": label,
            "n": n,
            "open": open_,
            "share": round(100 * n / total) if total else 0,
            "hours": hours,
        }
        for intent, label in labels
        for n, open_, hours in [found.get(intent, (0, 0, None))]
        if n or intent
    ]


def finding(found) -> str:
    """Where the portfolio stands in one or two sentences."""
    if not found["total"]:
        return _("No open initiative fits these filters.")
    parts = []
    top = next((pile for pile in found["piles"] if pile["function"]), None)
    if top:
        parts.append(
            ngettext(
                "%(n)d of %(all)d open initiatives is in %(stage)s with %(function)s.",
                "%(n)d of %(all)d open initiatives are in %(stage)s with %(function)s.",
                top["n"],
            )
            % {
                "n": top["n"],
                "all": found["total"],
                "stage": top["stage_label"],
                "function": top["label"],
            }
        )
    timed = [pair for pair in found["pairs"] if pair["median"] is not None]
    if timed:
        slowest = max(timed, key=lambda pair: pair["median"])
        parts.append(
            _("Handoffs take longest from %(pair)s: half of them more than %(days)s.")
            % {"pair": slowest["label"], "days": in_days(slowest["median"])}
        )
    else:
        parts.append(_("Too few handoffs have ended to say how long they take."))
    return " ".join(parts)


def dated(found) -> str:
    """Of which day and which months the figures are."""
    return _("As of %(day)s; times are of what ended since %(since)s.") % {
        "day": day(found["as_of"]),
        "since": day(found["since"]),
    }
