"""Forms of first use and its exceptions."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives.doors import visible
from literacy import actions, forms
from literacy.models import (
    Override,
    Waiver,
)
from literacy.standing import standing_of
from literacy.views.common import of_initiative, one_form


@require_http_methods(["GET", "POST"])
def ask_waiver(request, ref):
    """Justify that no consultation is required at a site."""
    initiative = visible(request, ref)
    form = forms.WaiverForm(request.POST or None, standing=standing_of(initiative))
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.ask_waiver(initiative, by=request.user, **form.cleaned_data),
        title=_("Say that no consultation is required"),
        lead=_("HR writes why, Legal confirms: it takes two people."),
        submit=_("Ask Legal to confirm"),
        done=_("Legal is asked to confirm."),
        part="consultations",
    )


@require_http_methods(["GET", "POST"])
def answer_waiver(request, ref, pk):
    """Confirm or refuse that no consultation is required at a site."""
    return _answer(
        request,
        ref,
        pk,
        Waiver,
        actions.answer_waiver,
        title=_("Is no consultation required at %(site)s?"),
        part="consultations",
    )


@require_http_methods(["GET", "POST"])
def start_use(request, ref):
    """Record the first use at a site."""
    initiative = visible(request, ref)
    form = forms.UseStartForm(request.POST or None, standing=standing_of(initiative))
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.start_use(initiative, by=request.user, **form.cleaned_data),
        title=_("Record the first use"),
        lead=_("A pilot on real work counts as use. A sandbox does not."),
        submit=_("Record the first use"),
        done=_("The first use is recorded."),
        part="use",
    )


@require_http_methods(["GET", "POST"])
def ask_override(request, ref):
    """Ask for an exception to the block at a site."""
    initiative = visible(request, ref)
    form = forms.SiteForm(request.POST or None, standing=standing_of(initiative))
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.ask_override(initiative, by=request.user, **form.cleaned_data),
        title=_("Ask for an exception to the block"),
        lead=_(
            "Leadership asks, Legal confirms. Everybody sees it, and the gate stays "
            "shut until the consultation has passed."
        ),
        submit=_("Ask Legal to confirm"),
        done=_("Legal is asked to confirm."),
        part="use",
    )


@require_http_methods(["GET", "POST"])
def answer_override(request, ref, pk):
    """Confirm or refuse an exception to the block."""
    return _answer(
        request,
        ref,
        pk,
        Override,
        actions.answer_override,
        title=_("May real work begin at %(site)s before the consultation?"),
        part="use",
    )


def _answer(request, ref, pk, model, act, *, title, part):
    initiative = visible(request, ref)
    row = of_initiative(
        model.objects.select_related("site", "asked_by"), initiative, pk
    )
    form = forms.AnswerForm(request.POST or None)
    return one_form(
        request,
        initiative,
        form,
        lambda: act(row, by=request.user, **form.cleaned_data),
        title=title % {"site": row.site},
        lead=_("%(name)s writes: %(reason)s")
        % {"name": row.asked_by, "reason": row.reason},
        submit=_("Answer"),
        done=_("Your answer is recorded."),
        part=part,
    )
