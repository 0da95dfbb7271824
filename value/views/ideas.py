"""Ideas for freed hours, weighed side by side."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.doors import visible
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import written_day
from value import actions, forms, pages
from value.accounts import account_of
from value.models import CONTRACTION, Idea
from value.views.common import form_page


@require_safe
def ideas(request, ref):
    """Ideas of one initiative, side by side."""
    initiative = visible(request, ref)
    account = account_of(initiative)
    rows = pages.ideas_of(initiative)
    standing = sum(1 for row in rows if row["is_open"])
    context = {
        "initiative": initiative,
        "tab": "value",
        "title": _("Ideas for the freed hours"),
        "lead": ngettext(
            "%(n)d idea to weigh for %(hours)s without a destination.",
            "%(n)d ideas to weigh for %(hours)s without a destination.",
            standing,
        )
        % {"n": standing, "hours": written_hours(account.rest, "year")},
        "ideas": rows,
        "may": {
            "imagine": pages.may(initiative, request.user, "value.imagine"),
            "allocate": pages.may_allocate(initiative, request.user),
        },
    }
    return render(request, "value/ideas.html", context)


@require_http_methods(["GET", "POST"])
def imagine(request, ref):
    """Write an idea down."""
    initiative = visible(request, ref)
    form = forms.IdeaForm(request.POST or None, initiative=initiative)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.imagine(initiative, by=request.user, **form.cleaned_data),
        title=_("Write an idea down"),
        lead=_(
            "What could these people and hours do for today’s offers, new offers or "
            "what customers value?"
        ),
        submit=_("Keep the idea"),
        done=_("The idea is kept. Weigh it beside the others."),
        back=reverse("value:ideas", args=[initiative.ref]),
    )


@require_http_methods(["GET", "POST"])
def choose_idea(request, ref, pk):
    """Give hours to an idea."""
    initiative = visible(request, ref)
    idea = get_object_or_404(Idea, initiative=initiative, pk=pk)
    form = forms.ChooseForm(request.POST or None, idea=idea)
    lead = _("%(idea)s: %(team)s, from %(start)s. Without a destination: %(hours)s.")
    if idea.type in CONTRACTION:
        lead = (
            _(
                "Fewer posts are only an intention here: nothing is decided and "
                "nothing counts in the accounts before their consultation has passed."
            )
            + " "
            + lead
        )
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.choose_idea(idea, by=request.user, **form.cleaned_data),
        title=_("Choose this idea"),
        lead=lead
        % {
            "idea": idea.title,
            "team": idea.team,
            "start": written_day(idea.starts_on),
            "hours": written_hours(account_of(initiative).rest, "year"),
        },
        submit=_("Choose it"),
        done=_("The hours have a destination."),
        part="destinations",
    )


@require_http_methods(["GET", "POST"])
def set_idea_aside(request, ref, pk):
    """Set an idea aside, with a reason."""
    initiative = visible(request, ref)
    idea = get_object_or_404(Idea, initiative=initiative, pk=pk)
    form = forms.AsideForm(request.POST or None)
    return form_page(
        request,
        initiative,
        form,
        lambda: actions.set_idea_aside(idea, by=request.user, **form.cleaned_data),
        title=_("Set this idea aside"),
        lead=idea.title,
        submit=_("Set it aside"),
        done=_("The idea is set aside. It stays to be read."),
        back=reverse("value:ideas", args=[initiative.ref]),
    )
