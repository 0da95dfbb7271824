"""Money: put in, reported, answered by Finance; what an hour costs; closed books."""

from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit import clock
from audit.actions import audited, record
from audit.errors import Duplicate, Invalid, Refused
from initiatives.actions import require_open
from organisation import access, calendar
from organisation.models import Installation
from organisation.rows import save
from organisation.templatetags.ui import written_day, written_number
from value import ledger, rules
from value.models import (
    CONTRACTION,
    ClosedPeriod,
    Confirmation,
    Evidence,
    InternalRate,
    Investment,
    Pool,
    RealisedAmount,
    in_hours,
)
from value.reversing import against

ANSWER_DAYS = 15
"""Working days that Finance has to answer an amount."""
MONTHS = 36
"""Months over which capital expenditure is written off unless somebody says else."""


@audited
def report_amount(
    initiative,
    *,
    by,
    type,
    amount,
    period_from,
    period_to,
    source,
    allocation=None,
    currency="",
    margin=100,
    attribution=100,
    share=100,
    deduction=0,
    cohort="",
    evidence=Evidence.E0,
    method="",
    baseline_from=None,
    baseline_to=None,
    **fields,
):
    """Report money that the use of freed hours brought; Finance answers in 15 days.

    `amount` is gross; what counts is what margin, attribution and share leave of it.
    """
    access.require(by, "value.report_amount", of=initiative)
    now = require_open(initiative)
    rules.require_currency(currency, now.currency)
    if period_to > clock.today():
        raise Invalid(_("The period has not ended yet."), field="period_to")
    rules.require_open_period(period_to)
    rules.require_destination(now, allocation, type)
    cohort = cohort.strip()
    rules.require_claimed_once(
        allocation=allocation,
        type=type,
        cohort=cohort,
        share=Decimal(share),
        period_from=period_from,
        period_to=period_to,
    )
    rules.require_proof(
        evidence=evidence,
        method=method,
        baseline_from=baseline_from,
        baseline_to=baseline_to,
    )
    claimed = rules.net(amount, margin, attribution, share, deduction)
    if claimed <= 0:
        raise Invalid(_("Nothing is left after margin and deduction."), field="amount")
    at = clock.now()
    row = save(
        RealisedAmount(
            initiative=now,
            allocation=allocation,
            type=type,
            gross=Decimal(amount),
            margin=margin,
            attribution=attribution,
            share=share,
            deduction=deduction,
            cohort=cohort,
            amount=claimed,
            currency=now.currency,
            evidence=evidence,
            method=method,
            baseline_from=baseline_from,
            baseline_to=baseline_to,
            period_from=period_from,
            period_to=period_to,
            source=source,
            reported_at=at,
            due_at=calendar.due(at, ANSWER_DAYS, now.unit).at,
            reported_by=by,
            **fields,
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
        evidence=row.evidence,
    )
    return row


@audited
def answer_amount(amount, *, by, answer, account="", note="", hours=None):
    """Finance finds an amount in the accounts, or does not; never its author.

    With a confirmation the hours behind it leave their destination for good: into
    converted, or into contracted where labour cost is gone.
    """
    held = access.require(by, "value.confirm_amount", of=amount.initiative)
    now = require_open(amount.initiative)
    principal = held.holding.principal if held.holding else None
    if amount.reported_by_id in {by.pk, getattr(principal, "pk", None)}:
        raise Refused(
            _("You reported this amount. Somebody else in Finance confirms it.")
        )
    if Confirmation.objects.filter(realised=amount).exists():
        raise Duplicate(_("Finance has answered this amount already."))
    is_confirmed = answer == Confirmation.Answer.CONFIRMED
    if is_confirmed:
        rules.require_confirmable(amount)
        ledger.locked(now)
    moved = _hours_behind(amount, hours) if is_confirmed else None
    row = save(
        Confirmation(
            realised=amount,
            author=amount.reported_by,
            answer=answer,
            account=account.strip(),
            note=note.strip(),
            hours=moved,
            confirmed_by=by,
            principal=principal,
        )
    )
    if moved:
        ledger.move(
            now,
            by=by,
            source=Pool.ALLOCATED,
            target=Pool.CONTRACTED if amount.type in CONTRACTION else Pool.CONVERTED,
            hours=moved,
            allocation=amount.allocation,
            confirmation=row,
        )
    record(
        "value.amount_answered",
        row,
        by=by,
        initiative=now,
        on_behalf_of=principal and principal.pk,
        amount=amount.amount,
        answer=row.answer,
        hours=moved,
    )
    return row


@audited
def invest(initiative, *, by, kind, basis, amount, currency="", **fields):
    """Book a line of money put in, planned or actual, in a period that is open."""
    access.require(by, "value.invest", of=initiative)
    now = require_open(initiative)
    row = _line(now, by, kind, basis, amount, currency, fields)
    record(
        "value.invested",
        row,
        by=by,
        initiative=now,
        kind=row.kind,
        basis=row.basis,
        amount=row.amount,
        currency=row.currency,
    )
    return row


@audited
def import_investment(lines, *, by):
    """Book the lines of a file, all or none; a row that is there already is skipped.

    Gives how many were new and how many were known.
    """
    rights, counts = {}, {"created": 0, "unchanged": 0}
    for line in lines:
        rights[line["initiative"].pk] = line["initiative"]
    for pk, initiative in sorted(rights.items(), key=lambda pair: pair[1].number):
        access.require(by, "value.invest", of=initiative)
        rights[pk] = require_open(initiative)
    known = set(
        Investment.objects.standing()
        .filter(initiative__in=list(rights))
        .exclude(import_key="")
        .values_list("initiative_id", "import_key")
    )
    booked: dict = dict.fromkeys(rights, 0)
    for line in lines:
        fields = dict(line)
        initiative = rights[fields.pop("initiative").pk]
        if (initiative.pk, fields["import_key"]) in known:
            counts["unchanged"] += 1
            continue
        known.add((initiative.pk, fields["import_key"]))
        _line(
            initiative,
            by,
            fields.pop("kind"),
            fields.pop("basis"),
            fields.pop("amount"),
            fields.pop("currency"),
            fields,
        )
        counts["created"] += 1
        booked[initiative.pk] += 1
    for pk, number in booked.items():
        if number:
            record("value.investment_imported", by=by, initiative=rights[pk], n=number)
    return counts


@audited
def reverse_investment(line, *, by, reason):
    """Take a line back, by a line against it; of closed books, in today's period."""
    access.require(by, "value.invest", of=line.initiative)
    now = require_open(line.initiative)
    until = rules.closed_until()
    moved = {}
    if until and line.period_to <= until:
        moved = {"period_from": clock.today(), "period_to": clock.today()}
    row = against(line, Investment, by, reason, "invested_by", **moved)
    record("value.investment_reversed", row, by=by, initiative=now, reverses=line.pk)
    return row


@audited
def set_rate(unit, *, by, amount, valid_from, currency=""):
    """Say what an hour of work costs a unit from a day on."""
    access.require(by, "value.set_rate", of=unit)
    ours = Installation.objects.current().currency
    rules.require_currency(currency, ours)
    rules.require_open_period(valid_from, field="valid_from")
    row = save(
        InternalRate(
            unit=unit, amount=amount, currency=ours, valid_from=valid_from, set_by=by
        )
    )
    record("value.rate_set", row, by=by, unit=unit.pk, amount=row.amount)
    return row


@audited
def close_period(*, by, until):
    """Close the books up to a day: nothing is booked into that time any more.

    What was reported for it is answered before, so that no later answer changes it.
    """
    access.require(by, "value.close_period")
    if until > clock.today():
        raise Invalid(_("This day has not come yet."), field="until")
    last = rules.closed_until()
    if last and until <= last:
        raise Invalid(
            format_lazy(
                _("The books are closed up to {day} already."),
                day=written_day(last),
            ),
            field="until",
        )
    waiting = RealisedAmount.objects.unanswered().filter(period_to__lte=until).count()
    if waiting:
        raise Invalid(
            ngettext(
                "%(n)d amount of this time waits for Finance’s answer. Answer it "
                "first.",
                "%(n)d amounts of this time wait for Finance’s answer. Answer them "
                "first.",
                waiting,
            )
            % {"n": waiting},
            field="until",
        )
    row = save(ClosedPeriod(until=until, set_by=by))
    record("value.period_closed", row, by=by, until=until)
    return row


def _line(initiative, by, kind, basis, amount, currency, fields):
    rules.require_currency(currency, initiative.currency)
    rules.require_open_period(fields["period_to"])
    if basis == Investment.Basis.ACTUAL and fields["period_to"] > clock.today():
        raise Invalid(
            _("Money is spent once its period has ended. Plan it until then."),
            field="period_to",
        )
    return save(
        Investment(
            initiative=initiative,
            kind=kind,
            basis=basis,
            amount=amount,
            currency=initiative.currency,
            invested_by=by,
            **fields,
        )
    )


def _hours_behind(amount, hours):
    if amount.allocation_id is None:
        if hours:
            raise Invalid(
                _("This amount names no destination, so no hours stand behind it."),
                field="hours",
            )
        return None
    left = in_hours(rules.hours_left(amount.allocation))
    if hours is None:
        return left or None
    if Decimal(hours) > left:
        raise Invalid(
            format_lazy(
                _("Only {n} hours a year stand there."),
                n=written_number(left, 1 if left % 1 else 0),
            ),
            field="hours",
        )
    return Decimal(hours) or None
