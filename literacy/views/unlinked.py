"""Pages that nobody signs in to: an anonymous concern, its reply, a ballot.

`governance.middleware.Unlinked` calls them with a request from which its sender was
taken out. They read no cookie and set none, and carry no token against forged requests:
there is no authority here that a forged one could borrow (see `literacy.untraced`).
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from audit.errors import DomainError, Invalid
from literacy import actions, ballots, codes, forms, pacing, voicing
from literacy.models import Concern, Pulse

PLAIN_FORM = "application/x-www-form-urlencoded"
UNPROCESSABLE, TOO_MANY, NO_FILES = 422, 429, 415


def unlinked(view):
    """A page of this kind: GET and POST, plain forms only, no files."""

    def guarded(request, *args, **kwargs):
        if request.method == "POST" and request.content_type != PLAIN_FORM:
            # a file carries traces of its author, and a large one would be written out
            return HttpResponse(
                _("Files and other forms are not taken here."), status=NO_FILES
            )
        return view(request, *args, **kwargs)

    guarded.__name__, guarded.__doc__ = view.__name__, view.__doc__
    guarded = require_http_methods(["GET", "HEAD", "POST"])(guarded)
    # Nobody is signed in and no cookie is read: a token would only tell senders apart.
    return login_not_required(csrf_exempt(guarded))


@unlinked
def anonymous(request):
    """Send a question or concern that nobody can link to anybody."""
    if request.method != "POST":
        about = request.GET.get("about", "")[:40]
        form = forms.AnonymousConcernForm(
            initial={"code": codes.fresh(), "about": about}
        )
        return _page(request, "anonymous", form)
    form = forms.AnonymousConcernForm(request.POST)
    if not form.is_valid():
        return _page(request, "anonymous", form)
    if not pacing.CONCERNS.take():
        return _too_many(request, "anonymous", form)
    if not _done(form, lambda: actions.send_anonymously(**form.cleaned_data)):
        return _page(request, "anonymous", form)
    return _page(
        request,
        "anonymous_sent",
        None,
        code=codes.readable(codes.plain(form.cleaned_data["code"])),
    )


@unlinked
def anonymous_reply(request):
    """Read the reply to what one sent, add to it, or take it back, by its code."""
    if request.method != "POST":
        return _page(request, "anonymous_reply", forms.CodeForm())
    form = forms.CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, "anonymous_reply", form)
    if not pacing.CODES.take():
        return _too_many(request, "anonymous_reply", form)
    code = form.cleaned_data["code"]
    found = actions.by_code(code)
    if found is None:
        form.add_error("code", _("Nothing belongs to this code. Look at it again."))
        return _page(request, "anonymous_reply", form)
    adding, judging, said = forms.AddForm(), forms.VerdictForm(), ""
    act = request.POST.get("act", "")
    if act == "add":
        adding = forms.AddForm(request.POST)
        if adding.is_valid() and _done(
            adding, lambda: actions.add_by_code(code, **adding.cleaned_data)
        ):
            adding, said = forms.AddForm(), _("It is added. It is read next week.")
    elif act == "verdict":
        judging = forms.VerdictForm(request.POST)
        if judging.is_valid() and _done(
            judging, lambda: actions.judge_by_code(code, **judging.cleaned_data)
        ):
            said = (
                _("It counts as answered for you.")
                if judging.cleaned_data["answered"]
                else _("The question is opened again next week.")
            )
    elif act == "withdraw" and _done(form, lambda: actions.withdraw_by_code(code)):
        said = _("It is taken back, and its text is erased.")
        found = actions.by_code(code)
        if found is None:
            return _page(request, "anonymous_reply", forms.CodeForm(), said=said)
    concern = found if isinstance(found, Concern) else None
    if concern:
        concern.refresh_from_db()
    return _page(
        request,
        "anonymous_thread",
        judging if act == "verdict" else adding,
        adding=adding,
        judging=judging if concern and voicing.may_judge(concern) else None,
        said=said,
        code=codes.readable(codes.plain(code)),
        concern=concern,
        text=voicing.clear(concern) if concern else "",
        thread=voicing.thread(concern, for_reader=False) if concern else [],
        release_by=None if concern else found.release_by,
        problems=form.errors.get("__all__", []),
    )


@unlinked
def anonymous_pulse(request):
    """Answer a pulse with a ballot."""
    if request.method != "POST":
        return _page(request, "ballot_code", forms.BallotCodeForm())
    known = ballots.opened(request.POST.get("ballot", ""))
    pulse = (
        Pulse.objects.select_related("initiative").filter(pk=known.pulse).first()
        if known
        else None
    )
    if pulse is None:
        form = forms.BallotCodeForm(request.POST)
        if form.is_valid():
            form.add_error("ballot", _("This is no ballot. Copy the whole line."))
        return _page(request, "ballot_code", form)
    if "answer" not in request.POST:
        form = forms.BallotForm(initial={"ballot": request.POST["ballot"].strip()})
        return _page(request, "ballot", form, pulse=pulse)
    form = forms.BallotForm(request.POST)
    if not form.is_valid():
        return _page(request, "ballot", form, pulse=pulse)
    if not pacing.BALLOTS.take():
        return _too_many(request, "ballot", form, pulse=pulse)
    done = _done(
        form, lambda: actions.answer_pulse(form.cleaned_data["ballot"], form.answers)
    )
    if not done:
        return _page(request, "ballot", form, pulse=pulse)
    return _page(request, "ballot_sent", None, pulse=pulse)


def _done(form, act) -> bool:
    """Do it; a refusal becomes an error of the form, with all that was typed kept."""
    try:
        act()
    except DomainError as error:
        field = error.field if isinstance(error, Invalid) else None
        form.add_error(field if field in form.fields else None, str(error.sentence))
        form.status = error.status
        return False
    return True


def _too_many(request, name, form, **more):
    form.add_error(
        None, _("Too much comes in at once. Wait a minute, then send it again.")
    )
    form.status = TOO_MANY
    return _page(request, name, form, **more)


def _page(request, name, form, **more):
    status = 200
    if form is not None and form.is_bound and form.errors:
        status = getattr(form, "status", UNPROCESSABLE)
    return render(
        request, f"literacy/unlinked/{name}.html", {"form": form, **more}, status=status
    )
