"""After a restore: what had been erased since the backup is erased again."""

from collections import Counter
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from audit import clock
from audit.actions import audited, record
from governance.models import PersonErasure
from initiatives.files import blank
from initiatives.models import Attachment, Comment, Erasure
from literacy import forgetting
from literacy.models import Attendee, CouncilNote, Envelope
from organisation import erasing
from organisation.models import Person


@audited
def erase_again(listed, *, by) -> Counter:
    """Erase again what a list says was erased, and is here; how many of each kind.

    `listed` is what `governance.erased.read` returns. No legal hold stops it: two
    people erased it before, and what came back is only a copy.
    """
    done = Counter()
    for kind, step in STEPS.items():
        lines = [gone for gone in listed if gone.kind == kind]
        if lines:
            done[kind] = step(lines)
    done = +done
    if done:
        record("governance.erased_again", by=by, **done)
    return done


def _people(lines) -> int:
    ids = {UUID(gone.id): gone.by for gone in lines}
    n = 0
    for person in Person.objects.filter(pk__in=ids, erased_at__isnull=True):
        forgetting.concerns_of(person, held=False)
        forgetting.attendance_of(person, by=_who(ids[person.pk]))
        erasing.blank(person)
        _close(PersonErasure.objects.filter(person=person), ids[person.pk])
        n += 1
    return n


def _files(lines) -> int:
    return _of_initiatives(Attachment, "attachment", UUID, lines)


def _comments(lines) -> int:
    return _of_initiatives(Comment, "comment", int, lines)


def _of_initiatives(model, name, key, lines) -> int:
    found = {key(gone.id): gone for gone in lines}
    n = 0
    for row in model.objects.filter(pk__in=found, erased_at__isnull=True):
        gone = found[row.pk]
        if row.sha256 != gone.proof:
            continue
        if left := blank(row, at=clock.now(), by=_who(gone.by)):
            transaction.on_commit(lambda left=left: default_storage.delete(left))
        _close(Erasure.objects.filter(**{name: row}), gone.by)
        n += 1
    return n


def _close(erasures, by):
    """What was asked and not answered yet in the backup was answered since."""
    for row in erasures.filter(done_at__isnull=True, declined_at__isnull=True):
        row.done_at, row.done_by = clock.now(), _who(by, but=row.asked_by_id)
        row.save(update_fields=["done_at", "done_by"])


def _who(by, but=None):
    """Who erased it, or whoever runs the system where that account came later."""
    people = Person.objects.exclude(pk=but).order_by("-is_administrator", "pk")
    named = people.filter(pk=UUID(by)).first() if by != "-" else None
    return named or people.first()


def _attendees(lines) -> int:
    return sum(
        forgetting.attendees(
            _proven(Attendee, "measure_id", [g for g in lines if g.by == one]),
            by=_who(one),
        )
        for one in {gone.by for gone in lines}
    )


def _notes(lines) -> int:
    return forgetting.notes(_proven(CouncilNote, "consultation_id", lines))


def _proven(model, column, lines):
    """The rows of these numbers that are what the list says they are."""
    proofs = {int(gone.id): gone.proof for gone in lines}
    rows = model.objects.filter(pk__in=proofs).values_list("pk", column)
    return model.objects.filter(
        pk__in=[pk for pk, proof in rows if str(proof) == proofs[pk]]
    )


def _concerns(lines) -> int:
    return forgetting.concerns(pk__in=[UUID(gone.id) for gone in lines])


def _claims(lines) -> int:
    marks = [gone.id for gone in lines]
    sealed = Envelope.objects.filter(claim_hash__in=marks)
    return sum(map(forgetting.take_back, sealed)) + forgetting.concerns(
        claim_hash__in=marks
    )


STEPS = {
    "person": _people,
    "file": _files,
    "comment": _comments,
    "attendee": _attendees,
    "note": _notes,
    "concern": _concerns,
    "claim": _claims,
    "taken_back": _claims,
}
