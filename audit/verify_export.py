"""Verify an exported record alone: this file and Python are all it needs.

    python3 verify_export.py FILE [--keys KEYFILE] [--expect SEQ:HASH]

Without the keys the links are verified, not the seals. With --expect, an end of the
record that was written down earlier must stand in the file. Exit 0: unbroken; 1:
broken, and the first place is printed; 2: the file cannot be read.
"""

import argparse
import hashlib
import hmac
import json
import sys

DOMAIN = b"gov-audit/1\n"
GENESIS = "0" * 64
# An entry is some hundred bytes; a longer line is no entry, and is not read whole.
LONGEST_LINE = 16 * 1024 * 1024
FIELDS = {"seq", "prev", "hash", "key_id", "mac", "body"}


def refuse(text):
    """Numbers that have no exact form stand in no entry."""
    raise ValueError(f"{text} is not exact")


def once(pairs):
    """An object whose names each stand once."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def read(text):
    """JSON in the strict form that the product writes."""
    return json.loads(
        text, parse_float=refuse, parse_constant=refuse, object_pairs_hook=once
    )


def link(seq, prev, body):
    """The hash that binds an entry to its place and to the entry before."""
    digest = hashlib.sha256(body).digest()
    place = seq.to_bytes(8, "big") + bytes.fromhex(prev)
    return hashlib.sha256(DOMAIN + place + digest).hexdigest()


def fault(line, seq, prev, keys):
    """What is wrong with a line that should be entry `seq`; None and its hash if not.

    Every value is of unknown type here: whoever altered the file chose it.
    """
    row = read(line.decode("utf-8"))
    if not isinstance(row, dict) or set(row) != FIELDS:
        return "row", None
    if not all(isinstance(row[name], str) for name in FIELDS - {"seq"}):
        return "row", None
    if type(row["seq"]) is not int or row["seq"] != seq:
        return "gap", None
    if row["prev"] != prev:
        return "prev", None
    body = row["body"].encode("utf-8")
    if link(seq, prev, body) != row["hash"]:
        return "hash", None
    content = read(row["body"])
    written = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    if not isinstance(content, dict) or written != row["body"]:
        return "body", None
    if content.get("seq") != seq:
        return "column", None
    if keys is None:
        return None, row["hash"]
    if row["key_id"] not in keys:
        return "key", None
    seal = hmac.new(keys[row["key_id"]], bytes.fromhex(row["hash"]), hashlib.sha256)
    if seal.hexdigest() != row["mac"]:
        return "mac", None
    return None, row["hash"]


def lines(file):
    """The lines of a binary file, none of them longer than an entry can be."""
    while line := file.readline(LONGEST_LINE):
        yield line


def verify(file, keys=None, expect=None):
    """What a binary file holds: (entries, first broken place or 0, its kind or "")."""
    prev, seq, met = GENESIS, 0, expect is None
    for line in lines(file):
        try:
            wrong, linked = fault(line, seq + 1, prev, keys)
        except (ValueError, TypeError, OverflowError, RecursionError):
            wrong, linked = "row", None
        if wrong:
            return seq, seq + 1, wrong
        seq, prev = seq + 1, linked
        met = met or (seq, prev) == expect
    if not met:
        return seq, seq + 1, "end"
    return seq, 0, ""


def read_keys(path):
    """The key ring, from the file that the product keeps."""
    with open(path, encoding="utf-8") as file:
        return {
            name: bytes.fromhex(key) for name, key in read(file.read())["keys"].items()
        }


def read_end(text):
    """An end of the record, as the product prints it: SEQ:HASH."""
    seq, linked = text.split(":")
    return int(seq), linked


def main(arguments=None):
    """Read the file that is named and print the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", help="the record, one entry a line")
    parser.add_argument("--keys", help="the key file, to verify the seals too")
    parser.add_argument("--expect", help="SEQ:HASH that must be in the record")
    options = parser.parse_args(arguments)
    try:
        keys = read_keys(options.keys) if options.keys else None
        expect = read_end(options.expect) if options.expect else None
        with open(options.file, "rb") as file:
            seq, place, kind = verify(file, keys, expect)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sys.stdout.write(f"cannot be read: {error}\n")
        return 2
    if place:
        sys.stdout.write(f"broken at entry {place}: {kind}\n")
        return 1
    seals = "links and seals" if keys is not None else "links only, no keys given"
    sys.stdout.write(f"unbroken: {seq} entries ({seals})\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
