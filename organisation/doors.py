"""What every HTML door does: run an action once, keep what was typed, answer right."""

from hashlib import sha256
from uuid import uuid4

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from audit.errors import DomainError
from organisation.models import Submission

UNPROCESSABLE = 422
ONCE, DIGEST = 32, 31
"""Letters of a form's token, and of the digest of its answers beside it."""
SAME, OTHER = "same", "other"


def attempt(request, form, act):
    """Run an action for a valid form; a refusal becomes an error of the form.

    A second press of the same form (same hidden `once`) does nothing and is told so;
    one with other answers is refused, since nobody could tell which of them counts.
    Returns what the action returns, or None when the form must be shown again.
    """
    token = request.POST.get("once", "")[:ONCE]
    known = _reserve(token, request) if token else None
    if known == SAME:
        messages.info(request, _("This was already saved. Nothing was done twice."))
        return True
    if known == OTHER:
        form.add_error(
            None,
            _(
                "This page was already sent with other answers, and those count. "
                "What you see now is newer: send it again if it shall count too."
            ),
        )
        form.status = UNPROCESSABLE
        return None
    try:
        result = act()
    except DomainError as error:
        _release(token, request)
        field = getattr(error, "field", None)
        form.add_error(field if field in form.fields else None, str(error.sentence))
        form.status = error.status
        form.problem = error
        return None
    except IntegrityError:
        _release(token, request)
        form.add_error(
            None, _("Somebody did this a moment ago. Look at the page again.")
        )
        form.status = 409
        return None
    except BaseException:
        _release(token, request)
        raise
    return True if result is None else result


def sent(request, form, act):
    """What `attempt` returns for a form that was sent and holds.

    None when the page is opened, or must be shown again.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    return attempt(request, form, act)


def answer(request, template, form, context=None):
    """The page with the form: 200 when it is new, else the status of its problem."""
    status = 200
    if form.is_bound and form.errors:
        status = getattr(form, "status", UNPROCESSABLE)
    page = {"form": form, "once": uuid4().hex, **(context or {})}
    return render(request, template, page, status=status)


def done(request, sentence, to):
    """After a success: say what was done, on the page where it can be seen."""
    messages.success(request, sentence)
    return HttpResponseRedirect(to if isinstance(to, str) else to.get_absolute_url())


def _reserve(token, request) -> str:
    """Whether a form was sent before: not yet, with the same answers, or with others.

    Two rows say so, the answers first: whoever finds the token taken and the answers
    new knows that another body was sent with it.
    """
    answers = f"{token}:{_digest(request)}"
    if not _take(answers, request.user):
        return SAME
    if _take(token, request.user):
        return ""
    Submission.objects.filter(token=answers).delete()
    return OTHER


def _take(token, person) -> bool:
    try:
        _row, fresh = Submission.objects.get_or_create(
            token=token, defaults={"person_id": person.pk}
        )
    except IntegrityError:
        return False
    return fresh


def _digest(request) -> str:
    """What was sent, in short: where, every answer, and the files by name and size."""
    rows = [
        (name, values)
        for name, values in sorted(request.POST.lists())
        if name not in ("csrfmiddlewaretoken", "once")
    ]
    files = [
        (name, [(file.name, file.size) for file in values])
        for name, values in sorted(request.FILES.lists())
    ]
    return sha256(repr((request.path, rows, files)).encode()).hexdigest()[:DIGEST]


def _release(token, request):
    if token:
        Submission.objects.filter(
            token__in=[token, f"{token}:{_digest(request)}"]
        ).delete()
