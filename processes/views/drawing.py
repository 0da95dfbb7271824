"""The page on which a map is drawn in the browser."""

import json

from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import DomainError, Refused, Stale
from initiatives.doors import visible
from initiatives.rules import may_read_files
from organisation import doors
from organisation.templatetags.ui import served
from processes import actions, drawings, editing, forms, pages
from processes.drawing import words
from processes.models import MapDraft, MapKind
from processes.views.common import kept_sentence

DRAWING = MapDraft.Way.DRAWING
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
    if request.POST.get("do") == "draft":
        return _keep(request, initiative, kind)
    here = reverse("processes:draw-map", args=[initiative.ref, slug])
    if request.POST.get("do") == "forget":
        _drop(request, initiative, kind)
        return doors.done(request, _("The draft is thrown away."), here)
    drawing = drawings.opened(initiative, kind, redrawn="redrawn" in request.GET)
    draft = editing.draft_of(initiative, kind, request.user, DRAWING)
    form = forms.DrawingForm(
        request.POST if request.method == "POST" else None,
        initial={"base": draft.base, "note": draft.content["note"]}
        if draft
        else {"base": drawing.number},
    )

    def act():
        version = actions.save_drawing(
            initiative,
            by=request.user,
            kind=kind,
            xml=form.cleaned_data["drawing"],
            base=form.cleaned_data["base"],
            title=drawing.last.title if drawing.last else initiative.title,
            note=form.cleaned_data["note"],
        )
        _drop(request, initiative, kind)
        return version

    saved = doors.sent(request, form, act)
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
        "lead": lead(drawing, is_own=form.is_bound or draft is not None),
        "draft": draft,
        "drawing": drawing,
        "is_stale": is_stale,
        "xml": form.data.get("drawing")
        or (draft.content["xml"] if draft else drawing.xml),
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


def _keep(request, initiative, kind):
    """Keep the drawing as it is; the script that asks is answered in JSON."""
    form = forms.DrawingForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"said": ""}, status=doors.UNPROCESSABLE)
    found = form.cleaned_data
    try:
        actions.keep_draft(
            initiative,
            by=request.user,
            kind=kind,
            way=DRAWING,
            base=found["base"],
            content={"xml": found["drawing"], "note": found["note"]},
        )
    except DomainError as error:
        return JsonResponse({"said": str(error.sentence)}, status=error.status)
    return JsonResponse({"said": kept_sentence()})


def _drop(request, initiative, kind):
    actions.drop_draft(initiative, by=request.user, kind=kind, way=DRAWING)


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
