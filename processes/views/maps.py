"""The pages of a map: its picture and analysis, its file, its table, its figures."""

from contextlib import contextmanager

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import DomainError, Refused, Stale
from initiatives.doors import deliver, download, visible
from initiatives.rules import may_read_files
from organisation import doors
from processes import (
    actions,
    analysed,
    figure_forms,
    map_forms,
    map_pages,
    pages,
    question_forms,
    storing,
    trial_forms,
    typed,
)
from processes.drawing import bpmn
from processes.models import Fact, MapVersion
from processes.reading.steps import Row
from processes.tables import rows_of
from processes.views.common import one_form


@require_http_methods(["GET"])
def show(request, ref, slug):
    """The newest version of a map: finding, drawing, figures, table, trial."""
    initiative, kind = _where(request, ref, slug)
    version = map_pages.current(initiative, kind)
    context = {
        "initiative": initiative,
        "tab": "processes",
        "slug": slug,
        "kind": kind,
        "may": pages.allowed(initiative, request.user),
        "reads_files": may_read_files(request.user, initiative),
        "title": kind.label,
    }
    if version is None:
        context["lead"] = _("There is no map yet.")
        return render(request, "processes/map.html", context)
    context |= map_pages.page_of(version, request.GET)
    return render(request, "processes/map.html", context)


@require_http_methods(["GET"])
def show_version(request, ref, pk):
    """An earlier version of a map, with the figures that stood on it."""
    initiative = visible(request, ref)
    version = _version(initiative, pk)
    slug = pages.SLUGS[version.map.kind]
    context = {
        "initiative": initiative,
        "tab": "processes",
        "slug": slug,
        "kind": pages.MAPS[slug],
        "may": pages.allowed(initiative, request.user),
        "reads_files": may_read_files(request.user, initiative),
        "title": version.title,
        **map_pages.page_of(version),
    }
    return render(request, "processes/map.html", context)


@require_http_methods(["GET"])
def map_file(request, ref, pk):
    """The file of a version, as it was uploaded."""
    initiative = visible(request, ref)
    version = _version(initiative, pk)
    if version.attachment_id is None:
        raise Http404
    _require_files(request, initiative)
    return deliver(version.attachment)


@require_http_methods(["GET"])
def map_bpmn(request, ref, pk):
    """A version as BPMN 2.0, whatever it was drawn or typed in."""
    initiative = visible(request, ref)
    version = _version(initiative, pk)
    if not version.is_drawn:
        raise Http404
    _require_files(request, initiative)
    content = bpmn.written(storing.from_data(version.graph))
    slug = pages.SLUGS[version.map.kind]
    name = f"{initiative.ref}-{slug}-{version.number}.bpmn"
    return download(content, name, "application/xml")


@require_http_methods(["GET", "POST"])
def attach_map(request, ref, slug):
    """Upload a map, in any format."""
    initiative, kind = _where(request, ref, slug)
    form = map_forms.MapFileForm(
        request.POST or None,
        request.FILES or None,
        initial={"base": _number(initiative, kind)},
    )

    def act():
        data = {**form.cleaned_data}
        data["open_questions"] = data["open_questions"] or 0
        with _newest_seen(form, initiative, kind):
            return actions.attach_map(initiative, by=request.user, kind=kind, **data)

    return one_form(
        request,
        initiative,
        form,
        act,
        title=_("Attach the %(kind)s map") % {"kind": kind.label},
        lead=_("The newest version counts; the earlier ones stay to be read."),
        submit=_("Attach the map"),
        done=_("The map is attached."),
        back=_page(initiative, slug),
    )


@require_http_methods(["GET", "POST"])
def edit_steps(request, ref, slug):
    """Type the table of steps, or change it: each saving is a new version."""
    initiative, kind = _where(request, ref, slug)
    version = map_pages.current(initiative, kind)
    found = analysed.analysed(version) if version else None
    if request.method == "GET":
        title = version.title if version else ""
        number = version.number if version else 0
        initial = {"title": title, "base": number}
        rows = _rows(found)
        if len(rows) > map_forms.ROWS_IN_A_TABLE:
            initial["paste"] = typed.text_of(rows)
            form = map_forms.TextStepsForm(initial=initial)
            return _steps_page(request, initiative, kind, slug, form, None)
        form = map_forms.StepsForm(initial=initial)
        blank = range(len(rows) + 1, max(len(rows), map_forms.MORE_ROWS) + 3)
        return _steps_page(
            request,
            initiative,
            kind,
            slug,
            form,
            _table([map_forms.initial_of(row) for row in rows], blank),
        )
    if request.POST.get("as") == "text":
        return _save_text(request, initiative, kind, slug)
    return _save_table(request, initiative, kind, slug)


def _save_text(request, initiative, kind, slug):
    form = map_forms.TextStepsForm(request.POST)

    def act():
        return _save(request, initiative, kind, form, typed.rows_of(_pasted(form)))

    if doors.sent(request, form, act):
        return doors.done(request, _("The map is saved."), _page(initiative, slug))
    return _steps_page(request, initiative, kind, slug, form, None)


def _save_table(request, initiative, kind, slug):
    form = map_forms.StepsForm(request.POST)
    table = map_forms.StepFormSet(request.POST, prefix="row")
    do = request.POST.get("do", "save")
    if form.data.get("paste", "").strip():
        do = "fill"
    if do in ("more", "fill"):
        return _more_rows(request, initiative, kind, slug, form, table, do)
    valid = table.is_valid() and form.is_valid()
    if valid:
        rows = [row for row in (step.row() for step in table) if row is not None]
        if doors.attempt(
            request, form, lambda: _save(request, initiative, kind, form, rows)
        ):
            return doors.done(request, _("The map is saved."), _page(initiative, slug))
        _point_at_row(form, table)
    elif not form.errors:
        form.add_error(None, _("A row of the table cannot be read. See below."))
    return _steps_page(request, initiative, kind, slug, form, table)


def _more_rows(request, initiative, kind, slug, form, table, do):
    """The same table with more rows: empty ones, or those that were pasted."""
    known = [
        {name: step[name].value() for name in map_forms.StepForm.base_fields}
        for step in table.forms
    ]
    fresh = form
    if do == "fill":
        try:
            pasted = typed.rows_of(form.data.get("paste", ""))
            known = [item for item in known if item["name"] or item["kind"]]
            known += [map_forms.initial_of(row) for row in pasted]
            if len(known) > map_forms.ROWS_IN_A_TABLE:
                rows = [Row(**{k: v or "" for k, v in _bare(i).items()}) for i in known]
                data = _kept(form) | {"paste": typed.text_of(rows)}
                fresh = map_forms.TextStepsForm(initial=data)
                return _steps_page(request, initiative, kind, slug, fresh, None)
            fresh = map_forms.StepsForm(initial=_kept(form))
        except DomainError as error:
            form.add_error("paste", str(error.sentence))
            return _steps_page(request, initiative, kind, slug, form, table)
        blank = range(0)
    else:
        fresh = map_forms.StepsForm(initial=_kept(form))
        most = map_forms.ROWS_IN_A_TABLE - len(known)
        count = min(map_forms.MORE_ROWS, most)
        blank = range(len(known) + 1, len(known) + 1 + count)
    return _steps_page(request, initiative, kind, slug, fresh, _table(known, blank))


def _kept(form):
    return {name: form.data.get(name, "") for name in ("title", "note", "base")}


def _bare(item):
    return {name: item.get(name) for name in typed.FIELDS}


def _pasted(form):
    return form.cleaned_data["paste"]


def _save(request, initiative, kind, form, rows):
    data = form.cleaned_data
    with _newest_seen(form, initiative, kind):
        return actions.save_steps(
            initiative,
            by=request.user,
            kind=kind,
            rows=rows,
            base=data["base"],
            title=data["title"],
            note=data["note"],
        )


@contextmanager
def _newest_seen(form, initiative, kind):
    """Whoever is told of a newer version has seen it when the form is sent again."""
    try:
        yield
    except Stale:
        form.data = form.data.copy()
        form.data["base"] = str(_number(initiative, kind))
        raise


def _table(known, blank):
    """An unbound table of rows with what is known, and empty ones with a number."""
    return map_forms.StepFormSet(
        prefix="row", initial=[*known, *({"no": str(number)} for number in blank)]
    )


def _rows(found):
    """The rows of a map, with who does each step as somebody said."""
    if found is None:
        return []
    try:
        rows = rows_of(found.graph, found.facts)
    except DomainError:
        rows = rows_of(found.graph)
    for row in rows:
        row.who = found.facts.step(row.key).who or row.who
    return rows


def _point_at_row(form, table):
    """A refusal that names a row stands beside it too."""
    wrong = getattr(form, "problem", None)
    number = wrong.details.get("row") if wrong else None
    for place, step in enumerate(table.forms, 1):
        own = (step.cleaned_data.get("no") or str(place)).rstrip(".")
        if number is not None and own == number:
            step.add_error(None, str(wrong.sentence))


def _steps_page(request, initiative, kind, slug, form, table):
    context = {
        "initiative": initiative,
        "tab": "processes",
        "title": _("Table of steps, %(kind)s") % {"kind": kind.label},
        "lead": _("One row for each step. The drawing follows from the table."),
        "cancel_url": _page(initiative, slug),
        "table": table,
        "may": pages.allowed(initiative, request.user),
    }
    return doors.answer(request, "processes/steps_form.html", form, context)


@require_http_methods(["GET", "POST"])
def answer_questions(request, ref, slug):
    """Answer what is not known yet, in plain words."""
    initiative, kind = _where(request, ref, slug)
    version, found = _drawn(request, initiative, kind)
    form = question_forms.QuestionsForm(request.POST or None, found=found)
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.state_facts(version, by=request.user, facts=form.said),
        title=_("Open questions, %(kind)s") % {"kind": kind.label},
        lead=_(
            "Only what changes the answer is asked, the weightiest first. Leave empty "
            "what nobody knows."
        ),
        submit=_("Save the answers"),
        done=_("The answers are saved, and everything is computed anew."),
        back=_page(initiative, slug),
        template="processes/questions_form.html",
        version=version,
    )


@require_http_methods(["GET", "POST"])
def state_figures(request, ref, slug):
    """State times, people, shares, demand and margin."""
    initiative, kind = _where(request, ref, slug)
    version, found = _drawn(request, initiative, kind)
    total = figure_forms.pages_of(found)
    given = request.GET.get("page", "1")
    page = min(max(int(given), 1), total) if given.isdecimal() and len(given) < 6 else 1
    form = figure_forms.FiguresForm(request.POST or None, found=found, page=page)
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.state_facts(version, by=request.user, facts=form.said),
        title=_("Figures, %(kind)s") % {"kind": kind.label},
        lead=_("Three numbers a step are enough: hands-on time, wait, and who."),
        submit=_("Save the figures"),
        done=_("The figures are saved, and everything is computed anew."),
        back=_page(initiative, slug),
        template="processes/figures_form.html",
        version=version,
        slug=slug,
        page=page,
        page_numbers=range(1, total + 1),
    )


@require_http_methods(["GET", "POST"])
def give_home(request, ref, pk):
    """Say what a figure of an earlier version is about on the newest one."""
    initiative = visible(request, ref)
    rows = Fact.objects.select_related("version__map__initiative", "stated_by")
    fact = get_object_or_404(
        rows, version__map__initiative=initiative, pk=pk, has_home=False
    )
    slug = pages.SLUGS[fact.version.map.kind]
    graph = storing.from_data(fact.version.graph)
    form = trial_forms.HomeForm(
        request.POST or None, choices=map_pages.homes(graph, fact)
    )

    def act():
        key = form.cleaned_data["key"]
        if key == form.NEEDED_NO_MORE:
            return actions.let_go(fact, by=request.user)
        return actions.give_home(fact, by=request.user, key=key)

    return one_form(
        request,
        initiative,
        form,
        act,
        title=_("Give this figure a home"),
        lead=_("%(what)s of “%(label)s”: nothing on the new version is called so.")
        % {"what": fact.get_what_display(), "label": fact.label},
        submit=_("Save"),
        done=_("The figure has its place."),
        back=_page(initiative, slug) + "#homeless",
    )


@require_http_methods(["POST"])
def keep_effect(request, ref, slug):
    """Keep the trial on screen as the expected effect."""
    initiative, kind = _where(request, ref, slug)
    version, found = _drawn(request, initiative, kind)
    back = _page(initiative, slug) + "#trial"
    if found.analysis is None:
        raise Http404
    form = trial_forms.TrialForm(request.POST, found=found)
    tried = map_pages.trial(found, form)
    if tried is None:
        return render(
            request,
            "processes/map.html",
            {
                "initiative": initiative,
                "tab": "processes",
                "slug": slug,
                "kind": kind,
                "may": pages.allowed(initiative, request.user),
                "reads_files": may_read_files(request.user, initiative),
                "title": kind.label,
                **map_pages.page_of(version, request.POST),
            },
            status=doors.UNPROCESSABLE,
        )
    actions.keep_effect(version, by=request.user, change=tried["change"])
    return doors.done(
        request, _("This effect is expected. It is measured after use."), back
    )


def _where(request, ref, slug):
    """The initiative and the kind of map of an address, or 404."""
    initiative = visible(request, ref)
    if slug not in pages.MAPS:
        raise Http404
    return initiative, pages.MAPS[slug]


def _version(initiative, pk):
    return get_object_or_404(
        MapVersion.objects.select_related("saved_by", "map__initiative", "attachment"),
        map__initiative=initiative,
        pk=pk,
    )


def _drawn(request, initiative, kind):
    """The version that a form is about, read; the newest, or the one it was sent with.

    Of a picture nothing is asked.
    """
    version = map_pages.current(initiative, kind)
    sent = request.POST.get("of", "")
    if version is not None and sent.isdecimal() and str(version.pk) != sent[:18]:
        rows = MapVersion.objects.select_related("map__initiative")
        version = rows.filter(map=version.map, pk=sent[:18]).first() or version
    if version is None or not version.is_drawn:
        raise Http404
    return version, analysed.analysed(version)


def _number(initiative, kind):
    version = map_pages.current(initiative, kind)
    return version.number if version else 0


def _page(initiative, slug):
    return reverse("processes:map", args=[initiative.ref, slug])


def _require_files(request, initiative):
    allowed = may_read_files(request.user, initiative)
    if not allowed:
        raise Refused(allowed.reason)
