"""Background work: the entries that a clock calls, by worker or by hand."""

import os

from celery import Celery

from governance import limits
from governance.schedule import JOBS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
limits.apply()

app = Celery("maillon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    job.name: {
        "task": job.task,
        "schedule": float(job.period),
        "options": {"expires": job.expires},
    }
    for job in JOBS
}
