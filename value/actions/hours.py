"""Hours: recorded, taken back, lost on a new measurement, given a destination."""

from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit.actions import audited, record
from audit.errors import DomainError, Invalid
from initiatives.actions import require_open
from organisation import access
from organisation.functions import Function
from organisation.rows import save
from organisation.templatetags.ui import written_number
from value import ledger, rules
from value.models import (
    Allocation,
    FreedHours,
    Movement,
    Pool,
    ReceivingPlan,
    UseBalance,
    in_hours,
)
from value.reversing import against, require_not_reversed
from value.rounding import cents

MEASURED = FreedHours.Certainty.MEASURED


@audited
def record_hours(initiative, *, by, unit, hours, certainty, **fields):
    """Record hours a year that people of a unit no longer spend; zero is an answer.

    Measured hours enter the capacity ledger as verified, no more of them than Processes
    verifies by measuring the work of roles; estimated ones are a memo.
    """
    access.require(by, "value.record_hours", of=initiative)
    now = require_open(initiative)
    if certainty == MEASURED:
        rules.require_ended(fields.get("measured_to"))
        if hours:
            rules.require_verified(now, hours)
    row = save(
        FreedHours(
            initiative=now,
            unit=unit,
            hours=hours,
            certainty=certainty,
            recorded_by=by,
            **fields,
        )
    )
    if certainty == MEASURED and row.hours:
        ledger.move(
            now,
            by=by,
            source=Pool.VERIFIED,
            target=Pool.UNALLOCATED,
            hours=row.hours,
            freed=row,
        )
    else:
        ledger.note_estimate(now)
    record(
        "value.hours_recorded",
        row,
        by=by,
        initiative=now,
        hours=Decimal(row.hours),
        certainty=row.certainty,
        unit=unit.pk,
    )
    return row


@audited
def reverse_hours(hours, *, by, reason):
    """Take freed hours back, by a row against them; what has a use stays."""
    access.require(by, "value.record_hours", of=hours.initiative)
    now = require_open(hours.initiative)
    is_measured = hours.certainty == MEASURED
    if is_measured and in_hours(ledger.locked(now).unallocated) < hours.hours:
        raise DomainError(
            _("These hours have a destination. Take the destination back first.")
        )
    row = against(hours, FreedHours, by, reason, "recorded_by")
    if is_measured and hours.hours:
        ledger.move(
            now,
            by=by,
            source=Pool.UNALLOCATED,
            target=Pool.VERIFIED,
            hours=hours.hours,
            freed=row,
            reverses=Movement.objects.filter(freed=hours, source=Pool.VERIFIED).first(),
            reason=reason.strip(),
        )
    else:
        ledger.note_estimate(now)
    record("value.hours_reversed", row, by=by, initiative=now, reverses=hours.pk)
    return row


@audited
def evaporate(initiative, *, by, hours, reason):
    """Say that verified hours are gone: a new measurement does not find them."""
    access.require(by, "value.record_hours", of=initiative)
    now = require_open(initiative)
    hours = _positive(hours)
    if not reason.strip():
        raise Invalid(
            _("Say what the new measurement found, and when."), field="reason"
        )
    row = ledger.move(
        now,
        by=by,
        source=Pool.UNALLOCATED,
        target=Pool.EVAPORATED,
        hours=hours,
        reason=reason.strip(),
    )
    record("value.hours_evaporated", row, by=by, initiative=now, hours=hours)
    return row


@audited
def plan_reception(initiative, *, by, unit, team, text):
    """Say how people whose time is freed are received."""
    access.require(by, "value.plan_reception", of=initiative)
    now = require_open(initiative)
    row = save(
        ReceivingPlan(initiative=now, unit=unit, team=team, text=text, planned_by=by)
    )
    record("value.reception_planned", row, by=by, initiative=now, unit=unit.pk)
    return row


@audited
def allocate(initiative, *, by, hours, type, **fields):
    """Give freed hours a destination; never more than were measured.

    Once they have waited for 180 days Leadership chooses, and says why in
    `choice_reason`.
    """
    access.require(by, "value.allocate", of=initiative)
    now = require_open(initiative)
    hours = _positive(hours)
    rules.require_consultation(now, type, fields.get("consultation"))
    rules.require_to_come(fields.get("starts_on"), fields.get("expires_on"))
    balance = ledger.locked(now)
    if rules.is_for_leadership(balance):
        access.require(by, "value.allocate", of=now, function=Function.LEADERSHIP)
        if not fields.get("choice_reason", "").strip():
            raise Invalid(
                _("These hours have waited for 180 days. Write why this destination."),
                field="choice_reason",
            )
    free = in_hours(balance.unallocated)
    if hours > free:
        raise Invalid(
            format_lazy(
                _("Only {n} measured hours a year have no destination yet."),
                n=written_number(free, 1 if free % 1 else 0),
            ),
            field="hours",
        )
    ledger.require_usable(
        now,
        hours=hours,
        type=type,
        scheduling_plan=fields.get("scheduling_plan", ""),
    )
    row = save(
        Allocation(
            initiative=now,
            hours=hours,
            type=type,
            currency=now.currency,
            allocated_by=by,
            **fields,
        )
    )
    ledger.move(
        now,
        by=by,
        source=Pool.UNALLOCATED,
        target=Pool.ALLOCATED,
        hours=row.hours,
        allocation=row,
    )
    record(
        "value.allocated", row, by=by, initiative=now, hours=row.hours, type=row.type
    )
    return row


@audited
def reverse_allocation(allocation, *, by, reason):
    """Take a destination back, by a row against it; what Finance confirmed stays.

    Where some of its hours are confirmed, the rest of them is taken back, once, and
    with it their share of the target.
    """
    access.require(by, "value.allocate", of=allocation.initiative)
    now = require_open(allocation.initiative)
    ledger.locked(now)
    use = UseBalance.objects.get(allocation=allocation)
    require_not_reversed(allocation, Allocation)
    rest = ledger.require_rest(use)
    gone = allocation.target_amount
    if gone is not None:
        gone = cents(gone * rest / allocation.hours)
    row = against(
        *(allocation, Allocation, by, reason, "allocated_by"),
        hours=-rest,
        target_amount=gone,
    )
    whole = Movement.objects.filter(allocation=allocation, target=Pool.ALLOCATED)
    ledger.move(
        now,
        by=by,
        source=Pool.ALLOCATED,
        target=Pool.UNALLOCATED,
        hours=rest,
        allocation=allocation,
        reverses=whole.first() if rest == allocation.hours else None,
        reason=reason.strip(),
    )
    record(
        "value.allocation_reversed", row, by=by, initiative=now, reverses=allocation.pk
    )
    return row


def _positive(hours) -> Decimal:
    hours = Decimal(hours)
    if hours <= 0:
        raise Invalid(_("Enter hours above zero."), field="hours")
    return hours
