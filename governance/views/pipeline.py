"""The pipeline: where initiatives stop, and who must act."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from audit import clock
from audit.errors import Invalid
from governance import presenters, querysets
from governance.forms import LONGEST_SEARCH, PipelineFilter
from organisation import access

PAGE = 50


@require_safe
def pipeline(request):
    """The board, or the table with `view=table`; what is filtered is in the address."""
    if len(request.GET.get("q", "")) > LONGEST_SEARCH:
        raise Invalid(_("Search for at most %(n)d characters.") % {"n": LONGEST_SEARCH})
    form = PipelineFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    now = clock.now()
    everything = querysets.pipeline(request.user)
    rows = querysets.filtered(
        everything,
        stage=chosen.get("stage", ""),
        status=chosen.get("status", ""),
        unit=chosen.get("unit"),
        holder=chosen.get("holder", ""),
        search=chosen.get("q", ""),
        late=now if chosen.get("late") else None,
    )
    is_filtered = any(chosen.values())
    waiting = presenters.waiting_strip(request.user, now)
    context = {
        "title": _("Pipeline"),
        "lead": _finding(waiting),
        "filter": form,
        "is_filtered": is_filtered,
        "waiting": waiting,
        "query": _query(request, without=("view", "page", "sort")),
        "may_propose": access.may(request.user, "initiatives.propose"),
        "may_import": access.may(request.user, "initiatives.take_over"),
    }
    if request.GET.get("view") == "table":
        sort = request.GET.get("sort", "-ref")
        key = querysets.ORDERINGS.get(sort.lstrip("-"), "number")
        order = f"-{key}" if sort.startswith("-") else key
        page = Paginator(
            rows.select_related("unit").order_by(order, "-number"), PAGE
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
