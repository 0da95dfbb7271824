"""What people owe in stage 3: lessons to endorse and to answer, reviews to attest."""

from django.db.models import Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from initiatives.models import Initiative
from initiatives.obligations import Obligation, Verb
from initiatives.stages import Stage
from lessons.matching import fitting, known
from lessons.models import ENDORSING, Disposition, Lesson, Review
from organisation import access

MOST = 100


def obligations(person) -> list[Obligation]:
    """What this person owes here, on initiatives that they may see."""
    visible = Initiative.objects.visible_to(person).running()
    owed = list(_answer(person, visible))
    held = [h for h in access.current_holdings(person) if h.function in set(ENDORSING)]
    if not held:
        return owed
    branches = Q()
    for holding in held:
        branches |= Q(initiative__unit__path__startswith=holding.path)
    visible = visible.values("pk")
    return [
        *owed,
        *_endorse(person, held, branches, visible),
        *_attest(person, held, branches, visible),
    ]


def _answer(person, visible):
    """Lessons that fit a proposal which this person leads, and that nobody answered."""
    proposals = list(
        visible.filter(
            stage=Stage.PROPOSED,
            leads__person=person,
            leads__until__isnull=True,
        )
        .select_related("unit")
        .order_by("proposed_at", "pk")
        .distinct()[:MOST]
    )
    if not proposals:
        return
    lessons = known()
    answered = set(
        Disposition.objects.filter(initiative__in=proposals).values_list(
            "initiative", "lesson"
        )
    )
    for proposal in proposals:
        found = [lesson.pk for lesson, _why in fitting(proposal, lessons)]
        open_ = [pk for pk in found if (proposal.pk, pk) not in answered]
        if open_:
            yield Obligation(
                verb=Verb.ANSWER,
                initiative=proposal,
                sentence=ngettext_lazy(
                    "%(n)d lesson waits for your answer.",
                    "%(n)d lessons wait for your answer.",
                    "n",
                )
                % {"n": len(open_)},
                since=proposal.proposed_at or proposal.stage_since,
                due_at=None,
                url=reverse("lessons:page", args=[proposal.ref]) + "#answers",
            )


def _endorse(person, held, branches, visible):
    lessons = (
        Lesson.objects.drafts()
        .filter(branches, initiative__in=visible)
        .exclude(written_by=person)
        .select_related("initiative__unit")
        .prefetch_related("endorsements")
        .order_by("written_at")[:MOST]
    )
    for lesson in lessons:
        given = [e for e in lesson.endorsements.all() if e.version == lesson.version]
        if any(e.endorsed_by_id == person.pk for e in given):
            continue
        functions = {e.function for e in given}
        owed = [
            h.function
            for h in held
            if h.covers(lesson.initiative.unit) and h.function not in functions
        ]
        if owed:
            yield Obligation(
                verb=Verb.CONFIRM,
                initiative=lesson.initiative,
                sentence=format_lazy(_("Lesson to endorse: {t}"), t=lesson.title),
                since=lesson.written_at,
                due_at=None,
                url=lesson.get_absolute_url(),
                function=owed[0],
            )


def _attest(person, held, branches, visible):
    reviews = (
        Review.objects.filter(branches, initiative__in=visible)
        .select_related("initiative__unit")
        .prefetch_related("attestations")
        .order_by("recorded_at")[:MOST]
    )
    for review in reviews:
        voices = review.attestations.all()
        if any(a.attested_by_id == person.pk for a in voices):
            continue
        given = {a.function for a in voices}
        owed = [
            h.function
            for h in held
            if h.covers(review.initiative.unit) and h.function not in given
        ]
        if owed:
            yield Obligation(
                verb=Verb.CONFIRM,
                initiative=review.initiative,
                sentence=_("A review waits for your function to attest it."),
                since=review.recorded_at,
                due_at=None,
                url=reverse("lessons:page", args=[review.initiative.ref]) + "#review",
                function=owed[0],
            )
