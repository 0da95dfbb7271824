"""The trace that each run of a background job leaves.

Rows are the queue: a job derives its work from the database each time, so a run that
is lost, late or doubled costs one period and never a duty.
"""

from django.db.models import F

from audit import clock
from governance.models import JobRun


def run(name: str, work) -> dict:
    """Do one run of a job and keep when it ran, and what came out.

    `work` returns the counts as a dict. An error is noted and raised again.
    """
    now = clock.true_now()
    JobRun.objects.update_or_create(name=name, defaults={"started_at": now})
    row = JobRun.objects.filter(name=name)
    try:
        counts = work()
    except Exception as error:
        row.update(
            finished_at=clock.true_now(),
            failures=F("failures") + 1,
            error=type(error).__name__,
        )
        raise
    now = clock.true_now()
    row.update(finished_at=now, succeeded_at=now, failures=0, counts=counts, error="")
    return counts
