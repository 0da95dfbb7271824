"""The record of an initiative in words."""

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Subquery

from audit.presenters import line


def with_names(entries):
    """Entries with the names of today, in the same query."""
    people = get_user_model().objects
    return entries.annotate(
        **{
            f"{name}_name": Subquery(
                people.filter(pk=OuterRef(name)).order_by().values("name")
            )
            for name in ("actor_ref", "on_behalf_of")
        }
    )


def history(entries):
    """Entries of the record in words, with the names of today."""
    entries = list(entries)
    if entries and hasattr(entries[0], "actor_ref_name"):
        names = {e.actor_ref: e.actor_ref_name for e in entries}
        names |= {e.on_behalf_of: e.on_behalf_of_name for e in entries}
    else:
        ids = {e.actor_ref for e in entries} | {e.on_behalf_of for e in entries}
        people = get_user_model().objects.filter(pk__in=ids - {None})
        names = {p.pk: p.name for p in people}
    names = {key: name for key, name in names.items() if key and name}
    items = []
    for entry in entries:
        sentence, who, at, _facts = line(entry, names)
        items.append(
            {
                "title": sentence,
                "at": at,
                "by": who,
                "key": entry.action in KEY_ACTIONS,
            }
        )
    return items


KEY_ACTIONS = {
    "governance.proposed",
    "governance.offered",
    "governance.signed",
    "governance.passed",
    "governance.stopped",
    "governance.sent_back",
    "governance.decided",
}
