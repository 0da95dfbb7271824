"""What-if of one initiative: growth, contraction and both, side by side.

Nothing here is written to a ledger; what is proposed first is what the ledgers say.
"""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from organisation.templatetags.ui import money, written_number
from value.accounts import account_of
from value.appraisal import Case, appraise, sensitivity
from value.charts import paint, share
from value.dashboard import part
from value.figures import cents, current_rates, money_of, rate_for
from value.models import Allocation, CostKind, Investment

YEARS = (1, 2, 3)
HUNDRED = Decimal(100)
FIELDS = (
    *("initial", "run", "growth_hours", "contraction_hours", "deals", "win_rate"),
    *("price", "hour_cost", "ramp_1", "ramp_2", "ramp_3"),
    *("sure_1", "sure_2", "sure_3", "rate"),
)
RUNNING = (CostKind.LICENCES, CostKind.USAGE, CostKind.RUN, CostKind.CHECKING)


def first_guess(initiative) -> dict:
    """Assumptions to begin with: what the ledgers and the plans say today."""
    account, cash = account_of(initiative), money_of(initiative)
    rate = rate_for(initiative.unit.path, current_rates()) or Decimal(0)
    run = cents(
        Investment.objects.standing()
        .filter(initiative=initiative, kind__in=RUNNING, basis="planned")
        .aggregate(n=Sum("amount"))["n"]
    )
    target = cents(
        Allocation.objects.standing()
        .filter(initiative=initiative, type__in=["A", "B", "C"])
        .aggregate(n=Sum("target_amount"))["n"]
    )
    hours = account.growth + account.rest
    return {
        "initial": cash.invested or cash.planned,
        "run": run,
        "growth_hours": hours,
        "contraction_hours": account.contraction,
        "deals": Decimal(10),
        "win_rate": Decimal(20),
        "price": cents(target / (hours / HUNDRED * 2)) if hours and target else 0,
        "hour_cost": rate,
        "ramp_1": Decimal(50),
        "ramp_2": Decimal(90),
        "ramp_3": HUNDRED,
        "sure_1": Decimal(85),
        "sure_2": Decimal(75),
        "sure_3": Decimal(65),
        "rate": Decimal(9),
    }


def cases(given) -> dict[str, Case]:
    """Growth alone, contraction alone, and both, from the same assumptions."""
    offers = given["growth_hours"] / HUNDRED * given["deals"]
    growth = offers * given["win_rate"] / HUNDRED * given["price"]
    less = given["contraction_hours"] * given["hour_cost"]
    return {
        name: Case(
            initial=given["initial"],
            run=given["run"],
            benefits=tuple(full * given[f"ramp_{n}"] / HUNDRED for n in YEARS),
            haircuts=tuple(given[f"sure_{n}"] / HUNDRED for n in YEARS),
            rate=given["rate"] / HUNDRED,
        )
        for name, full in (
            ("growth", growth),
            ("contraction", less),
            ("both", growth + less),
        )
    }


def compared(given, currency) -> dict:
    """What comes of each case, as a page shows it, and what it depends on."""
    found = cases(given)
    labels = {
        "growth": _("Growth alone"),
        "contraction": _("Contraction alone"),
        "both": _("As entered"),
    }
    results = {name: appraise(case) for name, case in found.items()}
    columns = [
        {
            "label": labels[name],
            "npv": money(result.npv.quantize(Decimal(1)), currency),
            "payback": _("%(n)s months") % {"n": written_number(result.payback, 1)}
            if result.payback is not None
            else _("Not within three years"),
            "roi": part(result.roi),
            "bcr": "–" if result.bcr is None else written_number(result.bcr, 2),
            "years": [
                {
                    **row,
                    "benefit": money(row["benefit"].quantize(Decimal(1)), currency),
                    "so_far": money(row["so_far"].quantize(Decimal(1)), currency),
                }
                for row in result.years
            ],
        }
        for name, result in results.items()
    ]
    swings = sensitivity(found["both"])
    top = max((abs(row["high"] - row["low"]) for row in swings), default=0)
    words = {
        "benefits": _("Benefits"),
        "run": _("Cost to run it"),
        "initial": _("Put in at the start"),
        "rate": _("Discount rate"),
    }
    return {
        "columns": columns,
        "finding": finding(results, currency),
        "swings": [
            {
                "label": words[row["code"]],
                "low": money(row["low"].quantize(Decimal(1)), currency),
                "high": money(row["high"].quantize(Decimal(1)), currency),
                "width": share(abs(row["high"] - row["low"]), top),
                "paint": paint("gain", "estimated"),
            }
            for row in swings
        ],
    }


def finding(results, currency) -> str:
    """The sentence on top of a what-if."""
    both = results["both"]
    npv = money(both.npv.quantize(Decimal(1)), currency)
    if both.bcr is None:
        return _("Nothing is put in: enter what it costs and what it could bring.")
    if both.payback is None:
        return _(
            "It is not paid back within three years; its present value is %(n)s."
        ) % {"n": npv}
    return _("It is paid back after %(months)s months; its present value is %(n)s.") % {
        "months": written_number(both.payback, 1),
        "n": npv,
    }


def as_text(given) -> dict:
    """Assumptions as they are kept: decimals as text."""
    return {name: str(given[name]) for name in FIELDS}
