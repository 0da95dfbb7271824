"""What can be done to an initiative, other than moving it."""

from initiatives.actions.erasing import ask_erasure, erase, keep
from initiatives.actions.exchange import attach, comment, file_paper, link, unlink
from initiatives.actions.holding import hold, lift
from initiatives.actions.importing import advance_import, begin_import, map_import
from initiatives.actions.leading import hand_over_leads, name_leads
from initiatives.actions.sharing import set_confidential, share, unshare
from initiatives.actions.takeover import (
    add_unit_for_import,
    refresh_rows,
    take_over,
    take_over_rows,
)
from initiatives.actions.writing import (
    Edited,
    discard_draft,
    edit,
    open_next_cycle,
    record_screening,
    save_draft,
    set_exposures,
)
from initiatives.merging import Conflict
from initiatives.rules import require_open

__all__ = [
    "Conflict",
    "Edited",
    "add_unit_for_import",
    "advance_import",
    "ask_erasure",
    "attach",
    "begin_import",
    "comment",
    "discard_draft",
    "edit",
    "erase",
    "file_paper",
    "hand_over_leads",
    "hold",
    "keep",
    "lift",
    "link",
    "map_import",
    "name_leads",
    "open_next_cycle",
    "record_screening",
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
