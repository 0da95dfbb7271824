"""What can be done in stage 4: record, plan, give a use, report, confirm, close."""

from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Refused
from initiatives.actions import require_open
from organisation import access, calendar
from organisation.rows import save
from organisation.templatetags.ui import written_number
from value.evidence import balance
from value.models import (
    Allocation,
    Confirmation,
    EconomicReview,
    FreedHours,
    OutcomeNote,
    RealisedAmount,
    ReceivingPlan,
)

ANSWER_DAYS = 15
"""Working days that Finance has to answer an amount."""


@audited
def record_hours(initiative, *, by, unit, hours, certainty, **fields):
    """Record hours a year that people of a unit no longer spend; zero is an answer."""
    access.require(by, "value.record_hours", of=initiative)
    now = require_open(initiative)
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
    freed, given = balance(now)
    if hours.certainty == FreedHours.Certainty.MEASURED and freed - hours.hours < given:
        raise DomainError(
            _("These hours have a destination. Take the destination back first.")
        )
    row = _against(hours, FreedHours, by, reason, "recorded_by")
    record("value.hours_reversed", row, by=by, initiative=now, reverses=hours.pk)
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
    """Give freed hours a destination; never more than were measured."""
    access.require(by, "value.allocate", of=initiative)
    now = require_open(initiative)
    freed, given = balance(now)
    hours = Decimal(hours)
    if hours <= 0:
        raise Invalid(_("Enter hours above zero."), field="hours")
    if given + hours > freed:
        raise Invalid(
            format_lazy(
                _("Only {n} measured hours a year have no destination yet."),
                n=written_number(freed - given),
            ),
            field="hours",
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
    record(
        "value.allocated", row, by=by, initiative=now, hours=row.hours, type=row.type
    )
    return row


@audited
def reverse_allocation(allocation, *, by, reason):
    """Take a destination back, by a row against it."""
    access.require(by, "value.allocate", of=allocation.initiative)
    now = require_open(allocation.initiative)
    row = _against(allocation, Allocation, by, reason, "allocated_by")
    record(
        "value.allocation_reversed", row, by=by, initiative=now, reverses=allocation.pk
    )
    return row


@audited
def report_amount(
    initiative, *, by, type, amount, period_from, period_to, source, allocation=None
):
    """Report money that the use of freed hours brought; Finance answers in 15 days."""
    access.require(by, "value.report_amount", of=initiative)
    now = require_open(initiative)
    if period_to > clock.today():
        raise Invalid(_("The period has not ended yet."), field="period_to")
    standing = Allocation.objects.standing().filter(initiative=now)
    if allocation is not None and not standing.filter(pk=allocation.pk).exists():
        raise Invalid(_("Choose a destination of this initiative."), field="allocation")
    at = clock.now()
    row = save(
        RealisedAmount(
            initiative=now,
            allocation=allocation,
            type=type,
            amount=Decimal(amount),
            currency=now.currency,
            period_from=period_from,
            period_to=period_to,
            source=source,
            reported_at=at,
            due_at=calendar.due(at, ANSWER_DAYS, now.unit).at,
            reported_by=by,
        )
    )
    record(
        "value.amount_reported",
        row,
        by=by,
        initiative=now,
        amount=row.amount,
        currency=row.currency,
        type=row.type,
    )
    return row


@audited
def answer_amount(amount, *, by, answer, account="", note=""):
    """Finance finds an amount in the accounts, or does not; never its author."""
    held = access.require(by, "value.confirm_amount", of=amount.initiative)
    now = require_open(amount.initiative)
    principal = held.holding.principal if held.holding else None
    if amount.reported_by_id in {by.pk, getattr(principal, "pk", None)}:
        raise Refused(
            _("You reported this amount. Somebody else in Finance confirms it.")
        )
    if Confirmation.objects.filter(realised=amount).exists():
        raise Duplicate(_("Finance has answered this amount already."))
    row = save(
        Confirmation(
            realised=amount,
            author=amount.reported_by,
            answer=answer,
            account=account.strip(),
            note=note.strip(),
            confirmed_by=by,
            principal=principal,
        )
    )
    record(
        "value.amount_answered",
        row,
        by=by,
        initiative=now,
        on_behalf_of=principal and principal.pk,
        amount=amount.amount,
        answer=row.answer,
    )
    return row


@audited
def review(initiative, *, by, outcome, text):
    """Leadership says in writing how the initiative ended."""
    access.require(by, "value.review", of=initiative)
    now = require_open(initiative)
    row = save(
        EconomicReview(initiative=now, outcome=outcome, text=text, written_by=by)
    )
    record("value.reviewed", row, by=by, initiative=now, outcome=row.outcome)
    return row


@audited
def publish_outcome(initiative, *, by, text):
    """Tell employees what was promised and what became of it."""
    access.require(by, "value.publish_outcome", of=initiative)
    now = require_open(initiative)
    last = EconomicReview.objects.filter(initiative=now).last()
    if last is None:
        raise DomainError(_("Leadership writes the economic review first."))
    row = save(
        OutcomeNote(initiative=now, outcome=last.outcome, text=text, published_by=by)
    )
    record("value.outcome_published", row, by=by, initiative=now, outcome=row.outcome)
    return row


def _against(row, model, by, reason, author):
    if not reason.strip():
        raise Invalid(_("Write the reason."), field="reason")
    if row.reverses_id or model.objects.filter(reverses=row).exists():
        raise Duplicate(_("This was already taken back."))
    fields = {
        f.attname: getattr(row, f.attname)
        for f in model._meta.concrete_fields
        if not f.primary_key and not f.attname.endswith("_at")
    }
    fields |= {
        "hours": -row.hours,
        "reverses_id": row.pk,
        "reversal_reason": reason.strip(),
        f"{author}_id": by.pk,
    }
    against = model(**fields)
    against.save()
    return against
