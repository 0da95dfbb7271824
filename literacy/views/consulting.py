"""Forms of consultations."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import Refused
from initiatives.doors import deliver, visible
from initiatives.rules import may_read_files
from literacy import actions, forms
from literacy.models import (
    Consultation,
    Information,
)
from literacy.standing import standing_of
from literacy.views.common import of_initiative, one_form
from organisation import access


@require_http_methods(["GET", "POST"])
def open_consultation(request, ref):
    """Open the consultation of a body."""
    initiative = visible(request, ref)
    form = forms.ConsultationForm(
        request.POST or None, standing=standing_of(initiative)
    )
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.open_consultation(initiative, by=request.user, **form.values),
        title=_("Open a consultation"),
        lead=_("No real work begins at a site before its bodies have been consulted."),
        submit=_("Open the consultation"),
        done=_("The consultation is open. Hand over the information next."),
        part="consultations",
    )


@require_http_methods(["GET", "POST"])
def hand_over_information(request, ref, pk):
    """Hand over to a body what it must know."""
    initiative = visible(request, ref)
    row = of_initiative(Consultation.objects.select_related("body"), initiative, pk)
    form = forms.InformationForm(request.POST or None, request.FILES or None)
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.hand_over_information(
            row, by=request.user, **form.cleaned_data
        ),
        title=_("Hand over the information"),
        lead=_("%(body)s can read it at once: %(subject)s.")
        % {"body": row.body, "subject": row.subject},
        submit=_("Hand it over"),
        done=_("The information is handed over."),
        part="consultations",
    )


@require_http_methods(["GET", "POST"])
def give_opinion(request, ref, pk):
    """Give the opinion of a body, as one of its representatives."""
    initiative = visible(request, ref)
    row = of_initiative(
        Consultation.objects.with_standing().select_related("body"), initiative, pk
    )
    form = forms.OpinionForm(request.POST or None, consultation=row)
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.give_opinion(row, by=request.user, **form.cleaned_data),
        title=_("Give the opinion of %(body)s") % {"body": row.body},
        lead=_("It stands beside the signatures, in your words: %(subject)s.")
        % {"subject": row.subject},
        submit=_("Give this opinion"),
        done=_("The opinion is recorded."),
        part="consultations",
    )


@require_http_methods(["GET"])
def information_file(request, ref, pk):
    """A file that was handed over, for its body and for those who hold a mandate."""
    initiative = visible(request, ref)
    row = get_object_or_404(
        Information.objects.select_related("consultation", "attachment"),
        pk=pk,
        consultation__initiative=initiative,
        attachment__isnull=False,
    )
    sits = row.consultation.body_id in {s.body_id for s in access.seats(request.user)}
    allowed = may_read_files(request.user, initiative)
    if not sits and not allowed:
        raise Refused(allowed.reason)
    return deliver(row.attachment)
