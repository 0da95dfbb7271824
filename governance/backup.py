"""A copy of everything that must not be lost, but for the keys, and the way back.

The keys that seal the record are never in it: whoever holds a copy and the keys could
write the record anew. They are kept elsewhere, by somebody else.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from audit import clock
from audit.models import Head

MANIFEST = "manifest.json"
FORMAT = 1
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
MEDIA = "media"


class BackupError(Exception):
    """A backup cannot be made, or cannot be trusted; the sentence says why."""


def make(folder: Path) -> dict:
    """Write a backup into a new folder; returns its manifest.

    The database comes first: files are never changed under their name, so each file
    that the copied database names is there when the files are copied afterwards.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty: a backup has a folder of its own.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chmod(folder, 0o700)
    name = DATABASE[connection.vendor]
    copy = {"sqlite": _copy_sqlite, "postgresql": _copy_postgres}[connection.vendor]
    head = copy(folder / name)
    os.chmod(folder / name, 0o600)
    media = Path(settings.MEDIA_ROOT)
    if media.is_dir():
        shutil.copytree(media, folder / MEDIA)
        for path in (folder / MEDIA, *(folder / MEDIA).rglob("*")):
            os.chmod(path, 0o700 if path.is_dir() else 0o600)
    manifest = {
        "format": FORMAT,
        "made_at": clock.true_now().isoformat(timespec="seconds"),
        "engine": connection.vendor,
        "database": name,
        "head": head,
        "files": {str(p): digest(folder / p) for p in files_of(folder)},
    }
    _write(folder / MANIFEST, manifest)
    return manifest


def verify(folder: Path) -> dict:
    """The manifest of a backup whose every file is as it was written."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        listed = manifest["files"]
        known = manifest["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{folder} holds no backup: {MANIFEST} says none.") from error
    if not known:
        raise BackupError("This backup was written by another version of Maillon.")
    found = {str(path) for path in files_of(folder)}
    for name in sorted(found | set(listed)):
        if name not in found:
            raise BackupError(f"{name} is missing from the backup.")
        if name not in listed:
            raise BackupError(f"{name} was not part of the backup when it was made.")
        if digest(folder / name) != listed[name]:
            raise BackupError(f"{name} is not what it was when the backup was made.")
    return manifest


def restore(folder: Path) -> dict:
    """Fill an empty database and an empty place for files from a backup."""
    manifest = verify(folder)
    if manifest["engine"] != connection.vendor:
        raise BackupError(
            f"This backup is of {manifest['engine']}; this database is of "
            f"{connection.vendor}. Restore it into the kind that it came from."
        )
    if connection.introspection.table_names():
        raise BackupError(
            "The database is not empty. Restore into a new one, look at it, then "
            "let DATABASE_URL name it."
        )
    media = Path(settings.MEDIA_ROOT)
    if media.is_dir() and any(media.iterdir()):
        raise BackupError(f"{media} is not empty; the files would be mixed up.")
    back = {"sqlite": _fill_sqlite, "postgresql": _fill_postgres}[connection.vendor]
    connection.close()
    back(folder / manifest["database"])
    if (folder / MEDIA).is_dir():
        shutil.copytree(folder / MEDIA, media, dirs_exist_ok=True)
        os.chmod(media, 0o700)
    # Whoever was signed out since then stays so: everybody signs in anew.
    Session.objects.all().delete()
    return manifest


def files_of(folder: Path):
    """Every file of a backup but the manifest, in order."""
    return sorted(
        path.relative_to(folder)
        for path in folder.rglob("*")
        if path.is_file() and path != folder / MANIFEST
    )


def digest(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_sqlite(path: Path) -> str:
    """The backup API of SQLite: whole, while others write. The end of the record."""
    source = settings.DATABASES["default"]["NAME"]
    with (
        closing(sqlite3.connect(source, timeout=20)) as live,
        closing(sqlite3.connect(path)) as copy,
    ):
        live.backup(copy)
        # A copy beside which no journal lies.
        copy.execute("PRAGMA journal_mode=DELETE")
        sql = f"SELECT seq, hash FROM {Head._meta.db_table}"
        seq, linked = copy.execute(sql).fetchone()
    return f"{seq}:{linked}"


def _fill_sqlite(path: Path) -> None:
    with (
        closing(sqlite3.connect(path)) as copy,
        closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as live,
    ):
        copy.backup(live)


def _copy_postgres(path: Path) -> str:
    """A dump of one moment, and the end of the record at that moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        head = str(Head.objects.get(pk=Head.THE_ONE))
        _postgres(
            *("pg_dump", "--format=custom", "--no-owner", f"--file={path}"),
            f"--snapshot={snapshot}",
        )
    return head


def _fill_postgres(path: Path) -> None:
    name = connection.settings_dict["NAME"]
    _postgres(
        *("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction"),
        *(f"--dbname={name}", str(path)),
    )


def _postgres(program: str, *options: str) -> None:
    """Run a program of PostgreSQL; the password goes by the environment only."""
    if not shutil.which(program):
        raise BackupError(
            f"{program} is missing. Install the PostgreSQL client (Debian: "
            "postgresql-client), of the server's version or newer."
        )
    facts = connection.settings_dict
    names = {
        "PGHOST": facts["HOST"],
        "PGPORT": facts["PORT"],
        "PGUSER": facts["USER"],
        "PGPASSWORD": facts["PASSWORD"],
        "PGDATABASE": facts["NAME"],
        "PGSSLMODE": facts["OPTIONS"].get("sslmode", ""),
        "PGSSLROOTCERT": facts["OPTIONS"].get("sslrootcert", ""),
    }
    done = subprocess.run(
        [program, "--no-password", *options],
        env=os.environ | {name: value for name, value in names.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        raise BackupError(f"{program} failed: {lines[0]}")


def _write(path: Path, manifest: dict) -> None:
    text = json.dumps(manifest, indent=1, sort_keys=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        file.write(text + "\n")
