"""What can stall: one query for each thing that the rules watch.

Each query gives rows with the same columns: `cause_initiative`, `cause_function` (who
holds it), `cause_other` (the function on the other side), `cause_since` (an instant, or
a day that has passed), `cause_subject` (the key of the row), and the country and path
of the unit. It finds the causes that last, whether or not a stall is open for them.
"""

from datetime import timedelta

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest, StrIndex

from audit import clock
from audit.models import Entry
from governance.models import Condition, Handoff, Level, Rule, Stall, Wait
from initiatives.models import Exposure, Initiative
from initiatives.querysets import LEAD
from initiatives.stages import Stage
from lessons.models import Lesson, Verdict
from literacy.models import (
    Commitment,
    Concern,
    Consultation,
    Prevention,
    PublishedQuestion,
    UseStart,
)
from organisation import numbers
from organisation.functions import Function
from organisation.models import Mandate
from processes.models import MapVersion, Measurement, ProcessMap
from value.accounts import with_rest
from value.models import RealisedAmount

WORDS = CharField()

NEAR_THE_END = 10
"""Calendar days before the end of a consultation's term from which it is watched."""


NO_WORK = (
    "governance.draft_saved",
    "governance.item_added",
    "governance.item_moved",
    "governance.item_restored",
    "governance.item_withdrawn",
    "governance.item_worded",
    "governance.resolution_corrected",
    "governance.resolved",
    "governance.staff_told",
    "governance.stall_decided",
    "literacy.information_read",
)
"""Acts after which an initiative stands where it stood: preparing what the committee
decides, what it says of a stall, and reading. They end no idle stage."""


def conditions():
    """Promises past their date: `cause_since` is the day on which they were due."""
    return _causes(
        Condition.objects.filter(
            met_at__isnull=True,
            due_on__lt=clock.today(),
            initiative__in=Initiative.objects.with_clocks().values("pk"),
        ),
        function=F("function"),
        since=F("due_on"),
    )


def vacant_clocks():
    """Clocks that run on a function which nobody holds for the unit."""
    return _vacant(
        _causes(
            Wait.objects.filter(ended_at__isnull=True),
            function=F("function"),
            since=F("since"),
            other=F("handoff__giver"),
        ),
        started=F("since"),
    )


def vacant_stages():
    """Stages without an offered handoff, led by a function which nobody holds."""
    return _vacant(
        _causes(
            _without_handoff(),
            function=LEAD,
            since=F("stage_since"),
            of="",
        ),
        started=F("stage_since"),
    )


def idle_stages():
    """Stages in which no person has worked; the clock starts with the last act.

    It pauses while a body that was informed has not answered ("waiting on law"), and
    while the new process has not been in use for long enough: nobody can hurry these.
    Where the same function already stalls the initiative by a nearer rule, that says
    enough.
    """
    nearer = Stall.objects.filter(
        initiative=OuterRef("pk"),
        function=OuterRef("cause_function"),
        closed_at__isnull=True,
        level__gte=Level.LIMIT,
    ).exclude(rule=Rule.IDLE)
    last = (
        Entry.objects.filter(
            initiative_id=OuterRef("pk"), actor_kind=Entry.Actor.PERSON
        )
        .exclude(action__in=NO_WORK)
        .order_by("-seq")
        .values("at")[:1]
    )
    return _causes(
        _without_handoff()
        .filter(~Exists(awaiting_opinion(OuterRef("pk"))), ~Exists(_settling_in()))
        .annotate(
            last_act=Coalesce(
                Subquery(last, output_field=DateTimeField()), F("stage_since")
            )
        ),
        function=LEAD,
        since=Greatest(F("last_act"), F("stage_since")),
        of="",
    ).filter(~Exists(nearer))


def consultations():
    """Consultations opened, in which something that must be handed over was not."""
    return _causes(
        Consultation.objects.to_inform().filter(
            initiative__in=Initiative.objects.with_clocks().values("pk"),
        ),
        function=Value(Function.HR.value),
        since=F("opened_at"),
    )


def preventions():
    """Prevention measures past their day: `cause_since` is when they were due."""
    return _causes(
        Prevention.objects.late().filter(
            initiative__in=Initiative.objects.with_clocks().values("pk"),
        ),
        function=Value(Function.HR.value),
        since=F("due_on"),
    )


def ending_terms():
    """Terms that end within ten days while the body has not answered, or are over.

    `cause_since` is the day ten days before the end. It lasts until the body answers,
    or the term has lawfully ended the consultation.
    """
    near = clock.today() + timedelta(days=NEAR_THE_END)
    return _causes(
        Consultation.objects.awaiting().filter(
            due_on__lte=near,
            initiative__in=Initiative.objects.with_clocks().values("pk"),
        ),
        function=Value(Function.HR.value),
        since=Cast(
            ExpressionWrapper(
                F("due_on") - timedelta(days=NEAR_THE_END), output_field=DateField()
            ),
            DateField(),
        ),
    )


def responses():
    """Opinions, and silences that count as one, without the employer's answer."""
    return _causes(
        Consultation.objects.to_answer().filter(
            initiative__in=Initiative.objects.with_clocks().values("pk"),
        ),
        function=Value(Function.HR.value),
        since=Coalesce(F("opined_on"), F("due_on")),
    )


def commitments():
    """Promises to bodies past their day: `cause_since` is the day they were due."""
    return _causes(
        Commitment.objects.late().filter(
            consultation__initiative__in=Initiative.objects.with_clocks().values("pk"),
        ),
        function=Value(Function.HR.value),
        since=F("due_on"),
        of="consultation__initiative__",
    )


def concerns():
    """Concerns that their reader has neither answered nor put to a function.

    The clock starts with the release: what waits sealed can stall with nobody.
    """
    return _causes(
        Concern.objects.unread().filter(
            initiative__in=Initiative.objects.with_clocks().values("pk")
        ),
        function=Value(Function.HR.value),
        since=F("released_at"),
    )


def questions():
    """Published questions without an answer, since the first asker was released."""
    return _causes(
        PublishedQuestion.objects.open().filter(
            initiative__in=Initiative.objects.with_clocks().values("pk")
        ),
        function=F("function"),
        since=F("since"),
        other=Value(Function.HR.value),
    )


def lessons():
    """A stop or a failed verdict after which no lesson was endorsed."""
    failed = (
        Verdict.objects.filter(
            experiment__initiative=OuterRef("pk"), verdict=Verdict.Answer.STOP
        )
        .order_by()
        .values("experiment__initiative")
        .annotate(first=Min("given_at"))
        .values("first")
    )
    endorsed = Lesson.objects.endorsed().filter(initiative=OuterRef("pk"))
    return _causes(
        Initiative.objects.with_clocks()
        .annotate(failed_at=Coalesce(F("stopped_at"), Subquery(failed)))
        .filter(~Exists(endorsed), failed_at__isnull=False),
        function=Value(Function.KNOWLEDGE.value),
        since=F("failed_at"),
        other=Value(Function.OPERATIONS.value),
        of="",
    )


def map_questions():
    """Maps in appropriation with open questions, figures that are missing among them.

    The clock starts with the newest version: a map that changes is asked about anew.
    """
    saved = MapVersion.objects.filter(map=OuterRef("pk")).order_by("-number")
    return _causes(
        ProcessMap.objects.saved()
        .filter(
            open_questions__gt=0,
            initiative__in=Initiative.objects.with_clocks()
            .filter(stage=Stage.APPROPRIATION)
            .values("pk"),
        )
        .annotate(saved_at=Subquery(saved.values("saved_at")[:1])),
        function=Value(Function.OPERATIONS.value),
        since=F("saved_at"),
    )


def remeasures():
    """Freed hours that are due to be measured again: `cause_since` is that day."""
    return _causes(
        Measurement.objects.due_again(ahead=-1).filter(
            initiative__in=Initiative.objects.with_clocks().values("pk")
        ),
        function=Value(Function.OPERATIONS.value),
        since=F("due_on"),
        other=Value(Function.MARKETING.value),
    )


def hours():
    """Measured hours without a destination, since the first of them was measured."""
    return _causes(
        with_rest(Initiative.objects.with_clocks()).filter(rest__gt=0),
        function=Value(Function.MARKETING.value),
        since=F("measured_since"),
        other=Value(Function.OPERATIONS.value),
        of="",
    )


def confirmations():
    """Reported amounts that Finance has neither confirmed nor refused."""
    return _causes(
        RealisedAmount.objects.unanswered().filter(
            initiative__in=Initiative.objects.with_clocks().values("pk")
        ),
        function=Value(Function.FINANCE.value),
        since=F("reported_at"),
        other=Value(Function.MARKETING.value),
    )


def awaiting_opinion(initiative):
    """Consultations of an initiative in which an informed body has not answered."""
    return Consultation.objects.awaiting().filter(initiative=initiative)


# What the queries share


def _causes(rows, *, function, since, other=None, of="initiative__"):
    unit = f"{of}unit__"
    return rows.annotate(
        cause_initiative=F(f"{of}pk" if of else "pk"),
        cause_function=function,
        cause_other=other or Value(""),
        cause_since=since,
        cause_subject=Cast("pk", WORDS),
        cause_country=F(f"{unit}country"),
        cause_path=F(f"{unit}path"),
    )


def _without_handoff():
    offered = Handoff.objects.filter(initiative=OuterRef("pk"), state__in=Handoff.OPEN)
    return Initiative.objects.with_clocks().filter(~Exists(offered))


def _settling_in():
    """Real use that began at a site in scope, less than the asked days ago."""
    began = clock.today() - timedelta(days=numbers.current()["in_use"])
    in_scope = Exposure.objects.filter(
        initiative=OuterRef("initiative"), site=OuterRef("site"), in_scope=True
    )
    return UseStart.objects.filter(
        Exists(in_scope), initiative=OuterRef("pk"), real_work=True, on__gt=began
    )


def _vacant(rows, *, started):
    """Of these causes, those whose function nobody holds, since the last one left."""
    today = clock.today()
    covering = (
        Mandate.objects.annotate(
            asked=ExpressionWrapper(OuterRef("cause_path"), output_field=WORDS)
        )
        .annotate(stands=StrIndex(F("asked"), F("unit__path")))
        .filter(stands=1, function=OuterRef("cause_function"))
    )
    left = (
        covering.filter(starts_on__lte=today)
        .annotate(last_day=Coalesce(F("ends_on"), F("person__ends_on")))
        .filter(last_day__lt=today)
        .order_by()
        .values("function")
        .annotate(last=Max("last_day"))
        .values("last")
    )
    return (
        rows.exclude(cause_function="")
        .filter(~Exists(covering.effective(today)))
        .annotate(
            cause_since=started,
            cause_left=Subquery(left, output_field=DateField()),
        )
    )
