"""One lesson: its page, its text, its voices and its states."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from audit import clock
from initiatives.doors import visible
from initiatives.models import Initiative
from lessons import actions, forms
from lessons.models import ENDORSING, Lesson, State
from lessons.querysets import ALL_THREE
from lessons.views.common import form_page, lesson_or_404, voice, who
from organisation import access, doors


@require_safe
def lesson(request, lesson_ref):
    """One lesson: the rule to check, who stands behind it, where it was used."""
    row = lesson_or_404(request, lesson_ref)
    person = request.user
    given = {
        e.function: e
        for e in row.endorsements.filter(version=row.version).select_related(
            "endorsed_by"
        )
    }
    is_mine = row.written_by_id == person.pk
    has_spoken = any(e.endorsed_by_id == person.pk for e in given.values())
    missing = ALL_THREE - len(given)
    is_retired = row.state == State.RETIRED
    uses = list(
        row.dispositions.filter(
            initiative__in=Initiative.objects.visible_to(person).values("pk")
        ).select_related("initiative")
    )
    return render(
        request,
        "lessons/lesson.html",
        {
            "title": row.title,
            "lead": _finding(row, missing, uses),
            "initiative": row.initiative,
            "lesson": row,
            "voices": [
                voice(
                    function,
                    access.may(
                        person,
                        "lessons.endorse",
                        of=row.initiative,
                        function=function.value,
                    ),
                    *who(given.get(function.value), "endorsed"),
                )
                for function in ENDORSING
            ],
            "is_mine": is_mine,
            "is_endorsed": not missing,
            "is_past": bool(row.valid_until and row.valid_until < clock.today()),
            "may_speak": not is_mine and not has_spoken and not is_retired,
            "uses": uses,
            "held": sum(use.effect == "supported" for use in uses),
            "failed": sum(use.effect == "contradicted" for use in uses),
            "steps": _steps(row),
            "acts": _acts(row, person),
            "versions": list(row.versions.all())[::-1],
            "successor": row.successors.filter(
                state__in=[s for s in State.values if s != State.DRAFT]
            ).first(),
            "may_edit": row.initiative.is_open
            and not is_retired
            and access.may(person, "lessons.write", of=row.initiative),
        },
    )


def _finding(row, missing, uses):
    if row.state == State.RETIRED:
        return _("Retired: it is no longer put before other initiatives.")
    if missing:
        return ngettext(
            "A draft: %(n)d function has not endorsed it yet.",
            "A draft: %(n)d functions have not endorsed it yet.",
            missing,
        ) % {"n": missing}
    used = sum(use.is_used for use in uses)
    words = {
        State.IDENTIFIED: _("Endorsed by three functions. Nothing has changed yet."),
        State.ASSIGNED: _("Endorsed; its action has an owner and a date."),
        State.IMPLEMENTED: _("Its action is done. That it works is not shown yet."),
        State.VALIDATED: _("Learnt: its action is done and was seen to work."),
    }.get(row.state, _("Endorsed by Knowledge, HR and Operations."))
    if not used:
        return words
    return f"{words} " + ngettext(
        "%(n)d initiative works by it.", "%(n)d initiatives work by it.", used
    ) % {"n": used}


def _steps(row):
    """The states it went through, the latest last, with what was said."""
    return list(row.moves.select_related("moved_by"))


def _acts(row, person):
    """The moves that can come next, each with who may."""
    move = access.may(person, "lessons.move", of=row.initiative)
    acts = []

    def add(name, label, may, *more):
        acts.append(
            {
                "url": reverse(f"lessons:{name}", args=[row.ref, *more]),
                "label": label,
                "may": may,
            }
        )

    if row.state == State.IDENTIFIED:
        add("assign-action", _("Assign the action"), move)
    elif row.state == State.ASSIGNED:
        is_owner = row.action_owner_id == person.pk
        may = access.Access(True) if is_owner else move
        add("move-lesson", _("Say that it is done"), may, State.IMPLEMENTED.value)
        add("assign-action", _("Give the action to somebody else"), move)
    elif row.state == State.IMPLEMENTED:
        may = access.may(person, "lessons.validate", of=row.initiative)
        if row.action_owner_id == person.pk:
            may = access.Access(
                False, _("Who owns the action does not validate it: others do.")
            )
        add("move-lesson", _("Validate it"), may, State.VALIDATED.value)
    if row.is_live:
        add("retire-lesson", _("Retire it"), move)
    return acts


@require_POST
def endorse(request, lesson_ref):
    """A function endorses a lesson in the version that was read."""
    row = lesson_or_404(request, lesson_ref)
    actions.endorse(
        row,
        by=request.user,
        function=request.POST.get("function", ""),
        version=request.POST.get("version", ""),
    )
    return doors.done(request, _("Endorsed."), row)


@require_http_methods(["GET", "POST"])
def write_lesson(request, ref):
    """Write a lesson."""
    initiative = visible(request, ref)
    form = forms.LessonForm(
        request.POST or None,
        replaceable=_replaceable(request.user),
        initial={
            "process_family": initiative.process_family,
            "technique": initiative.ai_system,
        },
    )
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.write_lesson(initiative, by=request.user, **form.cleaned_data),
        title=_("Write a lesson"),
        lead=_("Expected, happened, and what to check next time."),
        submit=_("Save the lesson"),
        done=_("The lesson is a draft until three functions endorse it."),
        part="lessons",
    )


@require_http_methods(["GET", "POST"])
def edit_lesson(request, lesson_ref):
    """Change a lesson; changed words need new endorsements."""
    row = lesson_or_404(request, lesson_ref)
    # the form writes into its instance: the row of the page stays as it was read
    form = forms.EditLessonForm(
        request.POST or None,
        instance=Lesson.objects.get(pk=row.pk),
        initial={"version": row.version},
        replaceable=_replaceable(request.user).exclude(pk=row.pk),
    )
    return form_page(
        request,
        row.initiative,
        form,
        lambda: actions.edit_lesson(row, by=request.user, **form.cleaned_data),
        title=_("Edit the lesson"),
        lead=_("Changed words need new endorsements."),
        submit=_("Save the lesson"),
        done=_("The lesson is saved."),
        back=row.get_absolute_url(),
    )


def _replaceable(person):
    return Lesson.objects.visible_to(person).live()


@require_http_methods(["GET", "POST"])
def assign_action(request, lesson_ref):
    """Give the action of a lesson to a person, until a day."""
    row = lesson_or_404(request, lesson_ref)
    form = forms.AssignForm(
        request.POST or None,
        initial={
            "action_owner": row.action_owner_id,
            "action_due_on": row.action_due_on,
        },
    )
    return form_page(
        request,
        row.initiative,
        form,
        lambda: actions.assign_action(row, by=request.user, **form.cleaned_data),
        title=_("Assign the action"),
        lead=row.action,
        submit=_("Assign the action"),
        done=_("Assigned."),
        back=row.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def move_lesson(request, lesson_ref, to):
    """Say that the action is done, or that it was seen to work."""
    row = lesson_or_404(request, lesson_ref)
    words = {
        State.IMPLEMENTED.value: (
            _("Say that it is done"),
            _("What was done, where and since when?"),
            _("Implemented."),
        ),
        State.VALIDATED.value: (
            _("Validate the lesson"),
            _("What shows that it works now?"),
            _("Validated: the lesson is learnt."),
        ),
    }
    if to not in words:
        raise Http404
    title, question, done = words[to]
    form = forms.NoteForm(
        request.POST or None,
        question=question,
        hint=_("Name roles and figures, never people."),
    )
    return form_page(
        request,
        row.initiative,
        form,
        lambda: actions.move_lesson(row, by=request.user, to=to, **form.cleaned_data),
        title=title,
        lead=row.action,
        submit=title,
        done=done,
        back=row.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def retire_lesson(request, lesson_ref):
    """Take a lesson out of use, with a reason."""
    row = lesson_or_404(request, lesson_ref)
    form = forms.NoteForm(request.POST or None, question=_("Why is it retired?"))
    return form_page(
        request,
        row.initiative,
        form,
        lambda: actions.retire_lesson(
            row, by=request.user, reason=form.cleaned_data["note"]
        ),
        title=_("Retire the lesson"),
        lead=_("It stays readable, and is no longer put before other initiatives."),
        submit=_("Retire the lesson"),
        done=_("Retired."),
        back=row.get_absolute_url(),
    )
