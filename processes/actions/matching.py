"""Say which step of the as-is map became which step of the to-be map."""

from django.utils.translation import gettext_lazy as _

from audit.actions import audited, record
from audit.errors import Invalid
from initiatives.actions import require_open
from organisation.rows import save
from processes.models import MatchAnswer
from processes.rules import require_may_match

MERGED = 2
"""The least number of steps that can be merged."""


@audited
def match_steps(initiative, *, by, before=(), after="", said="", is_refused=False):
    """Say which steps of the as-is map became which step of the to-be map.

    `before` are ids of steps of the one, `after` an id of the other. Without `after`
    they were removed, without `before` it is new. `is_refused` says no to a merge that
    was proposed. What is said wins over what the comparison finds by itself.
    """
    require_may_match(by, initiative)
    now = require_open(initiative)
    before = sorted(set(before))
    if not before and not after:
        raise Invalid(_("Choose the steps first."), field="before")
    if is_refused and (len(before) < MERGED or not after):
        raise Invalid(_("Only a merge can be refused."), field="before")
    row = save(
        MatchAnswer(
            initiative=now,
            before=before,
            after=after,
            said=said[:2000],
            is_refused=is_refused,
            answered_by=by,
        )
    )
    record(
        "processes.steps_matched",
        row,
        by=by,
        initiative=now,
        before=len(before),
        after=bool(after),
        refused=is_refused,
    )
    return row
