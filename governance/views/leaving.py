"""Handing over everything that somebody holds, on one page."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance import actions, presenters
from governance.forms import LeavingForm
from governance.leaving import belongings
from organisation import doors
from organisation.models import Person
from organisation.views.frame import context, managed, posted


@require_http_methods(["GET", "POST"])
def leaving(request, pk):
    """What a person holds in every room, a successor for each kind, and the result."""
    person = managed(request, Person.objects.all(), pk)
    held = belongings(person, reader=request.user)
    form = LeavingForm(posted(request), person=person, kinds=held.kinds)
    page = context(
        request,
        "people",
        person=person,
        title=_("Hand over everything that %(name)s holds") % {"name": person.name},
        lead=_("Choose one successor for all, or another one where it is needed."),
        groups=presenters.belongings(held),
        cancel_url=person.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        done = doors.attempt(
            request,
            form,
            lambda: actions.hand_over_everything(
                person, by=request.user, to=form.successors()
            ),
        )
        if done is True:
            return doors.done(request, _("This was handed over already."), person)
        if done is not None:
            rest = belongings(person, reader=request.user)
            page["lead"] = _("It is handed over. What stays is listed with the reason.")
            page |= {
                "result": presenters.handed_over(done, form.successors()),
                "groups": presenters.belongings(rest),
            }
            return render(request, "governance/leaving.html", page)
    return doors.answer(request, "governance/leaving.html", form, page)
