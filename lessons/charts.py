"""The chart of an experiment's series, as coordinates for the page to draw.

It needs no script; the table beside it holds the same values.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 96, 16, 32
TICKS = 4


@dataclass(frozen=True)
class Point:
    """One value: where it is drawn, and the reading behind it."""

    x: float
    y: float
    reading: object
    is_over: bool


@dataclass(frozen=True)
class Line:
    """A limit: its height, its value and which one it is."""

    y: float
    value: Decimal
    kind: str


@dataclass(frozen=True)
class Chart:
    """Everything that the page draws."""

    points: list[Point]
    path: str
    lines: list[Line]
    ticks: list[Line]
    first: object
    last: object
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def chart(series) -> Chart | None:
    """The chart of a series with its baseline and limits; None without a value."""
    rows, one = series.standing, series.experiment
    if not rows:
        return None
    limits = [
        (one.baseline, "baseline"),
        (one.scale_at, "scale"),
        (one.stop_at, "stop"),
    ]
    limits = [(value, kind) for value, kind in limits if value is not None]
    values = [row.value for row in rows] + [value for value, _kind in limits]
    low, high = min(values), max(values)
    room = (high - low) / 10 or abs(high) / 10 or Decimal(1)
    low, high = (low if 0 <= low < room * 2 else low - room), high + room
    low = min(low, Decimal(0)) if 0 <= low <= room * 2 else low
    first, last = rows[0].day, max(rows[-1].day, one.ends_on)
    if last == first:
        last = first + timedelta(days=1)

    def across(day):
        share = (day - first).days / (last - first).days
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def down(value):
        share = float((value - low) / (high - low))
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    points = [
        Point(across(row.day), down(row.value), row, one.asks_for_the_stop(row.value))
        for row in rows
    ]
    step = (high - low) / TICKS
    return Chart(
        points=points,
        path=" ".join(f"{p.x},{p.y}" for p in points),
        lines=[Line(down(value), value, kind) for value, kind in limits],
        ticks=[
            Line(down(low + step * n), low + step * n, "tick") for n in range(TICKS + 1)
        ],
        first=first,
        last=last,
    )
