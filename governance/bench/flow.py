"""Process maps: reading against bare parsing, analysing, drawing the chances."""

import time

from defusedxml.ElementTree import fromstring

from governance.bench.measuring import ROUNDS, Result, by_turns, middle
from processes.drawing import bpmn, svg
from processes.flow import draws
from processes.flow.analysis import analyse
from processes.reading import bpmn as reader
from processes.reading import data

USUAL, LARGE = 24, 1_000


def l15():
    """A map of the usual size, and one of a thousand steps.

    Limits are held against the time of the processor, best of several: what other
    programs take of the machine is not ours. The clock on the wall stands in the note.
    """
    graph, facts = data.read_steps(table(USUAL))
    content = bpmn.written(graph)
    read, bare = by_turns(
        lambda: reader.read(content), lambda: fromstring(content, forbid_dtd=True)
    )
    ratio = middle(read) / middle(bare)
    yield Result(
        "L15",
        f"BPMN of {USUAL} steps read, {len(content):,} bytes",
        "<= 3 times bare parsing",
        ratio=ratio,
        milliseconds=min(read) * 1000,
        met=ratio <= 3,
        note=f"{1 / min(read):,.0f} maps a second; bare {min(bare) * 1000:.2f} ms",
    )
    yield timed(f"{USUAL} steps analysed", 5, lambda: analyse(graph, facts))
    yield timed(
        f"{USUAL} steps drawn 1,000 times", 800, lambda: draws.chances(graph, facts)
    )
    yield timed(f"{USUAL} steps laid out and drawn", 50, lambda: svg.draw(graph))
    large, known = data.read_steps(table(LARGE))
    yield timed(f"{LARGE:,} steps analysed", 500, lambda: analyse(large, known))


def timed(what, most, act):
    """One act against a limit in milliseconds of the processor."""
    act()
    wall, spent = [], []
    for _round in range(ROUNDS):
        began, busy = time.perf_counter(), time.process_time()
        act()
        spent.append((time.process_time() - busy) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    return Result(
        "L15",
        what,
        f"<= {most} ms of one processor",
        milliseconds=min(spent),
        met=min(spent) <= most,
        note=f"by the clock {min(wall):.1f} to {max(wall):.1f} ms",
    )


def table(count) -> dict:
    """A process of so many steps, with ways back, parallel steps and seven roles."""
    steps = []
    for number in range(1, count + 1):
        following = ""
        if number % 6 == 0 and number < count:
            following = f"{number + 1} 85%, {max(1, number - 4)} 15%"
        elif number % 10 == 1 and number + 3 <= count:
            following = f"{number + 1} + {number + 2}"
        elif number % 10 == 2 and number + 2 <= count:
            following = str(number + 2)
        steps.append(
            {
                "no": number,
                "name": f"Step {number}",
                "who": f"Role {number % 7}",
                "touch": 0.2 + number % 5 / 10,
                "next": following,
            }
        )
    roles = {f"Role {n}": {"fte": 40 + count, "hours": 30} for n in range(7)}
    return {"steps": steps, "roles": roles, "demand": 20}
