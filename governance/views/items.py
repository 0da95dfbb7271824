"""The items of a meeting: on the wall, in preparation, and the decision on each."""

from django.forms import Form
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django.views.decorators.vary import vary_on_headers

from audit.errors import DomainError
from governance import actions
from governance.actions.resolving import Conflict
from governance.meeting_forms import (
    NewItemForm,
    PaperForm,
    ReasonOnlyForm,
)
from governance.meetings import agenda, pages, quorum, waiting
from governance.models import AgendaItem, Answer, Resolution
from governance.numbers import whole
from governance.resolve_forms import ResolveForm
from governance.views.meetings import of, recorders_only
from organisation import doors


@require_http_methods(["GET", "POST"])
def item(request, pk, key):
    """One item, large; who decides for the committee records the decision here."""
    meeting = of(request, pk)
    page = pages.item_page(request.user, meeting, key)
    if page is None:
        raise Http404
    row = page["item"]
    can = bool(page["may_record"]) and meeting.is_open and row.pk
    form = None
    if can and page["resolution"] is None:
        form = ResolveForm(
            request.POST or None,
            item=row,
            meeting=meeting,
            there=page["there"],
            initial={
                "seen": page["seen"],
                "text": row.draft,
                "draft_version": row.draft_version,
            },
        )
    if request.method == "POST" and page["resolution"] is not None:
        return _decided_before(request, meeting, page)
    if request.method == "POST" and form is None:
        recorders_only(request, meeting)
        form = ResolveForm(request.POST, item=row, meeting=meeting, there=page["there"])
    if form is not None and doors.sent(
        request,
        form,
        lambda: actions.resolve(meeting, by=request.user, key=key, **form.values()),
    ):
        return _recorded(request, meeting, page)
    if getattr(getattr(form, "problem", None), "theirs", None) is not None:
        return _both_texts(request, form, page)
    if form is not None and form.is_bound and hasattr(form, "problem"):
        # What was read was out of date; the next press counts for what stands here now.
        form.data = form.data.copy()
        form.data["seen"] = page["seen"]
    follows = "follow" in request.GET
    if form is None:
        form = _Silent()
    return doors.answer(
        request,
        "governance/meetings/item.html",
        form,
        page | {"follows": follows, "can_record": bool(can)},
    )


def _decided_before(request, meeting, page):
    """Another recorder was faster: a decided item offers other answers, or none.

    The same press sent twice is told so; anything else gets both texts.
    """
    recorders_only(request, meeting)
    form = Form(request.POST)

    def refuse():
        raise Conflict(page["resolution"])

    if doors.sent(request, form, refuse):
        return _recorded(request, meeting, page)
    return _both_texts(request, form, page)


def _both_texts(request, form, page):
    """What counts and what was typed, as it was sent, whatever of it still holds."""
    mine = request.POST.get("text", "").strip()
    problem = getattr(form, "problem", None)
    page |= {
        "theirs": getattr(problem, "theirs", page["resolution"]),
        "mine": mine,
        "mine_answer": dict(Answer.choices).get(request.POST.get("answer"), ""),
    }
    return doors.answer(request, "governance/meetings/conflict.html", form, page)


class _Silent:
    """Stands where a form would, for who only reads."""

    is_bound = False
    errors = ()


def _recorded(request, meeting, page):
    after = page["after"]
    url = reverse("governance:meeting-item", args=[meeting.pk, page["item"].key])
    if "then" in request.POST and after is not None:
        actions.show_item(meeting, by=request.user, key=after.key)
        url = reverse("governance:meeting-item", args=[meeting.pk, after.key])
    return doors.done(request, _("Recorded. It has taken effect."), url)


@require_POST
def show_item(request, pk, key):
    """The chair comes to an item; those who follow see it."""
    meeting = of(request, pk)
    actions.show_item(meeting, by=request.user, key=key)
    return redirect("governance:meeting-item", pk=pk, key=key)


@require_safe
@vary_on_headers("Accept")
def now(request, pk):
    """Where the chair is: a page leads there, a script is told whether it moved."""
    meeting = of(request, pk)
    standing = agenda.standing(agenda.items(meeting, request.user))
    url = pages.live_url(meeting, standing) if meeting.current else ""
    if not url:
        return redirect(meeting)
    if request.headers.get("Accept") != "application/json":
        return redirect(f"{url}?follow=1")
    there = quorum.of(meeting)
    return JsonResponse(
        {
            "url": f"{url}?follow=1",
            "stamp": "{}-{}-{}-{}".format(
                meeting.state,
                Resolution.objects.filter(meeting=meeting).count(),
                ".".join(str(row.pk) for row in there.present),
                url,
            ),
        }
    )


@require_POST
def draft(request, pk, key):
    """Keep what is being typed for the minutes: by a button, or by the script."""
    meeting = of(request, pk)
    by_script = request.headers.get("Accept") == "application/json"
    text, seen = request.POST.get("text", ""), request.POST.get("draft_version")
    try:
        row = actions.save_draft(
            meeting,
            by=request.user,
            key=key,
            text=text,
            seen=whole(seen),
        )
    except DomainError as error:
        theirs = error.details.get("theirs")
        if by_script:
            return JsonResponse(
                {"detail": str(error.sentence), **error.details}, status=error.status
            )
        if theirs is None:
            raise
        return _drafts(request, meeting, key, text, error)
    if by_script:
        return JsonResponse(
            {
                "version": row.draft_version,
                "said": _("Draft saved %(time)s")
                % {"time": f"{pages.localtime(row.draft_at):%H:%M}"}
                if row.draft_at
                else "",
            }
        )
    return doors.done(
        request,
        _("The draft is kept."),
        reverse("governance:meeting-item", args=[pk, key]),
    )


def _drafts(request, meeting, key, text, error):
    """Two people wrote at once: both texts, one to choose."""
    row = get_object_or_404(
        AgendaItem.objects.select_related("draft_by"), meeting=meeting, key=key
    )
    return render(
        request,
        "governance/meetings/drafts.html",
        {
            "title": _("Two people wrote here"),
            "meeting": meeting,
            "item": row,
            "name": agenda.title(row),
            "mine": text,
            "theirs": row.draft,
            "version": row.draft_version,
        },
        status=error.status,
    )


@require_http_methods(["GET", "POST"])
def add_item(request, pk):
    """Put an item on the agenda."""
    meeting = of(request, pk)
    recorders_only(request, meeting)
    form = NewItemForm(request.POST or None, meeting=meeting, person=request.user)

    def add():
        data = form.cleaned_data
        return actions.add_item(
            meeting,
            by=request.user,
            section=data["section"],
            title=data["title"],
            initiative=data["initiative"],
            **form.words(),
        )

    if doors.sent(request, form, add):
        return doors.done(request, _("It is on the agenda."), meeting)
    return _form(request, meeting, form, _("Add an item"), _("Put it on the agenda"))


@require_POST
def call_up(request, pk):
    """Put a question or a stall on the agenda that did not come by itself."""
    meeting = of(request, pk)
    cause = waiting.cause_of(request.user, request.POST.get("key", ""))
    if cause is None:
        raise Http404
    row = actions.call_up(meeting, by=request.user, cause=cause)
    return doors.done(
        request,
        _("It is on the agenda."),
        reverse("governance:meeting-item", args=[pk, row.key]),
    )


@require_http_methods(["GET", "POST"])
def word_item(request, pk, key):
    """Say what an item asks, what is recommended, and who brings it."""
    meeting, row = _found(request, pk, key)
    form = PaperForm(request.POST or None, meeting=meeting, item=row)
    if doors.sent(
        request,
        form,
        lambda: actions.word_item(meeting, by=request.user, key=key, **form.words()),
    ):
        return doors.done(request, _("The paper is saved."), _back(request, pk, key))
    return _form(
        request, meeting, form, agenda.title(row), _("Save the paper"), row=row
    )


@require_http_methods(["GET", "POST"])
def withdraw_item(request, pk, key):
    """Take an item off the agenda, with the reason."""
    meeting, row = _found(request, pk, key)
    form = ReasonOnlyForm(request.POST or None)
    if doors.sent(
        request,
        form,
        lambda: actions.withdraw_item(
            meeting, by=request.user, key=key, reason=form.cleaned_data["reason"]
        ),
    ):
        return doors.done(request, _("Taken off the agenda."), meeting)
    return _form(
        request,
        meeting,
        form,
        _("Take it off the agenda?"),
        _("Take it off"),
        row=row,
    )


@require_POST
def restore_item(request, pk, key):
    """Put an item back on the agenda."""
    meeting = of(request, pk)
    actions.restore_item(meeting, by=request.user, key=key)
    return doors.done(request, _("It is on the agenda again."), meeting)


@require_POST
def move_item(request, pk, key):
    """Move an item up or down inside its part."""
    meeting = of(request, pk)
    up = request.POST.get("move") == "up"
    row = actions.move_item(meeting, by=request.user, key=key, up=up)
    return redirect(f"{meeting.get_absolute_url()}#part-{row.section}")


def _found(request, pk, key):
    meeting = of(request, pk)
    recorders_only(request, meeting)
    rows = agenda.standing(agenda.items(meeting, request.user))
    row = next((row for row in rows if row.key == key), None)
    if row is None:
        raise Http404
    return meeting, row


def _back(request, pk, key):
    """Where the person came from: the wall, or the agenda."""
    if request.GET.get("back") == "item":
        return reverse("governance:meeting-item", args=[pk, key])
    return reverse("governance:meeting", args=[pk])


def _form(request, meeting, form, title, submit, row=None):
    return doors.answer(
        request,
        "governance/meetings/form.html",
        form,
        {
            "title": title,
            "lead": row.why if row is not None and row.why else pages.when(meeting),
            "submit": submit,
            "meeting": meeting,
            "cancel_url": _back(request, meeting.pk, row.key)
            if row is not None
            else meeting.get_absolute_url(),
        },
    )
