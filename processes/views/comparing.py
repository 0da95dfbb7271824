"""The as-is map beside the to-be map: the page, and what the owner says about it."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import DomainError, Invalid
from initiatives.doors import visible
from processes import actions, compare_pages, forms
from processes.compared import side_by_side
from processes.views.common import one_form


@require_http_methods(["GET"])
def compare(request, ref):
    """Both maps side by side, with what became of each step."""
    initiative = visible(request, ref)
    page = compare_pages.page(initiative, request.user)
    return render(request, "processes/compare.html", page)


@require_http_methods(["POST"])
def answer_merge(request, ref):
    """Confirm or refuse a merge that was proposed."""
    initiative = visible(request, ref)
    form = forms.MergeForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose the steps first."))
    asked = form.cleaned_data
    is_refused = asked["answer"] == "no"
    actions.match_steps(
        initiative,
        by=request.user,
        before=asked["before"],
        after=asked["after"],
        is_refused=is_refused,
    )
    messages.success(
        request,
        _("They stay two different steps.")
        if is_refused
        else _("The merge is confirmed."),
    )
    return HttpResponseRedirect(_page(initiative))


@require_http_methods(["GET", "POST"])
def match_steps(request, ref):
    """Say by hand which steps became which."""
    initiative = visible(request, ref)
    found = side_by_side(initiative)
    if found is None:
        raise DomainError(_("There are no two maps to compare yet."))
    form = forms.MatchForm(
        request.POST or None,
        was=found.was.graph,
        now=found.now.graph,
        initial={"before": request.GET.getlist("step")},
    )
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.match_steps(initiative, by=request.user, **form.cleaned_data),
        title=_("Say what became of a step"),
        lead=_(
            "What you say wins over what the comparison finds, in later versions too."
        ),
        submit=_("Save it"),
        done=_("It is noted, and wins from now on."),
        back=_page(initiative),
    )


def _page(initiative):
    return reverse("processes:compare", args=[initiative.ref]) + "#steps"
