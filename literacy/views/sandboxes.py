"""Sandboxes and the library of recipes."""

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import DomainError, Stale
from initiatives.forms import WhatForm
from initiatives.models import Initiative
from literacy import actions, forms, sandbox_pages
from literacy.models import Recipe, Sandbox
from organisation import doors

PAGE = 25
FORM = "literacy/sandbox_form.html"


@require_http_methods(["GET"])
def sandboxes(request):
    """What was tried outside of real work, the newest first."""
    rows = Sandbox.objects.visible_to(request.user)
    listed = sandbox_pages.with_reports(rows)
    shown = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    page = {
        "title": _("Sandboxes"),
        "lead": sandbox_pages.sandboxes_sentence(
            shown.paginator.count, sandbox_pages.would_use(rows)
        ),
        "rows": sandbox_pages.listed(shown.object_list, request.user),
        "shown": shown,
        "may_record": sandbox_pages.may_record_any(request.user),
        "place": "literacy",
    }
    return render(request, "literacy/sandboxes.html", page)


@require_http_methods(["GET", "POST"])
def record_sandbox(request):
    """Record what was tried, for an initiative or for an idea."""
    ref = request.GET.get("initiative", "")[:12]
    form = forms.SandboxForm(
        request.POST or None, person=request.user, initial={"initiative": ref}
    )
    return _form(
        request,
        form,
        lambda: actions.record_sandbox(by=request.user, **form.cleaned_data),
        title=_("Record a sandbox"),
        lead=_("What you expected, what came out, and whether you would use it."),
        submit=_("Record it"),
        done=_("The sandbox is recorded."),
        back=reverse("literacy:sandboxes"),
    )


@require_http_methods(["GET"])
def sandbox(request, pk):
    """One sandbox with its reports and recipes."""
    row = _sandbox(request, pk)
    page = sandbox_pages.sandbox_page(row, request.user)
    return render(request, "literacy/sandbox.html", page)


@require_http_methods(["GET", "POST"])
def revise_sandbox(request, pk):
    """Report anew; the earlier report stays."""
    row = _sandbox(request, pk)
    last = row.reports.order_by("-number").first()
    form = forms.ReviseReportForm(
        request.POST or None,
        initial={
            "seen": last.number,
            **{name: getattr(last, name) for name in sandbox_pages.REPORTED},
        },
    )
    return _form(
        request,
        form,
        lambda: actions.revise_sandbox(row, by=request.user, **form.cleaned_data),
        title=_("Report anew"),
        lead=_("Report %(n)d stays readable below the new one.") % {"n": last.number},
        submit=_("Save the new report"),
        done=_("The new report is saved."),
        back=row.get_absolute_url(),
        newest=last.number,
    )


@require_http_methods(["GET", "POST"])
def propose_sandbox(request, pk):
    """The form of a proposal, filled with what was tried."""
    row = _sandbox(request, pk)
    form = WhatForm(request.POST or None, initial=sandbox_pages.prefilled(row))

    def propose():
        fields = form.changes()
        return actions.propose_from_sandbox(
            row, by=request.user, **{name: fields[name] for name in form._meta.fields}
        )

    if request.method == "POST" and form.is_valid():
        draft = doors.attempt(request, form, propose)
        if isinstance(draft, Initiative):
            return doors.done(
                request,
                _("Saved as a draft that only you see. The sandbox stays linked."),
                reverse("initiatives:edit-section", args=[draft.ref, "people"]),
            )
        if draft:
            return HttpResponseRedirect(reverse("initiatives:propose"))
    page = {
        "title": _("Make this an initiative"),
        "lead": _("The answers come from the sandbox. Change what you like."),
        "submit": _("Save and continue"),
        "cancel_url": row.get_absolute_url(),
        "place": "literacy",
    }
    return doors.answer(request, FORM, form, page)


@require_http_methods(["GET", "POST"])
def share_recipe(request, pk):
    """Write a recipe from what was tried."""
    row = _sandbox(request, pk)
    form = forms.RecipeForm(request.POST or None)
    return _form(
        request,
        form,
        lambda: actions.share_recipe(row, by=request.user, **form.cleaned_data),
        title=_("Share a recipe"),
        lead=_("So that others do not start from nothing."),
        submit=_("Share this recipe"),
        done=_("The recipe is shared."),
        back=row.get_absolute_url(),
    )


@require_http_methods(["GET"])
def recipes(request):
    """The shared library: words and filters stand in the address."""
    form = forms.LibraryForm(request.GET)
    rows = form.chosen(sandbox_pages.current_recipes())
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    is_filtered = any(form.cleaned_data.values())
    page = {
        "title": _("Recipes"),
        "lead": sandbox_pages.library_sentence(shown.paginator.count, is_filtered),
        "filter": form,
        "shown": shown,
        "query": query.urlencode(),
        "is_filtered": is_filtered,
        "place": "literacy",
    }
    return render(request, "literacy/recipes.html", page)


@require_http_methods(["GET"])
def recipe(request, pk):
    """One recipe with its versions."""
    row = _recipe(request, pk)
    page = sandbox_pages.recipe_page(row, request.user)
    return render(request, "literacy/recipe.html", page)


@require_http_methods(["GET", "POST"])
def revise_recipe(request, pk):
    """Write a new version of a recipe."""
    row = _recipe(request, pk)
    last = row.versions.first()
    form = forms.ReviseRecipeForm(
        request.POST or None,
        initial={
            "prompt": last.prompt,
            "check_by": last.check_by,
            "seen": last.number,
        },
    )
    return _form(
        request,
        form,
        lambda: actions.revise_recipe(row, by=request.user, **form.cleaned_data),
        title=_("Write a new version"),
        lead=_("Version %(n)d stays readable.") % {"n": last.number},
        submit=_("Save the new version"),
        done=_("The new version is saved."),
        back=row.get_absolute_url(),
        newest=last.number,
    )


@require_http_methods(["GET", "POST"])
def retire_recipe(request, pk):
    """Take a recipe out of the library."""
    row = _recipe(request, pk)
    form = forms.ReasonForm(request.POST or None)
    return _form(
        request,
        form,
        lambda: actions.retire_recipe(row, by=request.user, **form.cleaned_data),
        title=_("Retire this recipe"),
        lead=_("It leaves the library. Its page stays, and says why."),
        submit=_("Retire it"),
        done=_("The recipe is retired."),
        back=row.get_absolute_url(),
    )


@require_http_methods(["POST"])
def use_recipe(request, pk):
    """Say that one uses a recipe; it counts once, and names nobody."""
    row = _recipe(request, pk)
    try:
        fresh = actions.use_recipe(row, by=request.user)
    except DomainError as error:
        said = str(error.sentence)
    else:
        said = (
            _("Counted. Nobody keeps who.") if fresh else _("You were counted already.")
        )
    return doors.done(request, said, row.get_absolute_url())


def _sandbox(request, pk):
    return get_object_or_404(
        Sandbox.objects.visible_to(request.user).select_related(
            "unit", "initiative__unit", "recorded_by"
        ),
        pk=pk,
    )


def _recipe(request, pk):
    return get_object_or_404(
        Recipe.objects.visible_to(request.user)
        .with_uses()
        .select_related("sandbox__unit", "sandbox__initiative", "retired_by"),
        pk=pk,
    )


def _form(request, form, act, *, title, lead, submit, done, back, newest=None):
    """A page with one form; afterwards the page of what was written.

    Where somebody else wrote in the meantime, the next press has seen that.
    """
    if request.method == "POST" and form.is_valid():
        row = doors.attempt(request, form, act)
        if row:
            is_page = isinstance(row, Sandbox | Recipe)
            return doors.done(request, done, row if is_page else back)
    if newest is not None and isinstance(getattr(form, "problem", None), Stale):
        form.data = form.data.copy()
        form.data["seen"] = newest
    page = {
        "title": title,
        "lead": lead,
        "submit": submit,
        "cancel_url": back,
        "place": "literacy",
    }
    return doors.answer(request, FORM, form, page)
