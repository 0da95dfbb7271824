"""Learning maturity: its figures, their records, and the digest of a quarter."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from audit import clock
from audit.errors import Refused
from lessons import maturity, papers
from lessons.maturity import Quarter
from organisation import access
from organisation.functions import Function
from organisation.templatetags.ui import written_number

MOST = 500
"""Records that one page lists."""


@require_safe
def figures(request):
    """The figures of learning, in all and by quarter; each opens to its records."""
    _require_sight(request.user)
    function = _function(request)
    found = maturity.facts(request.user)
    periods = maturity.quarters(clock.today())
    whole, missing = maturity.index(found, function=function)
    rows = []
    for figure in maturity.FIGURES:
        cells = [
            _cell(figure, found, quarter=quarter, function=function)
            for quarter in periods
        ]
        rows.append(
            {
                "figure": figure,
                "all": _cell(figure, found, function=function),
                "cells": list(zip(periods, cells, strict=True)),
            }
        )
    return render(
        request,
        "lessons/figures.html",
        {
            "title": _("Learning maturity"),
            "lead": _finding(found, function),
            "rows": rows,
            "periods": periods,
            "index": None if whole is None else round(whole * 100),
            "missing": [
                maturity.BY_CODE[code].label
                for code in missing
                if code in maturity.BY_CODE
            ],
            "function": function,
            "functions": Function.choices,
            "repeats": [
                row for row in found.of("repeat", function=function) if row.counts
            ],
        },
    )


def _finding(found, function):
    rows = found.of("capture", function=function)
    if not rows:
        return _("Nothing has failed yet, or nothing that you may see.")
    learnt = sum(row.counts for row in rows)
    again = sum(row.counts for row in found.of("repeat", function=function))
    words = ngettext(
        "%(n)d failure, %(done)d with an endorsed lesson.",
        "%(n)d failures, %(done)d with an endorsed lesson.",
        len(rows),
    ) % {"n": len(rows), "done": learnt}
    if again:
        words += " " + ngettext(
            "%(n)d repeats what was already learnt.",
            "%(n)d repeat what was already learnt.",
            again,
        ) % {"n": again}
    return words


@require_safe
def records(request, code):
    """What one figure counts, one by one."""
    _require_sight(request.user)
    figure = maturity.BY_CODE.get(code)
    if figure is None:
        raise Http404
    quarter, function = _quarter(request), _function(request)
    rows = maturity.facts(request.user).of(code, quarter=quarter, function=function)
    rows.sort(key=lambda row: row.at, reverse=True)
    return render(
        request,
        "lessons/records.html",
        {
            "title": figure.label,
            "lead": figure.meaning,
            "figure": figure,
            "value": _written(figure, figure.count(rows)),
            "rows": rows[:MOST],
            "total": len(rows),
            "quarter": quarter,
            "has_value": code in ("time", "prediction", "stop_cost"),
        },
    )


@require_safe
def digest(request, quarter=None):
    """What was learnt in a quarter, for the committee and for employees."""
    asked = Quarter.of(clock.today()) if quarter is None else Quarter.read(quarter)
    if asked is None:
        raise Http404
    page = papers.digest(request.user, asked)
    return render(request, "lessons/digest.html", page)


def _require_sight(person):
    """Who holds a function, and the auditor; employees read the digest."""
    if not (access.current_holdings(person) or person.is_auditor):
        raise Refused(access.refusal("lessons.write"))


def _cell(figure, found, **where):
    rows = found.of(figure.code, **where)
    return {"value": _written(figure, figure.count(rows)), "of": len(rows)}


def _written(figure, value):
    """A figure as people write it, or nothing where there is nothing to count."""
    if value is None:
        return ""
    if figure.is_share:
        return _("%(n)s%%") % {"n": written_number(round(value * 100))}
    return written_number(round(value))


def _quarter(request):
    text = request.GET.get("quarter", "")
    return Quarter.read(text) if text else None


def _function(request):
    text = request.GET.get("function", "")
    return text if text in Function.values else ""
