"""The sample organisation: loaded into a database of its own, or removed with it."""

import json
import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from audit import clock
from governance import sweeping
from governance.sample import company, dialogue, meetings, pulse
from governance.sample.stories import STORIES
from governance.sample.teller import Teller
from initiatives.models import Initiative
from organisation.models import Person

FOUNDED_DAYS_AGO = 720


class Command(BaseCommand):
    """`demo` loads the sample; `demo --remove` deletes its database."""

    help = "Load the sample organisation into a database of its own, or remove it."

    def add_arguments(self, parser):
        parser.add_argument(
            "--remove", action="store_true", help="delete the sample's database"
        )

    def handle(self, *args, **options):
        if not settings.IS_SAMPLE:
            raise CommandError(
                "The sample lives in a database of its own, never beside real data. "
                "Run it without DATABASE_URL."
            )
        if options["remove"]:
            self.remove()
            return
        call_command("migrate", verbosity=0)
        if Initiative.objects.exists() or Person.objects.exists():
            raise CommandError(
                "There are people or initiatives here already. "
                "Remove the sample with: manage.py demo --remove"
            )
        password = secrets.token_urlsafe(15)
        now = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
        with transaction.atomic():
            with clock.at(now - timedelta(days=FOUNDED_DAYS_AGO)):
                sample = company.build(password)
                dialogue.verify_law(sample)
            for story in STORIES:
                Teller(sample, story, now).tell()
                self.stderr.write(f"  {story.title}")
            pulse.hold(sample, now)
            meetings.hold(sample, now)
        sweeping.sweep()
        self.accounts_file().write_text(json.dumps(sample.accounts, indent=1))
        self.accounts_file().chmod(0o600)
        self.stdout.write(f"{Initiative.objects.count()} initiatives are loaded.")

    def remove(self):
        """Delete the database of the sample, its files and its accounts."""
        connection.close()
        base = Path(settings.DATABASES["default"]["NAME"])
        found = False
        for suffix in ("", "-wal", "-shm"):
            file = base.with_name(base.name + suffix)
            found = found or file.exists()
            file.unlink(missing_ok=True)
        self.accounts_file().unlink(missing_ok=True)
        self.stdout.write(
            "The sample is removed." if found else "There is no sample to remove."
        )

    def accounts_file(self):
        """Who can sign in to the sample: read by `run`, and by nobody else."""
        return settings.VAR_DIR / "sample-accounts.json"
