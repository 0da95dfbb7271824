"""Who is in the meeting, and whether that is enough to decide."""

from dataclasses import dataclass, field

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from governance.models import Presence
from organisation import access
from organisation.functions import Function
from organisation.models import Deputy, Person


@dataclass
class Quorum:
    """Who is there, function by function, and which functions are missing."""

    present: list[Presence] = field(default_factory=list)
    missing: list[Function] = field(default_factory=list)
    has_chair: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the committee can decide."""
        return self.has_chair and not self.missing

    @property
    def functions(self) -> set:
        """The functions for which somebody is there."""
        return {row.member.function for row in self.present}

    @property
    def people(self) -> list[Presence]:
        """One presence for each person: who sits for two functions votes once."""
        found: dict = {}
        for row in self.present:
            found.setdefault(row.person_id, row)
        return list(found.values())

    @property
    def sentence(self):
        """Why nothing can be decided, and who can mend it; empty when it can."""
        if self.missing:
            names = [f.label for f in self.missing]
            who = names[0]
            for name in names[1:]:
                who = format_lazy("{}, {}", who, name)
            return format_lazy(
                _("No quorum: missing is {who}. Wait for the person or a deputy."),
                who=who,
            )
        if not self.has_chair:
            return _("No quorum: neither the chair nor a deputy of the chair is here.")
        return ""


def of(meeting) -> Quorum:
    """The quorum of a meeting as it stands now; one query."""
    present = list(
        Presence.objects.filter(member__meeting=meeting, left_at__isnull=True)
        .select_related("member", "person", "principal")
        .order_by("member__pk")
    )
    there = {row.member.function for row in present}
    chair = {meeting.chair_id} & {
        key for row in present for key in (row.person_id, row.principal_id)
    }
    return Quorum(
        present=present,
        missing=[Function(f) for f in meeting.quorum if f not in there],
        has_chair=bool(chair),
    )


def may_sit(member) -> list[Person]:
    """Who may be there for a member: the person, else who deputises for them today."""
    return may_sit_for([member])[member.pk]


def may_sit_for(members, *, on=None) -> dict:
    """The same for many members: {pk of the member: people}; one query.

    `on` is another day than today.
    """
    today = on or clock.today()
    deputies: dict = {}
    rows = Deputy.objects.in_force(today).filter(
        principal__in=[m.person_id for m in members]
    )
    for row in rows.select_related("deputy").order_by("pk"):
        if access.is_present(row.deputy, today):
            deputies.setdefault(row.principal_id, []).append(row.deputy)
    return {
        m.pk: [
            *([m.person] if access.is_present(m.person, today) else []),
            *deputies.get(m.person_id, []),
        ]
        for m in members
    }
