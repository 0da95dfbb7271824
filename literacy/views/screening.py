"""The AI Act screening of an initiative: what it came to, and Legal's form."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.errors import Refused
from initiatives.doors import deliver, visible
from initiatives.rules import may_read_files
from literacy import actions, ai_act, forms, screenings
from literacy.models import ScreeningVersion
from literacy.views.common import of_initiative
from organisation import doors


@require_safe
def screening(request, ref):
    """The class, its ground, what follows from when, and the earlier versions."""
    initiative = visible(request, ref)
    return render(
        request, "literacy/screening.html", screenings.page(initiative, request.user)
    )


@require_http_methods(["GET", "POST"])
def screen(request, ref):
    """Answer the screening, as Legal."""
    initiative = visible(request, ref)
    form = forms.ScreeningForm(
        request.POST or None,
        request.FILES or None,
        initial=forms.initial_of(ai_act.latest_of(initiative), initiative),
    )
    back = reverse("literacy:screening", args=[initiative.ref])
    if request.method == "POST" and form.is_valid():
        done = doors.attempt(
            request,
            form,
            lambda: actions.screen(initiative, by=request.user, **form.values),
        )
        if done:
            return doors.done(request, _("The screening is recorded."), back)
    context = {
        **screenings.panel(initiative, request.user),
        "initiative": initiative,
        "tab": "literacy",
        "title": _("Answer the AI Act screening"),
        "lead": _("Under %(law)s. What it comes to is computed from your answers.")
        % {"law": ai_act.law_now().name},
        "submit": _("Record the screening"),
        "cancel_url": back,
    }
    return doors.answer(request, "literacy/screen.html", form, context)


@require_safe
def instructions_file(request, ref, pk):
    """The instructions for use that a screening names."""
    initiative = visible(request, ref)
    row = of_initiative(
        ScreeningVersion.objects.filter(instructions__isnull=False).select_related(
            "instructions"
        ),
        initiative,
        pk,
    )
    allowed = may_read_files(request.user, initiative)
    if not allowed:
        raise Refused(allowed.reason)
    return deliver(row.instructions)
