"""Whether a person may do something: asked by doors, enforced inside actions."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.errors import Refused
from organisation.functions import Function
from organisation.models import Deputy, Mandate, Person, Seat, Unit
from organisation.querysets import in_force
from organisation.roles import PERMISSIONS, Role

ROOT_SLASHES = 2


class Holding(NamedTuple):
    """A person holds a function over a unit's branch, in person or as deputy."""

    function: str
    unit_id: int
    path: str
    principal: Person | None
    mandate_id: int
    is_head: bool

    def covers(self, unit) -> bool:
        """Whether the unit stands in the branch of this mandate."""
        return unit is not None and unit.path.startswith(self.path)

    @property
    def is_of_root(self) -> bool:
        """Whether the mandate is for the root unit, whose path has one number."""
        return self.path.count("/") == ROOT_SLASHES


@dataclass(frozen=True)
class Access:
    """The answer to "may this person?": true or false, and the reason for a no."""

    allowed: bool
    reason: object = ""
    holding: Holding | None = None

    def __bool__(self) -> bool:
        return self.allowed


def is_present(person, on: date) -> bool:
    """Whether the person has any right at all on this day."""
    return bool(
        getattr(person, "is_active", False)
        and getattr(person, "pk", None)
        and (person.ends_on is None or person.ends_on >= on)
    )


def holdings(person, *, on: date | None = None) -> list[Holding]:
    """The functions a person holds on a day: own mandates first, then as deputy.

    A deputy acts for the principal in the principal's own mandates only, so that
    there is no deputy of a deputy. One query for both kinds.
    """
    on = on or clock.today()
    if not is_present(person, on):
        return []
    principals = Deputy.objects.in_force(on).filter(deputy=person).values("principal")
    # One set of keys: "mine or one of theirs" reads every mandate of the company.
    themselves = Person.objects.filter(pk=person.pk).order_by().values("pk")
    rows = (
        Mandate.objects.effective(on)
        .filter(person__in=themselves.union(principals.order_by(), all=True))
        .select_related("unit", "person")
    )
    held = [
        Holding(
            m.function,
            m.unit_id,
            m.unit.path,
            None if m.person_id == person.pk else m.person,
            m.pk,
            m.is_head,
        )
        for m in rows
    ]
    return sorted(held, key=lambda h: h.principal is not None)


def hold(people):
    """Keep what these people, and whom they act for, may do until the decision ends.

    Who leaves at once waits for a decision that counts on their right, or comes before
    it; two decisions do not wait for each other. Called inside an action.
    """
    if connection.vendor != "postgresql":
        return  # the immediate transaction of SQLite keeps other writers out
    ids = {getattr(person, "pk", person) for person in people} - {None}
    ids |= set(
        Deputy.objects.filter(deputy__in=ids).values_list("principal", flat=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {Person._meta.db_table} WHERE id = ANY(%s) "
            "ORDER BY id FOR SHARE",
            [list(ids)],
        )


def current_holdings(person) -> list[Holding]:
    """The holdings for drawing a page, read once for each signed-in request."""
    cached = getattr(person, "_holdings", None)
    if cached is None:
        cached = person._holdings = holdings(person)
    return cached


def seats(person, *, on: date | None = None) -> list[Seat]:
    """The seats of employee representation that a person has on a day."""
    on = on or clock.today()
    if not is_present(person, on):
        return []
    return list(
        Seat.objects.filter(in_force(on), person=person, body__is_active=True)
        .select_related("body")
        .prefetch_related("body__sites")
    )


def current_seats(person) -> list[Seat]:
    """The seats for drawing a page, read once for each signed-in request."""
    cached = getattr(person, "_seats", None)
    if cached is None:
        cached = person._seats = seats(person)
    return cached


def functions_of(person, unit) -> list[str]:
    """The functions that a person holds for a unit, for drawing a page."""
    return sorted({h.function for h in current_holdings(person) if h.covers(unit)})


def may(by, permission: str, *, of=None, function=None, fresh=False) -> Access:
    """Whether a person may do something to something.

    `of` is what it is done to: it has a `unit` (an initiative) or is a unit; without
    it any unit will do. `function` narrows to one function. `fresh` reads the
    mandates again, as actions must.
    """
    rule = PERMISSIONS[permission]
    today = clock.today()
    if not is_present(by, today):
        return Access(False, _("This account has no rights any more."))
    unit = of if isinstance(of, Unit) else getattr(of, "unit", None)
    held = holdings(by, on=today) if fresh else current_holdings(by)
    for holding in held:
        if holding.function not in rule.holders:
            continue
        if function is not None and holding.function != function:
            continue
        if of is None or holding.covers(unit):
            return Access(True, holding=holding)
    if function is None:
        if Role.ADMINISTRATOR in rule.holders and by.is_administrator:
            return Access(True)
        if Role.AUDITOR in rule.holders and by.is_auditor:
            return Access(True)
        if Role.REPRESENTATIVE in rule.holders and (
            seats(by, on=today) if fresh else current_seats(by)
        ):
            return Access(True)
    return Access(False, refusal(permission, unit=unit, function=function))


def require(by, permission: str, *, of=None, function=None) -> Access:
    """Stop an action that this person may not do, with a reason.

    Raises Refused with a sentence that names who may.
    """
    access = may(by, permission, of=of, function=function, fresh=True)
    if not access:
        raise Refused(access.reason)
    return access


def refusal(permission: str, *, unit=None, function=None):
    """Why somebody may not: who may instead, and whom to ask.

    The sentence is made when it is shown, since most refusals only hide a button and
    finding whom to ask costs a query.
    """
    return _refusal(permission, unit, function)


def _sentence(permission, unit, function):
    rule = PERMISSIONS[permission]
    holders = [function] if function is not None else list(rule.holders)
    names = [(Function if h in Function.values else Role)(h).label for h in holders]
    if len(names) == len(Function):
        return _("Only people who hold a mandate for this unit can do this.")
    who = names[0]
    for name in names[1:-1]:
        who = format_lazy("{}, {}", who, name)
    if len(names) > 1:
        who = format_lazy(_("{first} or {last}"), first=who, last=names[-1])
    sentence = format_lazy(_("Only {who} can {act}."), who=who, act=rule.sentence)
    ask = holder_of(holders[0], unit) if unit is not None else None
    if ask is None:
        return sentence
    return format_lazy(_("{sentence} Ask {name}."), sentence=sentence, name=ask.name)


_refusal = lazy(lambda *args: str(_sentence(*args)), str)


def holder_of(function, unit, *, on: date | None = None):
    """The person who holds a function for a unit, the nearest mandate first."""
    if function not in Function.values or unit is None:
        return None
    mandate = Mandate.objects.holding(function, unit, on or clock.today()).first()
    return mandate.person if mandate else None


def holders_of(function, unit, *, on: date | None = None) -> list[Person]:
    """All who hold a function for a unit in person, the nearest first."""
    seen: dict = {}
    for mandate in Mandate.objects.holding(function, unit, on or clock.today()):
        seen.setdefault(mandate.person_id, mandate.person)
    return list(seen.values())
