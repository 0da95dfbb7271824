"""A spreadsheet of steps, CSV or XLSX: columns are known by the words above them."""

import re
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from audit.errors import Invalid
from initiatives.imports import reading
from processes.errors import UnknownHeadings
from processes.facts import Facts, Figure, Source, StepFacts, Unit
from processes.graph import tidy
from processes.reading import limits
from processes.reading.data import number_in
from processes.reading.steps import END_WORDS, Row, build
from processes.wording import said

COLUMNS = {
    "no": ("no", "no.", "nr", "nr.", "n°", "#", "number", "step no", "numéro", "id"),
    "name": (
        *("name", "step", "step name", "activity", "task", "action", "what"),
        *("nom", "étape", "etape", "activité", "activite", "tâche", "tache", "quoi"),
    ),
    "who": (
        *("who", "role", "responsible", "owner", "team", "lane", "department"),
        *("qui", "rôle", "responsable", "équipe", "service", "acteur"),
    ),
    "next": (
        *("next", "next step", "next steps", "then", "goes to", "successor"),
        *("suivant", "suivante", "étape suivante", "puis", "ensuite", "suite"),
    ),
    "kind": ("kind", "type", "genre"),
    "touch": (
        *("touch", "touch time", "hands-on", "hands-on time", "work", "working time"),
        *("duration", "time", "temps", "temps de travail", "durée", "duree"),
    ),
    "wait": ("wait", "waiting", "waiting time", "delay", "attente", "délai"),
    "source": ("source", "how known", "origine"),
}
UNITS = {
    **dict.fromkeys(("min", "mins", "minute", "minutes"), Unit.MINUTES),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "heures"), Unit.HOURS),
    **dict.fromkeys(("d", "day", "days", "jours", "j"), Unit.WORKING_DAYS),
    **dict.fromkeys(("calendar days", "jours calendaires"), Unit.CALENDAR_DAYS),
}
SAMPLE = 20
"""Lines from the first that are looked at to guess what the columns hold."""
KINDS = {"task": "", "étape": "", "etape": "", "tâche": ""}


class Columns(NamedTuple):
    """Which column holds what.

    `line` is the place of the headings among the lines, -1 where there are none,
    `places` the column of each field of COLUMNS, `units` that of the times.
    """

    line: int
    places: dict
    units: dict


def read(
    content: bytes,
    name: str,
    mapping: dict | None = None,
    columns: Columns | None = None,
):
    """The map and the figures of a spreadsheet.

    `mapping` says for a field of COLUMNS which heading it stands under, `columns` which
    column it is, where the words are not known.
    """
    lines = lines_of(content, name)
    head, places, units = columns or _columns(lines, mapping or {})
    rows, steps = [], []
    for line in lines[head + 1 :]:
        cells = {field: _at(line, place) for field, place in places.items()}
        if not cells.get("name") and not cells.get("kind"):
            continue
        kind = cells.get("kind", "").casefold()
        rows.append(
            Row(
                no=_number(cells.get("no", "")),
                name=cells.get("name", ""),
                who=cells.get("who", ""),
                next=_number(cells.get("next", "")),
                kind=KINDS.get(kind, kind),
            )
        )
        steps.append(_figures(cells, units, line.number))
    graph = build(rows, tidy(name.rpartition(".")[0]))
    if columns is None:
        graph.warnings += _unread(lines, head, places)
        graph.warnings += _without_unit(lines, head, places)
    keys = [row.key for row in rows]
    return graph, Facts(steps=dict(zip(keys, steps, strict=True)))


def _unread(lines, head, places) -> list:
    """A sentence for each column that has a heading and values and is not read."""
    return [
        said(_("The column “{heading}” was not read."), heading=tidy(cell)[:60])
        for place, cell in enumerate(lines[head].cells)
        if cell.strip()
        and place not in places.values()
        and any(_at(line, place) for line in lines[head + 1 :])
    ]


def _without_unit(lines, head, places) -> list:
    """A sentence for each column of times whose heading names no unit."""
    return [
        said(
            _(
                "The heading “{heading}” names no unit. Its times were read as hours. "
                "Write for example “{heading} (min)”."
            ),
            heading=tidy(cell)[:60],
        )
        for place, cell in enumerate(lines[head].cells)
        if place in (places.get("touch"), places.get("wait"))
        and not _has_unit(cell)
        and any(number_in(_at(line, place)) for line in lines[head + 1 :])
    ]


def _at(line, place) -> str:
    return line.cells[place].strip() if place < len(line.cells) else ""


def lines_of(content: bytes, name: str) -> list:
    """The lines of a spreadsheet."""
    limits.check_size(content)
    try:
        return reading.read(content, name).lines
    except Invalid as error:
        raise limits.unreadable(error.sentence) from error


def guessed(lines) -> Columns:
    """What the columns of a spreadsheet most likely hold; a person looks at it.

    A column whose heading has a known word in it; otherwise what counts up is the
    number, what leads from number to number says what is next, a figure with a unit
    above it is a time, and of the texts the longest are the steps, the others who does
    them.
    """
    head = _head(lines)
    cells = lines[head].cells if lines else []
    body = [line.cells for line in lines[head + 1 : head + 1 + SAMPLE]]
    places: dict = {}
    units: dict = {}
    for place, cell in enumerate(cells):
        heading, unit = _heading(cell)
        words = set(re.findall(r"[^\W\d_]+", heading))
        for field, known in COLUMNS.items():
            if field not in places and (heading in known or words & set(known)):
                places[field] = place
                if _has_unit(cell):
                    units[field] = unit
                break
    values = {
        n: [row[n].strip() for row in body if n < len(row)] for n in range(len(cells))
    }

    def guess(field, fits, key=None):
        free = [n for n in values if n not in places.values() and fits(n)]
        if field not in places and free:
            places[field] = max(free, key=key) if key else free[0]

    def length(n):
        return _length(values[n])

    guess("no", lambda n: _counts_up(values[n]))
    numbers = set(values.get(places.get("no"), ()))
    guess("next", lambda n: _leads_to(values[n], numbers))
    guess("touch", lambda n: _has_unit(cells[n]))
    if "touch" in places and _has_unit(cells[places["touch"]]):
        units["touch"] = _heading(cells[places["touch"]])[1]
    guess("name", length, length)
    guess("who", length, length)
    return Columns(head, places, units)


def _head(lines) -> int:
    """The first line that has as many cells as most: a title above it has fewer."""
    filled = [sum(bool(c.strip()) for c in line.cells) for line in lines[:SAMPLE]]
    most = max(filled, default=0)
    return next((n for n, count in enumerate(filled) if 2 * count > most), 0)


def _counts_up(values) -> bool:
    numbers = [int(n) for n in map(_number, values) if n.isdecimal() and len(n) < 9]
    is_full = len(numbers) == len(values) > 1
    return is_full and numbers == sorted(set(numbers))


def _leads_to(values, numbers) -> bool:
    """Whether the cells name other rows: their numbers, or the end."""
    said = [value.casefold() for value in values if value]
    return bool(said and numbers) and all(
        set(re.split(r"[+,;|\s]+", value)) <= numbers | END_WORDS for value in said
    )


def _has_unit(cell) -> bool:
    return _heading(cell)[0] != tidy(cell).casefold()


def _length(values) -> int:
    return sum(len(value) for value in values if number_in(value) is None)


def _columns(lines, mapping):
    """Which column holds what; the headings may stand below a title."""
    wanted = {field: {tidy(text).casefold()} for field, text in mapping.items()}
    for number, line in enumerate(lines[:20]):
        found, units = {}, {}
        for place, cell in enumerate(line.cells):
            heading, unit = _heading(cell)
            for field, words in COLUMNS.items():
                known = wanted.get(field, words)
                if field not in found and (
                    heading in known or tidy(cell).casefold() in known
                ):
                    found[field] = place
                    units[field] = unit
                    break
        if "name" in found and len(found) > 1:
            return Columns(number, found, units)
    raise UnknownHeadings(
        _(
            "No column of this table names the steps. Give the columns these headings: "
            "number, step, who, next."
        )
    )


def _heading(cell):
    """A heading without its unit, and the unit: "Wait (days)" or "touch, minutes"."""
    text = tidy(cell).casefold()
    match = re.match(r"^(.*?)[\s,]*[(\[,]\s*([^)\]]*)[)\]]?$", text)
    if match and match[2].strip() in UNITS:
        return match[1].strip(), UNITS[match[2].strip()]
    return text, Unit.HOURS


def _number(text):
    """A row number that the spreadsheet wrote with a fraction ("3.0")."""
    return re.sub(r"^(\d+)\.0$", r"\1", text.strip())


def _figures(cells, units, line):
    source = cells.get("source", "").casefold()
    source = Source(source) if source in set(Source) else Source.ESTIMATED
    values = {}
    for field in ("touch", "wait"):
        text = cells.get(field, "")
        if not text:
            continue
        number = number_in(text)
        if number is None or number < 0:
            raise limits.unreadable(
                _("Line {line}: “{value}” is no time."), line=line, value=text[:60]
            )
        values[field] = Figure(number, source, units[field])
    return StepFacts(**values)
