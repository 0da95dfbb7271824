"""Readers of environment variables: each refuses nonsense at start, in a sentence."""

import os
import secrets
import shlex
import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off", ""}
POSTGRES_OPTIONS = {"sslmode", "sslrootcert", "connect_timeout", "application_name"}
SHORTEST_SECRET = 50
FEWEST_CHARACTERS = 5


def text(name: str, default: str = "", *, environ: Mapping = os.environ) -> str:
    """A text, without the blanks around it."""
    return environ.get(name, default).strip()


def flag(name: str, *, default: bool = False, environ: Mapping = os.environ) -> bool:
    """A yes or a no; anything else is refused."""
    value = environ.get(name)
    if value is None:
        return default
    value = value.strip().lower()
    if value in YES:
        return True
    if value in NO:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def command(name: str, *, environ: Mapping = os.environ) -> list[str]:
    """A program with its arguments, split as a shell splits them; none is empty."""
    try:
        return shlex.split(environ.get(name, ""))
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} has a quote that is never closed."
        ) from error


def number(
    name: str, default: int, *, least: int = 0, environ: Mapping = os.environ
) -> int:
    """A whole number that is not below `least`."""
    value = environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(
            f"{name} must be a whole number of at least {least}, not {value!r}."
        )
    return int(value)


def choice(
    name: str, allowed: tuple[str, ...], *, environ: Mapping = os.environ
) -> str:
    """One of a few words; the first is the default."""
    value = environ.get(name, "").strip() or allowed[0]
    if value not in allowed:
        raise ImproperlyConfigured(
            f"{name} must be one of {', '.join(allowed)}, not {value!r}."
        )
    return value


def words(name: str, *, environ: Mapping = os.environ) -> list[str]:
    """A list parted by commas."""
    return [w.strip() for w in environ.get(name, "").split(",") if w.strip()]


def time_zone(name: str, default: str, *, environ: Mapping = os.environ) -> str:
    """A time zone that this machine knows."""
    value = text(name, default, environ=environ)
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"{name} must be a time zone such as Europe/Paris, not {value!r}."
        ) from error
    return value


def required(name: str, *, environ: Mapping = os.environ) -> str:
    """A text that production cannot do without."""
    value = text(name, environ=environ)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set; production needs it.")
    return value


def origin(name: str, *, environ: Mapping = os.environ) -> str:
    """The public address of this installation, such as https://maillon.example."""
    value = environ.get(name, "").strip().rstrip("/")
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise ImproperlyConfigured(
            f"{name} must look like https://maillon.example, not {value!r}."
        )
    return value


def secret(
    name: str, keep_in: Path | None = None, *, environ: Mapping = os.environ
) -> str:
    """A secret from the environment, or one made once and kept in a private file.

    Without `keep_in` (production) a missing secret stops the start.
    """
    value = environ.get(name, "").strip()
    if value:
        if len(value) < SHORTEST_SECRET:
            raise ImproperlyConfigured(
                f"{name} must have at least {SHORTEST_SECRET} characters; make one "
                'with `python3 -c "import secrets; print(secrets.token_urlsafe(48))"`.'
            )
        if value.startswith("django-insecure-") or len(set(value)) < FEWEST_CHARACTERS:
            raise ImproperlyConfigured(
                f"{name} is a placeholder, which others can guess; make one with "
                '`python3 -c "import secrets; print(secrets.token_urlsafe(48))"`.'
            )
        return value
    if keep_in is None:
        raise ImproperlyConfigured(
            f"{name} is not set. It must have at least {SHORTEST_SECRET} characters."
        )
    return kept_secret(keep_in)


def private_file(name: str, *, environ: Mapping = os.environ) -> Path:
    """A file that must be there, and that only its account and group may read."""
    path = Path(required(name, environ=environ))
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} names {path}, where no file can be read: {error.strerror}. "
            "docs/operations.md says how to make one."
        ) from error
    if mode & (stat.S_IROTH | stat.S_IWOTH):
        raise ImproperlyConfigured(
            f"{name} names {path}, which everybody on this machine can read or "
            f"change. chmod 600 {path}"
        )
    return path


def kept_secret(path: Path) -> str:
    """A secret in a file that only this account may read, made at the first start."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        # Written aside and linked, so that two first starts agree on one secret.
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def database(url: str) -> dict:
    """Django's settings for `sqlite:///PATH` or `postgres://USER:PASSWORD@HOST/NAME`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(url)
    if parts.scheme in ("postgres", "postgresql"):
        return postgres(url)
    raise ImproperlyConfigured(
        "DATABASE_URL must begin with sqlite:/// or postgres://, "
        f"not {parts.scheme + ':' if parts.scheme else repr(url)}."
    )


def sqlite(url: str) -> dict:
    """SQLite, set so that many people can write at once."""
    parts = urlsplit(url)
    name = unquote(parts.path[1:])
    if parts.netloc or not name:
        raise ImproperlyConfigured(
            "DATABASE_URL must give a file: sqlite:///folder/file.sqlite3, or "
            "sqlite:////folder/file.sqlite3 from the root of the disk."
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(name).absolute()),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            # Writers wait for each other from their first statement; with Django's
            # default, 8 writers ended 84 % of their transactions in "locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # REPLACE must fire the triggers that keep ledgers append-only.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
            ),
        },
    }


def postgres(url: str) -> dict:
    """PostgreSQL; `?host=/folder` points at a socket, `?sslmode=` and a few more."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", unquote(parts.hostname or ""))
    name = unquote(parts.path.lstrip("/"))
    unknown = sorted(set(options) - POSTGRES_OPTIONS)
    if not name or unknown:
        what = f"does not know {', '.join(unknown)}" if unknown else "names no database"
        raise ImproperlyConfigured(
            f"DATABASE_URL {what}; it must look like "
            "postgres://user:password@host:5432/name?sslmode=require."
        )
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured("DATABASE_URL has a port that is none.") from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Compiling what waits for a person takes the server longer than reading it.
        "OPTIONS": options | {"options": "-c jit=off"},
    }
