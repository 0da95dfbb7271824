"""The work place of HR, an initiative's page, and what employees read."""

from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from initiatives.doors import visible
from initiatives.models import Initiative, Stay
from initiatives.stages import Stage
from literacy import home, level_map, pages, voice_pages
from literacy.standing import missing_consultation, standings

PAGE = 50


@require_http_methods(["GET"])
def index(request):
    """The home of HR, and all initiatives in literacy, the ones that miss first."""
    rows = (
        Initiative.objects.visible_to(request.user)
        .running()
        .filter(stage=Stage.LITERACY)
    )
    misses = missing_consultation(rows)
    rows = (
        rows.annotate(
            misses=ExpressionWrapper(Q(pk__in=misses), output_field=BooleanField())
        )
        .select_related("unit")
        .prefetch_related(Prefetch("stays", Stay.objects.filter(left_at__isnull=True)))
        .order_by("-misses", "stage_since", "number")
    )
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = standings(shown.object_list)
    context = home.home(request.user) | {
        "rows": pages.work_rows(shown.object_list, found),
        "shown": shown,
        "levels": [label() for label in level_map.LEVELS],
        "lead": pages.work_finding(shown.paginator.count, len(misses)),
    }
    return render(request, "literacy/index.html", context)


@require_http_methods(["GET"])
def page(request, ref):
    """Measures, consultations, first use and statements of one initiative."""
    initiative = visible(request, ref)
    return render(request, "literacy/page.html", pages.page(initiative, request.user))


@require_http_methods(["GET"])
def employees(request, ref):
    """What an initiative means for the people it touches, in plain words."""
    person = request.user
    seen = Initiative.objects.visible_to(person).values("pk")
    mine = Initiative.objects.concerning(person).values("pk")
    initiative = get_object_or_404(
        Initiative.objects.filter(Q(pk__in=seen) | Q(pk__in=mine)).select_related(
            "unit"
        ),
        ref=ref.upper(),
    )
    return render(
        request, "literacy/employees.html", voice_pages.employees(initiative, person)
    )
