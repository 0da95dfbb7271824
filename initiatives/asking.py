"""Whom a handoff asks, and who has answered: they see a confidential initiative.

Governance keeps these rows inside its own acts, which record what was done.
"""

from audit import clock
from initiatives.models import Answered, Asked


def ask(initiative, functions, *, of_root=()):
    """Exactly these functions are asked now; what was asked and is still, stays.

    `of_root` are functions asked of the root unit, as the committee is.
    """
    wanted = {(str(f), False) for f in functions} | {(str(f), True) for f in of_root}
    standing = {
        (row.function, row.of_root): row.pk
        for row in initiative.asked.filter(until__isnull=True)
    }
    ended = [pk for key, pk in standing.items() if key not in wanted]
    if ended:
        Asked.objects.filter(pk__in=ended).update(until=clock.now())
    new = sorted(wanted - set(standing))
    if new:
        now = clock.now()
        Asked.objects.bulk_create(
            Asked(initiative=initiative, function=f, of_root=root, since=now)
            for f, root in new
        )


def ask_nobody(initiative):
    """The handoff has ended: no function is asked any more."""
    initiative.asked.filter(until__isnull=True).update(until=clock.now())


def keep(initiative, people):
    """These people have answered, and go on seeing it."""
    known = set(initiative.answered.values_list("person_id", flat=True))
    for person in people:
        if person is not None and person.pk not in known:
            known.add(person.pk)
            Answered.objects.create(initiative=initiative, person=person)
