"""The dashboard: the page, the rows behind a figure, the dictionary, the paper."""

from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit import clock
from organisation import access
from organisation.sheets import workbook
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import money
from value import dashboard, forms, kpis, pages, papers, reading, summary, tabled
from value import records as records_of
from value.views.common import PAGE
from value.wording import query_of


@require_safe
def index(request):
    """The dashboard: from money put in to money in the accounts."""
    scope, form = _scope(request)
    context = dashboard.context(scope)
    found = context["figures"]
    shown = tabled.page_of(scope, request.GET.get("page", ""), PAGE)
    waits = [key for _since, _minutes, key, _currency in found.idle_first]
    known = tabled.with_accounts([*shown.object_list, *waits])
    rows = tabled.rows_of(shown.object_list, known=known)
    for row in rows:
        row["next"] = pages.next_step(row)
    context = {
        **context,
        "filter": form,
        "covers": papers.scope_words(scope),
        "is_filtered": any(form.cleaned_data.values()) if form.is_bound else False,
        "query": query_of(scope),
        "shown": shown,
        "rows": rows,
        "idle": pages.idle(found, known),
        "may_allocate": access.may(request.user, "value.allocate"),
        "waiting": pages.waiting(scope),
        "may_rate": access.may(request.user, "value.set_rate"),
        "may_import": access.may(request.user, "value.invest"),
    }
    return render(request, "value/index.html", context)


@require_safe
def records(request, code):
    """The rows behind a figure of the dashboard; they add up to it."""
    if code not in records_of.CODES:
        raise Http404
    scope, _asked = _scope(request)
    found = reading.read(scope)
    rows = records_of.rows_of(code, scope, found.currency)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    total = records_of.total_of(code, found)
    if code in records_of.IN_MONEY:
        total = money(total, found.currency)
    else:
        total = written_hours(total, "year")
    context = {
        "title": records_of.title_of(code),
        "lead": _("Together: %(total)s.") % {"total": total},
        "rows": [records_of.written(code, row) for row in shown.object_list],
        "shown": shown,
        "query": query_of(scope),
        "kpi": records_of.KPIS[code],
        "list": f"value-{code}",
    }
    return render(request, "value/records.html", context)


@require_safe
def dictionary(request):
    """What each figure means, with its formula, its source and an example."""
    scope, _asked = _scope(request)
    found = reading.read(scope)
    context = {
        "title": _("What the figures mean"),
        "lead": _(
            "Each figure with its formula, where it comes from, and an example worked "
            "from the sample company."
        ),
        "rows": kpis.dictionary(found),
    }
    return render(request, "value/kpis.html", context)


@require_safe
def export(request, kind):
    """All figures and all initiatives of the dashboard as one workbook."""
    scope, _asked = _scope(request)
    name = f"value-{clock.today():%Y-%m-%d}.{kind}"
    if kind != "xlsx":
        raise Http404
    found = reading.read(scope)
    file = workbook(summary.tables(scope, found))
    return FileResponse(file, as_attachment=True, filename=name)


@require_safe
def paper(request):
    """The dashboard to be printed, for a board."""
    scope, _asked = _scope(request)
    return render(request, "value/paper.html", papers.board(scope))


def _scope(request):
    """What the address asks for; what it cannot mean is left out and said."""
    form = forms.ScopeForm(
        request.GET or None, functions=dashboard.functions(request.user)
    )
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return dashboard.scope_of(request.user, chosen), form
