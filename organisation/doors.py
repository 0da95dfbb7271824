"""What every HTML door does: run an action once, keep what was typed, answer right."""

from uuid import uuid4

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from audit.errors import DomainError
from organisation.models import Submission

UNPROCESSABLE = 422


def attempt(request, form, act):
    """Run an action for a valid form; a refusal becomes an error of the form.

    A second press of the same form (same hidden `once`) does nothing and is told so.
    Returns what the action returns, or None when the form must be shown again.
    """
    token = request.POST.get("once", "")[:64]
    if token and not _reserve(token, request.user):
        messages.info(request, _("This was already saved. Nothing was done twice."))
        return True
    try:
        result = act()
    except DomainError as error:
        _release(token)
        field = getattr(error, "field", None)
        form.add_error(field if field in form.fields else None, str(error.sentence))
        form.status = error.status
        form.problem = error
        return None
    except IntegrityError:
        _release(token)
        form.add_error(
            None, _("Somebody did this a moment ago. Look at the page again.")
        )
        form.status = 409
        return None
    except BaseException:
        _release(token)
        raise
    return True if result is None else result


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


def _reserve(token, person) -> bool:
    try:
        _row, fresh = Submission.objects.get_or_create(
            token=token, defaults={"person_id": person.pk}
        )
    except IntegrityError:
        return False
    return fresh


def _release(token):
    if token:
        Submission.objects.filter(token=token).delete()
