"""The pages on which a table of steps is typed, page by page, or as text."""

from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import DomainError
from organisation import doors
from processes import actions, analysed, editing, map_forms, map_pages, pages, typed
from processes.models import MapDraft
from processes.views.common import kept_sentence, newest_seen, page_of, where

TABLE = MapDraft.Way.TABLE


@require_http_methods(["GET", "POST"])
def edit_steps(request, ref, slug):
    """Type the table of steps, or change it: each saving is a new version."""
    initiative, kind = where(request, ref, slug)
    door = _Door(request, initiative, kind, slug)
    if request.method == "GET":
        return door.text() if request.GET.get("as") == "text" else door.table()
    if request.POST.get("do") == "forget":
        return door.forget()
    if request.POST.get("as") == "text":
        return door.save_text()
    return door.act()


class _Door:
    """One request for a table of steps."""

    def __init__(self, request, initiative, kind, slug):
        self.request, self.initiative = request, initiative
        self.kind, self.slug = kind, slug
        self.version = map_pages.current(initiative, kind)
        found = analysed.analysed(self.version) if self.version else None
        self.whole = editing.opened(initiative, kind, request.user, self.version, found)
        self.url = reverse("processes:edit-steps", args=[initiative.ref, slug])

    # what is shown

    def table(self):
        """A page of the table, as it stands."""
        asked = self.request.GET.get("page", "1")
        number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
        part = self.whole.page(number)
        blank = 0
        if part.rest == 0 and len(part.rows) < editing.PAGE:
            blank = max(2, map_forms.MORE_ROWS + 2 - len(part.rows))
        return self._page(self._form(), part, blank=blank)

    def text(self):
        """The whole table as text."""
        form = map_forms.TextStepsForm(
            initial=self._initial() | {"paste": editing.as_text(self.whole.rows)}
        )
        return self._page(form, None)

    def _initial(self):
        whole = self.whole
        return {"title": whole.title, "note": whole.note, "base": whole.base}

    def _form(self):
        return map_forms.StepsForm(initial=self._initial())

    def _page(self, form, part, *, table=None, blank=0):
        if part is not None and table is None:
            first = len(self.whole.rows) + 1
            empty = ({"no": str(number)} for number in range(first, first + blank))
            table = map_forms.StepFormSet(prefix="row", initial=[*part.rows, *empty])
        kind, newest = self.kind, self.version.number if self.version else 0
        context = {
            "initiative": self.initiative,
            "tab": "processes",
            "title": _("Table of steps, %(kind)s") % {"kind": kind.label},
            "lead": _("One row for each step. The drawing follows from the table."),
            "cancel_url": page_of(self.initiative, self.slug),
            "table": table,
            "part": part,
            "draft": self.whole.draft,
            "newest": newest,
            "url": self.url,
            "may": pages.allowed(self.initiative, self.request.user),
        }
        return doors.answer(self.request, "processes/steps_form.html", form, context)

    # what is done

    def act(self):
        """What was pressed: save, keep, another page, more rows, pasted rows."""
        post, whole = self.request.POST, self.whole
        form = map_forms.StepsForm(post)
        sent = map_forms.StepFormSet(post, prefix="row")
        rows = [
            {name: step[name].value() or "" for name in editing.NAMES}
            for step in sent.forms
        ]
        part = whole.part(
            _whole(post.get("first")),
            _whole(post.get("rest")),
            [row for row in rows if editing.is_said(row)],
        )
        whole.title, whole.note = post.get("title", ""), post.get("note", "")
        whole.base = _whole(post.get("base"))
        do = post.get("do", "save")
        if do == "save" and post.get("paste", "").strip():
            do = "fill"
        if do == "draft":
            return self._keep(form, part, None)
        if do.startswith("page-"):
            return self._keep(form, part, _whole(do[5:]))
        if do == "more":
            return self._page(self._form(), part, blank=map_forms.MORE_ROWS)
        if do == "fill":
            return self._fill(form, part)
        return self._save(form, sent, part)

    def _keep(self, form, part, page):
        """Keep a draft, and go to a page of it; a script is answered in JSON."""
        is_script = "application/json" in self.request.headers.get("Accept", "")
        try:
            actions.keep_draft(
                self.initiative,
                by=self.request.user,
                kind=self.kind,
                way=TABLE,
                base=self.whole.base,
                content=self.whole.content,
            )
        except DomainError as error:
            if is_script:
                return JsonResponse({"said": str(error.sentence)}, status=error.status)
            form.add_error(None, str(error.sentence))
            form.status = error.status
            return self._page(form, part)
        if is_script:
            return JsonResponse({"said": kept_sentence()})
        number = part.number if page is None else page
        to = f"{self.url}?page={number}"
        if page is None:
            return doors.done(self.request, kept_sentence(), to)
        return HttpResponseRedirect(to)

    def _fill(self, form, part):
        """The same table with the rows that were pasted, behind those of the page."""
        try:
            pasted = typed.rows_of(form.data.get("paste", ""))
        except DomainError as error:
            form.add_error("paste", str(error.sentence))
            return self._page(form, part)
        fresh = [map_forms.initial_of(row) for row in pasted]
        part = self.whole.part(part.first, part.rest, [*part.rows, *fresh])
        if len(part.rows) > editing.PAGE:
            return self._keep(form, part, part.number)
        return self._page(self._form(), part)

    def _save(self, form, sent, part):
        valid = sent.is_valid() and form.is_valid()
        if valid:
            rows = self._rows(form, sent, part)
            if rows is not None and self._attempt(form, rows):
                return self._saved()
            _point_at_row(form, sent)
        elif not form.errors:
            form.add_error(None, _("A row of the table cannot be read. See below."))
        return self._page(form, part, table=sent)

    def _rows(self, form, sent, part):
        """All rows: those of this page, and those of the others as they were kept."""
        whole, end = self.whole.rows, len(self.whole.rows) - part.rest
        found = []
        for place, item in enumerate(whole):
            if part.first <= place < end:
                continue
            step = map_forms.StepForm(item)
            if not step.is_valid():
                form.add_error(
                    None,
                    _("Row %(no)s on page %(page)s cannot be read. Look at it there.")
                    % {
                        "no": item.get("no") or place + 1,
                        "page": place // editing.PAGE + 1,
                    },
                )
                return None
            found.append(step.row())
        found[part.first : part.first] = [step.row() for step in sent]
        return [row for row in found if row is not None]

    def save_text(self):
        """Save a table that was edited as text."""
        form = map_forms.TextStepsForm(self.request.POST)
        if form.is_valid() and self._attempt(form, None):
            return self._saved()
        return self._page(form, None)

    def _attempt(self, form, rows):
        data = form.cleaned_data

        def act():
            with newest_seen(form, self.initiative, self.kind):
                saved = actions.save_steps(
                    self.initiative,
                    by=self.request.user,
                    kind=self.kind,
                    rows=typed.rows_of(data["paste"]) if rows is None else rows,
                    base=data["base"],
                    title=data["title"],
                    note=data["note"],
                )
            self._drop()
            return saved

        return doors.attempt(self.request, form, act)

    def _saved(self):
        to = page_of(self.initiative, self.slug)
        return doors.done(self.request, _("The map is saved."), to)

    def _drop(self):
        actions.drop_draft(
            self.initiative, by=self.request.user, kind=self.kind, way=TABLE
        )

    def forget(self):
        """Throw the draft away, and show the newest version."""
        self._drop()
        return doors.done(self.request, _("The draft is thrown away."), self.url)


def _whole(text) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else 0


def _point_at_row(form, table):
    """A refusal that names a row stands beside it too."""
    wrong = getattr(form, "problem", None)
    number = wrong.details.get("row") if wrong else None
    for place, step in enumerate(table.forms, 1):
        own = (step.cleaned_data.get("no") or str(place)).rstrip(".")
        if number is not None and own == number:
            step.add_error(None, str(wrong.sentence))
