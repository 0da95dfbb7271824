"""What the page that compares two maps says: steps, measures, hours, jobs."""

import json
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from initiatives.rules import not_open
from literacy import impact
from literacy.models import Dimension
from organisation.templatetags.ui import money, written_number
from processes.compared import side_by_side
from processes.drawing import svg
from processes.flow.analysis import MARKET
from processes.flow.comparing import signed
from processes.map_pages import measured
from processes.matching import Fate
from processes.models import MapKind, MatchAnswer
from processes.rules import may_match
from processes.verified import verified_hours

FATES = {
    Fate.SAME: gettext_lazy("As it was"),
    Fate.RENAMED: gettext_lazy("Renamed"),
    Fate.MOVED: gettext_lazy("Done by another role"),
    Fate.AUTOMATED: gettext_lazy("Automated"),
    Fate.MERGED: gettext_lazy("Merged"),
    Fate.REMOVED: gettext_lazy("Removed"),
    Fate.ADDED: gettext_lazy("New"),
}
"""What became of a step, in a word."""
TONES = {Fate.REMOVED: "bad", Fate.ADDED: "good", Fate.SAME: "plain"}
MOST_SHOWN = 500
"""How many lines the table shows; the drawings show all."""
LONGEST = 1_200
"""How much text an address carries into a form."""


def page(initiative, person) -> dict:
    """All that the comparison of the as-is map with the to-be map shows."""
    found = side_by_side(initiative)
    context = {
        "initiative": initiative,
        "tab": "processes",
        "found": found,
        "may": may_match(person, initiative)
        if initiative.is_open
        else not_open(initiative),
    }
    if found is None:
        return context | {"lead": _nothing()}
    numbers_was = _numbers(found.was.graph)
    numbers_now = _numbers(found.now.graph)
    lines = [line(found, change, numbers_was, numbers_now) for change in found.changes]
    return context | {
        "lead": finding(found),
        "lines": lines[:MOST_SHOWN],
        "left_out": max(0, len(lines) - MOST_SHOWN),
        "drawings": [
            _drawing(found.was, found.changes, "before", numbers_was, MapKind.AS_IS),
            _drawing(found.now, found.changes, "after", numbers_now, MapKind.TO_BE),
        ],
        "marks": [
            {"sign": mark[0], "word": FATES[fate], "fill": mark[3], "stroke": mark[2]}
            for fate, mark in svg.MARKS.items()
            if any(fate in change.fates for change in found.changes)
        ],
        "measures": measures(found),
        "roles": roles(found, initiative),
        "jobs": jobs(found, initiative),
        "answers": MatchAnswer.objects.filter(initiative=initiative)
        .select_related("answered_by")
        .order_by("-pk")[:20],
    }


def _nothing() -> str:
    return _(
        "Both maps are needed before they can be compared: as it runs, and as it is "
        "meant to run. A picture cannot be compared."
    )


def finding(found) -> str:
    """The sentence on top: the gain on the desks against the gain of the whole."""
    if found.comparison is None:
        return _(
            "The steps are compared. What that does to the whole is not known: one of "
            "the maps cannot be computed yet."
        )
    return str(found.comparison.sentence)


def line(found, change, numbers_was, numbers_now) -> dict:
    """One line of the table: was, is, what happened."""
    was, now = found.was.graph, found.now.graph
    return {
        "before": [_step(found.was, key, numbers_was) for key in change.before],
        "after": _step(found.now, change.after, numbers_now) if change.after else None,
        "fates": [
            {"word": FATES[fate], "tone": TONES.get(fate, "warn")}
            for fate in change.fates
        ],
        "is_proposed": change.is_proposed,
        "ids": list(change.before),
        "ids_json": json.dumps(change.before),
        "id": change.after,
        "name": " + ".join(was.label(key) for key in change.before)
        or now.label(change.after),
    }


def _step(read, key, numbers) -> dict:
    step = read.analysis.steps.get(key) if read.analysis else None
    node = read.graph.nodes[key]
    minutes = step.touch * 60 if step and step.touch is not None else None
    return {
        "number": numbers.get(key, ""),
        "name": read.graph.label(key),
        "who": (step.who if step else read.graph.who(node)) or "",
        "minutes": None if minutes is None else written_number(round(minutes, 1), 1),
    }


def _numbers(graph) -> dict:
    return {node.id: str(n) for n, node in enumerate(graph.steps(), 1)}


def _drawing(read, changes, side, numbers, kind) -> dict:
    label = MapKind(kind).label
    return {
        "kind": label,
        "slug": kind.value,
        "title": read.version.title,
        "version": read.version.number,
        "saved_at": read.version.saved_at,
        "lead": figure(read.analysis.lead, "hours")
        if read.analysis and read.analysis.lead is not None
        else "",
        "svg": svg.draw(
            read.graph,
            label=_("%(kind)s map with what became of each step") % {"kind": label},
            marks=svg.marks_of(changes, side),
            numbers=numbers,
        ),
    }


def measures(found) -> list[dict]:
    """Every measure before and after, and what holds the process up."""
    if found.comparison is None:
        return []
    compared = found.comparison
    rows = [
        {
            "label": measure.label,
            "before": figure(
                _known(measure, compared.before), measure.unit, found.was.currency
            ),
            "after": figure(
                _known(measure, compared.after), measure.unit, found.now.currency
            ),
            "change": signed(measure.change) if measure.change is not None else "",
        }
        for measure in compared.measures
    ]
    for label, name in (
        (_("Bottleneck"), "bottleneck"),
        (_("What limits it"), "constraint"),
    ):
        before, after = (
            _limit(getattr(compared.before, name)),
            _limit(getattr(compared.after, name)),
        )
        rows.append(
            {
                "label": label,
                "before": before,
                "after": after,
                "change": _("the same") if before == after else _("it moves"),
            }
        )
    if compared.gained_margin is not None:
        rows.append(
            {
                "label": _("Margin a year from more cases"),
                "before": "–",
                "after": money(round(compared.gained_margin), found.now.currency),
                "change": "",
            }
        )
    return rows


def _known(measure, analysis):
    """A measure of one map; without a lead time there is no flow efficiency."""
    if measure.code == "flow_efficiency" and analysis.lead is None:
        return None
    return getattr(analysis, measure.code)


def figure(value, unit, currency="") -> str:
    """A measure with its unit; a dash where the data do not allow it."""
    if value == float("inf"):
        return _("no end: the queue grows")
    return measured(value, unit, currency)


def _limit(name) -> str:
    if not name:
        return "–"
    return _("Demand") if name == MARKET else name


def roles(found, initiative) -> list[dict]:
    """Hours freed a year for each role: as the maps say, and as measured."""
    if found.comparison is None:
        return []
    verified: dict = {}
    for row in verified_hours(initiative):
        key = row.role.casefold()
        verified[key] = verified.get(key, 0) + row.hours_a_year
    before, after = found.comparison.before, found.comparison.after
    return [
        {
            "role": name,
            "hours": written_number(round(hours)),
            "verified": verified.get(name.casefold()),
            "load_before": _minutes(before, name),
            "load_after": _minutes(after, name),
            "is_bottleneck": name == before.bottleneck,
        }
        for name, hours in found.comparison.freed_hours().items()
        if name
    ]


def _minutes(analysis, name) -> str:
    role = analysis.roles.get(name)
    return written_number(round(role.load * 60, 1), 1) if role else "–"


def jobs(found, initiative) -> list[dict]:
    """What changes in the work of each role, with a way into the impact assessment."""
    versions = impact.versions_of(initiative) if found.jobs else []
    open_version = next((row for row in versions if not row.is_complete), None)
    rows = []
    for role, change in found.jobs.items():
        parts = [
            (_("No longer done: %(steps)s."), _names(found.was, change["gone"])),
            (_("New: %(steps)s."), _names(found.now, change["new"])),
            (_("Done by a system: %(steps)s."), _names(found.now, change["automated"])),
        ]
        says = [sentence % {"steps": names} for sentence, names in parts if names]
        hours = change["freed_hours"]
        if hours is not None and abs(hours) >= 1:
            says.append(
                ngettext(
                    "%(n)s hour a year less, estimated from the maps.",
                    "%(n)s hours a year less, estimated from the maps.",
                    abs(round(hours)),
                )
                % {"n": written_number(round(hours))}
                if hours > 0
                else ngettext(
                    "%(n)s hour a year more, estimated from the maps.",
                    "%(n)s hours a year more, estimated from the maps.",
                    abs(round(hours)),
                )
                % {"n": written_number(abs(round(hours)))}
            )
        rows.append(
            {
                "role": role,
                "says": says,
                "url": _into_impact(initiative, open_version, found, role, says),
            }
        )
    return rows


def _into_impact(initiative, version, found, role, says) -> str:
    """The form of the impact assessment on the content of the job, with these words."""
    if version is None:
        return reverse("literacy:impact", args=[initiative.ref])
    done = [
        found.was.graph.label(key)
        for key, step in found.comparison.before.steps.items()
        if step.who == role
    ]
    words = {
        "before": f"{role}: {', '.join(done)}"[:LONGEST],
        "after": f"{role}: {' '.join(says)}"[:LONGEST],
        "evidence": _("The as-is and the to-be map of the process"),
    }
    form = reverse(
        "literacy:answer-dimension",
        args=[initiative.ref, version.version, Dimension.CONTENT.value],
    )
    return f"{form}?{urlencode(words)}"


def _names(read, keys) -> str:
    return ", ".join(read.graph.label(key) for key in keys)
