"""The restore drill: back up, work on, restore into an empty database, compare."""

import json
import os
from pathlib import Path

import pytest

from tests.faults.machinery import House


def drill(house, other):
    """Back up one house, work on in it, restore into the other; what was said."""
    media = house.media
    media.mkdir(parents=True)
    (media / "note.txt").write_text("a file")
    folder = house.folder / "backup"
    made = house.manage("backup", folder)
    assert made.popen.wait(60) == 0, made.said
    assert house.act("sign", "lena", "leadership") == {"signed": "leadership"}
    assert house.act("erase_somebody")["listed"] >= 1
    live = house.is_sound().rpartition("End of the record: ")[2].strip()

    known = ("--last-known", live, "--erased", house.erased)
    back = other.manage("restore", folder, *known)
    assert back.popen.wait(60) == 0, back.said
    return folder, made.said, back.said


@pytest.fixture(params=["sqlite", "postgres"])
def houses(request, grounds):
    """An installation, and an empty one of the same kind that has its keys."""
    if request.param == "sqlite":
        path = grounds.sqlite()
        empty = grounds.new_folder() / "maillon.sqlite3"
        urls = [(path, f"sqlite:///{path}"), (empty, f"sqlite:///{empty}")]
    else:
        name = grounds.new_database()
        postgres = grounds.postgres
        grounds.on_postgres(postgres, f"CREATE DATABASE {name}_back")
        urls = [(postgres.url(n),) * 2 for n in (name, f"{name}_back")]
    found = []
    for database, url in urls:
        house = House(
            grounds.new_folder(),
            database,
            production=False,
            static=grounds.static,
            url=url,
        )
        stem = Path(url.partition("?")[0]).stem
        house.media = house.folder / "var" / "media" / stem
        house.erased = house.folder / "var" / "erased" / f"{stem}.txt"
        found.append(house)
    yield found
    for house in found:
        house.close()


def test_f_17_a_backup_is_restored_and_says_what_came_after_it(houses):
    house, other = houses

    folder, made, back = drill(house, other)

    assert "The audit keys and the secret key are not in it" in made
    assert "The record is unbroken" in back
    assert "This is older than the record last known: " in back
    # Who was erased after the backup is erased again, by the list beside it.
    assert "Erased again, since two people had erased it: 1 people" in back
    nobody = "SELECT count(*) FROM organisation_person WHERE name = 'Nobody Test'"
    assert (house.rows(nobody), other.rows(nobody)) == ([(0,)], [(0,)])
    assert (other.media / "note.txt").read_text() == "a file"
    signed = "SELECT count(*) FROM governance_signoff"
    assert (house.rows(signed), other.rows(signed)) == ([(1,)], [(0,)])
    # People go on working there: the ledgers are protected, the record goes on.
    assert other.act("sign", "lena", "leadership") == {"signed": "leadership"}
    other.is_sound()

    # Nothing of the keys, and nothing that others may read.
    key = json.loads((house.folder / "audit_keys").read_text())["keys"]["k"]
    for path in (folder, *folder.iterdir()):
        assert not path.stat().st_mode & 0o077, path
    kept = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    assert key.encode() not in kept
    assert house.environ["MAILLON_SECRET_KEY"].encode() not in kept

    # A second restore would mix two companies; a changed backup is no backup.
    again = other.manage("restore", folder)
    assert again.popen.wait(60) == 1
    assert "The database is not empty" in again.said
    os.chmod(folder / "media" / "note.txt", 0o600)
    (folder / "media" / "note.txt").write_text("another file")
    changed = other.manage("restore", folder)
    assert changed.popen.wait(60) == 1
    assert "media/note.txt is not what it was" in changed.said
