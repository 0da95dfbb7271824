"""The clock of one machine keeps its time, whatever its jobs do."""

import threading
import time

import pytest
from celery import Celery

from governance import celery, schedule, ticking


def app_of(**tasks):
    """A Celery app whose schedule calls these functions every 50 ms."""
    app = Celery("test", set_as_current=False)
    app.config_from_object({"broker_url": "memory://", "task_ignore_result": True})
    for name, function in tasks.items():
        app.task(name=name, shared=False)(called(function))
    app.conf.beat_schedule = {name: {"task": name, "schedule": 0.05} for name in tasks}
    return app


def called(function):
    """A plain function for Celery, which cannot read the head of a lambda."""

    def task():
        function()

    return task


def run(clock, until, seconds=10):
    """Let the clock run until something is so; its exit code."""
    codes = []
    thread = threading.Thread(target=lambda: codes.append(clock.run()))
    thread.start()
    deadline = time.monotonic() + seconds
    while not until() and time.monotonic() < deadline:
        time.sleep(0.01)
    clock.stop()
    thread.join(seconds)
    return codes[0]


@pytest.mark.parametrize(
    ("now", "expected"),
    [(100.5, 115.0), (115.0, 115.0), (129.0, 115.0), (131.0, 130.0), (1000.0, 1000.0)],
)
def test_what_was_missed_collapses_into_one_run(now, expected):
    assert ticking.next_due(100.0, 15.0, now) == expected


def test_a_schedule_that_names_no_task_is_refused_at_the_start():
    app = app_of()
    app.conf.beat_schedule = {"x": {"task": "governance.tasks.gone", "schedule": 1}}

    with pytest.raises(ticking.UnknownTask, match=r"no task: governance\.tasks\.gone"):
        ticking.Clock(app)


def test_every_job_of_the_schedule_has_a_task_and_messages_that_expire():
    found = {entry.name for entry in ticking.entries(celery.app)}

    assert found == {job.name for job in schedule.JOBS}
    for line in celery.app.conf.beat_schedule.values():
        assert line["options"]["expires"] < line["schedule"]


def test_f_22_a_job_that_always_fails_keeps_no_other_back(caplog):
    done = []

    def fail():
        raise ValueError

    clock = ticking.Clock(app_of(fail=fail, work=lambda: done.append(1)))

    assert run(clock, lambda: len(done) > 2) == 0
    assert len(done) > 2


def test_a_long_job_costs_its_neighbour_nothing_and_is_not_run_twice():
    done, running, most = [], [], []

    def long():
        running.append(1)
        most.append(len(running))
        time.sleep(0.4)
        running.pop()

    clock = ticking.Clock(app_of(long=long, short=lambda: done.append(len(most))))

    run(clock, lambda: len(most) > 1)
    assert set(most) == {1}
    assert done.count(1) > 2


def test_a_stop_waits_for_what_runs():
    done, started = [], threading.Event()

    def work():
        started.set()
        time.sleep(0.3)
        done.append(1)

    clock = ticking.Clock(app_of(work=work))

    assert run(clock, started.is_set) == 0
    assert done


def test_a_job_that_does_not_come_back_ends_the_clock_with_its_own_code():
    release = threading.Event()
    clock = ticking.Clock(app_of(work=lambda: release.wait(20)), stuck=0.1)

    assert clock.run() == ticking.EXIT_STUCK
    release.set()
    clock.stop()
