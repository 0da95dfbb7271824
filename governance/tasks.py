"""The doors that the clock knocks at: each calls one function and keeps its trace."""

from celery import shared_task

from governance import delivery, erased, jobs, papers, sweeping, tidying


@shared_task
def sweep() -> dict:
    """Open, escalate and close stalls, and write who must be told."""
    return jobs.run("sweep", sweeping.sweep)


@shared_task
def deliver() -> dict:
    """Send what waits in the ledger of notifications."""
    return jobs.run("deliver", delivery.deliver)


@shared_task
def make_papers() -> dict:
    """Make the papers that people asked for."""
    return jobs.run("papers", papers.make_waiting)


@shared_task
def note_erased() -> dict:
    """Write the list of what was erased, which outlives the database."""
    return jobs.run("erased", lambda: {"listed": erased.note()})


@shared_task
def tidy() -> dict:
    """Take away what nobody can use any more."""
    return jobs.run("tidy", tidying.tidy)
