"""The table of faults: each test is named after its fault."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2
import pytest

from governance.management.commands.test import Postgres
from tests.faults.machinery import BASE, Browser, House, until

SIGNED = "SELECT count(*) FROM governance_signoff WHERE is_standing"
HANDOFF = "SELECT id, digest FROM governance_handoff"


def signature(house):
    """The address and the words of a signature of Leadership by the API."""
    pk, digest = house.rows(HANDOFF)[0]
    return f"handoffs/{pk}/sign/", {"function": "leadership", "digest": digest}


@contextmanager
def held(house, sql):
    """Another transaction holds what the statement takes, until the end."""
    connection = psycopg2.connect(house.database)
    connection.cursor().execute(sql)
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


# Web and database


def test_f_01_kill_9_of_the_web_in_the_middle_of_a_signature_is_all_or_nothing(
    production,
):
    web = production.web()
    lena = Browser(web.socket).sign_in("lena")
    before = production.rows("SELECT seq FROM audit_head")
    said = []

    def press():
        with suppress(OSError):
            said.append(lena.api(*signature(production)).status)

    with held(production, "SELECT * FROM audit_head FOR UPDATE"):
        # The signature is written, and waits for the end of the record.
        thread = threading.Thread(target=press)
        thread.start()
        until(
            lambda: production.rows(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND query LIKE '%%audit_head%%FOR UPDATE%%'"
            ),
            20,
            "the signature to wait",
        )
        web.kill()
    thread.join(30)

    assert said == []
    assert production.rows(SIGNED) == [(0,)]
    assert production.rows("SELECT seq FROM audit_head") == before
    lena.path = production.web().socket
    first, again = (lena.api(*signature(production)).status for _time in range(2))
    assert first in (200, 201)
    assert again in (200, 201, 409)
    assert production.rows(SIGNED) == [(1,)]
    production.is_sound()


def test_f_02_kill_9_of_postgresql_under_writers_loses_nothing_that_was_kept(grounds):
    grounds.start_postgres()
    postgres = Postgres(durable=True)
    house = None
    try:
        postgres.create()
        postgres.start()
        grounds.people(postgres, "house")
        url = postgres.url("house")
        house = House(grounds.new_folder(), url, production=False, static=None, url=url)
        writers = [house.start(*act_words("propose", "200")) for _number in range(2)]
        until(lambda: all(w.said.count("kept") > 2 for w in writers), 60, "writers")

        postgres.server.kill()
        postgres.server.wait(20)
        kept = {
            ref
            for writer in writers
            if writer.popen.wait(30) != 0
            for ref in re.findall(r'"kept": "([^"]+)"', writer.said)
        }
        until(lambda: starts(postgres), 20, "PostgreSQL")

        there = {ref for (ref,) in house.rows("SELECT ref FROM initiatives_initiative")}
        assert kept
        assert kept <= there
        # No change without its entry: what is there, the record knows.
        noted = "SELECT DISTINCT initiative_id FROM audit_entry"
        pks = {pk for (pk,) in house.rows("SELECT id FROM initiatives_initiative")}
        assert pks <= {pk for (pk,) in house.rows(noted)}
        house.is_sound()
    finally:
        if house:
            house.close()
        postgres.remove()


def starts(postgres):
    """Whether it starts: its orphans must have gone first."""
    try:
        postgres.start()
    except RuntimeError:
        return False
    return True


def act_words(name, *words):
    """The command line of an act."""
    return sys.executable, "-m", "tests.faults.acts", name, *words


def test_f_23_two_actions_that_wait_for_each_other_both_succeed(production):
    found = production.act("deadlock")

    assert found == {"tries": [1, 2], "problems": []}
    production.is_sound()


def test_f_24_a_database_that_does_not_answer_is_a_fast_503_with_a_sentence(production):
    web = production.web()
    lena = Browser(web.socket).sign_in("lena")

    with held(production, "LOCK TABLE governance_handoff IN ACCESS EXCLUSIVE MODE"):
        began = time.monotonic()
        page = lena.get("/en/")
        api = lena.get("/api/v1/waiting/")
        took = time.monotonic() - began

    assert (page.status, api.status) == (503, 503)
    assert took < 25
    assert page.headers["Retry-After"] == "10"
    assert "Try again in a moment" in page.text
    assert '"detail": "The database is busy' in api.text
    assert "Traceback" not in page.text
    assert lena.get("/en/").status == 200


@pytest.mark.parametrize("engine", ["postgres", "sqlite"])
def test_f_25_a_migration_killed_with_9_is_run_again_and_protects_the_ledgers(
    grounds, engine
):
    folder = grounds.new_folder()
    if engine == "sqlite":
        database = folder / "maillon.sqlite3"
        url = f"sqlite:///{database}"
    else:
        grounds.start_postgres()
        name = f"half{os.getpid()}"
        grounds.on_postgres(grounds.postgres, f"CREATE DATABASE {name}")
        database = url = grounds.postgres.url(name)
    house = House(folder, database, production=False, static=None, url=url)
    try:
        first = house.manage("migrate", "-v1")
        until(lambda: first.said.count("OK") > 12, 60, "half of the migrations")
        first.kill()

        again = house.manage("migrate", "-v0")
        assert again.popen.wait(120) == 0, again.said
        check = house.manage("check", "--database", "default")
        assert check.popen.wait(60) == 0, check.said
        house.is_sound()
    finally:
        house.close()


# Worker, beat and broker


def test_f_03_kill_9_of_the_child_in_the_middle_of_a_task_runs_it_again(production):
    production.redis.start()
    worker = production.worker()

    with held(production, "LOCK TABLE governance_stall IN ACCESS EXCLUSIVE MODE"):
        production.act("ring", "sweep")
        until(lambda: waits_for(production, "governance_stall"), 60, "a sweep")
        os.kill(worker.children()[0], signal.SIGKILL)

    # Nobody rings again: the message was not acknowledged before its work was done.
    until(lambda: "sweep" in production.runs(), 60, "the same sweep by a new child")


def test_f_04_kill_9_of_the_worker_costs_no_work(production):
    production.redis.start()
    worker = production.worker()
    production.act("ring", "sweep")
    until(lambda: "sweep" in production.runs(), 60, "a sweep")
    before = production.runs()["sweep"]

    worker.kill()
    production.worker()
    production.act("ring", "sweep")
    until(lambda: production.runs()["sweep"] > before, 60, "a sweep by a new worker")


def waits_for(house, table):
    """Whether somebody in the database waits for a lock on a table."""
    return house.rows(
        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND query LIKE %s",
        f"%{table}%",
    )


def test_f_05_f_06_without_redis_people_sign_in_and_sign_and_the_sweep_catches_up(
    production,
):
    web = production.web()
    lena = Browser(web.socket).sign_in("lena")
    assert Browser(web.socket, https=False).get("/readyz").status == 200
    assert lena.api(*signature(production)).status in (200, 201)
    # Who guesses passwords is stopped without Redis too.
    guesses = [guess(web) for _number in range(11)]
    assert (guesses[0], guesses[-1]) == (200, 429)

    production.redis.start()
    worker = production.worker()
    production.act("ring", "sweep")
    until(lambda: "sweep" in production.runs(), 60, "a sweep")
    before = production.runs()["sweep"]
    production.redis.kill()
    assert production.act("sign", "hana", "hr") == {"signed": "hr"}
    production.redis.start()
    assert worker.lives
    production.act("ring", "sweep")
    until(lambda: production.runs()["sweep"] > before, 60, "a sweep after Redis died")
    assert production.rows(SIGNED) == [(2,)]
    production.is_sound()


def guess(web):
    """The status of a sign-in with a wrong password."""
    who = {"username": "adam@example.org", "password": "not the one of the tests"}
    return Browser(web.socket).post("/en/login/", who).status


def test_f_05_flushall_in_the_middle_of_work_loses_nothing(production):
    production.redis.start()
    worker = production.worker()
    with held(production, "LOCK TABLE governance_stall IN ACCESS EXCLUSIVE MODE"):
        production.act("ring", "sweep", "60", "20")
        until(lambda: waits_for(production, "governance_stall"), 60, "a sweep")
        production.redis.flush()

    until(lambda: "sweep" in production.runs(), 60, "the sweep that was running")
    before = production.runs()["sweep"]
    # What was queued is gone, and the next ring does its work.
    production.act("ring", "sweep")
    until(lambda: production.runs()["sweep"] > before, 60, "the next sweep")
    assert worker.lives
    production.is_sound()


def test_f_10_messages_of_days_without_a_worker_are_dropped_when_one_comes(production):
    production.redis.start()
    production.act("ring", "sweep", "0.5", "40")
    time.sleep(1)

    worker = production.worker()
    until(lambda: "ready" in worker.said, 60, "a worker")
    production.act("ring", "deliver")
    until(lambda: "deliver" in production.runs(), 60, "the job that is not too late")

    assert set(production.runs()) == {"deliver"}


def test_f_07_f_09_five_sweeps_at_once_after_days_flag_each_stall_once(production):
    due = production.rows("SELECT id, due_at FROM governance_wait")
    words = ("sweep", "--at", "2026-12-20T09:00:00Z", "--json")

    sweeps = [production.manage(*words) for _number in range(5)]
    assert [s.popen.wait(90) for s in sweeps] == [0] * 5, [s.said for s in sweeps]

    stalls = production.rows("SELECT wait_id, due_at FROM governance_stall")
    assert stalls
    assert len(stalls) == len(set(stalls))
    assert {d for w, d in stalls if w} <= {d for _pk, d in due}
    flags = production.rows("SELECT stall_id, level FROM governance_escalation")
    assert len(flags) == len(set(flags))
    told = "SELECT count(*) FROM organisation_notification"
    before = production.rows(told)
    again = production.manage(*words)
    assert again.popen.wait(60) == 0
    assert '"opened": 0, "escalated": 0, "closed": 0, "notified": 0' in again.said
    assert production.rows(told) == before
    production.is_sound()


def test_f_21_no_code_enqueues_so_no_task_can_come_before_its_commit():
    calls = re.compile(r"\.(delay|apply_async|send_task)\(")
    rooms = ("audit", "organisation", "initiatives", "literacy")
    rooms += ("processes", "lessons", "value", "governance")

    found = [
        str(path)
        for room in rooms
        for path in (BASE / room).rglob("*.py")
        if calls.search(path.read_text())
    ]

    assert found == []


# Mail


@pytest.fixture
def posting(embedded, mail):
    """An installation whose mail goes to the sink."""
    embedded.environ |= {
        "MAILLON_EMAIL_HOST": "127.0.0.1",
        "MAILLON_EMAIL_PORT": str(mail.port),
        "MAILLON_EMAIL_TLS": "no",
        "MAILLON_DELIVERY_LEASE": "1",
    }
    return embedded


def states(house):
    """How many mails stand where."""
    return dict(
        house.rows("SELECT state, count(*) FROM organisation_delivery GROUP BY state")
    )


DUE_NOW = "UPDATE organisation_delivery SET next_at = '2020-01-01 00:00:00'"


def test_f_12_a_mail_server_that_refuses_for_a_while_loses_no_notice(posting, mail):
    mail.answer = "451 later"
    posting.act("job", "deliver")
    waiting = states(posting).get("waiting", 0) + states(posting).get("sending", 0)
    assert waiting
    assert "sent" not in states(posting)
    # Work goes on meanwhile.
    assert posting.act("sign", "lena", "leadership") == {"signed": "leadership"}

    mail.answer = None
    posting.rows(DUE_NOW)
    posting.act("job", "deliver")

    # What the signature made needless is dropped, and said to be; the rest is sent.
    found = states(posting)
    assert set(found) <= {"sent", "dropped"}
    assert found["sent"] == len(mail.taken)
    assert sum(found.values()) >= waiting


def test_f_13_a_death_between_sending_and_marking_doubles_one_mail_at_most(
    posting, mail
):
    victims = []
    mail.on_taken = lambda: victims[0].kill() if len(mail.taken) == 1 else None
    victims.append(posting.start(*act_words("job", "deliver")))
    assert victims[0].popen.wait(60) == -signal.SIGKILL
    assert len(mail.taken) == 1

    def all_sent():
        posting.rows(DUE_NOW)
        posting.act("job", "deliver")
        return set(states(posting)) == {"sent"}

    until(all_sent, 60, "the rest of the mail")

    ids = [re.search(r"(?mi)^Message-ID: (.*)$", text)[1] for text in mail.taken]
    assert len(ids) == len(set(ids)) + 1
    assert len(set(ids)) == states(posting)["sent"]


# Disks and clocks


def test_f_14_a_full_disk_under_the_database_leaves_nothing_half_done(embedded):
    found = embedded.act("on_a_full_disk")

    assert found["failed"] == "database or disk is full"
    assert found["read"]
    assert found["after"] == {"signed": "leadership"}
    assert embedded.rows("PRAGMA integrity_check") == [("ok",)]
    embedded.is_sound()


def test_f_15_a_full_disk_under_the_files_leaves_neither_row_nor_file(embedded):
    media = embedded.folder / "var"
    media.mkdir()
    done = (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", media],
            capture_output=True,
            check=False,
        )
        if os.geteuid() == 0
        else None
    )
    if done is None or done.returncode:
        # Nothing that could be installed: only root mounts, and a container may refuse.
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        full = embedded.act("attach", 1_000_000)
        small = embedded.act("attach", 10_000)
    finally:
        subprocess.run(["umount", media], check=False)

    assert full == {"failed": 28, "rows": 0, "files": 0}
    assert small == {"failed": None, "rows": 1, "files": 1}


def test_f_16_writers_a_long_reader_and_a_backup_never_meet_a_locked_database(embedded):
    reader = sqlite3.connect(embedded.database)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM audit_entry").fetchone()
    writers = [embedded.start(*act_words("propose", "4")) for _number in range(4)]
    until(lambda: any("kept" in w.said for w in writers), 60, "the first writer")
    backup = embedded.manage("backup", embedded.folder / "backup")

    codes = [w.popen.wait(120) for w in writers]
    assert backup.popen.wait(60) == 0, backup.said
    reader.close()

    assert codes == [0] * 4, [w.said for w in writers]
    assert embedded.rows("SELECT count(*) FROM initiatives_initiative") == [(17,)]
    embedded.is_sound()


def test_f_18_machines_whose_clocks_differ_keep_one_order_in_the_record(embedded):
    signed = [
        embedded.act("at_another_hour", hours, name, function)
        for hours, name, function in (
            (1, "lena", "leadership"),
            (-1, "hana", "hr"),
            (0, "otto", "operations"),
        )
    ]

    assert [s.get("signed") for s in signed] == ["leadership", "hr", "operations"]
    order = embedded.rows(
        "SELECT s.function FROM audit_entry e JOIN governance_signoff s"
        " ON e.object_id = CAST(s.id AS TEXT) AND e.action = 'governance.signed'"
        " ORDER BY e.seq"
    )
    assert order == [("leadership",), ("hr",), ("operations",)]
    embedded.is_sound()


def test_f_20_a_due_time_stands_when_the_holidays_of_the_unit_change(embedded):
    before = embedded.rows("SELECT id, due_at FROM governance_wait ORDER BY id")

    embedded.rows("UPDATE organisation_unit SET country = 'DE'")
    sweep = embedded.manage("sweep")
    assert sweep.popen.wait(60) == 0, sweep.said

    assert before
    assert embedded.rows("SELECT id, due_at FROM governance_wait ORDER BY id") == before


def test_nothing_that_tests_started_is_left_running(embedded):
    clock = embedded.manage("clock")
    until(lambda: embedded.runs(), 30, "a job")

    embedded.close()

    assert not Path(f"/proc/{clock.pid}").exists()
