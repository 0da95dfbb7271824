"""One handler for the API: a refusal becomes its sentence, with the right status."""

from django.db import IntegrityError
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from audit.errors import DomainError, Stale


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
