"""The mail about a meeting: its agenda, and the entry for a calendar program.

Of a confidential initiative the agenda in a mail names the reference alone.
"""

from email.encoders import encode_base64
from email.mime.base import MIMEBase

from django.utils.translation import gettext as _
from icalendar import Calendar, vCalAddress

from audit import clock
from governance import feeds
from governance.meetings import agenda
from governance.models import Meeting

METHODS = {
    "meeting_planned": "REQUEST",
    "meeting_changed": "REQUEST",
    "meeting_cancelled": "CANCEL",
}
"""Kind of notice -> what the entry asks of a calendar program (RFC 5546)."""


def meeting_of(notice):
    """The meeting that a notice is about, or None."""
    if notice.kind not in METHODS:
        return None
    return (
        Meeting.objects.select_related("chair")
        .filter(pk=notice.facts.get("meeting"))
        .first()
    )


def lines(notice, person) -> tuple[str, ...]:
    """The agenda as it stands now, a line an item; nothing once it was called off."""
    meeting = meeting_of(notice)
    if meeting is None or METHODS[notice.kind] == "CANCEL":
        return ()
    found = agenda.standing(agenda.items(meeting, person))
    return tuple(f"{row.number}. {_told(row)}" for row in found)


def entry(notice, person) -> MIMEBase | None:
    """The meeting as an invitation to put into a calendar, or to take out of it."""
    meeting = meeting_of(notice)
    if meeting is None:
        return None
    method = METHODS[notice.kind]
    calendar = Calendar()
    calendar.add("prodid", "-//Maillon//calendar//")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = feeds.event(feeds.of_meeting(meeting), clock.now())
    event.add("organizer", vCalAddress(f"mailto:{meeting.chair.email}"))
    event.add("attendee", vCalAddress(f"mailto:{person.email}"))
    # A later change stands over an earlier one: notices are numbered in their order.
    event.add("sequence", notice.pk if isinstance(notice.pk, int) else 0)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    calendar.add_component(event)
    part = MIMEBase("text", "calendar", method=method, charset="utf-8")
    part.set_payload(calendar.to_ical())
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename="maillon.ics")
    return part


def _told(row) -> str:
    initiative = row.initiative
    if initiative is not None and initiative.is_confidential:
        return _("%(ref)s, confidential") % {"ref": initiative.ref}
    title = " ".join(agenda.title(row).split())
    return f"{title} ({initiative.ref})" if initiative else title
