"""Verify the record, and write it to a file that others can verify alone."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from audit import keys, verification
from audit.models import Entry, Head


class Command(BaseCommand):
    """`verify_audit` exits 0 when the record is unbroken, 1 when it is not."""

    help = "Verify the record: chain, seals and triggers."

    def add_arguments(self, parser):
        parser.add_argument("--export", metavar="FILE", help="write it as NDJSON")
        parser.add_argument("--json", action="store_true", help="result as JSON")

    def handle(self, *args, **options):
        if options["export"]:
            self.export(Path(options["export"]))
        result = verification.verify()
        if options["json"]:
            self.stdout.write(json.dumps(result._asdict()))
        else:
            self.stdout.write(verification.sentence(result))
        if not result.is_sound:
            sys.exit(1)

    def export(self, path):
        """One line an entry, with its seal; the keys stay where they are."""
        until = Head.objects.get(pk=Head.THE_ONE).seq
        ring = keys.ring()
        with path.open("w", encoding="utf-8") as file:
            for entry in Entry.objects.in_batches(until=until):
                row = {
                    "seq": entry.seq,
                    "prev": entry.prev,
                    "hash": entry.hash,
                    "key_id": entry.key_id,
                    "mac": entry.mac,
                    "body": entry.body,
                }
                file.write(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n")
        self.stderr.write(
            f"{until} entries written to {path}; key {ring.current} seals."
        )
