"""The paper of stage 4: the dashboard for a board, from the figures of the page."""

from django.utils.translation import gettext as _

from audit import clock
from audit.errors import Refused
from organisation.models import Unit
from value import dashboard, forms, summary, tabled
from value.rounding import quarter_of

MOST_ROWS = 100


def board(scope) -> dict:
    """What the board's paper says of a scope."""
    shown = dashboard.context(scope)
    keys = list(tabled.listed(scope).values_list("pk", flat=True)[:MOST_ROWS])
    return {
        **shown,
        "title": _("Value conversion"),
        "kicker": scope_words(scope),
        "rows": tabled.rows_of(keys),
        "summary": [
            {"label": label, "value": value, "unit": unit}
            for _code, label, value, unit in summary.every_figure(shown["figures"])
        ],
        "made_at": clock.now(),
        "paper": {"kind": "value.board", "facts": _facts(scope)},
    }


def board_for(person, *, unit="", function="", start="", end="") -> dict:
    """The same for the facts of a PDF, as this person may see them."""
    form = forms.ScopeForm(
        {"unit": unit, "function": function, "start": start, "end": end},
        functions=[function] if function else [],
    )
    if not form.is_valid():
        raise Refused(_("This choice of unit and quarters does not exist any more."))
    return board(dashboard.scope_of(person, form.cleaned_data))


def _facts(scope) -> dict:
    return {
        "unit": scope.unit.code if scope.unit else "",
        "function": scope.function,
        "start": "{}Q{}".format(*quarter_of(scope.start)) if scope.start else "",
        "end": "{}Q{}".format(*quarter_of(scope.end)) if scope.end else "",
    }


def scope_words(scope) -> str:
    """What a dashboard covers, in words: unit, line of work, quarters."""
    words = [scope.unit.name if isinstance(scope.unit, Unit) else _("All units")]
    if scope.function:
        words.append(scope.function)
    if scope.start:
        words.append(_("from %(quarter)s") % {"quarter": _facts(scope)["start"]})
    if scope.end:
        words.append(_("up to %(quarter)s") % {"quarter": _facts(scope)["end"]})
    return " · ".join(words)
