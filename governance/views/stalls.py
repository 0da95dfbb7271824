"""What is past its limit: by function, and one by one for the committee."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from governance import actions, rules, stalled
from governance.forms import StallDecisionForm
from governance.models import Level, Stall
from initiatives.models import Initiative
from organisation import access, doors
from organisation.functions import Function
from organisation.models import Person


@require_safe
def stalls(request):
    """All that is past its limit, by the function that holds it, and time lost."""
    now = clock.now()
    rows = stalled.past(request.user)
    chosen = request.GET.get("function", "")
    if chosen in Function.values:
        rows = rows.filter(function=chosen)
    groups = stalled.by_function(rows[: stalled.MOST], now)
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


@require_http_methods(["GET", "POST"])
def stall(request, pk):
    """One stall: how it climbed, what was decided, and the committee's decision."""
    seen = Initiative.objects.visible_to(request.user).values("pk")
    row = get_object_or_404(
        Stall.objects.filter(initiative__in=seen).select_related(
            "initiative__unit", "wait__handoff__stay"
        ),
        pk=pk,
    )
    initiative = row.initiative
    holders = access.holders_of(row.function, initiative.unit)
    form = StallDecisionForm(
        request.POST or None,
        initial={"seen": row.climb},
        holders=Person.objects.filter(pk__in=[p.pk for p in holders]),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and doors.attempt(
            request,
            form,
            lambda: actions.decide_stall(row, by=request.user, **form.cleaned_data),
        )
    ):
        return doors.done(request, _("The decision is recorded."), initiative)
    now = clock.now()
    return doors.answer(
        request,
        "governance/stall.html",
        form,
        {
            "initiative": initiative,
            "stall": row,
            "item": stalled.item(row, now),
            "lead": stalled.sentence(row, now),
            "climbed": list(row.escalations.order_by("climb", "due_at", "level")),
            "decisions": list(row.decisions.select_related("decided_by", "person")),
            "is_listed": row.closed_at is None and row.level >= Level.SPONSOR,
            "access": rules.sits_for_committee(request.user),
        },
    )
