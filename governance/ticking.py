"""The clock of one machine: calls the entries of the beat schedule, without a broker.

Each entry has a thread, so that a long one costs its neighbours nothing. Time is
monotonic: a clock of the machine that is set back stops nothing.
"""

import gc
import logging
import threading
import time
from dataclasses import dataclass, field

from django.db import close_old_connections

logger = logging.getLogger(__name__)

STUCK_SECONDS = 600
GRACE_SECONDS = 25
EXIT_STUCK = 70


class UnknownTask(Exception):
    """The schedule names tasks that nobody has written."""


@dataclass
class Entry:
    """One line of the schedule, and since when it runs, if it does."""

    name: str
    task: object
    period: float
    running_since: float | None = field(default=None)


def entries(app) -> list[Entry]:
    """The schedule of a Celery app, each name looked up among its tasks."""
    app.loader.import_default_modules()
    schedule = app.conf.beat_schedule
    unknown = sorted(
        line["task"] for line in schedule.values() if line["task"] not in app.tasks
    )
    if unknown:
        raise UnknownTask(f"The schedule names no task: {', '.join(unknown)}.")
    return [
        Entry(name, app.tasks[line["task"]], float(line["schedule"]))
        for name, line in schedule.items()
    ]


def next_due(due: float, period: float, now: float) -> float:
    """When to run next: what was missed meanwhile collapses into one run, now."""
    return due + period * max(1, int((now - due) // period))


class Clock:
    """Runs until told to stop."""

    def __init__(self, app, *, stuck=STUCK_SECONDS, grace=GRACE_SECONDS):
        self.entries = entries(app)
        self.stuck, self.grace = stuck, grace
        self.stopping = threading.Event()

    def stop(self) -> None:
        """Begin nothing new; what runs may finish."""
        self.stopping.set()

    def run(self) -> int:
        """Call each entry in its time; the exit code when told to stop, or stuck."""
        threads = [
            threading.Thread(target=self._keep, args=(e,), name=e.name, daemon=True)
            for e in self.entries
        ]
        for thread in threads:
            thread.start()
        while not self.stopping.wait(min(1.0, self.stuck / 4)):
            for entry in self.entries:
                since = entry.running_since
                if since is not None and time.monotonic() - since > self.stuck:
                    logger.critical(
                        "The job %s has not come back for %d s; the clock starts anew.",
                        entry.name,
                        self.stuck,
                    )
                    return EXIT_STUCK
        deadline = time.monotonic() + self.grace
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        for thread in threads:
            if thread.is_alive():
                logger.error("The job %s was cut off at the stop.", thread.name)
        return 0

    def _keep(self, entry: Entry) -> None:
        due = time.monotonic()
        while not self.stopping.wait(max(0.0, due - time.monotonic())):
            entry.running_since = time.monotonic()
            self._call(entry)
            entry.running_since = None
            due = next_due(due, entry.period, time.monotonic())

    def _call(self, entry: Entry) -> None:
        """One run; a failure is logged, and costs one period."""
        close_old_connections()
        try:
            failed = entry.task.apply().failed()
        except Exception:
            logger.exception("The job %s could not be called.", entry.name)
            failed = True
        finally:
            close_old_connections()
        if failed:
            # A traceback holds its frames, and with them cursors of a dead connection.
            gc.collect()
