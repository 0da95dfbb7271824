"""The pipeline: where initiatives stop, and who must act."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from audit import clock
from governance import filters, presenters
from organisation import access

PAGE = 50


@require_safe
def pipeline(request):
    """The board, or the table with `view=table`; what is filtered is in the address."""
    now = clock.now()
    asked = filters.pipeline(request.user, request.GET)
    rows = asked.rows
    waiting = presenters.waiting_strip(request.user, now)
    context = {
        "title": _("Pipeline"),
        "lead": _finding(waiting),
        "filter": asked.form,
        "is_filtered": asked.is_filtered,
        "waiting": waiting,
        "query": _query(request, without=("view", "page", "sort")),
        "may_propose": access.may(request.user, "initiatives.propose"),
        "may_import": access.may(request.user, "initiatives.take_over"),
    }
    if request.GET.get("view") == "table":
        sort = request.GET.get("sort", "-ref")
        page = Paginator(
            filters.sorted_rows(rows.select_related("unit"), sort), PAGE
        ).get_page(request.GET.get("page"))
        context |= {
            "page": page,
            "rows": presenters.table(page.object_list, now),
            "sort": sort,
            "total": page.paginator.count,
        }
        return render(request, "governance/table.html", context)
    columns, total = presenters.board(rows, now)
    context |= {"columns": columns, "total": total}
    return render(request, "governance/board.html", context)


def _finding(waiting) -> str:
    stuck, total = waiting["late"], waiting["total"]
    if not total:
        return _("No handoff waits between two functions.")
    if not stuck:
        return ngettext(
            "%(n)d handoff waits between two functions, none past its limit.",
            "%(n)d handoffs wait between two functions, none past its limit.",
            total,
        ) % {"n": total}
    where = waiting["worst"]
    sentence = ngettext(
        "%(late)d of %(n)d waiting handoffs is past its limit.",
        "%(late)d of %(n)d waiting handoffs are past their limit.",
        stuck,
    ) % {"late": stuck, "n": total}
    return f"{sentence} {where}" if where else sentence


def _query(request, *, without) -> str:
    data = request.GET.copy()
    for name in without:
        data.pop(name, None)
    return data.urlencode()
