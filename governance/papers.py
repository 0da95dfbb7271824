"""Papers as PDF: which there are, and the job that makes them.

Each kind names a function of its room that returns what the paper says to one person,
or raises Http404 or Refused: it is asked when the paper is made and again when it is
fetched, so that a right that ended in between counts.
"""

import logging
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.db.models import F, Q
from django.http import Http404
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

import lessons.papers
import literacy.papers
import processes.papers
import value.papers
from audit import clock
from audit.errors import DomainError
from governance import exports, packs, printing
from governance.exports import LEASE
from governance.meetings import papers as meetings
from governance.models import Paper

logger = logging.getLogger(__name__)

KEPT = timedelta(days=7)
ATTEMPTS = 3
BATCH = 20
"""Papers that one run of the job makes at most."""


class Kind(NamedTuple):
    """A kind of paper: its template, and what fills it.

    `build(person, **facts)` returns the context, with `title`.
    """

    template: str
    build: Callable[..., dict]


KINDS: dict[str, Kind] = {
    "initiative": Kind("governance/initiative_paper.html", packs.initiative),
    "gate": Kind("governance/gate_paper.html", packs.gate),
    "meeting.agenda": Kind("governance/meetings/agenda_paper.html", meetings.agenda),
    "meeting.decision": Kind(
        "governance/meetings/decision_paper.html", meetings.decision
    ),
    "meeting.minutes": Kind("governance/meetings/minutes_paper.html", meetings.minutes),
    "literacy.evidence": Kind(
        "literacy/evidence_paper.html", literacy.papers.evidence_for
    ),
    "literacy.impact": Kind("literacy/impact_paper.html", literacy.papers.impact_for),
    "lessons.lesson": Kind("lessons/lesson_paper.html", lessons.papers.lesson_for),
    "processes.map": Kind("processes/map_paper.html", processes.papers.map_for),
    "value.board": Kind("value/paper.html", value.papers.board_for),
}

FAILURES = {
    "gone": _("What it is about is gone, or is no longer yours to read."),
    "printer": _(
        "This installation cannot make a PDF: Pango is missing on the machine. The "
        "operator can install it; until then print the page from your browser."
    ),
    "error": _("Making it failed. Try again; if it fails again, tell the operator."),
}


def build(kind: str, person, facts: dict) -> dict:
    """What a paper says to a person; raises Http404 or Refused where they may not."""
    return KINDS[kind].build(person, **facts)


def ask_again(paper, person) -> None:
    """Stop a person who may not read any more what a paper of theirs says.

    A pack speaks of more than what it is about: what its owner could see when it was
    made is compared too.
    """
    if paper.kind == exports.KIND:
        exports.listing_of(paper, person)
    else:
        build(paper.kind, person, paper.facts)
    exports.require_same_sight(paper, person)


def html(paper: Paper) -> tuple[str, str]:
    """The title and the page of a paper, in its language."""
    with translation.override(paper.language):
        context = build(paper.kind, paper.asked_by, paper.facts)
        page = render_to_string(
            KINDS[paper.kind].template,
            {**context, "LANGUAGE_CODE": paper.language, "printed_at": clock.now()},
        )
        return str(context["title"]), page


def waiting():
    """The papers that somebody must still make, the oldest first."""
    now = clock.now()
    return (
        Paper.objects.filter(made_at__isnull=True, failed_at__isnull=True)
        .filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now))
        .order_by("asked_at")
    )


def make_waiting() -> dict:
    """Make what waits, and let go of what has expired: one run of the job."""
    counts = {"made": 0, "failed": 0, "let_go": let_go()}
    for paper in waiting().select_related("asked_by")[:BATCH]:
        if claim(paper):
            counts["made" if make(paper) else "failed"] += 1
    return counts


def claim(paper: Paper) -> bool:
    """Take a paper for the time of the lease; False when somebody else has it."""
    now = clock.now()
    return bool(
        waiting()
        .filter(pk=paper.pk)
        .order_by()
        .update(claimed_until=now + LEASE, attempts=F("attempts") + 1)
    )


def make(paper: Paper) -> bool:
    """Make one paper that was claimed, or write why it could not be made."""
    paper.refresh_from_db(fields=["attempts"])
    if paper.attempts > ATTEMPTS:
        return _fail(paper, "error")
    try:
        with _content(paper) as (name, content):
            paper.name, paper.size = name, content.size
            paper.file.save(name, content, save=False)
    except (Http404, DomainError):
        return _fail(paper, "gone")
    except printing.CannotPrint:
        return _fail(paper, "printer")
    except Exception:
        logger.exception("The paper %s could not be made.", paper.pk)
        if paper.attempts < ATTEMPTS:
            Paper.objects.filter(pk=paper.pk).update(claimed_until=None)
            return False
        return _fail(paper, "error")
    paper.made_at = clock.now()
    fields = ["name", "size", "file", "made_at"]
    paper.save(update_fields=fields if paper.is_list else [*fields, "sight"])
    return True


@contextmanager
def _content(paper):
    """The name and the file of a paper."""
    if paper.kind == exports.KIND:
        with translation.override(paper.language), exports.made(paper) as found:
            yield found
        return
    paper.sight = exports.sight(paper.asked_by)
    title, page = html(paper)
    day = timezone.localdate(paper.asked_at)
    name = f"{slugify(title)[:90] or 'paper'}-{day:%Y-%m-%d}.pdf"
    yield name, ContentFile(printing.pdf(page))


def let_go() -> int:
    """Take away the files whose time is over; the rows stay, so that people see why."""
    gone = Paper.objects.filter(expires_at__lte=clock.now()).exclude(file="")
    rows = list(gone[:BATCH])
    for paper in rows:
        paper.file.delete(save=False)
        Paper.objects.filter(pk=paper.pk).update(file="")
    return len(rows)


def _fail(paper, failure) -> bool:
    Paper.objects.filter(pk=paper.pk).update(failed_at=clock.now(), failure=failure)
    return False
