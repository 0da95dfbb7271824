"""Telling people of a change: rows written with it, sent by a job later."""

from hashlib import sha256
from uuid import uuid4

from organisation.models import Notification


def tell(recipients, kind, *, initiative, by, url, key="", **facts):
    """Tell people what somebody did, once each, and never the one who did it.

    `facts` are ids and numbers, no free text. The same `key` tells nobody twice.
    """
    who_did_it = getattr(by, "pk", None)
    ids = {getattr(person, "pk", person) for person in recipients}
    ids -= {who_did_it, None}
    occasion = key or uuid4().hex
    rows = [
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
    return Notification.objects.bulk_create(rows, ignore_conflicts=True)
