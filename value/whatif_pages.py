"""What a what-if says on its page: cases side by side, moves, what it depends on."""

from decimal import Decimal

from django.utils.translation import gettext as _

from organisation.templatetags.ui import money, written_number
from value import whatif
from value.appraisal import appraise, sensitivity
from value.charts import paint, share
from value.wording import part


def compared(initiative, given, lines) -> dict:
    """What comes of each case, as a page shows it, and what it depends on."""
    currency = initiative.currency
    found = whatif.cases(given, lines)
    labels = {
        "now": _("As the ledger stands"),
        "growth": _("All of it to growth"),
        "contraction": _("All of it to contraction"),
        "entered": _("As entered"),
    }
    results = {name: appraise(case) for name, case in found.items()}
    swings = sensitivity(found["entered"])
    top = max((abs(row["high"] - row["low"]) for row in swings), default=0)
    words = {
        "benefits": _("Benefits"),
        "run": _("Cost to run it"),
        "initial": _("Put in at the start"),
        "rate": _("Discount rate"),
    }
    moved = whatif.moves(initiative, given, lines)
    for row in moved["rows"]:
        row["worth"] = _whole(row["full"], currency) if row["full"] else "–"
    return {
        "columns": [
            _column(name, labels[name], result, currency)
            for name, result in results.items()
        ],
        "moves": moved,
        "finding": finding(results, currency),
        "swings": [
            {
                "code": row["code"],
                "label": words[row["code"]],
                "npv_low": row["low"],
                "npv_high": row["high"],
                "low": _whole(row["low"], currency),
                "high": _whole(row["high"], currency),
                "width": share(abs(row["high"] - row["low"]), top),
                "paint": paint("gain", "estimated"),
            }
            for row in swings
        ],
    }


def _column(code, label, result, currency) -> dict:
    return {
        "code": code,
        "label": label,
        "result": result,
        "npv": _whole(result.npv, currency),
        "payback": _("%(n)s months") % {"n": written_number(result.payback, 1)}
        if result.payback is not None
        else _("Not within three years"),
        "roi": part(result.roi),
        "bcr": "–" if result.bcr is None else written_number(result.bcr, 2),
        "years": [
            {
                **row,
                "benefit": _whole(row["benefit"], currency),
                "so_far": _whole(row["so_far"], currency),
            }
            for row in result.years
        ],
    }


def _whole(amount, currency) -> str:
    return money(amount.quantize(Decimal(1)), currency)


def finding(results, currency) -> str:
    """The sentence on top of a what-if."""
    entered = results["entered"]
    npv = _whole(entered.npv, currency)
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
