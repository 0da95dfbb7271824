"""Texts that only some people may read: encrypted in the database and its backups.

Each record has a data key of its own; the data key is wrapped by a key that is derived
(HKDF, RFC 5869) from the installation's key ring, which is a file outside the database
(see `keys`). Erasing the wrapped key erases the texts, in old backups too.

The cipher is AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits: far fewer
texts than its limit are ever sealed under one key.
"""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit import keys

KEY_BYTES = 32
NONCE_BYTES = 12
WRAPPING = b"maillon: wraps the data keys of sealed texts"


class Unreadable(Exception):
    """A sealed text or key that was changed, or whose key is not on this machine."""


def new_key(about: str) -> tuple[str, str]:
    """A fresh data key, wrapped: the id of the wrapping key, and the wrapped bytes.

    `about` names the record that the key belongs to; it opens there and nowhere else.
    """
    ring = keys.ring()
    wrapping = derived(ring.keys[ring.current], WRAPPING)
    return ring.current, _close(wrapping, secrets.token_bytes(KEY_BYTES), about)


def seal(text: str, *, key_id: str, wrapped: str, about: str) -> str:
    """A text as nobody reads it without the key of its record."""
    return _close(_unwrap(key_id, wrapped, about), text.encode(), about)


def unseal(sealed: str, *, key_id: str, wrapped: str, about: str) -> str:
    """The text again; raises Unreadable where it or its key was changed or is gone."""
    return _open(_unwrap(key_id, wrapped, about), sealed, about).decode()


def derived(kept: bytes, purpose: bytes) -> bytes:
    """A key of 32 bytes for one purpose, from a key of the ring."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(kept)


def _unwrap(key_id, wrapped, about) -> bytes:
    kept = keys.ring().keys.get(key_id)
    if kept is None:
        raise Unreadable(f"The key {key_id} is not in the key ring of this machine.")
    return _open(derived(kept, WRAPPING), wrapped, about)


def _close(key, plain: bytes, about: str) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    hidden = AESGCM(key).encrypt(nonce, plain, about.encode())
    return base64.b64encode(nonce + hidden).decode()


def _open(key, closed: str, about: str) -> bytes:
    try:
        raw = base64.b64decode(closed, validate=True)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode())
    except (ValueError, InvalidTag) as error:
        raise Unreadable("This text was changed, or its key is another one.") from error
