"""How pages reach an initiative and its files: fetching is the check."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from initiatives import files
from initiatives.models import Initiative

CLOSED_POLICY = "sandbox; default-src 'none'"


def visible(request, ref) -> Initiative:
    """The initiative with this reference, for a person who may see it, or 404."""
    rows = Initiative.objects.visible_to(request.user).select_related(
        "unit", "sponsor", "continuity_holder", "proposer"
    )
    return get_object_or_404(rows, ref=ref.upper())


def deliver(attachment) -> HttpResponse:
    """A file as a download; who may is asked before."""
    return download(
        files.verified(attachment), attachment.name, attachment.content_type
    )


def download(content, name, content_type) -> HttpResponse:
    """Bytes that a browser keeps as a file, and never opens in place."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Content-Security-Policy"] = CLOSED_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
