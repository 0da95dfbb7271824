"""What waits for the committee, and what it decided."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from governance import actions, rules, stalled
from governance.forms import DecisionForm
from governance.meetings import pages
from governance.models import Decision, Level, Meeting, Referral
from initiatives.models import Initiative
from organisation import access, doors
from organisation.models import Person


@require_safe
def committee(request):
    """Items that wait for a decision, and the decisions taken."""
    seen = Initiative.objects.visible_to(request.user).values("pk")
    waiting = list(
        Referral.objects.filter(decision__isnull=True, handoff__initiative__in=seen)
        .select_related("handoff__initiative", "asked_by")
        .order_by("asked_at")
    )
    decided = list(
        Decision.objects.filter(initiative__in=seen).select_related(
            "initiative", "decided_by", "handoff"
        )[:50]
    )
    now = clock.now()
    listed = [
        stalled.item(row, now)
        for row in stalled.past(request.user).filter(level__gte=Level.SPONSOR)[:100]
    ]
    count = len(waiting) + len(listed)
    meetings = Meeting.objects.visible_to(request.user)
    coming = meetings.coming().order_by("starts_at").first()
    lead = (
        ngettext(
            "%(n)d item waits for a decision.",
            "%(n)d items wait for a decision.",
            count,
        )
        % {"n": count}
        if count
        else _("Nothing waits for the committee.")
    )
    return render(
        request,
        "governance/committee.html",
        {
            "title": _("Committee"),
            "lead": lead,
            "waiting": waiting,
            "listed": listed,
            "decided": decided,
            "may_decide": rules.sits_for_committee(request.user),
            "sees_meetings": not meetings.query.is_empty(),
            "meeting": coming,
            "next_meeting": pages.next_sentence(coming),
        },
    )


@require_http_methods(["GET", "POST"])
def decide(request, pk):
    """Record the committee's decision on one item."""
    referral = get_object_or_404(
        Referral.objects.filter(
            handoff__initiative__in=Initiative.objects.visible_to(request.user).values(
                "pk"
            )
        ).select_related("handoff__initiative__unit", "asked_by"),
        pk=pk,
    )
    initiative = referral.handoff.initiative
    state = rules.standing(initiative, handoff=referral.handoff)
    receivers = access.holders_of(referral.handoff.receiver, initiative.unit)
    form = DecisionForm(
        request.POST or None,
        initial={"digest": state.content.digest if state.gate else ""},
        owners=Person.objects.filter(pk__in=[p.pk for p in receivers]),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and doors.attempt(
            request,
            form,
            lambda: actions.decide(referral, by=request.user, **form.cleaned_data),
        )
    ):
        return doors.done(request, _("The decision is recorded."), initiative)
    return doors.answer(
        request,
        "governance/decide.html",
        form,
        {
            "initiative": initiative,
            "referral": referral,
            "state": state,
            "access": rules.sits_for_committee(request.user),
        },
    )
