"""Bring in a list of attendance: counts of people, or a row for each person."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audit import clock
from audit.errors import DomainError
from initiatives.imports.reading import MOST_BYTES, stream
from literacy.imports.reading import Attendance
from literacy.imports.running import check, run
from literacy.imports.words import COUNTS, FIELDS, Mapping, Outcome
from organisation.models import Person

SHOWN = 50


class Command(BaseCommand):
    """`manage.py import_attendance FILE`: counts at the end, progress beside."""

    help = __doc__

    def add_arguments(self, parser):
        """The file, which initiative it is about, and who answers for the import."""
        parser.add_argument("file", type=Path, help="CSV or XLSX")
        parser.add_argument("--initiative", help="reference for rows that name none")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="FIELD=NAME",
            help=f"what a column means; fields: {', '.join(FIELDS)}",
        )
        parser.add_argument(
            "--names",
            action="store_true",
            help="keep the names where the rules of the unit allow it",
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument(
            "--json", action="store_true", help="end with one JSON line"
        )
        parser.add_argument(
            "--by", required=True, help="e-mail of who answers for it (HR)"
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
        if outcome.read and outcome.counts["rejected"] == outcome.read:
            raise CommandError("No row could be brought in.")

    def _run(self, file, options) -> Outcome:
        by = self._person(options["by"])
        self._require_file(file)
        attendance = Attendance(
            stream(lambda: file.open("rb"), file.name),
            by=by,
            mapping=self._mapping(options),
            initiative=options["initiative"] or "",
        )
        attendance.mapping.names = options["names"]
        self._say(
            f"{file.name}: {attendance.stream.encoding}. "
            + ", ".join(f"{k} = {v}" for k, v in attendance.mapping.columns.items())
        )
        if options["dry_run"]:
            return check(attendance)
        outcome = Outcome()
        for done in run(attendance, outcome, by=by):
            self._say(f"{done} rows")
        return outcome

    def _mapping(self, options):
        if not options["column"]:
            return None
        columns = {}
        for given in options["column"]:
            field, _sign, name = given.partition("=")
            if field not in FIELDS or not name:
                raise CommandError(f"--column {given}: write FIELD=NAME.")
            columns[field] = name
        return Mapping(columns)

    def _require_file(self, file):
        try:
            if file.stat().st_size > MOST_BYTES:
                raise CommandError(f"{file} is larger than 50 MB. Split it.")
            with file.open("rb"):
                pass
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error

    def _person(self, email) -> Person:
        person = Person.objects.present(clock.today()).filter(email__iexact=email)
        if not person:
            raise CommandError(f"Nobody has an account with the e-mail {email}.")
        return person[0]

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
        self.stdout.write(
            f"{outcome.read} rows read, {outcome.people} people: {counts}.{ending}"
        )

    def _print_json(self, outcome):
        self.stdout.write(json.dumps(outcome.as_json(), ensure_ascii=False))

    def _say(self, text):
        self.stderr.write(text)
