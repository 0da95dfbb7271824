"""Propose an initiative, take a proposal back, accept one that was taken over."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Duplicate, Invalid, Refused
from governance import gates, rules, settling
from initiatives import transitions
from initiatives.errors import IllegalMove
from initiatives.models import Lead
from initiatives.stages import Kind, Stage
from organisation import access
from organisation.functions import Function
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
    settling.tell_about(initiative, "proposed", by=by)
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
    settling.require_reason(reason)
    initiative.withdrawn_at = initiative.changed_at = clock.now()
    initiative.version += 1
    save(initiative, ["withdrawn_at", "changed_at", "version"])
    settling.tell_about(initiative, "withdrawn", by=by)
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
    settling.tell_about(initiative, "taken_over_accepted", by=by)
    record(
        "governance.taken_over_accepted",
        initiative,
        by=by,
        initiative=initiative,
        criteria_owed=owed,
    )
    return initiative
