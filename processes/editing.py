"""A table of steps that is being edited: as it is saved, or as a draft of it stands.

A long table is edited page by page. What the other pages hold waits in the draft.
"""

from dataclasses import dataclass, field

from audit.errors import DomainError
from processes import map_forms, typed
from processes.models import MapDraft
from processes.reading.steps import Row
from processes.tables import rows_of

PAGE = map_forms.ROWS_IN_A_TABLE
NAMES = tuple(map_forms.StepForm.base_fields)


@dataclass
class Table:
    """What stands in the form: rows as the fields of map_forms.StepForm.

    `draft` is the row that it comes from, or None. `base` is the version it changes.
    """

    title: str = ""
    note: str = ""
    base: int = 0
    rows: list = field(default_factory=list)
    draft: MapDraft | None = None

    @property
    def pages(self) -> int:
        """How many pages of rows there are."""
        return max(-(-len(self.rows) // PAGE), 1)

    def page(self, number) -> "Part":
        """One page of the rows."""
        number = min(max(number, 1), self.pages)
        first = (number - 1) * PAGE
        rows = self.rows[first : first + PAGE]
        return Part(self, first, len(self.rows) - first - len(rows), rows)

    def part(self, first, rest, rows) -> "Part":
        """The page that was sent: `rows` stand between the others."""
        first = min(max(first, 0), len(self.rows))
        last = max(len(self.rows) - max(rest, 0), first)
        self.rows[first:last] = rows
        return Part(self, first, len(self.rows) - first - len(rows), rows)

    @property
    def content(self) -> dict:
        """What is kept as a draft."""
        return {"title": self.title, "note": self.note, "rows": self.rows}


@dataclass
class Part:
    """A page of a table: its rows, how many stand before, and how many after."""

    table: Table
    first: int
    rest: int
    rows: list

    @property
    def number(self) -> int:
        """Which page it is."""
        return self.first // PAGE + 1

    @property
    def numbers(self) -> range:
        """The pages that there are."""
        return range(1, self.table.pages + 1)


def opened(initiative, kind, person, version, found) -> Table:
    """The draft of this person, or else the newest version."""
    draft = draft_of(initiative, kind, person, MapDraft.Way.TABLE)
    if draft is not None:
        kept = draft.content
        rows = kept.get("rows")
        return Table(kept["title"], kept["note"], draft.base, rows, draft)
    return Table(
        version.title if version else "",
        "",
        version.number if version else 0,
        [map_forms.initial_of(row) for row in rows_in(found)],
    )


def draft_of(initiative, kind, person, way) -> MapDraft | None:
    """The draft that a person has of a map."""
    rows = MapDraft.objects.filter(initiative=initiative, kind=kind, way=way)
    return rows.filter(kept_by=person).first()


def rows_in(found) -> list[Row]:
    """The rows of a map, with who does each step as somebody said."""
    if found is None:
        return []
    try:
        rows = rows_of(found.graph, found.facts)
    except DomainError:
        rows = rows_of(found.graph)
    for row in rows:
        row.who = found.facts.step(row.key).who or row.who
    return rows


def is_said(item) -> bool:
    """Whether a row of the form says anything: a number alone does not."""
    return any(str(item.get(name) or "").strip() for name in NAMES if name != "no")


def as_text(rows) -> str:
    """Rows of the form as text, those left out aside."""
    return typed.text_of(
        [
            Row(**{name: item.get(name) or "" for name in typed.FIELDS})
            for item in rows
            if is_said(item) and not item.get("leave_out")
        ]
    )
