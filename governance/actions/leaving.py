"""Meet a condition, or hand over what somebody held."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Duplicate, Invalid
from governance import settling
from governance.leaving import KINDS
from governance.models import Condition, FollowUp
from initiatives import asking
from initiatives.actions import hand_over_leads
from literacy.actions import hand_over_promises
from organisation import access
from organisation.actions import hand_over
from organisation.rows import save


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
def hand_over_conditions(person, *, to, by):
    """The conditions that somebody has to meet go to another; says how many."""
    access.require(by, "organisation.manage")
    if not access.is_present(to, clock.today()):
        raise Invalid(_("This person has no access any more."), field="to")
    rows = Condition.objects.filter(owner=person, met_at__isnull=True)
    moved = sorted(rows.values_list("pk", flat=True))
    for row in rows.select_related("initiative"):
        settling.require_reader(to, row.initiative, field="to")
        asking.keep(row.initiative, (to,))
    rows.update(owner=to)
    record("governance.conditions_handed_over", person, by=by, to=to.pk, moved=moved)
    return len(moved)


@audited
def hand_over_follow_ups(person, *, to, by):
    """The actions that somebody owes the committee go to another; says how many."""
    access.require(by, "organisation.manage")
    if not access.is_present(to, clock.today()):
        raise Invalid(_("This person has no access any more."), field="to")
    rows = FollowUp.objects.filter(owner=person, done_at__isnull=True)
    moved = sorted(rows.values_list("pk", flat=True))
    for row in rows.filter(initiative__isnull=False).select_related("initiative"):
        settling.require_reader(to, row.initiative, field="to")
        asking.keep(row.initiative, (to,))
    rows.update(owner=to)
    record("governance.follow_ups_handed_over", person, by=by, to=to.pk, moved=moved)
    return len(moved)


@audited
def hand_over_everything(person, *, by, to):
    """What somebody who leaves holds goes to their successors, all or nothing.

    `to` maps a kind of leaving.KINDS to the successor. Mandates go first, since a lead
    passes only to somebody who holds the function. Returns how many of each kind moved,
    and what could not, each with why.
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
                moved[kind], stays = hand_over_leads(person, to=to[kind], by=by)
                left += stays
            elif kind == "promises":
                moved[kind], stays = hand_over_promises(person, to=to[kind], by=by)
                left += stays
            elif kind == "conditions":
                moved[kind] = hand_over_conditions(person, to=to[kind], by=by)
            elif kind == "actions":
                moved[kind] = hand_over_follow_ups(person, to=to[kind], by=by)
            else:
                rows = hand_over(person, by=by, to=to[kind], what=(kind,))
                moved[kind] = len(rows[kind])
        except Invalid as error:
            raise Invalid(error.sentence, field=kind) from error
    record("governance.everything_handed_over", person, by=by, moved=moved)
    return moved, left
