"""Measure the product on a database of its own, seeded with codes."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from audit import clock
from governance.bench.cases import CASES
from governance.bench.measuring import Result
from governance.management.commands.test import postgres_programs, private_postgres
from governance.seeding.profiles import PROFILES
from governance.seeding.running import seed
from initiatives.models import Initiative


class Command(BaseCommand):
    """`bench` makes a PostgreSQL or SQLite database, seeds it, measures, removes it."""

    help = "Measure the cases of docs/performance.md, as ratios to a floor."

    def add_arguments(self, parser):
        parser.add_argument("--profile", choices=list(PROFILES), default="small")
        parser.add_argument("--case", default="", help="for example L1,L4")
        parser.add_argument("--json", type=Path, help="write the results here too")
        parser.add_argument("--sqlite", action="store_true", help="on SQLite instead")
        parser.add_argument(
            "--keep",
            type=Path,
            metavar="FILE",
            help="with --sqlite: keep this database, and use it when it is there",
        )
        parser.add_argument(
            "--here", action="store_true", help="(used by bench itself)"
        )

    def handle(self, *args, **options):
        cases = [c.strip().upper() for c in options["case"].split(",") if c.strip()]
        unknown = [c for c in cases if c not in CASES]
        if unknown:
            raise CommandError(
                f"There is no case {unknown[0]}; there are {', '.join(CASES)}."
            )
        if options["here"]:
            self.measure(cases or list(CASES), options)
        elif options["sqlite"]:
            with tempfile.TemporaryDirectory(prefix="maillon-bench.") as folder:
                file = (options["keep"] or Path(folder) / "bench.sqlite3").absolute()
                self.again(f"sqlite:///{file}", options)
        elif postgres_programs() is None:
            raise CommandError(
                "There is no PostgreSQL server on this machine. Use --sqlite."
            )
        else:
            with private_postgres() as url:
                _create(url)
                self.again(url, options)

    def again(self, url, options):
        """The same command in a process of its own, on its own database and keys."""
        with tempfile.TemporaryDirectory(prefix="maillon-bench.") as folder:
            keys = options["keep"] and f"{options['keep'].absolute()}.keys"
            command = [
                sys.executable,
                str(Path(settings.BASE_DIR) / "manage.py"),
                *("bench", "--here", "--profile", options["profile"]),
                *("--case", options["case"]),
            ]
            if options["json"]:
                command += ["--json", str(options["json"].absolute())]
            done = subprocess.run(
                command,
                env={
                    **os.environ,
                    "DATABASE_URL": url,
                    "MAILLON_AUDIT_KEYS_FILE": keys or f"{folder}/keys",
                },
                check=False,
            )
        if done.returncode:
            raise CommandError(f"The measuring ended with {done.returncode}.")

    def measure(self, cases, options):
        """Seed where nothing is yet, run the cases, print and write the table."""
        call_command("migrate", verbosity=0)
        if not Initiative.objects.exists():
            seed(PROFILES[options["profile"]], now=clock.now(), say=self.said)
        elif not Initiative.objects.filter(title="Use case 00001").exists():
            raise CommandError("This database is in use: measure on one of its own.")
        self.stdout.write(HEAD)
        results: list[Result] = []
        for case in cases:
            for result in self.results_of(case):
                results.append(result)
                self.stdout.write(line(result))
                self.stdout.flush()
            if options["json"]:
                # after each case, so that a run which is stopped is not lost
                self.keep(results, options)

    def results_of(self, case):
        """The results of a case; one that fails is a result too."""
        try:
            yield from CASES[case]()
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            yield Result(case, "", "", met=False, note=why)

    def keep(self, results, options):
        """Write what was measured as JSON."""
        found = {
            "profile": options["profile"],
            "engine": connection.vendor,
            "cores": os.cpu_count(),
            "results": [result.as_dict() for result in results],
        }
        options["json"].write_text(json.dumps(found, indent=1))

    def said(self, part, rows, seconds):
        """How the seeding goes on."""
        self.stderr.write(f"  {part}: {rows:,} rows, {seconds:.1f} s")


HEAD = f"{'case':<5}{'queries':>8}{'ratio':>8}{'ms':>10}  met  what (target; note)"


def line(result) -> str:
    """case, queries, ratio, time, met, what, and in brackets target and note."""
    met = {True: "yes", False: "NO", None: "-"}[result.met]
    queries = "" if result.queries is None else result.queries
    ratio = "" if result.ratio is None else f"{result.ratio:.2f}"
    spent = "" if result.milliseconds is None else f"{result.milliseconds:.1f}"
    aside = "; ".join(part for part in (result.target, result.note) if part)
    figures = f"{result.case:<5}{queries:>8}{ratio:>8}{spent:>10}"
    return f"{figures}  {met:<4} {result.what} ({aside})"


def _create(url):
    """Make the database that a server of our own does not have yet."""
    server = psycopg2.connect(url.replace("/maillon?", "/postgres?"))
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute("CREATE DATABASE maillon")
    server.close()
