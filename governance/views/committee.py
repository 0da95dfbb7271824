"""What waits for the committee, and what it decided."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from audit import clock
from governance import rules, stalled
from governance.meetings import pages, waiting
from governance.models import Decision, Meeting, Referral
from initiatives.models import Initiative

MOST = 100
"""Stalls that the page shows; the file holds all of them."""


@require_safe
def committee(request):
    """Items that wait for a decision, and the decisions taken."""
    seen = Initiative.objects.visible_to(request.user).values("pk")
    asked, climbed = stalled.before_committee(request.user)
    decided = list(
        Decision.objects.filter(initiative__in=seen).select_related(
            "initiative", "decided_by", "handoff"
        )[:50]
    )
    now = clock.now()
    listed = [stalled.item(row, now) for row in climbed[:MOST]]
    stalls = len(listed) if len(listed) < MOST else climbed.count()
    count = len(asked) + stalls
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
            "waiting": asked,
            "listed": listed,
            "stalls": stalls,
            "decided": decided,
            "may_plan": rules.sits_for_committee(request.user),
            "sees_meetings": not meetings.query.is_empty(),
            "meeting": coming,
            "next_meeting": pages.next_sentence(coming),
        },
    )


@require_safe
def referral(request, pk):
    """A question put to the committee: in which meeting it stands, or its answer."""
    row = get_object_or_404(
        Referral.objects.filter(
            handoff__initiative__in=Initiative.objects.visible_to(request.user).values(
                "pk"
            )
        ).select_related(
            "handoff__initiative", "asked_by", "decision__resolution__meeting"
        ),
        pk=pk,
    )
    return render(
        request,
        "governance/referral.html",
        {
            "initiative": row.handoff.initiative,
            "referral": row,
            "place": waiting.place_of(request.user, row),
            "reads": waiting.reads_decisions(request.user),
        },
    )
