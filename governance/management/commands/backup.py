"""Copy the database and the files into a folder, with their hashes."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from governance import backup, erased


class Command(BaseCommand):
    """`manage.py backup FOLDER`, while the product runs."""

    help = "Back up the database and the files into a new folder, without the keys."

    def add_arguments(self, parser):
        """Where to."""
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder, **options):
        """Back up, and say what is not in it."""
        try:
            erased.note()
            manifest = backup.make(folder)
        except (backup.BackupError, erased.ListError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(manifest['files'])} files are in {folder}.")
        self.stdout.write(f"End of the record: {manifest['head']}")
        self.stdout.write(
            "The audit keys and the secret key are not in it, so that nobody who "
            "finds it can write the record anew. Keep a copy of both elsewhere."
        )
        self.stdout.write(
            f"Nor is the list of what was erased, {erased.place()}: keep it apart from "
            "the database, since a restore needs it to erase the same again."
        )
