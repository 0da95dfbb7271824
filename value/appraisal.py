"""What-if in money: NPV, payback, return on investment, benefit and cost.

All numbers are decimals. Formulas: NPV = sum of (B·h − C) / (1 + r)^t − I; payback is
the month, inside the year in which the running sum crosses zero, by straight line; ROI
= (sum of B·h − all cost) / all cost; BCR = present value of B·h / that of cost. B are
benefits, h haircuts by how sure they are, C running cost, I what is put in first.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

ONE = Decimal(1)


@dataclass(frozen=True)
class Case:
    """What is assumed: money put in, run cost a year, benefit and haircut by year."""

    initial: Decimal
    run: Decimal
    benefits: tuple[Decimal, ...]
    haircuts: tuple[Decimal, ...]
    rate: Decimal


@dataclass(frozen=True)
class Appraisal:
    """What comes of it; payback in months, None where it is never paid back."""

    npv: Decimal
    payback: Decimal | None
    roi: Decimal | None
    bcr: Decimal | None
    years: tuple[dict, ...] = ()


def appraise(case: Case) -> Appraisal:
    """Sum up a case."""
    sure = [b * h for b, h in zip(case.benefits, case.haircuts, strict=True)]
    factors = [(ONE + case.rate) ** -(t + 1) for t in range(len(sure))]
    nets = [b - case.run for b in sure]
    cost = case.initial + case.run * len(sure)
    gains = sum((b * f for b, f in zip(sure, factors, strict=True)), Decimal(0))
    costs = case.initial + sum((case.run * f for f in factors), Decimal(0))
    run, years = -case.initial, []
    for place, (benefit, net) in enumerate(zip(sure, nets, strict=True), 1):
        run += net
        years.append({"year": place, "benefit": benefit, "net": net, "so_far": run})
    return Appraisal(
        npv=_round(gains - costs),
        payback=_payback(case.initial, nets),
        roi=_round((sum(sure, Decimal(0)) - cost) / cost, "0.0001") if cost else None,
        bcr=_round(gains / costs, "0.0001") if costs else None,
        years=tuple(years),
    )


def _payback(initial, nets) -> Decimal | None:
    left = initial
    for year, net in enumerate(nets):
        if net > 0 and left <= net:
            return _round(12 * (year + left / net), "0.1")
        left -= net
    return None


def sensitivity(case: Case, step=Decimal("0.20")) -> list[dict]:
    """NPV when one assumption is a fifth lower and a fifth higher, the widest first."""
    low, high = ONE - step, ONE + step

    def npv(**change):
        return appraise(replace(case, **change)).npv

    rows = [
        {
            "code": "benefits",
            "low": npv(benefits=tuple(b * low for b in case.benefits)),
            "high": npv(benefits=tuple(b * high for b in case.benefits)),
        },
        {
            "code": "run",
            "low": npv(run=case.run * high),
            "high": npv(run=case.run * low),
        },
        {
            "code": "initial",
            "low": npv(initial=case.initial * high),
            "high": npv(initial=case.initial * low),
        },
        {
            "code": "rate",
            "low": npv(rate=case.rate * high),
            "high": npv(rate=case.rate * low),
        },
    ]
    return sorted(rows, key=lambda row: row["low"] - row["high"])


def _round(value, places="0.01") -> Decimal:
    return value.quantize(Decimal(places), rounding=ROUND_HALF_EVEN)
