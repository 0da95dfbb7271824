"""No entry is changed, dropped, moved or added without verification seeing it."""

import copy
import io
import json
import random

import pytest
from django.db import connection

from audit import chain, keys, triggers, verification, verify_export
from audit.models import Entry, Head
from tests.audit.conftest import rename

FIELDS = ("body", "prev", "hash", "mac", "key_id", "action", "object_id", "at", "seq")


def rows():
    return list(Entry.objects.order_by("seq"))


def as_file(entries):
    lines = (
        json.dumps(
            {
                name: getattr(entry, name)
                for name in ("seq", "prev", "hash", "key_id", "mac", "body")
            }
        )
        for entry in entries
    )
    return io.BytesIO("".join(f"{line}\n" for line in lines).encode())


def is_whole(entries, end):
    """Unbroken, and it ends where the head says."""
    return chain.verify(entries, keys.ring()) == end


def flipped(value, dice):
    if isinstance(value, int):
        return value ^ (1 << dice.randrange(8))
    if isinstance(value, str):
        at = dice.randrange(len(value))
        other = chr(ord(value[at]) ^ (1 << dice.randrange(7)))
        return value[:at] + other + value[at + 1 :]
    return value.replace(microsecond=dice.randrange(1, 1000))


def test_every_single_tampering_of_hundreds_is_caught(renamed):
    dice = random.Random(20261124)
    end, original = (6, Head.objects.get().hash), rows()
    assert is_whole(original, end)

    for number in range(900):
        entries = [copy.copy(entry) for entry in original]
        entry = dice.choice(entries)
        kind = number % 9
        if kind < 6:
            name = dice.choice(FIELDS)
            setattr(entry, name, flipped(getattr(entry, name), dice))
        elif kind == 6:
            entries.remove(entry)
        elif kind == 7:
            at, to = dice.sample(range(len(entries)), 2)
            entries[at], entries[to] = entries[to], entries[at]
        else:
            entries.insert(dice.randrange(len(entries) + 1), copy.copy(entry))
        assert not is_whole(entries, end), (number, kind)


def test_a_chain_linked_anew_without_the_key_is_caught(renamed):
    entries, prev = rows(), chain.GENESIS
    for entry in entries:
        content = json.loads(entry.body)
        content["facts"] = {"letters": 99}
        entry.body, entry.prev = chain.canonical(content), prev
        entry.hash = prev = chain.link(entry.seq, prev, entry.body)

    found = chain.verify(entries, keys.ring())

    assert (found.seq, found.kind) == (1, "mac")
    assert verify_export.verify(as_file(entries)) == (6, 0, "")
    assert verify_export.verify(as_file(entries), keys.ring().keys) == (0, 1, "mac")


def test_what_somebody_did_to_the_rows_is_found(renamed):
    with triggers.lifted(connection):
        Entry.objects.filter(seq=3).update(action="governance.signed")
    assert verification.verify()[:3] == (False, 3, "column")

    with triggers.lifted(connection):
        Entry.objects.filter(seq=6).delete()
        Entry.objects.filter(seq=3).update(action="organisation.unit_edited")
    assert verification.verify()[:3] == (False, 6, "end")


def test_an_entry_beyond_the_head_is_found(renamed):
    last = Entry.objects.get(seq=6)
    with triggers.lifted(connection):
        Head.objects.filter(pk=1).update(seq=5, hash=last.prev)

    assert verification.verify()[:3] == (False, 6, "end")


def test_a_missing_trigger_is_found(renamed):
    assert verification.verify().is_sound
    name, (table, _sql) = next(iter(triggers._standing(connection).items()))
    with connection.cursor() as cursor:
        triggers._drop(cursor, connection, name, table)

    result = verification.verify()

    assert (result.is_sound, result.problem) == (False, "triggers")
    assert "migrate" in verification.sentence(result)


def test_a_new_key_seals_and_the_old_one_still_verifies(renamed, nobody, settings):
    path = settings.AUDIT_KEYS_FILE
    content = json.loads(path.read_text())
    content["keys"]["second"] = "ab" * 32
    path.write_text(json.dumps(content | {"current": "second"}))

    rename(renamed, by=nobody, to="After")

    assert Entry.objects.get(seq=7).key_id == "second"
    assert verification.verify().is_sound
    path.write_text(json.dumps({"current": "second", "keys": {"second": "ab" * 32}}))
    assert verification.verify()[:3] == (False, 1, "key")


def test_every_problem_has_words(db):
    for kind in verification.PROBLEMS:
        said = verification.broken(verification.Result(False, 3, kind))
        assert str(verification.PROBLEMS[kind]) in said


def test_the_alone_standing_verifier_agrees(renamed):
    ring = keys.ring()
    end = (6, Head.objects.get().hash)

    assert verify_export.verify(as_file(rows()), ring.keys, end) == (6, 0, "")
    cut = as_file(rows()[:-1])
    assert verify_export.verify(cut, ring.keys) == (5, 0, "")
    cut.seek(0)
    assert verify_export.verify(cut, ring.keys, end) == (5, 6, "end")


@pytest.mark.parametrize("keyed", [True, False])
def test_the_alone_standing_verifier_catches_every_flipped_bit(renamed, keyed):
    dice = random.Random(7)
    content = as_file(rows()).getvalue()
    ring = keys.ring().keys if keyed else None
    end = (6, Head.objects.get().hash)
    kinds = set()

    for _ in range(1500):
        at, bit = dice.randrange(len(content)), 1 << dice.randrange(8)
        altered = content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :]
        _seq, place, kind = verify_export.verify(io.BytesIO(altered), ring, end)
        if not place:
            # Without the key the seal cannot be seen; white space says nothing.
            same = json.loads(altered.splitlines()[altered[:at].count(b"\n")])
            was = json.loads(content.splitlines()[content[:at].count(b"\n")])
            loose = set() if keyed else {"mac", "key_id"}
            assert {k: same[k] for k in same if k not in loose} == {
                k: was[k] for k in was if k not in loose
            }
        kinds.add(kind)

    assert {"row", "hash"} <= kinds


HOSTILE = [
    b"\x00\xff\xfe\n",
    b"[" * 100_000 + b"\n",
    b"null\n",
    b"[]\n",
    b'{"seq": 1e999}\n',
    b'{"seq": NaN}\n',
    b'{"seq": ' + b"9" * 5000 + b"}\n",
    b'{"seq":1,"seq":1,"prev":"","hash":"","key_id":"","mac":"","body":""}\n',
    b'{"seq":true,"prev":"","hash":"","key_id":"","mac":"","body":"{}"}\n',
    b'{"seq":1,"prev":[],"hash":{},"key_id":[],"mac":1,"body":null}\n',
    b'{"seq":1,"prev":"'
    + b"0" * 64
    + b'","hash":"zz","key_id":"","mac":"","body":"\\ud800"}\n',
    b"\n",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_the_alone_standing_verifier_never_stumbles(text):
    seq, place, kind = verify_export.verify(io.BytesIO(text), {"k": b"k"})

    assert (seq, place) == (0, 1)
    assert kind
