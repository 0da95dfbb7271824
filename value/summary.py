"""The figures of the dashboard as lists: for a spreadsheet, the API and the paper."""

from django.utils.translation import gettext as _

from value.drawings import flow_of, quarter_rows
from value.models import CONTRACTION, GROWTH
from value.rounding import ZERO
from value.tabled import listed, rows_of


def every_figure(found) -> list[tuple]:
    """(code, label, value, unit) of every figure that the dashboard shows."""
    hours, currency = _("hours a year"), found.currency
    rows = [
        ("invested", _("Invested to date"), found.invested, currency),
        ("planned", _("Planned to date"), found.planned, currency),
        ("cost_of_year", _("Cost of this year"), found.cost_of_year, currency),
        ("estimated", _("Estimated"), found.estimated, hours),
        ("verified", _("Verified"), found.hours("verified"), hours),
        ("evaporated", _("Evaporated"), found.hours("evaporated"), hours),
        ("freed", _("Capacity freed"), found.freed, hours),
        ("unallocated", _("No destination yet"), found.hours("unallocated"), hours),
        ("given", _("Given a destination"), found.given(), hours),
        ("converted", _("Converted"), found.hours("converted"), hours),
        ("contracted", _("Contracted"), found.hours("contracted"), hours),
        ("growth_hours", _("Growth, hours"), found.given(*GROWTH), hours),
        (
            "contraction_hours",
            _("Contraction, hours"),
            found.given(*CONTRACTION),
            hours,
        ),
        ("realised", _("Value realised"), found.confirmed, currency),
        ("plan", _("Value planned to date"), found.plan, currency),
        ("growth", _("Growth, confirmed"), found.growth, currency),
        ("contraction", _("Contraction, confirmed"), found.contraction, currency),
        ("neutral", _("Costs released, confirmed"), found.neutral, currency),
        ("one_off", _("Cash that came once"), found.one_off, currency),
        ("gross", _("Gross estimate"), found.gross, currency),
        ("weighted", _("Weighted by evidence"), found.weighted, currency),
        (
            "confirmed_this_year",
            _("Confirmed this year"),
            found.confirmed_this_year,
            currency,
        ),
        ("run_rate", _("Run rate a year"), found.run_rate, currency),
        ("exposure", _("Contraction exposure"), found.exposure, currency),
        ("value_gap", _("Value gap"), found.value_gap, currency),
    ]
    for code, label, value in (
        ("verification_rate", _("Verification rate"), found.verification_rate),
        ("allocation_rate", _("Allocation rate"), found.allocation_rate),
        ("conversion_rate", _("Capacity conversion rate"), found.conversion_rate),
        ("growth_share", _("Growth share, money"), found.growth_share),
        (
            "growth_share_hours",
            _("Growth share, hours"),
            found.growth_share_hours,
        ),
        ("return_ratio", _("Return ratio"), found.return_ratio),
    ):
        rows.append((code, label, value, _("ratio")))
    rows.append(
        ("median_age", _("Median age of unallocated"), found.median_age, _("days"))
    )
    return rows


def tables(scope, found):
    """(name, head, rows) of each sheet of the export; initiatives as they come."""
    yield (
        _("Figures"),
        [_("Code"), _("Figure"), _("Value"), _("Unit")],
        [
            [code, label, value, unit]
            for code, label, value, unit in every_figure(found)
        ],
    )
    yield (
        _("Quarters"),
        [
            _("Quarter"),
            _("Planned"),
            _("Invested"),
            _("Confirmed"),
            _("Invested so far"),
            _("Confirmed so far"),
            _("Gap"),
        ],
        [
            [
                row["label"],
                row["planned"],
                row["invested"],
                row["confirmed"],
                row["invested_so_far"],
                row["confirmed_so_far"],
                row["gap"],
            ]
            for row in quarter_rows(found)
        ],
    )
    drawn = flow_of(found)["table"]
    yield (
        _("Freed hours"),
        [_("From"), *drawn["heads"], _("Total")],
        [
            *([row["label"], *row["cells"], row["total"]] for row in drawn["rows"]),
            [_("Total"), *drawn["sums"], drawn["total"]],
        ],
    )
    yield (_("Initiatives"), heads(), initiative_cells(scope))


def heads() -> list:
    """The columns of the sheet of initiatives."""
    return [
        _("Reference"),
        _("Initiative"),
        _("Unit"),
        _("Verified"),
        _("Given a destination"),
        _("No destination yet"),
        _("Evaporated"),
        _("Invested to date"),
        _("Gross estimate"),
        _("Weighted by evidence"),
        _("Value realised"),
        _("Cost of this year"),
        _("Currency"),
    ]


def initiative_cells(scope, block=500):
    """A row for each initiative, read in blocks."""
    keys = list(listed(scope).values_list("pk", flat=True))
    for start in range(0, len(keys), block):
        for row in rows_of(keys[start : start + block]):
            account, cash = row["account"], row["money"]
            one = row["initiative"]
            yield [
                one.ref,
                one.title,
                one.unit.name,
                account.verified if account else ZERO,
                account.given if account else ZERO,
                account.rest if account else ZERO,
                account.evaporated if account else ZERO,
                cash.invested,
                cash.gross,
                cash.weighted,
                cash.confirmed,
                row["cost_of_year"],
                one.currency,
            ]
