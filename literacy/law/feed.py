"""The calendar that a program fetches, and the key by which it does."""

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from audit import clock


def key_hash(key: str) -> str:
    """What the database keeps of a key: it is random, so plain SHA-256 is enough."""
    return sha256(key.encode()).hexdigest()


def as_calendar(items, base_url) -> bytes:
    """What is due as an iCalendar file (RFC 5545): a whole day for each day.

    Of a confidential initiative only its reference and the body leave the product.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Maillon//literacy//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Consultations"))
    now = clock.now()
    for item in items:
        if item.on is None:
            continue
        event = Event()
        event.add("uid", f"{item.uid}@{settings.MESSAGE_HOST}")
        event.add("dtstamp", now)
        event.add("dtstart", item.on)
        event.add("dtend", item.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("summary", summary(item))
        if not item.is_confidential:
            event.add("description", f"{item.sentence} {item.initiative.title}")
            event.add("location", item.site.name)
            event.add("url", f"{base_url}{item.url}")
        else:
            event.add("class", "CONFIDENTIAL")
        calendar.add_component(event)
    return calendar.to_ical()


def summary(item) -> str:
    """One line: what is due and on which initiative, no title where confidential."""
    if item.is_confidential:
        return f"{item.initiative.ref} · {item.body or item.site}"
    return f"{item.initiative.ref} · {item.what}"
