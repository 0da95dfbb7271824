"""L5, L6, L16, L17: people at the web server as it is started for them, by HTTP.

Requests arrive at a steady rate, whether the last are answered or not, and a time
counts from when a request was due: what queues is seen.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.crypto import get_random_string

from audit.actions import audited, record
from governance.bench.measuring import Result, by_turns, middle, p95, signed_in
from governance.models import SignOff, Wait
from governance.starting import follows_us, web_server
from organisation import access
from organisation.models import Mandate

TABLE = "/en/pipeline/?view=table&stage=literacy"
PATHS = (TABLE, "/en/", "/en/pipeline/", "/api/v1/initiatives/")
SIGNATURES_A_SECOND = 20
PEOPLE = 50
READS_EVERY = 5
"""Seconds in which each person of L16 asks for one page."""
MIXED_SECONDS = 60
ONE_IN = 20
"""Of so many requests of L16 one is a signature."""
START_SECONDS = 60


class Answer(NamedTuple):
    """Seconds from when a request was due to its answer, and the status; 0 is none."""

    seconds: float
    status: int


def l5():
    """Signatures that arrive at a steady rate, and what their entry costs of them.

    The same signature without its entry cannot be had from the product, so that the
    entry is written once more by itself.
    """
    duties = list(_duties(5 * SIGNATURES_A_SECOND))
    if not duties:
        yield _nothing_to_sign("L5")
        return
    with served() as ask:
        acts = [_signature(ask, *duty) for duty in duties]
        _warm(ask)
        answers = arrive(acts, every=1 / SIGNATURES_A_SECOND)
    bad = [a.status for a in answers if a.status != 200]
    worst = p95([a.seconds for a in answers])
    whole, entry = _shares(duties)
    ratio = whole / max(whole - entry, 0.0001)
    yield Result(
        "L5",
        f"{len(duties)} sign-offs at {SIGNATURES_A_SECOND} a second, two web workers",
        "with the record / without <= 2.0, 0 errors, p95 <= 400 ms",
        ratio=ratio,
        milliseconds=worst * 1000,
        met=not bad and worst <= 0.4 and ratio <= 2,
        note=f"{len(bad)} errors {sorted(set(bad)) or ''}; median "
        f"{middle([a.seconds for a in answers]) * 1000:.0f} ms; an entry "
        f"{entry * 1000:.1f} of {whole * 1000:.1f} ms of a request",
    )


def l6():
    """Many people sign at once."""
    yield from _at_once("L6", PEOPLE, "all done <= 3 s, none lost", most=3.0)


def l17():
    """Eight writers at once on SQLite: two web workers have eight threads."""
    if connection.vendor != "sqlite":
        yield Result("L17", "8 writers on SQLite", "0 locked", note="run with --sqlite")
        return
    yield from _at_once("L17", 64, "0 database is locked", threads=8)


def _at_once(case, count, target, most=None, threads=PEOPLE):
    duties = list(_duties(count))
    if not duties:
        yield _nothing_to_sign(case)
        return
    before = SignOff.objects.count()
    with served() as ask:
        acts = [_signature(ask, *duty) for duty in duties]
        _warm(ask)
        began = time.perf_counter()
        answers = arrive(acts, threads=threads)
        whole = time.perf_counter() - began
    bad = [a.status for a in answers if a.status != 200]
    lost = len(duties) - len(bad) - (SignOff.objects.count() - before)
    yield Result(
        case,
        f"{len(duties)} sign-offs by {threads} at once, two web workers",
        target,
        milliseconds=whole * 1000,
        met=not bad and lost <= 0 and (most is None or whole <= most),
        note=f"{len(bad)} errors {sorted(set(bad)) or ''}; {max(lost, 0)} lost",
    )


def l16():
    """Readers and signers at once, for a while."""
    readers = [
        m.person
        for m in Mandate.objects.select_related("person").order_by("-pk")[:PEOPLE]
    ]
    rate = PEOPLE / READS_EVERY
    count = int(MIXED_SECONDS * rate)
    duties = list(_duties(count // ONE_IN))
    with served() as ask:
        sessions = [session_of(person) for person in readers]
        left = [_signature(ask, *duty) for duty in duties]
        acts = []
        for n in range(count):
            if left and n % ONE_IN == 0:
                acts.append(left.pop())
            else:
                session, path = sessions[n % len(sessions)], PATHS[n % len(PATHS)]
                acts.append(lambda s=session, p=path: ask("GET", p, s))
        _warm(ask)
        answers = arrive(acts, every=1 / rate)
    bad = [a.status for a in answers if not 200 <= a.status < 400]
    times = [a.seconds for a in answers]
    yield Result(
        "L16",
        f"{len(readers)} people for {MIXED_SECONDS} s, {rate:.0f} requests a second, "
        f"of them {len(duties)} sign-offs, two web workers",
        "0 answers of 5xx, p95 <= 1 s",
        milliseconds=p95(times) * 1000,
        met=not bad and p95(times) <= 1,
        note=f"{len(bad)} errors {sorted(set(bad)) or ''}; median "
        f"{middle(times) * 1000:.0f} ms; a minute where three are asked for",
    )


@contextmanager
def served():
    """The web server on a free port, on the database of this run; gives `ask`.

    `ask(method, path, session, body=None)` returns a status, 0 where nothing came.
    Ends the server at the end. Raises RuntimeError when it does not start.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, *web_server(f"127.0.0.1:{port}")],
        cwd=settings.BASE_DIR,
        env={**os.environ, "MAILLON_BASE_URL": f"http://127.0.0.1:{port}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=follows_us(),
    )

    def ask(method, path, session="", body=None) -> int:
        token = get_random_string(32)
        headers = {"Cookie": f"{session}{settings.CSRF_COOKIE_NAME}={token}"}
        if body is not None:
            headers |= {"X-CSRFToken": token, "Content-Type": "application/json"}
        server = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            server.request(method, path, body and json.dumps(body), headers)
            answer = server.getresponse()
            answer.read()
        except OSError:
            return 0
        finally:
            server.close()
        return answer.status

    try:
        end = time.monotonic() + START_SECONDS
        while ask("GET", "/readyz") != 200:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("The web server did not start.")
            time.sleep(0.2)
        yield ask
    finally:
        process.terminate()
        process.wait(30)


def session_of(person) -> str:
    """The cookie of a person who has signed in, as the beginning of a header."""
    cookie = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={cookie}; "


def arrive(acts: list[Callable], *, every=0.0, threads=PEOPLE) -> list[Answer]:
    """Do each act when it is due, one `every` so many seconds, by a bounded pool."""
    began = time.perf_counter()

    def one(place, act):
        due = began + place * every
        time.sleep(max(due - time.perf_counter(), 0))
        status = act()
        return Answer(time.perf_counter() - due, status)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda pair: one(*pair), enumerate(acts)))


def _signature(ask, person, handoff, function):
    session = session_of(person)
    path = reverse("api-sign", args=[handoff.pk])
    body = {"function": str(function), "digest": handoff.digest}
    return lambda: ask("POST", path, session, body)


def _warm(ask):
    """Both workers have read their modules before anything is measured."""
    for _turn in range(8):
        ask("GET", "/en/login/")


def _duties(count):
    """Signatures that are owed and permitted: person, handoff, function."""
    waits = Wait.objects.filter(
        ended_at__isnull=True, duty="sign", handoff__gate="G0"
    ).select_related("handoff", "initiative__unit")
    taken = set()
    for wait in waits.order_by("pk")[: count * 8]:
        if wait.handoff_id in taken:
            continue
        signed = set(wait.handoff.signoffs.values_list("person", flat=True))
        for person in access.holders_of(wait.function, wait.initiative.unit):
            if person.pk not in signed and person.pk != wait.initiative.proposer_id:
                taken.add(wait.handoff_id)
                yield person, wait.handoff, wait.function
                break
        if len(taken) == count:
            return


def _shares(duties) -> tuple[float, float]:
    """Seconds of one signature, over all its parts, and of one entry by itself."""
    left = list(_duties(8))
    if len(left) < 2:
        raise RuntimeError("too few handoffs are left to sign")
    more = iter(left)
    person, handoff, _function = duties[0]

    def sign():
        person, handoff, function = next(more)
        body = {"function": str(function), "digest": handoff.digest}
        answer = signed_in(person).post(
            reverse("api-sign", args=[handoff.pk]), body, "application/json"
        )
        if answer.status_code != 200:
            raise RuntimeError(f"signing answered {answer.status_code}")

    @audited
    def enter():
        record("governance.signed", handoff, by=person, initiative=handoff.initiative)

    whole, entry = by_turns(sign, enter, rounds=len(left) - 1)
    return middle(whole), middle(entry)


def _nothing_to_sign(case):
    return Result(case, "sign-offs", "", note="no handoff is left to sign")
