"""Forms of statements."""

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import Refused
from initiatives.doors import deliver, visible
from initiatives.rules import may_read_files
from literacy import actions, forms, pages
from literacy.models import (
    Statement,
    StatementKind,
)
from literacy.views.common import of_initiative, one_form


@require_http_methods(["GET", "POST"])
def write_statement(request, ref, slug):
    """Write one of the four statements."""
    initiative = visible(request, ref)
    if slug not in pages.SLUGS:
        raise Http404
    kind = pages.SLUGS[slug]
    is_impact = kind == StatementKind.IMPACT
    if is_impact and not initiative.taken_over_at and request.method == "GET":
        return HttpResponseRedirect(reverse("literacy:impact", args=[initiative.ref]))
    form = (forms.AssessmentForm if is_impact else forms.StatementForm)(
        request.POST or None, request.FILES or None
    )
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.write_statement(
            initiative, by=request.user, kind=kind, **form.cleaned_data
        ),
        title=kind.label,
        lead=pages.prompt(kind),
        submit=_("Publish") if kind == StatementKind.INTENT else _("Sign and save"),
        done=_("It is written."),
        part="statements",
    )


@require_http_methods(["GET"])
def statement_file(request, ref, pk):
    """The file of an impact assessment."""
    initiative = visible(request, ref)
    row = of_initiative(
        Statement.objects.filter(attachment__isnull=False).select_related("attachment"),
        initiative,
        pk,
    )
    allowed = may_read_files(request.user, initiative)
    if not allowed:
        raise Refused(allowed.reason)
    return deliver(row.attachment)
