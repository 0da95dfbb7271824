"""Who leads an initiative, and who sees a confidential one."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from initiatives import actions, presenters, rules
from initiatives.actions.leading import NAMED
from initiatives.doors import visible
from initiatives.forms import ConfirmForm, LeadsForm, ShareForm
from organisation import doors
from organisation.models import Person


@require_http_methods(["GET", "POST"])
def leads(request, ref):
    """A person for each function, the sponsor, the continuity holder."""
    initiative = visible(request, ref)
    form = LeadsForm(request.POST or None, initiative=initiative)
    if request.method == "POST" and form.is_valid():
        picked, seen = form.changed()
        named = {name: picked.pop(name) for name in NAMED if name in picked}
        saved = doors.attempt(
            request,
            form,
            lambda: actions.name_leads(
                initiative, by=request.user, leads=picked, seen=seen, **named
            ),
        )
        if saved:
            is_draft = initiative.status == "draft"
            to = reverse("initiatives:leads", args=[ref]) if is_draft else initiative
            return doors.done(request, _("Saved."), to)
    may = rules.may_name_leads(request.user, initiative)
    page = presenters.edit_page(initiative, "leads", may)
    return doors.answer(request, "initiatives/edit.html", form, page)


@require_http_methods(["GET", "POST"])
def share(request, ref):
    """Whether it is confidential, and the named people who see it then."""
    initiative = visible(request, ref)
    named = list(Person.objects.filter(pk__in=rules.named_people(initiative)))
    form = ShareForm(request.POST if "share" in request.POST else None)
    if request.method == "POST" and "share" not in request.POST:
        form = ConfirmForm(request.POST)
    if request.method == "POST" and form.is_valid():
        act, sentence = _asked(request, initiative, form)
        if doors.attempt(request, form, act):
            return doors.done(request, sentence, _after_sharing(request, initiative))
    page = {
        "initiative": initiative,
        "tab": "share",
        "title": _("Who sees it"),
        "lead": _sharing_sentence(initiative, named),
        "named": named,
        "asked": presenters.asked_now(initiative),
        "answered": list(initiative.answered.select_related("person")),
        "may": rules.may_share(request.user, initiative),
        "share_form": form if isinstance(form, ShareForm) else ShareForm(),
    }
    return doors.answer(request, "initiatives/share.html", form, page)


def _asked(request, initiative, form):
    """What a button of the page asks for, and what to say when it is done."""
    by = request.user
    if "share" in request.POST:
        person = form.cleaned_data["person"]
        return (
            lambda: actions.share(initiative, by=by, person=person),
            _("%(name)s can see it now.") % {"name": person.name},
        )
    if "unshare" in request.POST:
        person = Person.objects.filter(pk__in=rules.named_people(initiative)).filter(
            email=request.POST["unshare"][:254]
        )
        return (
            lambda: [actions.unshare(initiative, by=by, person=p) for p in person],
            _("Taken back."),
        )
    on = request.POST.get("confidential") == "yes"
    return (
        lambda: actions.set_confidential(initiative, by=by, confidential=on),
        _("It is confidential now: only leads and named people see it.")
        if on
        else _("Everybody who holds a mandate sees it now."),
    )


def _after_sharing(request, initiative):
    if not rules.sees(request.user, initiative):
        return reverse("governance:pipeline")
    return reverse("initiatives:share", args=[initiative.ref])


def _sharing_sentence(initiative, named) -> str:
    if not initiative.is_confidential:
        return _("It is not confidential: everybody who holds a mandate sees it.")
    return ngettext(
        "It is confidential: its leads, its sponsor and %(n)d named person see it.",
        "It is confidential: its leads, its sponsor and %(n)d named people see it.",
        len(named),
    ) % {"n": len(named)}
