"""Verify the record, and write it to a file that others can verify alone."""

import json
import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from audit import verification
from audit.models import Entry, Head


class Command(BaseCommand):
    """`verify_audit` exits 0 when the record is unbroken, 1 when not, 2 unread."""

    help = "Verify the record: chain, seals, end and triggers."

    def add_arguments(self, parser):
        parser.add_argument(
            "--export",
            metavar="FILE",
            help="write the record to FILE, for audit/verify_export.py",
        )
        parser.add_argument("--json", action="store_true", help="result as JSON")

    def handle(self, *args, **options):
        if options["export"]:
            self.export(Path(options["export"]))
        result = verification.verify()
        if options["json"]:
            self.stdout.write(json.dumps(result._asdict()))
        else:
            with override("en"):
                self.stdout.write(verification.sentence(result))
            self.stdout.write(f"End of the record: {result.head}")
        if not result.is_sound:
            sys.exit(1)

    def export(self, path):
        """One line an entry, with its seal; the keys stay where they are."""
        until = Head.objects.get(pk=Head.THE_ONE).seq
        draft = path.with_name(f".{path.name}.part")
        try:
            # The record tells who did what: only the owner reads the file.
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(handle, "w", encoding="utf-8") as file:
                for entry in Entry.objects.in_batches(until=until):
                    file.write(_line(entry))
            draft.replace(path)
        except OSError as error:
            raise CommandError(f"Cannot write {path}: {error}", returncode=2) from error
        self.stderr.write(f"{until} entries written to {path}.")


def _line(entry):
    names = ("seq", "prev", "hash", "key_id", "mac", "body")
    row = {name: getattr(entry, name) for name in names}
    return json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n"
