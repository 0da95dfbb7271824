"""Open a pulse, give out its ballots, remind, and close it."""

from collections import Counter
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import SYSTEM, audited, record
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from literacy import ballots, disclosure, pulses
from literacy.models import (
    VALUES,
    Ballot,
    Item,
    Pulse,
    PulseGroup,
    SpentBallot,
    Tally,
)
from literacy.releasing import root
from organisation import access, notices
from organisation.models import Unit

LONGEST_DAYS = 60
"""A pulse is a moment: it stays open for so many days at most."""
REMIND_EVERY = timedelta(days=3)


@audited
def open_pulse(*, by, closes_on, initiative=None):
    """Open a pulse for everybody, or for the people whom an initiative concerns.

    The groups in which answers are counted are set now: at least ten people each.
    """
    access.require(by, "literacy.run_pulse", of=initiative or root())
    today = clock.today()
    if not today < closes_on <= today + timedelta(days=LONGEST_DAYS):
        raise Invalid(
            _("Choose a last day from tomorrow on, at most 60 days from now."),
            field="closes_on",
        )
    if Pulse.objects.open().filter(initiative=initiative).exists():
        raise Duplicate(_("A pulse is open already. Close it first."))
    people = list(pulses.invited(initiative).select_related("unit"))
    if not people:
        raise DomainError(
            _("Nobody with an account can answer it: enter people with their unit.")
        )
    pulse = Pulse.objects.create(
        initiative=initiative,
        closes_on=closes_on,
        invited=len(people),
        opened_by=by,
        opened_at=clock.now(),
    )
    top = root()
    at = Counter(p.unit.path if p.unit else top.path for p in people)
    group_of = disclosure.rolled_up(at)
    sizes = Counter()
    for path, n in at.items():
        sizes[group_of[path]] += n
    units = {unit.path: unit for unit in Unit.objects.filter(path__in=list(sizes))}
    groups = PulseGroup.objects.bulk_create(
        PulseGroup(pulse=pulse, unit=units[path], invited=n)
        for path, n in sorted(sizes.items())
    )
    Tally.objects.bulk_create(
        Tally(group=group, item=item, value=value)
        for group in groups
        for item in Item.values
        for value in VALUES
    )
    record(
        "literacy.pulse_opened",
        pulse,
        by=by,
        initiative=initiative,
        invited=len(people),
        closes_on=closes_on.isoformat(),
    )
    notices.tell(
        people,
        "literacy.pulse_opened",
        initiative=None,
        by=None,
        url=pulse.get_absolute_url(),
        pulse=pulse.pk,
    )
    return pulse


@audited
def remind_of_pulse(pulse, *, by):
    """Remind everybody invited, those who answered too: nobody knows who did."""
    access.require(by, "literacy.run_pulse", of=pulse.initiative or root())
    _require_open(pulse)
    now = clock.now()
    last = pulse.reminded_at or pulse.opened_at
    if now - last < REMIND_EVERY:
        raise DomainError(
            _("People were told less than three days ago. Wait before reminding.")
        )
    Pulse.objects.filter(pk=pulse.pk).update(reminded_at=now)
    pulse.reminded_at = now
    record("literacy.pulse_reminded", pulse, by=by, initiative=pulse.initiative)
    return notices.tell(
        pulses.invited(pulse.initiative),
        "literacy.pulse_reminder",
        initiative=None,
        by=None,
        url=pulse.get_absolute_url(),
        key=f"pulse/{pulse.pk}/{now.isoformat()}",
        pulse=pulse.pk,
    )


@audited
def give_ballot(pulse, *, by):
    """Give a person their one ballot, which is shown once and stored nowhere.

    The record says nothing of it: the time at which somebody was given a ballot is
    nearly the time at which they answer.
    """
    _require_open(pulse)
    if not pulses.invited(pulse.initiative).filter(pk=by.pk).exists():
        raise Refused(_("Only the people whom this pulse asks can answer it."))
    _row, is_new = Ballot.objects.get_or_create(pulse=pulse, person=by)
    if not is_new:
        raise Stale(
            _(
                "You were given your ballot already. Nobody can tell which one it was, "
                "so there is no second one. If you kept its text, answer with it."
            )
        )
    return ballots.fresh(pulse.pk, pulses.group_for(pulse, by).pk)


@audited
def close_pulse(pulse, *, by):
    """Close a pulse: its results stand, and who was given a ballot is forgotten."""
    if by != SYSTEM:
        access.require(by, "literacy.run_pulse", of=pulse.initiative or root())
    done = Pulse.objects.filter(pk=pulse.pk, closed_at__isnull=True).update(
        closed_at=clock.now()
    )
    if not done:
        raise Stale(_("This pulse is closed already."))
    Ballot.objects.filter(pulse=pulse).delete()
    SpentBallot.objects.filter(pulse=pulse).delete()
    pulse.refresh_from_db()
    record("literacy.pulse_closed", pulse, by=by, initiative=pulse.initiative)


def _require_open(pulse):
    if not pulse.is_open:
        raise DomainError(_("This pulse is closed. Answers are not taken any more."))
