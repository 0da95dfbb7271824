"""What can be done to people, units, mandates, deputies, bodies and seats."""

from organisation.actions.installation import configure, found
from organisation.actions.mandates import (
    end_deputy,
    end_mandate,
    grant_mandate,
    hand_over,
    name_deputy,
)
from organisation.actions.numbers import answer_number, ask_number
from organisation.actions.outgoing import (
    add_webhook,
    edit_webhook,
    renew_webhook_secret,
    set_notices,
    switch_off_webhook,
    try_again,
    try_webhook,
)
from organisation.actions.people import (
    add_person,
    edit_person,
    edit_profile,
    end_person,
    erase_from_directory,
    reinstate_person,
    reset_password,
    set_administrator,
    set_auditor,
)
from organisation.actions.places import (
    add_site,
    add_unit,
    edit_site,
    edit_unit,
    move_unit,
    reshape_unit,
)
from organisation.actions.representation import (
    add_body,
    edit_body,
    end_seat,
    give_seat,
)
from organisation.notices import tell
from organisation.rows import save

__all__ = [
    "add_body",
    "add_person",
    "add_site",
    "add_unit",
    "add_webhook",
    "answer_number",
    "ask_number",
    "configure",
    "edit_body",
    "edit_person",
    "edit_profile",
    "edit_site",
    "edit_unit",
    "edit_webhook",
    "end_deputy",
    "end_mandate",
    "end_person",
    "end_seat",
    "erase_from_directory",
    "found",
    "give_seat",
    "grant_mandate",
    "hand_over",
    "move_unit",
    "name_deputy",
    "reinstate_person",
    "renew_webhook_secret",
    "reset_password",
    "reshape_unit",
    "save",
    "set_administrator",
    "set_auditor",
    "set_notices",
    "switch_off_webhook",
    "tell",
    "try_again",
    "try_webhook",
]
