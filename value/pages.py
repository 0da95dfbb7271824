"""What the pages of stage 4 say: sentences, figures and rows, computed from rows."""

from collections import Counter
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from initiatives.models import STATUS_LABELS
from initiatives.rules import not_open
from organisation import access
from organisation.functions import Function
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import money
from value import costs, rules
from value.accounts import account_of
from value.cash import money_of
from value.charts import paint, share
from value.models import (
    CONTRACTION,
    Allocation,
    Balance,
    Confirmation,
    EconomicReview,
    FreedHours,
    Idea,
    Investment,
    Movement,
    OutcomeNote,
    RealisedAmount,
    ReceivingPlan,
    UseBalance,
    in_hours,
)
from value.rounding import bounds, cents, quarter_of
from value.workings import workings

MOST = 12
"""Rows of a list on the first page; the count beside its title tells all."""
SHOWN_MOVEMENTS = 20
MOST_QUARTERS = 16

# The work place


def next_step(row) -> str:
    """Who must do what next; of what has ended, how it ended."""
    initiative, account, money = row["initiative"], row["account"], row["money"]
    if not initiative.is_open:
        return _("Ended: %(outcome)s") % {
            "outcome": initiative.get_outcome_display()
            or STATUS_LABELS[initiative.status]
        }
    if initiative.stopped_at:
        return _("Stopped: Knowledge closes it when its lesson is endorsed")
    if account is None or not account.is_measured:
        return _("Operations: measure the hours")
    if account.rest > 0 and rules.is_too_old(account.since):
        return _("Leadership: choose a destination in writing")
    if account.rest > 0:
        return _("Marketing: give the hours a destination")
    if money.waiting:
        return _("Finance: answer the amounts")
    if not money.confirmed and account.measured:
        return _("Marketing: report what came of it")
    if row["is_reviewed"]:
        return _("Marketing: offer the last gate")
    return _("Leadership: write the economic review")


def waiting(scope) -> list:
    """Amounts that wait for Finance, the first due first."""
    return list(
        RealisedAmount.objects.unanswered()
        .filter(initiative__in=scope.initiatives().order_by().values("pk"))
        .select_related("initiative", "reported_by")
        .order_by("due_at", "pk")[:MOST]
    )


def idle(found, known) -> list[dict]:
    """Initiatives whose hours wait for a destination, the longest wait first.

    `found` are the figures, `known` the initiatives by key.
    """
    return [
        {
            "initiative": known[key],
            "hours": in_hours(minutes),
            "days": (clock.now() - since).days,
            "url": reverse("value:page", args=[known[key].ref]),
        }
        for since, minutes, key, _currency in found.idle_first
    ]


def in_words(sums) -> str:
    """Amounts by currency, written one after the other; nothing where there is none."""
    return " + ".join(money(n, currency) for currency, n in sorted(sums.items()) if n)


# An initiative's page

PERMISSIONS = {
    "hours": "value.record_hours",
    "plan": "value.plan_reception",
    "allocate": "value.allocate",
    "take_back": "value.allocate",
    "report": "value.report_amount",
    "confirm": "value.confirm_amount",
    "imagine": "value.imagine",
    "invest": "value.invest",
    "save": "value.save_scenario",
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
        "destinations": _destinations(initiative),
        "ideas": ideas_of(initiative),
        "movements": Movement.objects.filter(initiative=initiative)
        .select_related("allocation", "moved_by")
        .order_by("-number")[:SHOWN_MOVEMENTS],
        "year": clock.today().year,
        "cost_of_year": costs.of_year(
            Investment.objects.filter(initiative=initiative), clock.today().year
        ).get(initiative.pk),
        "investment": Investment.objects.standing()
        .filter(initiative=initiative)
        .select_related("invested_by"),
        "money": money_of(initiative),
        "quarters": quarters_of(initiative, amounts),
        "bar": paint("good", "confirmed"),
        "amounts": [_answered(row, person, may) for row in amounts],
        "reviews": EconomicReview.objects.filter(initiative=initiative)
        .select_related("written_by")
        .order_by("-written_at", "-pk"),
        "told": OutcomeNote.objects.filter(initiative=initiative)
        .select_related("published_by")
        .order_by("-published_at", "-pk"),
        "may": may,
    }


def _destinations(initiative) -> list[dict]:
    uses = {
        use.allocation_id: use
        for use in UseBalance.objects.filter(initiative=initiative)
    }
    rows = (
        Allocation.objects.standing()
        .filter(initiative=initiative)
        .select_related("allocated_by", "owner", "consultation__body")
    )
    less = any(row.type in CONTRACTION for row in rows)
    decided = rules.passed(initiative) if less else ()
    found = []
    for row in rows:
        use = uses[row.pk]
        found.append(
            {
                "row": row,
                "hours": in_hours(use.allocated + use.converted + use.contracted),
                "rest": in_hours(use.allocated),
                "done": in_hours(use.converted + use.contracted),
                "has_expired": bool(use.allocated)
                and row.expires_on is not None
                and row.expires_on <= clock.today(),
                "is_intended": row.type in CONTRACTION
                and row.consultation_id not in decided,
            }
        )
    return found


def ideas_of(initiative) -> list[dict]:
    """Ideas with what became of them: chosen, set aside, or still to be weighed."""
    chosen = set(
        Allocation.objects.standing()
        .filter(initiative=initiative, idea__isnull=False)
        .values_list("idea", flat=True)
    )
    rows = Idea.objects.filter(initiative=initiative).select_related(
        "unit", "owner", "imagined_by"
    )
    return [
        {
            "row": row,
            "is_chosen": row.pk in chosen,
            "is_open": row.pk not in chosen and row.set_aside_at is None,
            "is_over": row.expires_on is not None and row.expires_on <= clock.today(),
            "is_intended": row.type in CONTRACTION,
            "an_hour": (row.target_amount * 4 / row.hours).quantize(Decimal("0.01"))
            if row.target_amount
            else None,
        }
        for row in rows
    ]


def quarters_of(initiative, amounts) -> list[dict]:
    """Planned against confirmed value of one initiative, quarter by quarter.

    Of the quarter that runs only the plan to date counts, as on the dashboard.
    """
    rows = list(
        Allocation.objects.standing()
        .with_plan()
        .filter(initiative=initiative, starts_on__isnull=False)
    )
    days = [row.starts_on for row in rows] + [row.period_to for row in amounts]
    if not days:
        return []
    found, at, last = [], quarter_of(min(days)), quarter_of(clock.today())
    while at <= last and len(found) < MOST_QUARTERS:
        first, end = bounds(*at)
        due = min(end, clock.today())
        plan = sum(
            (
                row.to_bring
                * max(
                    (min(row.expires_on, due) - max(row.starts_on, first)).days + 1, 0
                )
                / 365
                for row in rows
                if row.expires_on
            ),
            Decimal(0),
        )
        actual = sum(
            (
                row.amount
                for row in amounts
                if first <= row.period_to <= end and _is_confirmed(row)
            ),
            Decimal(0),
        )
        found.append(
            {
                "label": _("Q%(quarter)s %(year)s") % {"quarter": at[1], "year": at[0]},
                "plan": cents(plan),
                "actual": actual,
            }
        )
        at = (at[0], at[1] + 1) if at[1] < 4 else (at[0] + 1, 1)
    top = max((max(row["plan"], row["actual"]) for row in found), default=0)
    for row in found:
        row["width"] = share(row["actual"], top)
        row["plan_x"] = share(row["plan"], top)
        row["against"] = row["actual"] - row["plan"]
    return found


def _is_confirmed(row) -> bool:
    answer = getattr(row, "confirmation", None)
    return answer is not None and answer.answer == Confirmation.Answer.CONFIRMED


def _answered(row, person, may) -> dict:
    return {
        "row": row,
        "answer": getattr(row, "confirmation", None),
        "workings": workings(row),
        "may": may["confirm"].allowed and row.reported_by_id != person.pk,
        "is_mine": row.reported_by_id == person.pk,
    }


def _allowed(initiative, person) -> dict:
    if not initiative.is_open:
        return dict.fromkeys(PERMISSIONS, not_open(initiative))
    found = {
        name: access.may(person, permission, of=initiative)
        for name, permission in PERMISSIONS.items()
    }
    return found | {"allocate": may_allocate(initiative, person)}


def verified_sentence(initiative) -> str:
    """How many hours a year Processes verifies, and how many of them are recorded."""
    most = rules.verified(initiative)
    if most is None:
        return _(
            "Hours of a group, never of one person. Processes verifies none here yet: "
            "only estimated hours can be recorded."
        )
    return _(
        "Hours of a group, never of one person. Processes verifies %(most)s a year; "
        "%(kept)s are recorded."
    ) % {
        "most": written_hours(most),
        "kept": written_hours(rules.recorded(initiative)),
    }


def may(initiative, person, permission) -> access.Access:
    """Whether a person may do something to an initiative that is still open."""
    if not initiative.is_open:
        return not_open(initiative)
    return access.may(person, permission, of=initiative)


def may_allocate(initiative, person) -> access.Access:
    """Whether a person may place hours; after 180 days Leadership alone may."""
    if not initiative.is_open:
        return not_open(initiative)
    balance = Balance.objects.filter(initiative=initiative).first()
    late = balance is not None and rules.is_for_leadership(balance)
    return access.may(
        person,
        "value.allocate",
        of=initiative,
        function=Function.LEADERSHIP if late else None,
    )


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
