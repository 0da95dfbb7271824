"""The key ring that seals entries: a file outside the database and its backups."""

import json
import os
import secrets
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Ring:
    """The keys by their id; `current` seals, the others only verify."""

    current: str
    keys: dict[str, bytes]


def ring() -> Ring:
    """The installation's key ring, made on first use in the embedded default."""
    path = Path(settings.AUDIT_KEYS_FILE)
    try:
        found = path.stat()
    except FileNotFoundError:
        if _in_production():
            raise ImproperlyConfigured(
                f"There is no audit key file at {path}: put one there."
            ) from None
        _make(path)
        found = path.stat()
    if _in_production() and found.st_mode & (stat.S_IROTH | stat.S_IWOTH):
        raise ImproperlyConfigured(
            f"Everybody can read the audit keys in {path}. chmod 600 it."
        )
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int) -> Ring:
    # Change time and size are part of the cache key: a rotated ring counts at once.
    try:
        content = json.loads(path.read_text())
        keys = {str(name): bytes.fromhex(key) for name, key in content["keys"].items()}
        current = str(content["current"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ImproperlyConfigured(
            f"{path} is not an audit key file: "
            'it holds {"current": ID, "keys": {ID: HEX}}.'
        ) from error
    if current not in keys or len(keys[current]) < 32:
        raise ImproperlyConfigured(
            f"The current key of {path} is absent or shorter than 32 bytes."
        )
    return Ring(current, keys)


def _make(path: Path):
    """Write a new ring; when two processes start at once, the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"k-{secrets.token_hex(4)}"
    text = json.dumps({"current": name, "keys": {name: secrets.token_hex(32)}})
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _in_production() -> bool:
    return bool(getattr(settings, "IN_PRODUCTION", False))
