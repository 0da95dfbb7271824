#!/usr/bin/env python3
"""Run a command of Maillon, after building the environment that it needs.

Only the standard library and pip are used up to the moment when `.venv` is ready:
a fresh clone on a bare machine has nothing else.
"""

import fcntl
import hashlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

BASE = Path(__file__).resolve().parent
VENV = BASE / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "maillon.json"
OLDEST_PYTHON = (3, 11)


def lock_file(name: str) -> Path:
    """The hash-pinned list of one set of packages: `run`, or `test` (a superset)."""
    return BASE / "requirements" / f"{name}.txt"


def lock_digest(name: str) -> str:
    """A digest of one lock, so that a changed lock is seen at the next command."""
    return hashlib.sha256(lock_file(name).read_bytes()).hexdigest()


def installed() -> dict:
    """What `.venv` was last filled with; empty when it is missing or half-built."""
    try:
        return json.loads(STAMP.read_text()) if VENV_PYTHON.exists() else {}
    except (OSError, ValueError):
        return {}


def is_ready(wanted: str, stamp: dict) -> bool:
    """Whether `.venv` holds the wanted set, as locked now."""
    held = stamp.get("set")
    return held in ("test", wanted) and stamp.get("digest") == lock_digest(held)


def holds_locked_versions(wanted: str) -> bool:
    """Whether this Python already has every locked package, as in an image."""
    pins = re.findall(
        r"^([A-Za-z0-9._-]+)==([^ ;\\]+)( ;)?", lock_file(wanted).read_text(), re.M
    )
    for name, version, is_conditional in pins:
        try:
            if importlib.metadata.version(name) != version and not is_conditional:
                return False
        except importlib.metadata.PackageNotFoundError:
            if not is_conditional:
                return False
    return True


def build(wanted: str) -> None:
    """Fill `.venv` from the lock, once, however many commands start together."""
    VENV.parent.mkdir(exist_ok=True)
    with (BASE / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = installed()
        if is_ready(wanted, stamp):
            return
        if stamp.get("set") == "test":
            # A changed lock must not quietly take the test tools away.
            wanted = "test"
        count = lock_file(wanted).read_text().count("==")
        print(f"Preparing .venv: {count} packages, once ...", file=sys.stderr)
        STAMP.unlink(missing_ok=True)
        if not VENV_PYTHON.exists():
            # Debian ships Python without ensurepip: pip is aimed from outside.
            venv.EnvBuilder(with_pip=False, symlinks=True, clear=True).create(VENV)
        install(lock_file(wanted))
        STAMP.write_text(json.dumps({"set": wanted, "digest": lock_digest(wanted)}))


def install(lock: Path) -> None:
    """Install exactly what a lock names, each file checked against its hash."""
    command = [
        *(sys.executable, "-m", "pip", "--python", str(VENV_PYTHON), "install"),
        *("--quiet", "--no-input", "--disable-pip-version-check"),
        *("--no-deps", "--require-hashes", "--only-binary", ":all:"),
        *("-r", str(lock)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    if "No module named pip" in done.stderr:
        sys.exit(
            "pip is missing. On Debian or Ubuntu: apt-get install python3-pip; "
            "then run this command again."
        )
    print(done.stderr.strip(), file=sys.stderr)
    sys.exit(
        "The packages could not be installed (see above). If the package index is "
        "out of reach, run this command again once it can be reached."
    )


def enter_environment(argv: list[str]) -> None:
    """Go on inside `.venv`, built first where needed; do nothing where all is there."""
    if os.environ.get("MAILLON_NO_BOOTSTRAP") == "1":
        return
    wanted = "test" if argv[1:2] == ["test"] else "run"
    inside = Path(sys.prefix) == VENV
    if is_ready(wanted, installed()):
        if inside:
            return
    elif inside:
        # `.venv` has no pip of its own: the Python that made it fills it.
        outer = getattr(sys, "_base_executable", sys.executable)
        os.execv(outer, [outer, str(BASE / "manage.py"), *argv[1:]])
    elif sys.prefix != sys.base_prefix and holds_locked_versions(wanted):
        return
    else:
        build(wanted)
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), str(BASE / "manage.py"), *argv[1:]])


def choose_database(argv: list[str]) -> None:
    """The sample organisation has a database of its own; DATABASE_URL overrides all.

    Decided here, since the settings read the environment once.
    """
    command, options = (argv[1] if len(argv) > 1 else ""), argv[2:]
    if command == "demo" or (command == "run" and "--own" not in options):
        var = Path(os.environ.get("MAILLON_VAR_DIR") or BASE / "var").absolute()
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{var / 'sample.sqlite3'}")
    if command == "run":
        os.environ.setdefault("MAILLON_STATIC_IS_COLLECTED", "yes")


def main() -> None:
    """Prepare, then hand the command to Django."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("Maillon needs Python 3.11 or newer; this is " + sys.version[:6])
    enter_environment(sys.argv)
    choose_database(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    # Django is importable only from here on, inside the environment.
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if os.environ.get("MAILLON_DEBUG"):
            raise
        sys.exit(str(error))


if __name__ == "__main__":
    main()
