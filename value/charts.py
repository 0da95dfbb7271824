"""Where bars and ribbons stand; the templates only draw them.

Every length leaves here as text, because a French template would write 39,9 %, and a
drawing needs 39.9 %. What is drawn is also said in numbers in the same row or table,
and each drawing is made from the numbers of that table.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from organisation.templatetags.ui import written_number

TOTAL, CHANGE = "total", "change"
COLOURS = {
    "ink": "#3b424a",
    "gain": "#1b4f86",
    "good": "#0b655a",
    "leak": "#9b6a12",
    "loss": "#a32a1c",
    "mute": "#5a626b",
}
"""What a printer paints that applies no style sheet inside a drawing."""
INKS = {"estimated": "c-est", "measured": "c-mes", "confirmed": "c-conf"}


def paint(tone, certainty) -> dict:
    """The class and the attributes of a shape, by what it means and how sure it is."""
    return {
        "css": f"b t-{tone} {INKS[certainty]}",
        "fill": "#ffffff" if certainty == "estimated" else COLOURS[tone],
        "opacity": ".4" if certainty == "measured" else "1",
        "stroke": COLOURS[tone],
    }


def spark(values) -> dict | None:
    """The points of a line of 96 by 26 from the first value to the last, and its end.

    The highest value is the top. Where all are nothing there is nothing to draw.
    """
    if not any(values):
        return None
    top, last = max([*values, 0]), len(values) - 1
    points = [
        (3 + Decimal(88) * place / last, 22 - Decimal(18) * value / (top or 1))
        for place, value in enumerate(values)
    ]
    written = [(f"{x:.1f}", f"{y:.1f}") for x, y in points]
    return {
        "points": " ".join(f"{x},{y}" for x, y in written),
        "x": written[-1][0],
        "y": written[-1][1],
    }


@dataclass(frozen=True)
class Step:
    """A row of the waterfall: a sum, or what takes it down to the next one."""

    label: object
    note: object
    value: object
    kind: str
    tone: str
    move: object = ""
    certainty: str = "measured"
    text: str = ""
    url: str = ""

    @property
    def shown(self) -> str:
        """The number as it is written in the row."""
        return self.text or written_number(self.value)

    @property
    def paint(self) -> dict:
        """How its bar is painted."""
        return paint(self.tone, self.certainty)

    @property
    def is_total(self) -> bool:
        """Whether the bar starts at zero."""
        return self.kind == TOTAL


def waterfall(steps) -> list[dict]:
    """Each step with its bar: from where, how long, and the lines that join them."""
    spans, run = [], Decimal(0)
    for step in steps:
        start = Decimal(0) if step.is_total else run
        run = start + Decimal(step.value)
        spans.append((min(start, run), max(start, run), run))
    # two totals one after the other tell two different things: no line joins them
    joins = [
        not (step.is_total and place and steps[place - 1].is_total)
        for place, step in enumerate(steps)
    ]
    low = min([Decimal(0), *(low for low, _high, _run in spans)])
    top = max([Decimal(0), *(high for _low, high, _run in spans)])
    width = (top - low) or 1

    def x(value):
        return percent(100 * (value - low) / width)

    return [
        {
            "step": step,
            "zero": x(Decimal(0)),
            "x": x(first),
            "width": percent(100 * (last - first) / width),
            "before": x(spans[place - 1][2]) if place and joins[place] else "",
            "after": x(run) if place < len(spans) - 1 and joins[place + 1] else "",
        }
        for place, (step, (first, last, run)) in enumerate(
            zip(steps, spans, strict=True)
        )
    ]


WIDTH, HEIGHT, LEFT, RIGHT, NODE = 1040, 400, 190, 240, 10


def flow(sources, targets, flows) -> dict:
    """Hours from where they were freed to where they go, as ribbons and as a table.

    `sources` are (key, label), `targets` (key, label, tone, certainty), `flows` hours
    by (source, target). Sums of ribbons, nodes and table are the same numbers.
    """
    rows = [
        {
            "label": label,
            "cells": [flows.get((key, to[0]), Decimal(0)) for to in targets],
        }
        for key, label in sources
    ]
    for row in rows:
        row["total"] = sum(row["cells"], Decimal(0))
    sums = [
        sum((row["cells"][n] for row in rows), Decimal(0)) for n in range(len(targets))
    ]
    total = sum(sums, Decimal(0))
    table: dict = {"heads": [to[1] for to in targets], "rows": rows, "sums": sums}
    table["total"] = total
    bars = [
        {
            "label": to[1],
            "hours": hours,
            "width": share(hours, max(sums, default=0)),
            "share_text": _("%(n)s%%")
            % {"n": written_number(100 * hours / total if total else 0)},
            "paint": paint(to[2], to[3]),
        }
        for to, hours in zip(targets, sums, strict=True)
    ]
    return {"table": table, "bars": bars, **_sankey(rows, targets, sums, total, bars)}


def _sankey(rows, targets, sums, total, bars) -> dict:
    if not total:
        return {"ribbons": [], "nodes": []}
    scale = min(
        Decimal(HEIGHT - 14 * (len(rows) - 1) - 4) / total,
        Decimal(HEIGHT - 30 * (len(targets) - 1) - 4) / total,
    )
    left = _places([row["total"] for row in rows], scale)
    right = _places(sums, scale)
    nodes = [
        _node(LEFT - NODE, NODE, y, row["total"] * scale, row["label"], row["total"])
        for row, y in zip(rows, left, strict=True)
    ]
    nodes += [
        _node(WIDTH - RIGHT, NODE + 6, y, hours * scale, to[1], hours, bar=bar)
        for to, hours, y, bar in zip(targets, sums, right, bars, strict=True)
    ]
    ribbons, left, right = [], list(left), list(right)
    for a, row in enumerate(rows):
        for b, hours in enumerate(row["cells"]):
            if not hours:
                continue
            thick = hours * scale
            ribbons.append(
                {
                    "d": _ribbon(left[a], right[b], thick),
                    "tone": targets[b][2],
                    "fill": COLOURS[targets[b][2]],
                    "from": row["label"],
                    "to": targets[b][1],
                    "hours": hours,
                }
            )
            left[a] += thick
            right[b] += thick
    return {"ribbons": ribbons, "nodes": nodes}


def _places(values, scale):
    free = Decimal(HEIGHT - 4) - sum(values, Decimal(0)) * scale
    gap = free / max(len(values) - 1, 1)
    y, found = Decimal(2), []
    for value in values:
        found.append(y)
        y += value * scale + gap
    return found


def _node(x, width, y, height, label, hours, bar=None) -> dict:
    middle = y + height / 2
    return {
        "x": str(x),
        "y": _px(y),
        "width": str(width),
        "height": _px(height),
        "label": label,
        "hours": hours,
        "label_x": str(x + width + 12 if bar else x - 12),
        "label_y": _px(middle - 2),
        "value_y": _px(middle + 15),
        "bar": bar,
    }


def _ribbon(y0, y1, thick) -> str:
    a, b = LEFT, WIDTH - RIGHT
    m = (a + b) // 2
    down0, down1 = y0 + thick, y1 + thick
    return (
        f"M{a},{_px(y0)}C{m},{_px(y0)} {m},{_px(y1)} {b},{_px(y1)}"
        f"L{b},{_px(down1)}C{m},{_px(down1)} {m},{_px(down0)} {a},{_px(down0)}Z"
    )


def share(part, whole) -> str:
    """The width of a bar that shows a part of a whole."""
    return percent(99 * min(Decimal(part) / Decimal(whole), 1) if whole else 0)


def percent(number) -> str:
    """A length for an SVG attribute."""
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"


def _px(number) -> str:
    return f"{number:.1f}"
