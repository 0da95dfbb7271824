"""Who reads what of a body's file, and the notes that are its own."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from audit import clock, sealing
from audit.errors import Refused
from initiatives.rules import may_read_files
from literacy.models import CouncilKey, CouncilNote
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
