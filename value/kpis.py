"""The dictionary of figures: what each means, how it is worked out, from which rows.

The examples are those of the sample company of the handbook, Lumerac; the value beside
them is that of the reader's own scope.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from organisation.templatetags.ui import money, written_number
from value import wider
from value.wording import part


class Kpi(NamedTuple):
    """A figure with its formula, its source and a worked example."""

    code: str
    name: object
    formula: object
    source: object
    example: object
    value: object = None


LEDGER = _("Capacity ledger")
ACCOUNTS = _("Amounts that Finance confirmed")

KPIS = (
    Kpi(
        "verification-rate",
        _("Verification rate"),
        _("verified hours / estimated hours, over initiatives with verified hours"),
        _("Capacity ledger; where no estimate is recorded, the charter"),
        _("24,723 of 36,847 hours: 67%"),
        lambda f: part(f.verification_rate),
    ),
    Kpi(
        "allocation-rate",
        _("Allocation rate"),
        _("hours with a destination, confirmed or not / verified hours"),
        LEDGER,
        _("17,898 of 24,723 hours: 72%"),
        lambda f: part(f.allocation_rate),
    ),
    Kpi(
        "conversion-rate",
        _("Capacity conversion rate"),
        _("hours whose return Finance confirmed / verified hours"),
        _("Capacity ledger: converted and contracted"),
        _("15,558 of 24,723 hours: 63%"),
        lambda f: part(f.conversion_rate),
    ),
    Kpi(
        "growth-share",
        _("Growth share, money"),
        _("confirmed A + B + C / confirmed A + B + C + D + F"),
        ACCOUNTS,
        _("888.0 of 967.6 thousand euro: 92%"),
        lambda f: part(f.growth_share),
    ),
    Kpi(
        "growth-share-hours",
        _("Growth share, hours"),
        _("hours in A + B + C / hours in A + B + C + D + F"),
        LEDGER,
        _("14,778 of 17,118 hours: 86%"),
        lambda f: part(f.growth_share_hours),
    ),
    Kpi(
        "contraction-exposure",
        _("Contraction exposure"),
        _(
            "sum of hours without a destination × cost of an hour × factor by age: up "
            "to 30 days 0.10, 60 days 0.25, 90 days 0.50, 180 days 0.75, more 1.00"
        ),
        _("Capacity ledger; internal rates of Finance"),
        _("1,940 hours × €34 × 1.00 = €65,960; all initiatives €173 thousand"),
        lambda f: money(f.exposure, f.currency),
    ),
    Kpi(
        "median-age",
        _("Median age of unallocated"),
        _("days that the middle hour of all without a destination has waited"),
        LEDGER,
        _("6,825 hours, half of them 149 days or more: 149 to 221 days"),
        lambda f: "–" if f.median_age is None else written_number(f.median_age),
    ),
    Kpi(
        "return-ratio",
        _("Return ratio"),
        _("confirmed money so far / invested money so far"),
        _("Amounts that Finance confirmed; lines of money spent"),
        _("1,246.6 of 1,530 thousand euro: 0.81"),
        lambda f: "–" if f.return_ratio is None else written_number(f.return_ratio, 2),
    ),
    Kpi(
        "value-gap",
        _("Value gap"),
        _("confirmed − invested"),
        _("Amounts that Finance confirmed; lines of money spent"),
        _("1,246.6 − 1,530 = −283.4 thousand euro"),
        lambda f: money(f.value_gap, f.currency),
    ),
    Kpi(
        "weighted",
        _("Weighted by evidence"),
        _(
            "sum of amount × weight: E0 opinion 0.25, E1 self-report 0.40, E2 logs "
            "0.65, E3 control group 0.85, E4 confirmed 1.00"
        ),
        _("Realised amounts that are not refused"),
        _("468.8 confirmed + 88 × 0.65 = 526.0 thousand euro"),
        lambda f: money(f.weighted, f.currency),
    ),
    Kpi(
        "run-rate",
        _("Run rate a year"),
        _("four times what was confirmed for the last quarter that has ended"),
        ACCOUNTS,
        _("498 thousand euro in the third quarter: 1,992 a year"),
        lambda f: money(f.run_rate, f.currency),
    ),
    Kpi(
        "cost-of-year",
        _("Cost of the year"),
        _(
            "capital / months of its life × months in the year, 36 months unless the "
            "line says otherwise, + other lines by their days in the year"
        ),
        _("Lines of money spent"),
        _("€295,000 of capital and €78,000 a year to run: 98,333 + 78,000 = €176,333"),
    ),
    Kpi(
        "time-to-value",
        _("Time to value"),
        _("days from the start of stage 1 to the first amount that is confirmed"),
        _("Record of stages; confirmations"),
        _("Started 8 September 2025, first confirmed 12 May 2026: 246 days"),
    ),
    Kpi(
        "system-leverage",
        _("System leverage"),
        _(
            "(change of throughput / throughput) / (hands-on time saved / hands-on "
            "time), median over initiatives with both maps; 0 is a local optimum"
        ),
        _("Processes: analysis of the as-is and the to-be map"),
        _("Quotes drafted by AI: hands-on time −29%, throughput unchanged: 0"),
    ),
    Kpi(
        "local-optimum-share",
        _("Local-optimum share"),
        _(
            "verified hours away from the bottleneck without a destination / verified "
            "hours"
        ),
        _("Processes: verified hours by role; capacity ledger"),
        _("1,560 of 24,723 hours: 6%"),
    ),
    Kpi(
        "bottleneck-coverage",
        _("Bottleneck coverage"),
        _("initiatives from stage 2 on whose bottleneck is named / all of them"),
        _("Processes"),
        _("6 of 7 initiatives: 86%"),
    ),
    Kpi(
        "handoff-lead-time",
        _("Handoff lead time"),
        _("median of working days from sent to accepted, by pair of functions"),
        _("Handoffs"),
        _("Operations to Knowledge: 6 working days"),
    ),
    Kpi(
        "stalled-handoffs",
        _("Stalled handoffs"),
        _("handoffs open longer than their limit, with days / limit"),
        _("Handoffs and stalls"),
        _("67 working days of 10: ratio 6.7"),
    ),
    Kpi(
        "consultation-safety",
        _("Consultation safety"),
        _("initiatives with real users and an open blocking rule; the target is 0"),
        _("Literacy: consultations and use"),
        _("0 initiatives"),
    ),
    Kpi(
        "learning-maturity",
        _("Learning maturity"),
        _(
            "0.25 capture + 0.25 reuse + 0.2 learned + 0.2 (1 − repeat failures) + 0.1 "
            "in time"
        ),
        _("Lessons: stops, endorsements, answers and outcomes"),
        _("1.00, 0.50, 0.40, 0.20 and 0.80: 0.70"),
    ),
    Kpi(
        "buy-in",
        _("Buy-in"),
        _("mean of the pulse on trust and on clarity of Leadership, from 1 to 5"),
        _("Literacy: pulses of groups of five and more"),
        _("Trust 3.0, clarity 2.6, 499 answers"),
    ),
    Kpi(
        "intent-declared",
        _("Intent declared"),
        _("initiatives with a published intent, growth or contraction / all"),
        _("Charters and statements"),
        _("9 of 10 initiatives: 90%"),
    ),
)


def dictionary(found) -> list[dict]:
    """Every figure, with its value for the reader's own scope."""
    others = wider.values(found.scope)
    return [
        {"kpi": kpi, "value": kpi.value(found) if kpi.value else others[kpi.code]}
        for kpi in KPIS
    ]
