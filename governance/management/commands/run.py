"""Run the product on one machine, with nothing else to install or to set up."""

import errno
import fcntl
import hashlib
import ipaddress
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from governance import frontend, messages
from governance.starting import follows_us, web_server
from organisation.models import Person

STOP_SECONDS = 30
QUICK_DEATH_SECONDS = 10
QUICK_DEATHS_ALLOWED = 5
NOT_SERVED = ["rest_framework/*", "guardian/*", "admin/*"]


class Child:
    """A process that `run` keeps alive, and that never outlives `run`."""

    def __init__(self, name: str, command: list[str]):
        self.name, self.command = name, command
        self.quick_deaths = 0
        self.start()

    def start(self) -> None:
        """Start it in a process group of its own: Ctrl-C reaches `run` alone."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            process_group=0,
            preexec_fn=follows_us(),
            stdin=subprocess.DEVNULL,
        )

    def keep_alive(self) -> bool:
        """Start it again when it died; False when it keeps dying at once."""
        if self.process.poll() is None:
            return True
        is_quick = time.monotonic() - self.started < QUICK_DEATH_SECONDS
        self.quick_deaths = self.quick_deaths + 1 if is_quick else 0
        if self.quick_deaths > QUICK_DEATHS_ALLOWED:
            return False
        time.sleep(1)
        self.start()
        return True

    def stop(self, deadline: float) -> None:
        """Let it finish what it does, until the deadline."""
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Command(BaseCommand):
    """Prepare the database and the pages, then serve until told to stop."""

    help = (
        "Run Maillon on this machine: the sample organisation, or with --own the "
        "company's own database. DATABASE_URL overrides both."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        """Where to listen, and for which database."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--own", action="store_true", help="the company's own, empty database"
        )

    def handle(self, *, host, port, **options):
        """Prepare, print where it is, supervise."""
        self.began = time.monotonic()
        lock = self.lock_database()
        self.try_port(host, port)
        self.prepare()
        self.name_this_address(host, port)
        self.supervise(host, port)
        lock.close()

    def lock_database(self):
        """One `run` for each database: two would do the same work twice."""
        database = connection.settings_dict
        name = hashlib.sha256(
            f"{database['HOST']}:{database['PORT']}/{database['NAME']}".encode()
        ).hexdigest()[:12]
        handle = (settings.VAR_DIR / f"run.{name}.lock").open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(
                f"Maillon already runs on {database['NAME']}. Stop it there first "
                "(Ctrl-C), or choose another database with --own or DATABASE_URL."
            ) from error
        return handle

    def try_port(self, host, port):
        """Say now, in one sentence, that the address cannot be had."""
        if not 1 <= port <= 65535:
            raise CommandError("--port must be between 1 and 65535, such as 8000.")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise CommandError(
                        f"Port {port} is taken by another program. Run this with "
                        f"another one, such as --port {free_port(host)}."
                    ) from error
                raise CommandError(
                    f"{host}:{port} cannot be used here: {error.strerror or error}. "
                    "Leave --host and --port away to use 127.0.0.1:8000."
                ) from error

    def prepare(self):
        """Bring database, words, fonts and static files up to date."""
        call_command("migrate", verbosity=0, interactive=False)
        self.check(databases=["default"])
        messages.compile_all()
        frontend.install()
        self.collect_static()
        if settings.IS_SAMPLE and not Person.objects.exists():
            if "demo" in get_commands():
                self.stdout.write("Loading the sample organisation, once ...")
                call_command("demo")
            else:
                self.stdout.write("The sample organisation is not part of this build.")
        # The children open connections of their own.
        connections.close_all()

    def collect_static(self):
        """Collect static files when one of them changed since the last start.

        Two starts at once, of the sample and of the company's own, share the folder:
        the second waits and finds it fresh.
        """
        root = settings.STATIC_ROOT
        root.parent.mkdir(parents=True, exist_ok=True)
        with root.with_name(f"{root.name}.lock").open("w") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)
            digest = digest_of_static_files()
            stamp = root / ".collected"
            if stamp.exists() and stamp.read_text() == digest:
                return
            call_command(
                "collectstatic",
                verbosity=0,
                interactive=False,
                clear=True,
                ignore_patterns=NOT_SERVED,
            )
            stamp.write_text(digest)

    def name_this_address(self, host, port):
        """Tell the web server, through its environment, how people address it."""
        shown = host
        names = []
        if host in ("0.0.0.0", "::"):
            names, shown = own_names(), socket.gethostname()
        elif not is_loopback(host):
            names = [host]
        known = [n for n in os.environ.get("MAILLON_ALLOWED_HOSTS", "").split(",") if n]
        os.environ["MAILLON_ALLOWED_HOSTS"] = ",".join([*known, *names])
        shown = f"[{shown}]" if ":" in shown else shown
        self.url = f"http://{shown}:{port}"
        os.environ.setdefault("MAILLON_BASE_URL", self.url)

    def supervise(self, host, port):
        """Keep the children alive until SIGINT or SIGTERM, then stop them cleanly."""
        stopping = []
        signal.signal(signal.SIGTERM, lambda *_args: stopping.append(True))
        signal.signal(signal.SIGINT, lambda *_args: stopping.append(True))
        bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        children = [
            Child(
                "web server",
                [sys.executable, *web_server(bind)],
            ),
            Child(
                "clock",
                [sys.executable, str(settings.BASE_DIR / "manage.py"), "clock"],
            ),
        ]
        is_shown = False
        while not stopping:
            lost = [child for child in children if not child.keep_alive()]
            if lost:
                self.stderr.write(
                    f"The {lost[0].name} keeps stopping; see its lines above."
                )
                break
            if not is_shown and answers(host, port):
                self.show_the_way()
                is_shown = True
            time.sleep(0.1 if not is_shown else 0.5)
        for child in children:
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            child.stop(deadline)
        if not stopping:
            sys.exit(1)
        self.stdout.write("Stopped.")

    def show_the_way(self):
        """Print the address and, for the sample, who can sign in."""
        seconds = time.monotonic() - self.began
        self.stdout.write(f"\nMaillon is ready at {self.url} ({seconds:.1f} s).")
        accounts = settings.VAR_DIR / "sample-accounts.json"
        if settings.IS_SAMPLE and accounts.exists():
            self.stdout.write("Sign in as one of these; the data is a sample:\n\n")
            rows = json.loads(accounts.read_text())
            wide = max(len(row["email"]) for row in rows)
            for row in rows:
                who = f"{row['function']}: {row['name']}"
                self.stdout.write(f"  {row['email']:<{wide}}  {row['password']}  {who}")
        self.stdout.write("\nStop it with Ctrl-C.")
        self.stdout.flush()


def digest_of_static_files() -> str:
    """What changes with any static file: the hash of paths, sizes and dates."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(NOT_SERVED):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def free_port(host: str) -> int:
    """A port that is free now, to suggest."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


def answers(host: str, port: int) -> bool:
    """Whether the web server accepts connections."""
    at = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        socket.create_connection((at, port), timeout=1).close()
    except OSError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach this address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def own_names() -> list[str]:
    """The names and addresses that others may type to reach this machine."""
    name = socket.gethostname()
    names = {name, socket.getfqdn()}
    with suppress(OSError):
        names |= {info[4][0] for info in socket.getaddrinfo(name, None)}
    return sorted(f"[{n}]" if ":" in n else n for n in names)
