"""Erase somebody who left, in every room: one person asks, another one confirms."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Duplicate, Invalid, Refused, Stale
from governance import erased
from governance.leaving import belongings
from governance.models import PersonErasure
from initiatives import holds
from literacy.actions import erase_attendance_of, erase_concerns_of
from organisation import access
from organisation.actions import erase_from_directory
from organisation.functions import Function
from organisation.models import Unit
from organisation.notices import tell
from organisation.rows import save

CONFIRMING = (Function.LEGAL, Function.LEADERSHIP)


@audited
def ask_person_erasure(person, *, by, reason):
    """Ask that somebody who left be erased; nothing is gone before a second person."""
    access.require(by, "organisation.manage")
    _require_gone(person, by)
    holds.require_none(person=person)
    if PersonErasure.objects.filter(person=person, declined_at=None).exists():
        raise Duplicate(_("Somebody asked for this already. A second person answers."))
    if not reason.strip():
        raise Invalid(_("Write the reason."), field="reason")
    row = save(PersonErasure(person=person, reason=reason.strip(), asked_by=by))
    record("governance.person_erasure_asked", person, by=by, erasure=row.pk)
    tell(
        {
            holder
            for function in CONFIRMING
            for holder in access.holders_of(function, _root())
        },
        "person_erasure_asked",
        initiative=None,
        by=by,
        url=reverse("governance:erase-person", args=[person.pk]),
        erasure=row.pk,
    )
    return row


@audited
def erase_person(erasure, *, by):
    """A second person confirms: name, address, and what the person asked are gone.

    The account stays as a random id without a name. Of what was said anonymously
    nothing can be found, since nothing says whose it is.
    """
    access.require(by, "organisation.erase_person", of=_root())
    erasure = _open(erasure)
    if by.pk == erasure.asked_by_id:
        raise Refused(
            _("You asked for it. A second person of Legal or Leadership confirms it.")
        )
    person = erasure.person
    _require_gone(person, by)
    holds.require_none(person=person)
    concerns = erase_concerns_of(person, by=by)
    attended = erase_attendance_of(person, by=by)
    erase_from_directory(person, by=by)
    erasure.done_at, erasure.done_by = clock.now(), by
    save(erasure, ["done_at", "done_by"])
    record(
        "governance.person_erased",
        person,
        by=by,
        erasure=erasure.pk,
        asked_by=erasure.asked_by_id,
        concerns=concerns,
        attended=attended,
    )
    transaction.on_commit(erased.note, robust=True)
    return erasure


@audited
def keep_person(erasure, *, by):
    """The person stays: who asked takes it back, or a second person says no."""
    erasure = _open(erasure)
    if by.pk != erasure.asked_by_id:
        access.require(by, "organisation.erase_person", of=_root())
    erasure.declined_at, erasure.declined_by = clock.now(), by
    save(erasure, ["declined_at", "declined_by"])
    record(
        "governance.person_erasure_declined",
        erasure.person,
        by=by,
        erasure=erasure.pk,
    )
    return erasure


def _require_gone(person, by):
    """Refuse while somebody is here, or holds what others would then lose."""
    if person.erased_at is not None:
        raise Duplicate(_("This person was erased already."))
    if access.is_present(person, clock.today()):
        raise Invalid(_("This person is still here. End their access first."))
    if belongings(person, reader=by).kinds:
        raise Invalid(
            _("This person still holds something. Hand everything over first.")
        )


def _open(erasure):
    erasure = (
        PersonErasure.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=erasure.pk)
    )
    if not erasure.is_open:
        raise Stale(_("This was answered already. Look at the page again."))
    return erasure


def _root():
    return Unit.objects.get(parent__isnull=True)
