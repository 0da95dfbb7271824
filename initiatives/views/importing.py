"""Bringing in an inventory in the browser: file, preview, confirmation, progress."""

import time

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from audit.errors import DomainError, Invalid
from initiatives import actions
from initiatives.forms import ConfirmForm, ImportForm, MappingForm
from initiatives.imports import mapping as mapping_of
from initiatives.imports.reading import MOST_BYTES
from initiatives.imports.running import COUNTS, Inventory, Outcome
from initiatives.models import Import
from organisation import access, doors
from organisation.models import Unit

PATIENCE = 8
"""Seconds that one press may take; a longer import goes on with the next press."""
PREVIEWED = 10
SHOWN = 200


@require_http_methods(["GET", "POST"])
def begin(request):
    """Choose a file; it is read at once and nothing is brought in yet."""
    may = access.may(request.user, "initiatives.take_over")
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = doors.attempt(request, form, lambda: _keep(request, form))
        if kept is True:
            return HttpResponseRedirect(reverse("initiatives:import"))
        if kept:
            return HttpResponseRedirect(_url(kept))
    rows = Import.objects.filter(added_by=request.user)[:10] if may else []
    page = {
        "title": _("Import initiatives"),
        "lead": _("Bring in what already runs, at the stage where it really is."),
        "may": may,
        "imports": rows,
    }
    return doors.answer(request, "initiatives/import.html", form, page)


@require_http_methods(["GET", "POST"])
def preview(request, pk):
    """What the columns mean, what would come in, what is wrong; then the go."""
    row = get_object_or_404(Import, pk=pk, added_by=request.user)
    if row.state != Import.State.CHECKING:
        return HttpResponseRedirect(_progress_url(row))
    inventory = _inventory(row)
    form = MappingForm(request.POST or None, inventory=inventory)
    if request.method == "POST" and form.is_valid():
        state = Import.State.RUNNING if "go" in request.POST else Import.State.CHECKING
        mapping = form.mapping()
        kept = doors.attempt(request, form, lambda: _map(request, row, mapping, state))
        if kept and state == Import.State.RUNNING:
            return progress(request, pk)
        if kept:
            return HttpResponseRedirect(_url(row))
    return doors.answer(
        request,
        "initiatives/import_preview.html",
        form,
        _preview(request, row, inventory),
    )


@require_http_methods(["GET", "POST"])
def progress(request, pk):
    """How far a running import has come; a press brings the next rows in."""
    row = get_object_or_404(Import, pk=pk, added_by=request.user)
    if row.state == Import.State.CHECKING:
        return HttpResponseRedirect(_url(row))
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and row.state == Import.State.RUNNING:
        try:
            _advance(row, request.user)
        except DomainError as error:
            form.full_clean()
            form.add_error(None, str(error.sentence))
            form.status = error.status
        else:
            return HttpResponseRedirect(_progress_url(row))
    page = {
        "title": _("Import: %(name)s") % {"name": row.name},
        "lead": _said(row),
        "row": row,
        "errors": row.errors[:SHOWN],
        "more": max(0, len(row.errors) - SHOWN),
    }
    return doors.answer(request, "initiatives/import_progress.html", form, page)


def _keep(request, form):
    access.require(request.user, "initiatives.take_over")
    upload = form.cleaned_data["file"]
    if upload.size > MOST_BYTES:
        raise Invalid(_("This file is larger than 50 MB. Split it."), field="file")
    content = upload.read()
    inventory = Inventory(content, upload.name)
    return actions.begin_import(
        by=request.user,
        content=content,
        name=upload.name,
        mapping=inventory.mapping.as_json() | {"unit": inventory.fallback.code},
        rows=len(inventory.lines),
    )


def _inventory(row) -> Inventory:
    with row.file.open("rb") as kept:
        content = kept.read()
    mapping = mapping_of.from_json(row.mapping)
    unit = Unit.objects.filter(code=mapping.unit).first()
    return Inventory(content, row.name, mapping, unit=unit)


def _map(request, row, mapping, state):
    _check_mapping(row, mapping)
    return actions.map_import(row, by=request.user, mapping=mapping, state=state)


def _check_mapping(row, mapping):
    """Refuse a mapping with which the file cannot be read, before it is kept."""
    inventory = _inventory(row)
    mapping_of.check_columns(mapping_of.from_json(mapping), inventory.names)


def _preview(request, row, inventory):
    outcome = inventory.check(by=request.user)
    columns = list(inventory.mapping.columns.values())
    places = [inventory.names.index(c) for c in columns if c in inventory.names]
    return {
        "title": _("Check the import: %(name)s") % {"name": row.name},
        "lead": _would(outcome),
        "row": row,
        "outcome": outcome,
        "counts": outcome.counts,
        "sentences": outcome.sentences(),
        "encoding": inventory.table.encoding,
        "errors": [error.as_json() for error in outcome.errors[:SHOWN]],
        "more": max(0, len(outcome.errors) - SHOWN),
        "columns": columns,
        "lines": [
            (line.number, [_short(line.cells, place) for place in places])
            for line in inventory.lines[:PREVIEWED]
        ],
    }


def _short(cells, place):
    text = cells[place] if place < len(cells) else ""
    return text if len(text) <= 80 else f"{text[:79]}…"


def _would(outcome) -> str:
    counts = {name: number_format(outcome.counts[name]) for name in COUNTS}
    counts["read"] = number_format(outcome.read)
    if not outcome.errors:
        sentence = _(
            "%(read)s rows read: %(created)s would come in, %(updated)s would change, "
            "none would be left out."
        )
    else:
        sentence = _(
            "%(read)s rows read: %(created)s would come in, %(updated)s would change, "
            "%(rejected)s would be left out."
        )
    return sentence % counts


def _said(row) -> str:
    facts = {
        name: number_format(getattr(row, name))
        for name in ("done", "rows", "created", "rejected")
    }
    if row.state == Import.State.RUNNING:
        return _("%(done)s of %(rows)s rows are dealt with. Press to go on.") % facts
    return (
        ngettext(
            "%(created)s initiative came in; %(rejected)s rows were left out.",
            "%(created)s initiatives came in; %(rejected)s rows were left out.",
            row.created,
        )
        % facts
    )


def _advance(row, by):
    """Bring in blocks until the patience of one press is used up."""
    inventory = _inventory(row)
    started = time.monotonic()
    outcome = Outcome()
    for done in inventory.run(outcome, by=by, skip=row.done):
        actions.advance_import(
            row,
            by=by,
            done=done,
            counts=dict(outcome.counts),
            errors=[error.as_json() for error in outcome.errors],
        )
        outcome.counts.clear()
        outcome.errors.clear()
        if time.monotonic() - started > PATIENCE:
            return


def _url(row):
    return reverse("initiatives:import-preview", args=[row.pk])


def _progress_url(row):
    return reverse("initiatives:import-progress", args=[row.pk])
