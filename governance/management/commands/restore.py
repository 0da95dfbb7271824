"""Fill an empty database from a backup, and compare it with what came after."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audit import verification
from governance import backup


class Command(BaseCommand):
    """`manage.py restore FOLDER`, into the database that DATABASE_URL names."""

    help = "Restore a backup into an empty database, and verify the record in it."
    requires_system_checks = []

    def add_arguments(self, parser):
        """From where, and how far the record had come."""
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--last-known",
            metavar="SEQ:HASH",
            default="",
            help="the end of the record as last written down, to say what is lost",
        )

    def handle(self, *, folder, last_known, **options):
        """Restore, verify, compare."""
        known = last_known.partition(":")[0]
        if last_known and not known.isdigit():
            raise CommandError("--last-known must look like SEQ:HASH, such as 12:ab…")
        try:
            manifest = backup.restore(folder)
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        result = verification.verify()
        self.stdout.write(f"Restored what was backed up at {manifest['made_at']}.")
        self.stdout.write(verification.sentence(result))
        self.stdout.write(f"End of the record: {result.head}")
        if not result.is_sound:
            raise CommandError("Do not let people work on this database.")
        if not last_known:
            return
        seq = int(result.head.partition(":")[0])
        if int(known) > seq:
            self.stdout.write(
                f"This is older than the record last known: {int(known) - seq} "
                f"entries, {seq + 1} to {known}, are not in it. What they recorded "
                "is lost here: tell the people concerned."
            )
        elif int(known) == seq and last_known != result.head:
            raise CommandError(
                "The record ends in another entry than the one last known: it is not "
                "the same record. Do not let people work on this database."
            )
