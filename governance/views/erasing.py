"""Erasing somebody who left: asked for, answered, done."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import Refused
from governance import actions
from governance.models import PersonErasure
from initiatives import holds
from initiatives.forms import ConfirmForm, EraseForm
from organisation import access, doors
from organisation.models import Person, Unit
from organisation.views.frame import context


@require_http_methods(["GET", "POST"])
def erase_person(request, pk):
    """Somebody who left is to be erased, or was."""
    by = request.user
    if not access.may(by, "organisation.see"):
        raise Http404
    whole = Unit.objects.filter(parent__isnull=True).first()
    may_ask = access.may(by, "organisation.manage")
    may_erase = access.may(by, "organisation.erase_person", of=whole)
    if not (may_ask or may_erase):
        raise Refused(may_ask.reason)
    person = get_object_or_404(Person, pk=pk)
    rows = PersonErasure.objects.filter(person=person).select_related("asked_by")
    asked = rows.filter(done_at=None, declined_at=None).first()
    form = (ConfirmForm if asked else EraseForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act, said = _act(request, form, person, asked)
        if doors.attempt(request, form, act):
            return doors.done(request, said, request.path)
    page = {
        "person": person,
        "title": _("Erase %(name)s") % {"name": person.name},
        "lead": _lead(person, asked, holds.hold_on(person)),
        "asked": asked,
        "own": asked and asked.asked_by_id == by.pk,
        "may_ask": may_ask,
        "may_erase": may_erase,
        "consequences": [
            _("Name, address, job and place are gone. A random sign stays."),
            _("What the person asked by name or confidentially is erased."),
            _("The name is erased from every list of attendance. Numbers stay."),
            _("What the person signed and decided stands, under the random sign."),
            _("Backups hold it until they are renewed; mails that were sent stay."),
        ],
    }
    return doors.answer(
        request,
        "governance/erase_person.html",
        form,
        context(request, "people", **page),
    )


def _act(request, form, person, asked):
    by = request.user
    if asked is None:
        return (
            lambda: actions.ask_person_erasure(person, by=by, **form.cleaned_data),
            _("Asked. A second person of Legal or Leadership confirms it."),
        )
    if "keep" in request.POST:
        return lambda: actions.keep_person(asked, by=by), _("The person is kept.")
    return lambda: actions.erase_person(asked, by=by), _("The person is erased.")


def _lead(person, asked, hold) -> str:
    if person.erased_at:
        return _("Two people erased this person. What they signed stands.")
    if hold:
        return str(holds.sentence(hold))
    if asked:
        return _("One person asked for it. A second person confirms it or keeps it.")
    return _("One person asks, a second person of Legal or Leadership confirms.")
