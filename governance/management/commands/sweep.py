"""Flag what stalls, now or as it would be at another instant."""

import json
from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import get_default_timezone

from governance import jobs, sweeping


class Command(BaseCommand):
    """One sweep: the same that the clock and the worker do."""

    help = "Open, escalate and close stalls, and write who must be told."

    def add_arguments(self, parser):
        """At which instant, and how to answer."""
        parser.add_argument(
            "--at",
            metavar="ISO-TIME",
            help="sweep as if it were this instant, such as 2026-12-24T18:00+01:00",
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help="end with one JSON object: opened, escalated, closed, notified",
        )

    def handle(self, *args, **options):
        """Sweep once and print the counts."""
        at = _instant(options["at"]) if options["at"] else None
        counts = jobs.run("sweep", lambda: sweeping.sweep(at))
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        self.stdout.write(
            "{opened} opened, {escalated} escalated, {closed} closed; "
            "{notified} notices written.".format(**counts)
        )


def _instant(text: str) -> datetime:
    """An instant; without an offset it is local time of the installation."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            f"“{text}” is no time. Write it like 2026-12-24T18:00 or "
            "2026-12-24T17:00:00Z."
        ) from error
    if at.tzinfo is None:
        at = at.replace(tzinfo=get_default_timezone())
    return at.astimezone(UTC)
