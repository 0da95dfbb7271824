"""Sign an offer for a function, return it with questions, answer them."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from governance import rules, settling
from governance.models import (
    Condition,
    Handoff,
    Question,
    SignOff,
)
from initiatives import asking
from organisation import access
from organisation.functions import Function
from organisation.notices import tell
from organisation.rows import save


@audited
def sign(handoff, *, by, function, digest, conditions=(), note=""):
    """A named person agrees for a function, with the revision they read.

    `conditions` are dicts of text, owner (Person) and due_on. The last signature of a
    gate without a receiver passes it.
    """
    state = settling.read(handoff, digest, by=by)
    handoff = state.handoff
    holding = settling.held(rules.may_sign(by, state, function, fresh=True)).holding
    current = state.answers.get(function)
    if current is not None and current.answer != SignOff.Answer.RETURNED:
        if function in state.signed:
            raise Duplicate(
                format_lazy(
                    _("{function} has already signed this revision."),
                    function=Function(function).label,
                )
            )
        settling.lay_down(current)
    elif current is not None:
        if current.question.answered_at is None:
            raise DomainError(
                _("Your question has no answer yet. The answer comes first.")
            )
        settling.lay_down(current)
    signoff = settling.answer(
        state,
        by,
        function,
        holding,
        SignOff.Answer.CONDITIONS if conditions else SignOff.Answer.SIGNED,
        note,
    )
    for condition in conditions:
        settling.require_reader(
            condition.get("owner"), handoff.initiative, field="condition_owner"
        )
        save(
            Condition(
                initiative=handoff.initiative,
                handoff=handoff,
                signoff=signoff,
                function=function,
                made_at=clock.now(),
                **condition,
            )
        )
    owners = [condition.get("owner") for condition in conditions]
    asking.keep(handoff.initiative, (by, holding.principal, *owners))
    tell(
        filter(None, owners),
        "named",
        initiative=handoff.initiative,
        by=by,
        url=f"{handoff.initiative.get_absolute_url()}#conditions",
    )
    also = settling.count_for_only_holder(state, by, signoff)
    record(
        "governance.signed",
        signoff,
        by=by,
        initiative=handoff.initiative,
        on_behalf_of=holding.principal and holding.principal.pk,
        function=str(function),
        revision=handoff.revision,
        digest=digest,
        conditions=len(conditions),
        counts_also_for=also,
    )
    passed = settling.settle(handoff, by=by)
    if not passed:
        settling.tell_about(handoff.initiative, "signed", by=by, function=str(function))
    return signoff


@audited
def withdraw_signature(signoff, *, by):
    """A signer takes back a signature before the gate has passed."""
    handoff = settling.lock(signoff.handoff, by=by)
    if signoff.person_id != by.pk:
        raise Refused(_("Only the person who signed can withdraw the signature."))
    if not handoff.is_open or not signoff.is_standing:
        raise Stale(_("This signature does not stand any more."))
    for row in (signoff, *signoff.also.filter(is_standing=True)):
        settling.lay_down(row)
    record(
        "governance.signature_withdrawn",
        signoff,
        by=by,
        initiative=handoff.initiative,
        function=signoff.function,
    )
    settling.settle(handoff, by=by)
    return signoff


@audited
def return_with_questions(handoff, *, by, function, digest, text, would_change):
    """A signer or the receiver returns the handoff, with a question.

    It blocks until the giver has answered and the same function answers anew.
    """
    state = settling.read(handoff, digest, by=by)
    handoff = state.handoff
    if not text.strip():
        raise Invalid(_("Write the question."), field="text")
    if not would_change.strip():
        raise Invalid(_("Write what would change your answer."), field="would_change")
    signoff = None
    if handoff.state == Handoff.State.RECEIVING and function == handoff.receiver:
        settling.held(rules.may_receive(by, state, fresh=True))
    else:
        holding = settling.held(rules.may_sign(by, state, function, fresh=True)).holding
        current = state.answers.get(function)
        if current is not None:
            if (
                current.answer == SignOff.Answer.RETURNED
                and current.question.answered_at is None
            ):
                raise Duplicate(_("Your question already waits for an answer."))
            for row in current.also.filter(is_standing=True):
                settling.lay_down(row)
            settling.lay_down(current)
        signoff = settling.answer(
            state, by, function, holding, SignOff.Answer.RETURNED, ""
        )
    if state.questions and any(q.function == function for q in state.questions):
        raise Duplicate(_("Your question already waits for an answer."))
    asking.keep(handoff.initiative, (by,))
    question = save(
        Question(
            handoff=handoff,
            revision=handoff.revision,
            function=function,
            signoff=signoff,
            text=text.strip(),
            would_change=would_change.strip(),
            asked_at=clock.now(),
            asked_by=by,
        )
    )
    record(
        "governance.returned",
        question,
        by=by,
        initiative=handoff.initiative,
        function=str(function),
        revision=handoff.revision,
        digest=digest,
    )
    settling.settle(handoff, by=by)
    settling.tell_about(handoff.initiative, "returned", by=by, function=str(function))
    return question


@audited
def answer_question(question, *, by, text):
    """The giving function answers a returned question; the clock goes back."""
    handoff = settling.lock(question.handoff, by=by)
    question.refresh_from_db()
    access.require(
        by, "governance.offer", of=handoff.initiative, function=handoff.giver
    )
    if question.answered_at is not None:
        raise Duplicate(_("This question was already answered."))
    if not handoff.is_open:
        raise Stale(_("This handoff has ended."))
    if not text.strip():
        raise Invalid(_("Write the answer."), field="text")
    question.answer = text.strip()
    question.answered_at = clock.now()
    question.answered_by = by
    save(question, ["answer", "answered_at", "answered_by"])
    record("governance.answered", question, by=by, initiative=handoff.initiative)
    settling.settle(handoff, by=by)
    tell(
        [question.asked_by],
        "answered",
        initiative=handoff.initiative,
        by=by,
        url=settling.page_of(handoff),
    )
    return question
