"""The clock of one machine: `manage.py run` keeps it, and it keeps its time."""

import os
import signal
import socket

from tests.faults.machinery import NAMES_OF_JOBS, House, until


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(house):
    """Start the product as a person does."""
    house.environ["MAILLON_STATIC_ROOT"] = str(house.static)
    house.environ["MAILLON_STATIC_IS_COLLECTED"] = "yes"
    return house.manage("run", "--own", "--port", str(free_port()))


def until_ready(process):
    """Wait until it says where it is."""
    until(lambda: "is ready at" in process.said or not process.lives, 60, process.log)
    assert process.lives, process.said


def run(house):
    """The product, ready: the process, its web server, its clock."""
    process = start(house)
    until_ready(process)
    return process


def child(process, word):
    """The pid of the child whose command line has a word."""
    for pid in process.children():
        with open(f"/proc/{pid}/cmdline") as file:
            if word in file.read():
                return pid
    return None


def test_run_starts_the_clock_and_the_jobs_run_at_once(embedded):
    process = run(embedded)

    until(lambda: set(embedded.runs()) >= NAMES_OF_JOBS, 20, "all jobs")
    web, clock = child(process, "gunicorn"), child(process, "clock")

    assert web
    assert clock
    assert {failures for _at, failures in embedded.runs().values()} == {0}
    assert process.terminate() == 0
    assert "Stopped." in process.said
    assert not os.path.exists(f"/proc/{web}")
    assert not os.path.exists(f"/proc/{clock}")


def test_a_clock_that_was_killed_is_started_again_and_works(embedded):
    process = run(embedded)
    until(lambda: set(embedded.runs()) >= NAMES_OF_JOBS, 20, "all jobs")
    first = child(process, "clock")
    before = embedded.runs()

    os.kill(first, signal.SIGKILL)

    second = until(lambda: child(process, "clock") not in (None, first), 30, "a clock")
    assert second
    until(lambda: embedded.runs()["sweep"] > before["sweep"], 60, "a sweep")
    assert process.terminate() == 0


def test_a_run_that_was_killed_leaves_no_clock_behind(embedded):
    process = run(embedded)
    clock = until(lambda: child(process, "clock"), 10, "a clock")

    os.kill(process.pid, signal.SIGKILL)

    until(lambda: not os.path.exists(f"/proc/{clock}"), 30, "the clock to end")


def test_the_clock_alone_stops_at_sigterm(embedded):
    clock = embedded.manage("clock")
    until(lambda: set(embedded.runs()) >= NAMES_OF_JOBS, 20, "all jobs")

    assert clock.terminate() == 0


def test_two_starts_at_once_that_share_the_static_files_both_come_up(grounds, embedded):
    path = grounds.sqlite()
    other = House(
        grounds.new_folder(),
        path,
        production=False,
        static=embedded.folder / "static",
        url=f"sqlite:///{path}",
    )
    embedded.static = other.static

    both = [start(embedded), start(other)]

    for process in both:
        until_ready(process)
    other.close()
