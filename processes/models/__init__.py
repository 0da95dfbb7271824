"""Stage 2: whose process it is, how it runs, what holds it up, what changed."""

from processes.models.drafts import MapDraft
from processes.models.maps import (
    SAID_OF,
    SHARES,
    SOURCES,
    TEXTS,
    TIMES,
    UNITS,
    ExpectedEffect,
    Fact,
    MapKind,
    MapSource,
    MapVersion,
    ProcessMap,
    Subject,
    What,
)
from processes.models.matching import MatchAnswer
from processes.models.measuring import (
    Bottleneck,
    Certainty,
    Effect,
    MeasuredIn,
    Measurement,
    Note,
    NoteKind,
    Phase,
    ProcessOwner,
)

__all__ = [
    "SAID_OF",
    "SHARES",
    "SOURCES",
    "TEXTS",
    "TIMES",
    "UNITS",
    "Bottleneck",
    "Certainty",
    "Effect",
    "ExpectedEffect",
    "Fact",
    "MapDraft",
    "MapKind",
    "MapSource",
    "MapVersion",
    "MatchAnswer",
    "MeasuredIn",
    "Measurement",
    "Note",
    "NoteKind",
    "Phase",
    "ProcessMap",
    "ProcessOwner",
    "Subject",
    "What",
]
