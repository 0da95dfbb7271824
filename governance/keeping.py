"""What every page shows, kept between two entries of the record.

Whatever is done anywhere leaves an entry, so that what was found holds until the next
one; and for a minute, since time passes too.
"""

from django.core.cache import caches
from django.utils.functional import cached_property

from audit import clock
from audit.models import Head

A_MINUTE = 60


class Kept:
    """What was found since the last entry; the place in the record is read once."""

    @cached_property
    def moment(self) -> str:
        """The last entry and the minute."""
        last = Head.objects.values_list("seq", flat=True).first()
        return f"{last}:{int(clock.now().timestamp()) // A_MINUTE}"

    def get(self, name, find):
        """What `find` finds under a name, or what it found since the last entry."""
        key = f"{name}:{self.moment}"
        kept = caches["badges"].get(key)
        if kept is None:
            kept = find()
            caches["badges"].set(key, kept, 2 * A_MINUTE)
        return kept
