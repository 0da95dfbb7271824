"""Run all tests, and bring what they need from the system."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from django.core.management.base import BaseCommand

from governance import env, frontend, messages

PR_SET_PDEATHSIG = 1
START_SECONDS = 30
CHROMIUM = ("chromium", "chromium-browser", "chrome")
PARTS = ("lint", "sqlite", "postgres", "browser")
NAMES = {"fast": ("lint", "fast"), "all": PARTS, **{part: (part,) for part in PARTS}}
NAMES["races"] = ("races",)
LINTS = {
    "layout": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "imports": ["lint-imports", "--no-cache"],
}
NEEDS = {"postgres": "postgresql", "races": "postgresql", "browser": "chromium"}
"""Part -> the Debian package without which it cannot run."""


@dataclass
class Count:
    """What came out of the parts so far."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, report: Path, part: str) -> None:
        """Take in pytest's own report; no report, or an empty one, is a failure."""
        try:
            suites = ElementTree.parse(report).getroot().iter("testsuite")
            facts = [suite.attrib for suite in suites]
        except (OSError, ElementTree.ParseError):
            facts = []
        total = sum(int(f["tests"]) for f in facts)
        bad = sum(int(f["failures"]) + int(f["errors"]) for f in facts)
        left = sum(int(f["skipped"]) for f in facts)
        if not total:
            self.failed += 1
            self.notes.append(f"{part}: no test was run")
        self.passed += max(0, total - bad - left)
        self.failed += bad
        self.skipped += left


class Command(BaseCommand):
    """The whole suite on SQLite and again on PostgreSQL, browser tests, lints."""

    help = (
        "Run all tests, or a part: fast, lint, sqlite, postgres, races, browser. "
        "Anything after -- goes to pytest."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        """Which part, and what to hand on."""
        parser.add_argument("part", nargs="?", default="all", choices=sorted(NAMES))
        parser.add_argument("pytest", nargs="*", help="given to pytest, after --")

    def handle(self, *, part, pytest, **options):
        """Run the parts one after the other; exit 1 when anything failed."""
        self.is_ci = env.flag("CI")
        self.count = Count()
        self.extra = pytest
        messages.compile_all()
        parts = NAMES[part]
        if "browser" in parts:
            frontend.install(with_tests=True)
        for name in parts:
            self.stdout.write(f"\n== {name}")
            self.stdout.flush()
            began = time.monotonic()
            if self.has_needs(name):
                getattr(self, f"run_{name}")()
            self.stdout.write(f"== {name}: {time.monotonic() - began:.0f} s")
        self.close()

    def close(self):
        """Say what was left out and why, then the counts on the last line."""
        self.stdout.write("")
        for note in self.count.notes:
            self.stdout.write(note)
        line = f"{self.count.passed} passed, {self.count.failed} failed"
        if self.count.skipped:
            line += f", {self.count.skipped} skipped"
        self.stdout.write(line)
        self.stdout.flush()
        if self.count.failed:
            sys.exit(1)

    # What the parts need

    def has_needs(self, part) -> bool:
        """Whether the system has what the part needs, installed now where allowed."""
        package = NEEDS.get(part)
        if package is None or found(package):
            return True
        if os.geteuid() == 0 and shutil.which("apt-get"):
            self.stdout.write(f"Installing {package} with apt-get ...")
            self.stdout.flush()
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            for command in (["update"], ["install", "-y", package]):
                subprocess.run(
                    ["apt-get", "-qq", *command],
                    env=quiet,
                    stdout=subprocess.DEVNULL,
                    check=False,
                )
            if found(package):
                return True
        self.count.notes.append(
            f"{part}: left out, {package} is missing (apt-get install {package})"
        )
        if self.is_ci:
            self.count.failed += 1
        else:
            self.count.skipped += 1
        return False

    # The parts

    def run_lint(self):
        """Layout, lint and the floors of the house; each counts as one test."""
        for name, (tool, *options) in LINTS.items():
            done = subprocess.run(
                [Path(sys.executable).with_name(tool), *options],
                cwd=settings.BASE_DIR,
                check=False,
            )
            if done.returncode:
                self.count.failed += 1
                self.count.notes.append(f"lint: {name} failed")
            else:
                self.count.passed += 1

    def run_fast(self):
        """On SQLite, without what takes seconds."""
        self.pytest("fast", "not browser and not slow")

    def run_sqlite(self):
        """Everything but the browser, on SQLite."""
        self.pytest("sqlite", "not browser")

    def run_postgres(self):
        """The same on PostgreSQL, with the races that only show there."""
        with private_postgres() as url:
            self.pytest("postgres", "not browser and not slow", DATABASE_URL=url)

    def run_races(self):
        """Eight callers on one gate, 500 rounds of each race, on PostgreSQL."""
        self.extra = self.extra or ["tests/races"]
        with private_postgres() as url:
            self.pytest(
                "races", "postgres", DATABASE_URL=url, MAILLON_RACE_ROUNDS="500"
            )

    def run_browser(self):
        """The journeys in Chromium, on a SQLite file as `manage.py run` has it."""
        self.pytest("browser", "browser", MAILLON_TEST_DATABASE="file")

    def pytest(self, part, chosen, **environ):
        """Run pytest on both cores and take in what it reports."""
        with tempfile.TemporaryDirectory(prefix="maillon-test.") as folder:
            report = Path(folder) / "report.xml"
            outside = {
                name: value
                for name, value in os.environ.items()
                if name != "DATABASE_URL" and not name.startswith("MAILLON_")
            }
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", chosen),
                    *(f"--junit-xml={report}", "--maxfail=50", *self.extra),
                ],
                cwd=settings.BASE_DIR,
                env={**outside, **environ},
                check=False,
            )
            before = self.count.failed
            self.count.add(report, part)
            if done.returncode and self.count.failed == before:
                self.count.failed += 1
                self.count.notes.append(f"{part}: pytest ended with {done.returncode}")


def found(package: str) -> bool:
    """Whether a need is met on this machine."""
    if package == "chromium":
        return any(shutil.which(name) for name in CHROMIUM)
    return postgres_programs() is not None


def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL server here; Debian keeps it off the path."""
    folders = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda p: int(p.parent.name))
    path = shutil.which("initdb")
    return Path(path).resolve().parent if path else None


@contextmanager
def private_postgres():
    """A PostgreSQL of our own: empty, on a socket in a folder, gone afterwards."""
    programs = postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="maillon-pg."))
    account = None
    if os.geteuid() == 0:
        # initdb refuses root.
        account = ordinary_account()
        os.chown(folder, account.pw_uid, account.pw_gid)
    identity = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
    if account:
        identity["extra_groups"] = []
    data = folder / "data"
    try:
        subprocess.run(
            [
                *(programs / "initdb", "-D", data, "-U", "maillon", "-E", "UTF8"),
                *("--auth=trust", "--locale=C.UTF-8", "--no-sync"),
            ],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            check=True,
            **identity,
        )
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [
                    *(programs / "postgres", "-D", data, "-k", folder),
                    *("-c", "listen_addresses=", "-c", "fsync=off"),
                    *("-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
                ],
                cwd=folder,
                stdout=log,
                stderr=log,
                # It must not outlive us, whatever ends us.
                preexec_fn=lambda: ctypes.CDLL(None).prctl(
                    PR_SET_PDEATHSIG, signal.SIGINT
                ),
                **identity,
            )
        try:
            wait_until_ready(programs, folder, server)
            yield f"postgres://maillon@/maillon?host={folder}"
        finally:
            server.send_signal(signal.SIGQUIT)
            try:
                server.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ordinary_account() -> pwd.struct_passwd:
    """An account without rights that the system always has."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("There is neither an account postgres nor nobody here.")


def wait_until_ready(programs: Path, folder: Path, server: subprocess.Popen) -> None:
    """Wait for the first answer, about a second."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        done = subprocess.run(
            [programs / "pg_isready", "-q", "-h", folder, "-U", "maillon"], check=False
        )
        if done.returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start: " + (folder / "log").read_text())
