"""The home of Operations: what waits, the numbers, and every process."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from initiatives.stages import Stage
from processes import library, pages
from processes.lists import asked_for

PAGE = 50


@require_http_methods(["GET"])
def index(request):
    """What waits for Operations, and all processes that a person may see.

    Those in appropriation come first, the longest there before the others.
    """
    form, every, rows = asked_for(request.user, request.GET)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filter": form,
        "is_filtered": form.is_filtered,
        "query": f"{query.urlencode()}&" if query else "",
        "rows": pages.work_rows(shown.object_list),
        "shown": shown,
        "lead": pages.work_finding(every.filter(stage=Stage.APPROPRIATION)),
        "waits": library.waits(every),
        "figures": library.figures(every, library.gained(every)),
    }
    return render(request, "processes/index.html", context)
