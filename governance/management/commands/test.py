"""Run all tests, and bring what they need from the system."""

import ctypes
import json
import os
import pwd
import secrets
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
AUDIT_SECONDS = 90
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "chrome")
"""Where a browser may be; the first has no windows to draw and takes half the work."""
PARTS = ("lint", "sqlite", "postgres", "faults", "browser")
NAMES = {"fast": ("lint", "fast"), "all": PARTS, **{part: (part,) for part in PARTS}}
NAMES["races"] = ("races",)
LINTS = {
    "layout": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "imports": ["lint-imports", "--no-cache"],
}
NEEDS = {
    "postgres": ("postgresql",),
    "races": ("postgresql",),
    "faults": ("postgresql", "redis-server"),
    "browser": ("chromium",),
}
"""Part -> the Debian packages without which it cannot run."""

WITH = {"chromium": ("chromium-headless-shell",)}
"""Debian package -> what comes along where it is to be had; nothing rests on it."""

WAITING_WORKERS = 4
"""For tests that mostly wait for processes which they started or killed."""

FOR_DEPLOYMENT = {
    "MAILLON_ENV": "production",
    "MAILLON_BASE_URL": "https://maillon.example",
    "MAILLON_TRUST_PROXY": "yes",
    "MAILLON_EMAIL_HOST": "127.0.0.1",
    "DATABASE_URL": "postgres://maillon@127.0.0.1/maillon",
}
"""What Django's own checks of a deployment need to read the settings of production."""


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
        "Run all tests, or a part: fast, lint, sqlite, postgres, races, faults, "
        "browser. "
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
        missing = [name for name in NEEDS.get(part, ()) if not found(name)]
        if missing and os.geteuid() == 0 and shutil.which("apt-get"):
            install(missing, self.stdout)
            missing = [name for name in missing if not found(name)]
        if not missing:
            return True
        words = " ".join(missing)
        self.count.notes.append(
            f"{part}: left out, missing here: {words} (apt-get install {words})"
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
        self.check_deployment()
        self.audit_packages()

    def check_deployment(self):
        """Django's own checks, on the settings of production; a warning fails."""
        with tempfile.TemporaryDirectory(prefix="maillon-test.") as folder:
            keys = Path(folder) / "audit_keys"
            keys.touch(mode=0o600)
            keys.write_text(
                json.dumps({"current": "k", "keys": {"k": secrets.token_hex(32)}})
            )
            done = subprocess.run(
                [
                    *(sys.executable, settings.BASE_DIR / "manage.py", "check"),
                    *("--deploy", "--fail-level", "WARNING"),
                ],
                cwd=settings.BASE_DIR,
                env={
                    **plain_environment(),
                    **FOR_DEPLOYMENT,
                    "MAILLON_NO_BOOTSTRAP": "1",
                    "MAILLON_SECRET_KEY": secrets.token_urlsafe(48),
                    "MAILLON_AUDIT_KEYS_FILE": str(keys),
                    "MAILLON_VAR_DIR": folder,
                },
                stdout=subprocess.DEVNULL,
                check=False,
            )
        if done.returncode:
            self.count.failed += 1
            self.count.notes.append("lint: check --deploy failed")
        else:
            self.count.passed += 1

    def audit_packages(self):
        """Ask which locked packages have a known weakness; it needs the network."""
        kind, said = audit_of(settings.BASE_DIR / "requirements" / "run.txt")
        if kind == "clean":
            self.count.passed += 1
        elif kind == "found":
            self.stdout.write(said)
            self.count.failed += 1
            self.count.notes.append("lint: a locked package has a known weakness")
        else:
            # Weaknesses are asked for outside, and a network that is closed is not a
            # fault of the code: no pass, and the line says what was not asked.
            self.count.skipped += 1
            self.count.notes.append(f"lint: pip-audit left out, {said}")

    def run_fast(self):
        """On SQLite, without what takes seconds."""
        self.pytest("fast", "not browser and not faults and not slow")

    def run_sqlite(self):
        """Everything but the browser, on SQLite."""
        self.pytest("sqlite", "not browser and not faults")

    def run_postgres(self):
        """The same on PostgreSQL, with the races that only show there.

        What pages say is not read twice: each is opened once, with the sample's data.
        """
        with private_postgres() as url:
            self.pytest(
                "postgres",
                "not browser and not faults and not slow and not drawn",
                DATABASE_URL=url,
            )

    def run_faults(self):
        """Processes that are killed, disks that are full, clocks that are wrong."""
        self.pytest("faults", "faults", where="tests/faults", workers=WAITING_WORKERS)

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

    def pytest(self, part, chosen, *, where="tests", workers=2, **environ):
        """Run pytest on both cores and take in what it reports."""
        with tempfile.TemporaryDirectory(prefix="maillon-test.") as folder:
            report = Path(folder) / "report.xml"
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "pytest", "-q", "-n", str(workers)),
                    *("-m", chosen),
                    # One by one: two workers end together.
                    *("--maxschedchunk=1", "--maxfail=50", "--durations=25"),
                    *(f"--junit-xml={report}", *(self.extra or [where])),
                ],
                cwd=settings.BASE_DIR,
                env={**plain_environment(), **environ},
                check=False,
            )
            before = self.count.failed
            self.count.add(report, part)
            if done.returncode and self.count.failed == before:
                self.count.failed += 1
                self.count.notes.append(f"{part}: pytest ended with {done.returncode}")


def plain_environment() -> dict[str, str]:
    """The environment without what would steer the product.

    Bytecode is kept: hundreds of processes start here, and each would compile anew.
    """
    steering = (
        *("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"),
        "PYTHONDONTWRITEBYTECODE",
    )
    return {
        name: value
        for name, value in os.environ.items()
        if name not in steering and not name.startswith("MAILLON_")
    }


def audit_of(lock: Path) -> tuple[str, str]:
    """What pip-audit says of a lock: clean, found or unknown, and its words."""
    tool = Path(sys.executable).with_name("pip-audit")
    try:
        done = subprocess.run(
            [
                *(tool, "--requirement", lock, "--disable-pip", "--no-deps"),
                *("--progress-spinner", "off", "--timeout", "15"),
                *("--format", "json"),
            ],
            capture_output=True,
            text=True,
            timeout=AUDIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "unknown", f"its source did not answer within {AUDIT_SECONDS} s"
    try:
        report = json.loads(done.stdout)
    except ValueError:
        lines = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        return "unknown", f"its source is out of reach ({lines[-1][:120]})"
    return judged(report)


def judged(report: dict) -> tuple[str, str]:
    """The verdict of a report: a package that was not asked of is never clean."""
    rows = report["dependencies"]
    weak = [
        f"{row['name']} {row['version']}: {', '.join(v['id'] for v in row['vulns'])}"
        for row in rows
        if row.get("vulns")
    ]
    if weak:
        return "found", "\n".join(weak)
    unasked = [row["name"] for row in rows if "vulns" not in row]
    if unasked or not rows:
        return (
            "unknown",
            f"its source knows nothing of {len(unasked)} of {len(rows)} packages",
        )
    return "clean", ""


def install(packages: list[str], stdout) -> None:
    """Install Debian packages, without the services that they would start."""
    stdout.write(f"Installing {' '.join(packages)} with apt-get ...")
    stdout.flush()
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    along = [["install", "-y", w] for name in packages for w in WITH.get(name, ())]
    for command in (["update"], ["install", "-y", *packages], *along):
        subprocess.run(
            ["apt-get", "-qq", *command],
            env=quiet,
            stdout=subprocess.DEVNULL,
            check=False,
        )


def found(package: str) -> bool:
    """Whether a need is met on this machine."""
    if package == "chromium":
        return any(shutil.which(name) for name in CHROMIUM)
    if package == "redis-server":
        return shutil.which("redis-server") is not None
    return postgres_programs() is not None


def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL server here; Debian keeps it off the path."""
    folders = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda p: int(p.parent.name))
    path = shutil.which("initdb")
    return Path(path).resolve().parent if path else None


class Postgres:
    """A PostgreSQL of our own, on a socket in a folder; nothing of it stays."""

    def __init__(self, *, durable=False):
        self.programs = postgres_programs()
        self.folder = Path(tempfile.mkdtemp(prefix="maillon-pg."))
        # Quick, since nothing here must outlive the machine; durable, where a test
        # kills the server and asks what it had promised to keep.
        commit = "on" if durable else "off"
        self.options = [
            *("-c", "listen_addresses=", "-c", "fsync=off"),
            *("-c", f"synchronous_commit={commit}", "-c", "full_page_writes=off"),
        ]
        self.identity, self.server = {}, None
        if os.geteuid() == 0:
            # initdb refuses root.
            account = ordinary_account()
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self.identity = {"user": account.pw_uid, "group": account.pw_gid}
            self.identity["extra_groups"] = []

    def url(self, name="maillon") -> str:
        """Where one of its databases is."""
        return f"postgres://maillon@/{name}?host={self.folder}"

    def create(self) -> None:
        """Lay out an empty cluster."""
        subprocess.run(
            [
                *(self.programs / "initdb", "-D", self.folder / "data"),
                *("-U", "maillon", "-E", "UTF8"),
                *("--auth=trust", "--locale=C.UTF-8", "--no-sync"),
            ],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            check=True,
            **self.identity,
        )

    def start(self) -> None:
        """Start the server and wait for its first answer, about a second."""
        with (self.folder / "log").open("a") as log:
            self.server = subprocess.Popen(
                [
                    *(self.programs / "postgres", "-D", self.folder / "data"),
                    *("-k", self.folder, *self.options),
                ],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                # It must not outlive us, whatever ends us.
                preexec_fn=lambda: ctypes.CDLL(None).prctl(
                    PR_SET_PDEATHSIG, signal.SIGINT
                ),
                **self.identity,
            )
        wait_until_ready(self.programs, self.folder, self.server)

    def stop(self) -> None:
        """Stop the server, if it runs."""
        if self.server is None or self.server.poll() is not None:
            return
        self.server.send_signal(signal.SIGQUIT)
        try:
            self.server.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()

    def remove(self) -> None:
        """Stop it and take its folder away."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def private_postgres():
    """The address of an empty PostgreSQL, gone afterwards."""
    postgres = Postgres()
    try:
        postgres.create()
        postgres.start()
        yield postgres.url()
    finally:
        postgres.remove()


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
