"""One handler for the API: a refusal becomes its sentence, with the right status."""

import errno
import sys

from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from audit.errors import DomainError, Stale

TRY_AGAIN_SECONDS = 10
FULL = (errno.ENOSPC, errno.EDQUOT)


def problem(error: DomainError) -> dict:
    """What an API answer says of a refusal."""
    body = {"detail": str(error.sentence)}
    if error.fixed_by:
        body["fixed_by"] = str(error.fixed_by)
    if isinstance(error, Stale):
        body["changes"] = [str(change) for change in error.changes]
    if getattr(error, "field", None):
        body["field"] = error.field
    return body | error.details


def api_exception_handler(error, context):
    """Domain errors with their status and sentence; the rest as the framework does."""
    if isinstance(error, DomainError):
        return Response(problem(error), status=error.status)
    if isinstance(error, IntegrityError):
        return Response(
            {"detail": _("Somebody did this a moment ago. Read it again.")}, status=409
        )
    response = exception_handler(error, context)
    if isinstance(error, ValidationError):
        response.data = {
            "detail": _("Something in this request is wrong. See the fields."),
            "fields": response.data,
        }
    return response


def server_error(request):
    """What is answered when something failed: whether it passes, and what to do.

    A database that is away, busy or full passes (503), a full disk is for the
    operator (507), anything else is ours (500). Nothing was saved in any case.
    """
    status, sentence = _failure(sys.exc_info()[1])
    if request.path.startswith("/api/"):
        answer = JsonResponse({"detail": str(sentence)}, status=status)
    else:
        # Without the context of a page, which reads the database.
        name = "500.html" if status == 500 else "errors/503.html"
        answer = render(None, name, {"sentence": sentence}, status=status)
    if status == 503:
        answer.headers["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return answer


def _failure(error):
    if isinstance(error, OperationalError | InterfaceError):
        return 503, _(
            "The database is busy or out of reach. Nothing was saved. Try again in "
            "a moment; if it stays so, tell the administrator."
        )
    if isinstance(error, OSError) and error.errno in FULL:
        return 507, _(
            "The disk for files is full. Nothing was saved. The administrator must "
            "make room, then try again."
        )
    return 500, _(
        "Nothing was half saved. Try again in a few minutes. If it stays so, tell "
        "your administrator the time."
    )
