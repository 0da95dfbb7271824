"""Proposing and editing: a form for each section, drafts that wait."""

import copy

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from audit.models import Entry
from initiatives import actions, presenters, rules
from initiatives.doors import visible
from initiatives.forms import SECTIONS, ConfirmForm, ExposureFormSet, WhatForm
from initiatives.merging import Conflict, read_seen
from initiatives.models import Initiative
from organisation import access, doors
from organisation.models import Person


@require_http_methods(["GET", "POST"])
def propose(request):
    """The first questions of a new proposal, and the drafts that wait."""
    drafts = list(Initiative.objects.drafts_of(request.user))
    form = WhatForm(request.POST or None, initial={"unit": request.user.unit_id})
    if request.method == "POST" and form.is_valid():
        answers = form.changes()
        draft = doors.attempt(
            request, form, lambda: actions.save_draft(by=request.user, **answers)
        )
        if draft is True:
            return HttpResponseRedirect(reverse("initiatives:propose"))
        if draft:
            return doors.done(
                request,
                _("Saved as a draft that only you see."),
                _after(request, draft),
            )
    page = {
        "title": _("Propose an initiative"),
        "lead": presenters.drafts_sentence(drafts),
        "drafts": drafts,
        "may": access.may(request.user, "initiatives.propose"),
    }
    return doors.answer(request, "initiatives/propose.html", form, page)


@require_http_methods(["GET", "POST"])
def edit(request, ref, section="what"):
    """One section of what an initiative says."""
    initiative = visible(request, ref)
    if section == "people":
        return _places(request, initiative)
    kind = _kind(section)
    may = rules.may_edit(request.user, initiative, section=section)
    shown = copy.copy(initiative)
    form = kind(_answers(request, kind), instance=shown, person=request.user)
    if request.method == "POST" and form.is_valid():
        answers = form.changes()
        edited = doors.attempt(
            request,
            form,
            lambda: actions.edit(initiative, by=request.user, **answers),
        )
        if edited:
            return doors.done(request, _said(form, edited), _after(request, initiative))
        if isinstance(getattr(form, "problem", None), Conflict):
            return _conflict(request, initiative, form, section)
    page = presenters.edit_page(initiative, section, may)
    return doors.answer(request, "initiatives/edit.html", form, page)


@require_http_methods(["GET", "POST"])
def discard(request, ref):
    """A draft is put aside, on a page that says what that means."""
    draft = visible(request, ref)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = doors.attempt(
            request, form, lambda: actions.discard_draft(draft, by=request.user)
        )
        if done:
            return doors.done(
                request, _("The draft is discarded."), reverse("initiatives:propose")
            )
    page = presenters.discard_page(draft)
    return doors.answer(request, "initiatives/confirm.html", form, page)


@require_http_methods(["GET", "POST"])
def next_cycle(request, ref):
    """A new initiative starts from what this one taught."""
    initiative = visible(request, ref)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft = doors.attempt(
            request, form, lambda: actions.open_next_cycle(initiative, by=request.user)
        )
        if draft is True:
            return HttpResponseRedirect(reverse("initiatives:propose"))
        if draft:
            return doors.done(
                request,
                _("A draft is open that starts from %(ref)s.")
                % {"ref": initiative.ref},
                reverse("initiatives:edit", args=[draft.ref]),
            )
    page = presenters.next_cycle_page(request.user, initiative)
    return doors.answer(request, "initiatives/confirm.html", form, page)


def _kind(section):
    kind = SECTIONS.get(section)
    if kind is None:
        raise Http404
    return kind


def _after(request, initiative):
    """Where to go on: the same section, or the next one."""
    if "continue" not in request.POST:
        return presenters.section_url(initiative, request.POST.get("section", "what"))
    return presenters.next_url(initiative, request.POST.get("section", "what"))


def _answers(request, kind):
    """What was sent; a choice between two texts puts the chosen one in its place."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    seen = read_seen(data.get("seen", "")) or {}
    form = kind()
    for name, text in seen.items():
        if data.get(f"keep-{name}") == "theirs":
            form.take(data, name, text)
    return data


def _conflict(request, initiative, form, section):
    """Both texts, one beside the other; nothing that was typed is lost."""
    now = visible(request, initiative.ref)
    conflict = form.problem
    seen = (read_seen(form.data.get("seen", "")) or {}) | {
        name: theirs for name, (_mine, theirs) in conflict.fields.items()
    }
    last = Entry.objects.about(now.pk).filter(action="initiatives.edited").first()
    who = Person.objects.filter(pk=last.actor_ref).first() if last else None
    page = presenters.conflict_page(now, form, section, seen, who, last)
    return render(request, "initiatives/conflict.html", page, status=409)


def _said(form, edited):
    """What was saved, and which changes of somebody else stand beside it."""
    if not edited.merged:
        return _("Saved.") if edited.changed else _("Nothing was changed.")
    names = ", ".join(str(form.label_of(name)) for name in edited.merged)
    return ngettext(
        "Saved. Somebody else changed another answer, which is kept: %(names)s",
        "Saved. Somebody else changed other answers, which are kept: %(names)s",
        len(edited.merged),
    ) % {"names": names}


def _places(request, initiative):
    """Whom it touches: a line for each unit and site, with a button for one more."""
    may = rules.may_edit(request.user, initiative)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and "add" in data:
        total = data.get("places-TOTAL_FORMS", "")
        data["places-TOTAL_FORMS"] = min(
            int(total) + 1 if total.isdecimal() else 1, 200
        )
        lines = ExposureFormSet(data, initiative=initiative)
        return _places_page(request, initiative, lines, ConfirmForm(), may)
    lines = ExposureFormSet(data, initiative=initiative)
    form = ConfirmForm(data)
    if data is not None and lines.is_valid():
        saved = doors.attempt(
            request,
            form,
            lambda: actions.set_exposures(
                initiative, by=request.user, rows=lines.rows(), seen=lines.seen
            ),
        )
        if saved:
            return doors.done(request, _("Saved."), _after(request, initiative))
    return _places_page(request, initiative, lines, form, may)


def _places_page(request, initiative, lines, form, may):
    page = presenters.edit_page(initiative, "people", may) | {"lines": lines}
    if lines.is_bound and "add" not in request.POST and not lines.is_valid():
        form = lines.problems()
    if getattr(form, "status", 0) == 409:
        page["now"] = list(initiative.exposures.select_related("unit", "site"))
        lines.seen = ExposureFormSet(initiative=initiative).seen
    return doors.answer(request, "initiatives/places.html", form, page)
