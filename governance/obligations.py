"""What one person owes now, from the open facts of all rooms: Waiting for me."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, TextField
from django.db.models.functions import Cast, Left
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

import lessons.obligations
import literacy.obligations
import processes.obligations
import value.obligations
from audit import clock
from governance import confirming, rules
from governance.keeping import Kept
from governance.meetings import obligations as meetings
from governance.models import Condition, Handoff, Level, Rule, SignOff, Stall, Wait
from initiatives.models import Erasure, Initiative, Lead
from initiatives.obligations import Obligation, Owed, Verb, count, read
from initiatives.stages import LEADS, Stage
from organisation import access
from organisation.functions import Function
from organisation.roles import PERMISSIONS

MOST = 200
"""As many duties of a person are listed and counted, the most urgent first."""

ROOMS = (
    literacy.obligations.owed,
    processes.obligations.owed,
    lessons.obligations.owed,
    value.obligations.owed,
)

VERBS = {
    Wait.Duty.SIGN: Verb.SIGN,
    Wait.Duty.ACCEPT: Verb.ACCEPT,
    Wait.Duty.ANSWER: Verb.ANSWER,
    Wait.Duty.DECIDE: Verb.DECIDE,
}


def waiting_for(person) -> list[Obligation]:
    """What a person owes, the most urgent first: past the limit, then by due time."""
    cached = getattr(person, "_obligations", None)
    if cached is not None:
        return cached
    found = [*read(_owed(person), MOST), *lessons.obligations.answers(person)]
    far = clock.now().replace(year=9000)
    found.sort(key=lambda o: (o.due_at or far, o.since))
    person._obligations = found[:MOST]
    return person._obligations


def summary(person, kept: Kept | None = None) -> tuple[int, bool]:
    """How many obligations wait for a person, and whether one is past its limit.

    The same querysets as the list, counted in the database: a page that only shows
    the number reads no rows. `kept` is what its request has at hand.
    """
    found = getattr(person, "_obligations", None)
    if found is not None:
        now = clock.now()
        return len(found), any(o.due_at and o.due_at <= now for o in found)
    return (kept or Kept()).get(person.pk, lambda: _counted(person))


def _counted(person) -> tuple[int, bool]:
    n, late = count(_owed(person))
    n += len(lessons.obligations.unanswered(person))
    return min(n, MOST), bool(late)


def _owed(person) -> list[Owed]:
    own = (
        _handoffs(person),
        _stalls(person),
        _conditions(person),
        _stages_led(person),
        _erasures(person),
        *meetings.owed(person),
    )
    return [
        *(kind for kind in own if kind is not None),
        *confirming.owed(person),
        *(kind for room in ROOMS for kind in room(person)),
    ]


def branches(person) -> Q:
    """The units of a person's holdings, per function, as a filter on `function`."""
    query = Q(pk__in=[])
    for holding in access.current_holdings(person):
        query |= Q(
            function=holding.function, initiative__unit__path__startswith=holding.path
        )
    return query


def _handoffs(person) -> Owed | None:
    held = branches(person)
    committee = bool(rules.sits_for_committee(person)) if _leads(person) else False
    if not access.current_holdings(person):
        return None
    asked = held & ~Q(duty=Wait.Duty.DECIDE)
    if committee:
        asked |= Q(duty=Wait.Duty.DECIDE)
    answered = SignOff.objects.filter(
        handoff=OuterRef("handoff"),
        revision=OuterRef("handoff__revision"),
        person=person,
        is_standing=True,
    )
    rows = Wait.objects.filter(
        asked,
        ~Q(duty=Wait.Duty.SIGN) | (~Q(initiative__proposer=person) & ~Exists(answered)),
        ended_at__isnull=True,
        initiative__in=Initiative.objects.seen_by(person).values("pk"),
    )
    return Owed(
        kind="governance.handoff",
        rows=rows,
        since="since",
        due_at="due_at",
        key="handoff_id",
        function=F("function"),
        one=F("duty"),
        other=F("handoff__giver"),
        word=lambda row, initiative: Obligation(
            verb=VERBS[row.one],
            initiative=initiative,
            sentence=_sentence(row.one, row.function, row.other),
            since=row.since,
            due_at=row.due_at,
            url=reverse("governance:handoff", args=[initiative.ref, row.key]),
            function=row.function,
        ),
    )


def _stalls(person) -> Owed | None:
    """What has climbed to the committee's list, for those who decide for it.

    Hours that Leadership must choose for stand there already, with how many they are.
    """
    if not _leads(person) or not rules.sits_for_committee(person):
        return None
    rows = Stall.objects.filter(
        ~Q(rule=Rule.HOURS, level=Level.DECISION, initiative__stage=Stage.VALUE),
        closed_at__isnull=True,
        level__gte=Level.SPONSOR,
        initiative__in=Initiative.objects.seen_by(person).values("pk"),
    )
    return Owed(
        kind="governance.stall",
        rows=rows,
        since="since",
        due_at="due_at",
        function=F("function"),
        one=F("pk"),
        other=F("rule"),
        word=lambda row, initiative: Obligation(
            verb=Verb.DECIDE,
            initiative=initiative,
            sentence=format_lazy(
                _("{rule}: it stalls with {function}, and the committee decides."),
                rule=Rule(row.other).label,
                function=Function(row.function).label,
            ),
            since=row.since,
            due_at=row.due_at,
            url=reverse("governance:stall", args=[UUID(row.one)]),
            function=Function.LEADERSHIP.value,
        ),
    )


def _leads(person):
    return any(
        h.function == Function.LEADERSHIP for h in access.current_holdings(person)
    )


def _sentence(duty, function, giver):
    function, giver = Function(function).label, Function(giver).label
    return {
        Wait.Duty.SIGN: format_lazy(
            _("{giver} offers it. {function} has not answered yet."),
            giver=giver,
            function=function,
        ),
        Wait.Duty.ACCEPT: format_lazy(
            _("Everybody has signed. {function} accepts or returns it."),
            function=function,
        ),
        Wait.Duty.ANSWER: _("It came back with a question that blocks the handoff."),
        Wait.Duty.DECIDE: _("The committee was asked to decide."),
    }[duty]


def _conditions(person) -> Owed:
    today = clock.today()
    over = today if clock.end_of(today) <= clock.now() else today - timedelta(days=1)
    rows = Condition.objects.filter(
        Q(owner=person) | (branches(person) & Q(due_on__lte=today)),
        met_at__isnull=True,
        initiative__in=Initiative.objects.seen_by(person).values("pk"),
    )
    return Owed(
        kind="governance.condition",
        rows=rows,
        since="made_at",
        # the day is enough to sort by; it ends when its last instant has passed
        due_at="due_on",
        is_late=Q(due_on__lte=over),
        function=F("function"),
        one=Left("text", 120),
        word=lambda row, initiative: Obligation(
            verb=Verb.PREPARE,
            initiative=initiative,
            sentence=format_lazy(_("Condition: {text}"), text=row.one),
            since=row.since,
            due_at=clock.end_of(row.due_at.date()),
            url=f"{initiative.get_absolute_url()}#conditions",
            function=row.function,
        ),
    )


def _erasures(person) -> Owed | None:
    """Files and comments that somebody else asks to erase: a second person answers."""
    asked = Q(pk__in=[])
    for holding in access.current_holdings(person):
        if holding.function in PERMISSIONS["initiatives.erase"].holders:
            asked |= Q(initiative__unit__path__startswith=holding.path)
    if not asked.children:
        return None
    rows = Erasure.objects.filter(
        asked,
        done_at__isnull=True,
        declined_at__isnull=True,
        initiative__in=Initiative.objects.seen_by(person).values("pk"),
    ).exclude(asked_by=person)
    return Owed(
        kind="governance.erasure",
        rows=rows,
        since="asked_at",
        one=Cast(F("attachment"), TextField()),
        other=Cast(F("comment"), TextField()),
        word=lambda row, initiative: Obligation(
            verb=Verb.CONFIRM,
            initiative=initiative,
            sentence=_("Somebody asks to erase a file here.")
            if row.one
            else _("Somebody asks to erase a comment here."),
            since=row.since,
            due_at=None,
            url=reverse(
                "initiatives:erase-file" if row.one else "initiatives:erase-comment",
                args=[initiative.ref, UUID(row.one) if row.one else int(row.other)],
            ),
            function=Function.LEGAL.value,
        ),
    )


def _stages_led(person) -> Owed:
    """The stages that this person leads by name and that no handoff has left yet."""
    here = Q(pk__in=[])
    for stage, function in LEADS.items():
        here |= Q(initiative__stage=stage, function=function.value)
    given = Handoff.objects.filter(
        initiative=OuterRef("initiative"), state__in=Handoff.OPEN
    )
    rows = Lead.objects.filter(
        here,
        ~Exists(given),
        person=person,
        until__isnull=True,
        initiative__in=Initiative.objects.with_clocks().values("pk"),
    )
    return Owed(
        kind="governance.stage",
        rows=rows,
        since="initiative__stage_since",
        function=F("function"),
        word=_stage_led,
    )


def _stage_led(row, initiative):
    days = (clock.now() - row.since).days
    return Obligation(
        verb=Verb.PREPARE,
        initiative=initiative,
        sentence=ngettext_lazy(
            "You lead this stage: %(n)d day in %(stage)s. Offer the handoff when "
            "every criterion is met.",
            "You lead this stage: %(n)d days in %(stage)s. Offer the handoff when "
            "every criterion is met.",
            "n",
        )
        % {"n": days, "stage": Stage(initiative.stage).label},
        since=row.since,
        due_at=None,
        url=reverse("governance:gate", args=[initiative.ref]),
        function=row.function,
    )
