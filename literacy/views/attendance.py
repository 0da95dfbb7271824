"""Bringing in a list of attendance: file, preview, confirmation, progress."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from audit.errors import DomainError
from initiatives.forms import ConfirmForm
from literacy import actions
from literacy.forms import AttendanceForm, AttendanceMappingForm
from literacy.imports import pressing
from literacy.imports.reading import PREVIEWED
from literacy.imports.running import check
from literacy.imports.words import COUNTS, Outcome
from literacy.models import AttendanceImport
from organisation import access, doors

SHOWN = 200
LOOKED_AT = 20_000
"""Rows that the preview looks at; all of them are checked when they come in."""
State = AttendanceImport.State


@require_http_methods(["GET", "POST"])
def begin_attendance(request):
    """Choose a list; it is read at once and nothing is counted yet."""
    may = access.may(request.user, "literacy.record_measure")
    form = AttendanceForm(
        request.POST or None,
        request.FILES or None,
        person=request.user,
        initial={"initiative": request.GET.get("initiative", "")[:12]},
    )
    if request.method == "POST" and form.is_valid():
        kept = doors.attempt(
            request,
            form,
            lambda: pressing.keep(
                by=request.user,
                upload=form.cleaned_data["file"],
                initiative=form.cleaned_data["initiative"],
            ),
        )
        if kept is True:
            return HttpResponseRedirect(reverse("literacy:attendance"))
        if kept:
            return HttpResponseRedirect(_url(kept))
    context = {
        "title": _("Import attendance"),
        "lead": _("Counts of people, or a row for each person: both are understood."),
        "may": may,
        "imports": AttendanceImport.objects.filter(added_by=request.user)[:10]
        if may
        else [],
    }
    return doors.answer(request, "literacy/attendance.html", form, context)


@require_http_methods(["GET", "POST"])
def preview_attendance(request, pk):
    """What the columns mean, what would be counted, what is wrong; then the go."""
    row = get_object_or_404(AttendanceImport, pk=pk, added_by=request.user)
    if row.state != State.CHECKING:
        return HttpResponseRedirect(_progress_url(row))
    attendance = pressing.attendance_of(row, request.user)
    form = AttendanceMappingForm(request.POST or None, attendance=attendance)
    if request.method == "POST" and form.is_valid():
        state = State.RUNNING if "go" in request.POST else State.CHECKING
        mapping = form.mapping()
        kept = doors.attempt(
            request,
            form,
            lambda: pressing.map_columns(
                row, by=request.user, mapping=mapping, state=state
            ),
        )
        if kept and state == State.RUNNING:
            return attendance_progress(request, pk)
        if kept:
            return HttpResponseRedirect(_url(row))
    return doors.answer(
        request, "literacy/attendance_preview.html", form, _preview(row, attendance)
    )


@require_http_methods(["GET", "POST"])
def attendance_progress(request, pk):
    """How far a running import has come; a press brings the next rows in."""
    row = get_object_or_404(AttendanceImport, pk=pk, added_by=request.user)
    if row.state == State.CHECKING:
        return HttpResponseRedirect(_url(row))
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and row.state == State.RUNNING:
        try:
            pressing.advance(row, by=request.user)
        except DomainError as error:
            form.full_clean()
            form.add_error(None, str(error.sentence))
            form.status = error.status
        else:
            return HttpResponseRedirect(_progress_url(row))
    context = {
        "title": _("Import: %(name)s") % {"name": row.name},
        "lead": _said(row),
        "row": row,
        "errors": row.errors[:SHOWN],
        "more": max(0, len(row.errors) - SHOWN),
    }
    return doors.answer(request, "literacy/attendance_progress.html", form, context)


@require_POST
def drop_attendance(request, pk):
    """Delete a kept list that is not brought in."""
    row = get_object_or_404(
        AttendanceImport, pk=pk, added_by=request.user, state=State.CHECKING
    )
    actions.drop_attendance_import(row, by=request.user)
    return doors.done(
        request, _("The list is deleted."), reverse("literacy:attendance")
    )


def _preview(row, attendance):
    outcome = Outcome()
    problem = attendance.missing
    if problem is None:
        attendance.limit = LOOKED_AT
        outcome = check(attendance)
    columns = [c for c in attendance.mapping.columns.values() if c in attendance.names]
    places = [attendance.names.index(column) for column in columns]
    return {
        "title": _("Check the import: %(name)s") % {"name": row.name},
        "lead": str(problem.sentence) if problem else _would(outcome),
        "row": row,
        "is_understood": problem is None,
        "outcome": outcome,
        "counts": outcome.counts,
        "sentences": outcome.sentences(),
        "looked_at": LOOKED_AT if row.rows > LOOKED_AT else 0,
        "encoding": attendance.stream.encoding,
        "errors": [error.as_json() for error in outcome.errors[:SHOWN]],
        "more": max(0, outcome.counts["rejected"] - SHOWN),
        "columns": columns,
        "lines": [
            (line.number, [_short(line.cells, place) for place in places])
            for line in attendance.head[:PREVIEWED]
        ],
    }


def _short(cells, place):
    text = cells[place] if place < len(cells) else ""
    return text if len(text) <= 80 else f"{text[:79]}…"


def _would(outcome) -> str:
    counts = {name: number_format(outcome.counts[name]) for name in COUNTS}
    counts |= {
        "read": number_format(outcome.read),
        "people": number_format(outcome.people),
    }
    return (
        _(
            "Rows read: %(read)s. Measures that would come in: %(created)s; corrected: "
            "%(updated)s; people: %(people)s. Rows left out: %(rejected)s."
        )
        % counts
    )


def _said(row) -> str:
    facts = {
        name: number_format(getattr(row, name))
        for name in ("done", "rows", "created", "rejected")
    }
    if row.state == State.RUNNING:
        return _("%(done)s of %(rows)s rows are dealt with. Press to go on.") % facts
    return (
        ngettext(
            "%(created)s measure came in; %(rejected)s rows were left out.",
            "%(created)s measures came in; %(rejected)s rows were left out.",
            row.created,
        )
        % facts
    )


def _url(row):
    return reverse("literacy:attendance-preview", args=[row.pk])


def _progress_url(row):
    return reverse("literacy:attendance-progress", args=[row.pk])
