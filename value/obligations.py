"""What people owe in stage 4: amounts to confirm, hours to give a destination."""

from datetime import timedelta

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative
from initiatives.obligations import Obligation, Verb
from initiatives.stages import Stage
from organisation import access
from organisation.functions import Function
from value.models import Allocation, FreedHours, RealisedAmount

MOST = 200
IDLE_DAYS = 60
"""Days after which freed hours without a destination are a stall."""


def obligations(person) -> list[Obligation]:
    """What this person owes here, on initiatives that they may see."""
    found = []
    visible = Initiative.objects.visible_to(person).running().values("pk")
    finance = _branches(person, Function.FINANCE)
    if finance is not None:
        found += _to_confirm(person, finance, visible)
    marketing = _branches(person, Function.MARKETING)
    if marketing is not None:
        found += _to_allocate(marketing, visible)
    return found[:MOST]


def _branches(person, function) -> Q | None:
    paths = {h.path for h in access.current_holdings(person) if h.function == function}
    if not paths:
        return None
    asked = Q()
    for path in paths:
        asked |= Q(initiative__unit__path__startswith=path)
    return asked


def _to_confirm(person, branches, visible):
    rows = (
        RealisedAmount.objects.unanswered()
        .filter(branches, initiative__in=visible)
        .exclude(reported_by=person)
        .select_related("initiative__unit")
        .order_by("due_at")[:MOST]
    )
    for row in rows:
        yield Obligation(
            verb=Verb.CONFIRM,
            initiative=row.initiative,
            sentence=format_lazy(
                _("{amount} {currency} reported: is it in the accounts?"),
                amount=f"{row.amount:,.0f}",
                currency=row.currency,
            ),
            since=row.reported_at,
            due_at=row.due_at,
            url=reverse("value:page", args=[row.initiative.ref]) + "#amounts",
            function=Function.FINANCE.value,
        )


def _to_allocate(branches, visible):
    hours = list(
        FreedHours.objects.standing()
        .measured()
        .filter(branches, initiative__in=visible, initiative__stage=Stage.VALUE)
        .select_related("initiative__unit")
        .order_by("recorded_at")[:MOST]
    )
    given = dict(
        Allocation.objects.filter(initiative__in={h.initiative_id for h in hours})
        .order_by()
        .values_list("initiative")
        .annotate(n=Sum("hours"))
    )
    freed, first = {}, {}
    for row in hours:
        freed[row.initiative_id] = freed.get(row.initiative_id, 0) + row.hours
        first.setdefault(row.initiative_id, row)
    for key, row in first.items():
        rest = freed[key] - given.get(key, 0)
        if rest > 0:
            yield Obligation(
                verb=Verb.DECIDE,
                initiative=row.initiative,
                sentence=format_lazy(
                    _("{n} freed hours a year have no destination yet."),
                    n=f"{rest:,.0f}",
                ),
                since=row.recorded_at,
                due_at=row.recorded_at + timedelta(days=IDLE_DAYS),
                url=reverse("value:page", args=[row.initiative.ref]) + "#destinations",
                function=Function.MARKETING.value,
            )
