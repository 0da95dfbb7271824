"""A person's own calendar: what is due from them, what is due to bodies, as one feed.

Each source is a function that returns the entries of one person; what happens at a
fixed time, such as a meeting, is one more line in `SOURCES`. The key is that of the
calendar of consultations: one key a person, of which only the hash is kept. Of a
confidential initiative the reference alone leaves the product.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from audit import clock
from governance import obligations
from governance.models import Meeting
from literacy.due import due_items
from literacy.law.feed import summary

DAY = timedelta(days=1)


class Entry(NamedTuple):
    """One entry of a calendar: a whole day where `starts` is a day, else its hours.

    `uid` names it for good. `text`, `place` and `url` stay empty for what is
    confidential.
    """

    uid: str
    starts: date | datetime
    summary: str
    text: str = ""
    place: str = ""
    url: str = ""
    ends: datetime | None = None
    is_confidential: bool = False


def consultations(person) -> Iterable[Entry]:
    """What is due to bodies, at the sites and bodies that a person may see."""
    for item in due_items(person):
        if item.on is None:
            continue
        hidden = item.is_confidential
        yield Entry(
            uid=item.uid,
            starts=item.on,
            summary=summary(item),
            text="" if hidden else f"{item.sentence} {item.initiative.title}",
            place="" if hidden else item.site.name,
            url="" if hidden else item.url,
            is_confidential=hidden,
        )


def duties(person) -> Iterable[Entry]:
    """What waits for a person, on the day on which its limit ends."""
    for duty in obligations.waiting_for(person):
        if duty.due_at is None:
            continue
        initiative = duty.initiative
        hidden = bool(initiative and initiative.is_confidential)
        about = initiative.ref if initiative else duty.title
        key = f"{person.pk} {duty.verb.value} {duty.url} {duty.since.isoformat()}"
        yield Entry(
            uid=f"duty-{sha256(key.encode()).hexdigest()[:32]}",
            starts=localdate(duty.due_at),
            summary=f"{about} · {duty.verb.label}",
            # What belongs to no initiative may name people: the page says it.
            text=f"{duty.sentence} {initiative.title}"
            if initiative and not hidden
            else "",
            url="" if hidden else duty.url,
            is_confidential=hidden,
        )


def meetings(person) -> Iterable[Entry]:
    """The coming meetings on which a person sits."""
    rows = Meeting.objects.coming().filter(members__person=person)
    for meeting in rows.distinct().order_by("starts_at"):
        yield of_meeting(meeting)


def of_meeting(meeting) -> Entry:
    """A meeting of the committee, at its hours."""
    return Entry(
        uid=f"meeting-{meeting.pk}",
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        summary=_("Steering committee"),
        place=meeting.place,
        url=meeting.get_absolute_url(),
    )


SOURCES: tuple[Callable, ...] = (duties, consultations, meetings)


def of(person) -> bytes:
    """The calendar of a person as an iCalendar file (RFC 5545)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Maillon//calendar//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Maillon")
    now = clock.now()
    for source in SOURCES:
        for entry in source(person):
            calendar.add_component(event(entry, now))
    return calendar.to_ical()


def event(entry, now) -> Event:
    """An entry as iCalendar writes it."""
    event = Event()
    event.add("uid", f"{entry.uid}@{settings.MESSAGE_HOST}")
    event.add("dtstamp", now)
    event.add("dtstart", entry.starts)
    if not isinstance(entry.starts, datetime):
        event.add("dtend", entry.starts + DAY)
        event.add("transp", "TRANSPARENT")
    elif entry.ends:
        event.add("dtend", entry.ends)
    event.add("summary", entry.summary)
    for name, value in (("description", entry.text), ("location", entry.place)):
        if value:
            event.add(name, value)
    if entry.url:
        event.add("url", f"{settings.BASE_URL}{entry.url}")
    if entry.is_confidential:
        event.add("class", "CONFIDENTIAL")
    return event
