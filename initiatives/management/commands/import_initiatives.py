"""Bring an inventory of initiatives that already run into the pipeline."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audit import clock
from audit.errors import DomainError
from initiatives.imports import mapping as mapping_of
from initiatives.imports.reading import MOST_BYTES
from initiatives.imports.running import COUNTS, Inventory, Outcome
from organisation.functions import Function
from organisation.models import Mandate, Person, Unit

SHOWN = 50


class Command(BaseCommand):
    """`manage.py import_initiatives FILE`: counts at the end, progress beside."""

    help = __doc__

    def add_arguments(self, parser):
        """The file, what its columns mean, and who answers for the import."""
        parser.add_argument("file", type=Path, help="CSV or XLSX")
        parser.add_argument("--mapping", type=Path, help="JSON; see docs/import.md")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument(
            "--json", action="store_true", help="end with one JSON line"
        )
        parser.add_argument("--by", help="e-mail of who answers for it")
        parser.add_argument(
            "--unit", help="code of the unit for rows without a known one"
        )
        parser.add_argument(
            "--create-units", action="store_true", help="create the units of the file"
        )

    def handle(self, *args, file, json, **options):
        """Read, check, bring in; a file that cannot be read ends with a sentence."""
        try:
            outcome = self._run(file, options)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._tell(outcome, options["dry_run"])
        if json:
            self._print_json(outcome)
        counts = outcome.counts
        if outcome.read and counts["rejected"] == outcome.read:
            raise CommandError("No row could be brought in.")

    def _run(self, file, options) -> Outcome:
        by = self._person(options["by"])
        mapping = self._mapping(options)
        inventory = Inventory(
            self._content(file), file.name, mapping, unit=self._unit(options["unit"])
        )
        if options["create_units"]:
            inventory.mapping.create_units = True
        total = len(inventory.lines)
        self._say(
            f"{file.name}: {total} rows, {inventory.table.encoding}. "
            + ", ".join(f"{k} = {v}" for k, v in inventory.mapping.columns.items())
        )
        if options["dry_run"]:
            return inventory.check(by=by)
        outcome = Outcome()
        for done in inventory.run(outcome, by=by):
            self._say(f"{done} of {total} rows")
        return outcome

    def _content(self, file) -> bytes:
        try:
            if file.stat().st_size > MOST_BYTES:
                raise CommandError(f"{file} is larger than 50 MB. Split it.")
            return file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error

    def _mapping(self, options):
        if not options["mapping"]:
            return None
        try:
            return mapping_of.from_json(options["mapping"].read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['mapping']} cannot be read.") from error

    def _unit(self, code):
        if not code:
            return None
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise CommandError(f"There is no unit with the code {code}.")
        return unit

    def _person(self, email) -> Person:
        if email:
            person = Person.objects.present(clock.today()).filter(email__iexact=email)
            if not person:
                raise CommandError(f"Nobody has an account with the e-mail {email}.")
            return person[0]
        holders = {
            mandate.person
            for mandate in Mandate.objects.effective(clock.today())
            .filter(function=Function.LEADERSHIP, unit__parent__isnull=True)
            .select_related("person")
        }
        if len(holders) != 1:
            raise CommandError(
                f"{len(holders) or 'No'} people hold Leadership for the root unit. "
                "Say with --by EMAIL who answers for this import."
            )
        return holders.pop()

    def _tell(self, outcome, dry_run):
        for error in outcome.errors[:SHOWN]:
            found = error.as_json()
            self._say(
                f"line {found['line']}, {found['column']}: {found['cell']!r}: "
                f"{found['sentence']}"
            )
        if len(outcome.errors) > SHOWN:
            self._say(f"and {len(outcome.errors) - SHOWN} more")
        for sentence in outcome.sentences():
            self._say(str(sentence))
        counts = ", ".join(f"{outcome.counts[name]} {name}" for name in COUNTS)
        ending = " Nothing was written (dry run)." if dry_run else ""
        self.stdout.write(f"{outcome.read} rows read: {counts}.{ending}")

    def _print_json(self, outcome):
        self.stdout.write(json.dumps(outcome.as_json(), ensure_ascii=False))

    def _say(self, text):
        self.stderr.write(text)
