"""What people owe in stage 3: lessons to endorse and to answer, reviews to attest."""

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from initiatives.models import Initiative, Lead
from initiatives.obligations import Obligation, Owed, Verb, read
from initiatives.stages import Stage
from lessons.matching import fits
from lessons.models import (
    ENDORSING,
    UNNAMED_STOPPERS,
    Endorsement,
    Experiment,
    Lesson,
    Reading,
    Review,
    ReviewAttestation,
)
from organisation import access

MOST = 100


def obligations(person) -> list[Obligation]:
    """What this person owes here, on initiatives that they may see."""
    return [*answers(person), *read(owed(person), 2 * MOST)]


def owed(person) -> list[Owed]:
    """The kinds of obligations that this person may have here, but for answers."""
    held = access.current_holdings(person)
    if not held:
        return []
    visible = Initiative.objects.seen_by(person).running().values("pk")
    found = [_stop(held, visible)]
    voices = [h for h in held if h.function in set(ENDORSING)]
    if voices:
        found += [_endorse(person, voices, visible), _attest(person, voices, visible)]
    return found


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


def _may_stop(holding) -> Q:
    """Experiments that a holder may stop: the function named, else either of two."""
    named = Q(stopper=holding.function)
    if holding.function in UNNAMED_STOPPERS:
        named |= Q(stopper="")
    return named & Q(initiative__unit__path__startswith=holding.path)


def _stop(held, visible):
    """Experiments whose latest value meets their stop rule, for who may stop them."""
    latest = (
        Reading.objects.filter(experiment=OuterRef("pk"))
        .order_by("-day", "-pk")
        .values("value", "recorded_at")
    )
    rows = (
        Experiment.objects.annotate(
            last=Subquery(latest.values("value")[:1]),
            last_at=Subquery(latest.values("recorded_at")[:1]),
            owing=Case(
                *(When(_may_stop(h), then=Value(h.function)) for h in held),
                default=None,
                output_field=CharField(),
            ),
        )
        .filter(
            Q(better=Experiment.Better.LOWER, last__gte=F("stop_at"))
            | Q(better=Experiment.Better.HIGHER, last__lte=F("stop_at")),
            verdict__isnull=True,
            owing__isnull=False,
            initiative__in=visible,
        )
        .order_by()
    )
    return Owed(
        kind="lessons.stop",
        rows=rows,
        since="last_at",
        key="pk",
        function=F("owing"),
        one=F("measure"),
        word=lambda row, initiative: Obligation(
            verb=Verb.DECIDE,
            initiative=initiative,
            sentence=format_lazy(_("The stop rule is met: {t}"), t=row.one),
            since=row.since,
            due_at=None,
            url=reverse("lessons:experiment", args=[initiative.ref, row.key]),
            function=row.function,
        ),
    )
