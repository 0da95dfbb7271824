"""What the acts of governance share: read under a lock, settle, pass."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

import value.evidence
from audit import clock
from audit.actions import record
from audit.errors import DomainError, Duplicate, Invalid, Missing, Refused, Stale
from governance import digest as digests
from governance import gates, rules
from governance.models import (
    Handoff,
    Revision,
    SignOff,
    Wait,
)
from initiatives import asking, transitions
from initiatives.errors import GateClosed, IllegalMove
from initiatives.models import Lead, Outcome
from initiatives.rules import is_named
from initiatives.stages import LEADS, Kind, Stage
from organisation import access, calendar
from organisation.functions import Function
from organisation.notices import tell
from organisation.rows import save


def reassign(initiative, function, person):
    """Name who takes a stalled duty on."""
    require_holder(person, function, initiative, field="person")
    if function in {f.value for f in LEADS.values()}:
        name_lead(initiative, function, person)


def open_(initiative, version):
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


def lock(handoff, *, by):
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


def read(handoff, digest, *, by):
    """How the handoff stands, if it is still what the person saw.

    When the signed content has changed, the handoff becomes the next revision, and an
    answer that carries another digest is refused with what changed.
    """
    if not digest:
        raise Missing(_("Say which revision you read: the digest is missing."))
    handoff = lock(handoff, by=by)
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
        keep_revision(handoff, state.content)
        record(
            "governance.revised",
            handoff,
            by=by,
            initiative=handoff.initiative,
            revision=handoff.revision,
            digest=handoff.digest,
        )
        tell_about(handoff.initiative, "revised", by=by)
        settle(handoff, by=by)
        state = rules.standing(handoff.initiative, handoff=handoff)
    return state


def keep_revision(handoff, content):
    """Keep what a revision says, as it was signed."""
    save(
        Revision(
            handoff=handoff,
            number=handoff.revision,
            digest=content.digest,
            content=content.text,
            made_at=clock.now(),
        )
    )


def answer(state, by, function, holding, answer, note):
    """Write the answer of a function, bound to the revision and digest it read."""
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


def lay_down(signoff):
    """Let a signature stand no longer; the row stays."""
    SignOff.objects.filter(pk=signoff.pk, is_standing=True).update(is_standing=False)


def count_for_only_holder(state, by, signoff):
    """One signature counts for all functions that this only holder holds."""
    counted, unit = [], state.initiative.unit
    own = {
        h.function: h
        for h in reversed(access.holdings(by))
        if h.principal is None and h.covers(unit)
    }
    for function in state.pending:
        holding = own.get(function.value)
        if holding is None or function.value in (signoff.function, *state.answers):
            continue
        if [p.pk for p in access.holders_of(function.value, unit)] != [by.pk]:
            continue
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


def settle(handoff, *, by):
    """Bring state and clocks in line with the answers; pass a gate nobody receives.

    Returns whether the gate passed.
    """
    state = rules.standing(handoff.initiative, handoff=handoff)
    if handoff.state != Handoff.State.COMMITTEE:
        complete = not state.pending and not state.questions
        if complete and state.receiver is None:
            pass_(state, by=by, owner=None, accepted_for=None)
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
    run_clocks(handoff, state, by=by)
    return False


def require_reader(person, initiative, *, field):
    """Whoever has a condition to meet reads its initiative, also a confidential one.

    Raises Invalid for somebody who runs the system, and reads no confidential matter.
    """
    runs = person is not None and person.is_administrator and not person.is_auditor
    if runs and initiative.is_confidential and not is_named(person, initiative):
        raise Invalid(_("An administrator reads no confidential matter."), field=field)


def run_clocks(handoff, state, *, by):
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
        if duty == Wait.Duty.ANSWER and returned_twice(handoff):
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
        tell_function(handoff, function, duty, by=by)


def returned_twice(handoff) -> bool:
    """Whether a function that waits for an answer had returned the handoff before."""
    asked = list(handoff.questions.values_list("function", "answered_at"))
    waiting = {function for function, answered_at in asked if answered_at is None}
    return any(
        function in waiting and answered_at is not None
        for function, answered_at in asked
    )


def require_holder(person, function, initiative, *, field):
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


def pass_(state, *, by, owner, accepted_for):
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
        name_lead(initiative, handoff.receiver, owner)
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
    tell_about(initiative, "passed", by=by, to=str(to))


def name_lead(initiative, function, person):
    """Make a person the lead of a function from now on, unless they are it."""
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


def require_stoppable(initiative):
    """What is stopped already stays as it is; what was never offered is withdrawn."""
    if initiative.stopped_at:
        raise Duplicate(_("This initiative is already stopped."))
    if initiative.stage == Stage.PROPOSED and not initiative.handoffs.exists():
        raise IllegalMove(
            _("A proposal that was never offered is withdrawn, not stopped.")
        )


def stop_(initiative, *, by, reason):
    """Move an initiative to learning as stopped; an open handoff is overtaken."""
    for handoff in initiative.handoffs.filter(state__in=Handoff.OPEN):
        close(handoff, Handoff.State.OVERTAKEN)
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
    tell_about(initiative, "stopped", by=by)
    return initiative


def back_(initiative, *, by, to, reason):
    """Move an initiative back a stage; an open handoff is overtaken."""
    if initiative.stopped_at:
        raise IllegalMove(
            _("A stopped initiative does not go back. Open a next cycle.")
        )
    for handoff in initiative.handoffs.filter(state__in=Handoff.OPEN):
        close(handoff, Handoff.State.OVERTAKEN)
    origin = initiative.stage
    transitions.move(
        initiative,
        to=to,
        kind=Kind.BACK,
        by=by,
        reason=reason,
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
    tell_about(initiative, "sent_back", by=by)
    return initiative


def close(handoff, state):
    """End a handoff and its waits; nobody is asked any more."""
    now = clock.now()
    handoff.state = state
    handoff.closed_at = now
    handoff.save(update_fields=["state", "closed_at"])
    handoff.waits.filter(ended_at__isnull=True).update(ended_at=now)
    asking.ask_nobody(handoff.initiative)


def held(answer):
    """What an answer of `access` carries; raises Refused with its reason."""
    if not answer:
        raise Refused(answer.reason)
    return answer


def require_reason(text):
    """Refuse an act without a written reason; raises Invalid."""
    if not (text or "").strip():
        raise Invalid(_("Write the reason."), field="reason")


def page_of(handoff):
    """The address of a handoff's page."""
    return reverse("governance:handoff", args=[handoff.initiative.ref, handoff.pk])


def tell_about(initiative, kind, *, by, **facts):
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


def tell_function(handoff, function, duty, *, by):
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
        url=page_of(handoff),
        function=str(function),
    )
