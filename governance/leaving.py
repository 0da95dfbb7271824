"""What somebody who leaves holds in every room, and what must go to whom."""

from dataclasses import dataclass

from audit import clock
from governance.models import Condition, FollowUp, Meeting, Question
from initiatives.models import Initiative, Lead
from literacy.leaving import promises_of
from organisation.coverage import Holdings, holdings_report

KINDS = (
    *("mandates", "deputies", "leads"),
    *("conditions", "actions", "promises", "seats"),
)
"""What is handed over, in this order: a lead passes only to who holds the function."""


@dataclass(frozen=True)
class Belongings:
    """Everything a person holds; `seen` are the initiatives the reader may see."""

    holdings: Holdings
    leads: list
    sponsored: list
    followed: list
    conditions: list
    actions: list
    commitments: list
    preventions: list
    questions: list
    meetings: list
    seen: set

    @property
    def kinds(self) -> list[str]:
        """The kinds of which there is something to hand over."""
        held = {
            "mandates": self.holdings.mandates,
            "deputies": (*self.holdings.deputises_for, *self.holdings.deputies),
            "leads": [*self.leads, *self.sponsored, *self.followed],
            "conditions": self.conditions,
            "actions": self.actions,
            "promises": [*self.commitments, *self.preventions],
            "seats": self.holdings.seats,
        }
        return [kind for kind in KINDS if held[kind]]


def belongings(person, *, reader) -> Belongings:
    """Read what a person holds, for somebody who manages the organisation."""
    leads = list(
        Lead.objects.filter(person=person, until__isnull=True).select_related(
            "initiative"
        )
    )
    sponsored = list(Initiative.objects.filter(sponsor=person))
    followed = list(Initiative.objects.filter(continuity_holder=person))
    conditions = list(
        Condition.objects.filter(owner=person, met_at__isnull=True).select_related(
            "initiative"
        )
    )
    actions = list(
        FollowUp.objects.filter(owner=person, done_at__isnull=True).select_related(
            "initiative"
        )
    )
    commitments, preventions = promises_of(person)
    questions = list(
        Question.objects.filter(
            asked_by=person,
            answered_at__isnull=True,
            handoff__closed_at__isnull=True,
        ).select_related("handoff__initiative")
    )
    ids = {row.initiative_id for row in (*leads, *conditions, *preventions)}
    ids |= {row.initiative_id for row in actions if row.initiative_id}
    ids |= {row.consultation.initiative_id for row in commitments}
    ids |= {row.pk for row in (*sponsored, *followed)}
    ids |= {row.handoff.initiative_id for row in questions}
    seen = Initiative.objects.visible_to(reader).filter(pk__in=ids)
    return Belongings(
        holdings=holdings_report(person, on=clock.today()),
        leads=leads,
        sponsored=sponsored,
        followed=followed,
        conditions=conditions,
        actions=actions,
        commitments=commitments,
        preventions=preventions,
        questions=questions,
        meetings=list(
            Meeting.objects.coming().filter(members__person=person).distinct()
        ),
        seen=set(seen.values_list("pk", flat=True)),
    )
