"""What runs by itself, and how often: one table for beat and for the clock."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """One job: its task, and the seconds from one start to the next."""

    name: str
    task: str
    period: int

    @property
    def expires(self) -> int:
        """Seconds after which a message that nobody took is dropped; below the period.

        The next one does the same work, so a backlog is never worked off.
        """
        return max(1, self.period - 1)


JOBS = (
    Job("sweep", "governance.tasks.sweep", 60),
    Job("deliver", "governance.tasks.deliver", 15),
    Job("papers", "governance.tasks.make_papers", 5),
    Job("erased", "governance.tasks.note_erased", 300),
    Job("tidy", "governance.tasks.tidy", 3600),
)
