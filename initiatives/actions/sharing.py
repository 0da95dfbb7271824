"""Confidential initiatives, and the named people who see them."""

from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import assign_perm, remove_perm

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Invalid
from initiatives import rules
from organisation.access import is_present
from organisation.notices import tell
from organisation.rows import save

PERMISSION = "see_confidential"


@audited
def set_confidential(initiative, *, by, confidential):
    """Show an initiative to leads and named people only, or to all who hold a mandate.

    Nobody can hide an initiative from themselves: who makes it confidential without
    leading it is named among those who see it, also once nobody is asked to sign.
    """
    now = _asked(initiative, by)
    if now.is_confidential == confidential:
        return now
    now.is_confidential = confidential
    now.version += 1
    now.changed_at = clock.now()
    save(now, ["is_confidential", "version", "changed_at"])
    if confidential and not rules.is_named(by, now):
        assign_perm(PERMISSION, by, now)
    record(
        "initiatives.confidential_set",
        now,
        by=by,
        initiative=now,
        confidential=confidential,
    )
    return now


@audited
def share(initiative, *, by, person):
    """Let a named person see a confidential initiative."""
    now = _asked(initiative, by)
    if not now.is_confidential:
        raise DomainError(
            _("It is not confidential: everybody with a mandate sees it.")
        )
    if not is_present(person, clock.today()):
        raise Invalid(_("This account has no rights any more."), field="person")
    if person.is_administrator and not person.is_auditor:
        # the administrator runs the system and reads no confidential matter
        raise Invalid(
            _("An administrator reads no confidential matter."), field="person"
        )
    assign_perm(PERMISSION, person, now)
    record("initiatives.shared", now, by=by, initiative=now, person=person.pk)
    tell(
        [person],
        "shared",
        initiative=now,
        by=by,
        url=now.get_absolute_url(),
    )
    return now


@audited
def unshare(initiative, *, by, person):
    """Take back what was shared with a named person."""
    now = _asked(initiative, by)
    remove_perm(PERMISSION, person, now)
    record("initiatives.unshared", now, by=by, initiative=now, person=person.pk)
    return now


def _asked(initiative, by):
    now = rules.held(initiative)
    rules.require_sight(by, now)
    rules.require(rules.may_share(by, now, fresh=True))
    return now
