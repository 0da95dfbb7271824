"""Who reads what of a body's file, and the notes that are its own."""

from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock, sealing
from audit.errors import Refused
from initiatives.models import Initiative
from initiatives.rules import may_read_files
from literacy.models import Commitment, Consultation, CouncilKey, CouncilNote
from organisation import access
from organisation.access import Access


class Yes(NamedTuple):
    """Whether the notes of a body open for somebody, and why not."""

    allowed: bool
    reason: object = ""

    def __bool__(self):
        return self.allowed

    def demand(self):
        """Stop an action with the reason of a no."""
        if not self.allowed:
            raise Refused(self.reason)


def about(consultation) -> str:
    """What the key of a consultation's notes belongs to."""
    return f"literacy.consultation:{consultation.pk}"


def reads(person, consultation) -> Access:
    """Whether somebody reads what was handed over: the body, and the employer's side.

    Who runs the system reads nothing that was handed over in confidence.
    """
    if consultation.body_id in {seat.body_id for seat in access.current_seats(person)}:
        return Access(True)
    return may_read_files(person, consultation.initiative)


def told_of(person, rows) -> dict:
    """The initiative of each notice that the person may be told of now, by the notice.

    What is told of a consultation reaches who sits on its body, also where the
    initiative is closed to them: `by_seat` marks it then.
    """
    ids = {row.initiative_id for row in rows if row.initiative_id}
    seen = {
        row.pk: row
        for row in Initiative.objects.visible_to(person)
        .filter(pk__in=ids)
        .select_related("unit")
    }
    found = {
        row.pk: seen[row.initiative_id] for row in rows if row.initiative_id in seen
    }
    closed = {
        row.pk: row.facts["consultation"]
        for row in rows
        if row.initiative_id
        and row.initiative_id not in seen
        and "consultation" in row.facts
    }
    files = _opened(person, set(closed.values())) if closed else {}
    for pk, consultation in closed.items():
        if consultation in files:
            found[pk] = files[consultation].initiative
            found[pk].by_seat = True
    return found


def may_read_notes(person, consultation, *, fresh=False) -> Yes:
    """Whether the notes of the body open for a person.

    They sit on the body, and on no other side: whoever also holds a mandate, or runs or
    audits the system, does not read them, so that a seat given for a day opens nothing.
    """
    seats = access.seats(person) if fresh else access.current_seats(person)
    if consultation.body_id not in {seat.body_id for seat in seats}:
        return Yes(False, _("Only members of the body read its notes."))
    held = (
        access.holdings(person, on=clock.today())
        if fresh
        else access.current_holdings(person)
    )
    if held or person.is_administrator or person.is_auditor:
        return Yes(
            False,
            _(
                "The notes are closed to whoever also holds a mandate, or runs or "
                "audits the system."
            ),
        )
    return Yes(True)


def notes(consultation) -> list[dict]:
    """The notes of a body in clear; who may read them is asked before."""
    key = CouncilKey.objects.filter(consultation=consultation).first()
    if key is None:
        return []
    rows = CouncilNote.objects.filter(consultation=consultation).exclude(sealed="")
    return [
        {"row": row, "text": _clear(row, key, consultation)}
        for row in rows.select_related("written_by")
    ]


def _clear(row, key, consultation):
    try:
        return sealing.unseal(
            row.sealed,
            key_id=key.key_id,
            wrapped=key.wrapped,
            about=about(consultation),
        )
    except sealing.Unreadable:
        return None


def _opened(person, ids) -> dict:
    """Those of these consultations that open for a person whatever else they see.

    A member of the body reads its file, and the owner of a promise the one of the
    promise, where the initiative itself is closed to them.
    """
    bodies = {seat.body_id for seat in access.current_seats(person)}
    owned = Commitment.objects.open().filter(owner=person).values("consultation")
    rows = Consultation.objects.filter(Q(body__in=bodies) | Q(pk__in=owned), pk__in=ids)
    return {row.pk: row for row in rows.select_related("initiative__unit")}
