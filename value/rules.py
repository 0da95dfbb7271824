"""What money may be claimed for: one hour one account, one revenue one claim."""

from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

from django.db.models import Q, Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

import processes.evidence
from audit import clock
from audit.errors import DomainError, Invalid
from initiatives.models import Conversion
from literacy.models import Consultation
from organisation.models import Unit
from organisation.templatetags.ui import written_day, written_number
from value.models import (
    CONSULT_FIRST,
    CONTRACTION,
    Allocation,
    ClosedPeriod,
    Confirmation,
    Evidence,
    FreedHours,
    Method,
    RealisedAmount,
    UseBalance,
)

IDLE_DAYS = 60
"""Days after which hours without a destination are past their limit."""
CHOOSE_DAYS = 180
"""Days after which Leadership chooses a destination in writing."""
BASELINE_DAYS = 56
"""Eight weeks: a shorter baseline says too little."""
CENT = Decimal("0.01")
HOURS_VALUED = (Conversion.D, Conversion.F)
"""Types in which the hours themselves are valued, not what their use brings."""


def net(gross, margin, attribution, share, deduction) -> Decimal:
    """What of a gross amount is claimed: per cents, then the deduction taken off."""
    parts = Decimal(margin) * Decimal(attribution) * Decimal(share) / 1_000_000
    claimed = Decimal(gross) * parts - Decimal(deduction)
    return claimed.quantize(CENT, rounding=ROUND_HALF_EVEN)


def closed_until():
    """The day up to which the books are closed, or None; held until it is booked.

    Whoever books, in any initiative, and whoever closes take turns: on the root unit,
    which is always there. "No key": rows that only refer to it need not wait.
    """
    list(Unit.objects.filter(parent__isnull=True).select_for_update(no_key=True))
    last = ClosedPeriod.objects.last()
    return last and last.until


def require_open_period(period_to, *, field="period_to"):
    """Stop a booking in a period whose books Finance has closed; see `closed_until`."""
    until = closed_until()
    if until and period_to <= until:
        raise Invalid(
            format_lazy(
                _("The books are closed up to {day}. Book it in an open period."),
                day=written_day(until),
            ),
            field=field,
        )


def verified(initiative):
    """Hours a year that Processes verifies, all roles; None where no role is measured.

    Who works more than before is taken off. Whole hours, rounded up: nobody argues
    about minutes.
    """
    found = processes.evidence.verified_hours(initiative)
    if not found:
        return None
    total = sum((row.hours_a_year for row in found), Decimal(0))
    return max(total, Decimal(0)).to_integral_value(ROUND_CEILING)


def recorded(initiative) -> Decimal:
    """Hours a year that are recorded as measured, none taken back."""
    rows = FreedHours.objects.standing().filter(
        initiative=initiative, certainty=FreedHours.Certainty.MEASURED
    )
    return rows.aggregate(all=Sum("hours"))["all"] or Decimal(0)


def require_ended(measured_to):
    """Stop hours that are told before they were measured to the end."""
    if measured_to is not None and measured_to > clock.today():
        raise Invalid(_("This measurement has not ended yet."), field="measured_to")


def require_verified(initiative, hours):
    """Stop measured hours that the measurements of the process do not show."""
    most = verified(initiative)
    if most is None:
        raise Invalid(
            _(
                "Processes verifies no hours here yet: time the work of a role before "
                "real use and after it, measured both times. Until then record the "
                "hours as estimated."
            ),
            field="hours",
        )
    kept = recorded(initiative)
    if kept + Decimal(hours) > most:
        raise Invalid(
            format_lazy(
                _(
                    "Processes verifies {most} hours a year here, and {kept} are "
                    "recorded. Enter at most {free}, or measure again in Processes."
                ),
                most=written_number(most, 0),
                kept=_short(kept),
                free=_short(max(most - kept, Decimal(0))),
            ),
            field="hours",
        )


def _short(hours):
    return written_number(hours, 0 if hours == hours.to_integral_value() else 1)


def require_consultation(initiative, type, consultation):
    """Fewer posts, filled or not, only with a consultation of this initiative."""
    if consultation is None:
        if type in CONTRACTION:
            raise Invalid(CONSULT_FIRST, field="consultation")
        return
    if not consultations(initiative).filter(pk=consultation.pk).exists():
        raise Invalid(
            _("Choose a consultation of this initiative."), field="consultation"
        )


def consultations(initiative):
    """The consultations of an initiative that no later one took the place of."""
    return Consultation.objects.filter(
        initiative=initiative, followed_by__isnull=True
    ).select_related("site", "body", "rule")


def require_to_come(starts_on, expires_on):
    """A destination starts today at the earliest, and ends after today.

    Hours wait until somebody decides. One that began before its decision would hide
    the wait, and change what was planned for quarters that have passed.
    """
    for field, day in (("starts_on", starts_on), ("expires_on", expires_on)):
        if day is not None and day < clock.today():
            raise Invalid(
                format_lazy(
                    _("{day} has passed. Enter today or a later day."),
                    day=written_day(day),
                ),
                field=field,
            )
    if expires_on is not None and expires_on <= clock.today():
        raise Invalid(_("A destination ends after today."), field="expires_on")


def is_for_leadership(balance) -> bool:
    """Whether the hours without a destination wait for a choice of Leadership."""
    return is_too_old(balance.unallocated_since)


def is_too_old(since) -> bool:
    """Whether hours that have had no destination since then are past 180 days."""
    return since is not None and since <= clock.now() - timedelta(days=CHOOSE_DAYS)


def require_currency(currency, expected):
    """Stop an amount in another currency than the initiative's: none is converted."""
    if currency and currency.strip().upper() != expected:
        raise Invalid(
            format_lazy(
                _("This is counted in {expected}, not in {currency}."),
                expected=expected,
                currency=currency.strip().upper(),
            ),
            field="currency",
        )


def require_destination(initiative, allocation, type):
    """The hours behind an amount stand in one destination, of the same type."""
    standing = Allocation.objects.standing().filter(initiative=initiative)
    if allocation is None:
        if type in HOURS_VALUED:
            raise Invalid(
                _("Choose the destination whose hours are no longer paid."),
                field="allocation",
            )
        return
    if not standing.filter(pk=allocation.pk).exists():
        raise Invalid(_("Choose a destination of this initiative."), field="allocation")
    if allocation.type != type:
        raise Invalid(
            _(
                "The destination is of another type. Hours are valued once: by what "
                "they cost, or by what their use brings."
            ),
            field="type",
        )


def require_claimed_once(*, allocation, type, cohort, share, period_from, period_to):
    """One revenue has one claim: no second one for the time, no shares above 100."""
    alive = RealisedAmount.objects.filter(
        period_from__lte=period_to, period_to__gte=period_from
    ).filter(
        Q(confirmation__isnull=True)
        | Q(confirmation__answer=Confirmation.Answer.CONFIRMED)
    )
    if allocation is not None and not cohort:
        twin = alive.filter(allocation=allocation, type=type, cohort="").first()
        if twin:
            raise Invalid(
                format_lazy(
                    _(
                        "From {start} to {end} an amount of this destination is "
                        "reported already. Name the cohort if it is another one."
                    ),
                    start=written_day(twin.period_from),
                    end=written_day(twin.period_to),
                ),
                field="period_from",
            )
    if cohort:
        taken = alive.filter(cohort__iexact=cohort).aggregate(n=Sum("share"))["n"] or 0
        rest = Decimal(100) - Decimal(str(taken))
        if share > rest:
            raise Invalid(
                format_lazy(
                    _(
                        "Only {n} per cent of this cohort are free in that time. "
                        "Shares add up to 100 at most."
                    ),
                    n=written_number(rest, 2 if rest % 1 else 0),
                ),
                field="share",
            )


def require_proof(*, evidence, method, baseline_from, baseline_to):
    """Logs and control groups rest on a baseline of eight weeks and on a method."""
    if evidence == Evidence.E4:
        raise Invalid(
            _("Only Finance's confirmation makes it E4. Choose what you have now."),
            field="evidence",
        )
    if evidence not in (Evidence.E2, Evidence.E3):
        return
    if not method:
        raise Invalid(_("Say how the effect was told apart."), field="method")
    days = (
        (baseline_to - baseline_from).days + 1 if baseline_from and baseline_to else 0
    )
    if days < BASELINE_DAYS:
        raise Invalid(
            _("This evidence needs a baseline of at least eight weeks."),
            field="baseline_from",
        )
    if evidence == Evidence.E3 and method not in (Method.CONTROL, Method.STAGGERED):
        raise Invalid(
            _("This evidence needs a control group or a staggered start."),
            field="method",
        )


def require_confirmable(amount):
    """What type C and the types of fewer posts ask before their money counts.

    A better price or fewer lost customers is confirmed against a control only, fewer
    posts only once their consultation has passed: until then nothing is decided.
    """
    if amount.type in CONTRACTION and not has_passed(amount.allocation):
        raise DomainError(
            _(
                "The consultation on these fewer posts has not passed, so nothing is "
                "decided and nothing counts in the accounts. HR brings it to its end "
                "in Literacy; or refuse the amount."
            )
        )
    if amount.type == Conversion.C and amount.method not in (
        Method.CONTROL,
        Method.STAGGERED,
    ):
        raise DomainError(
            _(
                "Perceived value counts in the accounts only against a control group "
                "or a staggered start. Refuse it, or have it reported anew with one."
            )
        )


def has_passed(allocation) -> bool:
    """Whether the consultation on fewer posts has passed: until then only intended."""
    return allocation.consultation_id in passed(allocation.initiative_id)


def passed(initiative) -> set:
    """The consultations of an initiative that have passed; one query.

    One that was opened again has passed once the last that follows it has.
    """
    rows = Consultation.objects.with_standing().filter(initiative=initiative)
    known = {row.pk: row for row in rows}
    later = {row.follows_id: pk for pk, row in known.items()}

    def last(pk):
        return last(later[pk]) if pk in later else known[pk]

    return {pk for pk in known if last(pk).has_passed}


def hours_left(allocation) -> int:
    """Minutes of a destination that are not confirmed yet."""
    use = UseBalance.objects.filter(allocation=allocation).first()
    return use.allocated if use else 0
