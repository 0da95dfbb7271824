"""Background work: the entries that a clock calls, by worker or by hand."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")

BEAT_SCHEDULE: dict[str, dict] = {}
"""What runs by itself: name -> task, period in plain seconds, `expires` below it."""

app = Celery("maillon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = BEAT_SCHEDULE
