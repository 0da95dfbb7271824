"""The cases: each says what it measures, against what, and whether it is met."""

import hashlib
import hmac
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from audit import chain, clock, keys, verification
from audit.models import Entry
from governance import obligations, sweeping
from governance.bench import (
    committee,
    exports,
    floors,
    flow,
    lessons,
    lists,
    serving,
    value,
)
from governance.bench.measuring import (
    Result,
    by_turns,
    middle,
    p95,
    page,
    queries_of,
    signed_in,
)
from governance.models import Handoff, Wait
from literacy.models import Measure
from organisation import calendar
from organisation.models import Mandate, Person


def against_floor(case, what, target, act, floor, *, most_queries, most, growth=""):
    """A page by its queries and its time over the floor."""
    queries = queries_of(act)
    mine, bare = by_turns(act, floor)
    ratio = middle(mine) / middle(bare)
    return Result(
        case,
        what,
        target,
        queries,
        ratio,
        middle(mine) * 1000,
        queries <= most_queries and ratio <= most,
        f"floor {middle(bare) * 1000:.1f} ms; p95 {p95(mine) * 1000:.0f} ms{growth}",
    )


def somebody():
    """A person who holds a function for one unit: the ordinary reader."""
    return Mandate.objects.order_by("-pk").first().person


def l1():
    """The pipeline table, 50 rows, filtered."""
    yield against_floor(
        "L1",
        "pipeline table, 50 rows",
        "<= 12 queries, <= 2.0 times floor",
        page(signed_in(somebody()), serving.TABLE),
        floors.rows((floors.LIST, ["literacy"]), (floors.STRIP, [])),
        most_queries=12,
        most=2.0,
    )


def l2():
    """The board, and the list of the API."""
    client = signed_in(somebody())
    yield against_floor(
        "L2",
        "pipeline board",
        "<= 12 queries, <= 2.0 times floor",
        page(client, "/en/pipeline/"),
        floors.rows((floors.BOARD, []), (floors.STRIP, [])),
        most_queries=12,
        most=2.0,
    )
    yield against_floor(
        "L2",
        "API list of 50",
        "<= 12 queries, <= 2.0 times floor",
        page(client, "/api/v1/initiatives/?stage=literacy"),
        floors.listed(floors.LIST, ["literacy"]),
        most_queries=12,
        most=2.0,
    )


def l3():
    """One initiative with its gate, in the middle of being signed."""
    one = (
        Handoff.objects.filter(
            state="signing", gate="G0", initiative__is_confidential=False
        )
        .select_related("initiative")
        .last()
        .initiative
    )
    yield against_floor(
        "L3",
        "initiative page with gate and criteria",
        "<= 20 queries, <= 3 times floor",
        page(signed_in(somebody()), f"/en/initiatives/{one.ref}/"),
        floors.rows(*((sql, [one.ref]) for sql in floors.ONE)),
        most_queries=20,
        most=3.0,
    )


def l4():
    """Waiting for me, for the person whose duties are nearest to 200."""
    heads = Mandate.objects.filter(is_head=True).select_related("person", "unit")
    counted = [(obligations.summary(m.person)[0], m) for m in heads]
    owed, mandate = max(counted, key=lambda pair: (pair[0], -pair[1].pk))
    yield against_floor(
        "L4",
        f"Waiting for me, {owed} duties",
        "<= 10 queries, <= 3 times floor",
        page(signed_in(mandate.person), "/en/"),
        floors.rows((floors.OWED, [mandate.function, f"{mandate.unit.path}%"])),
        most_queries=10,
        most=3.0,
    )


def l7():
    """The record by initiative, by person and by day; pages go by seq."""
    last = Entry.objects.order_by("-seq").first()
    few = min(10_000, last.seq // 10)
    middle_one = Entry.objects.get(seq=max(few // 2, 1))
    day = Q(at__gte=middle_one.at, at__lt=middle_one.at + timedelta(days=1))
    for what, asked in (
        ("initiative", Q(initiative_id=middle_one.initiative_id)),
        ("person", Q(actor_ref=middle_one.actor_ref)),
        ("day", day),
    ):
        rows = Entry.objects.filter(asked).order_by("-seq")
        many, tenth = by_turns(
            lambda rows=rows: list(rows[:50]),
            lambda rows=rows: list(rows.filter(seq__lte=few)[:50]),
        )
        ratio = middle(many) / middle(tenth)
        yield Result(
            "L7",
            f"audit by {what}, {last.seq:,} entries",
            "<= 2 times the same among the first 10,000",
            1,
            ratio,
            middle(many) * 1000,
            ratio <= 2,
            f"among {few:,}: {middle(tenth) * 1000:.1f} ms",
        )


def l9():
    """The page of coverage, against the same sums by SQL."""
    rows = Measure.objects.count()
    yield against_floor(
        "L9",
        f"literacy coverage, {rows:,} rows of attendance",
        "<= 10 queries, <= 1.5 times its SQL aggregate",
        page(signed_in(somebody()), "/en/literacy/coverage/"),
        floors.rows((floors.COVERAGE, [])),
        most_queries=10,
        most=1.5,
    )


def l10():
    """The sweep, against one UPDATE and one INSERT of the same rows."""
    now = clock.now()
    calendar.has_calendar("FR")  # the calendars, which a process reads once
    overdue = Wait.objects.filter(ended_at__isnull=True, due_at__lte=now).count()
    with transaction.atomic(), connection.cursor() as cursor:
        person = Person.objects.first().pk
        person = person if connection.vendor == "postgresql" else person.hex
        began = time.perf_counter()
        cursor.execute(
            "UPDATE governance_wait SET patience = patience "
            "WHERE ended_at IS NULL AND due_at <= %s",
            [now],
        )
        cursor.execute(
            "INSERT INTO organisation_notification "
            "(key, occasion, recipient_id, kind, initiative_id, facts, url, "
            "created_at, mail, in_digest, mail_reason) "
            "SELECT 'bench-' || w.id, '', %s, 'stalled', w.initiative_id, '{}', '', "
            "%s, 'new', false, '' "
            "FROM governance_wait w WHERE w.ended_at IS NULL AND w.due_at <= %s",
            [person, now, now],
        )
        floor = time.perf_counter() - began
        transaction.set_rollback(True)
    began = time.perf_counter()
    done = sweeping.sweep()
    spent = time.perf_counter() - began
    target = "<= 12 times UPDATE + INSERT SELECT; idle <= 10 ms"
    what = f"sweep, {overdue:,} clocks overdue"
    if overdue and not any(done.values()):
        yield Result(
            "L10",
            what,
            target,
            note=f"the sweep opens nothing here; floor {floor * 1000:.1f} ms",
        )
        return
    (idle,) = by_turns(sweeping.sweep)
    ratio = spent / floor
    yield Result(
        "L10",
        what,
        target,
        ratio=ratio,
        milliseconds=spent * 1000,
        met=ratio <= 12 and middle(idle) <= 0.010,
        note=f"floor {floor * 1000:.1f} ms; idle {middle(idle) * 1000:.1f} ms; {done}",
    )


def l14():
    """The whole record verified, against bare hashing of the same bytes."""
    ring = keys.ring()
    began = time.perf_counter()
    result = verification.verify()
    spent = time.perf_counter() - began
    secret, bare, prev = ring.keys[ring.current], 0.0, chain.GENESIS
    last = 0
    while True:
        bodies = list(
            Entry.objects.filter(seq__gt=last)
            .order_by("seq")
            .values_list("seq", "body", "hash")[:5000]
        )
        if not bodies:
            break
        began = time.perf_counter()
        for seq, body, _hash in bodies:
            digest = hashlib.sha256(body.encode()).digest()
            linked = hashlib.sha256(
                chain.DOMAIN + seq.to_bytes(8, "big") + bytes.fromhex(prev) + digest
            ).digest()
            hmac.digest(secret, linked, "sha256").hex()
            prev = _hash
        bare += time.perf_counter() - began
        last = bodies[-1][0]
    ratio = spent / bare
    yield Result(
        "L14",
        f"verify {last:,} audit entries",
        "<= 3 times bare hashing, unbroken",
        ratio=ratio,
        milliseconds=spent * 1000,
        met=bool(result.is_sound and ratio <= 3),
        note=f"bare {bare:.2f} s; {'unbroken' if result.is_sound else 'BROKEN'}",
    )


def l18():
    """The worst input is refused at once."""
    client = signed_in(somebody())
    long, ids = "x" * 20_000, ",".join(str(n) for n in range(1000))
    for path in (
        f"/en/pipeline/?q={long}",
        f"/api/v1/initiatives/?search={long}",
        f"/api/v1/initiatives/?unit={ids}",
    ):
        answer = client.get(path)
        (times,) = by_turns(lambda path=path: client.get(path), rounds=3)
        spent = middle(times) * 1000
        yield Result(
            "L18",
            f"{path[:30]}… of {len(path):,} characters",
            "refused in <= 200 ms",
            milliseconds=spent,
            met=answer.status_code < 500 and spent <= 200,
            note=f"answered {answer.status_code}",
        )


def l19():
    """From nothing to a database that is ready, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="maillon-bench.") as folder:
        environ = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/empty.sqlite3"}
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "migrate"],
            env=environ,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        spent = time.perf_counter() - began
    yield Result(
        "L19",
        "migrate from empty, SQLite, with the start of the process",
        "<= 15 s",
        milliseconds=spent * 1000,
        met=spent <= 15,
        note="memory of a worker and the first page are not measured here",
    )


def _left_out(case, what, why):
    def act():
        yield Result(case, what, "", note=why)

    return act


CASES = {
    "L1": l1,
    "L2": l2,
    "L3": l3,
    "L4": l4,
    "L5": serving.l5,
    "L6": serving.l6,
    "L7": l7,
    "L8": value.l8,
    "L9": l9,
    "L10": l10,
    "L11": exports.l11,
    "L12": lists.l12,
    "L13": lessons.l13,
    "L14": l14,
    "L15": flow.l15,
    "L16": serving.l16,
    "L17": serving.l17,
    "L18": l18,
    "L19": l19,
    "L20": _left_out(
        "L20", "SQLite against PostgreSQL", "compare L1 of a run with --sqlite"
    ),
    "L21": committee.l21,
}
