"""The evidence file of Article 4: a page to print, and a spreadsheet."""

import weakref

from django.http import FileResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.errors import Refused
from initiatives.doors import visible
from initiatives.models import Initiative
from literacy import papers
from organisation import access, sheets

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def evidence(request, ref):
    """The evidence of one initiative, to be printed."""
    page = papers.evidence_for(request.user, ref)
    return render(request, "literacy/evidence_paper.html", page)


@require_safe
def evidence_sheet(request, ref=None):
    """The same as a spreadsheet; without a reference, of all that a person may see."""
    if ref is not None:
        one = visible(request, ref)
        rows = Initiative.objects.filter(pk=one.pk)
        name = f"article-4-{one.ref}.xlsx"
    else:
        if not (access.current_holdings(request.user) or request.user.is_auditor):
            raise Refused(access.refusal("literacy.record_measure"))
        rows = Initiative.objects.visible_to(request.user).running().order_by("number")
        name = "article-4.xlsx"
    file = sheets.workbook(papers.evidence_tables(rows))
    response = FileResponse(
        file,
        as_attachment=True,
        filename=name,
        content_type=SHEET,
    )
    # an answer that nobody reads to its end lets go of it too
    weakref.finalize(response, file.close)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
