"""Background work: the entries that a clock calls, by worker or by hand."""

import os
from datetime import UTC, datetime

from celery import Celery

from governance import limits
from governance.schedule import JOBS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
limits.apply()

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

app = Celery("maillon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    job.name: {
        "task": job.task,
        "schedule": float(job.period),
        "options": {"expires": job.expires},
        # Due at the start of beat: after an outage nothing waits one period more.
        "last_run_at": LONG_AGO,
    }
    for job in JOBS
}
