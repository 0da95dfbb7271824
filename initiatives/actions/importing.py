"""An import in the browser: the file is kept, mapped, then brought in by blocks."""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from audit.actions import audited, record
from audit.errors import DomainError
from initiatives import scanning
from initiatives.models import Import
from initiatives.uploads import clean_name
from organisation import access
from organisation.rows import check, save

KEPT_ERRORS = 1000
COUNTED = ("created", "updated", "unchanged", "rejected")


@audited
def begin_import(*, by, content, name, mapping, rows):
    """Keep a file that was read, until somebody confirms what its columns mean."""
    access.require(by, "initiatives.take_over")
    scanning.scan(content, field="file")
    row = Import(
        name=clean_name(name),
        size=len(content),
        sha256=sha256(content).hexdigest(),
        mapping=mapping,
        rows=rows,
        added_by=by,
    )
    row.file.save(row.name, ContentFile(content), save=False)
    check(row)
    row.save(force_insert=True)
    record("initiatives.import_begun", row, by=by, rows=rows, sha256=row.sha256)
    return row


@audited
def map_import(row, *, by, mapping, state=Import.State.CHECKING):
    """Say what the columns and stage words of a kept file mean; or let it run."""
    access.require(by, "initiatives.take_over")
    _require_own(row, by)
    if row.state != Import.State.CHECKING:
        raise DomainError(_("This import is running already."))
    row.mapping, row.state = mapping, state
    save(row, ["mapping", "state"])
    record("initiatives.import_mapped", row, by=by, state=state)
    return row


@audited
def advance_import(row, *, by, done, counts, errors):
    """Note how far an import has come; it ends with its last row."""
    access.require(by, "initiatives.take_over")
    _require_own(row, by)
    row.done = done
    for name in COUNTED:
        setattr(row, name, getattr(row, name) + counts.get(name, 0))
    row.errors = [*row.errors, *errors][:KEPT_ERRORS]
    if row.done >= row.rows:
        row.state = Import.State.DONE
    save(row, ["done", *COUNTED, "errors", "state"])
    record(
        "initiatives.import_advanced",
        row,
        by=by,
        done=done,
        **{name: getattr(row, name) for name in COUNTED},
    )
    return row


def _require_own(row, by):
    if row.added_by_id != by.pk:
        raise DomainError(_("Somebody else began this import. Begin your own."))
