"""Offer a handoff, withdraw it, accept it."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate
from governance import rules, settling
from governance.models import (
    Handoff,
)
from initiatives import asking
from initiatives.errors import GateClosed
from lessons import actions as lessons
from organisation.rows import save


@audited
def offer(initiative, *, by, version, note=""):
    """The lead of the stage offers the handoff, once every criterion is met."""
    initiative = settling.open_(initiative, version)
    if initiative.handoffs.filter(state__in=Handoff.OPEN).exists():
        raise Duplicate(_("The handoff is already offered."))
    state = rules.standing(initiative)
    settling.held(rules.may_lead(by, state, "governance.offer", fresh=True))
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
    settling.keep_revision(handoff, state.content)
    settling.settle(handoff, by=by)
    record(
        "governance.offered",
        handoff,
        by=by,
        initiative=initiative,
        gate=handoff.gate,
        revision=handoff.revision,
        digest=handoff.digest,
    )
    lessons.show(initiative, by=by)
    return handoff


@audited
def accept(handoff, *, by, digest, owner):
    """The receiver accepts and names who takes it on: the initiative moves.

    All criteria and signatures are checked again in this transaction.
    """
    state = settling.read(handoff, digest, by=by)
    handoff = state.handoff
    holding = settling.held(rules.may_receive(by, state, fresh=True)).holding
    if handoff.state == Handoff.State.COMMITTEE:
        raise DomainError(_("The committee was asked. It decides first."))
    settling.require_holder(owner, handoff.receiver, handoff.initiative, field="owner")
    asking.keep(handoff.initiative, (by, holding.principal))
    settling.pass_(state, by=by, owner=owner, accepted_for=holding.principal)
    return handoff


@audited
def withdraw(handoff, *, by, reason):
    """The giver takes the offer back; signatures stay in the history."""
    handoff = settling.lock(handoff, by=by)
    state = rules.standing(handoff.initiative, handoff=handoff)
    settling.held(rules.may_lead(by, state, "governance.offer", fresh=True))
    settling.require_reason(reason)
    settling.close(handoff, Handoff.State.WITHDRAWN)
    record("governance.withdrawn", handoff, by=by, initiative=handoff.initiative)
    settling.tell_about(handoff.initiative, "offer_withdrawn", by=by)
    return handoff
