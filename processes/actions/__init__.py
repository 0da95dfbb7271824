"""What can be done in stage 2: name the owner, map, find what holds up, measure."""

from processes.actions.drafts import drop_draft, keep_draft
from processes.actions.maps import (
    attach_map,
    attach_sheet,
    give_home,
    keep_effect,
    keep_sheet,
    let_go,
    save_drawing,
    save_steps,
    state_facts,
)
from processes.actions.matching import match_steps
from processes.actions.measuring import (
    correct_measurement,
    name_bottleneck,
    name_owner,
    record_after,
    record_baseline,
    write_note,
)

__all__ = [
    "attach_map",
    "attach_sheet",
    "correct_measurement",
    "drop_draft",
    "give_home",
    "keep_draft",
    "keep_effect",
    "keep_sheet",
    "let_go",
    "match_steps",
    "name_bottleneck",
    "name_owner",
    "record_after",
    "record_baseline",
    "save_drawing",
    "save_steps",
    "state_facts",
    "write_note",
]
