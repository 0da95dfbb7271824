"""Erasing a file or a comment: asked for, answered, and shown as a tombstone."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives import actions, files, holds, rules
from initiatives.doors import visible
from initiatives.forms import ConfirmForm, EraseForm
from organisation import access, doors


@require_http_methods(["GET", "POST"])
def erase_file(request, ref, pk):
    """A file is to be erased, or was."""
    initiative = visible(request, ref)
    rows = initiative.attachments.select_related("added_by", "erased_by")
    return _page(request, initiative, get_object_or_404(rows, pk=pk))


@require_http_methods(["GET", "POST"])
def erase_comment(request, ref, pk):
    """A comment is to be erased, or was."""
    initiative = visible(request, ref)
    rows = initiative.comments.select_related("written_by", "erased_by")
    return _page(request, initiative, get_object_or_404(rows, pk=pk))


def _page(request, initiative, target):
    asked = rules.open_erasure(target)
    form = (ConfirmForm if asked else EraseForm)(request.POST or None)
    here = files.erasure_url(initiative, target)
    if request.method == "POST" and form.is_valid():
        act, said = _act(request, form, target, asked)
        if doors.attempt(request, form, act):
            return doors.done(request, said, here)
    is_file = hasattr(target, "size")
    own = asked and asked.asked_by_id == request.user.pk
    last = target.erasures.order_by("-asked_at").select_related("asked_by", "done_by")
    page = {
        "initiative": initiative,
        "tab": "files" if is_file else "overview",
        "title": _("Erase a file") if is_file else _("Erase a comment"),
        "lead": _lead(target, asked, holds.hold_on(initiative)),
        "target": target,
        "is_file": is_file,
        "author": target.added_by if is_file else target.written_by,
        "asked": asked,
        "own": own,
        "past": [] if asked else list(last[:5]),
        "may_ask": access.may(request.user, "initiatives.ask_erasure", of=initiative),
        "may_erase": access.may(request.user, "initiatives.erase", of=initiative),
        "consequences": _consequences(is_file),
        "keep_url": here,
    }
    return doors.answer(request, "initiatives/erase.html", form, page)


def _act(request, form, target, asked):
    by = request.user
    if asked is None:
        return (
            lambda: actions.ask_erasure(target, by=by, **form.cleaned_data),
            _("Asked. A second person of Legal or Leadership confirms it."),
        )
    if "keep" in request.POST:
        return lambda: actions.keep(asked, by=by), _("It is kept.")
    return lambda: actions.erase(asked, by=by), _("Erased. Its fingerprint stays.")


def _lead(target, asked, hold) -> str:
    if target.erased_at:
        return _("Two people erased it. Its fingerprint stays in the record.")
    if hold:
        return str(holds.sentence(hold))
    if asked:
        return _("One person asked for it. A second person confirms it or keeps it.")
    return _("One person asks, a second person of Legal or Leadership confirms.")


def _consequences(is_file) -> list[str]:
    return [
        _("The bytes, the name and the note of this file are gone for everybody.")
        if is_file
        else _("The text of this comment is gone for everybody."),
        _("Its fingerprint, its date and the people who decided stay."),
        _("Signatures stay valid: they hold the fingerprint, not the content."),
        _("Backups hold it until they are renewed; mails that were sent stay."),
    ]
