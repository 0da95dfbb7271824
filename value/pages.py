"""What the pages of stage 4 say: sentences, figures and rows, computed from rows."""

from collections import Counter
from decimal import Decimal

from django.db.models import Count, Max, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from initiatives.models import STATUS_LABELS, Conversion, Initiative
from organisation import access
from organisation.functions import Function
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import money
from value.accounts import account_of, accounts, together
from value.charts import CHANGE, TOTAL, Step, share, waterfall
from value.models import (
    Allocation,
    Confirmation,
    EconomicReview,
    FreedHours,
    OutcomeNote,
    RealisedAmount,
    ReceivingPlan,
)

MOST = 12
"""Rows of a list on the first page; the count beside its title tells all."""

# The work place


def work_place(person) -> dict:
    """The hours and the money of all initiatives a person may see."""
    seen = Initiative.objects.visible_to(person).values("pk")
    found = accounts(seen)
    total = together(found.values())
    amounts = _amounts(seen)
    waiting = (
        RealisedAmount.objects.unanswered()
        .filter(initiative__in=seen)
        .select_related("initiative", "reported_by")
        .order_by("due_at", "pk")
    )
    hoped = Initiative.objects.visible_to(person).running()
    hoped = hoped.aggregate(n=Sum("hours_expected"))["n"] or 0
    keys = sorted(
        {*found, *amounts}, key=lambda k: -found[k].rest if k in found else Decimal(0)
    )
    return {
        "keys": keys,
        "accounts": found,
        "total": total,
        "amounts": amounts,
        "confirmed": _confirmed(amounts),
        "as_of": max(
            filter(None, [total.as_of, *(a["as_of"] for a in amounts.values())]),
            default=None,
        ),
        "lead": _work_finding(total, amounts),
        "steps": waterfall(_steps(hoped, total, found)) if total.measured else [],
        "idle": sorted(
            (k for k in found if found[k].rest > 0), key=lambda k: found[k].since
        ),
        "waiting": list(waiting[:MOST]),
        "waiting_count": sum(a["waiting"] for a in amounts.values()),
    }


def _amounts(initiatives) -> dict:
    found: dict = {}
    for row in (
        RealisedAmount.objects.filter(initiative__in=initiatives)
        .order_by()
        .values("initiative", "currency", "confirmation__answer")
        .annotate(
            n=Sum("amount"), rows=Count("pk"), at=Max("confirmation__confirmed_at")
        )
    ):
        of = found.setdefault(
            row["initiative"], {"confirmed": Counter(), "waiting": 0, "as_of": None}
        )
        if row["confirmation__answer"] is None:
            of["waiting"] += row["rows"]
        elif row["confirmation__answer"] == Confirmation.Answer.CONFIRMED:
            of["confirmed"][row["currency"]] += row["n"]
        of["as_of"] = max(filter(None, (of["as_of"], row["at"])), default=None)
    return found


def _confirmed(amounts) -> str:
    total = Counter()
    for row in amounts.values():
        total.update(row["confirmed"])
    return in_words(total)


def in_words(sums) -> str:
    """Amounts by currency, written one after the other; nothing where there is none."""
    return " + ".join(money(n, currency) for currency, n in sorted(sums.items()) if n)


def _work_finding(total, amounts) -> str:
    if not total.is_measured:
        if total.estimated:
            return _("%(hours)s are estimated; none is measured yet.") % {
                "hours": written_hours(total.estimated, "year")
            }
        return _("No freed hours are recorded yet.")
    if not total.measured:
        return _("It was measured: no hours are freed.")
    freed = _("We have freed %(hours)s.") % {
        "hours": written_hours(total.measured, "year")
    }
    confirmed = _confirmed(amounts)
    if confirmed:
        arrived = _("Finance has confirmed %(amount)s.") % {"amount": confirmed}
    else:
        arrived = _("Nothing has reached the accounts yet.")
    return f"{freed} {_share_without(total)} {arrived}"


def _share_without(total) -> str:
    if total.rest <= 0:
        return _("All of them have a destination.")
    if not total.given:
        return _("None of them has a destination.")
    return _("%(share)s%% of them have no destination.") % {
        "share": max(round(100 * total.rest / total.measured), 1)
    }


def _steps(hoped, total, found):
    without = sum(1 for a in found.values() if a.rest > 0)
    released = total.of(Conversion.D, Conversion.E, Conversion.F)
    kept = total.of(Conversion.G)
    steps = []
    if hoped:
        note = _("In the charters of what still runs")
        steps.append(
            Step(_("Expected"), note, hoped, TOTAL, "gain", certainty="estimated")
        )
    steps.append(
        Step(_("Freed capacity"), _("Hours a year"), total.measured, TOTAL, "gain")
    )
    if total.rest > 0:
        note = ngettext("%(n)d initiative", "%(n)d initiatives", without) % {
            "n": without
        }
        steps.append(
            Step(
                _("No destination yet"),
                note,
                -total.rest,
                CHANGE,
                "leak",
                _("Marketing: give them a destination"),
            )
        )
    if kept:
        steps.append(
            Step(_("Kept on purpose"), _("Slack, in writing"), -kept, CHANGE, "mute")
        )
    if released:
        steps.append(
            Step(_("Costs released"), _("Types D, E and F"), -released, CHANGE, "loss")
        )
    steps.append(
        Step(_("Given to growth"), _("Types A, B and C"), total.growth, TOTAL, "good")
    )
    return steps


def work_rows(keys, place) -> list[dict]:
    """The rows of the table for these initiatives, in their order; two queries."""
    rows = Initiative.objects.select_related("unit").in_bulk(keys)
    reviewed = set(
        EconomicReview.objects.filter(initiative__in=keys).values_list(
            "initiative", flat=True
        )
    )
    found, amounts = place["accounts"], place["amounts"]
    nothing = {"confirmed": Counter(), "waiting": 0, "as_of": None}
    return [
        {
            "initiative": rows[key],
            "account": found.get(key),
            "width": share(found[key].given, found[key].measured)
            if key in found
            else "0%",
            "confirmed": in_words(amounts.get(key, nothing)["confirmed"]),
            "next": _next(
                rows[key],
                found.get(key),
                amounts.get(key, nothing),
                is_reviewed=key in reviewed,
            ),
            "days": (clock.now() - found[key].since).days
            if key in found and found[key].since
            else 0,
            "url": reverse("value:page", args=[rows[key].ref]),
        }
        for key in keys
    ]


def _next(initiative, account, amounts, *, is_reviewed) -> str:
    """Who must do what next; of what has ended, how it ended."""
    if not initiative.is_open:
        return _("Ended: %(outcome)s") % {
            "outcome": initiative.get_outcome_display()
            or STATUS_LABELS[initiative.status]
        }
    if initiative.stopped_at:
        return _("Stopped: Knowledge closes it when its lesson is endorsed")
    if account is None or not account.is_measured:
        return _("Operations: measure the hours")
    if account.rest > 0:
        return _("Marketing: give the hours a destination")
    if amounts["waiting"]:
        return _("Finance: answer the amounts")
    if not amounts["confirmed"] and account.measured:
        return _("Marketing: report what came of it")
    if is_reviewed:
        return _("Marketing: offer the last gate")
    return _("Leadership: write the economic review")


# An initiative's page

PERMISSIONS = {
    "hours": "value.record_hours",
    "plan": "value.plan_reception",
    "allocate": "value.allocate",
    "report": "value.report_amount",
    "confirm": "value.confirm_amount",
    "review": "value.review",
    "publish": "value.publish_outcome",
}


def page(initiative, person) -> dict:
    """All that an initiative's page of value shows."""
    account = account_of(initiative)
    amounts = list(
        RealisedAmount.objects.filter(initiative=initiative).select_related(
            "confirmation__confirmed_by", "allocation", "reported_by"
        )
    )
    may = _allowed(initiative, person)
    return {
        "initiative": initiative,
        "tab": "value",
        "lead": finding(account, amounts),
        "account": account,
        "hours": FreedHours.objects.standing()
        .filter(initiative=initiative)
        .select_related("unit", "recorded_by"),
        "plans": ReceivingPlan.objects.filter(initiative=initiative).select_related(
            "unit", "planned_by"
        ),
        "destinations": Allocation.objects.standing()
        .filter(initiative=initiative)
        .select_related("allocated_by"),
        "amounts": [_answered(row, person, may) for row in amounts],
        "reviews": EconomicReview.objects.filter(initiative=initiative)
        .select_related("written_by")
        .order_by("-written_at", "-pk"),
        "told": OutcomeNote.objects.filter(initiative=initiative)
        .select_related("published_by")
        .order_by("-published_at", "-pk"),
        "may": may,
    }


def _answered(row, person, may) -> dict:
    return {
        "row": row,
        "answer": getattr(row, "confirmation", None),
        "may": may["confirm"].allowed and row.reported_by_id != person.pk,
        "is_mine": row.reported_by_id == person.pk,
    }


def _allowed(initiative, person) -> dict:
    if not initiative.is_open:
        no = access.Access(False, _("Nothing can be added to it any more."))
        return dict.fromkeys(PERMISSIONS, no)
    return {
        name: access.may(person, permission, of=initiative)
        for name, permission in PERMISSIONS.items()
    }


def finding(account, amounts) -> str:
    """The sentence on top of an initiative's page of value."""
    if not account.is_measured:
        if account.estimated:
            return _("%(hours)s are estimated; none is measured yet.") % {
                "hours": written_hours(account.estimated, "year")
            }
        return _("No freed hours are recorded yet.")
    if not account.measured:
        return _("It was measured: no hours are freed.")
    freed = _("%(hours)s freed.") % {"hours": written_hours(account.measured, "year")}
    if account.rest > 0:
        where = _("%(hours)s of them have no destination yet.") % {
            "hours": written_hours(account.rest)
        }
    else:
        where = _("All of them have a destination.")
    return f"{freed} {where} {_money_finding(amounts)}"


def _money_finding(amounts) -> str:
    confirmed, open_ = Counter(), 0
    for row in amounts:
        answer = getattr(row, "confirmation", None)
        if answer is None:
            open_ += 1
        elif answer.answer == Confirmation.Answer.CONFIRMED:
            confirmed[row.currency] += row.amount
    if open_:
        return ngettext(
            "%(n)d amount waits for %(finance)s.",
            "%(n)d amounts wait for %(finance)s.",
            open_,
        ) % {"n": open_, "finance": Function.FINANCE.label}
    if confirmed:
        return _("Finance has confirmed %(amount)s.") % {"amount": in_words(confirmed)}
    return _("Nothing has reached the accounts yet.")
