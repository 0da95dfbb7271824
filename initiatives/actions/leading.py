"""Who leads an initiative: named, replaced, handed over."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Invalid, Stale
from initiatives import rules
from initiatives.models import Initiative, Lead
from initiatives.people import candidates
from initiatives.stages import Stage
from organisation import access
from organisation.functions import Function
from organisation.notices import tell
from organisation.rows import save

NAMED = ("sponsor", "continuity_holder")


@audited
def name_leads(initiative, *, by, leads=None, seen=None, **named):
    """Name who leads for a function, the sponsor, the continuity holder.

    `leads` maps a function to a person, or to nobody while it is only proposed.
    `named` gives the sponsor and continuity_holder. `seen` maps the same keys to the
    id that the person saw there; where another one stands now, raises Stale.
    """
    now = rules.held(initiative)
    rules.require(rules.may_name_leads(by, now, fresh=True))
    if now.status != "draft":
        rules.require_open(now)
    standing = {
        lead.function: lead
        for lead in now.leads.filter(until__isnull=True).select_related("person")
    }
    asked = dict(leads or {}) | named
    holders = candidates(now.unit)
    before = {f: standing[f].person_id if f in standing else None for f in asked}
    before |= {name: getattr(now, f"{name}_id") for name in named}
    _require_seen(before, seen)
    told = []
    for key, person in asked.items():
        if (person.pk if person else None) == before[key]:
            continue
        if person is None and now.stage != Stage.PROPOSED:
            raise Invalid(_("Name somebody else instead."), field=key)
        if key in NAMED:
            _name(now, key, person, holders)
        else:
            _lead(now, key, person, holders, standing.get(key))
        told.append((key, person))
    if told:
        now.version += 1
        now.changed_at = clock.now()
        save(now, [*NAMED, "version", "changed_at"])
        _say(now, told, by)
    return now


@audited
def hand_over_leads(person, *, to, by):
    """Give another what somebody leads, sponsors and follows; says what could not be.

    A lead passes only to somebody who holds the function there. Returns the number of
    things that moved and the list of (initiative, function) that did not.
    """
    access.require(by, "organisation.manage")
    moved, left = 0, []
    leads = Lead.objects.filter(person=person, until__isnull=True)
    for lead in leads.select_related("initiative__unit"):
        if to not in access.holders_of(lead.function, lead.initiative.unit):
            left.append((lead.initiative, lead.function))
            continue
        _replace(lead.initiative, lead.function, to, lead)
        moved += 1
    for name in NAMED:
        rows = Initiative.objects.filter(**{name: person}).select_related("unit")
        for initiative in rows:
            holders = candidates(initiative.unit)
            if not _may_be(name, to, holders):
                left.append((initiative, name))
                continue
            setattr(initiative, name, to)
            initiative.version += 1
            save(initiative, [name, "version"])
            moved += 1
    record("initiatives.leads_handed_over", person, by=by, to=to.pk, moved=moved)
    return moved, left


def _require_seen(before, seen):
    if seen is None:
        return
    changed = [
        key for key, pk in before.items() if key in seen and seen[key] != str(pk or "")
    ]
    if changed:
        raise Stale(
            _("Somebody else named other people meanwhile. Look again."),
            details={"fields": changed},
        )


def _lead(initiative, function, person, holders, standing):
    if person is not None and person not in holders[function]:
        raise Invalid(
            format_lazy(
                _("{name} does not hold {function} for {unit}."),
                name=person.name,
                function=Function(function).label,
                unit=initiative.unit.name,
            ),
            field=function,
        )
    _replace(initiative, function, person, standing)


def _replace(initiative, function, person, standing):
    if standing is not None:
        standing.until = clock.now()
        save(standing, ["until"])
    if person is not None:
        save(Lead(initiative=initiative, function=function, person=person))


def _name(initiative, name, person, holders):
    if person is not None and not _may_be(name, person, holders):
        raise Invalid(
            _("The sponsor holds Leadership for the unit.")
            if name == "sponsor"
            else _("The continuity holder holds a mandate for the unit."),
            field=name,
        )
    setattr(initiative, name, person)


def _may_be(name, person, holders) -> bool:
    if name == "sponsor":
        return person in holders[Function.LEADERSHIP]
    return any(person in people for people in holders.values())


def _say(initiative, named, by):
    for key, person in named:
        record(
            "initiatives.lead_named"
            if key not in NAMED
            else f"initiatives.{key}_named",
            initiative,
            by=by,
            initiative=initiative,
            function=key,
            person=person.pk if person else None,
        )
    if initiative.status == "draft":
        return
    for key, person in named:
        if person is not None:
            tell(
                [person],
                "named",
                initiative=initiative,
                by=by,
                url=initiative.get_absolute_url(),
                role=key,
            )
