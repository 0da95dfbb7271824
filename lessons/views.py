"""The pages of stage 3: the library, an initiative's lessons, and the forms."""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
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

from audit import clock
from initiatives.doors import visible
from initiatives.models import Initiative
from initiatives.stages import Stage
from lessons import actions, forms
from lessons.evidence import review_limit
from lessons.matching import matched
from lessons.models import ENDORSING, Disposition, Experiment, Lesson, Review
from lessons.querysets import ALL_THREE, stopped_without_lesson
from organisation import access, doors
from organisation.roles import PERMISSIONS

PAGE = 50
MOST = 12
"""Initiatives that the library offers to write of."""
FORM = "_components/form_page.html"


@require_safe
def index(request):
    """The library of lessons, and what was stopped without one."""
    query = request.GET.get("q", "").strip()[:200]
    rows = Lesson.objects.visible_to(request.user)
    without = stopped_without_lesson(request.user, Lesson)
    owed, all_, drafts = without.count(), rows.count(), rows.drafts().count()
    if query:
        rows = rows.matching(query)
    shown = Paginator(
        rows.with_state().with_use().select_related("initiative").order_by("-number"),
        PAGE,
    ).get_page(request.GET.get("page"))
    return render(
        request,
        "lessons/index.html",
        {
            "title": _("Lessons"),
            "lead": _finding(all_, drafts, owed),
            "shown": shown,
            "query": query,
            "without": [
                {"initiative": i, "days": (clock.now() - i.stopped_at).days}
                for i in without.select_related("unit")[:12]
            ],
            "owed": owed,
            "all_three": ALL_THREE,
            "writable": _writable(request.user),
        },
    )


def _writable(person):
    """Initiatives in Learning of which this person may write a lesson.

    Those without a lesson come first, then those that wait longest.
    """
    leads = PERMISSIONS["lessons.write"].holders
    held = [h for h in access.current_holdings(person) if h.function in leads]
    if not held:
        return []
    branches = Q()
    for holding in held:
        branches |= Q(unit__path__startswith=holding.path)
    written = Lesson.objects.filter(initiative=OuterRef("pk"))
    return list(
        Initiative.objects.visible_to(person)
        .running()
        .filter(branches, stage=Stage.LEARNING)
        .annotate(has_lesson=Exists(written))
        .select_related("unit")
        .order_by("has_lesson", "stage_since", "pk")[:MOST]
    )


def _finding(all_, drafts, owed):
    if not all_ and not owed:
        return _("No lesson yet. The first one can come from a stopped pilot.")
    words = ngettext("%(n)d lesson", "%(n)d lessons", all_) % {"n": all_}
    if drafts:
        words += ", " + ngettext(
            "%(n)d not endorsed yet", "%(n)d not endorsed yet", drafts
        ) % {"n": drafts}
    if not owed:
        return _("%(lessons)s. Nothing was stopped without one.") % {"lessons": words}
    stopped = ngettext(
        "%(n)d initiative was stopped without a lesson.",
        "%(n)d initiatives were stopped without a lesson.",
        owed,
    ) % {"n": owed}
    return f"{words}. {stopped}"


@require_safe
def lesson(request, lesson_ref):
    """One lesson: the rule to check, who stands behind it, where it was used."""
    row = _lesson(request, lesson_ref)
    given = {
        e.function: e
        for e in row.endorsements.filter(version=row.version).select_related(
            "endorsed_by"
        )
    }
    is_mine = row.written_by_id == request.user.pk
    has_spoken = any(e.endorsed_by_id == request.user.pk for e in given.values())
    missing = ALL_THREE - len(given)
    if missing:
        lead = ngettext(
            "A draft: %(n)d function has not endorsed it yet.",
            "A draft: %(n)d functions have not endorsed it yet.",
            missing,
        ) % {"n": missing}
    else:
        lead = _("Endorsed by Knowledge, HR and Operations.")
    return render(
        request,
        "lessons/lesson.html",
        {
            "title": row.title,
            "lead": lead,
            "lesson": row,
            "voices": [
                _voice(
                    function,
                    access.may(
                        request.user,
                        "lessons.endorse",
                        of=row.initiative,
                        function=function.value,
                    ),
                    *_who(given.get(function.value), "endorsed"),
                )
                for function in ENDORSING
            ],
            "is_mine": is_mine,
            "is_endorsed": not missing,
            "may_speak": not is_mine and not has_spoken,
            "uses": row.dispositions.filter(
                initiative__in=Initiative.objects.visible_to(request.user).values("pk")
            ).select_related("initiative"),
            "may_edit": row.initiative.is_open
            and access.may(request.user, "lessons.write", of=row.initiative),
        },
    )


@require_POST
def endorse(request, lesson_ref):
    """A function endorses a lesson in the version that was read."""
    row = _lesson(request, lesson_ref)
    actions.endorse(
        row,
        by=request.user,
        function=request.POST.get("function", ""),
        version=request.POST.get("version", ""),
    )
    return doors.done(request, _("Endorsed."), row)


@require_http_methods(["GET", "POST"])
def edit_lesson(request, lesson_ref):
    """Change a lesson; changed words need new endorsements."""
    row = _lesson(request, lesson_ref)
    # the form writes into its instance: the row of the page stays as it was read
    form = forms.EditLessonForm(
        request.POST or None,
        instance=Lesson.objects.get(pk=row.pk),
        initial={"version": row.version},
    )
    return _form(
        request,
        row.initiative,
        form,
        lambda: actions.edit_lesson(row, by=request.user, **form.cleaned_data),
        title=_("Edit the lesson"),
        lead=_("Changed words need new endorsements."),
        submit=_("Save the lesson"),
        done=_("The lesson is saved."),
        url=row.get_absolute_url(),
    )


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
            _voice(
                function,
                access.may(
                    person,
                    "lessons.attest_review",
                    of=initiative,
                    function=function.value,
                ),
                *_who(given.get(function.value), "attested"),
            )
            for function in ENDORSING
        ],
    }


def _voice(function, may, name="", at=None):
    return {"function": function, "may": may, "name": name, "at": at}


def _who(row, verb):
    if row is None:
        return ()
    return getattr(row, f"{verb}_by").name, getattr(row, f"{verb}_at")


def _fitting(initiative):
    """The lessons that fit or were answered, each with the page that comes next."""
    rows, whys, given = _answerable(initiative)
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
def start_experiment(request, ref):
    """Start an experiment."""
    initiative = visible(request, ref)
    form = forms.ExperimentForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.start_experiment(
            initiative, by=request.user, **form.cleaned_data
        ),
        title=_("Start an experiment"),
        lead=_(
            "Say what would convince you, and what would stop it, before it starts."
        ),
        submit=_("Start the experiment"),
        done=_("The experiment is started."),
        part="experiments",
    )


@require_http_methods(["GET", "POST"])
def edit_experiment(request, ref, pk):
    """Change an experiment that has no verdict yet."""
    initiative = visible(request, ref)
    row = get_object_or_404(
        Experiment.objects.of(initiative).select_related("initiative__unit"), pk=pk
    )
    form = forms.EditExperimentForm(
        request.POST or None,
        instance=Experiment.objects.get(pk=row.pk),
        initial={"version": row.version},
    )
    return _form(
        request,
        initiative,
        form,
        lambda: actions.edit_experiment(row, by=request.user, **form.cleaned_data),
        title=_("Edit the experiment"),
        lead=_("It can be changed until its verdict is given."),
        submit=_("Save the experiment"),
        done=_("The experiment is saved."),
        part="experiments",
    )


@require_http_methods(["GET", "POST"])
def give_verdict(request, ref, pk):
    """Give the verdict of an experiment."""
    initiative = visible(request, ref)
    experiment = get_object_or_404(Experiment.objects.of(initiative), pk=pk)
    form = forms.VerdictForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.give_verdict(experiment, by=request.user, **form.cleaned_data),
        title=_("Give the verdict"),
        lead=_("Threshold: %(text)s") % {"text": experiment.threshold},
        submit=_("Give the verdict"),
        done=_("The verdict is given. The review follows within ten working days."),
        part="experiments",
    )


@require_http_methods(["GET", "POST"])
def record_review(request, ref):
    """Record a review."""
    initiative = visible(request, ref)
    form = forms.ReviewForm(request.POST or None)
    return _form(
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
    return doors.done(request, _("Attested."), _room(initiative, "review"))


@require_http_methods(["GET", "POST"])
def write_lesson(request, ref):
    """Write a lesson."""
    initiative = visible(request, ref)
    form = forms.LessonForm(request.POST or None)
    return _form(
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
def answer(request, ref, lesson_ref):
    """Adopt, adapt or decline a lesson."""
    initiative = visible(request, ref)
    rows, _whys, given = _answerable(initiative)
    row = next((r for r in rows if r.ref == lesson_ref.upper()), None)
    if row is None:
        raise Http404
    before = given.get(row.pk)
    form = forms.AnswerForm(
        request.POST or None,
        initial={"answer": before.answer, "reason": before.reason} if before else None,
    )
    return _form(
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


def _answerable(initiative):
    """The lessons that fit, then others that were answered; and the answers so far."""
    given = {
        row.lesson_id: row
        for row in Disposition.objects.filter(initiative=initiative).select_related(
            "lesson__initiative"
        )
    }
    found = matched(initiative)
    ids = {lesson.pk for lesson, _why in found}
    others = [row.lesson for row in given.values() if row.lesson_id not in ids]
    whys = {lesson.pk: why for lesson, why in found}
    return [lesson for lesson, _why in found] + others, whys, given


@require_http_methods(["GET", "POST"])
def record_outcome(request, ref, pk):
    """Say what came of an adopted lesson."""
    initiative = visible(request, ref)
    row = get_object_or_404(
        Disposition.objects.select_related("lesson"), pk=pk, initiative=initiative
    )
    form = forms.OutcomeForm(request.POST or None)
    return _form(
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


def _lesson(request, lesson_ref):
    rows = Lesson.objects.visible_to(request.user).select_related(
        "initiative__unit", "action_owner", "written_by"
    )
    return get_object_or_404(rows, ref=lesson_ref.upper())


def _room(initiative, part=""):
    url = reverse("lessons:page", args=[initiative.ref])
    return f"{url}#{part}" if part else url


def _form(request, initiative, form, act, *, done, part="", url="", **page):
    back = url or _room(initiative, part)
    if (
        request.method == "POST"
        and form.is_valid()
        and doors.attempt(request, form, act)
    ):
        return doors.done(request, done, back)
    context = {"initiative": initiative, "tab": "lessons", "cancel_url": back, **page}
    return doors.answer(request, FORM, form, context)
