"""A company of codes, in bulk, to measure with."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from audit import clock
from audit.models import Entry
from governance.seeding.profiles import PROFILES
from governance.seeding.running import seed
from initiatives.models import Initiative
from organisation.models import Person


class Command(BaseCommand):
    """`seed --profile group` fills an empty database; never one that is in use."""

    help = "Fill an empty database with a company of a given size, to measure with."

    def add_arguments(self, parser):
        parser.add_argument("--profile", choices=list(PROFILES), default="small")

    def handle(self, *args, profile, **options):
        call_command("migrate", verbosity=0)
        if any(m.objects.exists() for m in (Initiative, Person, Entry)):
            raise CommandError(
                "There are people, initiatives or entries here already. "
                "Seed an empty database: set DATABASE_URL to one."
            )
        seed(PROFILES[profile], now=clock.now(), say=self.say)

    def say(self, part, rows, seconds):
        """One line for each part: rows and seconds."""
        count = f"{rows:>10,}" if rows else " " * 10
        self.stdout.write(f"{part:<16} {count} {seconds:8.1f} s")
