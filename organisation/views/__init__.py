"""The pages of the organisation room."""

from organisation.views.mandates import (
    deputies,
    end_deputy,
    end_mandate,
    grant_mandate,
    mandates,
    name_deputy,
    name_deputy_for,
)
from organisation.views.own import permissions, profile, settings, welcome
from organisation.views.people import (
    add_person,
    edit_person,
    end_person,
    hand_over,
    people,
    person,
    reinstate_person,
    reset_password,
    set_administrator,
    set_auditor,
)
from organisation.views.places import (
    add_site,
    add_unit,
    edit_site,
    edit_unit,
    sites,
    units,
)
from organisation.views.representation import (
    add_body,
    bodies,
    edit_body,
    end_seat,
    give_seat,
)

__all__ = [
    "add_body",
    "add_person",
    "add_site",
    "add_unit",
    "bodies",
    "deputies",
    "edit_body",
    "edit_person",
    "edit_site",
    "edit_unit",
    "end_deputy",
    "end_mandate",
    "end_person",
    "end_seat",
    "give_seat",
    "grant_mandate",
    "hand_over",
    "mandates",
    "name_deputy",
    "name_deputy_for",
    "people",
    "permissions",
    "person",
    "profile",
    "reinstate_person",
    "reset_password",
    "set_administrator",
    "set_auditor",
    "settings",
    "sites",
    "units",
    "welcome",
]
