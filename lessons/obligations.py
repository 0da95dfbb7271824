"""What people owe in stage 3: lessons to endorse and to answer, reviews to attest."""

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from initiatives.models import Initiative, Lead
from initiatives.obligations import Obligation, Owed, Verb, read
from initiatives.stages import Stage
from lessons.matching import fits
from lessons.models import ENDORSING, Endorsement, Lesson, Review, ReviewAttestation
from organisation import access

MOST = 100


def obligations(person) -> list[Obligation]:
    """What this person owes here, on initiatives that they may see."""
    return [*answers(person), *read(owed(person), 2 * MOST)]


def owed(person) -> list[Owed]:
    """The kinds of obligations that this person may have here, but for answers."""
    held = [h for h in access.current_holdings(person) if h.function in set(ENDORSING)]
    if not held:
        return []
    visible = Initiative.objects.seen_by(person).running().values("pk")
    return [_endorse(person, held, visible), _attest(person, held, visible)]


def unanswered(person) -> dict:
    """Proposals that this person leads: {id: how many lessons wait for an answer}.

    Whether a lesson fits is told by words, which no query can compare. One query.
    """
    led = (
        Initiative.objects.seen_by(person)
        .running()
        .filter(
            Exists(
                Lead.objects.filter(
                    initiative=OuterRef("pk"), person=person, until__isnull=True
                )
            ),
            stage=Stage.PROPOSED,
        )
    )
    found = {key: len(fit.open) for key, fit in fits(led).items() if fit.open}
    return dict(list(found.items())[:MOST])


def answers(person) -> list[Obligation]:
    """Lessons that fit a proposal which this person leads, and that nobody answered."""
    waiting = unanswered(person)
    if not waiting:
        return []
    rows = Initiative.objects.filter(pk__in=waiting).select_related("unit")
    return [
        Obligation(
            verb=Verb.ANSWER,
            initiative=proposal,
            sentence=ngettext_lazy(
                "%(n)d lesson waits for your answer.",
                "%(n)d lessons wait for your answer.",
                "n",
            )
            % {"n": waiting[proposal.pk]},
            since=proposal.proposed_at or proposal.stage_since,
            due_at=None,
            url=reverse("lessons:page", args=[proposal.ref]) + "#answers",
        )
        for proposal in rows.order_by("proposed_at", "pk")
    ]


def _owing(held, given):
    """The first function of a person that covers the unit and has not spoken yet."""
    return Case(
        *(
            When(
                Q(initiative__unit__path__startswith=h.path)
                & ~Exists(given.filter(function=h.function)),
                then=Value(h.function),
            )
            for h in held
        ),
        output_field=CharField(),
    )


def _endorse(person, held, visible):
    given = Endorsement.objects.filter(
        lesson=OuterRef("pk"), version=OuterRef("version")
    )
    rows = (
        Lesson.objects.drafts()
        .filter(~Exists(given.filter(endorsed_by=person)), initiative__in=visible)
        .exclude(written_by=person)
        .annotate(owing=_owing(held, given))
        .filter(owing__isnull=False)
    )
    return Owed(
        kind="lessons.endorse",
        rows=rows,
        since="written_at",
        key="pk",
        function=F("owing"),
        one=F("title"),
        other=F("ref"),
        word=lambda row, initiative: Obligation(
            verb=Verb.CONFIRM,
            initiative=initiative,
            sentence=format_lazy(_("Lesson to endorse: {t}"), t=row.one),
            since=row.since,
            due_at=None,
            url=reverse("lessons:lesson", args=[row.other]),
            function=row.function,
        ),
    )


def _attest(person, held, visible):
    given = ReviewAttestation.objects.filter(review=OuterRef("pk"))
    rows = (
        Review.objects.filter(
            ~Exists(given.filter(attested_by=person)), initiative__in=visible
        )
        .annotate(owing=_owing(held, given))
        .filter(owing__isnull=False)
    )
    return Owed(
        kind="lessons.review",
        rows=rows,
        since="recorded_at",
        key="pk",
        function=F("owing"),
        word=lambda row, initiative: Obligation(
            verb=Verb.CONFIRM,
            initiative=initiative,
            sentence=_("A review waits for your function to attest it."),
            since=row.since,
            due_at=None,
            url=reverse("lessons:page", args=[initiative.ref]) + "#review",
            function=row.function,
        ),
    )
