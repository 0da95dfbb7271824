"""Say in writing what the gate of literacy asks."""

from django.utils.translation import gettext_lazy as _

from audit.actions import audited, record
from audit.errors import DomainError, Invalid
from initiatives.actions import attach, require_open
from literacy.models import (
    Statement,
    StatementKind,
)
from organisation import access
from organisation.functions import Function
from organisation.rows import save

STATEMENT_PERMISSIONS = {
    StatementKind.DIALOGUE: "literacy.write_dialogue_note",
    StatementKind.AMBITION: "literacy.refine_ambition",
    StatementKind.INTENT: "literacy.publish_intent",
    StatementKind.IMPACT: "literacy.assess_impact",
}


@audited
def write_statement(initiative, *, by, kind, text, upload=None):
    """Say in writing what the gate of literacy asks for; the newest one counts."""
    kind = StatementKind(kind)
    access.require(by, STATEMENT_PERMISSIONS[kind], of=initiative)
    now = require_open(initiative)
    if not text.strip():
        raise Invalid(_("Write the text first."), field="text")
    if kind == StatementKind.IMPACT and upload is None:
        raise Invalid(_("Choose the file of the assessment."), field="upload")
    if kind == StatementKind.IMPACT and not now.taken_over_at:
        raise DomainError(
            _(
                "The assessment of this initiative is written dimension by dimension. "
                "A file counts only for what was taken over."
            ),
            fixed_by=Function.HR.label,
        )
    if kind == StatementKind.INTENT and not (now.intent and now.promise.strip()):
        raise DomainError(
            _("The charter declares no intent and promise yet: nothing to publish."),
            fixed_by=Function.LEADERSHIP.label,
        )
    file = attach(now, by=by, upload=upload, note="") if upload else None
    row = save(
        Statement(
            initiative=now,
            kind=kind,
            text=text.strip(),
            attachment=file,
            intent=now.intent if kind == StatementKind.INTENT else "",
            written_by=by,
        )
    )
    record(
        "literacy.statement_written",
        row,
        by=by,
        initiative=now,
        kind=row.kind,
        intent=row.intent,
        sha256=file.sha256 if file else "",
    )
    return row
