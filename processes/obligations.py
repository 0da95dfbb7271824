"""What people owe in stage 2: who owns a process measures again what it freed."""

from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Initiative
from initiatives.obligations import Obligation, Owed, Verb
from organisation.functions import Function
from processes.models import Measurement, ProcessOwner

AHEAD = 14
"""Days before freed hours are due to be measured again from which it is said."""


def owed(person) -> list[Owed]:
    """The kinds of obligations that this person may have here."""
    return [_to_measure_again(person)]


def _to_measure_again(person):
    owner = ProcessOwner.objects.filter(initiative=OuterRef("initiative"))
    rows = (
        Measurement.objects.due_again(ahead=AHEAD)
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
        # the day is enough to sort by; it ends when its last instant has passed
        due_at="due_on",
        is_late=Q(due_on__lt=clock.today()),
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
