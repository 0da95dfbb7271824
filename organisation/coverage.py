"""Who holds which function for which unit, where nobody does, and what one holds."""

from dataclasses import dataclass, field
from datetime import date

from organisation.functions import Function
from organisation.models import Deputy, Mandate, Person, Seat, Unit


@dataclass(frozen=True)
class Cell:
    """A function in a unit: who holds it, and through which unit above."""

    function: Function
    mandates: tuple[Mandate, ...]
    through: Unit | None = None

    @property
    def is_gap(self) -> bool:
        """Whether nobody holds this function for this unit."""
        return not self.mandates


@dataclass(frozen=True)
class Row:
    """A unit with its eight functions."""

    unit: Unit
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Gap:
    """A function that nobody holds for some units."""

    function: Function
    units: tuple[Unit, ...]


@dataclass
class Node:
    """A unit of the tree with the units right below it."""

    unit: Unit
    people: int = 0
    children: list["Node"] = field(default_factory=list)


@dataclass(frozen=True)
class Holdings:
    """What a person holds in this room, in force or still to come."""

    person: Person
    mandates: tuple[Mandate, ...]
    seats: tuple[Seat, ...]
    deputies: tuple[Deputy, ...]
    deputises_for: tuple[Deputy, ...]

    @property
    def count(self) -> int:
        """How many things somebody else must take on when this person leaves."""
        return len(self.mandates) + len(self.seats) + len(self.deputises_for)


def holders_by_unit(on: date) -> list[Row]:
    """Function by unit, the tree from the root down. Two queries."""
    own: dict[tuple[int, str], list[Mandate]] = {}
    mandates = Mandate.objects.effective(on).select_related("person")
    for mandate in mandates.order_by("-is_head", "starts_on", "pk"):
        own.setdefault((mandate.unit_id, mandate.function), []).append(mandate)
    rows: list[Row] = []
    found: dict[tuple[int, str], Cell] = {}
    for unit in Unit.objects.order_by("path"):
        cells = []
        for function in Function:
            cell = Cell(function, tuple(own.get((unit.pk, function), ())))
            above = found.get((unit.parent_id, function))
            if cell.is_gap and above is not None and not above.is_gap:
                cell = above
            # A unit below inherits what is held here, and says through which unit.
            found[unit.pk, function] = (
                cell
                if cell.is_gap or cell.through
                else Cell(function, cell.mandates, through=unit)
            )
            cells.append(cell)
        rows.append(Row(unit, tuple(cells)))
    return rows


def gaps(rows: list[Row]) -> list[Gap]:
    """The functions that have no holder for some units, and for which."""
    missing: dict[Function, list[Unit]] = {}
    for row in rows:
        for cell in row.cells:
            if cell.is_gap:
                missing.setdefault(cell.function, []).append(row.unit)
    return [Gap(function, tuple(units)) for function, units in missing.items()]


def tree(units) -> list[Node]:
    """The units as a tree; they come ordered by path, so parents come first."""
    nodes: dict[int, Node] = {}
    roots: list[Node] = []
    for unit in units:
        node = nodes[unit.pk] = Node(unit, getattr(unit, "members", 0))
        above = nodes.get(unit.parent_id)
        (above.children if above else roots).append(node)
    return roots


def holdings_report(person, *, on: date) -> Holdings:
    """What a person holds here and would have to hand over. Four queries."""
    return Holdings(
        person=person,
        mandates=tuple(
            Mandate.objects.lasting(on).filter(person=person).select_related("unit")
        ),
        seats=tuple(
            Seat.objects.lasting(on).filter(person=person).select_related("body")
        ),
        deputies=tuple(
            Deputy.objects.lasting(on)
            .filter(principal=person)
            .select_related("deputy", "principal")
        ),
        deputises_for=tuple(
            Deputy.objects.lasting(on)
            .filter(deputy=person)
            .select_related("deputy", "principal")
        ),
    )
