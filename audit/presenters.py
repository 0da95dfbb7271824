"""How an entry of the record reads."""

from django.utils.translation import gettext as _

from audit.models import Entry
from audit.words import ACTIONS


def line(entry: Entry, names: dict):
    """The sentence, who did it, when, and the facts of one entry.

    `names` maps the ids of persons to the names that they have now; a person without
    one was erased, and stands as their id.
    """
    who = _name(entry.actor_ref, names) if entry.actor_ref else "Maillon"
    if entry.on_behalf_of:
        who = _("%(deputy)s for %(principal)s") % {
            "deputy": who,
            "principal": _name(entry.on_behalf_of, names),
        }
    return ACTIONS.get(entry.action, entry.action), who, entry.at, entry.facts


def _name(person_id, names) -> str:
    return names.get(person_id) or str(person_id)[:8]
