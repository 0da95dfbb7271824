"""Units and sites: the tree that mandates stand on, and the places of work."""

from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from audit.actions import audited, record
from audit.errors import Invalid
from organisation import access
from organisation.models import Site, Unit
from organisation.rows import save

UNIT_FIELDS = ("name", "code", "country", "headcount")
SITE_FIELDS = ("name", "country", "subdivision", "headcount")
DEEPEST = 20
"""Units below each other; a path of 20 numbers fits its column."""


@audited
def add_unit(*, by, name, code, country, parent=None, headcount=0):
    """A part of the company is added to the tree; the first one is its root."""
    access.require(by, "organisation.manage")
    return plant_unit(
        by=by,
        name=name,
        code=code,
        country=country,
        parent=parent,
        headcount=headcount,
    )


def plant_unit(*, by, name, code, country, parent=None, headcount=0):
    """Write a unit and its path; whoever calls has asked whether this is allowed."""
    _lock_the_tree()
    above = Unit.objects.get(pk=parent.pk).path if parent else "/"
    unit = Unit(
        name=name,
        code=code,
        country=country.upper(),
        parent=parent,
        headcount=headcount,
        path=above,
    )
    if unit.depth >= DEEPEST:
        raise Invalid(_("The tree is too deep here."), field="parent")
    save(unit)
    # The path holds the unit's own number, which exists only now.
    unit.path = f"{above}{unit.pk}/"
    save(unit, ["path"])
    record("organisation.unit_added", unit, by=by, parent=unit.parent_id)
    return unit


@audited
def edit_unit(unit, *, by, **fields):
    """What is known of a unit is put right; its place in the tree stays."""
    access.require(by, "organisation.manage")
    return _edit(unit, by, fields, UNIT_FIELDS, "organisation.unit_edited")


@audited
def move_unit(unit, *, by, parent):
    """A unit, with all units below it, becomes part of another one."""
    access.require(by, "organisation.manage")
    _lock_the_tree()
    unit.refresh_from_db()
    if unit.parent_id is None:
        raise Invalid(_("The root unit cannot be moved."), field="parent")
    parent = Unit.objects.get(pk=parent.pk)
    if parent.path.startswith(unit.path):
        raise Invalid(
            _("A unit cannot become part of itself or of a unit below it."),
            field="parent",
        )
    if parent.pk == unit.parent_id:
        return unit
    old, new = unit.path, f"{parent.path}{unit.pk}/"
    deepest = max(len(u.path.split("/")) for u in Unit.objects.within(unit))
    if deepest - len(old.split("/")) + new.count("/") - 2 >= DEEPEST:
        raise Invalid(_("The tree is too deep here."), field="parent")
    Unit.objects.within(unit).update(
        path=Concat(Value(new), Substr("path", len(old) + 1))
    )
    unit.parent, unit.path = parent, new
    save(unit, ["parent"])
    record("organisation.unit_moved", unit, by=by, parent=parent.pk)
    return unit


@audited
def reshape_unit(unit, *, by, parent=None, **fields):
    """A unit is put right and moved in one step: all of it happens, or nothing."""
    edit_unit(unit, by=by, **fields)
    if parent is not None:
        move_unit(unit, by=by, parent=parent)
    return unit


@audited
def add_site(*, by, name, country, subdivision="", headcount=0):
    """A place of work is added, where a consultation body may sit."""
    access.require(by, "organisation.manage")
    site = save(
        Site(
            name=name,
            country=country.upper(),
            subdivision=subdivision,
            headcount=headcount,
        )
    )
    record("organisation.site_added", site, by=by)
    return site


@audited
def edit_site(site, *, by, **fields):
    """What is known of a site is put right."""
    access.require(by, "organisation.manage")
    return _edit(site, by, fields, SITE_FIELDS, "organisation.site_edited")


def _edit(row, by, fields, allowed, event):
    unknown = set(fields) - set(allowed)
    if unknown:
        raise TypeError(f"{event} does not change {sorted(unknown)}")
    changed = sorted(k for k, value in fields.items() if getattr(row, k) != value)
    for name in changed:
        setattr(row, name, fields[name])
    if changed:
        save(row, changed)
        record(event, row, by=by, fields=changed)
    return row


def _lock_the_tree():
    """Two people who move units at the same time could close a circle: one waits."""
    list(Unit.objects.filter(parent__isnull=True).select_for_update())
