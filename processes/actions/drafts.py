"""Keep what is being edited, before it is a version; throw it away."""

import json

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Invalid
from initiatives.actions import require_open
from organisation import access
from processes.models import MapDraft

LARGEST = 3_000_000
"""Letters of a draft."""


@audited
def keep_draft(initiative, *, by, kind, way, base, content):
    """Keep a table or a drawing as this person left it; the last one counts.

    Only that there is one is written into the record, not every key that is pressed.
    """
    access.require(by, "processes.attach_map", of=initiative)
    now = require_open(initiative)
    if len(json.dumps(content)) > LARGEST:
        raise Invalid(_("This is too large to be kept as a draft. Save it."))
    row, is_new = MapDraft.objects.update_or_create(
        initiative=now,
        kind=kind,
        way=way,
        kept_by=by,
        defaults={"base": base, "content": content, "kept_at": clock.now()},
    )
    if is_new:
        record(
            "processes.draft_begun", row, by=by, initiative=now, kind=kind, way=row.way
        )
    return row


@audited
def drop_draft(initiative, *, by, kind, way):
    """Throw a draft of one's own away; where there is none, nothing happens."""
    rows = MapDraft.objects.filter(
        initiative=initiative, kind=kind, way=way, kept_by=by
    )
    for row in rows:
        record(
            "processes.draft_dropped",
            row,
            by=by,
            initiative=initiative,
            kind=kind,
            way=row.way,
        )
    rows.delete()
