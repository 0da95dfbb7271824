"""What people owe in stage 2: who owns a process measures again what it freed."""

from datetime import timedelta

from django.db.models import DateField, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Initiative
from initiatives.obligations import Obligation, Owed, Verb
from organisation import numbers
from organisation.functions import Function
from processes.models import Measurement, ProcessOwner

AHEAD = 14
"""Days before freed hours are due to be measured again from which it is said."""


def owed(person) -> list[Owed]:
    """The kinds of obligations that this person may have here."""
    return [_to_measure_again(person)]


def _to_measure_again(person):
    days = numbers.current()["remeasure"]
    owner = ProcessOwner.objects.filter(initiative=OuterRef("initiative"))
    rows = (
        Measurement.objects.due_again(days, ahead=AHEAD)
        .annotate(owner=Subquery(owner.order_by("-pk").values("person")[:1]))
        .filter(
            owner=person.pk,
            initiative__in=Initiative.objects.with_clocks().values("pk"),
        )
    )
    return Owed(
        kind="processes.remeasure",
        rows=rows,
        since="measured_at",
        due_at=ExpressionWrapper(
            F("ends_on") + timedelta(days=days), output_field=DateField()
        ),
        is_late=Q(ends_on__lt=clock.today() - timedelta(days=days)),
        key="pk",
        one=F("role"),
        word=lambda row, initiative: Obligation(
            Verb.PREPARE,
            initiative,
            format_lazy(_("Measure again the hours freed of: {role}"), role=row.one),
            row.since,
            clock.end_of(row.due_at.date()),
            reverse("processes:page", args=[initiative.ref]) + "#measurements",
            Function.OPERATIONS,
        ),
    )
