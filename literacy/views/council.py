"""The page of one consultation with its acts, and the page of a body's own files."""

from typing import NamedTuple

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audit.errors import DomainError, Refused
from initiatives.doors import deliver
from initiatives.models import Initiative
from literacy import actions, council_pages, forms
from literacy.councils import may_read_notes, reads
from literacy.models import Commitment, Consultation, Event, Information
from organisation import doors
from organisation.forms import NothingForm

ACT_FORM = "literacy/consultation_form.html"
PAGE_OF_FILE = "literacy/consultation.html"


class Act(NamedTuple):
    """One act in a file: what is asked, and what is done with the answers."""

    form: type
    act: object
    title: object
    lead: object
    submit: object
    done: object
    options: object = dict


ACTS = {
    "delivery": Act(
        forms.DeliveryForm,
        actions.prove_delivery,
        gettext_lazy("The information has reached the body"),
        gettext_lazy("Without this proof no term ends the consultation by itself."),
        gettext_lazy("Record the delivery"),
        gettext_lazy("The delivery is recorded."),
    ),
    "minutes": Act(
        forms.MinutesForm,
        actions.minute_talks,
        gettext_lazy("Record talks with the body"),
        gettext_lazy("The minutes show what was said. The body reads them too."),
        gettext_lazy("Record the talks"),
        gettext_lazy("The talks are recorded."),
    ),
    "term": Act(
        forms.TermForm,
        actions.propose_term,
        gettext_lazy("Propose another term"),
        gettext_lazy("The term changes only when the other side accepts."),
        gettext_lazy("Propose this term"),
        gettext_lazy("The other side is asked."),
    ),
    "order": Act(
        forms.OrderForm,
        actions.record_order,
        gettext_lazy("Record what a court or board ordered"),
        gettext_lazy("With its paper and its file number: both sides read it."),
        gettext_lazy("Record the order"),
        gettext_lazy("The order is recorded."),
    ),
    "response": Act(
        forms.ResponseForm,
        actions.respond,
        gettext_lazy("Answer the opinion"),
        gettext_lazy("The body reads it, and it stands here for everybody."),
        gettext_lazy("Give this answer"),
        gettext_lazy("The answer is given."),
    ),
    "commitment": Act(
        forms.CommitmentForm,
        actions.commit_to,
        gettext_lazy("Make a commitment to the body"),
        gettext_lazy("It stands here until it is kept, with its owner and its date."),
        gettext_lazy("Make this commitment"),
        gettext_lazy("The commitment is made."),
    ),
    "addendum": Act(
        forms.TextForm,
        actions.add_addendum,
        gettext_lazy("Write an addendum"),
        gettext_lazy("What was said stays as it is. This stands beside it."),
        gettext_lazy("Add it"),
        gettext_lazy("The addendum is written."),
        lambda: {"label": _("What do you add or correct?")},
    ),
    "reopen": Act(
        forms.ReopenForm,
        actions.reopen,
        gettext_lazy("Consult again"),
        gettext_lazy(
            "Something material has changed. A new file follows this one, and real "
            "work waits for it."
        ),
        gettext_lazy("Open a new file"),
        gettext_lazy("The new file is open. Hand over the information next."),
    ),
    "documents": Act(
        forms.TextForm,
        actions.ask_documents,
        gettext_lazy("Ask for documents"),
        gettext_lazy(
            "HR must answer. The term goes on: only a court or both sides extend it."
        ),
        gettext_lazy("Ask for them"),
        gettext_lazy("HR is asked."),
        lambda: {"label": _("Which documents do you need, and why?")},
    ),
    "expert": Act(
        forms.ExpertForm,
        actions.name_expert,
        gettext_lazy("Name an expert"),
        gettext_lazy("Where the rule says so, the term runs longer from now on."),
        gettext_lazy("Name the expert"),
        gettext_lazy("The expert is named."),
    ),
    "authority": Act(
        forms.DayForm,
        actions.ask_authority,
        gettext_lazy("You asked the supervisory authority"),
        gettext_lazy("From now on the term alone passes nothing."),
        gettext_lazy("Record it"),
        gettext_lazy("It is recorded."),
    ),
}
"""The acts of both sides by the word that stands in the address."""


def readable(request, ref, pk) -> Consultation:
    """A consultation with where it stands, for whoever may open its file, or 404."""
    rows = Consultation.objects.readable_by(
        request.user, Initiative.objects.visible_to(request.user)
    )
    return get_object_or_404(
        council_pages.full(rows), pk=pk, initiative__ref=ref.upper()
    )


@require_http_methods(["GET"])
def council(request):
    """The files of the bodies on which the person sits; nobody else has this page."""
    page = council_pages.council(request.user)
    if page is None:
        raise Http404
    return render(request, "literacy/council.html", page)


@require_http_methods(["GET"])
def consultation(request, ref, pk):
    """One consultation: where it stands, its clock, its papers and its acts."""
    row = readable(request, ref, pk)
    return render(request, PAGE_OF_FILE, council_pages.consultation(row, request.user))


@require_http_methods(["GET", "POST"])
def consultation_act(request, ref, pk, slug):
    """One act in the file, for the side whose act it is."""
    row = readable(request, ref, pk)
    if slug not in ACTS:
        raise Http404
    act = ACTS[slug]
    form = act.form(request.POST or None, request.FILES or None, **act.options())
    return act_form(
        request,
        row,
        form,
        lambda: act.act(row, by=request.user, **form.cleaned_data),
        title=act.title,
        lead=act.lead,
        submit=act.submit,
        done=act.done,
    )


@require_http_methods(["GET", "POST"])
def answer_event(request, ref, pk, event):
    """Answer a request for documents, or a term that was proposed."""
    row = readable(request, ref, pk)
    asked = get_object_or_404(
        Event.objects.select_related("consultation__initiative"),
        pk=event,
        consultation=row,
        kind__in=(Event.Kind.REQUEST, Event.Kind.PROPOSAL),
    )
    if asked.kind == Event.Kind.REQUEST:
        form = forms.AnswerRequestForm(request.POST or None, request.FILES or None)
        return act_form(
            request,
            row,
            form,
            lambda: actions.answer_request(asked, by=request.user, **form.cleaned_data),
            title=_("Answer the request"),
            lead=asked.text,
            submit=_("Give this answer"),
            done=_("The body has its answer."),
        )
    form = forms.AnswerTermForm(request.POST or None)
    return act_form(
        request,
        row,
        form,
        lambda: actions.answer_term(asked, by=request.user, **form.cleaned_data),
        title=_("Another term: %(n)s months in all") % {"n": asked.months},
        lead=asked.text or _("The term changes only when both sides agree."),
        submit=_("Answer"),
        done=_("Your answer is recorded."),
    )


@require_http_methods(["GET", "POST"])
def fulfil(request, ref, pk, commitment):
    """Show that a commitment was kept."""
    row = readable_or_owned(request, ref, pk, commitment)
    promise = get_object_or_404(
        Commitment.objects.select_related("consultation__initiative__unit"),
        pk=commitment,
        consultation=row,
    )
    form = forms.FulfilmentForm(request.POST or None, request.FILES or None)
    return act_form(
        request,
        row,
        form,
        lambda: actions.fulfil(promise, by=request.user, **form.cleaned_data),
        title=_("The commitment is kept"),
        lead=promise.text,
        submit=_("Record it"),
        done=_("It is recorded as kept."),
    )


def readable_or_owned(request, ref, pk, commitment) -> Consultation:
    """The file of a commitment, also for its owner, who may see nothing else of it."""
    owned = Commitment.objects.filter(pk=commitment, owner=request.user)
    if not owned.exists():
        return readable(request, ref, pk)
    rows = Consultation.objects.filter(pk__in=owned.values("consultation"))
    return get_object_or_404(
        council_pages.full(rows), pk=pk, initiative__ref=ref.upper()
    )


@require_http_methods(["GET", "POST"])
def write_note(request, ref, pk):
    """Keep a note of the body, for its members alone."""
    row = readable(request, ref, pk)
    if not may_read_notes(request.user, row):
        raise Http404
    form = forms.TextForm(request.POST or None, label=_("Your note"))
    del form.fields["upload"]
    return act_form(
        request,
        row,
        form,
        lambda: actions.write_note(row, by=request.user, **form.cleaned_data),
        title=_("Write a note of the body"),
        lead=_("Only members of your body read it: no employer, no administrator."),
        submit=_("Keep this note"),
        done=_("The note is kept."),
        part="notes",
    )


@require_http_methods(["GET", "POST"])
def erase_notes(request, ref, pk):
    """Erase the notes of the body for good."""
    row = readable(request, ref, pk)
    if not may_read_notes(request.user, row):
        raise Http404
    form = NothingForm(request.POST if request.method == "POST" else None)
    return act_form(
        request,
        row,
        form,
        lambda: actions.erase_notes(row, by=request.user),
        title=_("Erase all notes of the body on this file"),
        lead=_("This cannot be undone: their key is destroyed with them."),
        submit=_("Erase the notes"),
        done=_("The notes are erased."),
        part="notes",
        danger=True,
    )


@require_http_methods(["GET", "POST"])
def read_information(request, ref, pk):
    """Read confidential information: first the question, then the reading is noted."""
    information = get_object_or_404(
        Information.objects.select_related("attachment", "consultation"), pk=pk
    )
    row = readable(request, ref, information.consultation_id)
    allowed = reads(request.user, row)
    if not allowed:
        raise Refused(allowed.reason)
    page = {
        "initiative": row.initiative,
        "tab": "literacy",
        "frame": council_pages.frame(row, request.user),
        "row": row,
        "information": information,
        "title": _("Confidential information"),
        "lead": _("%(body)s sees that you have read it.") % {"body": row.body},
        "is_read": False,
    }
    if request.method == "POST":
        try:
            actions.read_information(information, by=request.user)
        except DomainError as error:
            raise Refused(error.sentence) from error
        if request.POST.get("file") and information.attachment:
            return deliver(information.attachment)
        page["is_read"] = True
    return render(request, "literacy/information.html", page)


@require_http_methods(["GET"])
def consultation_file(request, ref, pk, file):
    """A file of the two sides, for whoever may read what was handed over."""
    row = readable(request, ref, pk)
    allowed = reads(request.user, row)
    if not allowed:
        raise Refused(allowed.reason)
    attachment = council_pages.paper(row, file)
    if attachment is None:
        raise Http404
    return deliver(attachment)


def act_form(request, row, form, act, *, title, lead, submit, done, part="", **more):
    """A page with one form, in the frame that the person may see."""
    back = reverse("literacy:consultation", args=[row.initiative.ref, row.pk])
    if part:
        back = f"{back}#{part}"
    if (
        request.method == "POST"
        and form.is_valid()
        and (made := doors.attempt(request, form, act))
    ):
        if isinstance(made, Consultation):
            back = reverse("literacy:consultation", args=[row.initiative.ref, made.pk])
        return doors.done(request, done, back)
    context = {
        "initiative": row.initiative,
        "tab": "literacy",
        "frame": council_pages.frame(row, request.user),
        "row": row,
        "title": title,
        "lead": lead,
        "submit": submit,
        "cancel_url": back,
        **more,
    }
    return doors.answer(request, ACT_FORM, form, context)


def to_reading(information):
    """Where confidential information is read."""
    return redirect(
        "literacy:read-information",
        information.consultation.initiative.ref,
        information.pk,
    )
