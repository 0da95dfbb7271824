"""What follows from a decision of the committee, until it is done."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Duplicate, Invalid
from governance import rules, settling
from governance.models import FollowUp
from organisation import access
from organisation.rows import save


@audited
def say_done(follow_up, *, by, proof):
    """Say that an action of the committee is done, and what shows it.

    Of the function that checks it: it is done. Of whoever owes it: it is reported, and
    stays open until that function agrees.
    """
    row = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if row.done_at is not None:
        raise Duplicate(_("This is done already."))
    checks = rules.may_check(by, row, fresh=True)
    owes = row.owner_id == by.pk and access.is_present(by, clock.today())
    if not owes:
        settling.held(checks)
    if not proof.strip():
        raise Invalid(_("Write what shows that it is done."), field="proof")
    row.proof = proof.strip()
    if checks:
        row.done_at, row.done_by = clock.now(), by
        save(row, ["proof", "done_at", "done_by"])
        code = "governance.follow_up_done"
    else:
        row.reported_at = clock.now()
        save(row, ["proof", "reported_at"])
        code = "governance.follow_up_reported"
    record(code, row, by=by, initiative=row.initiative_id)
    return row
