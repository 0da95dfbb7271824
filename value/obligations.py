"""What people owe in stage 4: amounts to confirm, hours to give a destination."""

from datetime import timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Conversion, Initiative
from initiatives.obligations import Obligation, Owed, Verb, read
from initiatives.stages import Stage
from organisation import access
from organisation.functions import Function
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import money
from value.accounts import with_rest
from value.models import RealisedAmount, UseBalance, in_hours
from value.rules import CHOOSE_DAYS, IDLE_DAYS

MOST = 200
"""Days after which freed hours without a destination are a stall."""


def obligations(person) -> list[Obligation]:
    """What this person owes here, on initiatives that they may see."""
    return read(owed(person), MOST)


def owed(person) -> list[Owed]:
    """The kinds of obligations that this person may have here."""
    kinds = []
    visible = Initiative.objects.seen_by(person).running().values("pk")
    finance = _branches(person, Function.FINANCE, "initiative__unit")
    if finance is not None:
        kinds.append(_to_confirm(person, finance, visible))
    marketing = _branches(person, Function.MARKETING)
    if marketing is not None:
        kinds.append(_to_allocate(marketing, visible))
        branches = _branches(person, Function.MARKETING, "initiative__unit")
        kinds.append(_to_decide_anew(branches, visible))
    leadership = _branches(person, Function.LEADERSHIP)
    if leadership is not None:
        kinds.append(_to_choose(leadership, visible))
    return kinds


def _branches(person, function, unit="unit") -> Q | None:
    paths = {h.path for h in access.current_holdings(person) if h.function == function}
    if not paths:
        return None
    asked = Q()
    for path in sorted(paths):
        asked |= Q(**{f"{unit}__path__startswith": path})
    return asked


def _to_confirm(person, branches, visible):
    return Owed(
        kind="value.confirm",
        rows=RealisedAmount.objects.unanswered()
        .filter(branches, initiative__in=visible)
        .exclude(reported_by=person),
        since="reported_at",
        due_at="due_at",
        key="pk",
        one=F("currency"),
        figure="amount",
        word=lambda row, initiative: Obligation(
            verb=Verb.CONFIRM,
            initiative=initiative,
            sentence=format_lazy(
                _("{amount} reported: is it in the accounts?"),
                amount=_money(row.figure, row.one),
            ),
            since=row.since,
            due_at=row.due_at,
            url=reverse("value:page", args=[initiative.ref]) + "#amounts",
            function=Function.FINANCE.value,
        ),
    )


def _to_allocate(branches, visible):
    late = clock.now() - timedelta(days=CHOOSE_DAYS)
    return Owed(
        kind="value.allocate",
        rows=with_rest(
            Initiative.objects.filter(branches, pk__in=visible, stage=Stage.VALUE)
        ).filter(rest__gt=0, measured_since__gt=late),
        initiative="pk",
        since="measured_since",
        due_at=F("measured_since") + timedelta(days=IDLE_DAYS),
        figure="rest",
        word=lambda row, initiative: Obligation(
            verb=Verb.DECIDE,
            initiative=initiative,
            sentence=format_lazy(
                _("Without a destination: {hours}"),
                hours=_hours(in_hours(row.figure), "year"),
            ),
            since=row.since,
            due_at=row.due_at,
            url=reverse("value:page", args=[initiative.ref]) + "#destinations",
            function=Function.MARKETING.value,
        ),
    )


def _to_decide_anew(branches, visible):
    """Destinations that expired with hours of which Finance has confirmed no return."""
    return Owed(
        kind="value.expired",
        rows=UseBalance.objects.filter(
            branches,
            initiative__in=visible,
            initiative__stage=Stage.VALUE,
            allocated__gt=0,
            allocation__expires_on__lte=clock.today(),
        ),
        since="allocation__allocated_at",
        due_at="allocation__expires_on",
        one=F("allocation__team"),
        other=F("type"),
        figure="allocated",
        word=lambda row, initiative: Obligation(
            verb=Verb.DECIDE,
            initiative=initiative,
            sentence=format_lazy(
                _(
                    "The time for {hours} kept free at {team} is over: take them back "
                    "and decide anew."
                )
                if row.other == Conversion.G
                else _(
                    "The destination of {hours} at {team} has expired: take them back, "
                    "or have what they brought confirmed."
                ),
                hours=_hours(in_hours(row.figure), "year"),
                team=row.one,
            ),
            since=row.since,
            due_at=row.due_at,
            url=reverse("value:page", args=[initiative.ref]) + "#destinations",
            function=Function.MARKETING.value,
        ),
    )


def _to_choose(branches, visible):
    old = clock.now() - timedelta(days=CHOOSE_DAYS)
    return Owed(
        kind="value.choose",
        rows=with_rest(
            Initiative.objects.filter(branches, pk__in=visible, stage=Stage.VALUE)
        ).filter(rest__gt=0, measured_since__lte=old),
        initiative="pk",
        since="measured_since",
        due_at=F("measured_since") + timedelta(days=CHOOSE_DAYS),
        figure="rest",
        word=lambda row, initiative: Obligation(
            verb=Verb.DECIDE,
            initiative=initiative,
            sentence=format_lazy(
                _("180 days without a destination: {hours}. Choose one in writing."),
                hours=_hours(in_hours(row.figure), "year"),
            ),
            since=row.since,
            due_at=row.due_at,
            url=reverse("value:ideas", args=[initiative.ref]),
            function=Function.LEADERSHIP.value,
        ),
    )


_hours = lazy(written_hours, str)
_money = lazy(money, str)
