"""Lists as files: made at once where they are short, by the job of papers where long.

A file that was made shows what its owner could see at that moment. So that nothing is
delivered that they may not see any more, what they see is compared once more when
they fetch it.
"""

import weakref
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from tempfile import TemporaryFile

from django.core.files import File
from django.db.models import Max
from django.http import FileResponse, StreamingHttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.errors import Refused
from governance import lists
from governance.models import Paper
from initiatives.models import Initiative
from organisation import access
from organisation.sheets import XLSX, book, csv_parts

KIND = "list"
"""The kind of a paper that is a list."""
MOST_AT_ONCE = 2_000
"""Rows up to which a file is made while its reader waits."""
LEASE = timedelta(minutes=10)
STEP = 1_000
"""Rows after which a job writes how far it has come."""
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


def listing_of(paper, person):
    """The list of a paper as a person may see it now; raises Http404 or Refused."""
    return lists.ask(person, paper.facts["list"], paper.facts["query"])


def name_of(listing, form) -> str:
    """The name of the file of a list."""
    return f"{slugify(listing.title)[:90] or 'list'}-{clock.today():%Y-%m-%d}.{form}"


def at_once(listing, form) -> StreamingHttpResponse:
    """A short list as the answer to the press."""
    if form == "csv":
        parts = _in_language(csv_parts(listing), translation.get_language())
        answer = StreamingHttpResponse(parts, content_type=TYPES[form])
    else:
        file = book(listing)
        answer = FileResponse(file, content_type=TYPES[form])
        # an answer that nobody reads to its end lets go of it too
        weakref.finalize(answer, file.close)
    answer.headers["Content-Disposition"] = content_disposition_header(
        True, name_of(listing, form)
    )
    return answer


def _in_language(parts, language):
    """The parts of a text, each made in the language of the page that asked.

    They are made after the page has answered, when another may be active.
    """
    while True:
        with translation.override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part


@contextmanager
def made(paper):
    """The name and the file of a list that a job makes; it says how far it has come."""
    listing = listing_of(paper, paper.asked_by)
    Paper.objects.filter(pk=paper.pk).update(
        total=listing.count(), done=0, sight=sight(paper.asked_by)
    )
    counted = _Counting(listing, paper)
    if paper.facts["as"] == "xlsx":
        with book(counted) as file:
            yield name_of(listing, "xlsx"), File(file)
        return
    with TemporaryFile() as file:
        for part in csv_parts(counted):
            file.write(part.encode())
        file.seek(0)
        yield name_of(listing, "csv"), File(file)


class _Counting:
    """A list that tells its paper how many rows were read."""

    def __init__(self, listing, paper):
        self.listing, self.paper = listing, paper

    def __getattr__(self, name):
        return getattr(self.listing, name)

    def cells(self):
        """The rows, and a note of them now and then."""
        mine = Paper.objects.filter(pk=self.paper.pk)
        for place, row in enumerate(self.listing.cells(), 1):
            if not place % STEP:
                mine.update(done=place, claimed_until=clock.now() + LEASE)
            yield row


def sight(person, upto=None) -> str:
    """What a person may see, in short: what they hold, and which initiatives.

    The number of the last initiative comes first: what was written later is not
    compared.
    """
    rows = Initiative.objects.visible_to(person)
    if upto is None:
        upto = rows.aggregate(last=Max("number"))["last"] or 0
    keys = rows.filter(number__lte=upto).order_by("number").values_list("pk", flat=True)
    held = sorted((h.function, h.path) for h in access.current_holdings(person))
    seats = sorted(seat.body_id for seat in access.current_seats(person))
    flags = (person.unit_id, person.is_auditor, person.is_administrator)
    seen = sha256(repr((held, seats, flags)).encode())
    for key in keys.iterator(chunk_size=2000):
        seen.update(key.bytes)
    return f"{upto}:{seen.hexdigest()}"


def require_same_sight(paper, person):
    """Refuse a file that may show what its owner may not see any more."""
    if paper.sight and paper.sight != sight(person, int(paper.sight.split(":")[0])):
        raise Refused(
            _("What you may see has changed since it was made. Ask for it again.")
        )
