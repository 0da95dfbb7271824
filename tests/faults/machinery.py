"""Real processes for tests: databases, brokers, web servers, all by recorded pid.

Everything listens on a socket in a folder, so that no port can be taken.
"""

import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import socketserver
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from re import findall
from urllib.parse import urlencode

import psycopg2

from governance.management.commands.test import Postgres, plain_environment
from governance.schedule import JOBS

BASE = Path(__file__).resolve().parents[2]
HOST = "maillon.example"
PASSWORD = "a long password of the tests"
NAMES_OF_JOBS = {job.name for job in JOBS if job.period <= 60}
"""Those that run within a test, by the clock or by beat."""


def until(question, seconds, what="it"):
    """Ask until the answer is true; the answer, or a failure that says what lacked."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = question()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


class Process:
    """A process with a log of its own, in a group of its own."""

    def __init__(self, words, *, environ, log, cwd=BASE):
        self.log = Path(log)
        with self.log.open("a") as file:
            self.popen = subprocess.Popen(
                [str(word) for word in words],
                cwd=cwd,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self.pid = self.popen.pid

    @property
    def said(self):
        """What it wrote so far."""
        return self.log.read_text(errors="replace")

    @property
    def lives(self):
        """Whether it still runs."""
        return self.popen.poll() is None

    def children(self):
        """The pids of its children, now."""
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        with suppress(OSError):
            return [int(pid) for pid in path.read_text().split()]
        return []

    def terminate(self, seconds=40):
        """Ask it to stop; its exit code."""
        if self.lives:
            self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(seconds)

    def kill(self):
        """End it and its group at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.popen.wait(20)


class Redis:
    """A Redis of our own, on a socket."""

    def __init__(self, folder):
        self.socket = Path(folder) / "redis.sock"
        self.folder, self.process = folder, None

    def start(self):
        """Start it, empty."""
        self.process = Process(
            [
                *("redis-server", "--port", "0", "--unixsocket", self.socket),
                *("--save", "", "--appendonly", "no", "--dir", self.folder),
            ],
            environ=plain_environment(),
            log=Path(self.folder) / "redis.log",
        )
        until(self.socket.exists, 10, "Redis")

    def flush(self):
        """Forget everything, as `FLUSHALL` does."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.socket))
            line.sendall(b"FLUSHALL\r\n")
            assert line.recv(100) == b"+OK\r\n"

    def kill(self):
        """End it without a word; what it held is gone."""
        if self.process:
            self.process.kill()
        self.socket.unlink(missing_ok=True)


class House:
    """One installation in a folder: its database, its settings, its processes."""

    def __init__(self, folder, database, *, production, static, url=None):
        self.folder = Path(folder)
        self.database = database
        self.processes, self.count, self.static = [], 0, static
        self.redis = Redis(folder)
        keys = self.folder / "audit_keys"
        keys.touch(mode=0o600)
        keys.write_text(json.dumps({"current": "k", "keys": {"k": "5e" * 32}}))
        self.environ = plain_environment() | {
            "MAILLON_NO_BOOTSTRAP": "1",
            "MAILLON_AUDIT_KEYS_FILE": str(keys),
            "MAILLON_VAR_DIR": str(self.folder / "var"),
            "MAILLON_SECRET_KEY": secrets.token_urlsafe(48),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "governance.settings",
            "PYTHONUNBUFFERED": "1",
        }
        if production:
            self.environ |= {
                "MAILLON_ENV": "production",
                "MAILLON_BASE_URL": f"https://{HOST}",
                "MAILLON_TRUST_PROXY": "yes",
                "MAILLON_EMAIL_HOST": "127.0.0.1",
                "MAILLON_EMAIL_PORT": "9",
                "MAILLON_EMAIL_TLS": "no",
                "MAILLON_STATIC_ROOT": str(static),
                "REDIS_URL": f"unix://{self.redis.socket}?db=0",
                "CELERY_BROKER_URL": f"redis+socket://{self.redis.socket}?virtual_host=1",
            }
        else:
            self.environ["MAILLON_ALLOWED_HOSTS"] = HOST

    # Processes

    def start(self, *words, **environ):
        """Start a process of this installation."""
        self.count += 1
        process = Process(
            words,
            environ=self.environ | environ,
            log=self.folder / f"{self.count}.log",
        )
        self.processes.append(process)
        return process

    def manage(self, *words, **environ):
        """Start a command of manage.py."""
        return self.start(sys.executable, BASE / "manage.py", *words, **environ)

    def web(self, *, workers=1, module="governance.wsgi", **environ):
        """A web server as the image starts it, on a socket."""
        path = self.folder / f"web{self.count}.sock"
        process = self.start(
            *(sys.executable, "-m", "gunicorn", module, "-k", "gthread"),
            *("--workers", workers, "--threads", "4", "--bind", f"unix:{path}"),
            *("--preload", "--no-control-socket", "--graceful-timeout", "10"),
            **environ,
        )
        process.socket = path
        until(lambda: self._answers(path) or not process.lives, 30, "a web server")
        assert process.lives, process.said
        return process

    @staticmethod
    def _answers(path):
        with suppress(OSError):
            return Browser(path).get("/livez").status == 200
        return False

    def worker(self, concurrency=1):
        """A worker as compose starts it."""
        return self.start(
            *(sys.executable, "-m", "celery", "-A", "governance", "worker"),
            *("--concurrency", concurrency, "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle"),
        )

    def beat(self):
        """Beat as compose starts it."""
        return self.start(
            *(sys.executable, "-m", "celery", "-A", "governance", "beat"),
            *("--pidfile=", "-S", "celery.beat:Scheduler", "--loglevel", "INFO"),
        )

    def act(self, name, *words, fails=False, **environ):
        """Do one of the acts of tests/faults/acts.py in a process; what it says."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.acts", name, *map(str, words)],
            cwd=BASE,
            env=self.environ | environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if fails:
            return done
        assert done.returncode == 0, done.stderr[-3000:]
        lines = done.stdout.strip().splitlines()
        return json.loads(lines[-1]) if lines else None

    def close(self):
        """End all that was started here."""
        for process in self.processes:
            process.kill()
        self.redis.kill()

    # The database, from outside

    def rows(self, sql, *values):
        """What a query finds, asked beside the product."""
        if isinstance(self.database, Path):
            connection = sqlite3.connect(self.database, timeout=20)
            sql = sql.replace("%s", "?")
        else:
            connection = psycopg2.connect(self.database)
        try:
            cursor = connection.cursor()
            cursor.execute(sql, values)
            found = cursor.fetchall() if cursor.description else []
            connection.commit()
            return found
        finally:
            connection.close()

    def runs(self):
        """When each job last succeeded, and its failures in a row."""
        return {
            name: (str(at), failures)
            for name, at, failures in self.rows(
                "SELECT name, succeeded_at, failures FROM governance_jobrun"
                " WHERE succeeded_at IS NOT NULL"
            )
        }

    def is_sound(self):
        """The record of this installation, verified in a process of its own."""
        process = self.manage("verify_audit")
        assert process.popen.wait(60) == 0, process.said
        return process.said


class Answer:
    """What a web server said."""

    def __init__(self, response):
        self.status, self.headers = response.status, response.headers
        self.text = response.read().decode(errors="replace")

    @property
    def fields(self):
        """The hidden fields of the forms on the page."""
        found = {}
        for tag in findall(r"<input[^>]*>", self.text):
            name, value = (
                findall(r'name="([^"]*)"', tag),
                findall(r'value="([^"]*)"', tag),
            )
            if name and 'type="hidden"' in tag:
                found[name[0]] = unescape(value[0]) if value else ""
        return found


class Browser:
    """A person with cookies, on the socket of one web server after another."""

    def __init__(self, path, *, https=True):
        self.path, self.cookies, self.https = path, {}, https

    def go(self, method, address, body=None, kind=None, timeout=30, **headers):
        """One request, as a proxy that ended TLS hands it on."""
        connection = HTTPConnection("localhost", timeout=timeout)
        connection.sock = socket.socket(socket.AF_UNIX)
        sent = {"Host": HOST, "Connection": "close", **headers}
        if self.https:
            sent |= {"X-Forwarded-Proto": "https", "Referer": f"https://{HOST}/"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if kind:
            sent["Content-Type"] = kind
        try:
            connection.sock.settimeout(timeout)
            connection.sock.connect(str(self.path))
            connection.request(method, address, body, sent)
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie", []):
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value.strip('"')
            return Answer(response)
        finally:
            connection.close()

    def get(self, address, **options):
        """Read a page."""
        return self.go("GET", address, **options)

    def post(self, address, data, **options):
        """Send a form, with what its page had hidden in it."""
        page = self.get(address)
        body = urlencode({**page.fields, **data}, doseq=True)
        return self.go(
            "POST", address, body, "application/x-www-form-urlencoded", **options
        )

    def api(self, address, data, **options):
        """Send JSON to the API, with the token that a page carries."""
        page = self.get("/en/profile/")
        assert page.status == 200, page.text[:2000]
        token = page.fields["csrfmiddlewaretoken"]
        return self.go(
            "POST",
            f"/api/v1/{address}",
            json.dumps(data),
            "application/json",
            **{"X-CSRFToken": token},
            **options,
        )

    def sign_in(self, name):
        """Sign in by the form."""
        answer = self.post(
            "/en/login/", {"username": f"{name}@example.org", "password": PASSWORD}
        )
        assert answer.status == 302, answer.text[:2000]
        return self


class MailSink:
    """A mail server that keeps what it takes; `answer` switches it to refusals."""

    def __init__(self):
        self.taken, self.answer, self.on_taken = [], None, lambda: None
        sink = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self):
                self.say("220 sink")
                while line := self.read():
                    word = line[:4].decode(errors="replace").upper()
                    if word == "QUIT":
                        self.say("221 bye")
                        return
                    if word == "RCPT" and sink.answer:
                        self.say(sink.answer)
                    elif word == "DATA":
                        self.say("354 go on")
                        lines = []
                        while (line := self.rfile.readline()) not in (b".\r\n", b""):
                            lines.append(line)
                        sink.taken.append(b"".join(lines).decode(errors="replace"))
                        sink.on_taken()
                        with suppress(OSError):
                            self.say("250 taken")
                    else:
                        self.say("250 ok")

            def read(self):
                with suppress(OSError):
                    return self.rfile.readline()

            def say(self, text):
                self.wfile.write(f"{text}\r\n".encode())

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        """Hang up."""
        self.server.shutdown()
        self.server.server_close()


COLLECT = """
import django
django.setup()
from governance.management.commands.run import Command
Command().collect_static()
"""


class Grounds:
    """What is laid once for all tests: peopled databases and static files."""

    def __init__(self, shared):
        # A short name, since the address of a socket is bounded.
        self.folder = Path(tempfile.mkdtemp(prefix="mf."))
        self.shared = Path(shared)
        self.static = self.shared / "static"
        self.postgres = None
        self.number = 0

    def new_folder(self):
        """A folder for one house."""
        self.number += 1
        folder = self.folder / str(self.number)
        folder.mkdir()
        return folder

    @contextmanager
    def once(self, path):
        """Whether a thing must still be made; the other processes wait meanwhile."""
        with (self.shared / f"{path.name}.once").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield not path.exists()

    def manage(self, *words, **environ):
        """Run a command for the grounds, and fail with what it said."""
        house = House(
            self.new_folder(), None, production=False, static=self.static, url=""
        )
        done = subprocess.run(
            [sys.executable, *words],
            cwd=BASE,
            env=house.environ | environ,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]

    def prepare(self, url):
        """Migrate a database and people it."""
        self.manage(BASE / "manage.py", "migrate", "-v0", DATABASE_URL=url)
        self.manage("-m", "tests.faults.acts", "scene", DATABASE_URL=url)

    def collect(self):
        """Static files, once, with the mark by which `run` knows them."""
        with self.once(self.static) as is_missing:
            if is_missing:
                self.manage(
                    *("-c", COLLECT),
                    DATABASE_URL="sqlite:////nowhere/at.all",
                    MAILLON_STATIC_ROOT=str(self.static),
                    MAILLON_STATIC_IS_COLLECTED="yes",
                )

    def sqlite(self):
        """The path of a SQLite file of its own, with the scene in it."""
        template = self.shared / "scene.sqlite3"
        with self.once(template) as is_missing:
            if is_missing:
                draft = self.shared / "draft.sqlite3"
                self.prepare(f"sqlite:///{draft}")
                draft.rename(template)
        path = self.new_folder() / "maillon.sqlite3"
        source, copy = sqlite3.connect(template), sqlite3.connect(path)
        with copy:
            source.backup(copy)
        source.close()
        copy.close()
        return path

    def people(self, postgres, name):
        """Make a database with the scene in it, on any server."""
        dump = self.shared / "scene.sql"
        self.on_postgres(postgres, f"CREATE DATABASE {name}")
        with self.once(dump) as is_missing:
            if is_missing:
                self.prepare(postgres.url(name))
                done = subprocess.run(
                    [
                        *(postgres.programs / "pg_dump", "-h", postgres.folder),
                        *("-U", "maillon", "-f", dump, name),
                    ],
                    check=False,
                )
                assert done.returncode == 0
                return
        done = subprocess.run(
            ["psql", "-qX", "-h", postgres.folder, "-U", "maillon", "-f", dump, name],
            check=False,
            stdout=subprocess.DEVNULL,
        )
        assert done.returncode == 0

    def start_postgres(self):
        """The server that the tests of this process share."""
        if self.postgres is None:
            self.postgres = Postgres()
            self.postgres.create()
            self.postgres.start()
            self.people(self.postgres, "scene")
        return self.postgres

    def new_database(self):
        """The name of a database of its own on the shared server."""
        postgres = self.start_postgres()
        self.number += 1
        name = f"house{self.number}"
        self.on_postgres(postgres, f"CREATE DATABASE {name} TEMPLATE scene")
        return name

    @staticmethod
    def on_postgres(postgres, sql):
        """Run one statement outside any transaction."""
        connection = psycopg2.connect(postgres.url("postgres"))
        connection.autocommit = True
        connection.cursor().execute(sql)
        connection.close()

    def close(self):
        """Take everything away."""
        if self.postgres:
            self.postgres.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
