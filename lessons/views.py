"""The pages of stage 3: the library, an initiative's lessons, and the forms."""

from django.core.paginator import Paginator
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
from lessons import actions, forms
from lessons.evidence import review_limit
from lessons.matching import matched
from lessons.models import ENDORSING, Disposition, Experiment, Lesson, Review
from lessons.querysets import ALL_THREE, stopped_without_lesson
from organisation import access, doors

PAGE = 50
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
        },
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
    voices = []
    for function in ENDORSING:
        voice = given.get(function.value)
        may = access.may(
            request.user,
            "lessons.endorse",
            of=row.initiative,
            function=function.value,
        )
        voices.append({"function": function, "voice": voice, "may": may})
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
            "voices": voices,
            "is_mine": row.written_by_id == request.user.pk,
            "uses": row.dispositions.filter(
                initiative__in=Initiative.objects.visible_to(request.user).values("pk")
            ).select_related("initiative"),
            "may_edit": access.may(request.user, "lessons.write", of=row.initiative),
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
        version=request.POST.get("version") or 0,
    )
    return doors.done(request, _("Endorsed."), row)


@require_http_methods(["GET", "POST"])
def edit_lesson(request, lesson_ref):
    """Change a lesson; changed words need new endorsements."""
    row = _lesson(request, lesson_ref)
    form = forms.LessonForm(
        request.POST or None, instance=Lesson.objects.get(pk=row.pk)
    )
    version = request.POST.get("version") or row.version
    return _form(
        request,
        row.initiative,
        form,
        lambda: actions.edit_lesson(
            row, by=request.user, version=version, **form.cleaned_data
        ),
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
    answers = {
        row.lesson_id: row
        for row in Disposition.objects.filter(initiative=initiative).select_related(
            "lesson__initiative", "answered_by"
        )
    }
    fitting = [
        {"lesson": row, "why": why, "answer": answers.pop(row.pk, None)}
        for row, why in matched(initiative)
    ]
    fitting += [{"lesson": a.lesson, "why": "", "answer": a} for a in answers.values()]
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
            "reviews": [
                {"review": r, "voices": _voices(r, person, initiative)} for r in reviews
            ],
            "review_due": limit.day if limit and not reviews else None,
            "lessons": lessons,
            "fitting": fitting,
            "all_three": ALL_THREE,
            "may": {
                "experiment": access.may(person, "lessons.experiment", of=initiative),
                "review": access.may(person, "lessons.review", of=initiative),
                "write": access.may(person, "lessons.write", of=initiative),
                "answer": access.may(person, "lessons.answer", of=initiative),
            },
        },
    )


def _voices(review, person, initiative):
    given = {a.function: a for a in review.attestations.all()}
    return [
        {
            "function": f,
            "voice": given.get(f.value),
            "may": access.may(
                person, "lessons.attest_review", of=initiative, function=f.value
            ),
        }
        for f in ENDORSING
    ]


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
    row = get_object_or_404(
        Lesson.objects.select_related("initiative"), ref=lesson_ref.upper()
    )
    form = forms.AnswerForm(request.POST or None)
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
