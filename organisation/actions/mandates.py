"""Mandates and deputies: who holds a function, who acts for whom, who takes over."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Invalid, Refused
from organisation import access
from organisation.models import Deputy, Mandate, Seat
from organisation.rows import save

HANDED_OVER = ("mandates", "deputies", "seats")


@audited
def grant_mandate(
    person, *, by, function, unit, starts_on=None, ends_on=None, is_head=False
):
    """A person holds a function for a unit and all units below it, from, to."""
    access.require(by, "organisation.manage")
    today = clock.today()
    if starts_on is not None and starts_on < today:
        raise Invalid(_("A mandate starts today or later."), field="starts_on")
    return _grant(
        person,
        by,
        function=function,
        unit=unit,
        starts_on=starts_on or today,
        ends_on=ends_on,
        is_head=is_head,
    )


@audited
def end_mandate(mandate, *, by, on=None):
    """A person stops holding a function after a last day, today or later."""
    access.require(by, "organisation.manage")
    return _end_mandate(mandate, by, on or clock.today())


@audited
def name_deputy(principal, *, by, deputy, starts_on=None, ends_on=None):
    """Somebody acts for a principal, in all the principal's mandates, for a time.

    The principal names them, or an administrator does when the principal cannot.
    """
    today = clock.today()
    starts_on = starts_on or today
    if by.pk == principal.pk:
        access.require(by, "organisation.deputise")
    else:
        access.require(by, "organisation.manage")
        if deputy.pk == by.pk:
            raise Refused(
                _("Nobody makes themselves a deputy. Ask another administrator.")
            )
        if not Mandate.objects.effective(today).filter(person=principal).exists():
            raise Invalid(_("This person holds no mandate."), field="principal")
    if starts_on < today:
        raise Invalid(_("A deputy acts from today or later."), field="starts_on")
    if not access.is_present(deputy, starts_on):
        raise Invalid(_("This person has no access any more."), field="deputy")
    row = Deputy(
        principal=principal, deputy=deputy, starts_on=starts_on, ends_on=ends_on
    )
    _refuse_a_second(row)
    save(row)
    record(
        "organisation.deputy_named",
        row,
        by=by,
        principal=principal.pk,
        deputy=deputy.pk,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return row


@audited
def end_deputy(deputy, *, by):
    """Somebody stops acting for a principal at the end of today."""
    if by.pk not in (deputy.principal_id, deputy.deputy_id):
        access.require(by, "organisation.manage")
    if not access.is_present(by, clock.today()):
        raise Refused(_("This account has no rights any more."))
    return _end_deputy(deputy, by, clock.today())


@audited
def hand_over(person, *, by, to, what=HANDED_OVER):
    """What a person holds in this room goes to another, without a day between.

    Mandates and seats end for one today and begin for the other today. Whom the
    person deputised for gets the other as deputy; the person's own deputies end.
    """
    access.require(by, "organisation.manage")
    today = clock.today()
    if to.pk == person.pk:
        raise Invalid(_("Choose another person."), field="to")
    if to.pk == by.pk:
        raise Refused(
            _("Nobody hands mandates to themselves. Ask another administrator.")
        )
    if not access.is_present(to, today):
        raise Invalid(_("This person has no access any more."), field="to")
    if not what or set(what) - set(HANDED_OVER):
        raise Invalid(_("Choose what to hand over."), field="what")
    moved = {
        "mandates": _hand_over_mandates(person, to, by) if "mandates" in what else [],
        "deputies": _hand_over_deputies(person, to, by) if "deputies" in what else [],
        "seats": _hand_over_seats(person, to, by) if "seats" in what else [],
    }
    record("organisation.handed_over", person, by=by, to=to.pk, **moved)
    return moved


def _grant(person, by, *, function, unit, starts_on, ends_on=None, is_head=False):
    if person.pk == by.pk:
        raise Refused(
            _("Nobody gives a mandate to themselves. Ask another administrator.")
        )
    if not access.is_present(person, starts_on):
        raise Invalid(_("This person has no access any more."), field="person")
    held = Mandate.objects.filter(person=person, function=function, unit=unit).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    )
    if ends_on is not None:
        held = held.filter(starts_on__lte=ends_on)
    if held.exists():
        raise Invalid(_("This person already holds this function for this unit."))
    mandate = save(
        Mandate(
            person=person,
            function=function,
            unit=unit,
            starts_on=starts_on,
            ends_on=ends_on,
            is_head=is_head,
        )
    )
    record(
        "organisation.mandate_granted",
        mandate,
        by=by,
        person=person.pk,
        function=str(function),
        unit=unit.pk,
        starts_on=starts_on,
        ends_on=ends_on,
        head=is_head,
    )
    return mandate


def _end_mandate(mandate, by, on):
    today = clock.today()
    if mandate.ends_on is not None and mandate.ends_on < today:
        raise Invalid(_("This mandate has ended already."))
    if on < today:
        raise Invalid(_("A mandate ends today or later."), field="on")
    # One that has not begun yet ends on the day it would begin.
    mandate.ends_on = max(on, mandate.starts_on)
    save(mandate, ["ends_on"])
    record(
        "organisation.mandate_ended",
        mandate,
        by=by,
        person=mandate.person_id,
        function=mandate.function,
        unit=mandate.unit_id,
        on=mandate.ends_on,
    )
    return mandate


def _end_deputy(deputy, by, on):
    if deputy.ends_on is not None and deputy.ends_on < on:
        raise Invalid(_("This has ended already."))
    deputy.ends_on = max(on, deputy.starts_on)
    save(deputy, ["ends_on"])
    record("organisation.deputy_ended", deputy, by=by, on=deputy.ends_on)
    return deputy


def _refuse_a_second(row):
    same = Deputy.objects.filter(principal=row.principal, deputy=row.deputy).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=row.starts_on)
    )
    if row.ends_on is not None:
        same = same.filter(starts_on__lte=row.ends_on)
    if same.exists():
        raise Invalid(
            _("This person already acts as deputy in that time."), field="deputy"
        )


def _hand_over_mandates(person, to, by) -> list[int]:
    today = clock.today()
    moved = []
    for mandate in Mandate.objects.lasting(today).filter(person=person):
        until = mandate.ends_on
        _end_mandate(mandate, by, today)
        if not _holds(to, mandate, today):
            _grant(
                to,
                by,
                function=mandate.function,
                unit=mandate.unit,
                starts_on=max(today, mandate.starts_on),
                ends_on=until,
                is_head=mandate.is_head,
            )
        moved.append(mandate.pk)
    return moved


def _holds(person, mandate, on) -> bool:
    """Whether somebody holds the very same function for the very same unit."""
    return (
        Mandate.objects.lasting(on)
        .filter(person=person, function=mandate.function, unit=mandate.unit)
        .exists()
    )


def _hand_over_deputies(person, to, by) -> list[int]:
    today = clock.today()
    moved = []
    for row in Deputy.objects.lasting(today).filter(principal=person):
        _end_deputy(row, by, today)
        moved.append(row.pk)
    for row in Deputy.objects.lasting(today).filter(deputy=person):
        until = row.ends_on
        _end_deputy(row, by, today)
        acts = Deputy.objects.lasting(today).filter(
            principal_id=row.principal_id, deputy=to
        )
        if row.principal_id not in (to.pk, person.pk) and not acts.exists():
            save(
                Deputy(
                    principal_id=row.principal_id,
                    deputy=to,
                    starts_on=max(today, row.starts_on),
                    ends_on=until,
                )
            )
        moved.append(row.pk)
    return moved


def _hand_over_seats(person, to, by) -> list[int]:
    today = clock.today()
    moved = []
    for seat in Seat.objects.lasting(today).filter(person=person):
        until = seat.ends_on
        seat.ends_on = max(today, seat.starts_on)
        save(seat, ["ends_on"])
        if not Seat.objects.lasting(today).filter(body=seat.body, person=to).exists():
            save(
                Seat(
                    body=seat.body,
                    person=to,
                    is_chair=seat.is_chair,
                    starts_on=max(today, seat.starts_on),
                    ends_on=until,
                )
            )
        moved.append(seat.pk)
    return moved
