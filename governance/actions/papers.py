"""Ask for a paper, and note that it was fetched."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Invalid
from governance import papers
from governance.models import Paper
from organisation.rows import save

MOST_WAITING = 10


@audited
def ask_paper(*, by, kind, facts, language):
    """Ask for a paper as PDF; who may not read what it says is refused now."""
    if kind not in papers.KINDS:
        raise Invalid(_("There is no such paper."), field="kind")
    papers.build(kind, by, facts)
    mine = Paper.objects.filter(
        asked_by=by, made_at__isnull=True, failed_at__isnull=True
    )
    if mine.count() >= MOST_WAITING:
        raise DomainError(
            _("Ten of your papers are still being made. Wait for them first.")
        )
    paper = save(
        Paper(
            kind=kind,
            facts=facts,
            language=language,
            asked_by=by,
            expires_at=clock.now() + papers.KEPT,
        )
    )
    record("governance.paper_asked", paper, by=by, kind=kind, **_about(facts))
    return paper


@audited
def fetch_paper(paper, *, by):
    """Fetch a paper that one asked for oneself; rights are asked once more."""
    papers.build(paper.kind, by, paper.facts)
    record("governance.paper_fetched", paper, by=by, kind=paper.kind)
    return paper


def _about(facts):
    return {f"about_{name}": value for name, value in facts.items()}
