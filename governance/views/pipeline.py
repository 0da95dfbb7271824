"""The pipeline as board, table and timeline, and the figures of the portfolio."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from audit import clock
from governance import filters, portfolio, presenters, querysets, timelines
from initiatives.stages import Stage
from organisation import access

PAGE = 50
SAVED = 20
"""Saved filters that stand above the pipeline; all stand on a page of theirs."""


@require_safe
def pipeline(request):
    """The board, or the table or the timeline by `view`; filters are in the address."""
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
        "saved": _saved(request.user),
        "savable": filters.kept_query(request.META.get("QUERY_STRING", "")),
        "may_propose": access.may(request.user, "initiatives.propose"),
        "may_import": access.may(request.user, "initiatives.take_over"),
    }
    view = request.GET.get("view")
    if view == "table":
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
    if view == "timeline":
        page = Paginator(
            rows.select_related("unit").order_by("stage_rank", "stage_since", "number"),
            PAGE,
        ).get_page(request.GET.get("page"))
        context |= {
            "page": page,
            "stages": list(Stage)[:5],
            "timeline": timelines.of_many(list(page.object_list), now),
            "total": page.paginator.count,
        }
        return render(request, "governance/timeline.html", context)
    columns, total = presenters.board(rows, now)
    context |= {"columns": columns, "total": total}
    return render(request, "governance/board.html", context)


@require_safe
def figures(request):
    """Time in stage, time between functions, what each holds: functions, never people.

    The filters are those of the pipeline.
    """
    asked = filters.pipeline(request.user, request.GET)
    found = portfolio.figures(asked.rows, clock.now())
    return render(
        request,
        "governance/portfolio.html",
        {
            "title": _("Portfolio"),
            "place": "pipeline",
            "lead": found["lead"],
            "filter": asked.form,
            "is_filtered": asked.is_filtered,
            "query": _query(request, without=("view", "page", "sort")),
            "saved": _saved(request.user),
            "savable": filters.kept_query(request.META.get("QUERY_STRING", "")),
            "total": found["total"],
            "found": found,
            "dated": portfolio.dated(found),
            "enough": portfolio.ENOUGH,
        },
    )


def _saved(person) -> list:
    """The filters that a person may use, for the strip above the pipeline."""
    return list(querysets.readable_filters(person)[:SAVED])


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
