"""The page on which a map is drawn in the browser."""

import json

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import Refused, Stale
from initiatives.doors import visible
from initiatives.rules import may_read_files
from organisation import doors
from organisation.templatetags.ui import served
from processes import actions, drawings, forms, pages
from processes.drawing import words
from processes.models import MapKind

PAGE = "processes/draw.html"
EDITOR = "vendor/bpmn-js/dist/bpmn-modeler.production.min.js"
SHEETS = (
    "vendor/bpmn-js/dist/assets/diagram-js.css",
    "vendor/bpmn-js/dist/assets/bpmn-js.css",
    "vendor/bpmn-js/dist/assets/bpmn-font/css/bpmn.css",
)


@require_http_methods(["GET", "POST"])
def draw_map(request, ref, slug):
    """Draw on the newest version of a map, and save what was drawn as the next."""
    initiative = visible(request, ref)
    if slug not in pages.MAPS:
        raise Http404
    readable = may_read_files(request.user, initiative)
    if not readable:
        raise Refused(readable.reason)
    kind = pages.MAPS[slug]
    drawing = drawings.opened(initiative, kind, redrawn="redrawn" in request.GET)
    form = forms.DrawingForm(
        request.POST if request.method == "POST" else None,
        initial={"base": drawing.number},
    )
    saved = doors.sent(
        request,
        form,
        lambda: actions.save_drawing(
            initiative,
            by=request.user,
            kind=kind,
            xml=form.cleaned_data["drawing"],
            base=form.cleaned_data["base"],
            title=drawing.last.title if drawing.last else initiative.title,
            note=form.cleaned_data["note"],
        ),
    )
    back = reverse("processes:map", args=[initiative.ref, slug])
    if saved is not None:
        return doors.done(request, _said(saved), back)
    is_stale = isinstance(getattr(form, "problem", None), Stale)
    if is_stale:
        # who has read that another version is there may send theirs after it
        form.data = form.data.copy()
        form.data["base"] = drawing.number
    may = pages.allowed(initiative, request.user)["map"]
    context = {
        "initiative": initiative,
        "kind": kind,
        "slug": slug,
        "title": title(kind),
        "lead": lead(drawing, is_own=form.is_bound),
        "drawing": drawing,
        "is_stale": is_stale,
        "xml": form.data.get("drawing") or drawing.xml,
        "may": may,
        "submit": _("Save as version %(n)d") % {"n": drawing.number + 1},
        "editor": served(EDITOR),
        "sheets": [served(sheet) for sheet in SHEETS],
        "texts": json.dumps(words.texts()),
        "most": drawings.MOST_SENT,
        "back_url": back,
        "table_url": reverse("processes:edit-steps", args=[initiative.ref, slug])
        if may.allowed
        else f"{back}#steps",
    }
    return doors.answer(request, PAGE, form, context)


def _said(version) -> str:
    if version is True:
        return _("The drawing is saved.")
    return _("Version %(n)d is saved.") % {"n": version.number}


def title(kind) -> str:
    """What the page is for."""
    return _("Draw the as-is map") if kind == MapKind.AS_IS else _("Draw the to-be map")


def lead(drawing, *, is_own=False) -> str:
    """What lies on the paper, and what saving does; `is_own` after a refusal."""
    found = {"n": drawing.number, "next": drawing.number + 1}
    if drawing.last:
        found["name"] = drawing.last.saved_by.name
    if is_own:
        return (
            _("This is your drawing, not saved yet. Saving makes version %(next)d.")
            % found
        )
    if drawing.origin == "as_is":
        return _(
            "The to-be map begins as the as-is map: change what will be different. "
            "Saving makes its version 1."
        )
    if drawing.origin == "new":
        if drawing.last:
            return (
                _(
                    "Version %(n)d is a file that cannot be drawn on. Draw the process "
                    "here, and it becomes version %(next)d."
                )
                % found
            )
        return _("Who does what, in which order? Saving makes version 1.")
    if drawing.origin == "redrawn":
        return (
            _(
                "Version %(n)d by %(name)s, with its steps set out anew. Saving makes "
                "version %(next)d; version %(n)d stays as it is."
            )
            % found
        )
    return (
        _(
            "Version %(n)d by %(name)s. Saving makes version %(next)d; version %(n)d "
            "stays as it is."
        )
        % found
    )
