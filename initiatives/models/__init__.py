"""Initiatives: their facts, their people, their course, their files."""

from initiatives.models.course import Link, Stay
from initiatives.models.files import (
    Attachment,
    Comment,
    Erasure,
    Import,
    KeptFile,
    kept_for_import,
    stored_under,
)
from initiatives.models.holds import LegalHold
from initiatives.models.initiatives import (
    STATUS_LABELS,
    Conversion,
    Initiative,
    InitiativeGroupPermission,
    InitiativeUserPermission,
    Intent,
    Outcome,
    Screening,
)
from initiatives.models.people import Answered, Asked, Exposure, Lead

__all__ = [
    "STATUS_LABELS",
    "Answered",
    "Asked",
    "Attachment",
    "Comment",
    "Conversion",
    "Erasure",
    "Exposure",
    "Import",
    "Initiative",
    "InitiativeGroupPermission",
    "InitiativeUserPermission",
    "Intent",
    "KeptFile",
    "Lead",
    "LegalHold",
    "Link",
    "Outcome",
    "Screening",
    "Stay",
    "kept_for_import",
    "stored_under",
]
