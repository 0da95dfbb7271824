"""Entries of the record, linked and sealed as the product does it."""

from datetime import timedelta

from audit import chain, clock, keys
from audit.models import GENESIS, Entry, Head
from governance.seeding.company import key
from governance.seeding.writing import Table

ACTIONS = (
    ("initiatives.edited", "initiatives.initiative"),
    ("governance.signed", "governance.handoff"),
    ("governance.offered", "governance.handoff"),
    ("initiatives.commented", "initiatives.initiative"),
)
DAYS = 720


def build(profile, company, initiatives, generator, now) -> int:
    """Write the chain, in order, in bounded memory, and set its head."""
    end = [0, GENESIS]
    written = Table(Entry).write(
        _entries(profile.entries, company, initiatives, generator, now, end)
    )
    Head.objects.filter(pk=Head.THE_ONE).update(seq=end[0], hash=end[1])
    return written


def _entries(count, company, initiatives, generator, now, end):
    """Rows in the order of the columns of Entry. The body is written by hand, since a
    million are made; the first shows that it is what the product would write."""
    ring = keys.ring()
    secret = ring.keys[ring.current]
    begun = now - timedelta(days=DAYS)
    step = timedelta(days=DAYS) / max(count, 1)
    written_at = clock.true_now()
    wrote = chain.plain(written_at)
    seq, prev = end
    for n in range(count):
        seq += 1
        at = begun + step * n
        txid = key(generator)
        actor = company.users[(n * 13) % len(company.users)]
        initiative = initiatives[(n * 17) % len(initiatives)]
        action, kind = ACTIONS[n % len(ACTIONS)]
        object_id = str(initiative) if n % 4 in (0, 3) else str(n % 20_000)
        body = (
            f'{{"action":"{action}","actor_kind":"person","actor_ref":"{actor}",'
            f'"at":"{at:%Y-%m-%dT%H:%M:%S.%f}Z","facts":{{}},'
            f'"initiative_id":"{initiative}","object_id":"{object_id}",'
            f'"object_type":"{kind}","on_behalf_of":null,"request_id":"",'
            f'"seq":{seq},"txid":"{txid}","written_at":"{wrote}"}}'
        )
        columns = {
            "seq": seq,
            "at": at,
            "written_at": written_at,
            "txid": txid,
            "actor_ref": actor,
            "actor_kind": "person",
            "on_behalf_of": None,
            "action": action,
            "object_type": kind,
            "object_id": object_id,
            "initiative_id": initiative,
            "request_id": "",
        }
        if n == 0 and chain.canonical(columns | {"facts": {}}) != body:
            raise RuntimeError("The record is not written as the product writes it.")
        linked = chain.link(seq, prev, body)
        yield [
            *columns.values(),
            body,
            prev,
            linked,
            ring.current,
            chain.seal(secret, linked),
        ]
        prev = linked
        end[:] = seq, linked
