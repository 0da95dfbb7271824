"""What people owe in stage 4: amounts to confirm, hours to give a destination."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative
from initiatives.obligations import Obligation, Verb
from initiatives.stages import Stage
from organisation import access
from organisation.functions import Function
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import money
from value.accounts import accounts
from value.models import RealisedAmount

MOST = 200
IDLE_DAYS = 60
"""Days after which freed hours without a destination are a stall."""


def obligations(person) -> list[Obligation]:
    """What this person owes here, on initiatives that they may see."""
    found = []
    visible = Initiative.objects.visible_to(person).running().values("pk")
    finance = _branches(person, Function.FINANCE, "initiative__unit")
    if finance is not None:
        found += _to_confirm(person, finance, visible)
    marketing = _branches(person, Function.MARKETING)
    if marketing is not None:
        found += _to_allocate(marketing, visible)
    return found[:MOST]


def _branches(person, function, unit="unit") -> Q | None:
    paths = {h.path for h in access.current_holdings(person) if h.function == function}
    if not paths:
        return None
    asked = Q()
    for path in paths:
        asked |= Q(**{f"{unit}__path__startswith": path})
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
                _("{amount} reported: is it in the accounts?"),
                amount=_money(row.amount, row.currency),
            ),
            since=row.reported_at,
            due_at=row.due_at,
            url=reverse("value:page", args=[row.initiative.ref]) + "#amounts",
            function=Function.FINANCE.value,
        )


def _to_allocate(branches, visible):
    found = accounts(
        Initiative.objects.filter(pk__in=visible, stage=Stage.VALUE)
        .filter(branches)
        .values("pk")
    )
    idle = sorted(
        (key for key, account in found.items() if account.rest > 0),
        key=lambda key: found[key].since,
    )[:MOST]
    rows = Initiative.objects.select_related("unit").in_bulk(idle)
    for key in idle:
        yield Obligation(
            verb=Verb.DECIDE,
            initiative=rows[key],
            sentence=format_lazy(
                _("Without a destination: {hours}"),
                hours=_hours(found[key].rest, "year"),
            ),
            since=found[key].since,
            due_at=found[key].since + timedelta(days=IDLE_DAYS),
            url=reverse("value:page", args=[rows[key].ref]) + "#destinations",
            function=Function.MARKETING.value,
        )


_hours = lazy(written_hours, str)
_money = lazy(money, str)
