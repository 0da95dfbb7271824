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
    Confirmation,
    EconomicReview,
    FreedHours,
    OutcomeNote,
    RealisedAmount,
    ReceivingPlan,
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
        "consultation_reference",
    ),
    "value.realisedamount": (
        "type",
        "amount",
        "currency",
        "period_from",
        "period_to",
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
        "kept_reason",
        "allocated_at",
        "allocated_by",
    ),
    "value.realisedamount": (
        "id",
        "initiative",
        "allocation",
        "source",
        "due_at",
        "reported_at",
        "reported_by",
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
        "confirmed_at",
        "confirmed_by",
        "principal",
    ),
    "value.economicreview": (
        "id",
        "initiative",
        "text",
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
    """Measured hours that were freed, and hours that were given a destination."""
    freed = FreedHours.objects.filter(initiative=initiative).measured().total()
    given = Allocation.objects.filter(initiative=initiative).total()
    return freed, given


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
    hours = list(FreedHours.objects.standing().measured().filter(initiative=initiative))
    rows = list(Allocation.objects.standing().filter(initiative=initiative))
    freed, given = _sum(hours), _sum(rows)
    amounts = list(
        RealisedAmount.objects.filter(initiative=initiative).select_related(
            "confirmation"
        )
    )
    review = EconomicReview.objects.filter(initiative=initiative).last()
    told = OutcomeNote.objects.filter(initiative=initiative).last()
    return [
        _balance(hours, freed, given, page),
        _destinations(rows, freed, page),
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


def _balance(hours, freed, given, page):
    if hours:
        fact = format_lazy(
            _("{given} of {freed}"), given=_number(given), freed=_hours(freed, "year")
        )
    else:
        fact = _("No measured hours yet; record zero if there are none")
    return Criterion(
        "balance",
        _("Every freed hour has a destination, or is kept in writing"),
        bool(hours) and freed == given,
        fact,
        Function.MARKETING if hours else Function.OPERATIONS,
        f"{page}#destinations" if hours else f"{page}#hours",
    )


def _destinations(rows, freed, page):
    short = [
        row
        for row in rows
        if row.type != Conversion.G
        and not (row.team and row.starts_on and row.target and row.expires_on)
    ]
    return Criterion(
        "destinations",
        _("Each destination has team, start, target and expiry"),
        not short and (bool(rows) or not freed),
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
    """Hours, destinations, amounts, and how it ended."""
    return {
        "hours": _rows(FreedHours.objects.standing(), initiative, "value.freedhours"),
        "allocations": _rows(
            Allocation.objects.standing(), initiative, "value.allocation"
        ),
        "amounts": _rows(
            RealisedAmount.objects.all(), initiative, "value.realisedamount"
        ),
        "outcome": str(outcome(initiative)),
    }


def contributors(initiative) -> set:
    """Who recorded hours, gave them a destination or reported an amount."""
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
    }


def outcome(initiative) -> str:
    """How the initiative ended, by the newest economic review."""
    review = EconomicReview.objects.filter(initiative=initiative).last()
    return review.outcome if review else Outcome.NOT_CONVERTED


def _rows(rows, initiative, label):
    found = rows.filter(initiative=initiative).order_by("pk")
    return [fields_of(row, SIGNED_FIELDS[label]) for row in found]


_hours = lazy(written_hours, str)
_number = lazy(written_number, str)


def _sum(rows) -> Decimal:
    return sum((row.hours for row in rows), Decimal(0))


def _page(initiative) -> str:
    return reverse("value:page", args=[initiative.ref])
