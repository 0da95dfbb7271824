"""The ballot of a pulse: a random number and its seal, kept nowhere when given out.

Whoever is given one is stored, the number is not. The seal (HMAC-SHA256 under a key
outside the database) says that pulse, group and number are ours. When it comes back,
the digest of the number is stored, and nothing that was stored before contains it: who
was given which ballot cannot be found, with all tables and the key at hand.
"""

import hashlib
import hmac
from typing import NamedTuple

from literacy import codes, sealing

SEAL = 32


class Ballot(NamedTuple):
    """What a ballot says: its pulse, its group, and the digest of its number."""

    pulse: int
    group: int
    digest: str


def fresh(pulse: int, group: int) -> str:
    """A new ballot for a group of a pulse."""
    number = codes.fresh()
    seal = sealing.marks("literacy.ballot", pulse, group, number)[0][:SEAL]
    return f"{pulse}.{group}.{number}.{seal}"


def opened(text: str) -> Ballot | None:
    """What a ballot says, or nothing where it is none of ours."""
    parts = str(text).strip().split(".")
    if len(parts) != 4 or not (parts[0].isascii() and parts[0].isdigit()):
        return None
    if not (parts[1].isascii() and parts[1].isdigit()):
        return None
    pulse, group, number, seal = int(parts[0]), int(parts[1]), parts[2], parts[3]
    if max(len(parts[0]), len(parts[1])) > 15 or codes.plain(number) != number:
        return None
    known = sealing.marks("literacy.ballot", pulse, group, number)
    if not any(hmac.compare_digest(seal.encode(), k[:SEAL].encode()) for k in known):
        return None
    return Ballot(pulse, group, hashlib.sha256(number.encode()).hexdigest())
