"""Two people change the same page: what merges by itself, and what must be chosen."""

import json

from django.utils.translation import gettext_lazy as _

from audit.errors import Stale
from initiatives.signed import fields_of


class Conflict(Stale):
    """Somebody else changed a field that this person changed too.

    `fields` gives, for each such field, the text of both: (mine, theirs).
    """

    def __init__(self, fields):
        self.fields = fields
        super().__init__(
            _(
                "Somebody changed this page while you were editing. Nothing is lost: "
                "choose which text to keep."
            ),
            details={"fields": sorted(fields)},
        )


def as_text(initiative, names) -> dict[str, str]:
    """The fields as plain text, the way two versions are compared."""
    return {
        name: "" if value is None else value
        for name, value in fields_of(initiative, names).items()
    }


def seen_by(initiative, names) -> str:
    """What a page shows, to be sent back with it: JSON of the fields as text."""
    return json.dumps(as_text(initiative, names), ensure_ascii=False, sort_keys=True)


def read_seen(text: str) -> dict[str, str] | None:
    """What came back of `seen_by`; nothing when it is not readable."""
    try:
        seen = json.loads(text or "null")
    except ValueError:
        return None
    return seen if isinstance(seen, dict) else None


def merge(mine: dict, theirs: dict, seen: dict) -> tuple[set, set]:
    """Which fields to write, and which somebody else changed and I did not.

    All three map a field to its text: what I send, what is stored, what I saw.
    Raises Conflict when both of us changed a field, differently.
    """
    changed_there = {n for n in mine if seen.get(n, theirs[n]) != theirs[n]}
    changed_here = {n for n in mine if mine[n] != seen.get(n, theirs[n])}
    both = {n for n in changed_there & changed_here if mine[n] != theirs[n]}
    if both:
        raise Conflict({name: (mine[name], theirs[name]) for name in both})
    write = {n for n in changed_here if mine[n] != theirs[n]}
    return write, changed_there - changed_here


def exposures_seen(exposures) -> str:
    """A list of exposures as one line of text, to tell whether it changed."""
    return ";".join(
        f"{e.unit_id}/{e.site_id}/{e.people}/{e.overseers}/{int(e.in_scope)}"
        for e in sorted(exposures, key=lambda e: (e.unit_id, e.site_id))
    )
