"""Questions and concerns: how to ask, what was asked, what waits for its reader."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.errors import DomainError, Invalid, Refused
from initiatives.models import Initiative
from literacy import actions, codes, forms, voicing
from literacy import voice_pages as pages
from literacy.models import Concern, PublishedQuestion
from literacy.releasing import root
from organisation import access, doors

PAGE = 50
FORM = "literacy/voice_form.html"


@require_http_methods(["GET"])
def ask(request):
    """Choose who may know who asks, before anything is written."""
    about = _about(request)
    return render(
        request,
        "literacy/ask.html",
        {
            "initiative": about,
            "about": about,
            "trusts": voicing.trusted_people().exclude(pk=request.user.pk).exists(),
        },
    )


@require_http_methods(["GET", "POST"])
def ask_named(request):
    """Ask with one's name."""
    about = _about(request)
    form = forms.NamedConcernForm(request.POST or None)
    if doors.sent(
        request,
        form,
        lambda: actions.ask_by_name(
            by=request.user, initiative=about, **form.cleaned_data
        ),
    ):
        return doors.done(
            request,
            _("It is sent. You are told when it is answered."),
            reverse("literacy:questions") + "#mine",
        )
    return _form(
        request,
        form,
        title=_("Ask with your name"),
        lead=_(
            "HR reads your words and your name. Everybody else reads only a question "
            "in neutral words, and its answer."
        ),
        submit=_("Send it with my name"),
        cancel=reverse("literacy:ask"),
        about=about,
    )


@require_http_methods(["GET", "POST"])
def ask_confidentially(request):
    """Ask so that one trusted person alone can know who did."""
    about = _about(request)
    trusted = voicing.trusted_people().exclude(pk=request.user.pk)
    form = forms.ConfidentialConcernForm(
        request.POST or None, trusted=trusted, initial={"code": codes.fresh()}
    )
    if request.method == "POST" and form.is_valid():
        # not by the way of other forms: that keeps a digest of the words with the name
        try:
            actions.send_confidentially(
                request.user, initiative=about, **form.cleaned_data
            )
        except DomainError as error:
            field = error.field if isinstance(error, Invalid) else None
            form.add_error(field if field in form.fields else None, str(error))
            form.status = error.status
        else:
            return render(
                request,
                "literacy/confidential_sent.html",
                {"code": codes.readable(codes.plain(form.cleaned_data["code"]))},
            )
    return _form(
        request,
        form,
        title=_("Ask confidentially"),
        lead=_(
            "One person of your choice can see your name. HR reads the words without "
            "it, at the latest ten working days after they came."
        ),
        submit=_("Send it confidentially"),
        cancel=reverse("literacy:ask"),
        about=about,
    )


@require_http_methods(["GET"])
def questions(request):
    """Published questions and answers, what a person asked, and counts by theme."""
    rows = (
        PublishedQuestion.objects.readable_by(request.user)
        .with_askers()
        .select_related("initiative__unit")
        .order_by("-published_at", "pk")
    )
    theme = request.GET.get("theme", "")
    if theme in pages.THEMES:
        rows = rows.filter(theme=theme)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    everything = PublishedQuestion.objects.readable_by(request.user)
    context = {
        "shown": shown,
        "rows": [pages.question_row(row) for row in shown.object_list],
        "query": f"theme={theme}&" if theme in pages.THEMES else "",
        "theme": theme,
        "themes": pages.THEMES,
        "mine": Concern.objects.of_asker(request.user)
        .select_related("question", "initiative")
        .order_by("-released_at")[:PAGE],
        "counts": pages.counts(voicing.concerns_by_theme(request.user)),
        "reads": access.may(request.user, "literacy.read_concerns"),
        "lead": pages.questions_finding(everything),
    }
    return render(request, "literacy/questions.html", context)


@require_http_methods(["GET"])
def question(request, pk):
    """One published question and its answer."""
    row = _question(request, pk)
    return render(request, "literacy/question.html", pages.question(row, request.user))


@require_POST
def ask_too(request, pk):
    """Ask a published question too, counted and not named."""
    row = _question(request, pk)
    actions.second_question(row, by=request.user)
    # the same answer whether it counted now or before
    return doors.done(
        request,
        _("You are counted among those who ask this. Your name is not kept."),
        row,
    )


@require_http_methods(["GET", "POST"])
def answer_question(request, pk):
    """Answer a question for the function that it waits for."""
    row = _question(request, pk)
    form = forms.AnswerQuestionForm(request.POST or None)
    if doors.sent(
        request,
        form,
        lambda: actions.answer_question(row, by=request.user, **form.cleaned_data),
    ):
        return doors.done(request, _("Your answer is published."), row)
    return _form(
        request,
        form,
        title=_("Answer a question"),
        lead=row.text,
        submit=_("Publish the answer"),
        cancel=row.get_absolute_url(),
        about=row.initiative,
    )


@require_http_methods(["GET", "POST"])
def move_question(request, pk):
    """Give a question to another function."""
    row = _question(request, pk)
    form = forms.MoveQuestionForm(request.POST or None)
    if doors.sent(
        request,
        form,
        lambda: actions.move_question(row, by=request.user, **form.cleaned_data),
    ):
        return doors.done(request, _("The question waits for this function now."), row)
    return _form(
        request,
        form,
        title=_("Give it to another function"),
        lead=_("%(question)s The day by which it is answered stays.")
        % {"question": row.text},
        submit=_("Give it to them"),
        cancel=row.get_absolute_url(),
        about=row.initiative,
    )


@require_http_methods(["GET", "POST"])
def say_what_is_missing(request, pk):
    """Say what a question that was opened again still asks."""
    row = _question(request, pk)
    if not pages.misses_words(row, request.user):
        raise Http404
    form = forms.MissingForm(request.POST or None)
    if doors.sent(
        request,
        form,
        lambda: actions.say_what_is_missing(row, by=request.user, **form.cleaned_data),
    ):
        return doors.done(request, _("It stands with the question."), row)
    return _form(
        request,
        form,
        title=_("Say what is still open"),
        lead=_("What the asker wrote stays here. Write it in other words."),
        submit=_("Put it to the question"),
        cancel=row.get_absolute_url(),
        about=row.initiative,
    )


# For the reader


@require_http_methods(["GET"])
def concerns(request):
    """What waits for its reader, the first due first."""
    rows = Concern.objects.readable_by(request.user)
    if not access.may(request.user, "literacy.read_concerns") and not access.seats(
        request.user
    ):
        raise Refused(access.refusal("literacy.read_concerns"))
    waiting = voicing.waiting_concerns(request.user)
    shown = Paginator(
        rows.select_related("initiative", "question").order_by("-released_at", "pk")
        if request.GET.get("all")
        else rows.unread().select_related("initiative").order_by("answer_by", "pk"),
        PAGE,
    ).get_page(request.GET.get("page"))
    open_questions = (
        PublishedQuestion.objects.readable_by(request.user)
        .open()
        .with_askers()
        .order_by("answer_by", "pk")[:PAGE]
    )
    context = {
        "shown": shown,
        "all": bool(request.GET.get("all")),
        "open_rows": [pages.question_row(row) for row in open_questions],
        "query": "all=1&" if request.GET.get("all") else "",
        "counts": pages.counts(voicing.concerns_by_theme(request.user)),
        "waiting": waiting,
        "lead": pages.concerns_finding(waiting),
    }
    return render(request, "literacy/concerns.html", context)


@require_http_methods(["GET"])
def concern(request, pk):
    """Read one concern; reading leaves a trace."""
    row = _concern(request, pk)
    found = actions.read_concern(row, by=request.user)
    may = access.may(
        request.user, "literacy.read_concerns", of=row.initiative or root()
    )
    return render(
        request,
        "literacy/concern.html",
        {
            "initiative": row.initiative,
            "concern": row,
            "may": may,
            "lead": pages.concern_finding(row),
            **found,
        },
    )


@require_http_methods(["GET", "POST"])
def publish_question(request, pk):
    """Put a concern into words that everybody may read, for a function to answer."""
    row = _concern(request, pk)
    form = forms.WordingForm(request.POST or None)
    return _reading(
        request,
        row,
        form,
        lambda: actions.publish_question(row, by=request.user, **form.cleaned_data),
        title=_("Publish the question"),
        lead=_("What the asker wrote stays here. Write the question in other words."),
        submit=_("Publish the question"),
        done=_("The question is published and waits for its answer."),
    )


@require_http_methods(["GET", "POST"])
def join_question(request, pk):
    """Put a concern to a question that is published."""
    row = _concern(request, pk)
    form = forms.JoinForm(
        request.POST or None,
        questions=PublishedQuestion.objects.filter(initiative=row.initiative).order_by(
            "-published_at"
        ),
    )
    return _reading(
        request,
        row,
        form,
        lambda: actions.join_question(row, by=request.user, **form.cleaned_data),
        title=_("It is asked already"),
        lead=_("The asker reads the answer to that question."),
        submit=_("Put it to this question"),
        done=_("It counts among those who ask this question."),
    )


@require_http_methods(["GET", "POST"])
def reply_to_concern(request, pk):
    """Answer whoever asked, and nobody else."""
    row = _concern(request, pk)
    form = forms.ReplyForm(request.POST or None)
    return _reading(
        request,
        row,
        form,
        lambda: actions.reply_to_concern(row, by=request.user, **form.cleaned_data),
        title=_("Answer the asker alone"),
        lead=_("For what others should not read. It is not published."),
        submit=_("Send the answer"),
        done=_("The answer is there for who asked."),
    )


# For who asked by name


@require_http_methods(["GET", "POST"])
def my_concern(request, pk):
    """What a person asked with their name, and what was said since."""
    row = get_object_or_404(
        Concern.objects.of_asker(request.user).select_related(
            "question__earlier", "initiative"
        ),
        pk=pk,
    )
    form = forms.AddForm(request.POST or None)
    if doors.sent(
        request,
        form,
        lambda: actions.write_again(row, by=request.user, **form.cleaned_data),
    ):
        return doors.done(request, _("It is added."), request.path)
    return doors.answer(
        request,
        "literacy/my_concern.html",
        form,
        {
            "initiative": row.initiative,
            "concern": row,
            "text": voicing.clear(row),
            "thread": voicing.thread(row, for_reader=False),
            "may_judge": voicing.may_judge(row),
        },
    )


@require_http_methods(["GET", "POST"])
def judge_answer(request, pk):
    """Say whether the answer answers what one asked with one's name."""
    row = get_object_or_404(
        Concern.objects.of_asker(request.user).select_related("question__earlier"),
        pk=pk,
    )
    form = forms.VerdictForm(request.POST or None)
    back = reverse("literacy:my-concern", args=[row.pk])
    if doors.sent(
        request,
        form,
        lambda: actions.judge_answer(row, by=request.user, **form.cleaned_data),
    ):
        said = (
            _("It counts as answered for you.")
            if form.cleaned_data["answered"]
            else _("The question is open again.")
        )
        return doors.done(request, said, back)
    return _form(
        request,
        form,
        title=_("Does this answer your question?"),
        lead=row.question.answer if row.question else _("It has no answer yet."),
        submit=_("Send"),
        cancel=back,
    )


@require_POST
def withdraw_concern(request, pk):
    """Take back what one asked with one's name."""
    row = get_object_or_404(Concern.objects.of_asker(request.user), pk=pk)
    actions.withdraw_concern(row, by=request.user)
    return doors.done(
        request,
        _("It is taken back, and its text is erased."),
        reverse("literacy:questions"),
    )


def _reading(request, row, form, act, *, title, lead, submit, done):
    back = reverse("literacy:concern", args=[row.pk])
    if not access.may(
        request.user, "literacy.read_concerns", of=row.initiative or root()
    ):
        raise Refused(access.refusal("literacy.read_concerns"))
    if doors.sent(request, form, act):
        return doors.done(request, done, reverse("literacy:concerns"))
    return _form(
        request,
        form,
        title=title,
        lead=lead,
        submit=submit,
        cancel=back,
        about=row.initiative,
    )


def _form(request, form, *, title, lead, submit, cancel, about=None):
    return doors.answer(
        request,
        FORM,
        form,
        {
            "title": title,
            "lead": lead,
            "submit": submit,
            "cancel_url": cancel,
            "initiative": about,
            "about": about,
        },
    )


def _about(request):
    """The initiative that a question is about, for a person who may read of it."""
    ref = request.GET.get("about", "")
    if not ref:
        return None
    seen = Initiative.objects.visible_to(request.user).values("pk")
    mine = Initiative.objects.concerning(request.user).values("pk")
    rows = Initiative.objects.select_related("unit")
    return get_object_or_404(
        rows.filter(pk__in=seen) | rows.filter(pk__in=mine), ref=ref[:20].upper()
    )


def _question(request, pk):
    rows = PublishedQuestion.objects.readable_by(request.user).with_askers()
    return get_object_or_404(
        rows.select_related("initiative__unit", "answered_by"), pk=pk
    )


def _concern(request, pk):
    rows = Concern.objects.readable_by(request.user)
    return get_object_or_404(
        rows.select_related("initiative__unit", "question", "asked_by"), pk=pk
    )
