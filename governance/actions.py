"""What can be done with a gate: propose, offer, sign, return, accept, stop, go back."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

import value.evidence
from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Missing, Refused, Stale
from governance import digest as digests
from governance import gates, rules
from governance.leaving import KINDS
from governance.models import (
    Condition,
    Decision,
    Handoff,
    Level,
    Question,
    Referral,
    Revision,
    SignOff,
    Stall,
    StallDecision,
    Wait,
)
from governance.stalls import ladder_of
from initiatives import asking, transitions
from initiatives.actions import hand_over_leads
from initiatives.errors import GateClosed, IllegalMove
from initiatives.models import Lead, Outcome
from initiatives.stages import LEADS, Kind, Stage
from organisation import access, calendar
from organisation.actions import hand_over
from organisation.functions import Function
from organisation.notices import tell
from organisation.rows import save


@audited
def propose(initiative, *, by):
    """Submit a draft: it enters the pipeline, and what G0 asks is frozen."""
    initiative = transitions.lock(initiative)
    if initiative.proposer_id != by.pk:
        raise Refused(_("Only the person who wrote the draft can submit it."))
    access.require(by, "initiatives.propose")
    if initiative.status != "draft":
        raise Duplicate(_("This initiative was already proposed."))
    if not initiative.title.strip():
        raise Invalid(_("Say in one line what will change."), field="title")
    now = clock.now()
    initiative.proposed_at = initiative.stage_since = initiative.changed_at = now
    initiative.version += 1
    save(initiative, ["proposed_at", "stage_since", "changed_at", "version"])
    transitions.enter(
        initiative,
        kind=Kind.PROPOSED,
        by=by,
        requirement=gates.requirement(gates.G0),
    )
    _tell(initiative, "proposed", by=by)
    record("governance.proposed", initiative, by=by, initiative=initiative)
    return initiative


@audited
def withdraw_proposal(initiative, *, by, reason):
    """Take back a proposal that was never offered: it ends without a lesson."""
    initiative = transitions.lock(initiative)
    if initiative.stage != Stage.PROPOSED or not initiative.is_open:
        raise IllegalMove(_("Only a proposal can be withdrawn."))
    if initiative.handoffs.exists():
        raise IllegalMove(
            _("This proposal was offered once: stop it, so that its lesson is kept.")
        )
    if by.pk != initiative.proposer_id:
        access.require(
            by, "governance.stop", of=initiative, function=Function.LEADERSHIP.value
        )
    _reason(reason)
    initiative.withdrawn_at = initiative.changed_at = clock.now()
    initiative.version += 1
    save(initiative, ["withdrawn_at", "changed_at", "version"])
    _tell(initiative, "withdrawn", by=by)
    record("governance.proposal_withdrawn", initiative, by=by, initiative=initiative)
    return initiative


@audited
def accept_taken_over(initiative, *, by):
    """A lead accepts an initiative that was taken over: now its clocks may run."""
    initiative = transitions.lock(initiative)
    if initiative.status not in ("taken_over", "stopped") or initiative.accepted_at:
        raise Duplicate(_("This initiative was already accepted."))
    gate = gates.gate_of(initiative)
    access.require(by, "governance.offer", of=initiative, function=gate.lead.value)
    stay = rules.open_stay(initiative)
    owed = [c for code in rules.earlier_gates(initiative) for c in gates.CODES[code]]
    stay.requirement = gates.requirement(gate, owed=rules.earlier_gates(initiative))
    stay.save(update_fields=["requirement"])
    now = clock.now()
    initiative.accepted_at = initiative.stage_since = initiative.changed_at = now
    initiative.version += 1
    save(initiative, ["accepted_at", "stage_since", "changed_at", "version"])
    Lead.objects.get_or_create(
        initiative=initiative,
        function=gate.lead.value,
        until=None,
        defaults={"person": by, "since": now},
    )
    _tell(initiative, "taken_over_accepted", by=by)
    record(
        "governance.taken_over_accepted",
        initiative,
        by=by,
        initiative=initiative,
        criteria_owed=owed,
    )
    return initiative


@audited
def offer(initiative, *, by, version, note=""):
    """The lead of the stage offers the handoff, once every criterion is met."""
    initiative = _open(initiative, version)
    if initiative.handoffs.filter(state__in=Handoff.OPEN).exists():
        raise Duplicate(_("The handoff is already offered."))
    state = rules.standing(initiative)
    _held(rules.may_lead(by, state, "governance.offer", fresh=True))
    if not state.is_met:
        raise GateClosed(state.unmet)
    handoff = save(
        Handoff(
            initiative=initiative,
            stay=rules.open_stay(initiative),
            gate=state.gate.code,
            giver=state.gate.lead.value,
            receiver=state.requirement["receiver"],
            digest=state.content.digest,
            note=note,
            offered_at=clock.now(),
            offered_by=by,
        )
    )
    _keep_revision(handoff, state.content)
    _settle(handoff, by=by)
    record(
        "governance.offered",
        handoff,
        by=by,
        initiative=initiative,
        gate=handoff.gate,
        revision=handoff.revision,
        digest=handoff.digest,
    )
    return handoff


@audited
def sign(handoff, *, by, function, digest, conditions=(), note=""):
    """A named person agrees for a function, with the revision they read.

    `conditions` are dicts of text, owner (Person) and due_on. The last signature of a
    gate without a receiver passes it.
    """
    state = _read(handoff, digest, by=by)
    handoff = state.handoff
    holding = _held(rules.may_sign(by, state, function, fresh=True)).holding
    current = state.answers.get(function)
    if current is not None and current.answer != SignOff.Answer.RETURNED:
        if function in state.signed:
            raise Duplicate(
                format_lazy(
                    _("{function} has already signed this revision."),
                    function=Function(function).label,
                )
            )
        _lay_down(current)
    elif current is not None:
        if current.question.answered_at is None:
            raise DomainError(
                _("Your question has no answer yet. The answer comes first.")
            )
        _lay_down(current)
    signoff = _answer(
        state,
        by,
        function,
        holding,
        SignOff.Answer.CONDITIONS if conditions else SignOff.Answer.SIGNED,
        note,
    )
    for condition in conditions:
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
    asking.keep(handoff.initiative, (by, holding.principal))
    also = _count_for_only_holder(state, by, signoff)
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
    passed = _settle(handoff, by=by)
    if not passed:
        _tell(handoff.initiative, "signed", by=by, function=str(function))
    return signoff


@audited
def withdraw_signature(signoff, *, by):
    """A signer takes back a signature before the gate has passed."""
    handoff = _lock(signoff.handoff, by=by)
    if signoff.person_id != by.pk:
        raise Refused(_("Only the person who signed can withdraw the signature."))
    if not handoff.is_open or not signoff.is_standing:
        raise Stale(_("This signature does not stand any more."))
    for row in (signoff, *signoff.also.filter(is_standing=True)):
        _lay_down(row)
    record(
        "governance.signature_withdrawn",
        signoff,
        by=by,
        initiative=handoff.initiative,
        function=signoff.function,
    )
    _settle(handoff, by=by)
    return signoff


@audited
def return_with_questions(handoff, *, by, function, digest, text, would_change):
    """A signer or the receiver returns the handoff, with a question.

    It blocks until the giver has answered and the same function answers anew.
    """
    state = _read(handoff, digest, by=by)
    handoff = state.handoff
    if not text.strip():
        raise Invalid(_("Write the question."), field="text")
    if not would_change.strip():
        raise Invalid(_("Write what would change your answer."), field="would_change")
    signoff = None
    if handoff.state == Handoff.State.RECEIVING and function == handoff.receiver:
        _held(rules.may_receive(by, state, fresh=True))
    else:
        holding = _held(rules.may_sign(by, state, function, fresh=True)).holding
        current = state.answers.get(function)
        if current is not None:
            if (
                current.answer == SignOff.Answer.RETURNED
                and current.question.answered_at is None
            ):
                raise Duplicate(_("Your question already waits for an answer."))
            for row in current.also.filter(is_standing=True):
                _lay_down(row)
            _lay_down(current)
        signoff = _answer(state, by, function, holding, SignOff.Answer.RETURNED, "")
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
    _settle(handoff, by=by)
    _tell(handoff.initiative, "returned", by=by, function=str(function))
    return question


@audited
def answer_question(question, *, by, text):
    """The giving function answers a returned question; the clock goes back."""
    handoff = _lock(question.handoff, by=by)
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
    _settle(handoff, by=by)
    tell(
        [question.asked_by],
        "answered",
        initiative=handoff.initiative,
        by=by,
        url=_page(handoff),
    )
    return question


@audited
def accept(handoff, *, by, digest, owner):
    """The receiver accepts and names who takes it on: the initiative moves.

    All criteria and signatures are checked again in this transaction.
    """
    state = _read(handoff, digest, by=by)
    handoff = state.handoff
    holding = _held(rules.may_receive(by, state, fresh=True)).holding
    if handoff.state == Handoff.State.COMMITTEE:
        raise DomainError(_("The committee was asked. It decides first."))
    _require_holder(owner, handoff.receiver, handoff.initiative, field="owner")
    asking.keep(handoff.initiative, (by, holding.principal))
    _pass(state, by=by, owner=owner, accepted_for=holding.principal)
    return handoff


@audited
def ask_committee(handoff, *, by, digest, text):
    """The receiver asks the committee to decide; the receiver's clock stops."""
    state = _read(handoff, digest, by=by)
    handoff = state.handoff
    _held(rules.may_receive(by, state, fresh=True))
    if handoff.state != Handoff.State.RECEIVING:
        raise DomainError(_("The committee is asked once everybody has signed."))
    if not text.strip():
        raise Invalid(_("Say in one sentence what to decide."), field="text")
    referral = save(
        Referral(handoff=handoff, text=text.strip(), asked_at=clock.now(), asked_by=by)
    )
    handoff.state = Handoff.State.COMMITTEE
    handoff.save(update_fields=["state"])
    record("governance.committee_asked", referral, by=by, initiative=handoff.initiative)
    _settle(handoff, by=by)
    _tell(handoff.initiative, "committee_asked", by=by)
    return referral


@audited
def decide(referral, *, by, digest, outcome, reason, owner=None):
    """Record the committee's decision; Leadership of the root unit does so."""
    state = _read(referral.handoff, digest, by=by)
    handoff = state.handoff
    _held(rules.sits_for_committee(by, fresh=True))
    referral.refresh_from_db()
    if referral.decision_id:
        raise Duplicate(_("The committee has already decided."))
    _reason(reason)
    decision = save(
        Decision(
            handoff=handoff,
            initiative=handoff.initiative,
            asked=referral.text,
            outcome=outcome,
            reason=reason.strip(),
            decided_at=clock.now(),
            decided_by=by,
        )
    )
    asking.keep(handoff.initiative, (by,))
    referral.decision = decision
    referral.save(update_fields=["decision"])
    handoff.state = Handoff.State.RECEIVING
    handoff.save(update_fields=["state"])
    record(
        "governance.decided",
        decision,
        by=by,
        initiative=handoff.initiative,
        outcome=str(outcome),
    )
    if outcome == Decision.Outcome.ACCEPT:
        _require_holder(owner, handoff.receiver, handoff.initiative, field="owner")
        _pass(state, by=by, owner=owner, accepted_for=None)
    elif outcome == Decision.Outcome.STOP:
        _stop(handoff.initiative, by=by, reason=reason.strip())
    else:
        save(
            Question(
                handoff=handoff,
                revision=handoff.revision,
                function=handoff.receiver,
                text=reason.strip(),
                would_change=str(_("What the committee asks is answered.")),
                asked_at=clock.now(),
                asked_by=by,
            )
        )
        _settle(handoff, by=by)
    _tell(handoff.initiative, "decided", by=by, outcome=str(outcome))
    return decision


@audited
def withdraw(handoff, *, by, reason):
    """The giver takes the offer back; signatures stay in the history."""
    handoff = _lock(handoff, by=by)
    state = rules.standing(handoff.initiative, handoff=handoff)
    _held(rules.may_lead(by, state, "governance.offer", fresh=True))
    _reason(reason)
    _close(handoff, Handoff.State.WITHDRAWN)
    record("governance.withdrawn", handoff, by=by, initiative=handoff.initiative)
    _tell(handoff.initiative, "offer_withdrawn", by=by)
    return handoff


@audited
def stop(initiative, *, by, version, reason):
    """Stop an initiative: it goes to Learning, and a lesson is owed."""
    initiative = _open(initiative, version)
    _held(rules.may_stop(by, rules.standing(initiative), fresh=True))
    _require_stoppable(initiative)
    _reason(reason)
    return _stop(initiative, by=by, reason=reason.strip())


@audited
def send_back(initiative, *, by, version, to, reason):
    """Send an initiative back a stage, with a reason."""
    initiative = _open(initiative, version)
    state = rules.standing(initiative)
    _held(rules.may_send_back(by, state, fresh=True))
    _reason(reason)
    if initiative.stopped_at:
        raise IllegalMove(
            _("A stopped initiative does not go back. Open a next cycle.")
        )
    for handoff in initiative.handoffs.filter(state__in=Handoff.OPEN):
        _close(handoff, Handoff.State.OVERTAKEN)
    origin = initiative.stage
    transitions.move(
        initiative,
        to=to,
        kind=Kind.BACK,
        by=by,
        reason=reason.strip(),
        requirement=gates.requirement(gates.GATES[to]) if to in gates.GATES else None,
    )
    record(
        "governance.sent_back",
        initiative,
        by=by,
        initiative=initiative,
        origin=origin,
        to=str(to),
    )
    _tell(initiative, "sent_back", by=by)
    return initiative


@audited
def meet_condition(condition, *, by, proof):
    """The function that set a condition says that it is met, with the proof."""
    condition = Condition.objects.select_related("initiative__unit").get(
        pk=condition.pk
    )
    access.require(
        by,
        "governance.meet_condition",
        of=condition.initiative,
        function=condition.function,
    )
    if condition.met_at is not None:
        raise Duplicate(_("This condition was already met."))
    if not proof.strip():
        raise Invalid(_("Write what shows that it is met."), field="proof")
    condition.proof = proof.strip()
    condition.met_at = clock.now()
    condition.met_by = by
    save(condition, ["proof", "met_at", "met_by"])
    record(
        "governance.condition_met", condition, by=by, initiative=condition.initiative
    )
    return condition


@audited
def decide_stall(stall, *, by, seen, outcome, reason, person=None, until=None):
    """The committee decides about a stall: reassign, split, stop, accept the risk.

    `seen` is the climb that was read. The ladder starts anew from now, or from the day
    until which the risk is accepted; the stall itself ends only with its cause.
    """
    initiative = transitions.lock(stall.initiative)
    stall = Stall.objects.get(pk=stall.pk)
    _held(rules.sits_for_committee(by, fresh=True))
    if stall.closed_at is not None:
        raise Stale(_("This stall has ended by itself. Nothing is left to decide."))
    if seen is None:
        raise Missing(_("Say which state of the stall you read."))
    if int(seen) != stall.climb:
        raise Stale(_("Somebody has decided about this stall already. Look again."))
    if stall.level < Level.SPONSOR:
        raise DomainError(_("The committee decides once a stall is on its list."))
    _reason(reason)
    start = clock.now()
    if outcome == StallDecision.Outcome.REASSIGN:
        _reassign(initiative, stall.function, person)
    elif outcome == StallDecision.Outcome.STOP:
        _require_stoppable(initiative)
    elif outcome == StallDecision.Outcome.ACCEPT_RISK:
        if until is None or until <= clock.today():
            raise Invalid(_("Give a day that is still to come."), field="until")
        start = clock.end_of(until)
    decision = save(
        StallDecision(
            stall=stall,
            outcome=outcome,
            reason=reason.strip(),
            person=person if outcome == StallDecision.Outcome.REASSIGN else None,
            until=until if outcome == StallDecision.Outcome.ACCEPT_RISK else None,
            decided_at=clock.now(),
            decided_by=by,
        )
    )
    stall.climb += 1
    stall.climbs_from = start
    stall.level = Level.LIMIT
    stall.next_at = next(
        rung.at for rung in ladder_of(stall) if rung.level > Level.LIMIT
    )
    stall.save(update_fields=["climb", "climbs_from", "level", "next_at"])
    record(
        "governance.stall_decided",
        decision,
        by=by,
        initiative=initiative,
        stall=str(stall.pk),
        outcome=str(outcome),
        person=person and person.pk,
        until=until,
    )
    if outcome == StallDecision.Outcome.STOP:
        _stop(initiative, by=by, reason=reason.strip())
    told = access.holders_of(stall.function, initiative.unit)
    tell(
        [*told, person, initiative.sponsor_id, initiative.continuity_holder_id],
        "stall_decided",
        initiative=initiative,
        by=by,
        url=reverse("governance:stall", args=[stall.pk]),
        outcome=str(outcome),
        rule=stall.rule,
    )
    return decision


@audited
def hand_over_conditions(person, *, to, by):
    """The conditions that somebody has to meet go to another; says how many."""
    access.require(by, "organisation.manage")
    if not access.is_present(to, clock.today()):
        raise Invalid(_("This person has no access any more."), field="to")
    rows = Condition.objects.filter(owner=person, met_at__isnull=True)
    moved = sorted(rows.values_list("pk", flat=True))
    rows.update(owner=to)
    record("governance.conditions_handed_over", person, by=by, to=to.pk, moved=moved)
    return len(moved)


@audited
def hand_over_everything(person, *, by, to):
    """What somebody who leaves holds goes to their successors, all or nothing.

    `to` maps a kind of leaving.KINDS to the successor. Mandates go first, since a lead
    passes only to somebody who holds the function. Returns how many of each kind moved,
    and the leads that could not.
    """
    access.require(by, "organisation.manage")
    if not to or set(to) - set(KINDS):
        raise Invalid(_("Choose who takes over."), field="to")
    moved, left = {}, []
    for kind in KINDS:
        if kind not in to:
            continue
        try:
            if kind == "leads":
                moved[kind], left = hand_over_leads(person, to=to[kind], by=by)
            elif kind == "conditions":
                moved[kind] = hand_over_conditions(person, to=to[kind], by=by)
            else:
                rows = hand_over(person, by=by, to=to[kind], what=(kind,))
                moved[kind] = len(rows[kind])
        except Invalid as error:
            raise Invalid(error.sentence, field=kind) from error
    record("governance.everything_handed_over", person, by=by, moved=moved)
    return moved, left


# What the acts above share


def _reassign(initiative, function, person):
    """Name who takes a stalled duty on."""
    _require_holder(person, function, initiative, field="person")
    if function in {f.value for f in LEADS.values()}:
        _name_lead(initiative, function, person)


def _open(initiative, version):
    """The initiative, held for a decision, if nobody changed it since it was read."""
    initiative = transitions.lock(initiative)
    if not initiative.is_open or initiative.status == "taken_over":
        raise DomainError(
            _("A lead must accept this initiative first.")
            if initiative.is_open
            else _("This initiative has ended.")
        )
    if version is None:
        raise Missing(_("Say which version you read."))
    if int(version) != initiative.version:
        raise Stale(
            _("Somebody changed this initiative since you opened the page. Look again.")
        )
    return initiative


def _lock(handoff, *, by):
    """The handoff and its initiative, held for a decision.

    The rights behind it are held too: of who acts, and of all who signed.
    """
    initiative = transitions.lock(handoff.initiative)
    fresh = Handoff.objects.get(pk=handoff.pk)
    fresh.initiative = initiative
    if not fresh.is_open:
        raise Stale(_("This handoff has ended. Look at the initiative again."))
    standing = fresh.signoffs.filter(is_standing=True)
    signers = {
        pk for pair in standing.values_list("person", "principal") for pk in pair
    }
    access.hold({by.pk, *signers})
    return fresh


def _read(handoff, digest, *, by):
    """How the handoff stands, if it is still what the person saw.

    When the signed content has changed, the handoff becomes the next revision, and an
    answer that carries another digest is refused with what changed.
    """
    if not digest:
        raise Missing(_("Say which revision you read: the digest is missing."))
    handoff = _lock(handoff, by=by)
    state = rules.standing(handoff.initiative, handoff=handoff)
    if digest != state.content.digest:
        seen = handoff.revisions.filter(digest=digest).last()
        seen = seen or handoff.revisions.last()
        raise Stale(
            _("The content changed since you opened it. Read it again, then sign."),
            changes=digests.changes(seen.content, state.content.text) if seen else [],
        )
    if state.has_changed:
        handoff.revision += 1
        handoff.digest = state.content.digest
        handoff.state = Handoff.State.SIGNING
        handoff.save(update_fields=["revision", "digest", "state"])
        _keep_revision(handoff, state.content)
        record(
            "governance.revised",
            handoff,
            by=by,
            initiative=handoff.initiative,
            revision=handoff.revision,
            digest=handoff.digest,
        )
        _tell(handoff.initiative, "revised", by=by)
        _settle(handoff, by=by)
        state = rules.standing(handoff.initiative, handoff=handoff)
    return state


def _keep_revision(handoff, content):
    save(
        Revision(
            handoff=handoff,
            number=handoff.revision,
            digest=content.digest,
            content=content.text,
            made_at=clock.now(),
        )
    )


def _answer(state, by, function, holding, answer, note):
    return save(
        SignOff(
            handoff=state.handoff,
            revision=state.handoff.revision,
            digest=state.content.digest,
            function=function,
            answer=answer,
            person=by,
            principal=holding.principal,
            mandate_id=holding.mandate_id,
            note=note,
            signed_at=clock.now(),
        )
    )


def _lay_down(signoff):
    SignOff.objects.filter(pk=signoff.pk, is_standing=True).update(is_standing=False)


def _count_for_only_holder(state, by, signoff):
    """One signature counts for all functions that this only holder holds."""
    counted = []
    for function in state.pending:
        if function.value == signoff.function or function.value in state.answers:
            continue
        holders = access.holders_of(function.value, state.initiative.unit)
        if [p.pk for p in holders] != [by.pk]:
            continue
        holding = next(
            h
            for h in access.holdings(by)
            if h.function == function
            and h.principal is None
            and h.covers(state.initiative.unit)
        )
        save(
            SignOff(
                handoff=signoff.handoff,
                revision=signoff.revision,
                digest=signoff.digest,
                function=function.value,
                answer=signoff.answer,
                person=by,
                mandate_id=holding.mandate_id,
                counts_with=signoff,
                signed_at=clock.now(),
            )
        )
        counted.append(function.value)
    return counted


def _settle(handoff, *, by):
    """Bring state and clocks in line with the answers; pass a gate nobody receives.

    Returns whether the gate passed.
    """
    state = rules.standing(handoff.initiative, handoff=handoff)
    if handoff.state != Handoff.State.COMMITTEE:
        complete = not state.pending and not state.questions
        if complete and state.receiver is None:
            _pass(state, by=by, owner=None, accepted_for=None)
            return True
        received = handoff.state == Handoff.State.RECEIVING and not state.pending
        if not complete and not received:
            handoff.state = Handoff.State.SIGNING
        elif handoff.referrals.filter(decision__isnull=True).exists():
            # The content changed while the committee was asked, and all signed anew.
            handoff.state = Handoff.State.COMMITTEE
        else:
            handoff.state = Handoff.State.RECEIVING
        handoff.save(update_fields=["state"])
    _run_clocks(handoff, state, by=by)
    return False


def _run_clocks(handoff, state, *, by):
    """Exactly the clocks that should run do run; what started keeps its due time.

    Whom they run for sees the initiative first, so that those people can be told.
    """
    before_committee = handoff.state == Handoff.State.COMMITTEE
    asking.ask(
        handoff.initiative,
        state.asked,
        of_root=(Function.LEADERSHIP.value,) if before_committee else (),
    )
    wanted = set()
    asked = {q.function for q in state.questions}
    if before_committee:
        wanted.add((Wait.Duty.DECIDE, Function.LEADERSHIP.value, "accept"))
    else:
        if state.questions:
            wanted.add((Wait.Duty.ANSWER, handoff.giver, "answer"))
        if handoff.state == Handoff.State.SIGNING:
            for function in state.pending:
                if function.value not in asked:
                    wanted.add((Wait.Duty.SIGN, function.value, "sign"))
        elif handoff.receiver and handoff.receiver not in asked:
            wanted.add((Wait.Duty.ACCEPT, handoff.receiver, "accept"))
    now = clock.now()
    keys = {(duty, function) for duty, function, _patience in wanted}
    running = {
        (w.duty, w.function): w for w in handoff.waits.filter(ended_at__isnull=True)
    }
    ended = [w.pk for key, w in running.items() if key not in keys]
    Wait.objects.filter(pk__in=ended).update(ended_at=now)
    for duty, function, limit in wanted:
        if (duty, function) in running:
            continue
        days = state.requirement["patience"][limit]
        if duty == Wait.Duty.ANSWER and _returned_twice(handoff):
            days = 0
        due = calendar.due(now, days, handoff.initiative.unit)
        Wait.objects.create(
            handoff=handoff,
            initiative=handoff.initiative,
            duty=duty,
            function=function,
            since=now,
            due_at=due.at,
            patience=days,
            reckoning=due.reckoning,
        )
        _tell_function(handoff, function, duty, by=by)


def _returned_twice(handoff) -> bool:
    """Whether a function that waits for an answer had returned the handoff before."""
    asked = list(handoff.questions.values_list("function", "answered_at"))
    waiting = {function for function, answered_at in asked if answered_at is None}
    return any(
        function in waiting and answered_at is not None
        for function, answered_at in asked
    )


def _require_holder(person, function, initiative, *, field):
    """Whoever accepts or decides, the one who takes it on holds the function."""
    if person is None:
        raise Invalid(_("Name the person who takes it on."), field=field)
    if person.pk not in {p.pk for p in access.holders_of(function, initiative.unit)}:
        raise Invalid(
            format_lazy(
                _("{name} does not hold {function} for this unit."),
                name=person.name,
                function=Function(function).label,
            ),
            field=field,
        )


def _pass(state, *, by, owner, accepted_for):
    """Check everything again, then move, all in this transaction."""
    handoff, initiative = state.handoff, state.initiative
    state = rules.standing(initiative, handoff=handoff)
    if not state.is_met:
        raise GateClosed(state.unmet)
    if state.questions:
        raise DomainError(_("A returned question has no answer yet."))
    if state.pending:
        raise DomainError(
            format_lazy(
                _("{function} must still sign this revision."),
                function=state.pending[0].label,
            )
        )
    if len(state.signers | {by.pk}) < 2:
        raise DomainError(
            _("A gate needs two different people. Ask a second person to act.")
        )
    now = clock.now()
    handoff.state = Handoff.State.PASSED
    handoff.closed_at = now
    fields = ["state", "closed_at"]
    if owner is not None:
        handoff.accepted_at = now
        handoff.accepted_by = by
        handoff.accepted_for = accepted_for
        handoff.owner = owner
        fields += ["accepted_at", "accepted_by", "accepted_for", "owner"]
    handoff.save(update_fields=fields)
    handoff.waits.filter(ended_at__isnull=True).update(ended_at=now)
    asking.ask_nobody(initiative)
    to = state.gate.to
    outcome = ""
    if to == Stage.CLOSED:
        outcome = (
            Outcome.STOPPED
            if initiative.stopped_at
            else value.evidence.outcome(initiative)
        )
    transitions.move(
        initiative,
        to=to,
        kind=Kind.FORWARD,
        by=by,
        outcome=outcome,
        requirement=gates.requirement(gates.GATES[to]) if to in gates.GATES else None,
    )
    if owner is not None:
        _name_lead(initiative, handoff.receiver, owner)
    record(
        "governance.passed",
        handoff,
        by=by,
        initiative=initiative,
        on_behalf_of=accepted_for and accepted_for.pk,
        gate=handoff.gate,
        to=str(to),
        revision=handoff.revision,
        digest=handoff.digest,
        signoffs=sorted(row.pk for row in state.signed.values()),
        owner=owner and owner.pk,
    )
    _tell(initiative, "passed", by=by, to=str(to))


def _name_lead(initiative, function, person):
    now = clock.now()
    current = initiative.leads.filter(function=function, until__isnull=True).first()
    if current and current.person_id == person.pk:
        return
    if current:
        current.until = now
        current.save(update_fields=["until"])
    Lead.objects.create(
        initiative=initiative, function=function, person=person, since=now
    )


def _require_stoppable(initiative):
    """What is stopped already stays as it is; what was never offered is withdrawn."""
    if initiative.stopped_at:
        raise Duplicate(_("This initiative is already stopped."))
    if initiative.stage == Stage.PROPOSED and not initiative.handoffs.exists():
        raise IllegalMove(
            _("A proposal that was never offered is withdrawn, not stopped.")
        )


def _stop(initiative, *, by, reason):
    for handoff in initiative.handoffs.filter(state__in=Handoff.OPEN):
        _close(handoff, Handoff.State.OVERTAKEN)
    origin = initiative.stage
    transitions.move(
        initiative,
        to=Stage.LEARNING,
        kind=Kind.STOP,
        by=by,
        reason=reason,
        stopped=True,
        requirement=gates.requirement(gates.G3_STOPPED),
    )
    record(
        "governance.stopped", initiative, by=by, initiative=initiative, origin=origin
    )
    _tell(initiative, "stopped", by=by)
    return initiative


def _close(handoff, state):
    now = clock.now()
    handoff.state = state
    handoff.closed_at = now
    handoff.save(update_fields=["state", "closed_at"])
    handoff.waits.filter(ended_at__isnull=True).update(ended_at=now)
    asking.ask_nobody(handoff.initiative)


def _held(answer):
    if not answer:
        raise Refused(answer.reason)
    return answer


def _reason(text):
    if not (text or "").strip():
        raise Invalid(_("Write the reason."), field="reason")


def _page(handoff):
    return reverse("governance:handoff", args=[handoff.initiative.ref, handoff.pk])


def _tell(initiative, kind, *, by, **facts):
    """Tell the leads, the sponsor, the continuity holder and the proposer."""
    people = {
        initiative.proposer_id,
        initiative.sponsor_id,
        initiative.continuity_holder_id,
        *initiative.leads.filter(until__isnull=True).values_list(
            "person_id", flat=True
        ),
    }
    tell(
        people,
        kind,
        initiative=initiative,
        by=by,
        url=initiative.get_absolute_url(),
        **facts,
    )


def _tell_function(handoff, function, duty, *, by):
    """Tell those who hold a function that something waits for them."""
    initiative = handoff.initiative
    people = access.holders_of(function, initiative.unit)
    if initiative.is_confidential:
        visible = type(initiative).objects.filter(pk=initiative.pk)
        people = [p for p in people if visible.visible_to(p).exists()]
    tell(
        people,
        f"asked_{duty}",
        initiative=initiative,
        by=by,
        url=_page(handoff),
        function=str(function),
    )
