"""The one door to the capacity ledger: every movement of hours goes through here."""

from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.errors import DomainError, Invalid
from organisation.templatetags.ui import written_number
from value.models import (
    Balance,
    FreedHours,
    Movement,
    Pool,
    UseBalance,
    in_hours,
    in_minutes,
)
from value.models.ledger import WITH_DESTINATION


def locked(initiative) -> Balance:
    """The balance of an initiative, held until the transaction ends."""
    row, _made = Balance.objects.select_for_update().get_or_create(
        initiative=initiative, defaults={"changed_at": clock.now()}
    )
    return row


def move(
    initiative,
    *,
    by,
    source,
    target,
    hours,
    allocation=None,
    freed=None,
    confirmation=None,
    reverses=None,
    reason="",
) -> Movement:
    """Move hours from one account to another, inside an action.

    Raises Invalid where the account has fewer. The checks of the database hold the
    same, whatever comes here.
    """
    balance = locked(initiative)
    minutes = in_minutes(hours)
    use = None
    if allocation is not None:
        use, _made = UseBalance.objects.select_for_update().get_or_create(
            allocation=allocation,
            defaults={
                "initiative": initiative,
                "type": allocation.type,
                "changed_at": clock.now(),
            },
        )
    held = use if use is not None and source in WITH_DESTINATION else balance
    # what was verified comes from outside: there is no end to it
    if source != Pool.VERIFIED and getattr(held, source) < minutes:
        raise Invalid(
            format_lazy(
                _("Only {n} hours a year stand there."),
                n=_written(getattr(held, source)),
            ),
            field="hours",
        )
    balance.movements += 1
    row = Movement.objects.create(
        initiative=initiative,
        number=balance.movements,
        source=source,
        target=target,
        minutes=minutes,
        allocation=allocation,
        freed=freed,
        confirmation=confirmation,
        reverses=reverses,
        reason=reason,
        moved_by=by,
    )
    _settle(balance, source, target, minutes)
    if use is not None:
        for pool, change in ((source, -minutes), (target, minutes)):
            if pool in WITH_DESTINATION:
                setattr(use, pool, getattr(use, pool) + change)
        use.changed_at = clock.now()
        use.save()
    age(balance)
    return row


def _settle(balance, source, target, minutes):
    # verified is the source of all others: what leaves it is what was verified
    if source == Pool.VERIFIED:
        balance.verified += minutes
    else:
        setattr(balance, source, getattr(balance, source) - minutes)
    if target == Pool.VERIFIED:
        balance.verified -= minutes
    else:
        setattr(balance, target, getattr(balance, target) + minutes)


def age(balance):
    """Write a balance, with the day since when its oldest unallocated minute waits.

    Whatever left took the oldest first, so that the newest hours are those that wait.
    """
    lots = list(
        FreedHours.objects.standing()
        .measured()
        .filter(initiative=balance.initiative_id)
        .order_by("-recorded_at", "-pk")
        .values_list("recorded_at", "hours")
    )
    left, since = balance.unallocated, None
    for recorded_at, hours in lots:
        if left <= 0:
            break
        if hours:
            left, since = left - in_minutes(hours), recorded_at
    balance.unallocated_since = since if balance.unallocated else None
    balance.is_measured = bool(lots)
    balance.changed_at = clock.now()
    balance.save()


def note_estimate(initiative):
    """Keep the memo of what is estimated, and whether anything was measured."""
    balance = locked(initiative)
    balance.estimated = in_minutes(
        FreedHours.objects.standing()
        .filter(initiative=initiative, certainty=FreedHours.Certainty.ESTIMATED)
        .total()
    )
    age(balance)


def require_usable(initiative, *, hours, type, scheduling_plan):
    """Stop a destination that needs more than the hours work can be planned in.

    Diffuse time, under 30 minutes a person a day, goes to kept slack or more sales,
    and only by a plan that makes hours of the minutes.
    """
    lots = FreedHours.objects.standing().measured().filter(initiative=initiative)
    diffuse = sum((in_minutes(lot.hours) for lot in lots if lot.is_diffuse), 0)
    if not diffuse or (scheduling_plan.strip() and type in ("A", "G")):
        return
    balance = locked(initiative)
    planned = sum(
        use.allocated + use.converted + use.contracted
        for use in UseBalance.objects.filter(initiative=initiative).exclude(
            allocation__scheduling_plan=""
        )
    )
    plain = balance.verified - diffuse
    used = balance.allocated + balance.converted + balance.contracted - planned
    free = max(min(plain - used, balance.unallocated), 0)
    if in_minutes(hours) > free:
        raise Invalid(
            format_lazy(
                _(
                    "{n} hours a year can be used as they are. The rest is less than "
                    "30 minutes a person a day: write a scheduling plan, for more "
                    "sales or kept slack only."
                ),
                n=_written(free),
            ),
            field="scheduling_plan",
        )


def require_rest(use) -> Decimal:
    """The hours of a destination that can be taken back: the confirmed ones stay."""
    if not use.allocated:
        raise DomainError(
            _("Finance has confirmed all hours of this destination. They stay there.")
        )
    return in_hours(use.allocated)


def _written(minutes) -> str:
    hours = in_hours(minutes)
    return written_number(hours, 1 if hours % 1 else 0)
