"""A meeting held for an act: its row is locked, and who acts may act for it.

Leadership of the root unit plans, opens and closes. In between, whoever the chair named
to keep the minutes may prepare and record as well (`rules.may_record`).
"""

from datetime import timedelta

from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.errors import DomainError, Stale
from governance import rules, settling
from governance.models import Meeting
from organisation.templatetags.ui import written_day

EARLIEST = timedelta(days=1)
"""So long before its day a meeting can be opened."""


def held(meeting, *, by):
    """The meeting, for who decides for the committee."""
    settling.held(rules.sits_for_committee(by, fresh=True))
    return locked(meeting)


def locked(meeting):
    """The meeting as it is now, held until the end of the act."""
    return Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


def recorded(meeting, *, by):
    """The meeting, held, for who may record in it."""
    meeting = locked(meeting)
    settling.held(rules.may_record(by, meeting, fresh=True))
    return meeting


def planned(meeting, *, by):
    """The meeting, held, before it was opened."""
    meeting = held(meeting, by=by)
    if meeting.state != "planned":
        raise Stale(
            {
                "open": _("This meeting is being held. Look at it again."),
                "closed": _("This meeting was held already."),
                "cancelled": _("This meeting was called off."),
            }[meeting.state]
        )
    return meeting


def opens_on(meeting):
    """The first day on which a meeting can be opened; its agenda is frozen then."""
    return localdate(meeting.starts_at) - EARLIEST


def openable(meeting, *, by):
    """The meeting, held, on its day: one press too early cannot be taken back."""
    meeting = planned(meeting, by=by)
    first = opens_on(meeting)
    if clock.today() < first:
        raise DomainError(
            format_lazy(
                _(
                    "Its agenda is frozen when it opens: that is possible from {day}. "
                    "Change the day of the meeting to hold it earlier."
                ),
                day=written_day(first),
            )
        )
    return meeting


def open_(meeting, *, by):
    """The meeting, held, while it is open, for who may record in it."""
    meeting = recorded(meeting, by=by)
    if not meeting.is_open:
        raise Stale(
            _("This meeting is closed. Correct a decision on its own page.")
            if meeting.closed_at
            else _("This meeting is not open. Open it first.")
        )
    return meeting


def preparable(meeting, *, by):
    """The meeting, held, while its agenda can change, for who may record in it."""
    meeting = recorded(meeting, by=by)
    require_running(meeting)
    return meeting


def require_running(meeting):
    """A meeting that has ended stays as it was."""
    if meeting.state in ("closed", "cancelled"):
        raise Stale(_("This meeting has ended. Its agenda stays as it was."))
