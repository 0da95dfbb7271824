"""The legal hold of an initiative and of a person: set, read, lifted."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives import actions, holds
from initiatives.doors import visible
from initiatives.forms import HoldForm, LiftForm
from organisation import access, doors
from organisation.models import Person, Unit
from organisation.views.frame import context


@require_http_methods(["GET", "POST"])
def hold_initiative(request, ref):
    """Whether nothing of this initiative may be erased, and why."""
    initiative = visible(request, ref)
    may = access.may(request.user, "initiatives.hold", of=initiative)
    page = {"initiative": initiative, "tab": "files", "base": "initiatives/page.html"}
    return _page(request, initiative, may, page)


@require_http_methods(["GET", "POST"])
def hold_person(request, pk):
    """Whether nothing of this person may be erased, and why; for Legal alone."""
    if not access.may(request.user, "organisation.see"):
        raise Http404
    whole = Unit.objects.filter(parent__isnull=True).first()
    access.require(request.user, "initiatives.hold", of=whole)
    person = get_object_or_404(Person, pk=pk)
    may = access.may(request.user, "initiatives.hold", of=whole)
    page = {"person": person, "base": "organisation/page.html"}
    return _page(request, person, may, context(request, "people", **page))


def _page(request, target, may, page):
    hold = holds.hold_on(target)
    form = (LiftForm if hold else HoldForm)(request.POST or None)
    act, said = (
        (actions.lift, _("The legal hold is lifted."))
        if hold
        else (actions.hold, _("The legal hold lasts. Nothing can be erased."))
    )
    if doors.sent(
        request, form, lambda: act(target, by=request.user, **form.cleaned_data)
    ):
        return doors.done(request, said, request.path)
    page |= {
        "title": _("Legal hold"),
        "lead": _("A legal hold lasts: nothing of it can be erased until it is lifted.")
        if hold
        else _("No legal hold lasts: what two people agree to erase is erased."),
        "hold": hold,
        "may_hold": may,
        "past": target.holds.filter(lifted_at__isnull=False).select_related(
            "set_by", "lifted_by"
        )[:20],
        "submit": _("Lift the legal hold") if hold else _("Set the legal hold"),
    }
    return doors.answer(request, "initiatives/hold.html", form, page)
