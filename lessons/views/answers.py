"""Answers to lessons that fit, and what came of them."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives.doors import visible
from lessons import actions, forms
from lessons.matching import answerable
from lessons.models import Disposition
from lessons.views.common import form_page


@require_http_methods(["GET", "POST"])
def answer(request, ref, lesson_ref):
    """Adopt, adapt or decline a lesson."""
    initiative = visible(request, ref)
    rows, _whys, given = answerable(initiative)
    row = next((r for r in rows if r.ref == lesson_ref.upper()), None)
    if row is None:
        raise Http404
    before = given.get(row.pk)
    form = forms.AnswerForm(
        request.POST or None,
        initial={"answer": before.answer, "reason": before.reason} if before else None,
    )
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.answer(
            initiative, by=request.user, lesson=row, **form.cleaned_data
        ),
        title=_("%(ref)s: %(title)s") % {"ref": row.ref, "title": row.title},
        lead=_("Check to run: %(rule)s") % {"rule": row.rule},
        submit=_("Save the answer"),
        done=_("The answer is kept."),
        part="answers",
    )


@require_http_methods(["GET", "POST"])
def record_outcome(request, ref, pk):
    """Say what came of an adopted lesson."""
    initiative = visible(request, ref)
    row = get_object_or_404(
        Disposition.objects.select_related("lesson"), pk=pk, initiative=initiative
    )
    form = forms.OutcomeForm(request.POST or None)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.record_outcome(row, by=request.user, **form.cleaned_data),
        title=_("What came of %(ref)s?") % {"ref": row.lesson.ref},
        lead=row.lesson.rule,
        submit=_("Record it"),
        done=_("Recorded."),
        part="answers",
    )
