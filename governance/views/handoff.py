"""The handoff: what is received, who has signed, and the answer of this person."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance import actions, presenters, rules
from governance.forms import AnswerForm
from governance.models import Handoff, SignOff
from initiatives.doors import visible
from organisation import access, doors
from organisation.models import Person


@require_http_methods(["GET", "POST"])
def handoff(request, ref, pk):
    """Read a handoff and answer it."""
    initiative = visible(request, ref)
    row = get_object_or_404(
        Handoff.objects.select_related("offered_by", "accepted_by", "owner"),
        pk=pk,
        initiative=initiative,
    )
    row.initiative = initiative
    if not row.is_open:
        return doors.answer(
            request,
            "governance/handoff_ended.html",
            AnswerForm(
                functions=[],
                receiving=False,
                owners=None,
                people=_nobody(),
                giver="",
                receiver="",
            ),
            presenters.handoff_page(request.user, initiative, row, None),
        )
    state = rules.standing(initiative, handoff=row)
    turn = _turn(request.user, state)
    form = AnswerForm(
        request.POST or None,
        initial={"digest": state.content.digest},
        functions=turn["functions"],
        receiving=turn["receiving"],
        owners=_people(row.receiver, initiative.unit),
        people=_involved(initiative),
        giver=row.get_giver_display(),
        receiver=row.get_receiver_display() if row.receiver else "",
    )
    if request.method == "POST" and form.is_valid():
        told = doors.attempt(
            request, form, lambda: _act(row, request.user, form.cleaned_data)
        )
        if told:
            row.refresh_from_db()
            url = (
                reverse("governance:handoff", args=[initiative.ref, row.pk])
                if row.is_open
                else initiative.get_absolute_url()
            )
            return doors.done(request, _sentence(form.cleaned_data["answer"]), url)
        form.data = form.data.copy()
        form.data["digest"] = state.content.digest
    page = presenters.handoff_page(request.user, initiative, row, state)
    return doors.answer(request, "governance/handoff.html", form, {**page, **turn})


def _turn(person, state):
    """Whose turn it is for this person: the functions to answer for, or why not."""
    receiving = state.handoff.state != Handoff.State.SIGNING and not state.pending
    if receiving:
        allowed = rules.may_receive(person, state)
        waits = state.handoff.state == Handoff.State.COMMITTEE
        functions = [state.receiver.value] if allowed and not waits else []
        reason = _("The committee was asked. It decides first.") if waits else ""
        return {
            "functions": functions,
            "receiving": True,
            "reason": reason or ("" if functions else allowed.reason),
        }
    functions, reason = [], ""
    asked = {q.function for q in state.questions}
    for function in state.pending:
        if function.value in asked:
            continue
        allowed = rules.may_sign(person, state, function.value)
        if allowed:
            functions.append(function.value)
        elif not reason or any(
            h.function == function.value for h in access.current_holdings(person)
        ):
            reason = allowed.reason
    return {"functions": functions, "receiving": False, "reason": reason}


def _act(row, by, data):
    answer = data["answer"]
    common = {"by": by, "digest": data["digest"]}
    if answer == "accept":
        return actions.accept(row, owner=data["owner"], **common)
    if answer == "committee":
        return actions.ask_committee(row, text=data["ask"], **common)
    common["function"] = data["function"]
    if answer == SignOff.Answer.RETURNED:
        return actions.return_with_questions(
            row, text=data["text"], would_change=data["would_change"], **common
        )
    conditions = []
    if answer == SignOff.Answer.CONDITIONS:
        conditions = [
            {
                "text": data["condition"],
                "owner": data["condition_owner"],
                "due_on": data["condition_due"],
            }
        ]
    return actions.sign(row, conditions=conditions, note=data["note"], **common)


def _sentence(answer):
    return {
        "accept": _("Accepted. The initiative is in the next stage now."),
        "committee": _("The committee is asked. The clock is with it now."),
        "returned": _("Returned with your question. The clock runs for the giver."),
        "signed": _("Signed. Your name, the time and the revision are kept."),
        "conditions": _("Signed with your condition, which is followed from now on."),
    }[answer]


def _people(function, unit):
    if not function:
        return _nobody()
    ids = [p.pk for p in access.holders_of(function, unit)]
    return Person.objects.filter(pk__in=ids)


def _involved(initiative):
    """Who may own a condition: the leads, the sponsor, the continuity holder."""
    ids = set(
        initiative.leads.filter(until__isnull=True).values_list("person_id", flat=True)
    )
    ids |= {initiative.sponsor_id, initiative.continuity_holder_id}
    return Person.objects.filter(pk__in=ids - {None})


def _nobody():
    return Person.objects.none()
