"""The figures of learning as a list: function by function, quarter by quarter."""

from django.utils.translation import gettext as _

from audit import clock
from audit.errors import Refused
from lessons import maturity
from organisation import access
from organisation.functions import Function
from organisation.sheets import Column, Listing

PLACES = 4
"""Decimals of a share."""


def learning(person, asked) -> Listing:
    """Each figure for all and for each function, in each quarter and in all of them.

    With a function in the address, only its rows: those of the page.
    """
    if not (access.current_holdings(person) or person.is_auditor):
        raise Refused(access.refusal("lessons.write"))
    chosen = asked.get("function", "")
    if chosen not in Function.values:
        chosen = ""
    found = maturity.facts(person)
    periods = [*maturity.quarters(clock.today()), None]
    rows = [
        (figure, function, quarter, found.of(figure.code, quarter=quarter, function=f))
        for figure in maturity.FIGURES
        for f, function in ([(chosen, Function(chosen).label)] if chosen else _all())
        for quarter in periods
    ]
    return Listing(
        _("Learning figures"),
        rows,
        (
            Column(_("Figure"), lambda r: r[0].label, 30),
            Column(_("Function"), lambda r: r[1]),
            Column(_("Quarter"), lambda r: str(r[2]) if r[2] else _("In all")),
            Column(_("Value"), _value),
            Column(_("Unit"), _unit, 24),
            Column(_("Records counted"), lambda r: len(r[3])),
            Column(_("How sure"), lambda r: _("Measured")),
            Column(_("What it means"), lambda r: r[0].meaning, 60),
        ),
        ((_("Function"), Function(chosen).label if chosen else ""),),
    )


def _all():
    return [("", _("All")), *((f.value, f.label) for f in Function)]


def _value(row):
    value = row[0].count(row[3])
    return None if value is None else round(value, PLACES)


def _unit(row) -> str:
    return _("share, from 0 to 1") if row[0].is_share else _("working days")


LISTS = {"learning": learning}
