"""The list of what was erased: ids in a file outside the database and its backups.

A backup still holds what was erased after it was made. The list is never shortened,
so that after a restore the same things are erased again. It says what and never who
it was; its order and its times say nothing either.
"""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from governance.models import PersonErasure
from initiatives.models import Attachment, Comment
from literacy.models import Attendee, Concern, CouncilNote, TakenBack

FIRST_LINE = "maillon erased 1"
NOTHING = "-"


class Gone(NamedTuple):
    """One erased thing: its kind and id, what proves that it is this, who erased it."""

    kind: str
    id: str
    proof: str = NOTHING
    by: str = NOTHING


class Kind(NamedTuple):
    """Where the erased of one kind are found: id, proof and who, as columns."""

    rows: Callable[[], QuerySet]
    columns: tuple[str, ...]


KINDS = {
    "person": Kind(
        lambda: PersonErasure.objects.filter(done_at__isnull=False),
        ("person_id", "", "done_by_id"),
    ),
    "file": Kind(
        lambda: Attachment.objects.filter(erased_at__isnull=False),
        ("pk", "sha256", "erased_by_id"),
    ),
    "comment": Kind(
        lambda: Comment.objects.filter(erased_at__isnull=False),
        ("pk", "sha256", "erased_by_id"),
    ),
    "attendee": Kind(
        lambda: Attendee.objects.filter(erased_at__isnull=False),
        ("pk", "measure_id", "erased_by_id"),
    ),
    "note": Kind(
        lambda: CouncilNote.objects.filter(sealed=""), ("pk", "consultation_id", "")
    ),
    "concern": Kind(
        lambda: Concern.objects.filter(wrapped="", claim_hash__isnull=True),
        ("pk", "", ""),
    ),
    # A sealed concern gets a new id when it is released; its claim stays the same.
    "claim": Kind(
        lambda: Concern.objects.filter(wrapped="", claim_hash__isnull=False),
        ("claim_hash", "", ""),
    ),
    "taken_back": Kind(TakenBack.objects.all, ("claim_hash", "", "")),
}


class ListError(Exception):
    """The list of what was erased cannot be read; the sentence says why."""


def place() -> Path:
    """The file of the list that belongs to this database."""
    name = Path(settings.DATABASES["default"]["NAME"]).stem
    return Path(settings.ERASED_FOLDER) / f"{name}.txt"


def note() -> int:
    """Write the list: what it held, and what is erased now; how many lines it has.

    Written anew as a whole each time, so that neither the order of the lines nor the
    time of the file says when something was taken back.
    """
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (path.parent / f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = read(path) if path.exists() else set()
        lines = sorted(known | set(_now()))
        fresh = path.parent / f".{path.name}.new"
        text = "\n".join([FIRST_LINE, *(" ".join(line) for line in lines)]) + "\n"
        with os.fdopen(
            os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w"
        ) as file:
            file.write(text)
        fresh.replace(path)
    return len(lines)


def read(path: Path) -> set[Gone]:
    """What a list says was erased."""
    try:
        first, *lines = path.read_text().splitlines()
        found = {Gone(*line.split(" ")) for line in lines}
        known = first == FIRST_LINE and all(gone.kind in KINDS for gone in found)
    except (OSError, ValueError, TypeError) as error:
        raise ListError(f"{path} is no list of what was erased.") from error
    if not known:
        raise ListError(f"{path} was written by another version of Maillon.")
    return found


def _now():
    for name, kind in KINDS.items():
        columns = [column for column in kind.columns if column]
        for row in kind.rows().order_by().values_list(*columns).iterator():
            found = dict(zip(columns, row, strict=True))
            said = [str(found.get(column) or NOTHING) for column in kind.columns]
            yield Gone(name, *said)
