"""Keep filters under a name, share them, and let them go."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Invalid, Refused
from governance.filters import kept_query
from governance.models import SavedFilter
from organisation import access
from organisation.functions import Function
from organisation.rows import save

MOST = 50
"""Filters that one person keeps."""


@audited
def save_filter(*, by, name, query, for_everyone=False, functions=()):
    """Keep the filters of an address under a name."""
    query = kept_query(query)
    if not query:
        raise Invalid(_("Nothing is filtered. Choose filters first, then save them."))
    if SavedFilter.objects.filter(owner=by).count() >= MOST:
        raise DomainError(_("You keep 50 filters. Delete one first."))
    row = SavedFilter(owner=by, query=query)
    _write(row, by, name, for_everyone, functions)
    record("governance.filter_saved", row, by=by)
    return row


@audited
def change_filter(row, *, by, name, for_everyone=False, functions=()):
    """Give a filter of one's own another name or other readers."""
    _only_mine(row, by)
    _write(row, by, name, for_everyone, functions)
    record("governance.filter_changed", row, by=by)
    return row


@audited
def delete_filter(row, *, by):
    """Let a filter of one's own go; whoever it was shared with loses it too."""
    _only_mine(row, by)
    record("governance.filter_deleted", row, by=by)
    row.delete()


def _write(row, by, name, for_everyone, functions):
    name = name.strip()
    if not name:
        raise Invalid(_("Give the filter a name."), field="name")
    unknown = set(functions) - set(Function.values)
    if unknown:
        raise Invalid(_("There is no such function."), field="functions")
    if (for_everyone or functions) and not access.current_holdings(by):
        raise Refused(
            _("Only who holds a function shares filters. Keep it for yourself."),
            fixed_by=_("The administrator grants mandates."),
        )
    row.name, row.for_everyone = name, for_everyone
    chosen = [f.value for f in Function if f.value in functions]
    row.functions = f",{','.join(chosen)}," if chosen and not for_everyone else ""
    row.saved_at = clock.now()
    save(row)


def _only_mine(row, by):
    if row.owner_id != by.pk:
        raise Refused(_("Only who saved a filter changes it."))
