"""Which column means what: guessed from its words, or said by a person or a file."""

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, field

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit.errors import Invalid
from initiatives.imports.reading import Line, Table
from initiatives.imports.words import HEADERS, RETIRED, normal, stage_of
from initiatives.stages import FOUR, Stage
from organisation.functions import LEADING

TEXTS = ("title", "purpose", "problem", "process_family", "ai_system")
PEOPLE = ("sponsor", "continuity_holder")
LEADS = tuple(f"lead_{function}" for function in LEADING)
FIELDS = {
    "id": _("Its number or code in the file"),
    "title": _("Title"),
    "purpose": _("Purpose"),
    "problem": _("Problem"),
    "process_family": _("Process"),
    "ai_system": _("AI system"),
    "unit": _("Unit"),
    "subunit": _("Part of the unit"),
    "stage": _("Stage"),
    "status": _("Status, where it says that something has ended"),
    "retired_on": _("Date when it was retired"),
    "sponsor": _("E-mail of the sponsor"),
    "continuity_holder": _("E-mail of the person who follows it"),
} | {
    f"lead_{function}": format_lazy(
        _("E-mail of the lead for {function}"), function=function.label
    )
    for function in LEADING
}
STAGES = (*FOUR, RETIRED)
HEADER_ROWS = 10
IDENTITY = ("title", "unit", "subunit")


@dataclass
class Mapping:
    """What the columns and stage words of a file mean.

    `columns` maps a field to the name of a column; the second column of the same name
    is "Name#2". `stages` maps a word of the file to a stage, to "retired", or to
    nothing when its rows are to be left out. `unit` is the code of the unit for rows
    whose unit is not known here.
    """

    columns: dict[str, str] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    create_units: bool = False

    def as_json(self) -> dict:
        """For keeping, and for a mapping file."""
        return asdict(self)

    def stage_for(self, word: str) -> str:
        """What a stage word means: as mapped, else as commonly understood."""
        flat = normal(word)
        for mapped, stage in self.stages.items():
            if normal(mapped) == flat:
                return stage
        return stage_of(word)


def from_json(data) -> Mapping:
    """A mapping from a file or a kept import; Invalid says which part is wrong."""
    if isinstance(data, str | bytes):
        try:
            data = json.loads(data)
        except ValueError as error:
            raise Invalid(_("The mapping file is not JSON.")) from error
    if not isinstance(data, dict):
        raise Invalid(_("The mapping file is an object with columns, stages and unit."))
    unknown = set(data) - {"columns", "stages", "unit", "create_units"}
    columns, stages = data.get("columns", {}), data.get("stages", {})
    if unknown or not isinstance(columns, dict) or not isinstance(stages, dict):
        raise Invalid(_("The mapping file is an object with columns, stages and unit."))
    for name in columns:
        if name not in FIELDS:
            raise _invalid(
                _("“{name}” is not a field. The fields are: {fields}."),
                name=name,
                fields=", ".join(FIELDS),
            )
    for word, stage in stages.items():
        if stage and stage not in STAGES:
            raise _invalid(
                _("The stage of “{word}” must be one of: {stages}."),
                word=word,
                stages=", ".join(STAGES),
            )
    return Mapping(
        {name: str(column) for name, column in columns.items() if column},
        {str(word): Stage(s) if s in FOUR else s for word, s in stages.items()},
        str(data.get("unit") or ""),
        bool(data.get("create_units", False)),
    )


def split(table: Table) -> tuple[list[str], list[Line]]:
    """The column names and the rows below them.

    Lines above the names, such as a report's title, are passed over: the names are the
    first of the first ten lines in which a title can be recognised.
    """
    start = next(
        (
            place
            for place, line in enumerate(table.lines[:HEADER_ROWS])
            if sum(map(bool, line.cells)) > 1 and "title" in by_name(named(line.cells))
        ),
        0,
    )
    names = named(table.lines[start].cells)
    while names and names[-1].startswith("#"):
        names.pop()
    return names, table.lines[start + 1 :]


def named(cells) -> list[str]:
    """Each column name once: the second "Other" is "Other#2", one without name "#7"."""
    seen: Counter = Counter()
    names = []
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.split())
        seen[name] += 1
        if not name:
            names.append(f"#{place}")
        else:
            names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return names


def guess(names: list[str], lines: list[Line]) -> Mapping:
    """A mapping to start from: by the words of the columns, checked on their cells."""
    columns = by_name(names)
    cells = {
        name: [_cell(line, names.index(column)) for line in lines]
        for name, column in columns.items()
    }
    if "id" in columns and not _identifies(cells["id"]):
        del columns["id"]
    if "stage" not in columns and "status" in columns:
        columns["stage"] = columns.pop("status")
    for name in PEOPLE:
        if name in columns and not _are_emails(cells[name]):
            del columns[name]
    if "title" not in columns and "ai_system" in columns:
        columns["title"] = columns.pop("ai_system")
    if "title" not in columns:
        texts = [n for n in names if n not in columns.values()]
        best = max(
            texts, key=lambda n: _looks_like_titles(lines, names.index(n)), default=""
        )
        if best:
            columns["title"] = best
    return Mapping(columns=columns)


def by_name(names, headers=HEADERS) -> dict[str, str]:
    """The best column for each field, every column for one field at most."""
    fits = []
    for place, name in enumerate(names):
        flat = normal(re.sub(r"#\d+$", "", name))
        if not flat or len(flat) > 120:
            continue
        for order, header in enumerate(headers):
            for rank, pattern in enumerate(header.patterns):
                if re.fullmatch(pattern, flat):
                    fits.append(
                        (rank, len(flat) > 60, order, place, header.field, name)
                    )
                    break
    chosen: dict[str, str] = {}
    for *_order, wanted, name in sorted(fits):
        if wanted not in chosen and name not in chosen.values():
            chosen[wanted] = name
    return chosen


def check_columns(mapping: Mapping, names: list[str]) -> dict[str, int]:
    """Where each mapped column stands; Invalid when the file has no such column."""
    if not mapping.columns.get("title"):
        raise Invalid(
            _("No column gives the title. Say which one does."), field="title"
        )
    places = {}
    flat = {normal(name): place for place, name in reversed(list(enumerate(names)))}
    for wanted, column in mapping.columns.items():
        if column in names:
            places[wanted] = names.index(column)
        elif normal(column) in flat:
            places[wanted] = flat[normal(column)]
        else:
            raise Invalid(
                format_lazy(
                    _("The file has no column “{column}”. Its columns are: {names}."),
                    column=column,
                    names=", ".join(names[:20]),
                ),
                field=wanted,
            )
    return places


def _identifies(cells) -> bool:
    return all(cells) and len(set(cells)) == len(cells)


def _are_emails(cells) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum("@" in cell for cell in filled) > len(filled) / 2


def _looks_like_titles(lines, place) -> float:
    """How much a column looks like titles: filled, different, of some length."""
    cells = [_cell(line, place) for line in lines[:200]]
    filled = [c for c in cells if c and not re.fullmatch(r"[\d\W]+|\S+@\S+", c)]
    if not filled:
        return 0
    length = sum(map(len, filled)) / len(filled)
    fits = 1.0 if 8 <= length <= 120 else 0.3
    return len(filled) / len(cells) * len(set(filled)) / len(filled) * fits


def _cell(line, place) -> str:
    return line.cells[place] if place < len(line.cells) else ""


def _invalid(sentence, **facts):
    return Invalid(format_lazy(sentence, **facts))
