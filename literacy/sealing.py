"""Text that only the running product can read: sealed under a key of its own.

Each text has a random key; that key is wrapped by one that never stands in the
database: it is derived (HKDF, RFC 5869, one block) from the key ring in the file
`AUDIT_KEYS_FILE`, apart from the keys that seal the record. Erasing the wrapped key
erases the text, in old copies of the row too.

The cipher is made of the standard library alone: HMAC-SHA256 in counter mode as the
stream, HMAC-SHA256 over nonce and cipher text as the seal, sealed after encrypting,
with two keys derived from one. The house installs no cryptography package.
"""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from typing import NamedTuple

from audit import keys

BLOCK = hashlib.sha256().digest_size
NONCE = 16


class Broken(Exception):
    """A sealed text cannot be opened: it was changed, or its key is gone."""


class Sealed(NamedTuple):
    """A text as it is stored, and its key, wrapped."""

    text: str
    key: str


def seal(text: str) -> Sealed:
    """Seal a text under a fresh key."""
    ring = keys.ring()
    key = secrets.token_bytes(BLOCK)
    wrapped = _encrypt(_derived(ring.keys[ring.current], b"wrap"), key)
    return Sealed(add(text, key=key), f"{ring.current}:{wrapped}")


def add(text: str, *, key: bytes | None = None, wrapped: str = "") -> str:
    """Seal one more text under a key that there is already."""
    return _encrypt(key or _unwrap(wrapped), text.encode())


def opened(text: str, wrapped: str) -> str:
    """A sealed text in clear; raises Broken where it cannot be."""
    return _decrypt(_unwrap(wrapped), text).decode()


def marks(purpose: str, *parts) -> list[str]:
    """What stands for something without saying it, under each key of the ring.

    The first one is the current one: store it, and look for all of them. Without the
    key file nobody can tell from a mark what it stands for.
    """
    ring = keys.ring()
    said = "\0".join([purpose, *map(str, parts)]).encode()
    order = [ring.current, *sorted(set(ring.keys) - {ring.current})]
    return [_mac(_derived(ring.keys[name], b"mark"), said).hex() for name in order]


def _derived(secret: bytes, purpose: bytes) -> bytes:
    extracted = _mac(b"maillon/sealing/1", secret)
    return _mac(extracted, purpose + b"\x01")


def _unwrap(wrapped: str) -> bytes:
    name, _colon, text = wrapped.partition(":")
    secret = keys.ring().keys.get(name)
    if secret is None:
        raise Broken("The key of this text is not in the key ring.")
    return _decrypt(_derived(secret, b"wrap"), text)


def _encrypt(key: bytes, clear: bytes) -> str:
    nonce = secrets.token_bytes(NONCE)
    hidden = _stream(_derived(key, b"stream"), nonce, clear)
    seal_ = _mac(_derived(key, b"seal"), nonce + hidden)
    return b64encode(nonce + hidden + seal_).decode()


def _decrypt(key: bytes, text: str) -> bytes:
    try:
        raw = b64decode(text, validate=True)
    except ValueError as error:
        raise Broken("This is not a sealed text.") from error
    if len(raw) < NONCE + BLOCK:
        raise Broken("This is not a sealed text.")
    nonce, hidden, seal_ = raw[:NONCE], raw[NONCE:-BLOCK], raw[-BLOCK:]
    if not hmac.compare_digest(seal_, _mac(_derived(key, b"seal"), nonce + hidden)):
        raise Broken("This text was changed, or sealed under another key.")
    return _stream(_derived(key, b"stream"), nonce, hidden)


def _stream(key: bytes, nonce: bytes, text: bytes) -> bytes:
    blocks = range((len(text) + BLOCK - 1) // BLOCK)
    pad = b"".join(_mac(key, nonce + n.to_bytes(8, "big")) for n in blocks)
    return bytes(a ^ b for a, b in zip(text, pad, strict=False))


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()
