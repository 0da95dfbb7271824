"""Who may change an initiative, and while it stands how."""

from django.db import connection
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit.errors import DomainError, Refused
from initiatives.models import (
    STATUS_LABELS,
    Initiative,
    InitiativeUserPermission,
)
from initiatives.stages import Stage
from organisation import access
from organisation.access import Access
from organisation.functions import Function
from organisation.numbers import NUMBERS


def held(initiative):
    """The row as it is now, held until the transaction ends.

    A gate that is being passed holds it too, so that evidence never changes between
    the check and the move. On SQLite the immediate transaction does the same.
    """
    rows = Initiative.objects.select_related("unit")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=initiative.pk)


def require_open(initiative):
    """Stop an action on an initiative to which nothing can happen any more."""
    now = held(initiative)
    if not now.is_open:
        raise DomainError(
            format_lazy(
                _("Nothing can be added to {ref} or changed. Its state: {status}."),
                ref=now.ref,
                status=STATUS_LABELS[now.status],
            )
        )
    return now


def not_open(initiative) -> Access:
    """Why nothing is added to an initiative that is not open, for its pages."""
    if initiative.status == "draft":
        return Access(False, _("It is a draft. This begins once it is proposed."))
    return Access(False, _("Nothing can be added to it any more."))


def is_draft_of(person, initiative) -> bool:
    """Whether this is a draft that this person writes."""
    return initiative.status == "draft" and initiative.proposer_id == person.pk


def may_edit(person, initiative, *, section="", fresh=False) -> Access:
    """Who may change what it says: its proposer, its leads, Leadership of its unit.

    The proposer may until the charter has passed. Legal may answer the screening;
    once it has, nobody else changes those answers.
    """
    if section == "screening" and initiative.screening_law:
        return access.may(person, "initiatives.screen", of=initiative, fresh=fresh)
    if initiative.proposer_id == person.pk and initiative.stage == Stage.PROPOSED:
        return access.may(person, "initiatives.propose", of=initiative, fresh=fresh)
    if initiative.status == "draft":
        return Access(False, _("Only the person who writes a draft can change it."))
    if section == "screening":
        legal = access.may(person, "initiatives.screen", of=initiative, fresh=fresh)
        if legal:
            return legal
    allowed = access.may(person, "initiatives.edit", of=initiative, fresh=fresh)
    if not allowed or is_lead(person, initiative):
        return allowed
    if access.may(
        person,
        "initiatives.edit",
        of=initiative,
        function=Function.LEADERSHIP,
        fresh=fresh,
    ):
        return allowed
    return Access(
        False, _("Only its leads and Leadership of its unit can change what it says.")
    )


def may_name_leads(person, initiative, *, fresh=False) -> Access:
    """Who may name leads, sponsor and continuity holder."""
    if is_draft_of(person, initiative):
        return access.may(person, "initiatives.propose", of=initiative, fresh=fresh)
    return access.may(person, "initiatives.name_leads", of=initiative, fresh=fresh)


def may_share(person, initiative, *, fresh=False) -> Access:
    """Who may make it confidential and say who else sees it."""
    if is_draft_of(person, initiative):
        return access.may(person, "initiatives.propose", of=initiative, fresh=fresh)
    return access.may(person, "initiatives.share", of=initiative, fresh=fresh)


def may_read_files(person, initiative) -> Access:
    """Who may open its files: representatives get those that are handed to them."""
    named = person.pk in {
        initiative.proposer_id,
        initiative.sponsor_id,
        initiative.continuity_holder_id,
    }
    if named or person.is_auditor or access.current_holdings(person):
        return Access(True)
    return Access(
        False, _("Files are read by people who hold a mandate. Ask HR to hand it over.")
    )


def named_people(initiative):
    """The ids of those with whom a confidential initiative is shared by name."""
    return InitiativeUserPermission.objects.filter(
        content_object=initiative, permission__codename="see_confidential"
    ).values("user")


def is_lead(person, initiative) -> bool:
    """Whether the person leads the initiative now, for any function."""
    return initiative.leads.filter(person=person, until__isnull=True).exists()


def sees(person, initiative) -> bool:
    """Whether the person may open the pages of this initiative."""
    return Initiative.objects.visible_to(person).filter(pk=initiative.pk).exists()


def is_named(person, initiative) -> bool:
    """Whether the person sees it for good, whoever is asked to sign now."""
    if person.is_auditor:
        return True
    return Initiative.objects.naming(person).filter(pk=initiative.pk).exists()


def open_erasure(target):
    """What was asked about a file or a comment and not answered yet."""
    return (
        target.erasures.filter(done_at__isnull=True, declined_at__isnull=True)
        .select_related("asked_by")
        .first()
    )


def require_sight(person, initiative):
    """Stop an action on an initiative that this person cannot see."""
    if not sees(person, initiative):
        raise Refused(_("You cannot see this initiative."))


def require(answer: Access):
    """Stop an action with the reason of a no."""
    if not answer:
        raise Refused(answer.reason)
    return answer


def number(initiative, code) -> int:
    """A limit or share as it was told when the stage began; else its default.

    The open stay holds what governance froze at entry; an initiative that was taken
    over and not accepted has none yet. It is read once for a stage.
    """
    since, frozen = getattr(initiative, "_numbers", (None, None))
    if frozen is None or since != initiative.stage_since:
        stays = [row for row in initiative.stays.all() if row.left_at is None]
        frozen = (stays[0].requirement or {}).get("numbers", {}) if stays else {}
        initiative._numbers = (initiative.stage_since, frozen)
    return frozen.get(code, NUMBERS[code].default)
