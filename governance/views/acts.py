"""The acts on an initiative that have a form or a button of their own."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.errors import DomainError
from governance import actions, rules, settling
from governance.forms import (
    NoteStopForm,
    ProofForm,
    ReasonForm,
    ReplyForm,
    SendBackForm,
    StopForm,
)
from governance.models import Condition, Handoff, Question, SignOff
from initiatives.doors import visible
from initiatives.stages import MOVES, Kind
from lessons import stops
from organisation import doors


@require_POST
def submit(request, ref):
    """Submit a draft as a proposal."""
    initiative = visible(request, ref)
    actions.propose(initiative, by=request.user)
    return doors.done(
        request, _("Proposed. Leadership, and every lead, can see it now."), initiative
    )


@require_POST
def take_on(request, ref):
    """A lead accepts an initiative that was taken over."""
    initiative = visible(request, ref)
    actions.accept_taken_over(initiative, by=request.user)
    return doors.done(
        request, _("Accepted. From today its clocks run here."), initiative
    )


@require_http_methods(["GET", "POST"])
def withdraw(request, ref):
    """Withdraw a proposal that was never offered."""
    initiative = visible(request, ref)
    return _confirm(
        request,
        initiative,
        ReasonForm,
        lambda form: actions.withdraw_proposal(
            initiative, by=request.user, reason=form.cleaned_data["reason"]
        ),
        title=_("Withdraw %(title)s?") % {"title": initiative.title},
        lead=_("A proposal that was never offered ends here, without a lesson."),
        consequences=[
            _("It leaves the pipeline."),
            _("Its text stays readable."),
        ],
        submit=_("Withdraw this proposal"),
        keep=_("Keep it"),
        done=_("Withdrawn."),
    )


@require_http_methods(["GET", "POST"])
def stop(request, ref):
    """Stop an initiative: a page of its own, with what follows."""
    initiative = visible(request, ref)
    state = rules.standing(initiative)
    consequences = [
        _("It goes to Learning. Nothing goes on with the AI system from then on."),
        _("Knowledge owes at least one endorsed lesson before it can be closed."),
        _("A review is due within ten working days: causes, not culprits."),
        _("What was spent stays in the accounts as invested."),
        _("Everybody who leads or sponsors it is told today."),
    ]
    if state.handoff:
        consequences.insert(0, _("The open handoff ends as overtaken."))
    return _confirm(
        request,
        initiative,
        partial(StopForm, currency=initiative.currency),
        lambda form: actions.stop(initiative, by=request.user, **form.cleaned_data),
        title=_("Stop %(title)s?") % {"title": initiative.title},
        lead=_("Stopping is a stage, not a failure: it leads to a lesson."),
        consequences=consequences,
        submit=_("Stop this initiative"),
        keep=_("Keep it running"),
        done=_("Stopped. A lesson is owed now."),
        refusal=rules.may_stop(request.user, state).reason or _unstoppable(initiative),
    )


def _unstoppable(initiative) -> str:
    """Why it cannot be stopped by anybody, if so."""
    try:
        settling.require_stoppable(initiative)
    except DomainError as error:
        return str(error)
    return ""


@require_http_methods(["GET", "POST"])
def note_stop(request, ref):
    """Say afterwards where the cause of a stop lies, and what was spent."""
    initiative = visible(request, ref)
    said = stops.of(initiative)
    missing = stops.unsaid(initiative, said)
    refusal = rules.may_note_stop(request.user, rules.standing(initiative)).reason
    if initiative.stopped_at and not missing:
        refusal = _("Cause and spend of this stop are noted already.")
    return _confirm(
        request,
        initiative,
        partial(NoteStopForm, currency=initiative.currency, asks_cause=said is None),
        lambda form: actions.note_stop(
            initiative, by=request.user, **form.cleaned_data
        ),
        title=_("What is missing about the stop?"),
        lead=missing,
        consequences=[
            _("It is said once and stays."),
            _("The figures of learning count it from now on."),
        ],
        submit=_("Note this about the stop"),
        keep=_("Leave the stop as it is"),
        done=_("Noted."),
        refusal=refusal,
    )


@require_http_methods(["GET", "POST"])
def send_back(request, ref):
    """Send an initiative back a stage, with a reason."""
    initiative = visible(request, ref)
    state = rules.standing(initiative)
    stages = [
        m.to for m in MOVES if m.origin == initiative.stage and m.kind == Kind.BACK
    ]
    return _confirm(
        request,
        initiative,
        lambda *args, **kwargs: SendBackForm(*args, stages=stages, **kwargs),
        lambda form: actions.send_back(
            initiative,
            by=request.user,
            version=form.cleaned_data["version"],
            to=form.cleaned_data["to"],
            reason=form.cleaned_data["reason"],
        ),
        title=_("Send %(title)s back?") % {"title": initiative.title},
        lead=_("It returns to an earlier stage, and passes that gate again."),
        consequences=[
            _("The next gate is signed anew by every function."),
            _("An open handoff ends as overtaken."),
            _("Evidence that was recorded stays."),
        ],
        submit=_("Send it back"),
        keep=_("Leave it here"),
        done=_("Sent back."),
        refusal=rules.may_send_back(request.user, state).reason
        or ("" if stages else _("From this stage nothing goes back.")),
    )


@require_http_methods(["GET", "POST"])
def withdraw_offer(request, ref, pk):
    """The giver takes the offer back."""
    initiative = visible(request, ref)
    handoff = get_object_or_404(Handoff, pk=pk, initiative=initiative)
    handoff.initiative = initiative
    state = rules.standing(initiative, handoff=handoff)
    return _confirm(
        request,
        initiative,
        ReasonForm,
        lambda form: actions.withdraw(
            handoff, by=request.user, reason=form.cleaned_data["reason"]
        ),
        title=_("Take the offer back?"),
        lead=_("The signatures given so far stay in the history and count no more."),
        consequences=[_("All clocks of this handoff end."), _("You can offer anew.")],
        submit=_("Take the offer back"),
        keep=_("Leave the stop as it is"),
        done=_("The offer was taken back."),
        refusal=rules.may_lead(request.user, state, "governance.offer").reason,
    )


@require_POST
def withdraw_signature(request, ref, pk):
    """A signer takes back a signature."""
    initiative = visible(request, ref)
    signoff = get_object_or_404(SignOff, pk=pk, handoff__initiative=initiative)
    actions.withdraw_signature(signoff, by=request.user)
    return doors.done(
        request,
        _("Your signature is withdrawn. The function is asked anew."),
        reverse("governance:handoff", args=[initiative.ref, signoff.handoff_id]),
    )


@require_http_methods(["GET", "POST"])
def answer_question(request, ref, pk):
    """The giver answers a returned question."""
    initiative = visible(request, ref)
    question = get_object_or_404(
        Question.objects.select_related("handoff", "asked_by"),
        pk=pk,
        handoff__initiative=initiative,
    )
    url = reverse("governance:handoff", args=[initiative.ref, question.handoff_id])
    form = ReplyForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and doors.attempt(
            request,
            form,
            lambda: actions.answer_question(
                question, by=request.user, text=form.cleaned_data["text"]
            ),
        )
    ):
        return doors.done(request, _("Answered. The function answers anew."), url)
    return doors.answer(
        request,
        "governance/reply.html",
        form,
        {"initiative": initiative, "question": question, "cancel_url": url},
    )


@require_http_methods(["GET", "POST"])
def meet_condition(request, ref, pk):
    """The function that set a condition says that it is met."""
    initiative = visible(request, ref)
    condition = get_object_or_404(
        Condition.objects.select_related("owner"), pk=pk, initiative=initiative
    )
    form = ProofForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and doors.attempt(
            request,
            form,
            lambda: actions.meet_condition(
                condition, by=request.user, proof=form.cleaned_data["proof"]
            ),
        )
    ):
        return doors.done(request, _("The condition is met."), initiative)
    return doors.answer(
        request,
        "governance/condition.html",
        form,
        {"initiative": initiative, "condition": condition},
    )


def _confirm(request, initiative, make, act, *, done, refusal="", **page):
    """A page that asks once more, with the consequences in a list."""
    initial = {"version": initiative.version}
    form = make(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and doors.attempt(request, form, lambda: act(form))
    ):
        return doors.done(request, done, initiative)
    if refusal and not form.is_bound:
        return render(
            request,
            "governance/refused.html",
            {"initiative": initiative, "refusal": refusal, **page},
        )
    return doors.answer(
        request, "governance/confirm.html", form, {"initiative": initiative, **page}
    )
