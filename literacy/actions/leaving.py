"""Somebody leaves: what they promised to bodies and see to goes to another."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Invalid
from initiatives import readers
from initiatives.rules import held, sees
from literacy.filing import tell_body
from literacy.leaving import promises_of
from literacy.models import Assessment, Commitment, Prevention
from organisation import access
from organisation.notices import tell
from organisation.rows import save

UNSEEN = "unseen"
TOO_SHORT = "too_short"


@audited
def hand_over_promises(person, *, to, by):
    """Commitments to bodies and prevention measures go to another, as they are.

    Text and day stay; a new row with the new owner takes the place of each. Returns how
    many moved, and a list of (initiative, why) of those that could not: a measure
    passes only to who sees the initiative, and nothing to who leaves before its day.
    """
    access.require(by, "organisation.manage")
    if not access.is_present(to, clock.today()):
        raise Invalid(_("This person has no access any more."), field="to")
    if to.pk == person.pk:
        raise Invalid(_("Choose another person."), field="to")
    promised, planned = promises_of(person)
    concerned = {row.consultation.initiative for row in promised}
    concerned |= {row.initiative for row in planned}
    for initiative in sorted(concerned, key=lambda row: row.pk):
        held(initiative)
    # read again: what was kept or handed over meanwhile is no longer there
    promised, planned = promises_of(person)
    moved, left, told = [], [], {}
    for row in promised:
        initiative = row.consultation.initiative
        if _leaves_before(to, row.due_on):
            left.append((initiative, TOO_SHORT))
            continue
        new = save(
            Commitment(
                consultation=row.consultation,
                text=row.text,
                owner=to,
                due_on=row.due_on,
                is_confidential=row.is_confidential,
                supersedes=row,
                made_by=by,
            )
        )
        _note("literacy.commitment_handed_over", new, row, initiative, by=by)
        tell_body(row.consultation, initiative, by)
        told[initiative] = new.pk
        moved.append(new)
    for row in planned:
        if _leaves_before(to, row.due_on):
            left.append((row.initiative, TOO_SHORT))
            continue
        if not sees(to, row.initiative):
            left.append((row.initiative, UNSEEN))
            continue
        readers.keep(row.initiative, to)
        newest = Assessment.objects.last_of(row.initiative)
        new = save(
            Prevention(
                initiative=row.initiative,
                assessment=newest,
                is_follow_up=newest.is_complete,
                dimension=row.dimension,
                text=row.text,
                indicator=row.indicator,
                owner=to,
                due_on=row.due_on,
                reason=str(_("Handed over by its owner, who leaves.")),
                supersedes=row,
                recorded_by=by,
            )
        )
        _note("literacy.prevention_handed_over", new, row, row.initiative, by=by)
        told[row.initiative] = new.pk
        moved.append(new)
    for initiative in told:
        tell(
            [to],
            "literacy.promise_handed_over",
            initiative=initiative,
            by=by,
            url=initiative.get_absolute_url(),
        )
    record("literacy.promises_handed_over", person, by=by, to=to.pk, moved=len(moved))
    return len(moved), left


def _leaves_before(person, day):
    return person.ends_on is not None and person.ends_on < day


def _note(code, new, old, initiative, *, by):
    record(
        code,
        new,
        by=by,
        initiative=initiative,
        supersedes=old.pk,
        owner=new.owner_id,
        before=old.owner_id,
        due_on=new.due_on,
    )
