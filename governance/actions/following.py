"""What follows from a decision of the committee, until it is done."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Duplicate, Invalid, Refused
from governance import rules, settling
from governance.models import FollowUp
from organisation import access
from organisation.rows import save


@audited
def report_follow_up(follow_up, *, by, proof):
    """Whoever owes an action of the committee reports that it is done.

    It stays open until the function that checks it agrees.
    """
    row = _undone(follow_up)
    if row.owner_id != by.pk or not access.is_present(by, clock.today()):
        raise Refused(_("Only who owes this reports that it is done."))
    row.proof, row.reported_at = _shown(proof), clock.now()
    save(row, ["proof", "reported_at"])
    record("governance.follow_up_reported", row, by=by, initiative=row.initiative_id)
    return row


@audited
def finish_follow_up(follow_up, *, by, proof):
    """The function that checks it says that an action of the committee is done."""
    row = _undone(follow_up)
    settling.held(rules.may_check(by, row, fresh=True))
    row.proof, row.done_at, row.done_by = _shown(proof), clock.now(), by
    save(row, ["proof", "done_at", "done_by"])
    record("governance.follow_up_done", row, by=by, initiative=row.initiative_id)
    return row


def _undone(follow_up):
    row = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if row.done_at is not None:
        raise Duplicate(_("This is done already."))
    return row


def _shown(proof) -> str:
    if not proof.strip():
        raise Invalid(_("Write what shows that it is done."), field="proof")
    return proof.strip()
