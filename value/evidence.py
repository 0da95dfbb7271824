"""What the gates of appropriation and value (G2, G4) ask of freed hours and money."""

from decimal import Decimal

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from initiatives.criteria import Criterion
from initiatives.models import Conversion, Outcome
from initiatives.signed import fields_of
from organisation.functions import Function
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import written_number
from value.models import (
    Allocation,
    Balance,
    Confirmation,
    EconomicReview,
    FreedHours,
    Investment,
    Movement,
    OutcomeNote,
    RealisedAmount,
    ReceivingPlan,
    in_hours,
)

RECEPTION_CODES = ("reception",)
CODES = ("balance", "destinations", "confirmed", "review_written", "outcome_published")

SIGNED_FIELDS = {
    "value.freedhours": (
        "hours",
        "unit",
        "team",
        "certainty",
        "measured_from",
        "measured_to",
        "sample",
        "people",
    ),
    "value.allocation": (
        "hours",
        "type",
        "team",
        "use",
        "starts_on",
        "target",
        "target_amount",
        "currency",
        "expires_on",
        "consultation",
        "consultation_reference",
        "scheduling_plan",
    ),
    "value.realisedamount": (
        "type",
        "amount",
        "currency",
        "period_from",
        "period_to",
        "gross",
        "margin",
        "attribution",
        "share",
        "cohort",
        "deduction",
        "evidence",
        "method",
        "is_one_off",
    ),
    "value.investment": (
        "kind",
        "basis",
        "amount",
        "currency",
        "period_from",
        "period_to",
        "life_months",
    ),
    # how it ended is what the last signatures agree with
    "value.economicreview": ("outcome",),
}

UNSIGNED_FIELDS = {
    "value.freedhours": (
        "id",
        "reverses",
        "reversal_reason",
        "initiative",
        "recorded_at",
        "recorded_by",
    ),
    "value.allocation": (
        "id",
        "reverses",
        "reversal_reason",
        "initiative",
        "choice_reason",
        "kept_reason",
        "idea",
        "owner",
        "allocated_at",
        "allocated_by",
    ),
    "value.realisedamount": (
        "id",
        "initiative",
        "allocation",
        "source",
        "attribution_reason",
        "baseline",
        "baseline_from",
        "baseline_to",
        "requisition",
        "due_at",
        "reported_at",
        "reported_by",
    ),
    "value.investment": (
        "id",
        "initiative",
        "account",
        "import_key",
        "reverses",
        "reversal_reason",
        "invested_at",
        "invested_by",
    ),
    # the ledger follows from the rows above and from what Finance answers
    "value.movement": (
        "id",
        "initiative",
        "number",
        "source",
        "target",
        "minutes",
        "allocation",
        "freed",
        "confirmation",
        "reverses",
        "reason",
        "moved_at",
        "moved_by",
    ),
    "value.balance": (
        "id",
        "initiative",
        "movements",
        "verified",
        "unallocated",
        "allocated",
        "converted",
        "evaporated",
        "contracted",
        "estimated",
        "is_measured",
        "unallocated_since",
        "changed_at",
    ),
    "value.usebalance": (
        "id",
        "allocation",
        "initiative",
        "type",
        "allocated",
        "converted",
        "contracted",
        "changed_at",
    ),
    # an idea promises nothing until it is chosen; a destination copies what it says
    "value.idea": (
        "id",
        "initiative",
        "title",
        "type",
        "hypothesis",
        "offer",
        "market",
        "unit",
        "team",
        "skills",
        "training_hours",
        "hours",
        "starts_on",
        "target",
        "target_amount",
        "currency",
        "expires_on",
        "owner",
        "consultation",
        "consultation_reference",
        "scheduling_plan",
        "imagined_at",
        "imagined_by",
        "set_aside_at",
        "set_aside_by",
        "set_aside_reason",
    ),
    # of the whole house, not of one initiative
    "value.internalrate": (
        "id",
        "unit",
        "amount",
        "currency",
        "valid_from",
        "set_at",
        "set_by",
    ),
    "value.closedperiod": ("id", "until", "set_at", "set_by"),
    "value.scenario": (
        "id",
        "initiative",
        "name",
        "assumptions",
        "saved_at",
        "saved_by",
    ),
    "value.receivingplan": (
        "id",
        "initiative",
        "unit",
        "team",
        "text",
        "planned_at",
        "planned_by",
    ),
    "value.confirmation": (
        "id",
        "realised",
        "author",
        "answer",
        "account",
        "note",
        "hours",
        "confirmed_at",
        "confirmed_by",
        "principal",
    ),
    "value.economicreview": (
        "id",
        "initiative",
        "text",
        "strategy",
        "strategy_text",
        "invested",
        "confirmed",
        "currency",
        "intent",
        "growth_hours",
        "contraction_hours",
        "written_at",
        "written_by",
    ),
    "value.outcomenote": (
        "id",
        "initiative",
        "outcome",
        "text",
        "published_at",
        "published_by",
    ),
}


def balance(initiative) -> tuple[Decimal, Decimal]:
    """Verified hours that are still there, and those that have a destination."""
    row = Balance.objects.filter(initiative=initiative).first() or Balance()
    given = row.allocated + row.converted + row.contracted
    return in_hours(row.verified - row.evaporated), in_hours(given)


def reception_criteria(initiative) -> list[Criterion]:
    """Freed hours sit with people for whom Marketing has a receiving plan."""
    hours = list(
        FreedHours.objects.standing()
        .filter(initiative=initiative)
        .select_related("unit")
    )
    planned = set(
        ReceivingPlan.objects.filter(initiative=initiative).values_list(
            "unit", flat=True
        )
    )
    without = {
        row.unit.name for row in hours if row.hours and row.unit_id not in planned
    }
    if not hours:
        fact = _("No freed hours recorded yet; record zero if there are none")
    elif without:
        fact = format_lazy(_("No plan for {units}"), units=", ".join(sorted(without)))
    else:
        fact = format_lazy(_("{hours}, received"), hours=_hours(_sum(hours), "year"))
    return [
        Criterion(
            "reception",
            _("Freed hours sit with people who have a receiving plan"),
            bool(hours) and not without,
            fact,
            Function.MARKETING if hours else Function.OPERATIONS,
            f"{_page(initiative)}#hours",
        )
    ]


def criteria(initiative) -> list[Criterion]:
    """The balance, destinations, Finance's answers, the review and what was told."""
    page = _page(initiative)
    rows = list(Allocation.objects.standing().filter(initiative=initiative))
    balance = Balance.objects.filter(initiative=initiative).first() or Balance()
    amounts = list(
        RealisedAmount.objects.filter(initiative=initiative).select_related(
            "confirmation"
        )
    )
    review = EconomicReview.objects.filter(initiative=initiative).last()
    told = OutcomeNote.objects.filter(initiative=initiative).last()
    return [
        _balance(balance, page),
        _destinations(rows, balance, page),
        _confirmed(amounts, review, page),
        Criterion(
            "review_written",
            _("Economic review by Leadership"),
            review is not None,
            review.get_outcome_display() if review else _("Not written yet"),
            Function.LEADERSHIP,
            f"{page}#outcome",
        ),
        Criterion(
            "outcome_published",
            _("Intent against outcome published to employees"),
            bool(told and review and told.outcome == review.outcome),
            _("Published") if told else _("Not published yet"),
            Function.HR,
            f"{page}#outcome",
        ),
    ]


def _balance(balance, page):
    freed = in_hours(balance.verified - balance.evaporated)
    given = in_hours(balance.allocated + balance.converted + balance.contracted)
    if balance.is_measured:
        fact = format_lazy(
            _("{given} of {freed}"), given=_number(given), freed=_hours(freed, "year")
        )
    else:
        fact = _("No measured hours yet; record zero if there are none")
    return Criterion(
        "balance",
        _("Every freed hour has a destination, or is kept in writing"),
        balance.is_measured and not balance.unallocated,
        fact,
        Function.MARKETING if balance.is_measured else Function.OPERATIONS,
        f"{page}#destinations" if balance.is_measured else f"{page}#hours",
    )


def _destinations(rows, balance, page):
    short = [
        row
        for row in rows
        if row.type != Conversion.G
        and not (row.team and row.starts_on and row.target and row.expires_on)
    ]
    return Criterion(
        "destinations",
        _("Each destination has team, start, target and expiry"),
        not short and (bool(rows) or balance.verified == balance.evaporated),
        format_lazy(_("{n} incomplete"), n=len(short))
        if short
        else ngettext_lazy("%(n)d destination", "%(n)d destinations", "n")
        % {"n": len(rows)},
        Function.MARKETING,
        f"{page}#destinations",
    )


def _confirmed(amounts, review, page):
    open_ = [a for a in amounts if getattr(a, "confirmation", None) is None]
    confirmed = [
        a
        for a in amounts
        if getattr(a, "confirmation", None) is not None
        and a.confirmation.answer == Confirmation.Answer.CONFIRMED
    ]
    without_money = bool(
        review and review.outcome in (Outcome.KEPT, Outcome.NOT_CONVERTED)
    )
    if open_:
        fact = ngettext_lazy(
            "%(n)d waits for Finance", "%(n)d wait for Finance", "n"
        ) % {"n": len(open_)}
    elif confirmed:
        fact = format_lazy(_("{n} confirmed"), n=len(confirmed))
    else:
        fact = _("No amount confirmed")
    return Criterion(
        "confirmed",
        _("Realised amounts answered by Finance"),
        not open_ and (bool(confirmed) or without_money),
        fact,
        Function.FINANCE,
        f"{page}#amounts",
    )


def signed(initiative) -> dict:
    """Hours, destinations, money in and out, and how it ended."""
    return {
        "hours": _rows(FreedHours.objects.standing(), initiative, "value.freedhours"),
        "allocations": [
            fields_of(row, SIGNED_FIELDS["value.allocation"])
            | {"stands": str(row.stands)}
            for row in Allocation.objects.standing()
            .filter(initiative=initiative)
            .select_related("balance")
            .order_by("pk")
        ],
        "amounts": _rows(
            RealisedAmount.objects.all(), initiative, "value.realisedamount"
        ),
        "investment": _rows(
            Investment.objects.standing(), initiative, "value.investment"
        ),
        "evaporated": str(_evaporated(initiative)),
        "outcome": str(outcome(initiative)),
    }


def contributors(initiative) -> set:
    """Who recorded hours, gave them a destination or booked or reported an amount."""
    return {
        *FreedHours.objects.filter(initiative=initiative).values_list(
            "recorded_by", flat=True
        ),
        *Allocation.objects.filter(initiative=initiative).values_list(
            "allocated_by", flat=True
        ),
        *RealisedAmount.objects.filter(initiative=initiative).values_list(
            "reported_by", flat=True
        ),
        *Investment.objects.filter(initiative=initiative).values_list(
            "invested_by", flat=True
        ),
        *Movement.objects.filter(
            initiative=initiative, target="evaporated"
        ).values_list("moved_by", flat=True),
    }


def outcome(initiative) -> str:
    """How the initiative ended, by the newest economic review."""
    review = EconomicReview.objects.filter(initiative=initiative).last()
    return review.outcome if review else Outcome.NOT_CONVERTED


def _evaporated(initiative) -> Decimal:
    row = Balance.objects.filter(initiative=initiative).first()
    return in_hours(row.evaporated if row else 0)


def _rows(rows, initiative, label):
    found = rows.filter(initiative=initiative).order_by("pk")
    return [fields_of(row, SIGNED_FIELDS[label]) for row in found]


_hours = lazy(written_hours, str)
_number = lazy(written_number, str)


def _sum(rows) -> Decimal:
    return sum((row.hours for row in rows), Decimal(0))


def _page(initiative) -> str:
    return reverse("value:page", args=[initiative.ref])
