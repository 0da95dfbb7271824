"""Texts that only some people may read: encrypted in the database and its backups.

Each record has a data key of its own; the data key is wrapped by a key that is derived
from the installation's key ring, which is a file outside the database (see `keys`).
Erasing the wrapped key erases the texts, in old backups too.

The cipher is built from HMAC-SHA256, which Python brings: a keystream in counter mode
(Bellare, Desai, Jokipii and Rogaway, "A concrete security treatment of symmetric
encryption", 1997), and a second key that seals what was encrypted (encrypt-then-MAC;
Bellare and Namprempre, "Authenticated encryption", 2000). Every key has one purpose.
"""

import base64
import hmac
import secrets
from hashlib import sha256

from audit import keys

KEY_BYTES = 32
NONCE_BYTES = 16
TAG_BYTES = 32
WRAPPING = b"maillon: wraps the data keys of sealed texts"


class Unreadable(Exception):
    """A sealed text or key that was changed, or whose key is not on this machine."""


def new_key(about: str) -> tuple[str, str]:
    """A fresh data key, wrapped: the id of the wrapping key, and the wrapped bytes.

    `about` names the record that the key belongs to; it opens there and nowhere else.
    """
    ring = keys.ring()
    wrapping = _wrapping(ring.keys[ring.current])
    return ring.current, _close(wrapping, secrets.token_bytes(KEY_BYTES), about)


def seal(text: str, *, key_id: str, wrapped: str, about: str) -> str:
    """A text as nobody reads it without the key of its record."""
    return _close(_unwrap(key_id, wrapped, about), text.encode(), about)


def unseal(sealed: str, *, key_id: str, wrapped: str, about: str) -> str:
    """The text again; raises Unreadable where it or its key was changed or is gone."""
    return _open(_unwrap(key_id, wrapped, about), sealed, about).decode()


def _unwrap(key_id, wrapped, about) -> bytes:
    kept = keys.ring().keys.get(key_id)
    if kept is None:
        raise Unreadable(f"The key {key_id} is not in the key ring of this machine.")
    return _open(_wrapping(kept), wrapped, about)


def _wrapping(kept: bytes) -> bytes:
    return hmac.digest(kept, WRAPPING, sha256)


def _close(key, plain: bytes, about: str) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    hidden = _mix(key, nonce, plain)
    return base64.b64encode(nonce + hidden + _tag(key, nonce, hidden, about)).decode()


def _open(key, closed: str, about: str) -> bytes:
    try:
        raw = base64.b64decode(closed, validate=True)
    except ValueError as error:
        raise Unreadable("This is no sealed text.") from error
    nonce, hidden = raw[:NONCE_BYTES], raw[NONCE_BYTES:-TAG_BYTES]
    tag = raw[-TAG_BYTES:]
    if len(raw) < NONCE_BYTES + TAG_BYTES or not hmac.compare_digest(
        tag, _tag(key, nonce, hidden, about)
    ):
        raise Unreadable("This text was changed, or its key is another one.")
    return _mix(key, nonce, hidden)


def _tag(key, nonce, hidden, about) -> bytes:
    named = about.encode()
    sealed = len(named).to_bytes(8, "big") + named + nonce + hidden
    return hmac.digest(hmac.digest(key, b"authenticate", sha256), sealed, sha256)


def _mix(key, nonce, given: bytes) -> bytes:
    """Exclusive or with the keystream; the same again gives the text back."""
    stream_key = hmac.digest(key, b"encrypt", sha256)
    stream = b"".join(
        hmac.digest(stream_key, nonce + block.to_bytes(8, "big"), sha256)
        for block in range(-(-len(given) // sha256().digest_size))
    )[: len(given)]
    size = len(given)
    mixed = int.from_bytes(given, "big") ^ int.from_bytes(stream, "big")
    return mixed.to_bytes(size, "big")
