"""Erase again what had been erased since a backup was made."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audit.actions import SYSTEM
from governance import actions, erased

NAMES = {
    "person": "people",
    "file": "files",
    "comment": "comments",
    "attendee": "names on lists of attendance",
    "note": "notes of bodies",
    "concern": "concerns",
    "claim": "concerns without an open name",
    "taken_back": "concerns that were taken back unread",
}


class Command(BaseCommand):
    """`manage.py erase_again [--list FILE]`; `restore` does it by itself."""

    help = "After a restore, erase again what the list says was erased since."

    def add_arguments(self, parser):
        """Which list."""
        parser.add_argument(
            "--list",
            dest="file",
            metavar="FILE",
            type=Path,
            help="the list of what was erased; else that of this database",
        )

    def handle(self, *, file, **options):
        """Erase again, and say what; or say that there is no list."""
        path = file or erased.place()
        if file is None and not path.exists():
            self.stdout.write(
                f"There is no list of what was erased at {path}. What was erased "
                "after the backup is back: find the list, and run "
                "`manage.py erase_again --list FILE` before people work here."
            )
            return
        try:
            done = actions.erase_again(erased.read(path), by=SYSTEM)
        except erased.ListError as error:
            raise CommandError(str(error)) from error
        erased.note()
        if not done:
            self.stdout.write("Nothing that was erased has come back.")
            return
        said = ", ".join(f"{n} {NAMES[kind]}" for kind, n in done.items())
        self.stdout.write(f"Erased again, since two people had erased it: {said}.")
