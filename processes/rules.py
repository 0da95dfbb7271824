"""Who may do what in stage 2 beyond what the table of permissions says."""

from audit import clock
from audit.errors import Refused
from organisation import access
from organisation.access import Access
from processes.models import ProcessOwner


def may_match(person, initiative, *, fresh=False) -> Access:
    """Who says what became of a step: the owner of the process, or Operations."""
    owner = ProcessOwner.objects.filter(initiative=initiative).last()
    is_owner = owner is not None and owner.person_id == person.pk
    if is_owner and access.is_present(person, clock.today()):
        return Access(True)
    return access.may(person, "processes.match_steps", of=initiative, fresh=fresh)


def require_may_match(person, initiative):
    """Stop whoever neither owns the process nor holds Operations for it."""
    allowed = may_match(person, initiative, fresh=True)
    if not allowed:
        raise Refused(allowed.reason)
