"""Ask the committee; and what its decisions do.

A question or a stall is decided in a meeting that is open, by `resolve` alone: quorum,
conflicts of interest, the paper that was read and the log belong to it. `decide` and
`decide_stall` are what such a decision does; no door leads to them.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Missing, Stale
from governance import rules, settling
from governance.meetings import holding
from governance.models import (
    Decision,
    Handoff,
    Level,
    Question,
    Referral,
    Stall,
    StallDecision,
)
from governance.stalls import ladder_of
from initiatives import asking, transitions
from organisation import access
from organisation.notices import tell
from organisation.rows import save


@audited
def ask_committee(handoff, *, by, digest, text):
    """The receiver asks the committee to decide; the receiver's clock stops."""
    state = settling.read(handoff, digest, by=by)
    handoff = state.handoff
    settling.held(rules.may_receive(by, state, fresh=True))
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
    settling.settle(handoff, by=by)
    settling.tell_about(handoff.initiative, "committee_asked", by=by)
    return referral


@audited
def decide(referral, *, meeting, by, digest, outcome, reason, owner=None):
    """What the committee decides about a question, by who records in the meeting."""
    state = settling.read(referral.handoff, digest, by=by)
    handoff = state.handoff
    holding.open_(meeting, by=by)
    referral.refresh_from_db()
    if referral.decision_id:
        raise Duplicate(_("The committee has already decided."))
    settling.require_reason(reason)
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
        settling.require_holder(
            owner, handoff.receiver, handoff.initiative, field="owner"
        )
        settling.pass_(state, by=by, owner=owner, accepted_for=None)
    elif outcome == Decision.Outcome.STOP:
        settling.stop_(handoff.initiative, by=by, reason=reason.strip())
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
        settling.settle(handoff, by=by)
    settling.tell_about(handoff.initiative, "decided", by=by, outcome=str(outcome))
    return decision


@audited
def decide_stall(stall, *, meeting, by, seen, outcome, reason, person=None, until=None):
    """What the committee decides about a stall: reassign, split, stop, accept the risk.

    `seen` is the climb that was read. The ladder starts anew from now, or from the day
    until which the risk is accepted; the stall itself ends only with its cause.
    """
    initiative = transitions.lock(stall.initiative)
    stall = Stall.objects.get(pk=stall.pk)
    holding.open_(meeting, by=by)
    if stall.closed_at is not None:
        raise Stale(_("This stall has ended by itself. Nothing is left to decide."))
    if seen is None:
        raise Missing(_("Say which state of the stall you read."))
    if int(seen) != stall.climb:
        raise Stale(_("Somebody has decided about this stall already. Look again."))
    if stall.level < Level.SPONSOR:
        raise DomainError(_("The committee decides once a stall is on its list."))
    settling.require_reason(reason)
    start = clock.now()
    if outcome == StallDecision.Outcome.REASSIGN:
        settling.reassign(initiative, stall.function, person)
    elif outcome == StallDecision.Outcome.STOP:
        settling.require_stoppable(initiative)
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
        settling.stop_(initiative, by=by, reason=reason.strip())
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
