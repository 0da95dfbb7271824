"""Say which step of the as-is map became which step of the to-be map."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Stale
from initiatives.actions import require_open
from organisation.rows import save
from processes import origins
from processes.compared import side_by_side
from processes.models import MatchAnswer
from processes.rules import require_may_match

MERGED = 2
"""The least number of steps that can be merged."""
LONGEST = 2_000


@audited
def match_steps(initiative, *, by, before=(), after="", is_refused=False):
    """Say which steps of the as-is map became which step of the to-be map.

    `before` are ids of steps of the one, `after` an id of the other. Without `after`
    they were removed, without `before` it is new. `is_refused` says no to a merge that
    was proposed. What is said wins over what the comparison finds by itself.
    """
    require_may_match(by, initiative)
    now = require_open(initiative)
    found = side_by_side(now)
    if found is None:
        raise DomainError(_("There are no two maps to compare yet."))
    before = sorted(set(before))
    if not before and not after:
        raise Invalid(_("Choose the steps first."), field="before")
    if len(before) > 1 and not after and not is_refused:
        raise Invalid(
            _("Say of one step at a time that it was removed."), field="before"
        )
    if is_refused and (len(before) < MERGED or not after):
        raise Invalid(_("Only a merge can be refused."), field="before")
    steps = {node.id for node in found.was.graph.steps()}
    here = {node.id for node in found.now.graph.steps()}
    if not steps.issuperset(before) or (after and after not in here):
        raise Stale(_("A map has changed meanwhile. Look at the comparison again."))
    if (tuple(before), after) in (found.refused if is_refused else found.pinned):
        raise Duplicate(_("This was said already."))
    row = save(
        MatchAnswer(
            initiative=now,
            before=before,
            after=after,
            said=_in_words(found, before, after)[:LONGEST],
            is_refused=is_refused,
            answered_by=by,
        )
    )
    origins.refresh(now)
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


def _in_words(found, before, after) -> str:
    was = " + ".join(found.was.graph.label(key) for key in before)
    return str(
        format_lazy(
            "{was} → {now}", was=was, now=found.now.graph.label(after) if after else ""
        )
    )
