"""Codes that a person keeps instead of a name: to read a reply, or to answer once."""

import hashlib
import re
import secrets
from base64 import b32encode

LETTERS = 26
GROUP = 5
LOOKALIKES = str.maketrans("018", "OIB")
CODE = re.compile(rf"[A-Z2-7]{{{LETTERS}}}")


def fresh() -> str:
    """A new code: 128 random bits in letters and digits that are hard to confuse."""
    return b32encode(secrets.token_bytes(16)).decode()[:LETTERS]


def plain(text: str) -> str:
    """A code as somebody typed it, in one piece; empty when it cannot be one."""
    found = re.sub(r"[^0-9A-Z]", "", text.upper()).translate(LOOKALIKES)
    return found if CODE.fullmatch(found) else ""


def readable(code: str) -> str:
    """A code in groups, to be copied by hand."""
    return "-".join(code[n : n + GROUP] for n in range(0, len(code), GROUP))


def digest(code: str) -> str:
    """What is stored of a code. 128 random bits cannot be guessed from a plain hash."""
    return hashlib.sha256(plain(code).encode()).hexdigest()
