"""A meeting held for an act: its row is locked, and who acts may act for it."""

from django.utils.translation import gettext_lazy as _

from audit.errors import Stale
from governance import rules, settling
from governance.models import Meeting


def held(meeting, *, by):
    """The meeting, for who decides for the committee."""
    settling.held(rules.sits_for_committee(by, fresh=True))
    return Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


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


def open_(meeting, *, by):
    """The meeting, held, while it is open."""
    meeting = held(meeting, by=by)
    if not meeting.is_open:
        raise Stale(
            _("This meeting is closed. Correct a decision on its own page.")
            if meeting.closed_at
            else _("This meeting is not open. Open it first.")
        )
    return meeting


def preparable(meeting, *, by):
    """The meeting, held, while its agenda can change."""
    meeting = held(meeting, by=by)
    if meeting.state in ("closed", "cancelled"):
        raise Stale(_("This meeting has ended. Its agenda stays as it was."))
    return meeting
