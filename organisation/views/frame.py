"""What every page of this room shares: who reads, who manages, the one-form page."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from audit.errors import Refused
from organisation import access, doors


def readers_only(request):
    """Stop who may not see people and mandates, with the reason."""
    seen = access.may(request.user, "organisation.see")
    if not seen:
        raise Refused(seen.reason)


def managers_only(request):
    """Stop who does not manage the organisation, with the reason."""
    managed = access.may(request.user, "organisation.manage")
    if not managed:
        raise Refused(managed.reason)


def visible(request, rows, pk):
    """One row, for those who may see it; a stranger gets the same 404 as for none."""
    if not access.may(request.user, "organisation.see"):
        raise Http404
    return get_object_or_404(rows, pk=pk)


def managed(request, rows, pk):
    """One row, for those who may change it."""
    row = visible(request, rows, pk)
    managers_only(request)
    return row


def posted(request):
    """What was sent, also when it is empty; nothing when the page is only read."""
    return request.POST if request.method == "POST" else None


def context(request, tab="", **page):
    """What the templates of this room ask for."""
    return {
        "tab": tab,
        "may_manage": access.may(request.user, "organisation.manage"),
        "may_see": access.may(request.user, "organisation.see"),
    } | page


def form_page(request, form, act, *, said, to, tab="", **page):
    """A page that is one form: shown, or done and said on the page it leads to."""
    if request.method == "POST" and form.is_valid():
        result = doors.attempt(request, form, act)
        if result is not None:
            return doors.done(request, said, page.get("shown_at", to))
    page.setdefault("cancel_url", to)
    return doors.answer(
        request, "organisation/form.html", form, context(request, tab, **page)
    )
