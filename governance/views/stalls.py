"""What is past its limit: by function, and one by one for the committee."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit import clock
from governance import stalled
from governance.meetings import waiting
from governance.models import Stall
from initiatives.models import Initiative
from organisation.functions import Function


@require_safe
def stalls(request):
    """All that is past its limit, by the function that holds it, and time lost."""
    now = clock.now()
    rows = stalled.past(request.user)
    chosen = request.GET.get("function", "")
    if chosen in Function.values:
        rows = rows.filter(function=chosen)
    groups = stalled.by_function(rows, now, None if chosen else stalled.OF_EACH)
    return render(
        request,
        "governance/stalls.html",
        {
            "title": _("Stalls"),
            "lead": stalled.finding(groups),
            "groups": groups,
            "lost": stalled.time_lost(request.user, now),
            "rules": stalled.rules(),
            "functions": Function.choices,
            "chosen": chosen,
        },
    )


@require_safe
def stall(request, pk):
    """One stall: how it climbed, what was decided, and where it is decided next."""
    seen = Initiative.objects.visible_to(request.user).values("pk")
    row = get_object_or_404(
        Stall.objects.filter(initiative__in=seen).select_related(
            "initiative__unit", "wait__handoff__stay"
        ),
        pk=pk,
    )
    now = clock.now()
    return render(
        request,
        "governance/stall.html",
        {
            "initiative": row.initiative,
            "stall": row,
            "item": stalled.item(row, now),
            "lead": stalled.sentence(row, now),
            "climbed": list(row.escalations.order_by("climb", "due_at", "level")),
            "decisions": list(
                row.decisions.select_related("decided_by", "person", "resolution")
            ),
            "place": waiting.place_of(request.user, row),
            "reads": waiting.reads_decisions(request.user),
        },
    )
