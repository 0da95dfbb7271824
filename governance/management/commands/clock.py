"""Call the background jobs in their time, on a machine without a broker."""

import os
import signal
import sys

from django.core.management.base import BaseCommand, CommandError

from governance import ticking
from governance.celery import app


class Command(BaseCommand):
    """What `manage.py run` keeps beside the web server; production has celery beat."""

    help = "Call the background jobs in their time, until told to stop."
    requires_system_checks = []

    def handle(self, **options):
        """Tick until SIGTERM or Ctrl-C; exit 70 when a job is stuck."""
        try:
            clock = ticking.Clock(app)
        except ticking.UnknownTask as error:
            raise CommandError(str(error)) from error
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: clock.stop())
        code = clock.run()
        sys.stdout.flush()
        sys.stderr.flush()
        # A thread that hangs in a driver must not keep the process.
        os._exit(code)
