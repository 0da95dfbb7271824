"""Bodies of employee representatives and who sits on them."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Invalid, Refused
from organisation import access
from organisation.models import Body, Seat
from organisation.rows import save

BODY_FIELDS = ("name", "kind", "is_active")


@audited
def add_body(*, by, name, sites, kind=Body.Kind.WORKS_COUNCIL, is_active=True):
    """A works council or another body is added, with the sites it stands for."""
    access.require(by, "organisation.manage")
    body = save(Body(name=name, kind=kind, is_active=is_active))
    _stand_for(body, sites)
    record("organisation.body_added", body, by=by, sites=_ids(sites))
    return body


@audited
def edit_body(body, *, by, sites=None, **fields):
    """What is known of a body is put right: its name, its sites, whether in office."""
    access.require(by, "organisation.manage")
    unknown = set(fields) - set(BODY_FIELDS)
    if unknown:
        raise TypeError(f"edit_body does not change {sorted(unknown)}")
    changed = sorted(k for k, value in fields.items() if getattr(body, k) != value)
    for name in changed:
        setattr(body, name, fields[name])
    if changed:
        save(body, changed)
    if sites is not None:
        _stand_for(body, sites)
    if changed or sites is not None:
        record(
            "organisation.body_edited",
            body,
            by=by,
            fields=changed,
            sites=_ids(body.sites.all()),
        )
    return body


@audited
def give_seat(body, *, by, person, is_chair=False, starts_on=None, ends_on=None):
    """A person sits on a body of employee representatives, from, to."""
    access.require(by, "organisation.manage")
    today = clock.today()
    if person.pk == by.pk:
        raise Refused(
            _("Nobody gives a seat to themselves. Ask another administrator.")
        )
    if not access.is_present(person, today):
        raise Invalid(_("This person has no access any more."), field="person")
    if starts_on is not None and starts_on < today:
        raise Invalid(_("A seat starts today or later."), field="starts_on")
    seat = save(
        Seat(
            body=body,
            person=person,
            is_chair=is_chair,
            starts_on=starts_on or today,
            ends_on=ends_on,
        )
    )
    record(
        "organisation.seat_given",
        seat,
        by=by,
        person=person.pk,
        body=body.pk,
        chair=is_chair,
        starts_on=seat.starts_on,
        ends_on=ends_on,
    )
    return seat


@audited
def end_seat(seat, *, by, on=None):
    """A person leaves a body after a last day, today or later."""
    access.require(by, "organisation.manage")
    today = clock.today()
    on = on or today
    if seat.ends_on is not None and seat.ends_on < today:
        raise Invalid(_("This seat has ended already."))
    if on < today:
        raise Invalid(_("A seat ends today or later."), field="on")
    seat.ends_on = max(on, seat.starts_on)
    save(seat, ["ends_on"])
    record("organisation.seat_ended", seat, by=by, on=seat.ends_on)
    return seat


def _stand_for(body, sites):
    if not sites:
        raise Invalid(_("Choose at least one site."), field="sites")
    body.sites.set(sites)


def _ids(sites) -> list[int]:
    return sorted(site.pk for site in sites)
