"""What one person owes now, from the open facts of all rooms: Waiting for me."""

from django.db.models import Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

import lessons.obligations
import literacy.obligations
import processes.obligations
import value.obligations
from audit import clock
from governance import rules
from governance.models import Condition, SignOff, Wait
from initiatives.models import Initiative
from initiatives.obligations import Obligation, Verb
from initiatives.stages import LEADS, Stage
from organisation import access
from organisation.functions import Function

MOST = 200

ROOMS = (
    literacy.obligations.obligations,
    processes.obligations.obligations,
    lessons.obligations.obligations,
    value.obligations.obligations,
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
    found = [
        *_handoffs(person),
        *_conditions(person),
        *_stages_led(person),
        *(o for room in ROOMS for o in room(person)),
    ]
    far = clock.now().replace(year=9000)
    found.sort(key=lambda o: (o.due_at or far, o.since))
    person._obligations = found[:MOST]
    return person._obligations


def summary(person) -> tuple[int, bool]:
    """How many obligations wait for a person, and whether one is past its limit."""
    found = waiting_for(person)
    now = clock.now()
    return len(found), any(o.due_at and o.due_at <= now for o in found)


def branches(person) -> Q:
    """The units of a person's holdings, per function, as a filter on `function`."""
    query = Q(pk__in=[])
    for holding in access.current_holdings(person):
        query |= Q(
            function=holding.function, initiative__unit__path__startswith=holding.path
        )
    return query


def _handoffs(person):
    held = branches(person)
    committee = bool(rules.sits_for_committee(person)) if _leads(person) else False
    if not held and not committee:
        return
    query = held & ~Q(duty=Wait.Duty.DECIDE)
    if committee:
        query |= Q(duty=Wait.Duty.DECIDE)
    waits = (
        Wait.objects.filter(query, ended_at__isnull=True)
        .filter(initiative__in=Initiative.objects.visible_to(person).values("pk"))
        .select_related("handoff", "initiative", "initiative__unit")
        .order_by("due_at")[: 2 * MOST]
    )
    waits = list(waits)
    answered = set(
        SignOff.objects.filter(
            handoff__in={w.handoff_id for w in waits},
            person=person,
            is_standing=True,
        ).values_list("handoff_id", "revision")
    )
    for wait in waits:
        handoff, initiative = wait.handoff, wait.initiative
        handoff.initiative = initiative
        if wait.duty == Wait.Duty.SIGN:
            if initiative.proposer_id == person.pk:
                continue
            if (handoff.pk, handoff.revision) in answered:
                continue
        yield Obligation(
            verb=VERBS[wait.duty],
            initiative=initiative,
            sentence=_sentence(wait),
            since=wait.since,
            due_at=wait.due_at,
            url=reverse("governance:handoff", args=[initiative.ref, handoff.pk]),
            function=wait.function,
        )


def _leads(person):
    return any(
        h.function == Function.LEADERSHIP for h in access.current_holdings(person)
    )


def _sentence(wait):
    function = Function(wait.function).label
    giver = Function(wait.handoff.giver).label
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
    }[wait.duty]


def _conditions(person):
    rows = (
        Condition.objects.filter(
            Q(owner=person) | branches(person), met_at__isnull=True
        )
        .filter(initiative__in=Initiative.objects.visible_to(person).values("pk"))
        .select_related("initiative", "initiative__unit")
        .order_by("due_on")[:MOST]
    )
    today = clock.today()
    for row in rows:
        if row.owner_id != person.pk and row.due_on > today:
            continue
        yield Obligation(
            verb=Verb.PREPARE,
            initiative=row.initiative,
            sentence=format_lazy(_("Condition: {text}"), text=row.text[:120]),
            since=row.made_at,
            due_at=clock.end_of(row.due_on),
            url=f"{row.initiative.get_absolute_url()}#conditions",
            function=row.function,
        )


def _stages_led(person):
    """The stages that this person leads by name and that no handoff has left yet."""
    led = Q(pk__in=[])
    for stage, function in LEADS.items():
        led |= Q(
            stage=stage,
            leads__person=person,
            leads__function=function.value,
            leads__until__isnull=True,
        )
    rows = (
        Initiative.objects.running()
        .filter(led)
        .exclude(handoffs__state__in=["signing", "receiving", "committee"])
        .select_related("unit")
        .distinct()
        .order_by("stage_since")[:MOST]
    )
    for row in rows:
        if row.taken_over_at and not row.accepted_at:
            continue
        days = (clock.now() - row.stage_since).days
        yield Obligation(
            verb=Verb.PREPARE,
            initiative=row,
            sentence=ngettext_lazy(
                "You lead this stage: %(n)d day in %(stage)s. Offer the handoff when "
                "every criterion is met.",
                "You lead this stage: %(n)d days in %(stage)s. Offer the handoff when "
                "every criterion is met.",
                "n",
            )
            % {"n": days, "stage": Stage(row.stage).label},
            since=row.stage_since,
            due_at=None,
            url=reverse("governance:gate", args=[row.ref]),
            function=LEADS[row.stage].value,
        )
