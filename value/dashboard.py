"""The executives' dashboard: what the page and the paper say of a scope.

Everything here is made from `figures.Figures`; the page, the CSV and XLSX, the API and
the paper show the same numbers because none of them computes any. The sentence and the
four figures are in `cards`, the leak in `leak`, the other drawings in `drawings`, the
initiatives in `tabled`, the same numbers as lists in `summary`.
"""

from initiatives.models import Initiative
from value import reading
from value.cards import cards, columns, finding
from value.charts import waterfall
from value.drawings import age_rows, flow_of, growth_rows, quarter_rows
from value.leak import steps
from value.rounding import bounds
from value.scope import Scope
from value.wording import is_large


def scope_of(person, chosen) -> Scope:
    """The scope that the address of the dashboard asks for."""
    start, end = chosen.get("start", ""), chosen.get("end", "")
    return Scope(
        person=person,
        unit=chosen.get("unit"),
        function=chosen.get("function", ""),
        start=bounds(*_quarter(start))[0] if start else None,
        end=bounds(*_quarter(end))[1] if end else None,
    )


def _quarter(text) -> tuple[int, int]:
    year, quarter = text.split("Q")
    return int(year), int(quarter)


def functions(person) -> list[str]:
    """The lines of work that a person's initiatives name."""
    rows = Initiative.objects.visible_to(person).exclude(process_family="")
    return list(
        rows.order_by("process_family")
        .values_list("process_family", flat=True)
        .distinct()[:300]
    )


def context(scope) -> dict:
    """What the dashboard says, except the table of initiatives."""
    found = reading.read(scope)
    return {
        "figures": found,
        "lead": finding(found),
        "cards": cards(found),
        "in_money": not found.unrated and found.minutes("verified") > 0,
        "in_millions": is_large(found),
        "mean_rate": found.mean_rate,
        "steps": waterfall(steps(found)) if found.minutes("verified") else [],
        "flow": flow_of(found),
        "quarters": quarter_rows(found),
        "ages": age_rows(found),
        "balance": growth_rows(found),
        "columns": columns(found),
    }
