"""Where an agenda comes from: what the records of all rooms put before the committee.

Each source reads a set with one statement or a fixed number of them, whatever the
number of initiatives, and says why each of its items is there, in a sentence with
days and no "ago": the same words are frozen into the briefing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit import clock
from governance import presenters, querysets
from governance.models import (
    Level,
    Purpose,
    Referral,
    Rule,
    Section,
    StaffMessage,
)
from initiatives.models import Initiative
from initiatives.models import Screening as Answer
from initiatives.stages import Stage
from lessons.models import LessonMove, State
from lessons.repeats import failures
from literacy.models import Consultation, Order
from organisation.functions import Function
from processes.models import Bottleneck, Effect
from value.accounts import with_rest
from value.models import Allocation, Confirmation, RealisedAmount, in_hours
from value.rules import IDLE_DAYS

MOST = 10
"""Items that one source puts on an agenda; what exceeds it is said in a sentence."""

LONG_UNUSED = timedelta(days=IDLE_DAYS)
"""From this age on, freed hours without a destination come before the committee."""

LOOK_AHEAD = timedelta(days=60)
"""So far ahead the calendar of consultations looks."""


@dataclass(frozen=True)
class Found:
    """What a source puts on the agenda, and why."""

    key: str
    section: Section
    purpose: Purpose
    why: str
    initiative: Initiative | None = None
    title: str = ""
    referral: Referral | None = None
    stall: object = None
    minutes: int = 5


@dataclass(frozen=True)
class Look:
    """Whose eyes, what happened since when, and how many items of one source.

    Without a person everything is found, whoever may see it; without `most`, all of it.
    """

    person: object
    since: datetime
    most: int | None = MOST

    @cached_property
    def hidden(self) -> list:
        """The keys of the initiatives that the person may not see.

        Whoever reads an agenda sees nearly all of them: to leave out a few that were
        named once costs each source far less than to ask for every row whose it is.
        """
        if self.person is None:
            return []
        seen = Initiative.objects.seen_by(self.person).values("pk")
        rows = Initiative.objects.exclude(pk__in=seen).order_by()
        return list(rows.values_list("pk", flat=True))

    def of(self, rows):
        """Those initiatives among these that the person may see."""
        return rows.exclude(pk__in=self.hidden)

    def about(self, rows, initiative="initiative"):
        """Those rows whose initiative the person may see."""
        return rows.exclude(**{f"{initiative}__in": self.hidden})

    @property
    def told(self):
        """The keys of those of which everybody on the committee may read."""
        return Initiative.objects.filter(is_confidential=False).values("pk")


def prohibited(look):
    """Systems that the AI Act forbids (Regulation (EU) 2024/1689, Art. 5)."""
    rows = (
        look.of(Initiative.objects.running())
        .filter(screening=Answer.PROHIBITED, stopped_at__isnull=True)
        .order_by("number")
    )
    for row in rows[: look.most]:
        yield Found(
            f"prohibited-{row.ref}",
            Section.SAFETY,
            Purpose.DECIDE,
            _("The screening found a practice that Article 5 of the AI Act forbids."),
            row,
            minutes=10,
        )


def orders(look):
    """Orders of courts and boards since the last meeting."""
    rows = (
        look.about(Order.objects, "consultation__initiative")
        .filter(recorded_at__gte=look.since)
        .select_related("consultation__initiative")
        .order_by("on", "pk")
    )
    for row in rows[: look.most]:
        yield Found(
            f"order-{row.pk}",
            Section.SAFETY,
            Purpose.DISCUSS,
            _("%(who)s ordered on %(day)s: %(what)s.")
            % {
                "who": row.get_forum_display(),
                "day": presenters.day(row.on),
                "what": row.get_kind_display(),
            },
            row.consultation.initiative,
        )


def stops(look):
    """Initiatives that were stopped since the last meeting."""
    rows = (
        look.of(Initiative.objects)
        .filter(stopped_at__gte=look.since)
        .order_by("stopped_at", "number")
    )
    for row in rows[: look.most]:
        yield Found(
            f"stop-{row.ref}",
            Section.SAFETY,
            Purpose.NOTE,
            _("It was stopped on %(day)s. Knowledge owes a lesson.")
            % {"day": presenters.day(row.stopped_at)},
            row,
        )


def consultations(look):
    """Bodies that were informed and have not answered, whose term ends soon."""
    rows = (
        look.about(Consultation.objects.awaiting())
        .filter(due_on__lte=clock.today() + LOOK_AHEAD)
        .select_related("initiative", "body")
        .order_by("due_on", "pk")
    )
    for row in rows[: look.most]:
        late = row.due_on < clock.today()
        words = (
            _(
                "“%(subject)s”: %(body)s has not answered, and its term ended on "
                "%(day)s."
            )
            if late
            else _("“%(subject)s”: %(body)s has until %(day)s to answer.")
        )
        said = {
            "subject": row.subject,
            "body": row.body.name,
            "day": presenters.day(row.due_on),
        }
        yield Found(
            f"consultation-{row.pk}",
            Section.CONSULTATION,
            Purpose.DISCUSS if late else Purpose.NOTE,
            words % said,
            row.initiative,
        )


def stalls(look):
    """Stalls that have used up twice their limit, or three times."""
    rows = (
        look.about(querysets.open_stalls())
        .filter(level__gte=Level.SPONSOR)
        .select_related("initiative")
        .order_by("-level", "since", "pk")
    )
    yield from map(stalled, rows[: look.most])


def stalled(row) -> Found:
    """What a stall puts on an agenda."""
    return Found(
        f"stall-{row.pk}",
        Section.STALLS,
        Purpose.DECIDE,
        of_stall(row),
        row.initiative,
        stall=row,
    )


def of_stall(stall) -> str:
    """What is stalled, with whom, since which day, and how far it has climbed."""
    return _("%(rule)s: with %(function)s since %(since)s, due by %(due)s.") % {
        "rule": stall.get_rule_display(),
        "function": Function(stall.function).label,
        "since": presenters.day(stall.since),
        "due": presenters.day(stall.due_at),
    }


def referrals(look):
    """What receiving functions ask the committee to decide."""
    rows = (
        look.about(Referral.objects, "handoff__initiative")
        .filter(decision__isnull=True)
        .select_related("handoff__initiative", "asked_by")
        .order_by("asked_at", "pk")
    )
    yield from map(asked, rows[: look.most and look.most * 2])


def asked(row) -> Found:
    """What a question put to the committee puts on an agenda."""
    handoff = row.handoff
    return Found(
        f"referral-{row.pk}",
        Section.GATES,
        Purpose.DECIDE,
        _("%(receiver)s asks at gate %(gate)s, since %(day)s.")
        % {
            "receiver": handoff.get_receiver_display(),
            "gate": handoff.gate,
            "day": presenters.day(row.asked_at),
        },
        handoff.initiative,
        referral=row,
        minutes=10,
    )


def waiting(cause) -> Found | None:
    """What a question or a stall puts on an agenda while it waits for the committee."""
    if isinstance(cause, Referral):
        return asked(cause) if cause.decision_id is None else None
    if cause is None or cause.closed_at is not None or cause.level < Level.SPONSOR:
        return None
    return stalled(cause)


def bottlenecks(look):
    """Bottlenecks that were named elsewhere since, or whose load is to grow."""
    of_same = Bottleneck.objects.filter(initiative=OuterRef("initiative"))
    before = of_same.filter(pk__lt=OuterRef("pk")).exclude(step=OuterRef("step"))
    after = of_same.filter(pk__gt=OuterRef("pk"))
    rows = (
        look.about(Bottleneck.objects)
        .filter(
            Q(Exists(before)) | Q(to_be_effect=Effect.HIGHER),
            ~Exists(after),
            named_at__gte=look.since,
        )
        .select_related("initiative")
        .order_by("named_at", "pk")
    )
    for row in rows[: look.most]:
        yield Found(
            f"bottleneck-{row.pk}",
            Section.BOTTLENECKS,
            Purpose.DISCUSS,
            _("Since %(day)s it is “%(step)s”; the new process: %(effect)s.")
            % {
                "day": presenters.day(row.named_at),
                "step": row.step,
                "effect": row.get_to_be_effect_display(),
            },
            row.initiative,
        )


def repeats(look):
    """Failures since the last meeting that a validated lesson had foreseen."""
    rows = look.of(Initiative.objects).filter(stopped_at__gte=look.since)
    found = [row for row in failures(rows).values() if row.is_repeat]
    for failure in found[: look.most]:
        yield Found(
            f"repeat-{failure.initiative.ref}",
            Section.LESSONS,
            Purpose.DISCUSS,
            _("It failed for a cause that %(lesson)s had foreseen.")
            % {"lesson": failure.known[0].lesson.ref},
            failure.initiative,
        )


def lessons(look):
    """How many lessons were validated since the last meeting.

    The sentence is kept for all who read the agenda: nothing confidential is counted.
    """
    count = LessonMove.objects.filter(
        state=State.VALIDATED,
        moved_at__gte=look.since,
        lesson__initiative__in=look.told,
    ).count()
    if count:
        yield Found(
            "lessons",
            Section.LESSONS,
            Purpose.NOTE,
            ngettext(
                "%(n)d lesson was validated since the last meeting.",
                "%(n)d lessons were validated since the last meeting.",
                count,
            )
            % {"n": count},
            title=TITLES["lessons"],
        )


def hours(look):
    """Freed hours that have had no destination for more than 60 days.

    What has climbed to the committee's list stands there already, as a stall; what
    the committee has decided about comes back by its ladder, once that has climbed.
    """
    listed = querysets.open_stalls().filter(
        Q(level__gte=Level.SPONSOR) | Q(climb__gt=1),
        initiative=OuterRef("pk"),
        rule=Rule.HOURS,
    )
    rows = (
        with_rest(look.of(Initiative.objects.with_clocks()))
        .filter(
            ~Exists(listed), rest__gt=0, measured_since__lte=clock.now() - LONG_UNUSED
        )
        .order_by("measured_since", "number")
    )
    for row in rows[: look.most]:
        yield Found(
            f"hours-{row.ref}",
            Section.HOURS,
            Purpose.DECIDE,
            _("%(hours)s hours a year have had no destination since %(day)s.")
            % {
                "hours": number_format(round(in_hours(row.rest)), force_grouping=True),
                "day": presenters.day(row.measured_since),
            },
            row,
            minutes=10,
        )


def value(look):
    """What destinations are to bring in a year, and what Finance has confirmed.

    The sentence is kept for all who read the agenda: nothing confidential is counted.
    """
    plan = dict(
        Allocation.objects.standing()
        .with_plan()
        .filter(initiative__in=look.told)
        .order_by()
        .values_list("currency")
        .annotate(n=Sum("to_bring"))
    )
    there = dict(
        RealisedAmount.objects.filter(
            initiative__in=look.told,
            confirmation__answer=Confirmation.Answer.CONFIRMED,
        )
        .order_by()
        .values_list("currency")
        .annotate(n=Sum("amount"))
    )
    if not plan and not there:
        return
    sentences = [
        _(
            "Planned a year: %(plan)s %(currency)s. Confirmed by Finance: "
            "%(there)s %(currency)s."
        )
        % {
            "plan": number_format(round(plan.get(currency, 0)), force_grouping=True),
            "there": number_format(round(there.get(currency, 0)), force_grouping=True),
            "currency": currency,
        }
        for currency in sorted({*plan, *there})
    ]
    yield Found(
        "value", Section.VALUE, Purpose.NOTE, " ".join(sentences), title=TITLES["value"]
    )


def messages(look):
    """What ended since the last meeting, and of which staff was told nothing.

    The sentence is kept for all who read the agenda: it names nothing confidential.
    """
    told = StaffMessage.objects.filter(
        initiative=OuterRef("pk"), published_at__gte=look.since
    )
    rows = Initiative.objects.filter(
        Q(stopped_at__gte=look.since)
        | Q(stage=Stage.CLOSED, stage_since__gte=look.since),
        ~Exists(told),
        is_confidential=False,
    ).order_by("number")
    refs = list(rows.values_list("ref", flat=True)[:MOST])
    yield Found(
        "messages",
        Section.MESSAGES,
        Purpose.DISCUSS,
        _("Ended, and staff was told nothing yet: %(refs)s.")
        % {"refs": ", ".join(refs)}
        if refs
        else _("What should the people whom a decision concerns read, and when?"),
        title=TITLES["messages"],
    )


TITLES = {
    "lessons": gettext_lazy("New lessons"),
    "value": gettext_lazy("Value against plan"),
    "messages": gettext_lazy("Messages to staff"),
}
"""What items are called that are about no single initiative."""

SOURCES: tuple[Callable, ...] = (
    *(prohibited, orders, stops, consultations, stalls, referrals),
    *(bottlenecks, repeats, lessons, hours, value, messages),
)


def found(look) -> list[Found]:
    """All that the records put before the committee, in the order of the agenda."""
    return [one for source in SOURCES for one in source(look)]
