"""How pages reach an initiative and its files, and how one with a form is answered."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header

from initiatives import files
from initiatives.models import Initiative
from organisation import doors

CLOSED_POLICY = "sandbox; default-src 'none'"


def visible(request, ref) -> Initiative:
    """The initiative with this reference, for a person who may see it, or 404."""
    rows = Initiative.objects.visible_to(request.user).select_related(
        "unit", "sponsor", "continuity_holder", "proposer"
    )
    return get_object_or_404(rows, ref=ref.upper())


def one_form(
    request,
    initiative,
    form,
    act,
    *,
    room,
    done,
    part="",
    back="",
    template="_components/form_page.html",
    **page,
) -> HttpResponse:
    """A page with one form, in the tab of a room; `page` goes to the template.

    Who has sent it, or leaves it, comes `back`: to a `part` of the room's page, unless
    another address is given.
    """
    back = back or reverse(f"{room}:page", args=[initiative.ref]) + f"#{part}"
    if doors.sent(request, form, act):
        return doors.done(request, done, back)
    context = {"initiative": initiative, "tab": room, "cancel_url": back, **page}
    return doors.answer(request, template, form, context)


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
