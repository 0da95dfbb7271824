"""Comments, files and links beside an initiative."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from initiatives import actions, holds, rules
from initiatives.doors import deliver, visible
from initiatives.forms import AttachForm, CommentForm, ConfirmForm, LinkForm
from organisation import access, doors


@require_http_methods(["GET", "POST"])
def comment(request, ref):
    """Say something; sent from the overview, shown again here when it is refused."""
    initiative = visible(request, ref)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = doors.attempt(
            request,
            form,
            lambda: actions.comment(initiative, by=request.user, **form.cleaned_data),
        )
        if said:
            told = len(getattr(said, "mentions", ()))
            sentence = ngettext(
                "Said, and %(n)d person was told.",
                "Said, and %(n)d people were told.",
                told,
            ) % {"n": told}
            to = f"{initiative.get_absolute_url()}#comments"
            return doors.done(request, sentence if told else _("Said."), to)
    page = _page(
        request,
        initiative,
        "initiatives.comment",
        title=_("Comment"),
        lead=_("Everybody who sees this initiative reads it."),
        submit=_("Comment"),
    )
    return doors.answer(request, "initiatives/form.html", form, page)


@require_safe
def files(request, ref):
    """The files of an initiative, the newest first."""
    initiative = visible(request, ref)
    rows = list(
        initiative.attachments.filter(is_traced=False).select_related(
            "added_by", "erased_by"
        )[:200]
    )
    page = {
        "initiative": initiative,
        "tab": "files",
        "title": _("Files"),
        "lead": ngettext(
            "%(n)d file is kept with this initiative.",
            "%(n)d files are kept with this initiative.",
            len(rows),
        )
        % {"n": len(rows)}
        if rows
        else _("No file is kept with this initiative yet."),
        "rows": rows,
        "may": access.may(request.user, "initiatives.attach", of=initiative),
        "may_read": rules.may_read_files(request.user, initiative),
        "hold": holds.hold_on(initiative),
    }
    return render(request, "initiatives/files.html", page)


@require_http_methods(["GET", "POST"])
def attach(request, ref):
    """Add a file."""
    initiative = visible(request, ref)
    form = AttachForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = doors.attempt(
            request,
            form,
            lambda: actions.attach(initiative, by=request.user, **form.cleaned_data),
        )
        if kept:
            return doors.done(
                request,
                _("The file is kept."),
                reverse("initiatives:files", args=[initiative.ref]),
            )
    page = _page(
        request,
        initiative,
        "initiatives.attach",
        title=_("Add a file"),
        lead=_("It is kept as it is, under the fingerprint of its content."),
        submit=_("Keep this file"),
    )
    return doors.answer(request, "initiatives/form.html", form, page)


@require_safe
def download(request, ref, pk):
    """One file, for a person who may read the files of this initiative."""
    initiative = visible(request, ref)
    rules.require(rules.may_read_files(request.user, initiative))
    rows = initiative.attachments.filter(is_traced=False)
    return deliver(get_object_or_404(rows, pk=pk))


@require_http_methods(["GET", "POST"])
def links(request, ref):
    """What it needs and what it feeds."""
    initiative = visible(request, ref)
    form = LinkForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        linked = doors.attempt(
            request,
            form,
            lambda: actions.link(initiative, by=request.user, **form.cleaned_data),
        )
        if linked:
            return doors.done(request, _("Linked."), _links_url(initiative))
    page = _links_page(request, initiative)
    return doors.answer(request, "initiatives/links.html", form, page)


@require_POST
def unlink(request, ref, pk):
    """Take a link away; it can be made again at once."""
    initiative = visible(request, ref)
    row = get_object_or_404(initiative.links, pk=pk)
    form = ConfirmForm(request.POST)
    if form.is_valid() and doors.attempt(
        request, form, lambda: actions.unlink(initiative, by=request.user, row=row)
    ):
        return doors.done(request, _("The link is gone."), _links_url(initiative))
    page = _links_page(request, initiative)
    return doors.answer(request, "initiatives/links.html", form, page)


def _links_url(initiative):
    return reverse("initiatives:links", args=[initiative.ref])


def _links_page(request, initiative):
    """Links to and from initiatives that this person may see."""
    seen = type(initiative).objects.visible_to(request.user)
    out = initiative.links.filter(other__in=seen).select_related("other")
    back = initiative.linked_from.filter(initiative__in=seen).select_related(
        "initiative"
    )
    out, back = list(out), list(back)
    total = len(out) + len(back)
    return {
        "initiative": initiative,
        "tab": "links",
        "title": _("Links"),
        "lead": ngettext(
            "%(n)d link to another initiative.",
            "%(n)d links to other initiatives.",
            total,
        )
        % {"n": total}
        if total
        else _("It is not linked to another initiative yet."),
        "out": out,
        "back": back,
        "link_form": LinkForm(person=request.user),
        "may": rules.may_edit(request.user, initiative),
    }


def _page(request, initiative, permission, **page):
    may = access.may(request.user, permission, of=initiative)
    return {
        "initiative": initiative,
        "tab": permission,
        "may": may,
        "cancel_url": initiative.get_absolute_url(),
        **page,
    }
