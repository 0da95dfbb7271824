"""The lessons of one initiative: what fits, what is tried, reviewed and written."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from initiatives.doors import visible
from initiatives.models import Initiative
from initiatives.stages import Stage
from lessons import actions, cycles, forms, repeats, series, stops
from lessons.evidence import review_limit
from lessons.matching import answerable
from lessons.models import ENDORSING, Experiment, Lesson, Review
from lessons.querysets import ALL_THREE
from lessons.views.common import form_page, room, voice, who
from organisation import access, doors


@require_safe
def page(request, ref):
    """Experiments, review, lessons and answers of one initiative."""
    initiative = visible(request, ref)
    experiments = list(Experiment.objects.of(initiative).select_related("started_by"))
    reviews = list(
        Review.objects.filter(initiative=initiative)
        .select_related("recorded_by")
        .prefetch_related("attestations__attested_by")
    )
    lessons = list(Lesson.objects.with_state().with_use().filter(initiative=initiative))
    limit = review_limit(initiative, experiments)
    person = request.user
    failure = repeats.failures(Initiative.objects.filter(pk=initiative.pk)).get(
        initiative.pk
    )
    return render(
        request,
        "lessons/page.html",
        {
            "initiative": initiative,
            "tab": "lessons",
            "lead": _page_finding(experiments, lessons),
            "experiments": experiments,
            "reviews": [_review(r, person, initiative) for r in reviews],
            "review_due": limit.day
            if limit and not any(r.held_on >= limit.start for r in reviews)
            else None,
            "lessons": lessons,
            "cycles": cycles.chain(initiative, person),
            "failure": failure,
            "stop_unsaid": failure and stops.unsaid(initiative, failure.stopping),
            "stop_asked": {
                key
                for key, values in series.of_many(experiments).items()
                if values.asks_for_the_stop
            },
            "fitting": _fitting(initiative),
            "all_three": ALL_THREE,
            "may": {
                "experiment": access.may(person, "lessons.experiment", of=initiative),
                "review": access.may(person, "lessons.review", of=initiative),
                "write": access.may(person, "lessons.write", of=initiative),
                "answer": access.may(person, "lessons.answer", of=initiative),
            },
        },
    )


def _review(review, person, initiative):
    given = {a.function: a for a in review.attestations.all()}
    has_spoken = any(a.attested_by_id == person.pk for a in given.values())
    return {
        "review": review,
        "is_open": initiative.is_open and not has_spoken,
        "voices": [
            voice(
                function,
                access.may(
                    person,
                    "lessons.attest_review",
                    of=initiative,
                    function=function.value,
                ),
                *who(given.get(function.value), "attested"),
            )
            for function in ENDORSING
        ],
    }


def _fitting(initiative):
    """The lessons that fit or were answered, each with the page that comes next."""
    rows, whys, given = answerable(initiative)
    return [
        {
            "lesson": lesson,
            "why": whys.get(lesson.pk, ""),
            "answer": given.get(lesson.pk),
            "url": _next(initiative, lesson, given.get(lesson.pk)),
        }
        for lesson in rows
    ]


def _next(initiative, lesson, answer):
    if answer is None or (initiative.stage == Stage.PROPOSED and not answer.outcome_at):
        return reverse("lessons:answer", args=[initiative.ref, lesson.ref])
    if answer.is_used and not answer.outcome_at:
        return reverse("lessons:record-outcome", args=[initiative.ref, answer.pk])
    return lesson.get_absolute_url()


def _page_finding(experiments, lessons):
    endorsed = sum(1 for row in lessons if row.voices >= ALL_THREE)
    open_ = sum(1 for e in experiments if e.is_open)
    if not experiments and not lessons:
        return _("Nothing was tried and nothing written here yet.")
    tried = ngettext(
        "%(n)d experiment, %(open)d without a verdict.",
        "%(n)d experiments, %(open)d without a verdict.",
        len(experiments),
    ) % {"n": len(experiments), "open": open_}
    learnt = ngettext(
        "%(n)d lesson, %(done)d endorsed.",
        "%(n)d lessons, %(done)d endorsed.",
        len(lessons),
    ) % {"n": len(lessons), "done": endorsed}
    return f"{tried} {learnt}"


@require_http_methods(["GET", "POST"])
def record_review(request, ref):
    """Record a review."""
    initiative = visible(request, ref)
    form = forms.ReviewForm(request.POST or None)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.record_review(initiative, by=request.user, **form.cleaned_data),
        title=_("Record the review"),
        lead=_("Causes, not culprits: name roles, never people."),
        submit=_("Record the review"),
        done=_("Recorded. HR, Operations and Knowledge attest it now."),
        part="review",
    )


@require_POST
def attest_review(request, ref, pk):
    """A function attests that it took part."""
    initiative = visible(request, ref)
    review = get_object_or_404(Review, pk=pk, initiative=initiative)
    actions.attest_review(
        review, by=request.user, function=request.POST.get("function", "")
    )
    return doors.done(request, _("Attested."), room(initiative, "review"))
