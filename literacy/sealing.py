"""What people ask, as only the running product can read it; and marks that say nothing.

Each text of a thread is sealed under the key of its concern (see `audit.sealing`);
erasing the wrapped key erases all of them, in old copies of the rows too.
"""

import hmac
from hashlib import sha256
from typing import NamedTuple

from audit import keys, sealing
from audit.sealing import Unreadable

ABOUT = "literacy.concern"
MARKS = b"maillon: marks of ballots and secondings"

__all__ = ["Sealed", "Unreadable", "add", "marks", "opened", "seal"]


class Sealed(NamedTuple):
    """A text as it is stored, and its key, wrapped, after the id of what wraps it."""

    text: str
    key: str


def seal(text: str) -> Sealed:
    """Seal a text under a fresh key."""
    key = ":".join(sealing.new_key(ABOUT))
    return Sealed(add(text, wrapped=key), key)


def add(text: str, *, wrapped: str) -> str:
    """Seal one more text under a key that there is already."""
    return sealing.seal(text, **_key(wrapped))


def opened(text: str, wrapped: str) -> str:
    """A sealed text in clear; raises Unreadable where it cannot be."""
    return sealing.unseal(text, **_key(wrapped))


def marks(purpose: str, *parts) -> list[str]:
    """What stands for something without saying it, under each key of the ring.

    The first one is the current one: store it, and look for all of them. Without the
    key file nobody can tell from a mark what it stands for.
    """
    ring = keys.ring()
    said = "\0".join([purpose, *map(str, parts)]).encode()
    order = [ring.current, *sorted(set(ring.keys) - {ring.current})]
    return [
        hmac.new(sealing.derived(ring.keys[name], MARKS), said, sha256).hexdigest()
        for name in order
    ]


def _key(wrapped) -> dict:
    key_id, _colon, text = wrapped.partition(":")
    return {"key_id": key_id, "wrapped": text, "about": ABOUT}
