"""A file that becomes a map; a spreadsheet first says what its columns hold."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import Refused
from initiatives import files
from initiatives.models import Attachment
from initiatives.rules import may_read_files
from organisation import doors
from processes import actions, map_forms, pages, sheet_forms
from processes.errors import UnknownHeadings
from processes.reading import sheet
from processes.views.common import newest_seen, number_of, one_form, page_of, where

SHEETS = ("csv", "xlsx")


@require_http_methods(["GET", "POST"])
def attach_map(request, ref, slug):
    """Upload a map, in any format."""
    initiative, kind = where(request, ref, slug)
    form = map_forms.MapFileForm(
        request.POST or None,
        request.FILES or None,
        initial={"base": number_of(initiative, kind)},
    )

    def act():
        data = {**form.cleaned_data}
        data["open_questions"] = data["open_questions"] or 0
        try:
            with newest_seen(form, initiative, kind):
                return actions.attach_map(
                    initiative, by=request.user, kind=kind, **data
                )
        except UnknownHeadings:
            data["upload"].seek(0)
            return actions.keep_sheet(
                initiative, by=request.user, upload=data["upload"]
            )

    kept = doors.sent(request, form, act)
    if isinstance(kept, Attachment):
        asked = {name: form.cleaned_data[name] for name in ("title", "note")}
        url = reverse("processes:sheet-columns", args=[initiative.ref, slug, kept.pk])
        return HttpResponseRedirect(f"{url}?{urlencode(asked)}")
    if kept:
        return doors.done(request, _("The map is attached."), page_of(initiative, slug))
    context = {
        "initiative": initiative,
        "tab": "processes",
        "cancel_url": page_of(initiative, slug),
        "title": _("Attach the map: %(kind)s") % {"kind": kind.label},
        "lead": _("The newest version counts; the earlier ones stay to be read."),
        "submit": _("Attach the map"),
    }
    return doors.answer(request, "_components/form_page.html", form, context)


@require_http_methods(["GET", "POST"])
def sheet_columns(request, ref, slug, pk):
    """Say what the columns of a spreadsheet hold that is kept already."""
    initiative, kind = where(request, ref, slug)
    file = get_object_or_404(
        Attachment, initiative=initiative, pk=pk, kind__in=SHEETS, erased_at=None
    )
    if file.is_traced:
        raise Http404
    readable = may_read_files(request.user, initiative)
    if not readable:
        raise Refused(readable.reason)
    form = sheet_forms.ColumnsForm(
        request.POST or None,
        lines=sheet.lines_of(files.verified(file), file.name),
        initial={
            "base": number_of(initiative, kind),
            "title": request.GET.get("title", "")[:200],
            "note": request.GET.get("note", "")[:500],
        },
    )

    def act():
        data = form.cleaned_data
        with newest_seen(form, initiative, kind):
            return actions.attach_sheet(
                initiative,
                by=request.user,
                kind=kind,
                file=file,
                columns=form.columns,
                **{name: data[name] for name in ("title", "note", "base")},
            )

    return one_form(
        request,
        initiative,
        form,
        act,
        template="processes/sheet_form.html",
        title=_("What do the columns hold?"),
        lead=_("%(name)s is kept. Its headings are not known here: say what they mean.")
        % {"name": file.name},
        submit=_("Read it so"),
        done=_("The map is attached."),
        back=page_of(initiative, slug),
        file=file,
        may=pages.allowed(initiative, request.user),
    )
