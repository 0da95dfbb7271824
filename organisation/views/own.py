"""My own profile, the settings, the permission table, and the first run."""

from django.conf import settings as django_settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from organisation import access, actions, doors, presenters
from organisation.coverage import holdings_report
from organisation.forms import InstallationForm, ProfileForm, WelcomeForm
from organisation.functions import Function
from organisation.models import Installation, Person
from organisation.roles import PERMISSIONS, Role
from organisation.views.frame import (
    context,
    form_page,
    managers_only,
    posted,
    readers_only,
)


@require_http_methods(["GET", "POST"])
def profile(request):
    """How the product looks to me, and what I hold."""
    today = clock.today()
    form = ProfileForm(posted(request), row=request.user)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["language"]
        saved = doors.attempt(
            request,
            form,
            lambda: actions.edit_profile(
                request.user, by=request.user, **form.changes()
            ),
        )
        if saved is not None:
            return _in_language(request, chosen)
    report = holdings_report(request.user, on=today)
    page = {
        "report": report,
        "today": today,
        "lead": presenters.person(report, today),
    }
    return doors.answer(
        request, "organisation/profile.html", form, context(request, **page)
    )


def _in_language(request, language):
    """Back to the profile, in the language that was just chosen."""
    to = translate_url(reverse("organisation:profile"), language)
    with override(language):
        answer = doors.done(request, _("Saved."), to)
    answer.set_cookie(
        django_settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=django_settings.LANGUAGE_COOKIE_AGE,
        secure=django_settings.SESSION_COOKIE_SECURE,
        httponly=django_settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=django_settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return answer


@require_http_methods(["GET", "POST"])
def settings(request):
    """The company's own words and numbers."""
    managers_only(request)
    form = InstallationForm(posted(request), row=Installation.objects.current())
    return form_page(
        request,
        form,
        lambda: actions.configure(by=request.user, **form.changes()),
        said=_("Saved."),
        to=reverse("organisation:settings"),
        tab="settings",
        title=_("Settings"),
        lead=presenters.settings(Installation.objects.current()),
        submit=_("Save"),
        cancel_url="",
    )


@require_safe
def permissions(request):
    """The permission table, as sentences."""
    readers_only(request)
    holders = [
        (
            holder.label,
            [r.sentence for r in PERMISSIONS.values() if holder in r.holders],
        )
        for holder in (*Function, *Role)
    ]
    mine = {h.function for h in access.current_holdings(request.user)}
    return render(
        request,
        "organisation/permissions.html",
        context(
            request,
            "permissions",
            holders=holders,
            mine=sorted(Function(f).label for f in mine),
            lead=presenters.permissions(PERMISSIONS.values()),
        ),
    )


@login_not_required
@require_http_methods(["GET", "POST"])
def welcome(request):
    """The first run: an empty installation gets its first administrator."""
    if Person.objects.exists():
        raise Http404
    form = WelcomeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = doors.attempt(request, form, lambda: actions.found(**form.cleaned_data))
        if made is not None:
            return doors.done(
                request,
                _("Maillon is open. Sign in with the password you chose."),
                reverse("login"),
            )
    return doors.answer(request, "organisation/first_run.html", form)
