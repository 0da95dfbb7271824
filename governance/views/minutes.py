"""The minutes of a meeting, the decision log, and what staff are told."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from governance import actions, rules, settling
from governance.forms import ProofForm
from governance.meeting_forms import MessageForm, MinutesForm
from governance.meetings import log, minutes, pages, papers
from governance.resolve_forms import CorrectForm
from governance.views.meetings import of, recorders_only
from initiatives.models import Initiative
from organisation import access, doors


@require_http_methods(["GET", "POST"])
def minutes_of(request, pk):
    """The minutes as the records say; members answer them here."""
    meeting = of(request, pk)
    if not meeting.opened_at:
        raise Http404
    page = minutes.page(meeting, request.user)
    issued = page["issued"]
    mine = [
        row["member"]
        for row in pages.members(meeting)
        if request.user in row["may_sit"]
    ]
    open_ = issued is not None and any(
        row["member"] in mine and row["answer"] is None for row in page["members"]
    )
    is_current = issued is None or minutes.is_current(issued)
    if request.method == "POST" and issued is None:
        raise Http404
    form = MinutesForm(
        request.POST or None, initial={"digest": issued.digest if issued else ""}
    )

    def answer():
        data = form.cleaned_data
        return actions.answer_minutes(
            issued,
            by=request.user,
            digest=data["digest"],
            is_confirmed=data["answer"] == "confirmed",
            text=data["text"],
        )

    if doors.sent(request, form, answer):
        return doors.done(
            request,
            _("Your answer is kept, with your name and the time."),
            reverse("governance:minutes", args=[pk]),
        )
    return doors.answer(
        request,
        "governance/meetings/minutes.html",
        form,
        page
        | {
            "title": _("Minutes"),
            "lead": page["state"]["sentence"],
            "when": pages.when(meeting),
            "may_answer": open_ and (is_current or request.method == "POST"),
            "outdated": minutes.OUTDATED if open_ and not is_current else "",
            "may_issue": bool(meeting.closed_at)
            and bool(rules.may_record(request.user, meeting))
            and (issued is None or not is_current),
            "may_correct": bool(meeting.closed_at)
            and page["state"]["code"] != "confirmed"
            and bool(rules.may_record(request.user, meeting)),
            "may_tell": access.may(request.user, "governance.tell_staff"),
        },
    )


@require_POST
def issue_minutes(request, pk):
    """Issue the minutes; the members have three working days."""
    meeting = of(request, pk)
    actions.issue_minutes(meeting, by=request.user)
    return doors.done(
        request,
        _("Issued. The members are asked to confirm."),
        reverse("governance:minutes", args=[pk]),
    )


@require_http_methods(["GET", "POST"])
def tell_staff(request, pk):
    """Publish a message of the committee on the employees' page of an initiative."""
    meeting = of(request, pk)
    settling.held(access.may(request.user, "governance.tell_staff"))
    offered = Initiative.objects.seen_by(request.user).filter(
        is_confidential=False, agenda_items__meeting=meeting
    )
    form = MessageForm(request.POST or None, offered=offered.distinct())
    if doors.sent(
        request,
        form,
        lambda: actions.tell_staff(meeting, by=request.user, **form.cleaned_data),
    ):
        return doors.done(
            request,
            _("Published on the employees' page."),
            reverse("governance:minutes", args=[pk]),
        )
    return doors.answer(
        request,
        "governance/meetings/form.html",
        form,
        {
            "title": _("Tell the staff"),
            "lead": _("It stands on the employees' page of the initiative at once."),
            "submit": _("Publish it"),
            "meeting": meeting,
            "cancel_url": reverse("governance:minutes", args=[pk]),
        },
    )


@require_safe
def minutes_on_paper(request, pk):
    """The minutes, to be printed."""
    return render(
        request,
        "governance/meetings/minutes_paper.html",
        papers.minutes(request.user, pk),
    )


@require_safe
def agenda_on_paper(request, pk):
    """The agenda with a page about each item, to be printed."""
    return render(
        request,
        "governance/meetings/agenda_paper.html",
        papers.agenda(request.user, pk),
    )


@require_safe
def resolutions(request):
    """The decision log, newest first, and what is still to be done."""
    return render(
        request,
        "governance/meetings/log.html",
        log.page(request.user, request.GET),
    )


@require_safe
def resolution(request, pk):
    """One decision, with what was seen, the votes, and what follows."""
    row = get_object_or_404(log.visible(request.user), pk=pk)
    return render(
        request, "governance/meetings/resolution.html", log.one(request.user, row)
    )


@require_safe
def resolution_on_paper(request, pk):
    """One decision, to be printed."""
    return render(
        request,
        "governance/meetings/decision_paper.html",
        papers.decision(request.user, pk),
    )


@require_http_methods(["GET", "POST"])
def correct_resolution(request, pk):
    """Correct what the log says; the first record stays.

    What a second recorder had typed is carried here, and shown before it counts.
    """
    row = get_object_or_404(log.visible(request.user), pk=pk)
    recorders_only(request, row.meeting)
    carried = "carry" in request.POST
    form = CorrectForm(
        None if carried else request.POST or None,
        initial={
            "text": request.POST.get("text", "") if carried else row.text,
            "legal_basis": row.legal_basis,
            "review_on": row.review_on,
        },
    )
    made = doors.sent(
        request,
        form,
        lambda: actions.correct_resolution(row, by=request.user, **form.cleaned_data),
    )
    if made:
        return doors.done(request, _("The correction names the first record."), row)
    return doors.answer(
        request,
        "governance/meetings/form.html",
        form,
        {
            "title": _("Correct %(ref)s") % {"ref": row.ref},
            "lead": _("What it did is not undone: that takes a new decision."),
            "submit": _("Record the correction"),
            "meeting": row.meeting,
            "cancel_url": row.get_absolute_url(),
        },
    )


@require_http_methods(["GET", "POST"])
def follow_up(request, pk):
    """Say that an action of the committee is done, with what shows it.

    Whoever owes it reports; the function that checks it says that it is done.
    """
    row = get_object_or_404(log.duties(request.user), pk=pk)
    checks = rules.may_check(request.user, row)
    reads = log.visible(request.user).filter(pk=row.resolution_id).exists()
    back = row.resolution.get_absolute_url() if reads else reverse("governance:waiting")
    form = ProofForm(request.POST or None, initial={"proof": row.proof})
    form.fields["proof"].label = _("What shows that it is done?")
    if doors.sent(
        request,
        form,
        lambda: actions.say_done(row, by=request.user, **form.cleaned_data),
    ):
        said = _("It is done.")
        if not checks:
            said = _("Reported. %(function)s says when it is done.") % {
                "function": row.get_function_display()
            }
        return doors.done(request, said, back)
    return doors.answer(
        request,
        "governance/meetings/follow_up.html",
        form,
        {
            "title": _("Is it done?"),
            "lead": _("%(function)s says when it is done. %(name)s sees to it.")
            % {"function": row.get_function_display(), "name": row.owner.name},
            "row": row,
            "reads": reads,
            "back": back,
            "submit": _("It is done") if checks else _("Report that it is done"),
            "may": checks or row.owner_id == request.user.pk,
            "reason": checks.reason,
        },
    )
