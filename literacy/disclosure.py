"""What may be published of what people said without their name.

One scheme, provable and the same for everything: a figure is published of a *block*
only, blocks never overlap, each holds at least `k` answers, and none is published a
second time or in another cut. Whatever a reader adds up or takes away, over all pages
and all weeks, is then a sum of whole blocks: nothing, or at least `k`. What is in no
block yet is not published at all, nor any total that contains it, so that nothing can
be taken away from a total. That is primary suppression and its complement in one.

A block must also be *diverse*: where everybody gave the same answer, the block would
say what each of them said. Shares are published in bands and counts rounded down, so
that no share gives the number away.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import NamedTuple

FLOOR = 5
"""No setting and no caller gets below this."""
COUNTS = 5
"""People in a plain count."""
ANSWERS = 10
"""Answers given without a name in anything that is said of them."""
BAND = 20
"""Width of the bands in which a share is published, in points of a hundred."""


class Band(NamedTuple):
    """A share that lies between two percentages."""

    low: int
    high: int


def threshold(k: int) -> int:
    """The number asked for, never below the floor."""
    return max(k, FLOOR)


def at_least(n: int, step: int = COUNTS) -> int:
    """A count rounded down to whole steps: "at least 15", never "16"."""
    step = threshold(step)
    return n // step * step


def band(part: int, whole: int) -> Band | None:
    """The band in which a share lies; nothing below the threshold of answers."""
    if whole < threshold(ANSWERS):
        return None
    steps = 100 // BAND
    low = min(part * steps // whole, steps - 1) * BAND
    return Band(low, low + BAND)


def rate(part: int, whole: int) -> int | None:
    """A response rate in per cent, rounded down to tens."""
    return part * 10 // whole * 10 if whole >= threshold(ANSWERS) else None


def mean(counts: Mapping[int, int]) -> float | None:
    """The mean of counted answers to one decimal; nothing below the threshold."""
    n = sum(counts.values())
    if n < threshold(ANSWERS):
        return None
    return round(sum(value * m for value, m in counts.items()) / n, 1)


def is_diverse(counts: Mapping[Hashable, int]) -> bool:
    """Whether not everybody said the same: at least two answers were given."""
    return sum(1 for n in counts.values() if n) > 1


def blocks(pending: Mapping[Hashable, int], k: int = ANSWERS) -> dict:
    """Which cells may be published of what no block holds yet, each as a new block.

    The rest waits until it is enough. Called once a week on what came since; a cell
    that was published is pending no more.
    """
    return {cell: n for cell, n in pending.items() if n >= threshold(k)}


def partition(
    groups: Iterable[Hashable], is_enough: Callable[[list], bool]
) -> list[list]:
    """Merge groups until each block is enough by itself; nothing where all are not.

    `is_enough` must hold for a block when it holds for a part of it. Groups that are
    too small come together in one block, with the last of the others where they are
    still too few. No group is left out, so that no total gives one away.
    """
    large, small = [], []
    for group in groups:
        if is_enough([group]):
            large.append([group])
        else:
            small.append(group)
    while small and not is_enough(small) and large:
        small = [*large.pop(), *small]
    if small and is_enough(small):
        return [*large, small]
    return large if not small else []


def rolled_up(people: Mapping[str, int], k: int = ANSWERS) -> dict[str, str]:
    """Where the people of each place are counted: with whom they are at least `k`.

    `people` counts them by the path of their unit ("/1/4/"). A unit with too few goes
    to the one above it, with all that is left there; what is too few at the top joins
    the smallest of the others. Returns the path of the group for each path.
    """
    k = threshold(k)
    left: dict[str, set] = {path: {path} for path in people}
    group: dict[str, set] = {}

    def size(paths):
        return sum(people[path] for path in paths)

    for path in sorted(_with_parents(people), key=lambda p: (-p.count("/"), p)):
        mine = left.pop(path, set())
        if not mine:
            continue
        above = path.rstrip("/").rpartition("/")[0] + "/"
        if size(mine) >= k or above == "/":
            group[path] = mine
        else:
            left.setdefault(above, set()).update(mine)
    few = [path for path, paths in group.items() if size(paths) < k]
    for path in few:
        others = [p for p in group if p != path]
        if others:
            nearest = min(others, key=lambda p: (size(group[p]), p))
            group[nearest] |= group.pop(path)
    return {path: top for top, paths in group.items() for path in paths}


def _with_parents(paths: Iterable[str]) -> set[str]:
    found = set()
    for path in paths:
        while path != "/":
            found.add(path)
            path = path.rstrip("/").rpartition("/")[0] + "/"
    return found
