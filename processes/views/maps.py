"""The pages of a map: its picture and analysis, its file, its figures."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import Refused
from initiatives.doors import deliver, download, visible
from initiatives.rules import may_read_files
from organisation import doors
from processes import (
    actions,
    analysed,
    figure_forms,
    map_pages,
    pages,
    papers,
    question_forms,
    storing,
    trial_forms,
)
from processes.drawing import bpmn
from processes.models import Fact, MapVersion
from processes.views.common import one_form, page_of, where


@require_http_methods(["GET"])
def show(request, ref, slug):
    """The newest version of a map: finding, drawing, figures, table, trial."""
    initiative, kind = where(request, ref, slug)
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
def map_paper(request, ref, slug):
    """The newest version of a map, to be printed."""
    page = papers.map_for(request.user, ref, slug)
    return render(request, "processes/map_paper.html", page)


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
def answer_questions(request, ref, slug):
    """Answer what is not known yet, in plain words."""
    initiative, kind = where(request, ref, slug)
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
        back=page_of(initiative, slug),
        template="processes/questions_form.html",
        version=version,
        found=found,
        slug=slug,
    )


@require_http_methods(["GET", "POST"])
def state_figures(request, ref, slug):
    """State times, people, shares, demand and margin."""
    initiative, kind = where(request, ref, slug)
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
        back=page_of(initiative, slug),
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
        back=page_of(initiative, slug) + "#homeless",
    )


@require_http_methods(["POST"])
def keep_effect(request, ref, slug):
    """Keep the trial on screen as the expected effect."""
    initiative, kind = where(request, ref, slug)
    version, found = _drawn(request, initiative, kind)
    back = page_of(initiative, slug) + "#trial"
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


def _require_files(request, initiative):
    allowed = may_read_files(request.user, initiative)
    if not allowed:
        raise Refused(allowed.reason)
