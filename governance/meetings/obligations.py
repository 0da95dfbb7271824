"""What a meeting leaves a person to do: minutes to answer, actions to see to."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, UUIDField, Value
from django.db.models.functions import Cast, Left
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from governance.models import FollowUp, Member, Minutes, MinutesAnswer
from initiatives.models import Initiative
from initiatives.obligations import Obligation, Owed, Verb
from organisation import access
from organisation.functions import Function
from organisation.models import Deputy


def owed(person) -> list[Owed]:
    """All of them."""
    return [_minutes(person), _actions(person), _reported(person)]


def _minutes(person) -> Owed:
    """Minutes that count, and that nobody has answered for this person's seat."""
    later = Minutes.objects.filter(
        meeting=OuterRef("meeting"), number__gt=OuterRef("number")
    )
    principals = Deputy.objects.in_force(clock.today()).filter(deputy=person)
    answered = MinutesAnswer.objects.filter(
        minutes=OuterRef(OuterRef("pk")), member=OuterRef("pk")
    )
    mine = Member.objects.filter(
        Q(person=person) | Q(person__in=principals.values("principal")),
        ~Exists(answered),
        meeting=OuterRef("meeting"),
    )
    return Owed(
        kind="governance.minutes",
        rows=Minutes.objects.filter(~Exists(later), Exists(mine)),
        since="issued_at",
        due_at="due_at",
        initiative=Cast(Value(None), UUIDField()),
        key="meeting_id",
        word=lambda row, initiative: Obligation(
            verb=Verb.CONFIRM,
            initiative=None,
            sentence=_("Confirm the minutes of the committee, or object in writing"),
            since=row.since,
            due_at=row.due_at,
            url=reverse("governance:minutes", args=[row.key]),
            about=_("Committee"),
        ),
    )


def _actions(person) -> Owed:
    """Actions of the committee that the person owns and that are not done."""
    today = clock.today()
    over = today if clock.end_of(today) <= clock.now() else today - timedelta(days=1)
    seen = Initiative.objects.seen_by(person).values("pk")
    return Owed(
        kind="governance.action",
        rows=FollowUp.objects.filter(
            Q(initiative__isnull=True) | Q(initiative__in=seen),
            owner=person,
            done_at__isnull=True,
            reported_at__isnull=True,
        ),
        since="made_at",
        due_at="due_on",
        is_late=Q(due_on__lte=over),
        key="pk",
        function=F("function"),
        one=Left("text", 120),
        word=lambda row, initiative: Obligation(
            verb=Verb.PREPARE,
            initiative=initiative,
            sentence=format_lazy(
                _("Decided by the committee: {text}. {function} checks it."),
                text=row.one.rstrip("."),
                function=Function(row.function).label,
            ),
            since=row.since,
            due_at=clock.end_of(row.due_at.date()),
            url=reverse("governance:follow-up", args=[row.key]),
            function=row.function,
            about=_("Committee"),
        ),
    )


def _reported(person) -> Owed:
    """Actions whose owner says that they are done, for the function that checks."""
    held = {h.function for h in access.current_holdings(person)}
    seen = Initiative.objects.seen_by(person).values("pk")
    return Owed(
        kind="governance.action_reported",
        rows=FollowUp.objects.filter(
            Q(initiative__isnull=True) | Q(initiative__in=seen),
            function__in=sorted(held),
            done_at__isnull=True,
            reported_at__isnull=False,
        ),
        since="reported_at",
        key="pk",
        function=F("function"),
        one=Left("text", 120),
        word=lambda row, initiative: Obligation(
            verb=Verb.CONFIRM,
            initiative=initiative,
            sentence=format_lazy(
                _("Reported as done: {text}. {function} checks it."),
                text=row.one,
                function=Function(row.function).label,
            ),
            since=row.since,
            due_at=None,
            url=reverse("governance:follow-up", args=[row.key]),
            function=row.function,
            about=_("Committee"),
        ),
    )
