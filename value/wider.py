"""The figures of the dictionary that rest on the other rooms, worked out when read.

Each takes the scope of the reader and gives its value in words, or a dash where there
is nothing to work it out from. A higher floor adds its own to `ABOVE`.
"""

from collections.abc import Callable
from decimal import Decimal
from statistics import median

from django.db.models import Min
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import Stay
from initiatives.stages import Stage
from lessons import maturity
from literacy import pulses
from literacy.models import Item, Statement, StatementKind
from literacy.standing import missing_consultation
from organisation.models import Installation
from organisation.templatetags.ui import money, written_number
from processes.comparison import first_uses
from processes.models import MapKind, ProcessMap
from processes.verified import constraints, verified_of
from value import costs
from value.models import MINUTES, Balance, Confirmation
from value.rounding import ratio
from value.wording import part

ABOVE: dict[str, Callable] = {}
"""Filled by governance, which alone knows of handoffs: code -> function of a scope."""
NOTHING = "–"
FROM_APPROPRIATION = (Stage.APPROPRIATION, Stage.LEARNING, Stage.VALUE)


def values(scope) -> dict:
    """The value of each of these figures, by its code."""
    here = {
        "cost-of-year": cost_of_year,
        "time-to-value": time_to_value,
        "system-leverage": system_leverage,
        "local-optimum-share": local_optimum_share,
        "bottleneck-coverage": bottleneck_coverage,
        "consultation-safety": consultation_safety,
        "learning-maturity": learning_maturity,
        "buy-in": buy_in,
        "intent-declared": intent_declared,
    }
    return {code: find(scope) for code, find in (here | ABOVE).items()}


def _proposed(scope):
    """Initiatives that somebody proposed or took over, none withdrawn."""
    return (
        scope.initiatives()
        .exclude(proposed_at=None, taken_over_at=None)
        .filter(withdrawn_at=None)
    )


def cost_of_year(scope) -> str:
    """What this calendar year has to carry."""
    currency = Installation.objects.current().currency
    seen = scope.initiatives().filter(currency=currency).order_by().values("pk")
    return money(costs.together(seen), currency)


def time_to_value(scope) -> str:
    """Median days from the start of literacy to the first confirmed amount."""
    seen = scope.initiatives().order_by().values("pk")
    first = dict(
        Confirmation.objects.filter(
            realised__initiative__in=seen, answer=Confirmation.Answer.CONFIRMED
        )
        .order_by()
        .values_list("realised__initiative")
        .annotate(at=Min("confirmed_at"))
    )
    began = dict(
        Stay.objects.filter(initiative__in=list(first), stage=Stage.LITERACY)
        .order_by()
        .values_list("initiative")
        .annotate(at=Min("entered_at"))
    )
    days = [
        (localdate(at) - localdate(began[key])).days
        for key, at in first.items()
        if key in began
    ]
    if not days:
        return NOTHING
    middle = round(median(days))
    return ngettext("%(n)d day", "%(n)d days", middle) % {"n": middle}


def system_leverage(scope) -> str:
    """Median of what the whole gains for what the hands-on time falls."""
    seen = scope.initiatives().order_by().values("pk")
    maps: dict = {}
    for row in ProcessMap.objects.saved().filter(initiative__in=seen):
        touch = sum(row.findings.get("loads", {}).values())
        if row.throughput and touch:
            maps.setdefault(row.initiative_id, {})[row.kind] = row.throughput, touch
    found = []
    for both in maps.values():
        if len(both) < len(MapKind):
            continue
        (through, touch), (after, shorter) = both[MapKind.AS_IS], both[MapKind.TO_BE]
        if shorter < touch:
            found.append((after / through - 1) / (1 - shorter / touch))
    return written_number(round(median(found), 2), 2) if found else NOTHING


def local_optimum_share(scope) -> str:
    """Verified hours away from the bottleneck without a destination, of all verified.

    Of an initiative, no more than its hours without a destination.
    """
    rows = dict(
        Balance.objects.filter(
            initiative__in=scope.initiatives().order_by().values("pk"), verified__gt=0
        ).values_list("initiative", "unallocated")
    )
    verified = sum(
        Balance.objects.filter(initiative__in=list(rows)).values_list(
            "verified", flat=True
        )
    )
    aside = Decimal(0)
    if any(rows.values()):
        open_ = [key for key, minutes in rows.items() if minutes]
        for key, roles in verified_of(_keys(scope, open_)).items():
            hours = sum(
                (row.hours_a_year for row in roles if row.at_bottleneck is False),
                Decimal(0),
            )
            aside += min(max(hours, Decimal(0)) * MINUTES, rows.get(key, 0))
    return part(ratio(aside, verified))


def _keys(scope, ids):
    return scope.initiatives().filter(pk__in=ids).order_by().values("pk")


def bottleneck_coverage(scope) -> str:
    """Of the initiatives from appropriation on, those whose bottleneck is known."""
    ids = list(
        _proposed(scope)
        .filter(stage__in=FROM_APPROPRIATION)
        .order_by()
        .values_list("pk", flat=True)
    )
    if not ids:
        return NOTHING
    held_up = constraints(ids)
    known = sum(bool(held_up[key].name) for key in ids)
    return _of(known, len(ids))


def consultation_safety(scope) -> str:
    """Initiatives with real users and a body that was not honoured."""
    ids = list(_proposed(scope).order_by().values_list("pk", flat=True))
    used = [key for key, days in first_uses(ids).items() if days]
    rows = scope.initiatives().filter(pk__in=used)
    count = len(missing_consultation(rows)) if used else 0
    return ngettext("%(n)d initiative", "%(n)d initiatives", count) % {"n": count}


def learning_maturity(scope) -> str:
    """The index of learning, over all that the reader may see."""
    found, _missing = maturity.index(maturity.facts(scope.person))
    return NOTHING if found is None else written_number(round(found, 2), 2)


def buy_in(scope) -> str:
    """Trust and clarity of direction, in the last closed pulse of everybody."""
    last = pulses.latest_pulse(scope.person)
    if not last or not last["results"]:
        return NOTHING
    means = {row["item"]: row["mean"] for row in last["results"]["items"]}
    trust, clarity = means.get(Item.TRUST), means.get(Item.DIRECTION)
    if trust is None or clarity is None:
        return NOTHING
    return _("Trust %(trust)s, clarity %(clarity)s") % {
        "trust": written_number(trust, 1),
        "clarity": written_number(clarity, 1),
    }


def intent_declared(scope) -> str:
    """Of all initiatives, those whose intent is published to employees."""
    rows = _proposed(scope)
    every = rows.count()
    if not every:
        return NOTHING
    published = Statement.objects.filter(kind=StatementKind.INTENT)
    return _of(
        rows.filter(pk__in=published.order_by().values("initiative")).count(), every
    )


def _of(count, every) -> str:
    return _("%(n)s of %(all)s: %(part)s") % {
        "n": count,
        "all": every,
        "part": part(ratio(count, every)),
    }
