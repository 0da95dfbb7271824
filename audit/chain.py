"""How an entry is written down, linked and sealed, and how a chain is verified."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from audit.keys import Ring
from audit.models import GENESIS, Entry


def _refuse(number):
    raise ValueError(f"{number} is not exact")


_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)
_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)

DOMAIN = b"gov-audit/1\n"
COLUMNS = (
    "seq",
    "at",
    "written_at",
    "txid",
    "actor_ref",
    "actor_kind",
    "on_behalf_of",
    "action",
    "object_type",
    "object_id",
    "initiative_id",
    "request_id",
)


def written(content) -> str:
    """JSON in its one form: the same content has the same text and the same digest."""
    return _ENCODER.encode(content)


@dataclass(frozen=True)
class Break:
    """The first place where a chain is not what it was: where, and what is wrong."""

    seq: int
    kind: str


def plain(value):
    """A fact in its one written form; what has no exact form is refused."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        value.encode()  # half a surrogate pair has no UTF-8 form
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return _instant(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("The keys of a fact are strings.")
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    raise TypeError(
        f"{type(value).__name__} cannot enter the record: give ids, exact numbers, "
        "dates, strings, or lists of them."
    )


def canonical(content: dict) -> str:
    """The one text of a body: sorted keys, no spaces, nothing inexact."""
    return written(plain(content))


def _instant(value: datetime) -> str:
    text = value.astimezone(UTC).isoformat(timespec="microseconds")
    return f"{text.removesuffix('+00:00')}Z"


def _columns(entry: Entry) -> dict:
    """What the columns of an entry say, as its body has it."""
    return {name: plain(getattr(entry, name)) for name in COLUMNS}


def _around_facts(entry: Entry) -> tuple[str, str]:
    """What a body with these columns says before its facts, and what after them.

    A million are written in one verification, hence without the care of `plain`.
    """
    quoted = json.encoder.encode_basestring
    return (
        f'{{"action":{quoted(entry.action)},"actor_kind":{quoted(entry.actor_kind)},'
        f'"actor_ref":{_key(entry.actor_ref)},"at":"{_instant(entry.at)}","facts":',
        f',"initiative_id":{_key(entry.initiative_id)},'
        f'"object_id":{quoted(entry.object_id)},'
        f'"object_type":{quoted(entry.object_type)},'
        f'"on_behalf_of":{_key(entry.on_behalf_of)},'
        f'"request_id":{quoted(entry.request_id)},"seq":{entry.seq},'
        f'"txid":{_key(entry.txid)},"written_at":"{_instant(entry.written_at)}"}}',
    )


def _key(uuid) -> str:
    return "null" if uuid is None else f'"{uuid}"'


def _says_its_columns(entry: Entry) -> bool:
    """Whether the body is the one text of its columns and facts, told quickly."""
    before, after = _around_facts(entry)
    body = entry.body
    if not (body.startswith(before) and body.endswith(after)):
        return False
    facts = body[len(before) : -len(after)]
    if facts == "{}":
        return True
    try:
        content = _DECODER.decode(facts)
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and written(content) == facts


def link(seq: int, prev: str, body: str) -> str:
    """The hash of an entry, which binds it to its place and to the entry before."""
    digest = hashlib.sha256(body.encode()).digest()
    before = bytes.fromhex(prev)
    return hashlib.sha256(DOMAIN + seq.to_bytes(8, "big") + before + digest).hexdigest()


def seal(key: bytes, linked: str) -> str:
    """The seal on a hash, which only the holder of the key can make."""
    return hmac.digest(key, bytes.fromhex(linked), "sha256").hex()


def fault(entry: Entry, ring: Ring) -> str | None:
    """What is wrong with one entry by itself, or None."""
    try:
        linked = link(entry.seq, entry.prev, entry.body)
    except (ValueError, OverflowError):
        return "hash"
    if linked != entry.hash:
        return "hash"
    if entry.key_id not in ring.keys:
        return "key"
    if seal(ring.keys[entry.key_id], linked) != entry.mac:
        return "mac"
    if _says_its_columns(entry):
        return None
    # What is wrong with it is told with the care that a single entry deserves.
    try:
        content = _DECODER.decode(entry.body)
        is_canonical = written(content) == entry.body
    except (ValueError, RecursionError):
        return "body"
    if not is_canonical or not isinstance(content, dict) or "facts" not in content:
        return "body"
    del content["facts"]
    return None if content == _columns(entry) else "column"


def verify(entries: Iterable[Entry], ring: Ring, *, after=0, prev=GENESIS):
    """The first break in entries in order, or the (seq, hash) that they end in."""
    for entry in entries:
        if entry.seq != after + 1:
            return Break(after + 1, "gap")
        if entry.prev != prev:
            return Break(entry.seq, "prev")
        wrong = fault(entry, ring)
        if wrong:
            return Break(entry.seq, wrong)
        after, prev = entry.seq, entry.hash
    return after, prev
