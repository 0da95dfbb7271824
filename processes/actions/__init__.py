"""What can be done in stage 2: name the owner, map, find what holds up, measure."""

from processes.actions.maps import (
    attach_map,
    give_home,
    keep_effect,
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
    "correct_measurement",
    "give_home",
    "keep_effect",
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
