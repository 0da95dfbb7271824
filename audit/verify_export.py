"""Verify an exported record alone: this file and Python are all it needs.

    python3 verify_export.py FILE [--keys KEYFILE]

Exit 0: unbroken; 1: broken (the first place is printed); 2: the file cannot be read.
"""

import hashlib
import hmac
import json
import sys

DOMAIN = b"gov-audit/1\n"
GENESIS = "0" * 64


def link(seq, prev, body):
    """The hash that binds an entry to its place and to the entry before."""
    digest = hashlib.sha256(body.encode("utf-8")).digest()
    raw = DOMAIN + seq.to_bytes(8, "big") + bytes.fromhex(prev) + digest
    return hashlib.sha256(raw).hexdigest()


def is_canonical(body):
    """Whether a body is written in its one form."""
    content = json.loads(body)
    written = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return isinstance(content, dict) and written == body


def fault(row, seq, prev, keys):
    """What is wrong with a row that should be entry `seq`, or None."""
    if row.get("seq") != seq:
        return "gap"
    if row.get("prev") != prev:
        return "prev"
    body = row.get("body")
    if not isinstance(body, str) or not is_canonical(body):
        return "body"
    if json.loads(body).get("seq") != seq:
        return "column"
    if link(seq, prev, body) != row.get("hash"):
        return "hash"
    if keys is None:
        return None
    key = keys.get(row.get("key_id"))
    if key is None:
        return "key"
    sealed = hmac.new(bytes.fromhex(key), bytes.fromhex(row["hash"]), hashlib.sha256)
    return None if sealed.hexdigest() == row.get("mac") else "mac"


def verify(lines, keys=None):
    """The number of entries, or a pair of the first broken place and its kind."""
    prev, seq = GENESIS, 0
    for line in lines:
        try:
            row = json.loads(line)
            wrong = fault(row, seq + 1, prev, keys) if isinstance(row, dict) else "row"
        except (ValueError, TypeError, OverflowError, RecursionError, AttributeError):
            wrong = "row"
        if wrong:
            return seq + 1, wrong
        seq, prev = seq + 1, row["hash"]
    return seq


def main(arguments):
    """Read the files that are named and print the result."""
    if not arguments:
        print(__doc__)  # noqa: T201 - a stand-alone program speaks on its output
        return 2
    keys = None
    try:
        if "--keys" in arguments:
            at = arguments.index("--keys")
            with open(arguments[at + 1], encoding="utf-8") as file:
                keys = json.load(file)["keys"]
        with open(arguments[0], encoding="utf-8") as file:
            found = verify(file, keys)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        print(f"cannot be read: {error}")  # noqa: T201 - as above
        return 2
    if isinstance(found, tuple):
        print(f"broken at entry {found[0]}: {found[1]}")  # noqa: T201 - as above
        return 1
    print(f"unbroken: {found} entries")  # noqa: T201 - as above
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
