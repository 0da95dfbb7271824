"""People come, change, leave; their rights and their sessions end with them."""

import secrets

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Invalid, Refused
from organisation import access, erasing
from organisation.models import Person, Unit
from organisation.rows import save

PERSONAL_FIELDS = ("name", "email", "job", "unit", "site", "language")
PROFILE_FIELDS = ("language", "theme", "single_keys")


@audited
def add_person(*, by, name, email, job="", unit=None, site=None, language="en"):
    """Somebody gets an account, without a password and without any right yet."""
    access.require(by, "organisation.manage")
    person = Person(
        name=name,
        email=email.strip().lower(),
        job=job,
        unit=unit,
        site=site,
        language=language,
    )
    # No sign-in before an administrator hands out a one-time password.
    person.set_unusable_password()
    save(person)
    record("organisation.person_added", person, by=by, unit=person.unit_id)
    return person


@audited
def edit_person(person, *, by, **fields):
    """What is known of a person is put right: name, e-mail, job, unit, site."""
    access.require(by, "organisation.manage")
    unknown = set(fields) - set(PERSONAL_FIELDS)
    if unknown:
        raise TypeError(f"edit_person does not change {sorted(unknown)}")
    _require_a_name(person)
    if "email" in fields:
        fields["email"] = fields["email"].strip().lower()
    changed = _set(person, fields)
    if changed:
        save(person, changed)
        record("organisation.person_edited", person, by=by, fields=changed)
    return person


@audited
def edit_profile(person, *, by, **fields):
    """Somebody chooses their own language, theme and keys."""
    if by.pk != person.pk:
        raise Refused(_("Everybody chooses these for themselves."))
    unknown = set(fields) - set(PROFILE_FIELDS)
    if unknown:
        raise TypeError(f"edit_profile does not change {sorted(unknown)}")
    changed = _set(person, fields)
    if changed:
        save(person, changed)
        record("organisation.profile_edited", person, by=by, fields=changed)
    return person


@audited
def end_person(person, *, by, last_day=None, at_once=False):
    """Somebody leaves: after the last day, or at once, no access and no rights.

    Mandates and seats stay in the history; who is not present holds nothing.
    """
    access.require(by, "organisation.manage")
    today = clock.today()
    last_day = last_day or today
    _keep_an_administrator(person)
    person.ends_on = last_day
    if at_once or last_day < today:
        person.is_active = False
    save(person, ["ends_on", "is_active"])
    if not access.is_present(person, today):
        _sign_out_everywhere(person)
    record(
        "organisation.person_ended",
        person,
        by=by,
        last_day=last_day,
        at_once=not person.is_active,
    )
    return person


@audited
def reinstate_person(person, *, by):
    """Somebody who had left comes back; rights come from mandates still in force."""
    access.require(by, "organisation.manage")
    _require_a_name(person)
    if person.is_active and person.ends_on is None:
        raise Invalid(_("This person has not left."))
    person.is_active, person.ends_on = True, None
    save(person, ["is_active", "ends_on"])
    record("organisation.person_reinstated", person, by=by)
    return person


@audited
def erase_from_directory(person, *, by):
    """Name, address, job and place of somebody who left are gone; the id stays.

    A step of erasing a person, which governance.actions.erase_person does as a whole.
    """
    access.require(by, "organisation.erase_person", of=_root())
    if access.is_present(person, clock.today()):
        raise Invalid(_("This person is still here. End their access first."))
    erasing.blank(person)
    record("organisation.person_erased", person, by=by)
    return person


@audited
def set_administrator(person, *, by, value: bool):
    """Somebody runs the system, or no longer does; one administrator always stays."""
    access.require(by, "organisation.manage")
    if not value:
        _keep_an_administrator(person)
    elif not access.is_present(person, clock.today()):
        raise Invalid(_("This person has no access any more."))
    if person.is_administrator != value:
        person.is_administrator = value
        save(person, ["is_administrator"])
        record("organisation.administrator_set", person, by=by, value=value)
    return person


@audited
def set_auditor(person, *, by, value: bool):
    """Somebody reads everything to check it, or no longer does."""
    access.require(by, "organisation.manage")
    if value and not access.is_present(person, clock.today()):
        raise Invalid(_("This person has no access any more."))
    if person.is_auditor != value:
        person.is_auditor = value
        save(person, ["is_auditor"])
        record("organisation.auditor_set", person, by=by, value=value)
    return person


@audited
def reset_password(person, *, by) -> str:
    """A new random password, returned to be shown once; all sessions end."""
    access.require(by, "organisation.manage")
    if not access.is_present(person, clock.today()):
        raise Invalid(_("This person has no access any more."))
    password = secrets.token_urlsafe(15)
    person.set_password(password)
    save(person, ["password"])
    _sign_out_everywhere(person)
    record("organisation.password_reset", person, by=by)
    return password


def _require_a_name(person):
    if person.erased_at is not None:
        raise Invalid(_("This person was erased. Add a new one."))


def _root():
    return Unit.objects.get(parent__isnull=True)


def _set(person, fields) -> list[str]:
    changed = [name for name, value in fields.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, fields[name])
    return sorted(changed)


def _keep_an_administrator(person):
    """Refuse to leave the installation without anybody who can run it."""
    # Locked in one order, so that two administrators cannot remove each other.
    administrators = list(
        Person.objects.filter(is_administrator=True).order_by("pk").select_for_update()
    )
    today = clock.today()
    # Somebody whose last day is set already does not keep the installation running.
    stay = [
        other
        for other in administrators
        if other.pk != person.pk
        and other.ends_on is None
        and access.is_present(other, today)
    ]
    if person.is_administrator and not stay:
        raise Refused(
            _("This is the last administrator. Make somebody else one first.")
        )


def _sign_out_everywhere(person):
    """Delete the sessions of a person; only their decoded content names the person."""
    ids = [
        session.pk
        for session in Session.objects.filter(expire_date__gte=clock.now()).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    Session.objects.filter(pk__in=ids).delete()
