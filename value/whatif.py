"""What-if of one initiative: its hours moved between destinations, side by side.

Nothing here is written to a ledger; what is proposed first is what the ledgers say.
The hours of each destination are a year's; the types A, B and C bring the margin of the
offers that they win, D and F the cost of the hours. E and G bring no money here: cash
that comes once is no income, and slack is kept on purpose.
"""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from initiatives.models import Conversion
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import money, written_number
from value.accounts import account_of
from value.appraisal import Case, appraise, sensitivity
from value.cash import money_of
from value.charts import paint, share
from value.models import CONTRACTION, GROWTH, Allocation, CostKind, Investment
from value.rates import current_rates, rate_for
from value.rounding import cents
from value.wording import part

YEARS = (1, 2, 3)
HUNDRED = Decimal(100)
HOURS = {kind.value: f"to_{kind.value}" for kind in Conversion}
"""The field that holds the hours of each destination."""
FIELDS = (
    *("initial", "run", *HOURS.values(), "deals", "win_rate"),
    *("price", "hour_cost", "ramp_1", "ramp_2", "ramp_3"),
    *("sure_1", "sure_2", "sure_3", "rate"),
)
LIMITS = dict.fromkeys(FIELDS, Decimal(10) ** 12) | {
    "win_rate": HUNDRED,
    **dict.fromkeys(("sure_1", "sure_2", "sure_3"), HUNDRED),
    "rate": Decimal(50),
}
"""The largest number that each assumption may be."""
RUNNING = (CostKind.LICENCES, CostKind.USAGE, CostKind.RUN, CostKind.CHECKING)
ZERO = Decimal(0)


def first_guess(initiative) -> dict:
    """Assumptions to begin with: what the ledgers and the plans say today."""
    account, cash = account_of(initiative), money_of(initiative)
    rate = rate_for(initiative.unit.path, current_rates()) or ZERO
    run = cents(
        Investment.objects.standing()
        .filter(initiative=initiative, kind__in=RUNNING, basis="planned")
        .aggregate(n=Sum("amount"))["n"]
    )
    target = cents(
        Allocation.objects.standing()
        .filter(initiative=initiative, type__in=GROWTH)
        .aggregate(n=Sum("target_amount"))["n"]
    )
    hours = account.growth
    return {
        "initial": cash.invested or cash.planned,
        "run": run,
        **{field: account.by_type.get(kind, ZERO) for kind, field in HOURS.items()},
        "deals": Decimal(10),
        "win_rate": Decimal(20),
        "price": cents(target / (hours / HUNDRED * 2)) if hours and target else ZERO,
        "hour_cost": rate,
        "ramp_1": Decimal(50),
        "ramp_2": Decimal(90),
        "ramp_3": HUNDRED,
        "sure_1": Decimal(85),
        "sure_2": Decimal(75),
        "sure_3": Decimal(65),
        "rate": Decimal(9),
    }


def hours_of(given, types) -> Decimal:
    """The hours that these types get."""
    return sum((given[HOURS[str(kind.value)]] for kind in types), ZERO)


def worth_of_hour(given, kind) -> Decimal:
    """What an hour a year brings in a full year, by the type of its destination."""
    if kind in GROWTH:
        return given["deals"] / HUNDRED * given["win_rate"] / HUNDRED * given["price"]
    return given["hour_cost"] if kind in CONTRACTION else ZERO


def cases(given, now=None) -> dict[str, Case]:
    """The same assumptions with the hours used in four ways; the last as entered.

    As the ledger stands (`now`, hours by type), all that goes to growth or contraction
    used for growth, all of it for contraction, and as entered.
    """
    growth, less = hours_of(given, GROWTH), hours_of(given, CONTRACTION)
    now = now or {}
    ways = {
        "now": (
            sum((now.get(str(t.value), ZERO) for t in GROWTH), ZERO),
            sum((now.get(str(t.value), ZERO) for t in CONTRACTION), ZERO),
        ),
        "growth": (growth + less, ZERO),
        "contraction": (ZERO, growth + less),
        "entered": (growth, less),
    }
    won, saved = worth_of_hour(given, GROWTH[0]), worth_of_hour(given, CONTRACTION[0])
    found = {}
    for name, (to_growth, to_less) in ways.items():
        full = to_growth * won + to_less * saved
        found[name] = Case(
            initial=given["initial"],
            run=given["run"],
            benefits=tuple(full * given[f"ramp_{n}"] / HUNDRED for n in YEARS),
            haircuts=tuple(given[f"sure_{n}"] / HUNDRED for n in YEARS),
            rate=given["rate"] / HUNDRED,
        )
    return found


def moves(initiative, given) -> dict:
    """Each destination with its hours now and then, what goes in and what goes out."""
    account, teams = account_of(initiative), teams_of(initiative)
    free = account.measured if account.verified else account.estimated
    rows, then = [], ZERO
    for kind, field in HOURS.items():
        before, after = account.by_type.get(kind, ZERO), given[field]
        then += after
        full = cents(after * worth_of_hour(given, Conversion(kind)))
        if before or after:
            rows.append(
                {
                    "code": kind,
                    "label": Conversion(kind).label,
                    "teams": ", ".join(teams.get(kind, ())),
                    "full": full,
                    "worth": money(full.quantize(Decimal(1)), initiative.currency)
                    if full
                    else "–",
                    **_moved(before, after),
                }
            )
    rest = _moved(free - account.given, free - then)
    return {"rows": rows, "rest": rest, "is_too_much": rest["after"] < 0}


def _moved(before, after) -> dict:
    gap = after - before
    return {
        "before": before,
        "after": after,
        "goes_in": max(gap, ZERO),
        "goes_out": max(-gap, ZERO),
    }


def teams_of(initiative) -> dict[str, list[str]]:
    """The teams that receive hours now, by the type of their destination."""
    found: dict = {}
    for kind, team in (
        Allocation.objects.standing()
        .filter(initiative=initiative)
        .order_by("type", "team")
        .values_list("type", "team")
        .distinct()
    ):
        found.setdefault(kind, []).append(team)
    return found


def compared(initiative, given) -> dict:
    """What comes of each case, as a page shows it, and what it depends on."""
    currency = initiative.currency
    account = account_of(initiative)
    found = cases(given, account.by_type)
    labels = {
        "now": _("As the ledger stands"),
        "growth": _("All of it to growth"),
        "contraction": _("All of it to contraction"),
        "entered": _("As entered"),
    }
    results = {name: appraise(case) for name, case in found.items()}
    columns = [
        {
            "code": name,
            "label": labels[name],
            "result": result,
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
    swings = sensitivity(found["entered"])
    top = max((abs(row["high"] - row["low"]) for row in swings), default=0)
    words = {
        "benefits": _("Benefits"),
        "run": _("Cost to run it"),
        "initial": _("Put in at the start"),
        "rate": _("Discount rate"),
    }
    return {
        "columns": columns,
        "moves": moves(initiative, given),
        "finding": finding(results, currency),
        "swings": [
            {
                "code": row["code"],
                "label": words[row["code"]],
                "npv_low": row["low"],
                "npv_high": row["high"],
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
    entered = results["entered"]
    npv = money(entered.npv.quantize(Decimal(1)), currency)
    if entered.bcr is None:
        return _("Nothing is put in: enter what it costs and what it could bring.")
    if entered.payback is None:
        return _(
            "It is not paid back within three years; its present value is %(n)s."
        ) % {"n": npv}
    return _("It is paid back after %(months)s months; its present value is %(n)s.") % {
        "months": written_number(entered.payback, 1),
        "n": npv,
    }


def as_text(given) -> dict:
    """Assumptions as they are kept: decimals as text."""
    return {name: str(given[name]) for name in FIELDS}


def as_numbers(kept) -> dict | None:
    """Assumptions that were kept, as decimals; None where one is missing."""
    if not set(FIELDS) <= set(kept):
        return None
    return {name: Decimal(kept[name]) for name in FIELDS}


def hint(kind, account, teams) -> str:
    """What stands beside the field of a destination: its hours now, and of whom."""
    now = _("Now %(hours)s.") % {
        "hours": written_hours(account.by_type.get(kind, ZERO), "year")
    }
    return " ".join([now, ", ".join(teams.get(kind, ()))]).strip()
