"""Forms of consultations."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from audit.errors import Refused
from initiatives.doors import deliver, visible
from literacy import actions, forms
from literacy.councils import reads
from literacy.models import Information
from literacy.standing import standing_of
from literacy.views.common import one_form
from literacy.views.council import act_form, readable, to_reading
from organisation.forms import NothingForm


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
def open_required(request, ref):
    """Open every consultation that the law asks for and that is not open yet."""
    initiative = visible(request, ref)
    form = NothingForm(request.POST if request.method == "POST" else None)
    duties = standing_of(initiative).to_open
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.open_required(initiative, by=request.user),
        title=_("Open what the law asks for"),
        lead=ngettext(
            "%(n)d consultation is opened: %(names)s.",
            "%(n)d consultations are opened: %(names)s.",
            len(duties),
        )
        % {
            "n": len(duties),
            "names": ", ".join(
                f"{duty.body} ({duty.code or duty.title})" for duty in duties
            ),
        }
        if duties
        else _("Everything that the law asks for here is open already."),
        submit=_("Open them"),
        done=_("The consultations are open. Hand over the information next."),
        part="consultations",
    )


@require_http_methods(["GET", "POST"])
def hand_over_information(request, ref, pk):
    """Hand over to a body what it must know."""
    row = readable(request, ref, pk)
    form = forms.InformationForm(
        request.POST or None, request.FILES or None, consultation=row
    )
    return act_form(
        request,
        row,
        form,
        lambda: actions.hand_over_information(
            row, by=request.user, **form.cleaned_data
        ),
        title=_("Hand over the information"),
        lead=_("%(body)s can read it at once: %(subject)s.")
        % {"body": row.body, "subject": row.about},
        submit=_("Hand it over"),
        done=_("The information is handed over."),
    )


@require_http_methods(["GET", "POST"])
def give_opinion(request, ref, pk):
    """Give the opinion of a body, as one of its representatives."""
    row = readable(request, ref, pk)
    form = forms.OpinionForm(
        request.POST or None, request.FILES or None, consultation=row
    )
    return act_form(
        request,
        row,
        form,
        lambda: actions.give_opinion(row, by=request.user, **form.cleaned_data),
        title=_("Give the opinion of %(body)s") % {"body": row.body},
        lead=_(
            "It stands beside the signatures, in your words, and closes the file: "
            "%(subject)s."
        )
        % {"subject": row.about},
        submit=_("Give this opinion"),
        done=_("The opinion is recorded."),
    )


@require_http_methods(["GET"])
def information_file(request, ref, pk):
    """A file that was handed over, for its body and for those who hold a mandate."""
    information = get_object_or_404(
        Information.objects.select_related("consultation__initiative", "attachment"),
        pk=pk,
        attachment__isnull=False,
    )
    row = readable(request, ref, information.consultation_id)
    allowed = reads(request.user, row)
    if not allowed:
        raise Refused(allowed.reason)
    if information.is_confidential:
        return to_reading(information)
    return deliver(information.attachment)
