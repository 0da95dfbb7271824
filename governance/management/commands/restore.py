"""Fill an empty database from a backup, and put right what came after it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from audit import verification
from governance import backup
from governance.management.commands.erase_again import Command as EraseAgain


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
        parser.add_argument(
            "--erased",
            metavar="FILE",
            type=Path,
            help="the list of what was erased; else that of this database, if it "
            "has one",
        )

    def handle(self, *, folder, last_known, erased, **options):
        """Restore, verify, compare, erase again what was erased since."""
        if last_known and not last_known.partition(":")[0].isdigit():
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
        if last_known:
            self._compare(result.head, last_known)
        if _is_behind():
            self.stdout.write(
                "This backup is of an older version: run `manage.py migrate`, then "
                "`manage.py erase_again`, before people work on it."
            )
            return
        EraseAgain(stdout=self.stdout, stderr=self.stderr).handle(file=erased)

    def _compare(self, head, last_known):
        known, seq = int(last_known.partition(":")[0]), int(head.partition(":")[0])
        if known > seq:
            self.stdout.write(
                f"This is older than the record last known: {known - seq} "
                f"entries, {seq + 1} to {known}, are not in it. What they recorded "
                "is lost here: tell the people concerned."
            )
        elif known == seq and last_known != head:
            raise CommandError(
                "The record ends in another entry than the one last known: it is not "
                "the same record. Do not let people work on this database."
            )


def _is_behind() -> bool:
    """Whether the restored tables are those of an older version."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
