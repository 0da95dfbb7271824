"""The lists of stage 4 as files: initiatives, and the rows behind each figure.

Every amount and every number of hours says how sure it is: estimated by the team,
measured in the process, or confirmed by Finance.
"""

from functools import partial

from django.utils.translation import gettext as _

from initiatives.models import Initiative
from organisation.sheets import Column, Listing
from value import dashboard, forms, reading, records, tabled
from value.models import Movement

ESTIMATED, MEASURED, CONFIRMED = "estimated", "measured", "confirmed"
SURE = dict.fromkeys(records.CODES, MEASURED) | {
    "invested": CONFIRMED,
    "estimated": ESTIMATED,
    "claimed": ESTIMATED,
    "realised": CONFIRMED,
}
"""How sure the rows behind a figure are, as the dashboard says of the figure."""


def in_words(certainty) -> str:
    """How sure a figure is, in a word."""
    return {
        ESTIMATED: _("Estimated"),
        MEASURED: _("Measured"),
        CONFIRMED: _("Confirmed"),
    }[certainty]


def _scope(person, asked):
    """The scope that an address asks for, and its words."""
    form = forms.ScopeForm(asked or None, functions=dashboard.functions(person))
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    said = [
        (form.fields[name].label, value if name != "unit" else value.name)
        for name, value in chosen.items()
        if value
    ]
    return dashboard.scope_of(person, chosen), said


def initiatives(person, asked) -> Listing:
    """The initiatives of the dashboard, with hours and money."""
    scope, said = _scope(person, asked)

    def with_accounts(block):
        return tabled.rows_of([row.pk for row in block])

    def hours(name):
        return lambda row: getattr(row["account"], name) if row["account"] else 0

    def cash(name):
        return lambda row: getattr(row["money"], name)

    def sure(certainty):
        return lambda row: in_words(certainty)

    return Listing(
        _("Value of the initiatives"),
        tabled.listed(scope),
        (
            Column(_("Reference"), lambda row: row["initiative"].ref, 12),
            Column(_("Initiative"), lambda row: row["initiative"].title, 36),
            Column(_("Unit"), lambda row: row["initiative"].unit.name, 24),
            Column(_("Verified"), hours("verified")),
            Column(_("Given a destination"), hours("given")),
            Column(_("No destination yet"), hours("rest")),
            Column(_("Evaporated"), hours("evaporated")),
            Column(_("How sure the hours are"), sure(MEASURED)),
            Column(_("Invested to date"), cash("invested")),
            Column(_("Gross estimate"), cash("gross")),
            Column(_("Weighted by evidence"), cash("weighted")),
            Column(_("How sure the estimates are"), sure(ESTIMATED)),
            Column(_("Value realised"), cash("confirmed")),
            Column(_("How sure the value is"), sure(CONFIRMED)),
            Column(_("Cost of this year"), lambda row: row["cost_of_year"]),
            Column(_("Currency"), lambda row: row["initiative"].currency),
        ),
        said,
        with_accounts,
    )


def behind(code, person, asked) -> Listing:
    """The rows behind a figure of the dashboard; they add up to it."""
    scope, said = _scope(person, asked)
    currency = reading.read(scope).currency
    is_money = code in records.IN_MONEY

    return Listing(
        records.title_of(code),
        records.rows_of(code, scope, currency),
        (
            Column(_("Reference"), lambda r: r[1]["initiative"].ref, 12),
            Column(_("Initiative"), lambda r: r[1]["initiative"].title, 36),
            Column(_("What it is"), lambda r: r[1]["says"], 40),
            Column(_("Day"), lambda r: r[1]["day"]),
            Column(_("Figure"), lambda r: records.figure_of(code, r[0])),
            Column(
                _("Currency or unit"),
                lambda r: r[0].currency if is_money else _("hours a year"),
            ),
            Column(_("How sure"), lambda r: in_words(SURE[code])),
        ),
        said,
        lambda block: [(row, records.written(code, row)) for row in block],
    )


def movements(person, asked) -> Listing:
    """The capacity ledger: every movement of hours, the newest first."""
    seen = Initiative.objects.visible_to(person)
    ref = asked.get("ref", "")[:12].upper()
    if ref:
        seen = seen.filter(ref=ref)
    rows = (
        Movement.objects.filter(initiative__in=seen.values("pk"))
        .select_related("initiative", "allocation")
        .order_by("-moved_at", "-pk")
    )
    return Listing(
        _("Movements of hours"),
        rows,
        (
            Column(_("Reference"), lambda m: m.initiative.ref, 12),
            Column(_("Initiative"), lambda m: m.initiative.title, 36),
            Column(_("Number"), lambda m: m.number),
            Column(_("Day"), lambda m: m.moved_at),
            Column(_("From"), lambda m: m.get_source_display()),
            Column(_("To"), lambda m: m.get_target_display()),
            Column(_("Hours a year"), lambda m: m.hours),
            Column(
                _("How sure"),
                lambda m: in_words(CONFIRMED if m.confirmation_id else MEASURED),
            ),
            Column(
                _("Destination"),
                lambda m: m.allocation.get_type_display() if m.allocation else "",
                24,
            ),
            Column(_("Reason"), lambda m: m.reason, 40),
        ),
        ((_("Initiative"), ref),),
    )


LISTS = {
    "value": initiatives,
    "movements": movements,
    **{f"value-{code}": partial(behind, code) for code in records.CODES},
}
