"""Where the bars of the waterfall stand; the template only draws them.

Every length leaves here as text, because a French template would write 39,9 %, and a
drawing needs 39.9 %. What is drawn is also said in numbers in the same row.
"""

from dataclasses import dataclass

TOTAL, CHANGE = "total", "change"


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

    @property
    def ink(self) -> str:
        """The class that draws how sure it is."""
        return "c-est" if self.certainty == "estimated" else "c-mes"

    @property
    def is_total(self) -> bool:
        """Whether the bar starts at zero."""
        return self.kind == TOTAL


def waterfall(steps) -> list[dict]:
    """Each step with its bar: from where, how long, and the lines that join them."""
    spans, run = [], 0.0
    for step in steps:
        start = 0.0 if step.is_total else run
        run = start + float(step.value)
        spans.append((min(start, run), max(start, run), run))
    # two totals one after the other tell two different things: no line joins them
    joins = [
        not (step.is_total and place and steps[place - 1].is_total)
        for place, step in enumerate(steps)
    ]
    top = max((high for _low, high, _run in spans), default=0) or 1

    def x(hours):
        return percent(100 * hours / top)

    return [
        {
            "step": step,
            "x": x(low),
            "width": x(high - low),
            "before": x(spans[place - 1][2]) if place and joins[place] else "",
            "after": x(run) if place < len(spans) - 1 and joins[place + 1] else "",
        }
        for place, (step, (low, high, run)) in enumerate(zip(steps, spans, strict=True))
    ]


def share(part, whole) -> str:
    """The width of a bar that shows a part of a whole."""
    return percent(99 * min(float(part) / float(whole), 1) if whole else 0)


def percent(number) -> str:
    """A length for an SVG attribute."""
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"
