"""Lines of the accounts from a CSV or XLSX file: read whole, refused whole."""

from collections import Counter
from decimal import Decimal, InvalidOperation
from hashlib import sha256

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit.errors import Invalid
from initiatives.imports import reading, words
from initiatives.models import Initiative
from organisation.fields import plain
from value.models import CostKind, Investment

COLUMNS = {
    "initiative": ("initiative", "reference", "ref"),
    "kind": ("kind", "type", "nature"),
    "period_from": ("from", "period from", "start", "du", "debut"),
    "period_to": ("to", "period to", "end", "au", "fin"),
    "planned": ("planned", "plan", "budget", "prevu"),
    "actual": ("actual", "spent", "reel", "depense"),
    "currency": ("currency", "devise"),
    "account": ("account", "posting", "compte"),
}
NEEDED = ("initiative", "kind", "period_from", "period_to")
KINDS = {
    **{kind.value: kind.value for kind in CostKind},
    "capital expenditure": CostKind.CAPEX,
    "investissement": CostKind.CAPEX,
    "licence": CostKind.LICENCES,
    "license": CostKind.LICENCES,
    "licenses": CostKind.LICENCES,
    "utilisation": CostKind.USAGE,
    "formation": CostKind.TRAINING,
    "controle": CostKind.CHECKING,
    "changement": CostKind.CHANGE,
    "exploitation": CostKind.RUN,
    "sortie": CostKind.EXIT,
}
MOST = 5_000
"""Lines of one file."""
SHOWN = 10
"""Mistakes that are told at once."""


def lines_of(content: bytes, name: str, *, by) -> list[dict]:
    """The lines that a file says, for the initiatives that a person may see.

    Raises Invalid with every mistake by its line, up to ten: nothing is half read.
    """
    table = reading.read(content, name)
    if len(table.lines) < 2:
        raise Invalid(_("This file has no line below its first one."), field="file")
    if len(table.lines) > MOST + 1:
        raise Invalid(_("This file has more than 5,000 lines. Split it."), field="file")
    head, *body = table.lines
    places = _places(head.cells)
    refs = {_cell(line, places, "initiative").upper() for line in body}
    known = {
        row.ref: row
        for row in Initiative.objects.visible_to(by)
        .filter(ref__in=refs)
        .select_related("unit")
    }
    first = words.day_comes_first([_cell(line, places, "period_from") for line in body])
    found, wrong, seen = [], [], Counter()
    for line in body:
        try:
            found += _line(line, places, known, first, seen)
        except _Wrong as mistake:
            wrong.append(
                format_lazy(_("Line {n}: {what}"), n=line.number, what=mistake.args[0])
            )
    if wrong:
        told = " ".join(str(one) for one in wrong[:SHOWN])
        if len(wrong) > SHOWN:
            told += " " + str(format_lazy(_("And {n} more."), n=len(wrong) - SHOWN))
        raise Invalid(told, field="file")
    return found


class _Wrong(Exception):
    """What is wrong with a line."""


def _places(cells) -> dict[str, int]:
    names = [words.normal(cell) for cell in cells]
    places = {}
    for field, known in COLUMNS.items():
        for place, name in enumerate(names):
            if name in known:
                places[field] = place
                break
    missing = [name for name in NEEDED if name not in places]
    if "planned" not in places and "actual" not in places:
        missing.append("actual")
    if missing:
        raise Invalid(
            format_lazy(
                _("These columns are missing: {names}."),
                names=", ".join(COLUMNS[name][0] for name in missing),
            ),
            field="file",
        )
    return places


def _line(line, places, known, first, seen) -> list[dict]:
    ref = _cell(line, places, "initiative").upper()
    if ref not in known:
        raise _Wrong(format_lazy(_("there is no initiative {ref}."), ref=ref or "–"))
    kind = _kind(_cell(line, places, "kind"))
    if kind is None:
        raise _Wrong(
            format_lazy(
                _("this kind of cost is not known. Known are: {kinds}."),
                kinds=", ".join(CostKind.values),
            )
        )
    days = {}
    for name in ("period_from", "period_to"):
        days[name] = words.day(_cell(line, places, name), day_first=first)
        if days[name] is None:
            raise _Wrong(_("a date cannot be read."))
    if days["period_to"] < days["period_from"]:
        raise _Wrong(_("the last day comes before the first."))
    initiative = known[ref]
    currency = _cell(line, places, "currency").upper()
    if currency and currency != initiative.currency:
        raise _Wrong(
            format_lazy(
                _("the initiative is counted in {currency}."),
                currency=initiative.currency,
            )
        )
    made = []
    for basis in Investment.Basis.values:
        amount = _amount(_cell(line, places, basis))
        if not amount:
            continue
        account = _cell(line, places, "account")[:120]
        said = f"{ref}|{kind}|{basis}|{days}|{amount}|{account}"
        # the same line twice in one file is two lines; in two files it is one
        seen[said] += 1
        said = f"{said}|{seen[said]}"
        made.append(
            {
                "initiative": initiative,
                "kind": str(kind),
                "basis": basis,
                "amount": amount,
                "currency": currency,
                "account": account,
                "import_key": sha256(said.encode()).hexdigest(),
                **days,
            }
        )
    if not made:
        raise _Wrong(_("there is no amount above zero."))
    return made


def _kind(text) -> str | None:
    """The kind of cost that a word means: its code, its label, or another name."""
    said = words.normal(text)
    labels = {words.normal(str(kind.label)): kind.value for kind in CostKind}
    return KINDS.get(said) or labels.get(said)


def _amount(text) -> Decimal | None:
    if words.says_nothing(text):
        return None
    try:
        amount = Decimal(plain(text))
    except InvalidOperation:
        raise _Wrong(_("an amount cannot be read.")) from None
    if not amount.is_finite() or amount < 0 or amount >= 10**10:
        raise _Wrong(_("an amount is below zero or too large."))
    if amount != amount.quantize(Decimal("0.01")):
        raise _Wrong(_("an amount has more than two decimal places."))
    return amount


def _cell(line, places, name) -> str:
    place = places.get(name)
    return (
        line.cells[place].strip()
        if place is not None and place < len(line.cells)
        else ""
    )
