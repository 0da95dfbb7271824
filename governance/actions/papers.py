"""Ask for a paper or for a list as a file, and note that it was fetched."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Invalid
from governance import exports, lists, papers
from governance.models import Paper
from organisation.rows import save

MOST_WAITING = 10
LONGEST_QUERY = 2_000


@audited
def ask_paper(*, by, kind, facts, language):
    """Ask for a paper as PDF; who may not read what it says is refused now."""
    if kind not in papers.KINDS:
        raise Invalid(_("There is no such paper."), field="kind")
    papers.build(kind, by, facts)
    paper = _queued(by, kind=kind, facts=facts, language=language)
    record("governance.paper_asked", paper, by=by, kind=kind, **_about(facts))
    return paper


@audited
def fetch_paper(paper, *, by):
    """Fetch a paper that one asked for oneself; rights are asked once more."""
    papers.ask_again(paper, by)
    record("governance.paper_fetched", paper, by=by, kind=paper.kind)
    return paper


@audited
def take_list(*, by, code, query, form, language):
    """Take the rows of a list out of the product, as a file.

    Returns the Listing where it is short enough to be written at once, and else the
    Paper that a job makes. The record keeps which list and how many rows, never the
    words of a filter, in which a name can stand.
    """
    listing, rows = _counted(by, code, query, form)
    if rows <= exports.MOST_AT_ONCE:
        record("governance.list_taken", by=by, list=code, form=form, rows=rows)
        return listing
    return ask_list(by=by, code=code, query=query, form=form, language=language)


@audited
def ask_list(*, by, code, query, form, language):
    """Ask for a list as a file that a job makes."""
    _listing, rows = _counted(by, code, query, form)
    facts = {"list": code, "query": query, "as": form}
    paper = _queued(by, kind=exports.KIND, facts=facts, language=language)
    record("governance.list_asked", paper, by=by, list=code, form=form, rows=rows)
    return paper


def _counted(by, code, query, form):
    """The list as this person may see it, and its length."""
    if form not in lists.FORMS:
        raise Invalid(_("A file is CSV or XLSX."), field="as")
    if len(query) > LONGEST_QUERY:
        raise Invalid(_("These filters are too long for a file."))
    listing = lists.ask(by, code, query)
    return listing, listing.count()


def _queued(by, **fields):
    """A paper that waits for the job; nobody fills the queue for all others."""
    mine = Paper.objects.filter(
        asked_by=by, made_at__isnull=True, failed_at__isnull=True
    )
    if mine.count() >= MOST_WAITING:
        raise DomainError(
            _("Ten of your papers are still being made. Wait for them first.")
        )
    return save(Paper(asked_by=by, expires_at=clock.now() + papers.KEPT, **fields))


def _about(facts):
    return {f"about_{name}": value for name, value in facts.items()}
