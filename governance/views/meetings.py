"""Meetings of the committee: planned, prepared, opened, held, closed."""

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from audit.errors import DomainError
from governance import actions, rules, settling
from governance.meeting_forms import (
    MeetingForm,
    MinuteTakerForm,
    PresenceForm,
    ReasonOnlyForm,
)
from governance.meetings import agenda, pages, quorum
from governance.models import Meeting, Member, Presence
from governance.numbers import whole
from organisation import doors

PAGE = 30


def of(request, pk):
    """A meeting, for a person who may see it, or 404."""
    rows = Meeting.objects.visible_to(request.user).select_related("chair")
    return get_object_or_404(rows, pk=pk)


def recorders_only(request, meeting=None):
    """Stop who may not record in this meeting, with the reason.

    Without a meeting: who does not decide for the committee.
    """
    settling.held(rules.may_record(request.user, meeting))


@require_safe
def meetings(request):
    """All meetings, the next one first."""
    rows = Meeting.objects.visible_to(request.user).select_related("chair")
    if rows.query.is_empty():
        raise Http404
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    coming = rows.coming().order_by("starts_at").first()
    return render(
        request,
        "governance/meetings/list.html",
        {
            "title": _("Meetings"),
            "lead": pages.next_sentence(coming),
            "shown": shown,
            "may_plan": rules.sits_for_committee(request.user),
        },
    )


@require_http_methods(["GET", "POST"])
def plan_meeting(request):
    """Plan a meeting; the seats of the last one stand in the form."""
    recorders_only(request)
    last = Meeting.objects.order_by("-starts_at").first()
    initial = {"day": None, "cadence": None} if last else {}
    form = MeetingForm(request.POST or None, meeting=last, initial=initial)
    made = doors.sent(
        request,
        form,
        lambda: actions.plan_meeting(by=request.user, **form.values()),
    )
    if made:
        to = made if isinstance(made, Meeting) else reverse("governance:meetings")
        return doors.done(request, _("Planned. The members are told."), to)
    return doors.answer(
        request,
        "governance/meetings/form.html",
        form,
        {
            "title": _("Plan a meeting"),
            "lead": _("The agenda builds itself from the records until it opens."),
            "submit": _("Plan the meeting"),
            "cancel_url": reverse("governance:meetings"),
        },
    )


@require_http_methods(["GET", "POST"])
def change_meeting(request, pk):
    """Change a meeting that was not opened yet."""
    meeting = of(request, pk)
    recorders_only(request)
    form = MeetingForm(request.POST or None, meeting=meeting)
    if doors.sent(
        request,
        form,
        lambda: actions.change_meeting(meeting, by=request.user, **form.values()),
    ):
        return doors.done(request, _("Changed. The members are told."), meeting)
    return doors.answer(
        request,
        "governance/meetings/form.html",
        form,
        {
            "title": _("Change the meeting"),
            "lead": pages.when(meeting),
            "submit": _("Save"),
            "meeting": meeting,
            "cancel_url": meeting.get_absolute_url(),
        },
    )


@require_http_methods(["GET", "POST"])
def cancel_meeting(request, pk):
    """Call a meeting off, with the reason."""
    meeting = of(request, pk)
    recorders_only(request)
    form = ReasonOnlyForm(request.POST or None)
    if doors.sent(
        request,
        form,
        lambda: actions.cancel_meeting(
            meeting, by=request.user, reason=form.cleaned_data["reason"]
        ),
    ):
        return doors.done(request, _("Called off. The members are told."), meeting)
    return doors.answer(
        request,
        "governance/meetings/form.html",
        form,
        {
            "title": _("Call the meeting off?"),
            "lead": _("What was on its agenda waits for the next meeting."),
            "submit": _("Call it off"),
            "danger": True,
            "meeting": meeting,
            "cancel_url": meeting.get_absolute_url(),
        },
    )


@require_safe
def meeting(request, pk):
    """The agenda of a meeting, with what is ready and what is not."""
    row = of(request, pk)
    return render(
        request,
        "governance/meetings/agenda.html",
        pages.agenda_page(request.user, row),
    )


@require_POST
def open_meeting(request, pk):
    """Open the meeting: from now on its agenda stands."""
    row = of(request, pk)
    opened = actions.open_meeting(row, by=request.user)
    return doors.done(
        request,
        _("The meeting is open. Say who is here."),
        reverse("governance:meeting-presence", args=[opened.pk]),
    )


@require_http_methods(["GET", "POST"])
def close_meeting(request, pk):
    """Close the meeting; what was not reached waits for the next."""
    row = of(request, pk)
    recorders_only(request)
    form = _Nothing(request.POST if request.method == "POST" else None)
    if doors.sent(request, form, lambda: actions.close_meeting(row, by=request.user)):
        return doors.done(
            request,
            _("Closed. Look at the minutes, then issue them."),
            reverse("governance:minutes", args=[row.pk]),
        )
    left = [
        item
        for item in agenda.standing(agenda.items(row, request.user))
        if item.pk and item.purpose == "decide" and not item.resolutions.exists()
    ]
    return doors.answer(
        request,
        "governance/meetings/form.html",
        form,
        {
            "title": _("Close the meeting?"),
            "lead": ngettext(
                "%(n)d item to decide was not reached. It waits for the next meeting.",
                "%(n)d items to decide were not reached. They wait for the next "
                "meeting.",
                len(left),
            )
            % {"n": len(left)}
            if left
            else _("Everything that was to be decided is decided."),
            "submit": _("Close the meeting"),
            "meeting": row,
            "cancel_url": row.get_absolute_url(),
        },
    )


@require_http_methods(["GET", "POST"])
def presence(request, pk):
    """Who is here: they come and go, and the quorum is counted anew."""
    row = of(request, pk)
    refusal = ""
    if request.method == "POST":
        try:
            _come_or_go(request, row)
        except DomainError as error:
            refusal = error
        else:
            return doors.done(
                request,
                str(quorum.of(row).sentence) or _("The committee can decide."),
                reverse("governance:meeting-presence", args=[row.pk]),
            )
    return render(
        request,
        "governance/meetings/presence.html",
        pages.presence_page(request.user, row) | {"refusal": refusal},
        status=refusal.status if refusal else 200,
    )


@require_http_methods(["GET", "POST"])
def minute_taker(request, pk):
    """The chair names who keeps the minutes of this meeting."""
    meeting = of(request, pk)
    settling.held(rules.may_name_recorder(request.user, meeting))
    form = MinuteTakerForm(request.POST or None, meeting=meeting)
    if doors.sent(
        request,
        form,
        lambda: actions.name_minute_taker(
            meeting, by=request.user, person=form.cleaned_data["person"]
        ),
    ):
        return doors.done(request, _("It is settled who keeps the minutes."), meeting)
    return doors.answer(
        request,
        "governance/meetings/form.html",
        form,
        {
            "title": _("Who keeps the minutes?"),
            "lead": pages.when(meeting),
            "submit": _("Save"),
            "meeting": meeting,
            "cancel_url": meeting.get_absolute_url(),
        },
    )


@require_http_methods(["GET", "POST"])
def correct_presence(request, pk):
    """Put right who was in a closed meeting; what was noted stays readable."""
    meeting = of(request, pk)
    recorders_only(request, meeting)
    form = PresenceForm(
        request.POST or None, meeting=meeting, **pages.presences_to_correct(meeting)
    )
    if doors.sent(
        request,
        form,
        lambda: actions.correct_presence(meeting, by=request.user, **form.values()),
    ):
        return doors.done(
            request,
            _("Corrected. Issue the minutes anew: they say what was wrong."),
            reverse("governance:minutes", args=[pk]),
        )
    return doors.answer(
        request,
        "governance/meetings/form.html",
        form,
        {
            "title": _("Correct who was here"),
            "lead": _("What was noted stays; the minutes say both, by whom and when."),
            "submit": _("Record the correction"),
            "meeting": meeting,
            "cancel_url": reverse("governance:minutes", args=[pk]),
        },
    )


def _come_or_go(request, row):
    if "leaves" in request.POST:
        found = get_object_or_404(
            Presence.objects.select_related("member__meeting"),
            pk=_number(request.POST["leaves"]),
            member__meeting=row,
        )
        actions.leave(found, by=request.user)
        return
    member, _sep, person = request.POST.get("comes", "").partition(":")
    found = get_object_or_404(
        Member.objects.select_related("person", "meeting"),
        pk=_number(member),
        meeting=row,
    )
    who = next((p for p in quorum.may_sit(found) if str(p.pk) == person), None)
    if who is None:
        raise Http404
    actions.arrive(found, by=request.user, person=who)


def _number(text) -> int:
    number = whole(text)
    if number is None:
        raise Http404
    return number


class _Nothing(forms.Form):
    """A form that asks for nothing but the press."""
