"""What can be done to an initiative, other than moving it."""

from initiatives.actions.exchange import attach, comment, link, unlink
from initiatives.actions.importing import begin_import, change_import
from initiatives.actions.leading import hand_over_leads, name_leads
from initiatives.actions.sharing import set_confidential, share, unshare
from initiatives.actions.takeover import refresh_rows, take_over, take_over_rows
from initiatives.actions.writing import (
    Edited,
    discard_draft,
    edit,
    open_next_cycle,
    save_draft,
    set_exposures,
)
from initiatives.merging import Conflict
from initiatives.rules import require_open

__all__ = [
    "Conflict",
    "Edited",
    "attach",
    "begin_import",
    "change_import",
    "comment",
    "discard_draft",
    "edit",
    "hand_over_leads",
    "link",
    "name_leads",
    "open_next_cycle",
    "refresh_rows",
    "require_open",
    "save_draft",
    "set_confidential",
    "set_exposures",
    "share",
    "take_over",
    "take_over_rows",
    "unlink",
    "unshare",
]
