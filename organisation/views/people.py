"""People: the list, one person, and everything that happens to an account."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from organisation import access, actions, doors, presenters
from organisation.coverage import holdings_report
from organisation.forms import (
    EndForm,
    HandOverForm,
    NothingForm,
    PeopleFilter,
    PersonForm,
)
from organisation.lists import found_people
from organisation.models import Mandate, Person
from organisation.views.frame import (
    context,
    form_page,
    managed,
    managers_only,
    posted,
    readers_only,
)

A_PAGE = 50


@require_safe
def people(request):
    """Everybody with an account: unit, functions, seats, state."""
    readers_only(request)
    today = clock.today()
    form = PeopleFilter(request.GET, auto_id="find_%s")
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = found_people(wanted)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    narrowed = bool(wanted.get("q") or wanted.get("function") or wanted.get("left"))
    without = 0 if narrowed else rows.without_standing(today).count()
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "organisation/people.html",
        context(
            request,
            "people",
            filters=form,
            page=page,
            today=today,
            narrowed=narrowed,
            query=query.urlencode(),
            lead=presenters.people(
                page.paginator.count, without=without, narrowed=narrowed
            ),
        ),
    )


@require_safe
def person(request, pk):
    """One person: what they hold, who acts for them, what can be done."""
    row = _readable(request, pk)
    today = clock.today()
    report = holdings_report(row, on=today)
    return render(
        request,
        "organisation/person.html",
        context(
            request,
            "people",
            person=row,
            report=report,
            today=today,
            is_present=access.is_present(row, today),
            may_hold=access.may(request.user, "initiatives.hold"),
            past=_past(row, today),
            lead=presenters.person(report, today),
        ),
    )


def _readable(request, pk):
    """A person, for those who read people; everybody reads themselves."""
    own = request.user.pk == pk
    if not own and not access.may(request.user, "organisation.see"):
        raise Http404
    return get_object_or_404(Person.objects.select_related("unit", "site"), pk=pk)


def _past(row, today):
    return (
        Mandate.objects.filter(person=row, ends_on__lt=today)
        .select_related("unit")
        .order_by("-ends_on")[:20]
    )


@require_http_methods(["GET", "POST"])
def add_person(request):
    """Give somebody an account."""
    managers_only(request)
    form = PersonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        row = doors.attempt(
            request,
            form,
            lambda: actions.add_person(by=request.user, **form.cleaned_data),
        )
        if row is not None:
            to = reverse("organisation:people") if row is True else row
            return doors.done(
                request,
                _("The account is there. Give it a mandate and a password next."),
                to,
            )
    page = {
        "title": _("Add a person"),
        "lead": _("An account has no password and no rights until you give them."),
        "submit": _("Add this person"),
        "cancel_url": reverse("organisation:people"),
    }
    return doors.answer(
        request, "organisation/form.html", form, context(request, "people", **page)
    )


@require_http_methods(["GET", "POST"])
def edit_person(request, pk):
    """Put right what is known of a person."""
    row = managed(request, Person.objects.all(), pk)
    form = PersonForm(posted(request), row=row)
    return form_page(
        request,
        form,
        lambda: actions.edit_person(row, by=request.user, **form.changes()),
        said=_("Saved."),
        to=row.get_absolute_url(),
        tab="people",
        title=_("Edit %(name)s") % {"name": row.name},
        lead=_("Names and addresses are changed by administrators only."),
        submit=_("Save"),
    )


@require_http_methods(["GET", "POST"])
def end_person(request, pk):
    """Somebody leaves."""
    row = managed(request, Person.objects.all(), pk)
    today = clock.today()
    report = holdings_report(row, on=today)
    form = EndForm(posted(request), initial={"last_day": today})
    return form_page(
        request,
        form,
        lambda: actions.end_person(row, by=request.user, **form.cleaned_data),
        said=_("The access of %(name)s ends.") % {"name": row.name},
        to=row.get_absolute_url(),
        tab="people",
        title=_("End the access of %(name)s") % {"name": row.name},
        lead=presenters.leaving(report),
        submit=_("End this access"),
        danger=True,
        report=report,
        hand_over_url=reverse("organisation:hand-over", args=[row.pk]),
    )


@require_http_methods(["GET", "POST"])
def reinstate_person(request, pk):
    """Somebody who had left comes back."""
    row = managed(request, Person.objects.all(), pk)
    form = NothingForm(posted(request))
    return form_page(
        request,
        form,
        lambda: actions.reinstate_person(row, by=request.user),
        said=_("%(name)s has access again.") % {"name": row.name},
        to=row.get_absolute_url(),
        tab="people",
        title=_("Give %(name)s access again") % {"name": row.name},
        lead=_("Mandates and seats that have not ended count again at once."),
        submit=_("Give access again"),
    )


@require_http_methods(["GET", "POST"])
def reset_password(request, pk):
    """A new password, shown once on the page that answers."""
    row = managed(request, Person.objects.all(), pk)
    form = NothingForm(posted(request))
    if request.method == "POST":
        password = doors.attempt(
            request, form, lambda: actions.reset_password(row, by=request.user)
        )
        if password is True:
            return redirect(row)
        if password is not None:
            return render(
                request,
                "organisation/password.html",
                context(request, "people", person=row, password=password),
            )
    page = {
        "title": _("A new password for %(name)s") % {"name": row.name},
        "lead": _("The old one stops working and every session of this person ends."),
        "submit": _("Make a new password"),
        "cancel_url": row.get_absolute_url(),
    }
    return doors.answer(
        request, "organisation/form.html", form, context(request, "people", **page)
    )


@require_http_methods(["GET", "POST"])
def set_administrator(request, pk):
    """Somebody starts or stops running the system."""
    row = managed(request, Person.objects.all(), pk)
    value = not row.is_administrator
    return _duty(
        request,
        row,
        lambda: actions.set_administrator(row, by=request.user, value=value),
        title=_("Make %(name)s an administrator")
        if value
        else _("%(name)s is no longer an administrator"),
        lead=_("Administrators manage people and mandates and decide on nothing."),
    )


@require_http_methods(["GET", "POST"])
def set_auditor(request, pk):
    """Somebody starts or stops reading everything to check it."""
    row = managed(request, Person.objects.all(), pk)
    value = not row.is_auditor
    return _duty(
        request,
        row,
        lambda: actions.set_auditor(row, by=request.user, value=value),
        title=_("Make %(name)s an auditor")
        if value
        else _("%(name)s is no longer an auditor"),
        lead=_("Auditors read everything but concerns and the council's own notes."),
    )


def _duty(request, row, act, *, title, lead):
    form = NothingForm(posted(request))
    return form_page(
        request,
        form,
        act,
        said=_("Saved."),
        to=row.get_absolute_url(),
        tab="people",
        title=title % {"name": row.name},
        lead=lead,
        submit=_("Confirm"),
    )


@require_http_methods(["GET", "POST"])
def hand_over(request, pk):
    """What somebody holds goes to another."""
    row = managed(request, Person.objects.all(), pk)
    report = holdings_report(row, on=clock.today())
    form = HandOverForm(posted(request), person=row)
    return form_page(
        request,
        form,
        lambda: actions.hand_over(row, by=request.user, **form.cleaned_data),
        said=_("Handed over."),
        to=row.get_absolute_url(),
        tab="people",
        title=_("Hand over what %(name)s holds") % {"name": row.name},
        lead=presenters.leaving(report),
        submit=_("Hand over"),
        report=report,
    )
