"""Telling people of a change: rows written with it, sent by a job later."""

from hashlib import sha256
from uuid import uuid4

from organisation.models import Notification


def tell(recipients, kind, *, initiative, by, url, key="", **facts):
    """Tell people what somebody did, once each, and never the one who did it.

    `facts` are ids and numbers, no free text. The same `key` tells nobody twice.
    """
    told = {"initiative": initiative, "by": by, "url": url, "key": key}
    return send(prepare(recipients, kind, **told, **facts))


def prepare(recipients, kind, *, initiative, by, url, key="", **facts):
    """The rows that `tell` would write, for a job that writes those of many at once."""
    who_did_it = getattr(by, "pk", None)
    ids = {getattr(person, "pk", person) for person in recipients}
    ids -= {who_did_it, None}
    occasion = key or uuid4().hex
    return [
        Notification(
            key=sha256(f"{occasion}/{person}".encode()).hexdigest(),
            recipient_id=person,
            kind=kind,
            initiative_id=getattr(initiative, "pk", initiative),
            facts=facts,
            url=url,
        )
        for person in sorted(ids, key=str)
    ]


def send(rows) -> int:
    """Write prepared rows; how many. One that is there already is not written again."""
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
