"""Emptying what people asked, wrote and attended; called inside actions that erase."""

import json

from audit import clock
from literacy import sealing, voicing
from literacy.models import (
    Attendee,
    Concern,
    CouncilKey,
    CouncilNote,
    Envelope,
    Mode,
    TakenBack,
)


def concerns_of(person, *, held=True) -> int:
    """Empty what a person asked by name or confidentially; how much it was.

    Unless `held` is false, refused while one of them belongs to an initiative that is
    under legal hold.
    """
    theirs = [
        *Concern.objects.filter(asked_by=person).exclude(wrapped=""),
        *(
            row
            for row in Concern.objects.filter(mode=Mode.CONFIDENTIAL).exclude(
                wrapped=""
            )
            if sealing.opened(row.who, row.wrapped) == str(person.pk)
        ),
    ]
    if held:
        voicing.require_none_held(theirs)
    kept = []
    for row in Envelope.objects.all():
        inside = json.loads(sealing.opened(row.sealed, row.wrapped))
        if inside.get("who") == str(person.pk):
            kept.append(row.pk)
    voicing.forget(Concern.objects.filter(pk__in=[row.pk for row in theirs]))
    Envelope.objects.filter(pk__in=kept).delete()
    return len(theirs) + len(kept)


def concerns(**those) -> int:
    """Empty the concerns that these conditions name; how many were not empty yet."""
    keys = list(
        Concern.objects.filter(**those).exclude(wrapped="").values_list("pk", flat=True)
    )
    voicing.forget(Concern.objects.filter(pk__in=keys))
    return len(keys)


def take_back(envelope) -> bool:
    """Drop a concern before its release, and keep its mark; whether it was there."""
    gone, _each = Envelope.objects.filter(pk=envelope.pk).delete()
    if gone:
        TakenBack.objects.get_or_create(claim_hash=envelope.claim_hash)
    return bool(gone)


def attendees(rows, *, by) -> int:
    """Take the names from lines of attendance; how many still had one."""
    return rows.filter(erased_at__isnull=True).update(
        name="", erased_at=clock.now(), erased_by=by
    )


def attendance_of(person, *, by) -> int:
    """Take the name of a person from every list; of two of one name both go."""
    return attendees(Attendee.objects.filter(name__iexact=person.name), by=by)


def notes(rows) -> int:
    """Empty notes of bodies, and drop the keys under which no note is left."""
    touched = set(rows.values_list("consultation_id", flat=True))
    n = rows.exclude(sealed="").update(sealed="")
    left = CouncilNote.objects.exclude(sealed="").values("consultation")
    CouncilKey.objects.filter(consultation__in=touched).exclude(
        consultation__in=left
    ).delete()
    return n
