"""Asking for a paper as PDF, waiting for it, fetching it."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance import actions, exports, lists
from governance import papers as kinds
from governance.models import Paper
from initiatives.doors import download
from organisation.views.frame import context

PAGE = 50
SECONDS = 3
FACT = "fact-"


@require_POST
def ask_paper(request):
    """Ask for a paper; the page that follows says when it is there."""
    facts = {
        name.removeprefix(FACT): value
        for name, value in request.POST.items()
        if name.startswith(FACT)
    }
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES) or (
        request.POST.get("kind") not in kinds.KINDS
    ):
        raise Http404
    try:
        paper = actions.ask_paper(
            by=request.user,
            kind=request.POST["kind"],
            facts=facts,
            language=language,
        )
    except TypeError as error:
        # Facts that the kind does not know.
        raise Http404 from error
    return redirect("governance:paper", pk=paper.pk)


@require_safe
def papers(request):
    """The papers that a person asked for."""
    rows = Paper.objects.filter(asked_by=request.user)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "governance/papers.html",
        context(
            request,
            "papers",
            lead=_finding(rows),
            shown=shown,
            rows=[{"paper": p, "why": kinds.FAILURES.get(p.failure)} for p in shown],
            days=kinds.KEPT.days,
        ),
    )


def _finding(rows):
    waiting = sum(row.is_waiting for row in rows[:PAGE])
    if waiting:
        return ngettext(
            "%(n)d paper is being made.", "%(n)d papers are being made.", waiting
        ) % {"n": waiting}
    if rows:
        return _("Every paper that you asked for is made.")
    return _("You have asked for no paper yet.")


@require_safe
def paper(request, pk):
    """One paper: being made, there, failed or gone; it looks again by itself."""
    row = get_object_or_404(Paper, pk=pk, asked_by=request.user)
    response = render(
        request,
        "governance/paper.html",
        context(
            request,
            "papers",
            paper=row,
            why=kinds.FAILURES.get(row.failure),
            days=kinds.KEPT.days,
            languages=settings.LANGUAGES,
        ),
    )
    if row.is_waiting:
        response.headers["Refresh"] = str(SECONDS)
    return response


@require_safe
def paper_file(request, pk):
    """The file, for who asked, while they may still read what it says."""
    row = get_object_or_404(
        Paper.objects.exclude(file=""), pk=pk, asked_by=request.user
    )
    actions.fetch_paper(row, by=request.user)
    if row.kind != exports.KIND:
        with row.file.open() as file:
            return download(file.read(), row.name, "application/pdf")
    return FileResponse(
        row.file.open(),
        as_attachment=True,
        filename=row.name,
        content_type=exports.TYPES[row.facts["as"]],
    )


@require_safe
def all_lists(request):
    """Every list that a person may take as a file."""
    return render(
        request,
        "governance/lists.html",
        context(
            request,
            "papers",
            groups=[g for g in lists.offered(request.user) if g["lists"]],
            most=exports.MOST_AT_ONCE,
            days=kinds.KEPT.days,
        ),
    )


@require_POST
def take_list(request, code):
    """The rows of a page as a file: at once, or from a job where they are many."""
    form = request.POST.get("as", "")
    if code not in lists.LISTS or form not in lists.FORMS:
        raise Http404
    found = actions.take_list(
        by=request.user,
        code=code,
        query=request.META.get("QUERY_STRING", ""),
        form=form,
        language=get_language(),
    )
    if isinstance(found, Paper):
        return redirect("governance:paper", pk=found.pk)
    return exports.at_once(found, form)
