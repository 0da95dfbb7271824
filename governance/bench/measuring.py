"""Times by turns: each case beside its floor, so that a noisy machine disturbs both."""

import math
import statistics
import time
from dataclasses import asdict, dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROUNDS = 7


@dataclass
class Result:
    """One line of the table. `met` is None where the case could not be measured."""

    case: str
    what: str
    target: str
    queries: int | None = None
    ratio: float | None = None
    milliseconds: float | None = None
    met: bool | None = None
    note: str = ""

    def as_dict(self) -> dict:
        """The line for JSON."""
        return asdict(self)


def by_turns(*acts, rounds=ROUNDS) -> list[list[float]]:
    """The seconds of each act, run one after the other, round by round."""
    for act in acts:
        act()  # what is read once a process
    times = [[] for _act in acts]
    for _round in range(rounds):
        for spent, act in zip(times, acts, strict=True):
            began = time.perf_counter()
            act()
            spent.append(time.perf_counter() - began)
    return times


def middle(times) -> float:
    """The median."""
    return statistics.median(times)


def p95(times) -> float:
    """The time that 95 of 100 do not pass, without interpolation."""
    ordered = sorted(times)
    return ordered[max(math.ceil(len(ordered) * 0.95) - 1, 0)]


def signed_in(person) -> Client:
    """A client with a session of this person."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client, path):
    """An act that reads a page and refuses anything but 200."""

    def act():
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return answer

    return act


def queries_of(act) -> int:
    """The statements of one act, after one to warm up."""
    act()
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)
